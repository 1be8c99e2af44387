"""Well-known mistakes in code that learns from data, each with its clean twin: what benchmarks/code_review.py measures on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A program with one mistake, the name of the rule that should find it, and the same program without the mistake."""

    name: str
    rule: str
    bad: str
    good: str
