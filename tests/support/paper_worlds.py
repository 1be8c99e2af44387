"""A small arXiv for tests: papers, their pages, and services that reach it without waiting."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from arxiv_server import ArxivServer

from studycoach.domain.paper import Paper
from studycoach.tools.arxiv import Arxiv
from studycoach.workflows.services import Services

MONDAY = date(2026, 11, 23)
SUBJECTS = (
    (
        "2611.00001",
        "Verb Endings of Spanish Learned by Small Networks",
        "verbs and their endings in Spanish conjugation",
    ),
    ("2611.00002", "A Data Set of Spoken Greetings", "spoken greetings and introductions by learners"),
    ("2611.00003", "Numbers and Dates in Spoken Language", "numbers, dates and times that learners say"),
    ("2611.00004", "Word Order in Questions", "questions and the order of words in Spanish"),
    ("2611.00005", "Past Tenses Told Apart", "preterite and imperfect past tenses"),
    ("2611.00006", "Listening to Fast Speech", "listening comprehension of fast native speech"),
    ("2611.00007", "Steering of Robot Arms by Magnets", "robot arms that are steered by magnetic fields"),
)


@dataclass
class FreePace:
    """A pace that never lets anybody wait, and remembers the pauses."""

    pauses: list[float] = field(default_factory=list)

    def claim(self, service: str, owner: str, seconds: float) -> float:
        """See Pace."""
        del service, owner, seconds
        return 0.0

    def release(self, service: str, owner: str, pause: float) -> None:
        """See Pace."""
        del service, owner
        self.pauses.append(pause)


def some_papers(day: date = MONDAY, subjects: Sequence[tuple[str, str, str]] = SUBJECTS) -> list[Paper]:
    """Papers submitted on that day."""
    return [
        Paper(
            id_,
            1,
            title,
            f"We study {about}. {method(id_)}",
            ("Ada Lovelace", "Émilie du Châtelet"),
            ("cs.CL",),
            day,
            day,
        )
        for id_, title, about in subjects
    ]


def method(id_: str) -> str:
    """What the paper of this id found, which no other says."""
    return f"We propose a method that reaches {id_[-2:]}.5 percent accuracy on {int(id_[-2:]) + 20} data sets."


def page(paper: Paper) -> str:
    """The paper as arXiv shows it, in the classes of LaTeXML."""
    sections = (
        ("1", "Introduction", f"Learners find this hard. {paper.abstract} The code is open to everybody who wants it."),
        ("2", "Method", "We train a network with two layers on what learners said, as in earlier work on the same."),
        ("3", "Results", f"{method(paper.id)} This is 3 points better than the best system known before."),
        ("4", "Limitations", "We tested only on adults, so nothing is known of children who learn the language."),
    )
    body = "".join(
        f'<section class="ltx_section"><h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">{number} '
        f'</span>{heading}</h2><div class="ltx_para"><p class="ltx_p">{text}</p></div></section>'
        for number, heading, text in sections
    )
    return (
        f'<html><head><title>{paper.title}</title></head><body><article class="ltx_document"><h1 class="ltx_title '
        f'ltx_title_document">{paper.title}</h1><div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract'
        f'</h6><p class="ltx_p">{paper.abstract}</p></div>{body}</article></body></html>'
    )


def an_arxiv(papers: Sequence[Paper] | None = None, *, unreadable: Sequence[str] = ()) -> ArxivServer:
    """An arXiv with these papers, announced today, each with a page but for the unreadable ones."""
    held = some_papers() if papers is None else list(papers)
    pages = {paper.id: page(paper) for paper in held if paper.id not in unreadable}
    return ArxivServer(held, html=pages, announced=[paper.id for paper in held])


def reaching(services: Services, server: ArxivServer) -> Services:
    """The services with this arXiv."""
    arxiv = Arxiv(server.addresses, FreePace(), sleep=lambda _: None)
    return replace(services, arxiv=lambda: arxiv)
