"""The text of a paper: kept, or fetched from arXiv and read once for all learners."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import CoachError, Unreachable
from ..domain.paper import OWN, Paper, PaperName
from ..domain.paper_text import PaperText, is_text_of
from ..memory import paper_marks, paper_texts, papers
from .services import Services

if TYPE_CHECKING:
    from ..tools.arxiv import Arxiv
    from ..tools.paper_text import PaperFiles


OTHER_WORDS = (
    "The text that arXiv sends has other words than its title and abstract: see whether it is the paper you mean."
)
NOT_FETCHED = "A part could not be fetched"
"""What a remark begins with on a part that is tried again the next time."""


def text_of(services: Services, paper: Paper, version: int | None = None) -> PaperText:
    """The text of this version of the paper (the newest, if none is named), kept for the next time.

    Raises:
        CoachError: it can't be fetched, or not be read; the sentence says why.
    """
    version = version or paper.version
    with services.database.read() as db:
        kept = paper_texts.find(db, paper.id, version)
    if kept and not _is_partial(kept):
        return kept
    if paper.id.startswith(OWN):
        raise CoachError("The text of that file isn't kept any more.", "Name the file itself: coach papers read FILE")
    if paper.is_withdrawn:
        raise CoachError("The paper was withdrawn by its authors.")
    services.tell(f"fetches {paper.id}")
    try:
        files, remarks = _fetched(services.arxiv(), PaperName(paper.id, version))
    except Unreachable:
        if kept:
            return kept
        raise
    services.tell(f"reads {paper.id}")
    from ..tools.paper_text import paper_text

    text = paper_text(files, paper=paper.id, version=version, title=paper.title)
    if not is_text_of(paper.title, paper.abstract, text, is_newest=version == paper.version):
        remarks.append(OTHER_WORDS)
    text = replace(text, remarks=(*text.remarks, *remarks))
    with services.database.write() as db:
        paper_texts.keep(db, text, services.now())
    return text


def own_file(services: Services, learner_id: int, path: Path) -> tuple[Paper, PaperText]:
    """A learner's own file as a paper, kept with its text. Raises CoachError when it can't be read."""
    from ..tools.paper_text import own_text

    services.tell(f"reads {path.name}")
    text, today = own_text(path), services.now().date()
    abstract = " ".join(p.text for p in text.passages if p.section.casefold() == "abstract")
    paper = Paper(text.paper, 1, text.title, abstract, authors=(), categories=(), published=today, updated=today)
    with services.database.write() as db:
        papers.keep(db, [paper], services.now())
        paper_texts.keep(db, text, services.now())
        paper_marks.expose(db, learner_id, [paper.id], place="read", period="", now=services.now())
    return paper, text


def _fetched(arxiv: "Arxiv", name: PaperName) -> tuple["PaperFiles", list[str]]:
    """What arXiv has of the paper, and sentences on what could not be fetched.

    HTML reads best and the PDF alone has pages; the source is asked for only where there is no HTML.
    """
    from ..tools.paper_text import PaperFiles

    got: dict[str, bytes | None] = {}
    problems: list[str] = []
    for kind, fetch in (("html", arxiv.html), ("pdf", arxiv.pdf), ("source", arxiv.source)):
        if kind == "source" and got.get("html"):
            continue
        try:
            got[kind] = fetch(name)
        except Unreachable as error:
            if not any(got.values()):
                raise
            problems.append(f"{NOT_FETCHED} ({kind}): {error}")
        except CoachError as error:
            problems.append(f"{NOT_FETCHED} ({kind}): {error}")
    if not any(got.values()):
        raise CoachError(problems[0] if problems else "arXiv has neither HTML nor PDF nor source of it.")
    return PaperFiles(got.get("html"), got.get("source"), got.get("pdf")), problems


def _is_partial(text: PaperText) -> bool:
    return any(remark.startswith(NOT_FETCHED) for remark in text.remarks)
