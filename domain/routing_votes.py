"""Votes on who answers: of the pieces a message shares with examples, and of the nearest examples by given similarities."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .routing_grams import grams, is_unspaced, words
from .steps import AGENTS, Agent

SURE = 0.4
NEIGHBOURS = 8
SURE_OF_NEIGHBOURS = 0.6
# By how many standard deviations the nearest example must stand out from all of them.
STANDS_OUT = 2.0
# A similarity lower than the nearest by this share of the way to the average counts 1/e as much.
_REACH = 0.25
# What is larger (or no number) is no similarity; nearer than this to the average, none is near.
_LARGEST, _LEAST_DISTANCE = 1e6, 1e-6
_SMOOTHING = 0.2
_FEW = 3.0
_COMMON_ENDING = 4
_FIRST_VERB_FINAL = "\u0900"


@dataclass(frozen=True, slots=True)
class Vote:
    """The agent with the most votes, and its share of them, 0 to 1.

    `is_sure` tells whether that is enough to go by; `is_mixed` that the message asks several agents for something.
    """

    agent: Agent
    confidence: float
    is_sure: bool
    is_mixed: bool = False


UNDECIDED = Vote("tutor", 0.0, False)


class Examples:
    """Messages with the agent that answers each. What they have in common is counted when the first vote is asked for."""

    def __init__(self, examples: Sequence[tuple[Agent, str]]) -> None:
        self.agents: tuple[Agent, ...] = tuple(agent for agent, _ in examples)
        self.texts: tuple[str, ...] = tuple(text for _, text in examples)

    def vote(self, message: str) -> Vote:
        """Every piece of the message votes for the agents in whose examples it stands, the more the fewer they are."""
        sums = [0.0] * len(AGENTS)
        known = 0
        # In a fixed order, so that rounding is the same in every run.
        for piece in sorted(grams(message)):
            if (weights := self._weights.get(piece)) is not None:
                known += 1
                sums = [total + weight for total, weight in zip(sums, weights, strict=True)]
        if not known:
            return UNDECIDED
        # Pieces overlap, so that they are no independent witnesses: many of them tell about as much as their root.
        confidence, agent = _largest_share(sums, math.sqrt(known + _FEW))
        return Vote(agent, confidence, confidence >= SURE)

    def opens(self, word: str) -> bool:
        """Whether an example begins with this word."""
        return word in self._edges[0]

    def closes(self, word: str) -> bool:
        """Whether several examples in a script of languages whose verb comes last (Hindi, Japanese) end with this word."""
        return word in self._edges[1]

    @cached_property
    def _weights(self) -> dict[str, tuple[float, ...]]:
        place = {agent: n for n, agent in enumerate(AGENTS)}
        counts: dict[str, list[int]] = {}
        sizes = [0] * len(AGENTS)
        for agent, text in zip(self.agents, self.texts, strict=True):
            column = place[agent]
            pieces = grams(text)
            sizes[column] += len(pieces)
            for piece in pieces:
                if piece not in counts:
                    counts[piece] = [0] * len(AGENTS)
                counts[piece][column] += 1
        average = sum(sizes) / len(AGENTS)
        fair = [average / size if size else 0.0 for size in sizes]
        return {piece: _logs(count, fair) for piece, count in counts.items()}

    @cached_property
    def _edges(self) -> tuple[frozenset[str], frozenset[str]]:
        first: set[str] = set()
        last: dict[str, int] = {}
        for text in self.texts:
            if not (found := words(text)):
                continue
            first.add(opening(found[0]))
            if (word := closing(found)) >= _FIRST_VERB_FINAL:
                last[word] = last.get(word, 0) + 1
        return frozenset(first), frozenset(word for word, times in last.items() if times >= _COMMON_ENDING)


def opening(word: str) -> str:
    """What a message begins with: its first word, or the first two characters where there are no spaces."""
    return word[:2] if is_unspaced(word) else word


def closing(found: Sequence[str]) -> str:
    """What a message ends with: its last word, or the last two characters where there are no spaces."""
    last = next((word for word in reversed(found) if word != "?"), "?")
    return last[-2:] if is_unspaced(last) else last


def vote(similarities: Sequence[float], agents: Sequence[Agent]) -> Vote:
    """The vote of the nearest examples, from the similarity of each to the message (as of embeddings) and its agent.

    It is sure only when one of them stands out from all the others and those about as near mostly agree, for the scale of
    similarities differs from model to model. Raises ValueError unless there are as many agents as similarities.
    """
    if len(similarities) != len(agents):
        raise ValueError(f"{len(similarities)} similarities can't be of {len(agents)} examples")
    known = [pair for pair in zip(similarities, agents, strict=True) if abs(pair[0]) <= _LARGEST]
    if not known:
        return UNDECIDED
    average = math.fsum(value for value, _ in known) / len(known)
    spread = math.sqrt(math.fsum((value - average) ** 2 for value, _ in known) / len(known))
    near = sorted(known, key=lambda pair: -pair[0])[:NEIGHBOURS]
    best = near[0][0]
    if best - average < _LEAST_DISTANCE:
        return UNDECIDED
    reach = (best - average) * _REACH
    weights = dict.fromkeys(AGENTS, 0.0)
    for value, agent in near:
        weights[agent] += math.exp((value - best) / reach)
    agent = max(AGENTS, key=lambda one: weights[one])
    confidence = weights[agent] / math.fsum(weights.values())
    return Vote(agent, confidence, confidence >= SURE_OF_NEIGHBOURS and best - average >= STANDS_OUT * spread)


def _logs(count: Sequence[int], fair: Sequence[float]) -> tuple[float, ...]:
    rates = [times * weight + _SMOOTHING for times, weight in zip(count, fair, strict=True)]
    average = sum(rates) / len(rates)
    return tuple(math.log(rate / average) for rate in rates)


def _largest_share(sums: Sequence[float], softness: float) -> tuple[float, Agent]:
    top = max(sums)
    shares = [math.exp((value - top) / softness) for value in sums]
    at = max(range(len(shares)), key=shares.__getitem__)
    return shares[at] / math.fsum(shares), AGENTS[at]
