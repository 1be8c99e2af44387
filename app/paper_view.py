"""Papers on the screen."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from ..domain.digest import Digest, ExplainedPaper
from ..domain.paper import Paper
from ..domain.week import day_text
from ..tools.digest_text import ToldPaper, authors_text, heading_text, rest_texts, tell_paper
from ..tools.plain_maths import plain_maths
from ..tools.plan_text import counted, one_line
from .render import say, say_wrapped

if TYPE_CHECKING:
    from ..workflows.paper_questions import PaperAnswer
    from ..workflows.paper_reading import ReadPaper
    from ..workflows.paper_shelf import KeptPaper, ShelvedPaper

MOST_POINTS, LONGEST, LONGEST_PASSAGE, MOST_AUTHORS = 12, 1200, 600, 4
NEAREST = "These passages come nearest; no model has put them into an answer:"


def show_papers(papers: Sequence[Paper]) -> None:
    """Found papers, a few lines each."""
    for paper in papers:
        _show_listed(paper)
    if papers:
        say()
        say_wrapped(f"coach papers read {papers[0].id} reads the first of them.")


def show_digest(digest: Digest) -> None:
    """A digest, with the lines to go on."""
    if digest.papers:
        say(heading_text(digest), bold=True)
    for one in digest.papers:
        say()
        told = _told(one)
        _show_told(told)
        say_wrapped(f"Go on: {' · '.join(told.commands)}", indent=2, hang=4, dim=True)
    if digest.papers:
        say()
    for line in rest_texts(digest, _line, shown=len(digest.papers)):
        say_wrapped(line, hang=2)


def show_read(read: "ReadPaper") -> None:
    """A paper that was read, with all that is said of it."""
    told = _told(read.explained)
    _show_told(told)
    say()
    for remark in read.text.remarks:
        say_wrapped(f"Note: {remark}", hang=2)
    if read.trouble:
        say_wrapped(f"Note: {read.trouble}", hang=2)
    if dropped := read.explained.summary.dropped:
        say_wrapped(f"Left out, without proof in the paper: {counted(dropped, 'point')}.")
    say_wrapped(f"Go on: {' · '.join(told.commands[1:])}", hang=2, dim=True)


def show_answer(answer: "PaperAnswer") -> None:
    """An answer with its references, or the passages that were found."""
    if answer.nothing or answer.text:
        say_wrapped(answer.nothing or _line(answer.text, 10 * LONGEST))
    else:
        say_wrapped(NEAREST)
    for one in answer.references:
        say()
        place = ", ".join(filter(None, (_line(one.paper.title, 200), one.passage.place)))
        say_wrapped(f"[{one.number}] {place}", hang=4, bold=True)
        say_wrapped(f"“{_line(one.passage.text, LONGEST_PASSAGE)}”", indent=4, hang=4)
    said = [
        f"Left out, without proof in the papers: {counted(answer.left_out, 'sentence')}." if answer.left_out else "",
        answer.trouble,
        f"Written by {answer.written_by}." if answer.text else "",
    ]
    if any(said):
        say()
    for line in filter(None, said):
        say_wrapped(line)


def show_shelved(shelf: Sequence["ShelvedPaper"], zone: tzinfo) -> None:
    """Kept papers, a few lines each."""
    for one in shelf:
        _show_listed(one.paper)
        _show_marks(one, zone)


def show_kept(kept: "KeptPaper", zone: tzinfo) -> None:
    """All that is kept of a paper."""
    paper = kept.shelved.paper
    _show_listed(paper)
    _show_marks(kept.shelved, zone)
    for line in (f"Comment: {paper.comment}" if paper.comment else "", paper.abstract):
        if line:
            say_wrapped(_line(line, 5 * LONGEST), indent=2, hang=2)
    say()
    if kept.summary:
        told = _told(ExplainedPaper(paper, kept.summary, 0.0, "", readable_now=True, readable_after="", exercise=""))
        _show_points(told)
    if kept.sections:
        say_wrapped(f"Sections: {_line(' · '.join(kept.sections), 5 * LONGEST)}", hang=2)
    else:
        say_wrapped(f"Its text isn't read yet: coach papers read {paper.id}")


def _line(text: str, most: int) -> str:
    return one_line(plain_maths(text[: 4 * most]), most)


def _told(one: ExplainedPaper) -> ToldPaper:
    return tell_paper(one, _line, points=MOST_POINTS, most=LONGEST)


def _show_listed(paper: Paper) -> None:
    say_wrapped(f"{paper.id}  {_line(paper.title, 300)}", hang=4, bold=True)
    facts = (
        authors_text(paper, _line, shown=MOST_AUTHORS),
        paper.published.isoformat() if paper.url else paper.id,
        ", ".join(paper.categories[:4]),
        paper.url,
        "withdrawn" if paper.is_withdrawn else "",
    )
    say_wrapped(" · ".join(filter(None, facts)), indent=4, hang=4)


def _show_marks(one: "ShelvedPaper", zone: tzinfo) -> None:
    marks = []
    if one.shown_at:
        shown = {"digest": f"in the digest of {one.period}", "ask": "asked about", "read": "explained"}.get(
            one.place, one.place
        )
        marks.append(f"{shown}, {day_text(one.shown_at.astimezone(zone).date())}")
    if one.vote:
        marks.append(f"you {'liked' if one.vote > 0 else 'disliked'} it{f': {one.why}' if one.why else ''}")
    if marks:
        say_wrapped(f"({'; '.join(marks)})", indent=4, hang=4)


def _show_told(told: ToldPaper) -> None:
    say_wrapped(told.title, bold=True)
    published = told.published if told.url else ""  # an own file has no date of its own
    say_wrapped(" · ".join(filter(None, (told.authors, published, told.url or told.id))), indent=2, hang=2)
    if told.why:
        say_wrapped(f"Why for you: {told.why}. {told.readable}.", indent=2, hang=4)
    _show_points(told)
    if told.words:
        say_wrapped(f"Words to know first: {told.words}", indent=2, hang=4)
    if told.exercise:
        say_wrapped(f"Exercise: {told.exercise}", indent=2, hang=4)


def _show_points(told: ToldPaper) -> None:
    say_wrapped(f"In one sentence: {told.tldr}", indent=2, hang=4)
    for heading, points in told.groups:
        for point in points:
            quote = f"“{point.quote}” ({point.place})" if point.place else f"“{point.quote}”"
            say_wrapped(f"{heading}: {point.text or quote}", indent=2, hang=4)
            if point.text:
                say_wrapped(quote, indent=6, hang=6, dim=True)
    say_wrapped(told.written, indent=2, hang=4, dim=True)
