"""Decides without a model which agents answer a message: certain rules, else the vote of examples, else the tutor."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .routing_clauses import LONGEST_TO_SPLIT, Clause, clauses, comes_after, is_only_polite, length, refers_back
from .routing_code import without_code
from .routing_grams import words
from .routing_rules import by_rule
from .routing_votes import Examples, Vote, closing, opening, vote
from .steps import MOST_STEPS, Agent, Step

__all__ = ["Examples", "Vote", "by_examples", "by_rule", "route_without_model", "vote"]

_CODE = " code.py "
_LOOKED_AT = 20_000
_SURE_OF_CLAUSE = 0.6
_TOO_SHORT_FOR_A_TOPIC = 4


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the message for one agent; `lead` joins it to the one before, `opening` is its first clause."""

    agent: Agent
    start: int
    end: int
    lead: str
    opening: str


def route_without_model(message: str, examples: Examples, exists: Callable[[str], bool]) -> tuple[Step, ...]:
    """The steps for a message, one to four, each asking for a part of it. `exists` tells whether there is a file.

    Raises WrongInput for a slash command that doesn't exist.
    """
    if steps := by_rule(message, exists):
        return steps
    if len(parts := _parts(message, examples)) > 1:
        return tuple(
            Step(
                part.agent, message[part.start : part.end].strip(), "examples", (n,) if n and _depends(parts, n) else ()
            )
            for n, part in enumerate(parts)
        )
    found = by_examples(message, examples)
    return (Step(found.agent, message, "examples") if found.is_sure else Step("tutor", message, "default"),)


def by_examples(message: str, examples: Examples) -> Vote:
    """Whose examples the message is most like; code pasted with it counts as code, whatever it says."""
    prose, has_code = without_code(message[:_LOOKED_AT])
    found = examples.vote(f"{prose}{_CODE}" if has_code else message)
    return replace(found, is_mixed=len(_parts(message, examples)) > 1)


def _parts(message: str, examples: Examples) -> list[_Part]:
    """The message by agent. A clause that doesn't clearly ask for something of its own belongs to what is before it."""
    if len(message) > LONGEST_TO_SPLIT or without_code(message)[1]:
        return []
    parts: list[_Part] = []
    for clause in clauses(message):
        agent = _asked(message, clause, examples)
        words_of_it = message[clause.start : clause.end]
        if parts and (agent is None or agent == parts[-1].agent or len(parts) == MOST_STEPS):
            parts[-1] = replace(parts[-1], end=clause.end)
        elif agent is not None:
            start = clause.start if parts else 0
            parts.append(_Part(agent, start, clause.end, clause.lead, words_of_it))
    return parts


def _asked(message: str, clause: Clause, examples: Examples) -> Agent | None:
    """The agent of whom a clause clearly asks something, if any."""
    text = message[clause.start : clause.end]
    if is_only_polite(text) or not (found := words(text)):
        return None
    if not examples.opens(opening(found[0])) and not examples.closes(closing(found)):
        return None
    if length(text) <= 1 and not refers_back(text):
        return None
    best = examples.vote(text)
    return best.agent if best.confidence >= _SURE_OF_CLAUSE else None


def _depends(parts: list[_Part], at: int) -> bool:
    """Whether a part needs what the part before it finds: it refers back, or it writes about nothing of its own."""
    before, part = parts[at - 1], parts[at]
    if refers_back(part.opening):
        return before.agent != "planner" or part.agent in ("publisher", "tutor")
    if before.agent == "planner" or part.agent == "planner":
        return False
    return comes_after(part.lead) or (part.agent == "publisher" and length(part.opening) <= _TOO_SHORT_FOR_A_TOPIC)
