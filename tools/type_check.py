"""Types, checked by mypy or ty on copies: none of the code's own settings and plugins are loaded, and nothing is run."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from ..domain.checks.running import is_ignored
from ..domain.errors import CoachError
from ..domain.finding import Hit
from ..domain.source import Source
from . import programs
from .ruff import Linted
from .ruff_facts import MOST_FACTS, Fact

TypeChecker = Literal["ty", "mypy"]
_COMMANDS: Final = {
    "mypy": (
        "--config-file=", "--no-site-packages", "--ignore-missing-imports", "--no-incremental", "--explicit-package-bases",
        "--check-untyped-defs", "--no-error-summary", "--output", "json", ".",
    ),
    "ty": ("check", "--exit-zero", "--no-progress", "--output-format", "gitlab", "--python-version", "3.11", "."),
}  # fmt: skip
# The learner's packages aren't here, what ruff says need not be said twice, and empty lists aren't mistakes.
_SAID_OR_UNKNOWN = re.compile(
    r"import.*|unresolved-(?:import|reference)|name-defined|syntax|invalid-syntax|var-annotated|no-redef|possibly-.*|"
    r"unused-.*|deprecated|annotation-unchecked|used-before-def|used-when-not-defined"
)
_MODULE = re.compile(r"[A-Za-z_]\w*")


def check_types(sources: Sequence[Source], tool: TypeChecker, seconds: float = 120) -> Linted:
    """Where values don't fit their types; codes are as `mypy:arg-type`.

    Sources that can't be parsed, or are known in part only, are left out: they are `incomplete`.

    Raises:
        CoachError: that tool isn't installed beside the coach, or there is no room for copies.
    """
    program = programs.beside(tool)
    if program is None:
        raise CoachError(f"{tool} isn't installed, so types can't be checked.", f"Install it: pip install {tool}")
    all_paths = frozenset(source.path for source in sources)
    whole = [source for source in sources if not source.is_partial and source.tree is not None]
    if not whole:
        return Linted(incomplete=all_paths)
    with programs.scratch("coach-types-") as folder:
        (folder / "ty.toml").touch()  # settings of folders above don't count then
        files = dict(_written(whole, folder))
        command = [program, *_COMMANDS[tool]]
        if tool == "mypy":
            command += ["--cache-dir", str(folder / ".cache")]
        try:
            ended = programs.run(command, folder, seconds=seconds)
        except programs.Unfinished as why:
            return Linted(trouble=f"Types were not checked: {tool} {why}.", incomplete=all_paths)
        if ended.status not in (0, 1):
            why_not = ended.complaint or "it gives no reason"
            return Linted(trouble=f"Types were not checked: {tool} failed ({why_not}).", incomplete=all_paths)
        told = list(_mypy(ended.output) if tool == "mypy" else _ty(ended.output))
    return _facts(told, files, tool, all_paths)


def _written(sources: Sequence[Source], folder: Path) -> Iterator[tuple[str, Source]]:
    """Each source by the name of its copy: where it stands in its project, if that can be a module, so that imports of one
    another are found."""
    for number, source in enumerate(sources):
        parts = source.path.removesuffix(".py").split("/")
        is_module = source.path.endswith(".py") and all(map(_MODULE.fullmatch, parts))
        # A file called typing.py would stand for Python's own.
        if not is_module or parts[0] in sys.stdlib_module_names or len(source.path) > 150 or not source.path.isascii():
            parts = [f"coach_{number:04}", "code"]
        file = folder.joinpath(*parts).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source.text, encoding="utf-8", errors="replace", newline="")
        yield file.relative_to(folder).as_posix(), source


_Told = tuple[str, str, str, tuple[int, int, int, int]]


def _mypy(output: bytes) -> Iterator[_Told]:
    for line in output.splitlines():
        one = _json(line)
        if isinstance(one, dict) and one.get("severity") == "error":
            first, last = int(one.get("line") or 1), int(one.get("end_line") or one.get("line") or 1)
            place = (first, int(one.get("column") or 0) + 1, last, int(one.get("end_column") or 1))
            yield str(one.get("file")), str(one.get("code") or "misc"), str(one.get("message")), place


def _ty(output: bytes) -> Iterator[_Told]:
    for one in _json(output) or ():
        code, place = str(one["check_name"]), one["location"]["positions"]
        begin, end = place["begin"], place["end"]
        message = str(one["description"]).removeprefix(f"{code}: ")
        at = (begin["line"], begin["column"], end["line"], max(end["column"] - 1, 1))
        yield str(one["location"]["path"]), code, message, at


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _facts(told: Iterable[_Told], files: dict[str, Source], tool: str, all_paths: frozenset[str]) -> Linted:
    found: dict[str, list[Fact]] = {source.path: [] for source in files.values()}
    for name, rule, message, place in told:
        source = files.get(Path(name).as_posix())
        code = f"{tool}:{rule}"
        if source is None or _SAID_OR_UNKNOWN.fullmatch(rule) or not 1 <= place[0] <= len(source.lines):
            continue
        if not is_ignored(source.line(place[0]), code) and len(found[source.path]) < MOST_FACTS:
            hit = _hit(source, place, f"{message[:500].rstrip('.')}.")
            found[source.path].append(Fact(code, hit, hit.message))
    cut = {path for path, facts in found.items() if len(facts) >= MOST_FACTS}
    by_line = {path: tuple(sorted(facts, key=lambda fact: fact.hit.line)) for path, facts in found.items()}
    return Linted(by_line, incomplete=frozenset((all_paths - found.keys()) | cut))


def _hit(source: Source, place: tuple[int, int, int, int], message: str) -> Hit:
    """The place, within the lines that there are."""
    line, end_line = place[0], min(max(place[2], place[0]), len(source.lines))
    column = min(place[1], len(source.line(line)) or 1)
    end_column = min(place[3], len(source.line(end_line)) or 1)
    return Hit(line, end_line, column, max(end_column, column if end_line == line else 1), message)
