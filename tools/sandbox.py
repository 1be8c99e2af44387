"""The learner's tests, run in bubblewrap: on a copy of their work, with no network, no home, and bounded means.

Without bubblewrap they are not run at all: tests are programs, and may do whatever their author can.
"""

import importlib.util
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from ..domain.errors import CoachError
from ..domain.plain_text import without_unseen
from . import programs
from .source_names import is_secret

MOST_BYTES = 300_000_000
"""Of all files of the work that is copied."""
MOST_FILES = 20_000
_MOST_REPORT = 5_000_000
_MOST_ERRORS = 100
_LEFT_OUT: Final = frozenset(
    {
        ".git",
        ".hg",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".tox",
    }
)
_LIMITS = (
    'ulimit -c 0; ulimit -v 16000000; ulimit -f 2000000; ulimit -u 4096 2>/dev/null; ulimit -t "$1"; shift; exec "$@"'
)
"""16 GB of addresses (PyTorch reserves many), files of 1 GB, and seconds of computing."""
_PYTEST: Final = (
    "-m", "pytest", "-q", "--tb=short", "--color=no", "--maxfail=50", "-p", "no:cacheprovider", "-o", "addopts=",
    "-o", "junit_family=xunit1", "--junitxml=/report/report.xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TestRun:
    """How the tests went: how many passed and failed, and of those that failed the name, the line of the test in its file
    (from 1) and what went wrong. `said` are the last words of pytest."""

    __test__: ClassVar[bool] = False  # pytest takes what is called Test… for tests

    passed: int
    failed: int
    errors: tuple[tuple[str, int | None, str], ...]
    said: str


def run_tests(root: Path, *, seconds: float = 120) -> TestRun:
    """Runs the tests below a folder.

    Raises:
        CoachError: they can't be run safely here, or take longer than `seconds`, or there is too much to copy.
    """
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise CoachError(
            "Tests can't be run safely here: bubblewrap isn't installed.",
            "Install it (on Debian and Ubuntu: apt install bubblewrap; it needs Linux), or run them yourself: pytest",
        )
    if importlib.util.find_spec("pytest") is None:
        raise CoachError(
            "Tests can't be run: pytest isn't installed beside the coach.", "Install it: pip install pytest"
        )
    try:
        folder = Path(tempfile.mkdtemp(prefix="coach-tests-")).resolve()
    except OSError as error:
        raise programs.no_room(error) from None
    try:
        return _run(bubblewrap, root, folder, seconds)
    except OSError as error:
        raise CoachError(
            f"The work can't be copied for a test run: {error}.", "Run the tests yourself: pytest"
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(bubblewrap: str, root: Path, folder: Path, seconds: float) -> TestRun:
    work, report = folder / "work", folder / "report"
    report.mkdir()
    _copy(root, work)
    limits = ("/bin/sh", "-c", _LIMITS, "limits", str(int(seconds) + 5))
    command = [*_sandbox(bubblewrap, work, report), *limits, sys.executable, *_PYTEST]
    try:
        ended = programs.run(command, work, seconds=seconds, most=5_000_000)
    except programs.Unfinished as why:
        raise CoachError(f"The tests were stopped: the run {why}.", "Run them yourself: pytest") from None
    said = _plain(ended.output.decode(errors="replace"))[-2000:]
    found = _report(report / "report.xml")
    if found is None:
        why_not = said.strip().split("\n")[-1] or ended.complaint or f"status {ended.status}"
        raise CoachError(f"The tests gave no report: {why_not[:300]}.", "Run them yourself: pytest")
    return _outcome(found, said)


def _sandbox(bubblewrap: str, work: Path, report: Path) -> list[str]:
    """Bubblewrap with what a Python needs to read, and nothing else of this machine."""
    command = [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    for variable, value in (("PATH", "/usr/bin:/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8"), ("TMPDIR", "/tmp"),  # noqa: S108
                            ("PYTHONDONTWRITEBYTECODE", "1"), ("OMP_NUM_THREADS", "2"), ("OPENBLAS_NUM_THREADS", "2")):  # fmt: skip
        command += ["--setenv", variable, value]
    for folder in (
        "/usr",
        "/lib",
        "/lib64",
        "/lib32",
        "/bin",
        "/sbin",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/localtime",
    ):
        command += ["--ro-bind-try", folder, folder]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix, *_real_prefixes())):
        if Path(prefix) not in (Path("/"), Path("/usr")):
            command += ["--ro-bind", prefix, prefix]
    command += ["--bind", str(report), "/report", "--bind", str(work), "/work", "--chdir", "/work"]
    return command


def _real_prefixes() -> Iterator[str]:
    """Where the interpreter really stands: that of a virtual environment is a link."""
    real = Path(sys.executable).resolve()
    if real.parent.name == "bin":
        yield str(real.parent.parent)


def _copy(root: Path, work: Path) -> None:
    """Copies plain files alone: no links, nothing that holds keys, no environments."""
    count = size = 0
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = [n for n in names if n not in _LEFT_OUT and not (Path(folder) / n).is_symlink()]
        there = work / Path(folder).relative_to(root)
        there.mkdir(parents=True, exist_ok=True)
        for name in files:
            file = Path(folder) / name
            info = file.lstat()
            if not stat.S_ISREG(info.st_mode) or is_secret(name):
                continue
            count, size = count + 1, size + info.st_size
            if count > MOST_FILES or size > MOST_BYTES:
                raise CoachError(
                    f"There is too much in {root.name or root} to copy for a test run: over {MOST_FILES} files or "
                    f"{MOST_BYTES // 1_000_000} MB.",
                    "Name a smaller folder, or run the tests yourself: pytest",
                )
            shutil.copyfile(file, there / name, follow_symlinks=False)


def _report(path: Path) -> bytes | None:
    """The report that pytest wrote: whoever ran in there may have put anything in its place."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        with open(handle, "rb", closefd=False) as file:
            data = file.read(_MOST_REPORT + 1)
    finally:
        os.close(handle)
    return data if len(data) <= _MOST_REPORT else None


def _outcome(data: bytes, said: str) -> TestRun:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        suite = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise CoachError("The report of the tests can't be read.", "Run them yourself: pytest") from None
    passed, errors = 0, []
    for case in suite.iter("testcase"):
        wrong = next((part for kind in ("failure", "error") for part in case.iterfind(kind)), None)
        if wrong is not None:
            line = str(case.get("line") or "")
            name = "::".join(filter(None, (case.get("file") or case.get("classname"), case.get("name"))))
            at = int(line) + 1 if line.isdecimal() and len(line) < 9 else None
            errors.append((_plain(name)[:200], at, _plain(wrong.get("message") or "").strip()[:500]))
        elif case.find("skipped") is None:
            passed += 1
    return TestRun(passed, len(errors), tuple(errors[:_MOST_ERRORS]), said)


def _plain(text: str) -> str:
    return without_unseen(text, keep="\n\t")
