"""The failures that the coach can explain. The door prints them; nothing in between swallows them."""

import difflib
from collections.abc import Iterable


class CoachError(Exception):
    """A failure with one sentence on what happened and, where there is one, what to do."""

    exit_status = 1

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what} {self.todo}".strip()


class WrongInput(CoachError):
    """Something the learner typed or wrote in a file can't be meant."""

    exit_status = 2


class Unreachable(CoachError):
    """A service outside gave no answer that could be used, or not in time; asking for something else won't help now."""


def nearest(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names most like `name`, nearest first; none when nothing is near."""
    folded = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(name.casefold()[:80], folded, n=most, cutoff=0.5)
    return tuple(folded[c] for c in close)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean a or b?`, or nothing when no known name is near."""
    close = nearest(name, known)
    return f"Did you mean {' or '.join(close)}?" if close else ""
