"""Fixes as patches: edits of a source become a unified diff of the file as it stands, which `git apply` takes."""

import ast
import json
import re
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from ..domain.finding import Edit
from ..domain.source import Source
from . import programs
from .code_patch import Change, Patch, changes_between, merged, patch_of, read_patch, rebuilt

_GIT_SECONDS = 20.0
_LAYOUTS: Final = tuple((indent, end) for indent in (1, 2, 4, None) for end in ("\n", ""))
"""How programs write notebooks."""
_COOKIE = re.compile(r"(?m)^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def unified_fix(source: Source, edits: Sequence[Edit]) -> str | None:
    """A patch of the file with these edits of its text, for `git apply` at the folder that paths are relative to.

    It keeps line ends, a byte order mark, and a missing newline at the end. None when no patch would do: the edits
    overlap or change nothing, only a part of the file is known, the result isn't Python, the notebook can't be written
    back as it stands, or `git apply --check` on the file refuses it. Where git isn't installed the last isn't tested.
    """
    try:
        text = edited(source.text, edits)
    except ValueError:
        return None
    if source.is_partial or text == source.text or not _is_python(text):
        return None
    raw = _edited_notebook(source, edits) if source.is_notebook else _edited_script(source, edits, text)
    changes = changes_between(source.raw, raw) if raw is not None else None
    if not changes:
        return None
    fix = patch_of(source.path, changes, source.raw)
    return fix if fix is not None and _applies(fix, source.path, source.raw) else None


def all_fixes(fixes: Sequence[str], sources: Sequence[Source] = ()) -> str:
    """One patch with these fixes; one that touches what an earlier one changes is left out.

    Of files among `sources` (whose paths and raw texts are those that the fixes were made for) the result is tested: it
    is Python, and `git apply --check` takes it; a fix that spoils that is left out. Of other files the patch is tested on
    the lines that the fixes show. Empty when there is nothing to mend.
    """
    by_path: dict[str, list[Patch]] = {}
    for fix in fixes:
        if (read := read_patch(fix)) is not None:
            by_path.setdefault(read.path, []).append(read)
    raws = {source.path: source.raw for source in sources}
    parts = []
    for path, several in by_path.items():
        known, raw = merged(several), raws.get(path)
        patch = patch_of(path, _together(several, raw), raw, known)
        if patch and _applies(patch, path, rebuilt(known) if raw is None else raw):
            parts.append(patch)
    return "".join(parts)


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made, none of which sees what another does. The same edit twice is one.

    Raises:
        ValueError: they overlap, or a place isn't in the text.
    """
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    lengths = [after - before - 1 for before, after in pairwise(starts)]
    return _spliced(text, [(_offset(starts, lengths, e, 0), _offset(starts, lengths, e, 1), e.text) for e in edits])


def _offset(starts: Sequence[int], lengths: Sequence[int], edit: Edit, which: int) -> int:
    line, column = ((edit.line, edit.column), (edit.end_line, edit.end_column))[which]
    if line == len(lengths) + 1 and column == 1:
        return starts[-1] - 1  # the end of a text without a newline at its end
    if not (1 <= line <= len(lengths) and 1 <= column <= lengths[line - 1] + 1):
        raise ValueError(f"there is no place {line}:{column}")
    return starts[line - 1] + column - 1


def _spliced(text: str, pieces: Sequence[tuple[int, int, str]]) -> str:
    parts, at, last = [], 0, (-1, -1)
    for begin, end, new in sorted(dict.fromkeys(pieces)):
        if begin < at or end < begin or (begin, end) == last:
            raise ValueError("edits overlap")
        parts += [text[at:begin], new]
        at, last = end, (begin, end)
    return "".join([*parts, text[at:]])


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns of what a string escapes
            ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _edited_script(source: Source, edits: Sequence[Edit], text: str) -> str | None:
    """The file with the edits; None when that isn't the edited text with its own line ends."""
    raw = source.raw
    cookie = _COOKIE.search("\n".join(_normal(raw).split("\n")[:2]))
    if not raw.isascii() and cookie and cookie[1].lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig"):
        return None  # a patch is UTF-8, and wouldn't find the file's bytes
    ends = [*re.findall(r"\r\n|\r|\n", raw), ""]
    lines = re.split(r"\r\n|\r|\n", raw)
    mark = len(raw) - len(raw.removeprefix("\ufeff"))
    starts, at = [], 0
    for line, end in zip(lines, ends, strict=True):
        starts.append(at)
        at += len(line) + len(end)
    pieces = []
    for edit in edits:
        own = ends[min(edit.line, len(ends)) - 1] or ends[0] or "\n"
        places = [(edit.line, edit.column), (edit.end_line, edit.end_column)]
        begin, stop = (
            starts[n - 1] + column - 1 + (mark if n == 1 else 0) if n <= len(lines) else len(raw)
            for n, column in places
        )
        pieces.append((begin, stop, edit.text.replace("\n", own)))
    try:
        made = _spliced(raw, pieces)
    except ValueError:
        return None
    return made if _normal(made).rstrip("\n") == text.rstrip("\n") else None


def _edited_notebook(source: Source, edits: Sequence[Edit]) -> str | None:
    try:
        document = json.loads(source.raw)
        layout = next((one for one in _LAYOUTS if _dumped(document, one) == source.raw), None)
    except (ValueError, RecursionError):
        return None
    cells = document.get("cells") if isinstance(document, dict) else None
    if layout is None or not isinstance(cells, list):
        return None
    for number in dict.fromkeys(source.place(edit.line)[0] for edit in edits):
        own = [edit for edit in edits if source.place(edit.line)[0] == number]
        if number is None or number > len(cells) or not _edit_cell(source, cells[number - 1], number, own):
            return None
    return _dumped(document, layout)


def _dumped(document: Any, layout: tuple[int | None, str]) -> str:
    indent, end = layout
    return json.dumps(document, indent=indent, ensure_ascii=False) + end


def _edit_cell(source: Source, cell: Any, number: int, edits: Sequence[Edit]) -> bool:
    """Edits a cell in its place; whether that could be done."""
    if not isinstance(cell, dict):
        return False
    is_list = isinstance(cell.get("source"), list)
    old = "".join(map(str, cell["source"])) if is_list else cell.get("source")
    place = next(one for one in source.cells if one.number == number)
    if not isinstance(old, str):
        return False
    lines = old.split("\n")
    here = []
    for edit in edits:
        first, last = edit.line - place.first + 1, edit.end_line - place.first + 1
        # What is edited must stand in the notebook as in the text: a magic doesn't.
        if any(source.line(place.first + n - 1) != line for n, line in enumerate(lines[first - 1 : last], first)):
            return False
        if last == len(lines) + 1 and edit.end_column == 1:
            here.append(Edit(first, edit.column, len(lines), len(lines[-1]) + 1, edit.text))
        else:
            here.append(Edit(first, edit.column, last, edit.end_column, edit.text))
    try:
        new = edited(old, here)
    except ValueError:
        return False
    cell["source"] = [part for part in re.split(r"(?<=\n)", new) if part] if is_list else new
    return True


def _together(several: Sequence[Patch], raw: str | None) -> tuple[Change, ...]:
    """The changes of as many fixes as go together, the earlier ones first."""
    kept: tuple[Change, ...] = ()
    for patch in several:
        if any(one.touches(other) for one in patch.changes for other in kept):
            continue
        both = tuple(sorted((*kept, *patch.changes), key=lambda change: change.first))
        if raw is None or patch.path.endswith(".ipynb") or _is_python(_normal(_with(raw, both))):
            kept = both
    return kept


def _with(raw: str, changes: Sequence[Change]) -> str:
    lines = re.split(r"(?<=\n)", raw)
    for change in reversed(changes):
        lines[change.first : change.first + len(change.old)] = change.new
    return "".join(lines)


def _applies(patch: str, path: str, raw: str) -> bool:
    git = shutil.which("git")
    if git is None:
        return True
    with tempfile.TemporaryDirectory(prefix="coach-fix-") as name:
        folder = Path(name).resolve()
        try:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw.encode("utf-8", "surrogateescape"))
            told = {**programs.BARE, "GIT_CEILING_DIRECTORIES": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
            command = [git, "-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "apply", "--check", "-"]
            given = patch.encode("utf-8", "surrogateescape")
            return programs.run(command, folder, seconds=_GIT_SECONDS, given=given, environment=told).status == 0
        except (OSError, ValueError, programs.Unfinished):
            return False
