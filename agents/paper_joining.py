"""Puts together what the parts of a paper say: a model picks among the proven points and words them for the learner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..domain.paper_check import Claim, Proving, first_sentence, unfit, unsupported
from ..domain.paper_summary import Point
from ..llm.asking import Answer, Model
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.marked import marked
from .paper_budget import one_line, space

ROOM = 1000
_MOST_ASKED, _MOST_PICKED, _LEAST_PICKED = 24, 10, 3


@dataclass(frozen=True, slots=True)
class Picked:
    """A point that the model picks by its key, in words for the learner."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class JoinedParts:
    """The model's answer about the points of all parts."""

    points: list[Picked]
    tldr_keys: list[str]
    tldr: str
    exercise: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The points that matter most, in words that their quotations prove, the best first.

    `tldr` is empty when the quotations of the points that it names don't prove it; `exercise` isn't checked.
    """

    points: tuple[Point, ...]
    tldr: str
    exercise: str


def join(
    model: Model, points: Sequence[Point], proving: Proving, around: str, *, seconds: float, context: int = 0
) -> Answer[Joined]:
    """What matters most of a paper's points. `around` tells the learner and the title.

    Raises the errors of llm/errors.py.
    """
    prompt = load("join_parts")
    system = prompt.fill()
    tokens = space(model, system, around, JoinedParts, ROOM, seconds, context)
    counts = range(min(len(points), _MOST_ASKED), 0, -1)
    some = next((s for s in (_spread(points, n) for n in counts) if most(_keyed(s)) <= tokens), tuple(points[:1]))
    words = f"{around}\n{_keyed(some)}"
    answer = model.ask(
        words, JoinedParts, prompt=str(prompt), system=system, room=ROOM, seconds=seconds, unchanging=True
    )
    by_key = {f"k{number}": point for number, point in enumerate(some, 1)}
    given = answer.value
    quotes = "\n".join(by_key[key].quote for key in dict.fromkeys(map(_key, given.tldr_keys)) if key in by_key)
    tldr = first_sentence(given.tldr)
    is_proven = bool(quotes) and not (unfit(tldr) or unsupported(tldr, quotes, proving.names))
    joined = Joined(_picked(given.points, by_key, proving), tldr if is_proven else "", given.exercise)
    return Answer(joined, answer.written_by)


def _picked(picks: Sequence[Picked], by_key: dict[str, Point], proving: Proving) -> tuple[Point, ...]:
    """The points of these keys, each reworded if its quotation proves the new words; all that there are after very few
    picks."""
    kept: list[Point] = []
    left = dict(by_key)
    for pick in picks[:_MOST_PICKED]:
        if point := left.pop(_key(pick.key), None):
            outcome = proving.checked([Claim(point.kind, pick.text, point.quote)], kept)
            # What neither stands nor fails says again what another point says.
            kept += [replace(point, text=said.text) for said in outcome.kept] or ([point] if outcome.failed else [])
    return tuple(kept) if len(kept) >= _LEAST_PICKED else (*kept, *left.values())


def _spread(points: Sequence[Point], count: int) -> tuple[Point, ...]:
    """So many of the points from all over the paper, in their order."""
    step = len(points) / count
    return tuple(points[int(n * step)] for n in range(count))


def _keyed(points: Sequence[Point]) -> str:
    lines = (f"k{n} {p.kind}: {p.text}\nquote: {one_line(p.quote)}" for n, p in enumerate(points, 1))
    return marked("points", "\n".join(lines))


def _key(key: str) -> str:
    return key.strip(" []().:").casefold()
