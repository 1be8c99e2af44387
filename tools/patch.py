"""A patch under review: put together with the files that it is for, where they are here, else the lines that it shows."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..domain.errors import WrongInput
from ..domain.source import Source
from .gathering import Found, Gathered, ReviewLimits, found, gather, make_source
from .patch_read import FilePatch, Hunk, read_patch
from .source_names import NotReviewed, is_notebook, not_for_review
from .source_text import decoded, lines_of, most_bytes, normalised, read_bytes

_MOST_FILES = 20_000
_LONGEST_PATH = 1_000


def from_patch(text: str, folder: Path | None, limits: ReviewLimits) -> Gathered:
    """The files of a unified diff, whole where `folder` has them before or after it.

    Raises:
        WrongInput: the text is no patch, or more than a review takes on.
    """
    if len(text) > limits.most_total:
        raise WrongInput(f"The patch is over {limits.most_total / 1_000_000:g} MB.", "Review a part of it.")
    root = Path(os.path.realpath(folder)) if folder else None
    if not text.strip():
        return Gathered("an empty patch", root, (), ())
    files = read_patch(text.encode("utf-8", "replace").decode().replace("\0", "\ufffd"))
    if not files:
        raise WrongInput("What came is not a patch.", "Give a unified diff, as from: git diff | coach review -")
    remarks = (
        [f"The patch names {len(files):,} files; the last were not looked at."] if len(files) > _MOST_FILES else []
    )
    return gather("the patch", root, _newest(files[:_MOST_FILES], root, limits), limits, remarks)


def _newest(files: Sequence[FilePatch], root: Path | None, limits: ReviewLimits) -> list[Found]:
    """Each file once: of several commits, as from `git log -p`, the first is the newest."""
    seen: dict[str, int] = {}
    found_ = []
    for one in files:
        path = one.new or one.old
        seen[path] = seen.get(path, 0) + 1
        if seen[path] == 1 and (one.new or one.why_not):
            found_.append(_found(one, root, limits))
    repeated = (path for path, times in seen.items() if times > 1)
    return [
        *found_,
        *(Found(path, why_not="of several changes in the patch only the first is looked at") for path in repeated),
    ]


def _found(one: FilePatch, root: Path | None, limits: ReviewLimits) -> Found:
    if max(len(one.old), len(one.new)) > _LONGEST_PATH:
        return Found(one.new or one.old, why_not="its path is too long")
    old, new = _path_here(one.old, root), _path_here(one.new, root)
    path = new or old or "(without a name)"
    if any(leads_out(each) for each in (old, new)):
        return Found(path, why_not="its path leads out of the folder")
    if one.why_not:
        # What isn't opened anyway needs no further reason.
        return Found(path, why_not=(not_for_review(path) if new or old else "") or one.why_not)
    return found(path, _reader(one, old, new, root, limits))


def _path_here(path: str, root: Path | None) -> str:
    """The path, without its first folder where only so there is such a file, as of `diff -ru before after`."""
    shorter = path.partition("/")[2]
    if root is None or not shorter or leads_out(path) or os.path.lexists(root / path):
        return path
    return shorter if not leads_out(shorter) and os.path.lexists(root / shorter) else path


def leads_out(path: str) -> bool:
    """Whether a path could lead out of the folder that it is relative to, on any system."""
    parts = (*PurePosixPath(path).parts, *PureWindowsPath(path).parts)
    return ".." in parts or "\0" in path or PurePosixPath(path).is_absolute() or bool(PureWindowsPath(path).anchor)


def _reader(one: FilePatch, old: str, new: str, root: Path | None, limits: ReviewLimits) -> Callable[[], Source | None]:
    def read() -> Source | None:
        if not one.hunks:
            return None
        for path in dict.fromkeys((new, old)):
            raw = _raw(root, path, limits) if path else None
            if raw is not None and (sides := both_sides(raw, one.hunks)):
                return source_of(new, *sides, one.hunks, limits)
        if not one.old and one.hunks[0].new_at == 1 and len(one.hunks) == 1:
            return source_of(new, "", _joined(one.hunks[0].new), one.hunks, limits)
        return _partial(new, one.hunks, limits)

    return read


def _raw(root: Path | None, path: str, limits: ReviewLimits) -> str | None:
    """The text of a file that is here; None when it isn't, or can't be read."""
    if root is None or not os.path.lexists(root / path):
        return None
    try:
        return decoded(read_bytes(root, path, most_bytes(path, limits.most_bytes)))
    except NotReviewed:
        return None


def both_sides(raw: str, hunks: Sequence[Hunk]) -> tuple[str, str] | None:
    """A file before and after a patch, from how it stands now, whichever of the two that is; None when it is neither."""
    lines = lines_of(normalised(raw))
    after = [(hunk.new_at, hunk.new, hunk.old) for hunk in hunks]
    if (before := _replaced(lines, after)) is not None:
        return _joined(before), raw
    applied = _replaced(lines, [(hunk.old_at, hunk.old, hunk.new) for hunk in hunks])
    return None if applied is None else (raw, _joined(applied))


def _replaced(lines: Sequence[str], parts: Sequence[tuple[int, Sequence[str], Sequence[str]]]) -> list[str] | None:
    """The lines with others in place of those at these places; None when other lines stand there."""
    found: list[str] = []
    at = 0
    for first, there, instead in parts:
        begin = first - 1
        if begin < at or not _stands(lines, begin, there):
            return None
        found += lines[at:begin]
        found += instead
        at = begin + len(there)
    return [*found, *lines[at:]]


def _stands(lines: Sequence[str], begin: int, there: Sequence[str]) -> bool:
    shown = [line.removeprefix("\ufeff") if begin + n == 0 else line for n, line in enumerate(there)]
    return begin <= len(lines) and list(lines[begin : begin + len(there)]) == shown


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def source_of(path: str, old: str, new: str, hunks: Sequence[Hunk], limits: ReviewLimits) -> Source:
    """A whole file of which the hunks are under review; of a notebook the lines of code that differ.

    Raises:
        NotReviewed: it isn't reviewed.
    """
    if is_notebook(path):
        return make_source(path, new, old=old, most=limits.most_bytes)
    last = len(lines_of(normalised(new)))
    changed = frozenset(min(line, last) for hunk in hunks for line in hunk.changed if last)
    return make_source(path, new, changed=changed, most=limits.most_bytes)


def _partial(path: str, hunks: Sequence[Hunk], limits: ReviewLimits) -> Source:
    """The lines that the hunks show, at their numbers; blank lines stand for what isn't known."""
    lines: list[str] = []
    for hunk in hunks:
        lines += [""] * (hunk.new_at - 1 - len(lines))
        lines += hunk.new
    changed = frozenset(min(line, len(lines)) for hunk in hunks for line in hunk.changed if lines)
    return make_source(path, _joined(lines), changed=changed, most=limits.most_bytes, is_partial=True)
