"""Makes a pair of programs out of one text."""

from . import Pair


def twins(name: str, rule: str, program: str, bad: tuple[str, ...], good: tuple[str, ...]) -> Pair:
    """The program twice: with the parts of `bad`, and with those of `good`, in place of each `<<HERE>>` in turn."""

    def filled(parts: tuple[str, ...]) -> str:
        text = program
        for part in parts:
            text = text.replace("<<HERE>>", part, 1)
        return text

    return Pair(name, rule, filled(bad), filled(good))
