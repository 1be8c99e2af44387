"""One run of git: bounded, told nothing by the environment or the repository, and over with all its children at the end."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..domain.errors import CoachError, WrongInput
from . import programs
from .source_names import shown

_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    "core.pager=cat",
    "core.sshCommand=false",
    "diff.external=",
    "protocol.allow=never",
    "submodule.recurse=false",
    "safe.bareRepository=explicit",
)
_FIXED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        # A repository's own protocol.ext.allow would have the last word over protocol.allow, but not over this.
        "GIT_ALLOW_PROTOCOL": "none",
        "LC_ALL": "C",
    }
)
MOST_OUTPUT = 200_000_000


class NotARepository(WrongInput):
    """A folder that belongs to no git repository."""


class Failed(CoachError):
    """Git ended with a failure."""


def run(
    git: str,
    folder: Path,
    arguments: Iterable[str],
    *,
    environment: Mapping[str, str],
    seconds: float,
    given: bytes = b"",
) -> bytes:
    """What git writes to its standard output; it and all that it started is over when this returns or raises.

    Raises:
        CoachError: it failed, took longer than `seconds`, wrote over 200 MB, or there is no room for temporary files.
    """
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [git, "--no-pager", "--literal-pathspecs", *settings, *arguments]
    told = {**environment, **_FIXED}
    try:
        ended = programs.run(command, folder, seconds=seconds, most=MOST_OUTPUT, given=given, environment=told)
    except programs.Unfinished as why:
        name = shown(folder.name) or shown(str(folder))
        if why.is_much:
            raise CoachError(f"There is too much to look at in {name}.", "Name files to review.") from None
        raise CoachError(f"Git {why} in {name}.", "Name files to review.") from None
    if ended.status != 0:
        raise _failure(folder, ended.errors[:2000])
    return ended.output


def _failure(folder: Path, said: str) -> CoachError:
    name = shown(folder.name) or shown(str(folder))
    if "dubious ownership" in said:
        todo = f"If you trust it: git config --global --add safe.directory {shown(str(folder))}"
        return CoachError(f"Git doesn't read {name}, because it belongs to another user.", todo)
    if "not a git repository" in said:
        return NotARepository(
            f"{name} isn't in a git repository.", "Name files or a folder to review, or run: git init"
        )
    if "bare repository" in said or "work tree" in said:
        return WrongInput(f"{name} is a repository without files of its own.", "Name files to review.")
    line = next((line for line in said.split("\n") if line.strip()), "it says nothing more")
    return Failed(f"Git can't read {name}: {shown(line.removeprefix('fatal: '))[:300]}.")
