"""Text from outside in Markdown, as the words it is: nothing in it can be taken for markup or a link."""

import re
from collections.abc import Callable, Iterable

from .plan_text import one_line

# Besides Markdown's own marks, what readers make links of by themselves: addresses, hosts and mail addresses.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~#$@]|&(?=#?\w+;)|:(?=/)|(?<=\w)\.(?=[^\W\d_])|(?<=www)\.", re.IGNORECASE)
_START = re.compile(r"^(\d*)([-+=.)])(?!\w)")
_CODE = re.compile(r"(?<!`)`[^`]+`(?!`)")


def inline_words(text: str) -> str:
    """A text as it may stand within a line."""
    return _MARKUP.sub(r"\\\g<0>", text)


def plain_words(text: str, most: int = 2000, words: Callable[[str], str] = inline_words) -> str:
    """A text as one line of at most so many characters that may stand at the beginning of a line."""
    return at_start(words(one_line(text, most)))


def words_and_code(text: str, most: int = 2000, words: Callable[[str], str] = inline_words) -> str:
    """As `plain_words`, but what stands between backticks is shown as code; `words` writes the rest."""
    line, shown, after = one_line(text, most), "", 0
    for found in _CODE.finditer(line):
        shown += words(line[after : found.start()]) + found[0]
        after = found.end()
    return at_start(shown + words(line[after:]))


def at_start(text: str) -> str:
    """A line that begins no list, heading or rule."""
    return _START.sub(r"\1\\\2", text)


def code_block(lines: Iterable[str], language: str = "") -> str:
    """Lines of code in a fence that nothing in them can close."""
    inner = list(lines)
    fence = "`" * max(3, 1 + max((len(run) for line in inner for run in re.findall("`+", line)), default=0))
    return "\n".join((fence + language, *inner, fence))
