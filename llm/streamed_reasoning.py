"""Hides what a model says to itself from an answer that comes in pieces, which may end in the middle of a tag."""

import re

_NAMES = ("<think>", "<thinking>", "<thought>", "<reasoning>", "[think]")
_ENDS = tuple(name[0] + "/" + name[1:] for name in _NAMES)
# After a backtick a tag is talked about.
_OPENS = re.compile("(?<!`)(?:" + "|".join(map(re.escape, _NAMES)) + ")", re.IGNORECASE)
_CLOSES = re.compile("|".join(map(re.escape, _ENDS)), re.IGNORECASE)
_CLOSES_NOTHING = re.compile(f"(?<!`)(?:{_CLOSES.pattern})", re.IGNORECASE)
_LONGEST = max(map(len, _ENDS))


class ReasoningFilter:
    """Takes an answer piece by piece and gives what is to be shown of it."""

    def __init__(self) -> None:
        self._held = ""
        self._before = ""
        self._thinking = False

    def shown(self, piece: str) -> str:
        """What can be shown now."""
        self._held += piece
        out = ""
        while True:
            if self._thinking:
                if (end := _CLOSES.search(self._held)) is None:
                    self._held = self._held[-_LONGEST:]
                    return out
                self._held = self._held[end.end() :]
            else:
                behind = len(self._before)
                if (tag := _OPENS.search(self._before + self._held, behind)) is None:
                    return out + self._show(self._sure())
                out += self._show(tag.start() - behind)
                self._held = self._held[len(tag[0]) :]
            self._thinking = not self._thinking

    def rest(self) -> str:
        """What was held back, when the answer has ended."""
        return "" if self._thinking else self._show(len(self._held))

    def _sure(self) -> int:
        """The length of what surely isn't the beginning of a tag."""
        for start in range(max(0, len(self._held) - _LONGEST), len(self._held)):
            tail = self._held[start:].casefold()
            if any(name.startswith(tail) for name in (*_NAMES, *_ENDS)):
                return start
        return len(self._held)

    def _show(self, length: int) -> str:
        text, self._held = self._held[:length], self._held[length:]
        behind = len(self._before)
        text = _CLOSES_NOTHING.sub("", self._before + text)[behind:]
        if not self._before:
            text = text.lstrip()
        self._before = text[-1:] or self._before
        return text
