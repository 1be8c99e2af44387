"""Code, facts and the learner as a model is shown them: within marks, each line with its number."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..domain.code_parts import Part
from ..domain.finding import Finding
from ..domain.plain_text import without_unseen
from ..domain.source import Source
from ..llm.tokens import most
from ..prompts.marked import marked
from .paper_budget import one_line

_LONGEST_LINE = 300
_MOST_FACTS, _MOST_MISTAKES = 20, 8


@dataclass(frozen=True, slots=True)
class AboutLearner:
    """Whose code it is: the number (from 1) and title of their stage, and titles of mistakes they made before."""

    stage: int
    title: str
    mistakes: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What a model is told of it."""
        made = "; ".join(one_line(mistake, 80) for mistake in self.mistakes[:_MOST_MISTAKES])
        lines = (f"stage {self.stage}: {one_line(self.title, 100)}", f"mistakes made before: {made}" if made else "")
        return marked("learner", "\n".join(filter(None, lines)))


def cost(line: str) -> int:
    """So many tokens a line takes at most when it is shown."""
    return most(f"99999+: {_seen(line)}") + 1


def shown(source: Source, part: Part) -> str:
    """The lines of a part, each with its number; those under review with a + where others are not. Of a partial source
    empty lines may stand for what isn't known, so they are left out."""
    numbers = range(part.first, part.last + 1)
    mixed = source.changed is not None and not source.changed.issuperset(numbers)
    lines = []
    for number in numbers:
        line = _seen(source.line(number))
        if line or not source.is_partial:
            lines.append(f"{number}{'+' if mixed and source.is_changed(number, number) else ''}: {line}".rstrip())
    return marked("code", "\n".join(lines))


def told_facts(source: Source, part: Part, facts: Iterable[Finding], tokens: int) -> str:
    """What is known of a part, a line for each fact, the first that fit into so many tokens."""
    lines: list[str] = []
    for fact in facts:
        number = source.at(fact.cell, fact.line)
        if fact.path != source.path or not part.first <= number <= part.last:
            continue
        line = f"{number}: {one_line(fact.title, 100)}"
        tokens -= most(line) + 1
        if tokens < 0 or len(lines) == _MOST_FACTS:
            break
        lines.append(line)
    return marked("facts", "\n".join(lines))


def place(source: Source, part: Part) -> str:
    """A part in words: the file, and which lines where it isn't whole."""
    name = one_line(without_unseen(source.path), 80)
    is_whole = part.first == 1 and part.last >= len(source.lines) - 1
    return name if is_whole else f"{name}, {lines_of(source, part)}"


def at(source: Source, line: int) -> str:
    """The place of a line of the text in words, as a finding tells it."""
    name, (cell, number) = one_line(without_unseen(source.path), 80), source.place(line)
    return f"{name}:{number}" if cell is None else f"{name} cell {cell}, line {number}"


def lines_of(source: Source, part: Part) -> str:
    """The lines of a part in words; of a notebook its cells."""
    (cell, first), (last_cell, last) = source.place(part.first), source.place(part.last)
    if cell is not None and last_cell is not None:
        return f"cell {cell}" if cell == last_cell else f"cells {cell} to {last_cell}"
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _seen(line: str) -> str:
    plain = without_unseen(line, keep="\u200c\u200d\t").rstrip()
    return plain if len(plain) <= _LONGEST_LINE else f"{plain[:_LONGEST_LINE]}…"
