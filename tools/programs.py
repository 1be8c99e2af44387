"""Other programs, run on files of ours: bounded in time and output, told nothing by the environment, over at the end."""

import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..domain.errors import CoachError

MOST_OUTPUT = 50_000_000
BARE: Final[Mapping[str, str]] = MappingProxyType(
    # Windows starts hardly any program without its own folder.
    {"SYSTEMROOT": "C:\\Windows"} if os.name == "nt" else {"LC_ALL": "C.UTF-8"}
)


class Unfinished(Exception):
    """A program that had to be ended: it took too long (`is_late`), or wrote too much (`is_much`), or couldn't be started."""

    def __init__(self, why: str, *, is_much: bool = False, is_late: bool = False) -> None:
        super().__init__(why)
        self.is_much, self.is_late = is_much, is_late


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit status (below zero: the signal that killed it), its output, the first of its errors."""

    status: int
    output: bytes
    errors: str

    @property
    def complaint(self) -> str:
        """The first line of its errors, short and plain."""
        lines = (
            " ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in self.errors.split("\n")
        )
        return next(filter(None, lines), "")[:300]


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder for copies, gone at the end.

    Raises:
        CoachError: there is no room for it, or for what is written into it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
            yield Path(name).resolve()
    except OSError as error:
        raise no_room(error) from None


def no_room(error: OSError) -> CoachError:
    """What is said when temporary files can't be written."""
    return CoachError(
        f"Temporary files can't be written: {error.strerror or error}.",
        "Make room on the disk, or set TMPDIR to a folder that can be written to.",
    )


def beside(name: str) -> str | None:
    """The program of that name that was installed for this Python, never one that the search path names."""
    folders = [sysconfig.get_path("scripts")]
    if sys.executable:  # a Python inside another program may have none
        folders.append(str(Path(sys.executable).parent))
    with suppress(KeyError):
        folders.append(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    files = (Path(folder) / (f"{name}.exe" if os.name == "nt" else name) for folder in folders)
    return next((str(file) for file in files if file.is_file()), None)


def run(
    command: Sequence[str],
    folder: Path,
    *,
    seconds: float,
    most: int = MOST_OUTPUT,
    given: bytes = b"",
    environment: Mapping[str, str] = BARE,
) -> Ended:
    """Runs a program in a folder; it and all that it started are over when this returns or raises.

    Raises:
        Unfinished: it can't be started, takes longer than `seconds`, or writes over `most` bytes.
        CoachError: there is no room for temporary files.
    """
    with ExitStack() as files:
        try:
            stdin, stderr = (files.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            stdin.write(given)
            stdin.seek(0)
        except OSError as error:
            raise no_room(error) from None
        try:
            process = subprocess.Popen(  # noqa: S603
                command, cwd=folder, env=dict(environment), stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
                start_new_session=True,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise Unfinished(f"can't be started: {getattr(error, 'strerror', None) or error}") from None
        output = _watched(process, seconds, most)
        stderr.seek(0)
        errors = stderr.read(4000).decode(errors="replace")
    return Ended(process.returncode, output, errors)


def _watched(process: subprocess.Popen[bytes], seconds: float, most: int) -> bytes:
    late = threading.Event()

    def hurry() -> None:
        late.set()
        _end(process)

    timer = threading.Timer(seconds, hurry)
    with process:
        try:
            timer.start()
            output = process.stdout.read(most + 1) if process.stdout else b""
            if len(output) <= most:
                process.wait()
        finally:
            timer.cancel()
            _end(process)
    if late.is_set():
        raise Unfinished(f"took longer than {seconds:.3g} seconds", is_late=True)
    if len(output) > most:
        raise Unfinished("had too much to say", is_much=True)
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of them are over already
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
