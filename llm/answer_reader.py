"""Objects and lists out of a text that a model wrote: JSON, and what models write in its place.

It takes comments, trailing commas, keys without quotes, other quotes, Python's words, and prose around. It completes
nothing, evaluates nothing, and takes a time that grows with the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, nan
from typing import Final

from ..domain.plain_text import JOINERS, without_unseen

MOST_PIECES: Final = 1000
MOST_DEEP: Final = 50
_MOST_DIGITS = 40

_OPEN = re.compile(r"[\[{]")
# Line breaks written as \n between the values come from answers that were escaped once too often.
_BLANK = re.compile(r"(?:\s|\\[nrt]|//[^\n]*+|#[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))*+")
_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?(?![\w.])")
_NAME = re.compile(r"[^\W\d][\w$-]*+")
_WORD = re.compile(r"[-+]?[A-Za-z]++")
_WORDS: Final = {
    "true": True, "false": False, "null": None, "none": None, "undefined": None,
    "nan": nan, "infinity": inf, "+infinity": inf, "-infinity": -inf,
}  # fmt: skip
_SMART = re.compile(r"[“”„‟]([^“”„‟\\]*+(?:\\.[^“”„‟\\]*+)*+)[“”‟]", re.DOTALL)
_STRINGS: Final = {
    '"': re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL),
    "'": re.compile(r"'([^'\\]*+(?:\\.[^'\\]*+)*+)'", re.DOTALL),
    **dict.fromkeys("“”„‟", _SMART),
    **dict.fromkeys("‘’‚", re.compile(r"[‘’‚]([^‘’‚\\]*+(?:\\.[^‘’‚\\]*+)*+)[‘’]", re.DOTALL)),
}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
# \b and \f stay as they are: nobody means those characters, many mean \beta and \frac.
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "\n": "", **{char: char for char in "\"'\\/“”„‟‘’‚"}}


@dataclass(frozen=True)
class Found:
    """What a text holds: its objects and lists, and what could not be read.

    `doubtful` says that the unread piece is itself an object with a quoted key, so that the others may not be meant.
    """

    values: tuple[object, ...]
    trouble: str = ""
    doubtful: bool = False


class _Broken(Exception):
    """The piece is no value; what comes after the reader's place may be one."""


class _Stopped(Exception):
    """Nothing can be said about the rest of the text."""


def read_values(text: str) -> Found:
    """The outermost objects and lists in a text, in their order."""
    reader, values, pieces = _Reader(text), list[object](), 0
    broken = (0, 0, "")
    while opened := _OPEN.search(text, reader.at):
        start, reader.at, reader.quoted_key = opened.start(), opened.start(), False
        pieces += 1
        if pieces > MOST_PIECES:
            return Found((), f"it holds more than {MOST_PIECES} lists and objects", True)
        try:
            values.append(reader.value(0))
        except _Stopped as why:
            return Found(tuple(values), str(why), reader.quoted_key)
        except _Broken as why:
            if reader.quoted_key:
                return Found(tuple(values), _placed(text, reader.at, str(why)), True)
            # Of the pieces that may be mere prose, the one that was read furthest is the likeliest to be meant.
            broken = max(broken, (reader.at - start, reader.at, str(why)))
            reader.at = max(reader.at, start + 1)
    return Found(tuple(values), _placed(text, *broken[1:]))


def unescaped(text: str) -> str:
    """The text that an escaped one stands for, without characters that no one can see."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescaped_char, text)
    # Characters beyond the first plane come as two escapes; a half that is alone becomes a replacement character.
    plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return without_unseen(plain, keep=JOINERS + "\t\n\r")


def _unescaped_char(escape: re.Match[str]) -> str:
    char = escape[1]
    return chr(int(char[1:], 16)) if len(char) > 1 else _ESCAPED.get(char, escape[0])


def _placed(text: str, at: int, why: str) -> str:
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return f"line {line}, column {column}: {why}" if why else ""


class _Reader:
    """Reads one value after the other; `at` is the place in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.quoted_key = False

    def value(self, depth: int) -> object:
        char = self.next_char()
        if depth > MOST_DEEP:
            raise _Stopped(f"it is nested more than {MOST_DEEP} deep")
        if char == "{":
            return self.pairs(depth + 1)
        if char == "[":
            return [self.value(depth + 1) for _ in self.items("]")]
        return self.string(char) if char in _STRINGS else self.number_or_word()

    def next_char(self) -> str:
        self.at = blank.end() if (blank := _BLANK.match(self.text, self.at)) else self.at
        if self.at >= len(self.text):
            raise _Stopped("it ends in the middle")
        return self.text[self.at]

    def items(self, close: str) -> Iterator[None]:
        self.at += 1
        while self.next_char() != close:
            yield
            if self.next_char() == ",":
                self.at += 1
            elif self.next_char() != close:
                raise _Broken(f"a comma or {close} must stand here")
        self.at += 1

    def pairs(self, depth: int) -> dict[str, object]:
        read: dict[str, object] = {}
        for _ in self.items("}"):
            key = self.key()
            value = self.value(depth)
            if key in read and read[key] != value:
                raise _Stopped(f"the key {key[:60]} stands there twice, with different values")
            read[key] = value
        return read

    def key(self) -> str:
        quoted = (char := self.next_char()) in _STRINGS
        key = self.string(char) if quoted else self.matched(_NAME, "a key in double quotes")
        if self.next_char() != ":":
            raise _Broken("a colon must stand here")
        self.at += 1
        self.quoted_key = self.quoted_key or quoted
        return key

    def string(self, quote: str) -> str:
        found = _STRINGS[quote].match(self.text, self.at)
        if not found:
            raise _Stopped("it ends in the middle")
        self.at = found.end()
        return unescaped(found[1])

    def number_or_word(self) -> object:
        if found := _NUMBER.match(self.text, self.at):
            return self.number(found)
        word = self.matched(_WORD, "a value").casefold()
        if word not in _WORDS:
            self.at -= len(word)
            raise _Broken("a value must stand here, texts in double quotes")
        return _WORDS[word]

    def number(self, found: re.Match[str]) -> int | float:
        if len(found[0]) > _MOST_DIGITS:
            raise _Broken(f"a number has more than {_MOST_DIGITS} digits")
        self.at = found.end()
        return float(found[0]) if set(found[0]) & set(".eE") else int(found[0])

    def matched(self, pattern: re.Pattern[str], wanted: str) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            raise _Broken(f"{wanted} must stand here")
        self.at = found.end()
        return found[0]
