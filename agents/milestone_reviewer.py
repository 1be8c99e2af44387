"""The milestone reviewer: a model says which lines of a project show what a milestone demands; what doesn't stand goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..domain.code_mentions import prose_lines, shown_line, without_secrets
from ..domain.code_parts import Part, parts_of
from ..domain.milestone_check import Against, Criterion, State, limits_of
from ..domain.plain_text import without_unseen
from ..domain.review_check import fit_to_show, stands_at
from ..domain.source import Source
from ..llm.asking import Model
from ..llm.errors import ModelTrouble, Stopped
from ..prompts.library import load
from ..prompts.marked import marked
from .code_refuter import Claim, surviving
from .code_reviewer import MOST_SHOWN, unable
from .code_shown import cost, shown
from .paper_budget import one_line, space

_ROOM_EACH, _LEAST_SHOWN, _PER_FILE = 160, 200, 60
_MOST_DEMANDS, _LONGEST_QUOTE = 12, 200
_LEAST_SECONDS = 2.0
_RANK: dict[State, int] = {"not shown": 0, "partly": 1, "shown": 2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of the demand of that number."""

    number: int
    file: int
    quote: str
    line: int
    why: str
    state: State


@dataclass(frozen=True, slots=True)
class Judgements:
    """The model's answer about all demands."""

    demands: list[Judgement]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A part of a source as the model sees it."""

    source: Source
    part: Part

    def told(self, number: int) -> str:
        """It with its number."""
        name = one_line(without_unseen(self.source.path), 80)
        return marked("file", f"number: {number}\nname: {name}\n{shown(self.source, self.part)}")


def compared(
    model: Model, against: Against, sources: Sequence[Source], *, seconds: float, tell: Callable[[str], None]
) -> Against:
    """A project against a milestone as rules compared them, with what the model can prove besides.

    Its word on a demand counts where the line that it copied stands in what it was shown, is code rather than a comment,
    and a second look doesn't refute it; and never more than code can show. Else the rules' word stays, as it does when
    the model fails, of which `tell` hears.

    Raises Stopped when the question was taken back.
    """
    asked = [n for n, one in enumerate(against.criteria) if limits_of(one.text)[0] != "not shown"][:_MOST_DEMANDS]
    if unable(model) or not asked or not sources:
        return against
    tell(f"compares the code with {against.title}")
    try:
        return _compared(model, against, asked, sources, model.pacing.clock() + seconds)
    except ModelTrouble as error:
        if model.account.stopped.is_set():
            raise Stopped from error
        tell(f"keeps to the rules: {error.what}")
        return against


def _compared(model: Model, against: Against, asked: list[int], sources: Sequence[Source], until: float) -> Against:
    prompt = load("check_milestone")
    seconds = until - model.pacing.clock()
    demands = "\n".join(_demand(number, against.criteria[n]) for number, n in enumerate(asked, 1))
    room = _ROOM_EACH * len(asked)
    tokens = min(MOST_SHOWN, space(model, prompt.fill(), demands, Judgements, 2 * room, seconds))
    parts = _parts(against, sources, tokens)
    if not parts or seconds < _LEAST_SECONDS:
        return against
    code = "\n".join(part.told(number) for number, part in enumerate(parts, 1))
    answer = model.ask(
        f"{demands}\n{code}", Judgements, prompt=str(prompt), system=prompt.fill(), room=room, seconds=seconds
    )
    found: dict[int, Criterion] = {}
    for one in answer.value.demands[: 2 * len(asked)]:
        if 1 <= one.number <= len(asked) and 1 <= one.file <= len(parts):
            place = asked[one.number - 1]
            if kept := _kept(against.criteria[place], one, parts[one.file - 1]):
                found.setdefault(place, kept)
    left = until - model.pacing.clock()
    if not found or left < _LEAST_SECONDS:
        return against
    claims = [Claim(one.line, one.quote, f"It shows this: {one.text}. {one.why}") for one in found.values()]
    stands = surviving(model, code, claims, seconds=left)
    kept_now = {place: one for (place, one), stays in zip(found.items(), stands, strict=True) if stays}
    criteria = tuple(kept_now.get(n, one) for n, one in enumerate(against.criteria))
    return replace(against, criteria=criteria, written_by=answer.written_by) if kept_now else against


def _demand(number: int, criterion: Criterion) -> str:
    found = one_line(without_unseen(criterion.why), 300)
    return marked("demand", f"number: {number}\ndemand: {one_line(criterion.text, 300)}\nfound: {found}")


def _parts(against: Against, sources: Sequence[Source], tokens: int) -> list[_Shown]:
    """As much of the code as fits, first what the rules found something in."""
    found = {one.path for one in against.criteria}
    parts: list[_Shown] = []
    for source in sorted(sources, key=lambda one: one.path not in found):
        for part in _cut(source, tokens - _PER_FILE) if tokens > _LEAST_SHOWN else ():
            needed = _PER_FILE + sum(cost(source.line(n)) for n in range(part.first, part.last + 1))
            if needed <= tokens:
                parts.append(_Shown(source, part))
                tokens -= needed
    return parts


def _cut(source: Source, tokens: int) -> Iterator[Part]:
    yield from parts_of(source, cost, tokens)


def _kept(criterion: Criterion, said: Judgement, shown_as: _Shown) -> Criterion | None:
    """A judgement whose line stands in the code that was shown; None else."""
    source, part = shown_as.source, shown_as.part
    at = stands_at(source, said.quote, said.line)
    words = fit_to_show("demand", said.why, "", "")
    if at is None or words is None or not part.first <= at <= part.last or at in prose_lines(source):
        return None
    most, note = limits_of(criterion.text)
    state = min(said.state, most, key=_RANK.__getitem__)
    if state == "not shown":
        return None
    cell, line = source.place(at)
    why = f"{without_secrets(words.message)} {note}".strip()
    quote = shown_line(source, at)[:_LONGEST_QUOTE]
    return Criterion(criterion.text, state, why, source.path, line, cell, quote)
