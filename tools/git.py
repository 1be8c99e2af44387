"""Git, run on repositories that nobody vouches for: it reads, and nothing of theirs is obeyed or executed.

Only commands are used that neither convert nor compare what is in the working tree, because those run the filters that
a repository names. Nothing is written, no lock is taken, nothing is fetched.
"""

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..domain.errors import CoachError, WrongInput, did_you_mean
from .git_run import MOST_OUTPUT, Failed, run
from .source_names import shown

_KEPT: Final = (
    "PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP",
)  # fmt: skip
_INDEXED = re.compile(
    rb"(\d{6}) ([0-9a-f]+) ([0-3])\t([^\0]+)\0"
    rb"(?:  ctime: [^\n]*\n  mtime: (\d+):(\d+)\n  dev: [^\n]*\n  uid: [^\n]*\n  size: (\d+)\tflags: [^\n]*\n)?"
)
_IN_TREE = re.compile(rb"(\d{6}) \w+ ([0-9a-f]+)\t([^\0]+)\0")
_REVISION = re.compile(r"[^-\x00-\x20\x7f][^\x00-\x1f\x7f]{0,199}")


class NoGit(CoachError):
    """Git isn't on this machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as a tree or the index knows it: its mode (`160000` is a submodule, `120000` a link) and its content's id.

    `size` and `mtime` (seconds, nanoseconds) are those the file had when the index last looked; None in a tree.
    """

    mode: str
    blob: str
    size: int | None = None
    mtime: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Index:
    """What is staged, by path; the paths that are in conflict; and when the index was written, in nanoseconds."""

    entries: Mapping[str, Entry]
    conflicted: frozenset[str]
    written_ns: int


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with a working tree. `top` is the folder that all paths are relative to, `git` the program.

    Every method raises CoachError when git fails, doesn't answer in time, or says more than can be kept.
    """

    git: str
    top: Path
    git_dir: Path
    seconds: float
    environment: Mapping[str, str] = field(repr=False)
    index_file: str = ""

    def run(self, *arguments: str, given: bytes = b"", index: Mapping[str, str] = MappingProxyType({})) -> bytes:
        """What git writes for these arguments, at the top of the working tree."""
        told = {**self.environment, **index}
        return run(self.git, self.top, arguments, environment=told, seconds=self.seconds, given=given)

    def revision(self, name: str) -> str:
        """The id of the commit that a name means.

        Raises:
            WrongInput: there is none, or the name can't be one.
        """
        if _REVISION.fullmatch(name):
            with suppress(Failed):  # what fails is answered below
                return (
                    self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
                    .decode()
                    .strip()
                )
        refs = (
            self.run("for-each-ref", "--count=2000", "--format=%(refname:short)").decode(errors="replace").split("\n")
        )
        near = did_you_mean(name, map(shown, refs)) if name.isprintable() else ""
        raise WrongInput(
            f"There is no revision {shown(name)[:100]!r} in {self.top.name}.", near or "See: git log --oneline"
        )

    def head(self) -> str | None:
        """The commit that is checked out; None on a branch that has none yet."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
        except Failed:
            return None

    def merge_base(self, one: str, other: str) -> str:
        """The commit from which two (ids) went apart.

        Raises:
            WrongInput: they have none in common.
        """
        try:
            return self.run("merge-base", one, other).decode().split("\n")[0]
        except Failed:
            raise WrongInput("The two revisions have no commit in common.", "Use two dots instead of three.") from None

    def tree(self, commit: str | None) -> dict[str, Entry]:
        """The files of a commit (an id) by path; none of no commit."""
        if commit is None:
            return {}
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit)
        return {os.fsdecode(m[3]): Entry(m[1].decode(), m[2].decode()) for m in _IN_TREE.finditer(listed)}

    def index(self) -> Index:
        """What is staged. In a hook of this repository, what is being committed."""
        entries: dict[str, Entry] = {}
        conflicted = set()
        place, told = self._index_file()
        written = place.stat().st_mtime_ns if place.exists() else 0
        for m in _INDEXED.finditer(self.run("ls-files", "--stage", "--debug", "-z", index=told)):
            path = os.fsdecode(m[4])
            if m[3] != b"0":
                conflicted.add(path)
            else:
                size, mtime = (int(m[7]), (int(m[5]), int(m[6]))) if m[7] else (None, (0, 0))
                entries[path] = Entry(m[1].decode(), m[2].decode(), size, mtime)
        return Index(entries, frozenset(conflicted), written)

    def _index_file(self) -> tuple[Path, dict[str, str]]:
        # `git commit -a` and `git commit PATH` hand an index of their own to the hooks.
        place = (self.top / self.index_file).resolve()
        if place.parent == self.git_dir:
            return place, {"GIT_INDEX_FILE": str(place)}
        return self.git_dir / "index", {}

    def untracked(self) -> list[str]:
        """Files that git neither knows nor ignores; folders that are repositories of their own end with a slash."""
        return _names(self.run("ls-files", "--others", "--exclude-standard", "-z"))

    def listed(self, folder: str) -> list[str]:
        """The files below a folder (from the top, "" for all) that git knows or doesn't ignore."""
        names = _names(
            self.run(
                "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *([folder] if folder else [])
            )
        )
        return sorted(set(names))

    def blobs(self, ids: Iterable[str], most_bytes: int) -> dict[str, bytes]:
        """The contents of these ids; those that aren't there, are larger than `most_bytes`, or would be more than git
        may say at once are left out."""
        asked = "".join(f"{one}\n" for one in dict.fromkeys(ids))
        if not asked:
            return {}
        sizes = (line.split() for line in self.run("cat-file", "--batch-check", given=asked.encode()).splitlines())
        fit, total = [], 0
        for parts in sizes:
            if len(parts) == 3 and parts[1] == b"blob" and int(parts[2]) <= most_bytes:
                total += int(parts[2]) + 200
                if total <= MOST_OUTPUT:
                    fit.append(parts[0])
        found = self.run("cat-file", "--batch", given=b"".join(one + b"\n" for one in fit)) if fit else b""
        contents, at = {}, 0
        for _ in fit:
            end = found.index(b"\n", at)
            one, _, size = found[at:end].split()
            contents[one.decode()] = found[end + 1 : end + 1 + int(size)]
            at = end + 1 + int(size) + 1
        return contents


def open_repository(folder: Path, *, environment: Mapping[str, str], seconds: float) -> Repository:
    """The repository that a folder belongs to.

    Raises:
        NotARepository: it belongs to none.
        NoGit: git isn't installed.
        CoachError: it isn't safe to read, or has no working tree of its own.
    """
    git = git_program(folder, environment)
    if git is None:
        raise NoGit("Git isn't installed, so changes can't be seen.", "Install it, or name files to review.")
    told = {name: environment[name] for name in _KEPT if name in environment}

    def ask(what: str) -> Path:
        said = run(git, folder, ("rev-parse", what), environment=told, seconds=seconds)
        return Path(os.fsdecode(said.removesuffix(b"\n")))

    git_dir, top = ask("--absolute-git-dir").resolve(), ask("--show-toplevel").resolve()
    if not folder.resolve().is_relative_to(top) or _git_dir_of(top) != git_dir:
        raise WrongInput(
            f"The repository of {shown(folder.name)} says that its files are elsewhere (core.worktree), so it isn't read.",
            "Name files to review.",
        )
    return Repository(git, top, git_dir, seconds, told, environment.get("GIT_INDEX_FILE", ""))


def git_program(folder: Path, environment: Mapping[str, str]) -> str | None:
    """Git by the search path; None when it isn't there, or would be a program of what is reviewed in that folder."""
    git = shutil.which("git", path=environment.get("PATH"))
    # Windows looks into the current folder first, and a search path may begin there.
    if git is None or not Path(git).is_absolute():
        return None
    here, place = folder.resolve(), Path(git).resolve()
    top = next((one for one in (here, *here.parents) if os.path.lexists(one / ".git")), here)
    homes = {Path(environment[name]).resolve() for name in ("HOME", "USERPROFILE") if environment.get(name)}
    theirs = {here, top} - {Path(here.anchor), *homes}
    return None if place.parent == here or any(map(place.is_relative_to, theirs)) else git


def _git_dir_of(top: Path) -> Path | None:
    """Where the files of git are, by what stands at the top of a working tree."""
    place = top / ".git"
    try:
        if place.is_dir():
            return place.resolve()
        with place.open("rb") as file:
            said = file.read(5000)
    except OSError:
        return None
    return (top / os.fsdecode(said.removeprefix(b"gitdir: ").rstrip(b"\r\n"))).resolve()


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]
