"""Asks a model once more for the proof of what it said of a paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.paper_check import Claim, Failed, nearest, plain
from ..domain.paper_text import PaperText, Passage
from ..llm.asking import Model
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.marked import marked
from .paper_budget import SECONDS, one_line, shown, space

MOST_ASKED_AGAIN = 12
_ROOM_EACH, _LONGEST = 220, 600
_PASSAGES_EACH = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """The model's proof of the point of that number, and the point in words that it proves."""

    number: int
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """The model's answer: the points that it can prove."""

    points: list[Proof]


def ask_again(
    model: Model, text: PaperText, failed: Sequence[Failed], *, seconds: float = SECONDS, context: int = 0
) -> tuple[Claim, ...]:
    """The claims that failed, with other proof, as far as the model gives one. All are asked about together, each with
    the passages that are nearest to it; what doesn't fit is left out. Nothing of it is checked.

    Raises the errors of llm/errors.py.
    """
    prompt = load("prove_points")
    system = prompt.fill()
    asked: list[Failed] = []
    near: dict[int, Passage] = {}
    for one in failed[:MOST_ASKED_AGAIN]:
        room = _ROOM_EACH * (len(asked) + 1)
        around = _points([*asked, one])
        tokens = space(model, system, around, Proofs, room, seconds, context)
        for count in range(_PASSAGES_EACH, 0, -1):
            found = nearest(f"{one.claim.text} {one.claim.quote[:_LONGEST]}", text.passages, count)
            wanted = near | {passage.position: passage for passage in found}
            if most(shown(_in_order(wanted))) <= tokens:
                asked.append(one)
                near = wanted
                break
    if not asked:
        return ()
    words = f"{marked('paper', shown(_in_order(near)))}\n{_points(asked)}"
    room = _ROOM_EACH * len(asked)
    answer = model.ask(
        words, Proofs, prompt=str(prompt), system=system, room=room, seconds=seconds, unchanging=True
    ).value
    given = {proof.number: proof for proof in reversed(answer.points) if 0 < proof.number <= len(asked)}
    return tuple(Claim(asked[n - 1].claim.kind, given[n].text, given[n].quote) for n in sorted(given))


def _in_order(passages: dict[int, Passage]) -> tuple[Passage, ...]:
    return tuple(passages[position] for position in sorted(passages))


def _points(failed: Sequence[Failed]) -> str:
    return "\n".join(_point(number, one) for number, one in enumerate(failed, 1))


def _point(number: int, failed: Failed) -> str:
    claim = failed.claim
    lines = (
        f"number: {number}",
        f"text: {plain(claim.text)[:_LONGEST]}",
        f"quote: {one_line(claim.quote)[:_LONGEST]}",
        f"why: {failed.why}",
    )
    return marked("point", "\n".join(lines))
