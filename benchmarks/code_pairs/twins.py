"""How a pair is written down: the mistaken program, and what stands in its twin instead."""

from . import Pair


def twins(name: str, rule: str, bad: str, was: str, becomes: str) -> Pair:
    """The pair of a program and the same with `becomes` for `was`. Raises ValueError when `was` isn't there once."""
    if bad.count(was) != 1:
        raise ValueError(f"{name}: {was!r} stands there {bad.count(was)} times")
    return Pair(name, rule, bad.lstrip("\n"), bad.replace(was, becomes).lstrip("\n"))
