"""The files, folders and notebooks that a learner names, inside a repository or outside any."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..domain.errors import CoachError, WrongInput, did_you_mean
from ..domain.source import Source
from .gathering import Found, Gathered, ReviewLimits, found, gather, make_source
from .git import NoGit, open_repository
from .git_run import NotARepository
from .source_names import LINK, NOT_PYTHON, brief, is_compiled, is_passed_over, shown
from .source_text import decoded, most_bytes, read_bytes

_MOST_ENTRIES = 200_000


@dataclass(slots=True)
class _Walk:
    """What is met on the way."""

    files: list[Found] = field(default_factory=list)
    others: int = 0
    remarks: list[str] = field(default_factory=list)


def paths(folder: Path, names: Sequence[str], limits: ReviewLimits) -> Gathered:
    """The files of these names, seen from `folder`, and all scripts and notebooks below those that are folders, but for
    what git ignores. A file that is named is taken even then. Whole files are under review.

    Raises:
        WrongInput: one isn't there.
    """
    top = Path(os.path.realpath(folder))
    named: dict[Path, str] = {}
    for name in names or (".",):
        named.setdefault(_place(top, name), name)
    root = _root(top, list(named))
    walk = _Walk()
    for place in named:
        if _is_link_to_folder(place):
            walk.files.append(Found(place.relative_to(root).as_posix(), why_not=LINK, is_named=True))
        elif place.is_dir():
            _walk_folder(root, place, walk, limits)
        else:
            path = place.relative_to(root).as_posix()
            walk.files.append(found(path, _reader(root, path, limits, is_named=True), is_named=True))
    if walk.others:
        are = "file is" if walk.others == 1 else "files are"
        walk.remarks.append(f"{walk.others:,} other {are} not Python.")
    once = {one.path: one for one in reversed(walk.files)}
    target = ", ".join(brief(name) for name in list(named.values())[:3]) if names else shown(top.name)
    if len(named) > 3:
        target += f" and {len(named) - 3} more"
    return gather(target, root, once.values(), limits, walk.remarks)


def _is_link_to_folder(place: Path) -> bool:
    return os.path.islink(place) and os.path.isdir(place)


def _place(top: Path, name: str) -> Path:
    """Where a name leads, by real folders."""
    place = Path(os.path.normpath(top / name))
    try:
        place.lstat()
    except (OSError, ValueError):
        raise _missing(place, name) from None
    real = Path(os.path.realpath(place.parent)) / place.name
    if place.is_relative_to(top) and not real.is_relative_to(top):
        raise WrongInput(f"{shown(name)} leads through a link out of {shown(top.name)}.", "Name the place itself.")
    return real


def _missing(place: Path, name: str) -> WrongInput:
    try:
        with os.scandir(place.parent) as entries:
            there = [entry.name for entry, _ in zip(entries, range(2000), strict=False)]
    except (OSError, ValueError):
        there = []
    return WrongInput(f"There is no {shown(name)[:200]}.", did_you_mean(place.name, map(shown, there)))


def _root(top: Path, places: Sequence[Path]) -> Path:
    if all(place.is_relative_to(top) for place in places):
        return top
    try:
        folders = [place if place.is_dir() and not place.is_symlink() else place.parent for place in places]
        return Path(os.path.commonpath(folders))
    except ValueError:
        raise WrongInput("These files are on different drives.", "Review them one after the other.") from None


def _reader(root: Path, path: str, limits: ReviewLimits, *, is_named: bool = False) -> Callable[[], Source]:
    def read() -> Source:
        raw = decoded(read_bytes(root, path, most_bytes(path, limits.most_bytes)))
        return make_source(path, raw, most=limits.most_bytes, is_named=is_named)

    return read


def _walk_folder(root: Path, folder: Path, walk: _Walk, limits: ReviewLimits) -> None:
    names = _known_to_git(folder, walk, limits)
    for name in names or _below(folder, walk):
        path = (folder / name).relative_to(root).as_posix()
        one = found(name, _reader(root, path, limits))
        if one.why_not == NOT_PYTHON and _is_link_to_folder(folder / name):
            walk.files.append(Found(path, why_not=LINK))
        elif one.why_not == NOT_PYTHON:
            walk.others += not is_compiled(path)
        elif os.path.lexists(folder / name):
            walk.files.append(Found(path, one.read, one.why_not))


def _known_to_git(folder: Path, walk: _Walk, limits: ReviewLimits) -> list[str]:
    """The files below a folder, from there, that git knows or doesn't ignore; none where git has nothing to say."""
    try:
        repository = open_repository(folder, environment=limits.environment, seconds=limits.git_seconds)
        inside = folder.relative_to(repository.top).as_posix()
        listed = repository.listed("" if inside == "." else inside)
    except (NotARepository, NoGit):
        return []
    except CoachError as why:
        walk.remarks.append(f"What git ignores isn't left out. {why.what}")
        return []
    start = "" if inside == "." else inside + "/"
    return [name.removeprefix(start) for name in listed if name.startswith(start) and not name.endswith("/")]


def _below(folder: Path, walk: _Walk) -> Iterator[str]:
    """The files below a folder, from there; folders that hold no code of the learner's own are passed over, and links
    aren't followed."""
    left, met = [folder], 0
    while left:
        here = left.pop()
        try:
            with os.scandir(here) as entries:
                found_here = [entry for entry, _ in zip(entries, range(_MOST_ENTRIES), strict=False)]
        except OSError as error:
            walk.files.append(Found(here.name, why_not=f"can't be read: {error.strerror}"))
            continue
        met += len(found_here)
        for entry in found_here:
            name = (here / entry.name).relative_to(folder).as_posix()
            if entry.is_dir(follow_symlinks=False):
                if not is_passed_over(entry.name) and not os.path.lexists(os.path.join(entry.path, "pyvenv.cfg")):
                    left.append(Path(entry.path))
            else:
                yield name
        if met > _MOST_ENTRIES:
            walk.remarks.append(f"{shown(folder.name)} is too large: only a part of it was looked at.")
            return
