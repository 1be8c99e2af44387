"""What is reviewed of a learner's folder: what changed, by git, or the files and folders that they name."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import WrongInput
from ..domain.source import Source
from .gathering import Found, Gathered, ReviewLimits, gather, make_source
from .git import Entry, Index, Repository, open_repository
from .source_names import LINK, NOT_PYTHON, NotReviewed, is_notebook, is_python, not_for_review, shown
from .source_origin import origins
from .source_paths import paths
from .source_text import decoded, most_bytes, read_bytes, too_large

__all__ = ["Gathered", "ReviewLimits", "between", "paths", "staged", "uncommitted"]
_SUBMODULE, _IS_LINK = "160000", "120000"
_CONFLICT = "has conflicts that aren't resolved"


@dataclass(frozen=True, slots=True)
class _Change:
    """A file that isn't as it was: `now` gives its content, `was` is the id of the older one, if there is one."""

    path: str
    now: Callable[[], bytes]
    blob: str
    was: str | None = None


def uncommitted(folder: Path, limits: ReviewLimits) -> Gathered:
    """The working tree of the repository of `folder` against its last commit, with files that git doesn't know yet and
    doesn't ignore.

    Raises:
        CoachError: there is no such repository, or it can't be read.
    """
    repository = _opened(folder, limits)
    return _working_tree(repository, repository.head(), f"uncommitted changes in {shown(repository.top.name)}", limits)


def staged(folder: Path, limits: ReviewLimits) -> Gathered:
    """What is staged in the repository of `folder`, as it would be committed, against its last commit.

    Raises:
        CoachError: there is no such repository, or it can't be read.
    """
    repository = _opened(folder, limits)
    index = repository.index()
    conflicts = [Found(path, why_not=_CONFLICT) for path in index.conflicted]
    base = {path: entry for path, entry in repository.tree(repository.head()).items() if path not in index.conflicted}
    target = f"staged changes in {shown(repository.top.name)}"
    return _trees(repository, base, index.entries, target, conflicts, limits)


def between(folder: Path, revisions: str, limits: ReviewLimits) -> Gathered:
    """What changed from one revision to another: `main..HEAD`; with three dots since they went apart; or, of one
    revision, the working tree against it.

    Raises:
        WrongInput: there is no such revision.
        CoachError: there is no such repository, or it can't be read.
    """
    repository = _opened(folder, limits)
    dots = "..." if "..." in revisions else ".."
    left, is_range, right = revisions.partition(dots)
    first = repository.revision(left or "HEAD")
    if not is_range:
        return _working_tree(repository, first, f"changes since {shown(left)} in {shown(repository.top.name)}", limits)
    last = repository.revision(right or "HEAD")
    base = repository.merge_base(first, last) if dots == "..." else first
    return _trees(repository, repository.tree(base), repository.tree(last), shown(revisions), [], limits)


def _opened(folder: Path, limits: ReviewLimits) -> Repository:
    if not folder.is_dir():
        raise WrongInput(f"There is no folder {shown(str(folder))}.")
    return open_repository(folder, environment=limits.environment, seconds=limits.git_seconds)


def _trees(
    repository: Repository,
    base: Mapping[str, Entry],
    after: Mapping[str, Entry],
    target: str,
    others: Sequence[Found],
    limits: ReviewLimits,
) -> Gathered:
    """One tree against another; the contents are git's."""
    differ = {path: entry for path, entry in after.items() if path not in base or base[path].blob != entry.blob}
    contents = _contents(repository, {p: e.blob for p, e in differ.items()}, limits)

    def content(path: str, blob: str) -> Callable[[], bytes]:
        return lambda: _held(contents, path, blob, limits)

    changes, rest = [], list(others)
    for path, entry in differ.items():
        if why := _no_file(entry.mode):
            rest.append(Found(path, why_not=why))
        else:
            changes.append(_Change(path, content(path, entry.blob), entry.blob, _blob(base, path)))
    gone = {path: entry.blob for path, entry in base.items() if path not in after}
    return gather(target, repository.top, [*_files(repository, changes, gone, limits), *rest], limits)


def _working_tree(repository: Repository, commit: str | None, target: str, limits: ReviewLimits) -> Gathered:
    """The working tree against a commit."""
    base, index = repository.tree(commit), repository.index()
    rest = [Found(path, why_not=_CONFLICT) for path in index.conflicted]
    changes, there = [], set()
    for path in sorted({*index.entries, *repository.untracked()} - index.conflicted):
        entry, was = index.entries.get(path), _blob(base, path)
        if why := _no_file_at(repository.top, path, entry):
            if entry is None or was != entry.blob:
                rest.append(Found(path, why_not=why))
        elif os.path.lexists(repository.top / path):
            there.add(path)
            blob = _blob_in_tree(repository.top, path, entry, index, limits)
            if blob != was:
                changes.append(_Change(path, _reader(repository.top, path, limits), blob, was))
    gone = {path: entry.blob for path, entry in base.items() if path not in there}
    return gather(target, repository.top, [*_files(repository, changes, gone, limits), *rest], limits)


def _no_file_at(root: Path, path: str, entry: Entry | None) -> str:
    """Why what stands in the working tree is no file that could be read; "" when it may be one."""
    if path.endswith("/"):
        return "a repository of its own"
    if entry and entry.mode == _SUBMODULE:
        return _no_file(entry.mode)
    return LINK if os.path.islink(root / path) else ""


def _reader(root: Path, path: str, limits: ReviewLimits) -> Callable[[], bytes]:
    return lambda: read_bytes(root, path, most_bytes(path, limits.most_bytes))


def _blob_in_tree(root: Path, path: str, entry: Entry | None, index: Index, limits: ReviewLimits) -> str:
    """The id that a file's content has or would have; "" when it isn't read."""
    if entry is None:
        return ""
    try:
        about = (root / path).lstat()
    except OSError:  # what is said of it comes when it is read
        return ""
    seconds, nanoseconds = divmod(about.st_mtime_ns, 1_000_000_000)
    is_kept = about.st_size == entry.size and seconds == entry.mtime[0] and entry.mtime[1] in (0, nanoseconds)
    # What was written as the index was might have changed within the same moment.
    if is_kept and about.st_mtime_ns < index.written_ns:
        return entry.blob
    if not_for_review(path) not in ("", NOT_PYTHON):
        return entry.blob if is_kept else ""
    try:
        data = read_bytes(root, path, most_bytes(path, limits.most_bytes))
    except NotReviewed:
        return ""
    # On Windows git may have written other ends of lines than it keeps.
    ids = [_id_of(each, entry.blob) for each in (data, data.replace(b"\r\n", b"\n"))]
    return entry.blob if entry.blob in ids else ids[0]


def _id_of(data: bytes, like: str) -> str:
    kind = "sha256" if len(like) == 64 else "sha1"
    return hashlib.new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _files(
    repository: Repository, changes: Sequence[_Change], gone: Mapping[str, str], limits: ReviewLimits
) -> Iterator[Found]:
    """The files that changed, each with how to read it against what it was, under whichever name."""
    why_not = {change.path: not_for_review(change.path) for change in changes}
    read = [change for change in changes if not why_not[change.path]]
    first = sorted(read, key=lambda change: change.path)[: limits.most_files]
    was = {change.path: change.was for change in first if change.was}
    lost = {path: blob for path, blob in gone.items() if is_python(path)}
    contents = {**_contents(repository, was, limits), **_contents(repository, lost, limits)}
    new = {change.path: change for change in first if not change.was}
    ids = {path: _id_now(change, lost) for path, change in new.items()}
    renamed = origins(ids, lost, lambda path: new[path].now(), contents)
    for change in changes:
        blob = change.was or renamed.get(change.path)
        is_same = blob is not None and blob == (change.blob or ids.get(change.path))
        yield Found(
            change.path, (lambda: None) if is_same else _source(change, blob, contents, limits), why_not[change.path]
        )


def _id_now(change: _Change, lost: Mapping[str, str]) -> str:
    """The id of a new file's content, where it may be that of one that is gone."""
    if change.blob or not lost:
        return change.blob
    try:
        return _id_of(change.now(), next(iter(lost.values())))
    except NotReviewed:  # what is said of it comes when it is read
        return ""


def _source(
    change: _Change, was: str | None, contents: Mapping[str, bytes], limits: ReviewLimits
) -> Callable[[], Source | None]:
    def read() -> Source | None:
        old = None
        if was is not None and was in contents:
            try:
                old = decoded(contents[was])
            except NotReviewed:
                old = ""
        return make_source(change.path, decoded(change.now()), old=old, most=limits.most_bytes)

    return read


def _contents(repository: Repository, blobs: Mapping[str, str], limits: ReviewLimits) -> dict[str, bytes]:
    """The contents of files that may be reviewed, by id; not more of them than a review takes on."""
    wanted = [path for path in sorted(blobs) if not not_for_review(path)][: limits.most_files]
    scripts = {blobs[path] for path in wanted if not is_notebook(path)}
    books = {blobs[path] for path in wanted} - scripts
    return {
        **repository.blobs(scripts, limits.most_bytes),
        **repository.blobs(books, most_bytes(".ipynb", limits.most_bytes)),
    }


def _held(contents: Mapping[str, bytes], path: str, blob: str, limits: ReviewLimits) -> bytes:
    if blob not in contents:
        raise too_large(most_bytes(path, limits.most_bytes))
    return contents[blob]


def _blob(tree: Mapping[str, Entry], path: str) -> str | None:
    return tree[path].blob if path in tree else None


def _no_file(mode: str) -> str:
    return {_SUBMODULE: "a submodule", _IS_LINK: LINK}.get(mode, "")
