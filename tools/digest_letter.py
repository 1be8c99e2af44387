"""The letter that brings a digest: text and HTML, small enough for any mail program, mathematics as Unicode."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ..domain.digest import Digest
from .digest_text import ToldPaper, ToldPoint, heading_text, rest_texts, subject_text, tell_paper, when_text
from .mail import MOST_HTML_BYTES, Letter, letter_id, letter_template, to_bytes, wrapped
from .plain_maths import plain_maths
from .plan_text import one_line

_Size = tuple[int, int, int]
# Papers, points of each, and characters of each text: the most that a letter holds, and less until it is small enough.
_SIZES: tuple[_Size, ...] = ((20, 12, 600), (20, 8, 300), (15, 5, 160), (12, 3, 80), (8, 2, 40))


def digest_letter(digest: Digest, *, learner_key: str, name: str, email: str, sender: str, now: datetime) -> Letter:
    """The letter for the learner of that name and address; `now` is its date."""
    subject = one_line(plain_maths(subject_text(digest)), 200)
    # One without a paper is another letter: it must not keep one with papers away, which may come for the same period.
    thing = "paper_digest" if digest.papers else "paper_digest_empty"
    letter = Letter(letter_id(thing, digest.period, learner_key), sender, email, name, subject, now, "", "")
    for size in _SIZES:
        letter = replace(letter, text=_text(digest, name, size), html=_html(digest, subject, name, size))
        if len(to_bytes(letter)) < MOST_HTML_BYTES:
            break
    return letter


def _say(text: str, most: int) -> str:
    return one_line(plain_maths(" ".join(text[: 4 * most].split())), most)


def _told(digest: Digest, size: _Size) -> list[ToldPaper]:
    papers, points, most = size
    return [tell_paper(explained, _say, points=points, most=most) for explained in digest.papers[:papers]]


def _text(digest: Digest, name: str, size: _Size) -> str:
    papers = _told(digest, size)
    hello = [f"Hello {one_line(name, 120) or 'learner'},", ""]
    head = [f"{heading_text(digest)} · {when_text(digest)}", ""] if papers else []
    told = [line for number, paper in enumerate(papers, 1) for line in _paper_text(number, paper)]
    rest = [line for said in rest_texts(digest, _say, shown=len(papers)) for line in wrapped(said, "")]
    return "\n".join([*hello, *head, *told, *rest]) + "\n"


def _paper_text(number: int, paper: ToldPaper) -> Iterator[str]:
    head = wrapped(f"{number}. {paper.title}", "")
    yield from (*head, "-" * min(76, max(map(len, head))))
    yield from wrapped(" · ".join(filter(None, (paper.authors, paper.id, paper.published))), "")
    yield from filter(None, (paper.url,))
    yield ""
    said = (
        ("Why for you: ", paper.why),
        ("", f"{paper.readable}."),
        ("In one sentence: ", paper.tldr),
        ("", paper.written),
    )
    for label, text in said:
        yield from wrapped(f"{label}{text}", "") if text else ()
    for heading, points in paper.groups:
        yield from ("", f"{heading}:")
        for point in points:
            yield from _point_text(point)
    yield ""
    for label, text in (("Words to know first: ", paper.words), ("Exercise: ", paper.exercise)):
        yield from wrapped(f"{label}{text}", "") if text else ()
    yield from ("", *(f"    {command}" for command in paper.commands), "", "")


def _point_text(point: ToldPoint) -> Iterator[str]:
    place = f" ({point.place})" if point.place else ""
    lines = wrapped(" ".join(filter(None, (point.text, f"“{point.quote}”{place}"))), " " * 4)
    yield from ["  - " + lines[0].lstrip(), *lines[1:]]


def _html(digest: Digest, subject: str, name: str, size: _Size) -> str:
    papers = _told(digest, size)
    return letter_template("digest.html.j2").render(
        subject=subject,
        heading=heading_text(digest),
        name=one_line(name, 120) or "learner",
        when=when_text(digest),
        papers=papers,
        rest=[one_line(said, max(size[2], 100)) for said in rest_texts(digest, _say, shown=len(papers))],
    )
