"""Files of papers, read in a process of its own: one that hangs, swells or dies costs that file, not the run.

As a program (`python -m studycoach.tools.paper_isolated`) it is that process: it reads one job from its standard input and
writes what it read, as JSON, to its standard output. It writes no files and opens no others.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .paper_blocks import Block, Converted, Unreadable

Kind = Literal["html", "tex", "pdf"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may cost: seconds, bytes of memory and of the file, pages, and characters of text."""

    seconds: float = 60
    memory: int = 1_500_000_000
    file_bytes: int = 100_000_000
    pages: int = 400
    characters: int = 2_000_000


USUAL = Limits()


def convert(kind: Kind, data: bytes, limits: Limits, name: str = "") -> Converted:
    """The text of one file, read by another process; `name` is the main file's, where `data` is an archive.

    Raises:
        Unreadable: it can't be read within the limits.
    """
    if len(data) > limits.file_bytes:
        raise Unreadable(f"is larger than {limits.file_bytes // 1_000_000} MB")
    order = json.dumps({"kind": kind, "name": name, "limits": asdict(limits)}).encode() + b"\n"
    try:
        with tempfile.TemporaryFile() as job:
            job.write(order + data)
            job.seek(0)
            answer, status, in_time = _run(job, limits)
    except OSError as error:
        raise Unreadable(f"could not be handed to its reader: {error.strerror}") from None
    if not in_time:
        raise Unreadable(f"takes longer than {limits.seconds:g} seconds to read")
    if len(answer) > _most_bytes(limits):
        raise Unreadable("holds too much text")
    if status != 0:
        raise Unreadable("needs too much memory, or is broken in a way that ends whatever reads it")
    return _from_json(answer)


def _run(job: Any, limits: Limits) -> tuple[bytes, int, bool]:
    """What the other process wrote, its exit status, and whether it ended in time. It is over when this returns or
    raises, Ctrl-C included."""
    late = threading.Event()
    most = _most_bytes(limits)
    command = [sys.executable, "-P", "-m", __name__]
    with subprocess.Popen(command, stdin=job, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        timer = threading.Timer(limits.seconds, _end, (process, late))
        try:
            timer.start()
            answer = process.stdout.read(most + 1) if process.stdout else b""
            if len(answer) > most:
                process.kill()
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()
    return answer, process.returncode, not late.is_set()


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _most_bytes(limits: Limits) -> int:
    """Of an answer: text, pages and references, in JSON."""
    return 20 * limits.characters + 100_000


def _from_json(answer: bytes) -> Converted:
    try:
        found = json.loads(answer)
        if why := found.get("wrong"):
            raise Unreadable(why)
        blocks = tuple(Block(*block) for block in found["blocks"])
        parts = (tuple(found[name]) for name in ("references", "remarks", "pages"))
        return Converted(found["title"], blocks, *parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("is broken in a way that ends whatever reads it") from None


def _reader(kind: Kind) -> Callable[[bytes, str, Limits], Converted]:
    if kind == "html":
        from .paper_html import read_html

        return read_html
    if kind == "tex":
        from .paper_tex import read_source

        return read_source
    from .paper_pdf import read_pdf

    return read_pdf


def _bound(limits: Limits) -> None:
    """Bounds this process, where the system can: memory, time, and no file written."""
    try:
        import resource
        import signal
    except ImportError:  # Windows: whoever started this process watches its time
        return
    wanted = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, int(limits.seconds) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for which, most in wanted:
        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already, or the system has none
            resource.setrlimit(which, (most, most))
    signal.alarm(int(limits.seconds) + 2)  # it ends even if whoever started it was killed
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    """Reads a job from the standard input and writes the outcome to the standard output."""
    with open(0, "rb", closefd=False) as given:
        job = json.loads(given.readline())
        data = given.read()
    limits = Limits(**job["limits"])
    read = _reader(job["kind"])
    _bound(limits)
    outcome: dict[str, Any]
    try:
        found = read(data, job["name"], limits)
        outcome = {**asdict(found), "blocks": [[b.section, b.text, b.page, b.is_apart] for b in found.blocks]}
    except Unreadable as why:
        outcome = {"wrong": str(why)}
    except MemoryError:
        outcome = {"wrong": "needs too much memory"}
    except RecursionError:
        outcome = {"wrong": "is nested too deeply"}
    with open(1, "wb", closefd=False) as answer:
        answer.write(json.dumps(outcome).encode("utf-8"))


if __name__ == "__main__":
    main()
