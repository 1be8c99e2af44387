"""One run of git: bounded, told nothing by the environment or the repository, and over with all its children at the end."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from ..domain.errors import CoachError, WrongInput
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
        CoachError: it failed, took longer than `seconds`, or wrote over 200 MB.
    """
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = [git, "--no-pager", "--literal-pathspecs", *settings, *arguments]
    told = {**environment, **_FIXED}
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stderr:
        stdin.write(given)
        stdin.seek(0)
        try:
            output, status, in_time = _run(command, folder, told, seconds, stdin, stderr)
        except OSError as error:
            raise CoachError(f"Git can't be started in {shown(str(folder))}: {error.strerror}.") from None
        stderr.seek(0)
        said = stderr.read(2000).decode(errors="replace")
    if not in_time:
        raise CoachError(f"Git took longer than {seconds:g} seconds in {shown(folder.name)}.", "Name files to review.")
    if len(output) > MOST_OUTPUT:
        raise CoachError(f"There is too much to look at in {shown(folder.name)}.", "Name files to review.")
    if status != 0:
        raise _failure(folder, said)
    return output


def _run(
    command: list[str],
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
    stdin: IO[bytes],
    stderr: IO[bytes],
) -> tuple[bytes, int, bool]:
    late = threading.Event()
    process = subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=dict(environment), stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
        start_new_session=True,
    )  # fmt: skip

    def hurry() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(seconds, hurry)
    with process:
        try:
            timer.start()
            output = process.stdout.read(MOST_OUTPUT + 1) if process.stdout else b""
            if len(output) <= MOST_OUTPUT:
                process.wait()
        finally:
            timer.cancel()
            _end(process)
    return output, process.returncode, not late.is_set()


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of them are over already
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


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
