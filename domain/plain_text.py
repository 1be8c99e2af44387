"""Plain text: the characters that trouble a terminal or a reader, and texts without them."""

from unicodedata import category

# They join the letters of words and the parts of emoji, so they belong to what is written.
JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def unseen(char: str) -> bool:
    """Whether a character is obeyed or overlooked where others are read.

    Such are control, direction and other format characters, private ones, lone surrogates, and line separators.
    """
    return category(char) in _UNSEEN or ord(char) & 0xFFFE == 0xFFFE


def unseen_in(text: str, keep: str = JOINERS) -> set[str]:
    """The unseen characters that a text holds, but for those in `keep`."""
    return {char for char in set(text) if unseen(char)}.difference(keep)


def without_unseen(text: str, keep: str = JOINERS) -> str:
    """The text without its unseen characters, but for those in `keep`."""
    return text.translate(dict.fromkeys(map(ord, unseen_in(text, keep))))
