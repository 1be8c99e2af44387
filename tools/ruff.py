"""Ruff's findings in code that nobody trusts: copies are linted, by our selection, whatever the code's own settings say."""

import json
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ..domain.ruff_rules import IGNORE, SELECT, SETTINGS
from ..domain.source import Source
from . import programs
from .ruff_facts import Fact as Fact
from .ruff_facts import facts_in

_SAFE_NAME = re.compile(r"[A-Za-z0-9_]{1,100}\.pyi?")
_COMMAND: Final = (
    "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--output-format", "json", "--target-version", "py311",
    "--no-respect-gitignore", "--select", ",".join(SELECT), "--ignore", ",".join(IGNORE), "--config", "exclude=[]",
    *(part for setting in SETTINGS for part in ("--config", setting)),
)  # fmt: skip
_MOST_OUTPUT = 20_000_000
_ABSENT = "Ruff isn't installed beside the coach, so its rules were not looked at: pip install ruff."


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found in each source, by path, in the order of its lines; `trouble` says what couldn't be looked at."""

    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    trouble: str = ""


def lint(sources: Sequence[Source], *, seconds: float = 60) -> Linted:
    """What ruff finds in these sources; it has `seconds` for all of them."""
    program = programs.beside("ruff")
    if program is None:
        return Linted(trouble=_ABSENT)
    ends_at = time.monotonic() + seconds
    found: dict[str, tuple[Fact, ...]] = {}
    troubles: list[str] = []
    waiting = [tuple(sources)] if sources else []
    while waiting:
        some = waiting.pop()
        try:
            found |= _linted(program, some, max(ends_at - time.monotonic(), 0.1), troubles)
        except _TooMuch as why:
            # One file that is nested absurdly, or has a million faults, must not cost the others theirs.
            if len(some) > 1:
                waiting += [some[len(some) // 2 :], some[: len(some) // 2]]
            else:
                troubles.append(f"Ruff could not look at {some[0].path}: it {why}.")
        except programs.Unfinished as why:
            troubles.append(f"Ruff's rules were not looked at in {_named(some)}: it {why}.")
    return Linted(found, " ".join(troubles))


class _TooMuch(Exception):
    """A file among these is more than ruff can take, or finds too much in."""


def _linted(
    program: str, sources: Sequence[Source], seconds: float, troubles: list[str]
) -> dict[str, tuple[Fact, ...]]:
    with tempfile.TemporaryDirectory(prefix="coach-ruff-") as name:
        folder = Path(name).resolve()
        for number, source in enumerate(sources):
            _write(folder / f"{number:04}", source)
        try:
            ended = programs.run([program, *_COMMAND, "."], folder, seconds=seconds, most=_MOST_OUTPUT)
        except programs.Unfinished as why:
            if why.is_much:
                raise _TooMuch(str(why)) from None
            raise
    if ended.status < 0 or ended.status > 2:
        raise _TooMuch("is nested too deeply for it")
    if ended.status:
        raise programs.Unfinished(f"failed ({ended.complaint or f'status {ended.status}'})")
    found = _found(ended.output)
    facts: dict[str, tuple[Fact, ...]] = {}
    for number, source in enumerate(sources):
        facts[source.path], more = facts_in(source, found.get(number, ()))
        if more:
            troubles.append(f"Ruff finds {more} more places in {source.path} than are kept.")
    return facts


def _found(output: bytes) -> dict[int, list[dict[str, Any]]]:
    """What ruff tells of each file, by its number."""
    try:
        told = json.loads(output)
    except ValueError:
        raise programs.Unfinished("gave an answer that can't be read") from None
    by_number: dict[int, list[dict[str, Any]]] = {}
    for one in told:
        folder = Path(one.get("filename") or "").parent.name
        if folder.isdecimal():
            by_number.setdefault(int(folder), []).append(one)
    return by_number


def _write(folder: Path, source: Source) -> None:
    folder.mkdir()
    if source.is_notebook:
        (folder / "code.ipynb").write_text(_notebook(source), encoding="utf-8", newline="")
        return
    name = source.path.rpartition("/")[2]
    file = folder / (name if _SAFE_NAME.fullmatch(name) else "code.py")
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
