"""The second look: the model that made claims about code is asked to refute them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.review_check import KEEP_FROM
from ..llm.asking import Model
from ..prompts.library import load
from ..prompts.marked import marked
from .paper_budget import one_line

ROOM_EACH, CLAIM = 70, 210
"""The tokens of a verdict, and of a claim as it is shown."""
_LONGEST_QUOTE, _LONGEST = 120, 400


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said of a line of the text."""

    line: int
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The model's second look at the claim of that number: what speaks against it, then how true it is, from 0 to 10."""

    number: int
    why: str
    score: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The model's answer about all claims on one part."""

    verdicts: list[Verdict]


def surviving(model: Model, code: str, claims: Sequence[Claim], *, seconds: float) -> tuple[bool, ...]:
    """For each claim whether it survives: it has a score, each of its scores is high enough, and none is out of range.

    `code` are the lines as they are shown, marked. Raises the errors of llm/errors.py.
    """
    prompt = load("refute_findings")
    told = "\n".join(_told(number, claim) for number, claim in enumerate(claims, 1))
    answer = model.ask(
        f"{code}\n{told}",
        Verdicts,
        prompt=str(prompt),
        system=prompt.fill(),
        room=ROOM_EACH * (len(claims) + 1),
        seconds=seconds,
    ).value
    scores: dict[int, list[int]] = {}
    for one in answer.verdicts:
        scores.setdefault(one.number, []).append(one.score)
    return tuple(all(KEEP_FROM <= score <= 10 for score in scores.get(n, [0])) for n in range(1, len(claims) + 1))


def _told(number: int, claim: Claim) -> str:
    lines = (
        f"number: {number}",
        f"line: {claim.line}: {one_line(claim.quote, _LONGEST_QUOTE)}",
        f"says: {claim.text[:_LONGEST]}",
    )
    return marked("claim", "\n".join(lines))
