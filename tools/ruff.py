"""Ruff's findings in code that nobody trusts: copies are linted, by our selection, whatever the code's own settings say."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..domain.ruff_rules import IGNORE, SELECT, SETTINGS, SYNTAX
from ..domain.source import Source
from . import programs
from .notebook import BROKEN, broken_cells
from .ruff_facts import Fact as Fact
from .ruff_facts import facts_in

_BROKEN_NAME = re.compile(r"broken_(\d+)\.py")
_SAFE_NAME = re.compile(r"[A-Za-z0-9_]{1,100}\.pyi?")
_COMMAND: Final = (
    "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--output-format", "json", "--target-version", "py311",
    "--no-respect-gitignore", "--select", ",".join(SELECT), "--ignore", ",".join(IGNORE), "--config", "exclude=[]",
    *(part for setting in SETTINGS for part in ("--config", setting)),
)  # fmt: skip
_SHORTEST_TRY, _LONGEST_TRY = 3.0, 10.0
_MOST_OUTPUT = 20_000_000
_ABSENT = "Ruff isn't installed beside the coach, so its rules were not looked at: pip install ruff."


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found in each source, by path, in the order of its lines; `trouble` says what couldn't be looked at.

    `incomplete` are the paths of sources of which not all is known: they weren't looked at, or not all facts are kept, or
    a syntax error hides the rest.
    """

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    trouble: str = ""
    incomplete: frozenset[str] = frozenset()


def lint(sources: Sequence[Source], *, seconds: float = 60) -> Linted:
    """What ruff finds in these sources; it has `seconds` for all of them."""
    program = programs.beside("ruff")
    if program is None:
        return Linted(trouble=_ABSENT, incomplete=frozenset(source.path for source in sources))
    ends_at = time.monotonic() + seconds
    found: dict[str, tuple[Fact, ...]] = {}
    troubles: list[str] = []
    incomplete: set[str] = set()
    waiting = [tuple(sources)] if sources else []
    while waiting:
        some = waiting.pop()
        left = ends_at - time.monotonic()
        try:
            if left <= 0:
                raise programs.Unfinished(f"had no more time after {seconds:g} seconds")
            facts, cut = _linted(program, some, min(left, _try_seconds(some)), troubles)
            found |= facts
            incomplete |= cut
        except _TooMuch as why:
            # One file that is nested absurdly, has a million faults, or has no end, must not cost the others theirs.
            if len(some) > 1:
                waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
                continue
            troubles.append(f"Ruff could not look at {some[0].path}: it {why}.")
            incomplete.add(some[0].path)
        except programs.Unfinished as why:
            troubles.append(f"Ruff's rules were not looked at in {_named(some)}: it {why}.")
            incomplete.update(source.path for source in some)
    return Linted(found, " ".join(troubles), frozenset(incomplete))


def _try_seconds(sources: Sequence[Source]) -> float:
    """How long ruff may take for these before they are tried apart: some of them may hang it."""
    return min(_LONGEST_TRY, _SHORTEST_TRY + sum(len(source.text) for source in sources) / 500_000)


class _TooMuch(Exception):
    """A file among these is more than ruff can take, or has too much found in it."""


def _linted(
    program: str, sources: Sequence[Source], seconds: float, troubles: list[str]
) -> tuple[dict[str, tuple[Fact, ...]], set[str]]:
    """The facts by path, and the paths of which not all is known."""
    with programs.scratch("coach-ruff-") as folder:
        for number, source in enumerate(sources):
            _write(folder / f"{number:04}", source)
        found = _found(_output(program, folder, seconds))
    facts: dict[str, tuple[Fact, ...]] = {}
    incomplete = set()
    for number, source in enumerate(sources):
        facts[source.path], more = facts_in(source, found.get(number, ()))
        if more:
            troubles.append(f"Ruff finds {more} more places in {source.path} than are kept.")
        if more or any(fact.code == SYNTAX for fact in facts[source.path]):
            incomplete.add(source.path)
    return facts, incomplete


def _output(program: str, folder: Path, seconds: float) -> bytes:
    try:
        ended = programs.run([program, *_COMMAND, "."], folder, seconds=seconds, most=_MOST_OUTPUT)
    except programs.Unfinished as why:
        if why.is_much or why.is_late:
            raise _TooMuch(str(why)) from None
        raise
    if ended.status < 0 or ended.status > 2:
        raise _TooMuch("is nested too deeply for it")
    if ended.status:
        raise programs.Unfinished(f"failed ({ended.complaint or f'status {ended.status}'})")
    return ended.output


def _found(output: bytes) -> dict[int, list[dict[str, Any]]]:
    """What ruff tells of each file, by its number."""
    try:
        told = json.loads(output)
    except ValueError:
        raise programs.Unfinished("gave an answer that can't be read") from None
    by_number: dict[int, list[dict[str, Any]]] = {}
    for one in told:
        file = Path(one.get("filename") or "")
        if not file.parent.name.isdecimal():
            continue
        of_file = by_number.setdefault(int(file.parent.name), [])
        broken = _BROKEN_NAME.fullmatch(file.name)
        if broken is None:
            of_file.append(one)
        elif one.get("code") in (None, "invalid-syntax"):
            of_file.append(_in_cell(one, int(broken[1])))
    return by_number


def _in_cell(one: dict[str, Any], cell: int) -> dict[str, Any]:
    """A finding in a broken cell, at the place in the text, where its lines stand behind a mark."""
    ends = {
        name: {**one[name], "column": one[name]["column"] + len(BROKEN)}
        for name in ("location", "end_location")
        if one.get(name)
    }
    return {**one, **ends, "cell": cell, "fix": None}


def _write(folder: Path, source: Source) -> None:
    folder.mkdir()
    if source.is_notebook:
        (folder / "code.ipynb").write_text(_notebook(source), encoding="utf-8", newline="")
        for cell, text in broken_cells(source):
            file = folder / f"broken_{cell.number}.py"
            file.write_text(text, encoding="utf-8", errors="replace", newline="")
        return
    name = source.path.rpartition("/")[2]
    file = folder / (name if _SAFE_NAME.fullmatch(name) and not _BROKEN_NAME.fullmatch(name) else "code.py")
    file.write_text(source.text, encoding="utf-8", errors="replace", newline="")


def _notebook(source: Source) -> str:
    """A notebook of the same code at the same places: ruff counts all cells, from 1."""
    last = max((cell.number for cell in source.cells), default=0)
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": ""} for _ in range(last)]
    for cell in source.cells:
        text = "\n".join(source.lines[cell.first - 1 : cell.first - 1 + cell.lines])
        code = text.encode("utf-8", "replace").decode()
        cells[cell.number - 1] = {
            "cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": code,
        }  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _named(sources: Sequence[Source]) -> str:
    return sources[0].path if len(sources) == 1 else f"{len(sources)} files"
