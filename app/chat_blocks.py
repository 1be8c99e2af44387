"""Markdown that comes in pieces: which of it is finished, so that it can be shown once and be done with."""

import re

_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])\s")


def split_blocks(text: str) -> tuple[list[str], str]:
    """The blocks of a Markdown text that nothing after them can change any more, and the rest, which may yet grow.

    A block ends at a blank line that doesn't lie in fenced code, once a line follows that isn't indented.
    """
    blocks: list[str] = []
    start = place = 0
    fence, after_blank = "", False
    for line in text.splitlines(keepends=True):
        is_blank = not line.strip()
        if after_blank and not fence and not is_blank and not line[0].isspace():
            blocks.append(text[start:place])
            start = place
        fence = _fence_after(line, fence)
        after_blank = is_blank and not fence
        place += len(line)
    return blocks, text[start:]


def continues_list(before: str, after: str) -> bool:
    """Whether two blocks that follow each other are items of one list."""
    return bool(_ITEM.match(before) and _ITEM.match(after))


def not_shown(whole: str, came: str) -> str:
    """What of a whole reply didn't come in pieces; nothing when it differs from them, since they are shown already."""
    shown = came.rstrip()
    return whole[len(shown) :] if whole.startswith(shown) else ""


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after this line, given the one before it; empty when none is."""
    found = _FENCE.match(line.rstrip("\n"))
    if found is None:
        return fence
    marks, more = found.groups()
    if fence:
        return "" if marks[0] == fence[0] and len(marks) >= len(fence) and not more.strip() else fence
    return "" if marks[0] == "`" and "`" in more else marks
