"""How much of a paper goes into one question: within the model's context, and within the time there is to read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..domain.paper_text import Passage
from ..llm.answers import json_schema
from ..llm.asking import Model
from ..llm.strategy import known_context, reads_papers, strategy
from ..llm.tokens import PER_MESSAGE, most
from ..prompts.marked import marked

SECONDS = 300.0
# Asking for the form in words and for a repair, which shows the answer again.
_FORM, _REPAIR = 60, 700
_LEAST_READ = 1500
_MOST_MET, _LONGEST_LINE = 40, 300


@dataclass(frozen=True, slots=True)
class Level:
    """Whom a paper is explained to: a learner at this stage of the roadmap (from 1), who has met these terms.

    What is written for a level is shared by all its learners, so the terms are those of the stages before.
    """

    number: int
    title: str
    met: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What a model is told of it."""
        met = ", ".join(one_line(term)[:60] for term in self.met[:_MOST_MET])
        lines = [f"stage {self.number}: {one_line(self.title)}", f"knows: {met}" if met else ""]
        return marked("learner", "\n".join(filter(None, lines)))


def unable(model: Model) -> str:
    """Why this model reads no papers, in a sentence; empty when it does."""
    return "" if reads_papers(model.card) else strategy("paper_reader", model.card).why


def space(model: Model, system: str, around: str, shape: type, room: int, seconds: float, context: int = 0) -> int:
    """The tokens that are left for a text, beside the prompt, what stands `around` the text, and the answer of that
    shape. `context` is what the server turned out to give, if that is known."""
    size = min(known_context(model.card), context or model.card.context)
    frame = most(str(json_schema(shape))) + _FORM + min(_REPAIR, size // 8) + 4 * PER_MESSAGE
    left = size - room - frame - most(system) - most(around)
    return min(left, max(_LEAST_READ, _readable(model, room, seconds)))


def parts(passages: Sequence[Passage], tokens: int) -> tuple[tuple[Passage, ...], ...]:
    """The passages in order, so many at a time that each part takes so many tokens at most when it is shown.

    A part ends with its section where it is fairly full. A passage that is too large by itself is there with its
    beginning.
    """
    made: list[list[Passage]] = []
    left = 0
    for whole in passages:
        passage = whole if _size(whole) <= tokens else _cut(whole, tokens)
        size = _size(passage)
        starts_anew = bool(made) and passage.section != made[-1][-1].section and left < tokens * 0.3
        if not made or size > left or starts_anew:
            made.append([])
            left = tokens
        made[-1].append(passage)
        left -= size
    return tuple(map(tuple, made))


def shown(passages: Sequence[Passage]) -> str:
    """Passages as a model reads them: each heading once, then its paragraphs."""
    lines, section = [], ""
    for passage in passages:
        if passage.section != section:
            section = passage.section
            lines.append(_heading(section))
        lines.append(one_line(passage.text))
    return "\n\n".join(filter(None, lines))


def one_line(text: str, most_characters: int = 0) -> str:
    """A text from outside in one line that can't pass for several."""
    return " ".join(text.split())[: most_characters or None]


def beginning(text: str, tokens: int) -> str:
    """As much of the beginning as fits, in whole words where there are any."""
    kept = one_line(text)
    while kept and most(kept) > tokens:
        kept = kept[: int(len(kept) * min(0.9, max(tokens, 0) / most(kept)))]
    return kept.rpartition(" ")[0] or kept if len(kept) < len(one_line(text)) else kept


def _heading(section: str) -> str:
    return f"## {one_line(section, _LONGEST_LINE)}" if section else ""


def _cut(passage: Passage, tokens: int) -> Passage:
    return replace(passage, text=beginning(passage.text, tokens - _size(replace(passage, text=""))))


def _size(passage: Passage) -> int:
    return most(_heading(passage.section)) + most(one_line(passage.text)) + 8


def _readable(model: Model, room: int, seconds: float) -> int:
    """How many tokens the model reads in its time, by its measured speeds; many, when they aren't measured."""
    card = model.card
    if not card.tokens_per_second_in or not card.tokens_per_second_out:
        return card.context
    time = min(seconds or SECONDS, model.pacing.silence) * 0.8 - room / 2 / card.tokens_per_second_out
    return int(max(time, 0.0) * card.tokens_per_second_in)
