"""Whether words stand in a paper, and where.

A model says what a paper says and quotes it; what can't be found here is not shown.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from .paper_text import Passage
from .quotation_form import ELLIPSIS, SAME, Form, form_of, text_of

_OPENING = re.compile(r"(?:\$|\\[A-Za-z]+\{|\{)+\Z")
_CLOSING = re.compile(r"[}$]+")
# Where the same letters stand again and again, but parted otherwise into words.
_MOST_TRIES = 100
LONGEST = 4000
"""Of more characters nothing is a quotation."""
FEWEST_WORDS = 4
FEWEST_LETTERS = 16
"""What a quotation needs, so that it says something: letters and digits. A Chinese or Japanese character counts as a
word of two letters."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands: the passage in which it begins, and its words as they stand in the paper."""

    passage: Passage
    verbatim: str


class Quotable:
    """A paper's passages, made ready for looking up quotations."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = tuple(passages)
        self._forms: dict[int, Form] = {}
        self._ends: list[int] = []
        parts, length = [], 0
        for i, passage in enumerate(self._passages):
            # A line end, which no form has, parts what isn't read on end.
            parts.append(text_of(passage.text) + ("" if self._goes_on(i) else "\n"))
            length += len(parts[-1])
            self._ends.append(length)
        self._text = "".join(parts)

    def find(self, quote: str) -> Found | None:
        """The first place in the passages where the quotation stands; None where it doesn't.

        It must stand on end in one passage, or run on from one into the next of the same section, and begin and end at
        the borders of words. Every letter, digit and sign must be the same. What may differ is how they are set: case,
        accents, ligatures, white space, hyphens and line ends, punctuation, quotation marks, unseen characters, and the
        way mathematics is written; a dash counts only before a number. An ellipsis is dropped at either end; within, it
        must stand in the paper. A quotation of fewer than 4 words, or 16 letters, is never found.
        """
        if len(quote) > LONGEST:
            return None
        wanted = _without_outer_ellipses(form_of(quote))
        if wanted.words < FEWEST_WORDS or wanted.letters < FEWEST_LETTERS:
            return None
        at = self._text.find(wanted.text)
        for _ in range(_MOST_TRIES):
            if at < 0:
                break
            if found := self._found(at, wanted):
                return found
            at = self._text.find(wanted.text, at + 1)
        return None

    def _goes_on(self, i: int) -> bool:
        """Whether the passage after `i` is the next of its section."""
        if i + 1 == len(self._passages):
            return False
        this, following = self._passages[i], self._passages[i + 1]
        return following.section == this.section and following.position == this.position + 1

    def _form(self, i: int) -> Form:
        if i not in self._forms:
            self._forms[i] = form_of(self._passages[i].text)
        return self._forms[i]

    def _is_broken(self, i: int) -> bool:
        """Whether passage `i` ends with a hyphen, within a word."""
        return self._passages[i].text.rstrip().endswith(("-", "\u2010", "\u00ad", "\ufffe"))

    def _found(self, at: int, wanted: Form) -> Found | None:
        first = bisect_right(self._ends, at)
        last = bisect_left(self._ends, at + len(wanted.text))
        if last > first + 1:
            return None
        begin = at - (self._ends[first - 1] if first else 0)
        cut = len(self._form(first).text) - begin
        if first == last:
            return self._within(first, begin, wanted)
        if wanted.joints[cut] & 3 == SAME and not (wanted.text[cut].isalpha() and self._is_broken(first)):
            return None
        one, two = wanted.cut(0, cut), wanted.cut(cut, len(wanted.text))
        head, tail = self._within(first, begin, one), self._within(last, 0, two)
        return Found(head.passage, f"{head.verbatim} {tail.verbatim}") if head and tail else None

    def _within(self, i: int, begin: int, wanted: Form) -> Found | None:
        """The place in passage `i`, whose form has the wanted text at `begin`, if words begin and end there."""
        form, end = self._form(i), begin + len(wanted.text)
        if not (form.may_part(begin) and form.may_part(end) and form.agrees(begin, wanted)):
            return None
        from_, to = (form.spans[bisect_right(form.starts, place) - 1] for place in (begin, end - 1))
        written = self._passages[i].text
        # The signs around mathematics belong to it.
        before = _OPENING.search(written, max(0, from_[0] - 60), from_[0])
        after = _CLOSING.match(written, to[1])
        return Found(
            self._passages[i], written[before.start() if before else from_[0] : after.end() if after else to[1]]
        )


def _without_outer_ellipses(form: Form) -> Form:
    return form.cut(len(form.text) - len(form.text.lstrip(ELLIPSIS)), len(form.text.rstrip(ELLIPSIS)))
