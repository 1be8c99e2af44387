"""Which lines of a new text differ from an old one."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_MOST_PAIRS, _MOST_LINES = 30_000, 2_000


def changed_lines(old: Sequence[str], new: Sequence[str]) -> frozenset[int]:
    """The lines of `new`, from 1, that are added or changed; where lines are only gone, the line after the gap (the last
    one, when there is none after it)."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - first
    last = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    at, there, changed = 0, 0, set[int]()
    for old_end, new_end in _anchors(before, after):
        changed.update(line + first + there for line in _changed(before[at:old_end], after[there:new_end]))
        at, there = old_end + 1, new_end + 1
    return frozenset(min(line, len(new)) for line in changed if new)


def _anchors(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places, in order, of lines that both texts have once, as many as stand in the same order; then the end of both.

    What lies between them is little, and compared for itself: the time stays linear for texts that differ throughout.
    """
    held, wanted = Counter(old), Counter(new)
    where = {line: n for n, line in enumerate(old) if held[line] == 1}
    pairs = [(where[line], n) for n, line in enumerate(new) if wanted[line] == 1 and line in where]
    # The longest rising run of the places in the old text.
    ends: list[int] = []
    best: list[int] = []
    before = [-1] * len(pairs)
    for n, (place, _) in enumerate(pairs):
        length = bisect_left(ends, place)
        before[n] = best[length - 1] if length else -1
        ends[length : length + 1], best[length : length + 1] = [place], [n]
    run, at = list[tuple[int, int]](), best[-1] if best else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    yield from reversed(run)
    yield len(old), len(new)


def _changed(old: Sequence[str], new: Sequence[str]) -> set[int]:
    if not old or not new:
        return set(range(1, len(new) + 1)) or ({1} if old else set())
    held, wanted = Counter(filter(_tells, old)), Counter(filter(_tells, new))
    pairs = sum(held[line] * number for line, number in wanted.items())
    if pairs > _MOST_PAIRS or max(len(old), len(new)) > _MOST_LINES:
        return _unknown(Counter(old), new)
    found: set[int] = set()
    matcher = SequenceMatcher(lambda line: not _tells(line), old, new, autojunk=False)
    for kind, _, _, begin, end in matcher.get_opcodes():
        if kind == "delete":
            found.add(begin + 1)
        elif kind != "equal":
            found.update(range(begin + 1, end + 1))
    return found


def _tells(line: str) -> bool:
    """Blank lines and lone brackets are everywhere, so they don't tell which lines belong together."""
    return len(line.strip()) > 1


def _unknown(held: Counter[str], new: Sequence[str]) -> set[int]:
    """The lines that the old text doesn't have, or not so often: what is left to say of endless repetition."""
    found = set()
    for number, line in enumerate(new, 1):
        held[line] -= 1
        if held[line] < 0:
            found.add(number)
    return found
