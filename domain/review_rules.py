"""The settings of code reviews."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """The checks and rules that are disabled, and the seconds that a model has for a whole review; 0: none judges."""

    disabled: tuple[str, ...] = ()
    deadline_s: int = 300
