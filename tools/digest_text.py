"""How a digest's papers and sentences are said, the same in the file and in the mail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ..domain.digest import Digest, ExplainedPaper
from ..domain.errors import WrongInput
from ..domain.paper import Paper, read_name
from ..domain.paper_summary import POINT_KINDS, Point, PointKind
from ..domain.paper_text import place_of
from ..domain.week import Week, date_text, day_text
from .plan_text import counted, days_text, one_line, sentence

MOST_NAMED, MOST_NOTES = 20, 10
ON_WISH = "The next digest comes when you ask for it: coach papers digest"
EXTRACTS = "extracts: sentences of the paper itself, chosen by rules"
_HEADINGS: dict[PointKind, str] = {
    "problem": "Problem", "idea": "Idea", "method": "Method", "result": "Results", "limit": "Limits"
}  # fmt: skip

Say = Callable[[str, int], str]
"""Gives a text from outside, of at most so many characters, as it may stand where it goes."""


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """One thing that a paper says, and the words that prove it; no text of its own where the words say it all."""

    text: str
    quote: str
    place: str


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """A paper of a digest, in the words that are shown; what there is nothing to say of is empty."""

    title: str
    authors: str
    id: str
    url: str
    published: str
    why: str
    readable: str
    is_readable: bool
    tldr: str
    groups: tuple[tuple[str, tuple[ToldPoint, ...]], ...]
    words: str
    exercise: str
    written: str
    commands: tuple[str, ...]


def tell_paper(explained: ExplainedPaper, say: Say, *, points: int, most: int) -> ToldPaper:
    """A paper in words, with at most so many points and so many characters in each text."""
    paper, summary = explained.paper, explained.summary
    kept = summary.points[:points]
    after = say(explained.readable_after, min(most, 120))
    return ToldPaper(
        title=say(paper.title, min(most, 300)) or "Without a title",
        authors=authors_text(paper, say, most=min(most, 80)),
        id=_id(paper.id),
        url=paper.url if _id(paper.id) else "",
        published=date_text(paper.published),
        why=say(explained.why, most),
        readable="Readable now" if explained.readable_now else f"Readable after {after or 'more of your roadmap'}",
        is_readable=explained.readable_now,
        tldr=say(summary.tldr, most),
        groups=tuple(
            (_HEADINGS[kind], tuple(_point(point, say, most) for point in kept if point.kind == kind))
            for kind in POINT_KINDS
            if any(point.kind == kind for point in kept)
        ),
        words=_words(explained, say, min(most, 80)),
        exercise=say(explained.exercise, most),
        written=_written(explained, len(summary.points) - len(kept), say),
        commands=tuple(_commands(_id(paper.id))),
    )


def _id(text: str) -> str:
    """The id, or nothing where it isn't one: it goes into addresses and commands."""
    try:
        return text if read_name(text).id == text else ""
    except WrongInput:
        return ""


def authors_text(paper: Paper, say: Say, *, shown: int = 5, most: int = 80) -> str:
    """So many of the authors, and how many more there are; empty where none is known."""
    more = len(paper.authors) - shown
    names = ", ".join(say(author, most) for author in paper.authors[:shown])
    return names + (f" and {more} more" if more > 0 else "")


def _point(point: Point, say: Say, most: int) -> ToldPoint:
    # A point that only leaves out how its sentence begins says nothing that the quotation doesn't.
    is_quote = " ".join(point.quote.split()).casefold().endswith(" ".join(point.text.split()).casefold())
    place = place_of(one_line(point.section, 80), point.page)
    return ToldPoint(
        "" if is_quote else say(point.text, most), say(point.quote, most), say(place, 100).replace("p. ", "p.\u00a0")
    )


def _words(explained: ExplainedPaper, say: Say, most: int) -> str:
    known = ((say(w.word, most), say(w.title, most)) for w in explained.words[:8])
    return "; ".join(f"{word} ({title})" if title else word for word, title in known if word)


def _written(explained: ExplainedPaper, more: int, say: Say) -> str:
    summary = explained.summary
    by_rules = f"These are {EXTRACTS}."
    said = [by_rules if summary.written_by == "rules" else f"Written by {say(summary.written_by, 80)}."]
    if more > 0:
        said.append(f"{counted(more, 'more point')} not shown here.")
    if summary.dropped:
        said.append(f"Left out for want of proof in the paper: {counted(summary.dropped, 'point')}.")
    return " ".join(said)


def _commands(id_: str) -> Iterator[str]:
    if id_:
        yield f"coach papers read {id_}"
        yield f'coach papers ask {id_} "What are its limits?"'
        yield f"coach papers vote {id_} +"


def heading_text(digest: Digest) -> str:
    """What the digest is called: `Papers of week 2026-W48`, `Papers of 28 November 2026`."""
    return f"Papers of week {digest.period}" if "W" in digest.period else f"Papers of {_period_text(digest)}"


def subject_text(digest: Digest) -> str:
    """The subject of its letter, which names the first paper."""
    if not digest.papers:
        return f"{heading_text(digest)}: none for you"
    more = len(digest.papers) - 1
    return f"{heading_text(digest)}: {one_line(digest.papers[0].paper.title, 90)}" + (
        f" and {more} more" if more else ""
    )


def when_text(digest: Digest) -> str:
    """The days it is about, where its name doesn't say them, and how much it holds: `23 to 29 November 2026 · 3 papers`."""
    days = [_period_text(digest)] if "W" in digest.period else []
    return " · ".join([*days, counted(len(digest.papers), "paper")])


def _period_text(digest: Digest) -> str:
    if "W" not in digest.period:
        return date_text(date.fromisoformat(digest.period))
    days = Week.parse(digest.period).days
    return days_text(days[0], days[-1])


def rest_texts(digest: Digest, say: Say, *, shown: int) -> list[str]:
    """What there is to say besides the papers, a sentence each, when so many of them were told."""
    more = len(digest.papers) - shown
    looked = f"Looked at: {_looked(digest, say)}." if digest.papers else f"{_looked(digest, say)}{_nothing(digest)}"
    coming = f"The next digest comes on {day_text(digest.next_on)}." if digest.next_on else ON_WISH
    return [
        *([f"{counted(more, 'more paper')} in the digest's file."] if more > 0 else []),
        looked if digest.papers else " ".join(filter(None, (looked, coming))),
        *(_failed(f.title, f.id, f.why, say) for f in digest.failed[:MOST_NOTES]),
        *_beyond(len(digest.failed) - MOST_NOTES),
        *(f"Note: {sentence(say(remark, 300))}" for remark in digest.remarks[:MOST_NOTES]),
        *([coming] if digest.papers and coming else []),
        *([f"Written by: {_writers(digest, say)}."] if digest.papers else []),
    ]


def _looked(digest: Digest, say: Say) -> str:
    where = ", ".join(say(category, 30) for category in digest.looked_in[:MOST_NAMED])
    year = "" if digest.since.year == digest.made_on.year else f" {digest.since.year}"
    number = f"{digest.looked_at:,} new paper{'' if digest.looked_at == 1 else 's'}"
    return f"{number}{f' in {where}' if where else ''} since {digest.since.day} {digest.since:%B}{year}"


def _nothing(digest: Digest) -> str:
    if not digest.looked_at:
        return "."
    return ", and none that was chosen could be read." if digest.failed else ", and none for you this time."


def _failed(title: str, id_: str, why: str, say: Say) -> str:
    named = " ".join(filter(None, (say(title, 120), f"({say(id_, 40)})")))
    return f"Could not be read: {named}: {sentence(say(why, 300))}"


def _beyond(more: int) -> list[str]:
    return [f"Could not be read either: {counted(more, 'more paper')}."] if more > 0 else []


def _writers(digest: Digest, say: Say) -> str:
    """`rules`, a model's name, or how many papers each explained."""
    writers = [explained.summary.written_by for explained in digest.papers]
    names = list(dict.fromkeys(writers))
    if len(names) == 1:
        return say(names[0], 80)
    return ", ".join(f"{say(name, 80)} ({counted(writers.count(name), 'paper')})" for name in names[:5])
