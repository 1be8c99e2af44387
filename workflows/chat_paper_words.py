"""What is said of papers in a conversation, as short Markdown; nothing of a paper is taken for markup."""

import re
from collections.abc import Sequence

from ..domain.digest import Digest
from ..domain.paper import Paper
from ..tools.digest_text import ToldPaper, heading_text, rest_texts, tell_paper
from ..tools.plain_maths import plain_maths
from ..tools.plan_text import counted
from .paper_questions import PaperAnswer
from .paper_reading import ReadPaper
from .plan_replies import escaped

NO_PAPERS = (
    "No papers were shown to you yet. `/papers digest` makes today’s digest, “find papers on LoRA” looks for others."
)
WORDS_WANTED = (
    "Say in English what to look for, as in “find papers on low-rank adaptation”, or name a paper by its id or address."
)
WHICH = "Which paper do you mean? Name it by its id or address, or by its place in a list, as in “the first one”."
NO_DIGEST = "No digest was made yet. `/papers digest` makes today’s."
ELSEWHERE = (
    "Only arXiv’s addresses are read. Name the paper by its id, as in 2106.09685, or a file of yours by its path."
)
IN_ENGLISH = "arXiv is searched in English, so English words find more."
LEFT_OUT = "Left out: “{}”. Say it again with the place of a paper, as in “read the first one”."
PIPED = "What comes through a pipe isn’t read as a paper. Name the file instead: `coach papers read FILE`"
STAYS = "What was shown to you stays listed, so that no digest brings it again. “Not for me” makes less like it come."
# Code writes the numbers; one before ( or : would be a link.
_NUMBER = re.compile(r"\\\[(\d{1,2})\\\](?! ?[(:])")
MOST_POINTS, MOST_IN_DIGEST = 8, 2
_LONGEST, _LONGEST_PASSAGE, _LONGEST_ANSWER = 800, 500, 8000
NEAREST = "No model is at hand to put it into an answer; these passages come nearest:"


def line(text: str, most: int = _LONGEST) -> str:
    """A text from outside as the words it is, in one line; formulas in letters."""
    return escaped(plain_maths(text[: 4 * most]), most)


def list_text(heading: str, found: Sequence[Paper], why: Sequence[str] = ()) -> str:
    """Papers with their places, so that they can be spoken of."""
    lines = [
        f"{n}. **{_title(paper)}** ({paper.published:%Y}), {paper.url or paper.id}" for n, paper in enumerate(found, 1)
    ]
    if why:
        lines = [f"{said}\n   {line(reason)}" for said, reason in zip(lines, why, strict=True)]
    return "\n\n".join(filter(None, (heading, "\n".join(lines))))


def digest_text(digest: Digest) -> str:
    """A digest, the papers with their places."""
    told = [tell_paper(one, line, points=MOST_IN_DIGEST, most=_LONGEST) for one in digest.papers]
    lines = [f"**{heading_text(digest)}**"] if told else []
    lines += [f"{n}. {_headed(one)}\n\n   {one.tldr}\n\n   Why for you: {one.why}" for n, one in enumerate(told, 1)]
    return "\n\n".join([*lines, *rest_texts(digest, line, shown=len(told))])


def read_text(done: ReadPaper) -> str:
    """What a paper says, each point with its quotation."""
    told = tell_paper(done.explained, line, points=MOST_POINTS, most=_LONGEST)
    points = [
        f"- **{heading}:** {' '.join(filter(None, (point.text, _quoted(point.quote, point.place))))}"
        for heading, points in told.groups
        for point in points
    ]
    notes = [*done.text.remarks, *([done.trouble] if done.trouble else [])]
    lines = (
        _headed(told),
        f"**In one sentence:** {told.tldr}",
        "\n".join(points),
        f"**Words to know first:** {told.words}" if told.words else "",
        f"**Exercise:** {told.exercise}" if told.exercise else "",
        told.written,
        *(f"Note: {line(note, 300)}" for note in notes),
    )
    return "\n\n".join(filter(None, lines))


def answer_text(found: PaperAnswer) -> str:
    """An answer and the passages that it rests on, or those that come nearest."""
    lines = [_NUMBER.sub(r"[\1]", line(found.nothing or found.text, _LONGEST_ANSWER)) or NEAREST]
    for one in found.references:
        place = ", ".join(filter(None, (_title(one.paper), line(one.passage.place, 100))))
        lines.append(f"[{one.number}] {place}: “{line(one.passage.text, _LONGEST_PASSAGE)}”")
    if found.left_out:
        lines.append(f"Left out, without proof in the papers: {counted(found.left_out, 'sentence')}.")
    return "\n\n".join([*lines, *([line(found.trouble, 300)] if found.trouble else [])])


def named(paper: Paper) -> str:
    """A paper in a sentence."""
    return f"“{_title(paper)}” ({paper.id})"


def _title(paper: Paper) -> str:
    return line(paper.title, 200) or "Without a title"


def _headed(told: ToldPaper) -> str:
    return f"**{told.title}** ({told.readable[:1].lower()}{told.readable[1:]}), {told.url or told.id}"


def _quoted(quote: str, place: str) -> str:
    return f"“{quote}”" + (f" ({place})" if place else "")
