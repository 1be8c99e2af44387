"""Files under a new name: which file that is gone they were."""

from collections import Counter
from collections.abc import Callable, Mapping

from .source_names import NotReviewed

_ALIKE = 0.5
_MOST_PAIRS = 400


def origins(
    new: Mapping[str, str], gone: Mapping[str, str], content: Callable[[str], bytes], contents: Mapping[str, bytes]
) -> dict[str, str]:
    """The id of what each new file was, where it was one that is gone: one with the same id, or with at least half of the
    lines in common (looked for only among few). `new` and `gone` give ids by path, `contents` what they stand for.
    """
    held = set(gone.values())
    found = {path: blob for path, blob in new.items() if blob in held}
    left = [path for path in new if path not in found]
    open_ones = [blob for blob in dict.fromkeys(gone.values()) if blob in contents and blob not in found.values()]
    if len(left) * len(open_ones) > _MOST_PAIRS:
        return found
    lines = {blob: Counter(contents[blob].splitlines()) for blob in open_ones}
    for path in left:
        try:
            own = Counter(content(path).splitlines())
        except NotReviewed:  # what is said of it comes when it is read
            continue
        shares = {blob: _alike(own, lines[blob]) for blob in open_ones}
        best = max(shares, key=shares.__getitem__, default="")
        if best and shares[best] >= _ALIKE:
            found[path] = best
    return found


def _alike(lines: Counter[bytes], others: Counter[bytes]) -> float:
    """The share of lines in common, from 0 to 1."""
    return 2 * (lines & others).total() / max(lines.total() + others.total(), 1)
