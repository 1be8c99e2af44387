"""Notebooks: the code of their cells, one after another, as text that Python can read."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..domain.source import Cell, Source, can_be_parsed
from .source_names import NotReviewed
from .source_text import normalised

BROKEN: Final = "#! "
"""Stands before the lines of a cell that Python can't read, so that the other cells can be read without it. As after the
mark of a magic, the names in it are used, or come from there."""
_LONG_LINE = 2000
_BODY_IS_CODE: Final = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun", "lprun", "profile"})
_OTHER_KERNELS = re.compile(
    r"(?i)julia|ir$|ir[-_\d]|xr$|bash$|scala|almond|javascript|deno|typescript|\.net-|octave|matlab|stata|rust|evcxr|"
    r"gophernotes|ihaskell|kotlin|java$|xcpp|sparkr|spylon"
)
"""Names of kernels, where the notebook doesn't tell their language; most names are made up by who installed them."""
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_INDENT = re.compile(r"\n*([ \t]+)\S")
_TIMED = re.compile(r"(\s*)%time\s+(\S.*)")
_ASSIGNED = re.compile(r"(\s*)([\w.,\s\[\]'\"]+?=)\s*([%!](?!=).*)")
_MAGIC = re.compile(r"(\s*)([%!?].*|[\w.\[\]'\"%]+\?{1,2}\s*)")
_TOKEN = re.compile(r"#.*|\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|[(\[{]|[)\]}]")


@dataclass(frozen=True, slots=True)
class Notebook:
    """The text of all code cells, each line ending with a newline, and where in it each cell stands."""

    text: str
    cells: tuple[Cell, ...]


def read_notebook(raw: str) -> Notebook:
    """The code of a notebook of version 3 or 4; magics are comments, line by line.

    Raises:
        NotReviewed: it isn't a notebook, is cut in half, or isn't in Python.
    """
    try:
        document = json.loads(raw.removeprefix("\ufeff"))
    except RecursionError:
        raise NotReviewed("a notebook that is nested too deeply") from None
    except ValueError:
        is_cut = raw.lstrip("\ufeff \t\r\n").startswith("{") and not raw.rstrip().endswith("}")
        raise NotReviewed("a notebook that is cut in half" if is_cut else "not a notebook: it isn't JSON") from None
    cells = _cells(document)
    if cells is None:
        raise NotReviewed("not a notebook: it has no cells")
    language = _language(document)
    if language and not language.startswith(("python", "ipython")):
        raise NotReviewed(f"a notebook in another language than Python: {language[:30]!r}")
    return _joined(cells)


def _cells(document: Any) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    if isinstance(sheets := document.get("worksheets"), list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for cells in lists if isinstance(cells, list) for cell in cells]
    cells = document.get("cells")
    return cells if isinstance(cells, list) else None


def _language(document: dict[str, Any]) -> str:
    metadata = document.get("metadata")
    for place, name in (("kernelspec", "language"), ("language_info", "name")):
        told = metadata.get(place) if isinstance(metadata, dict) else None
        if isinstance(told, dict) and isinstance(told.get(name), str) and told[name]:
            return str(told[name]).lower()
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    named = str(kernel.get("name") or "") if isinstance(kernel, dict) else ""
    return named.lower() if _OTHER_KERNELS.match(named) else ""


def _joined(cells: list[Any]) -> Notebook:
    texts, found, line = [], [], 1
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        if not str(cell.get("language") or "python").lower().startswith(("python", "ipython")):
            continue
        text = _readable(as_python(normalised(_source(cell)) or "\n"))
        count = cell.get("execution_count", cell.get("prompt_number"))
        executed = count if isinstance(count, int) and not isinstance(count, bool) else None
        texts.append(text)
        found.append(Cell(number, line, text.count("\n"), executed))
        line += text.count("\n")
    return Notebook("".join(texts), tuple(found))


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    # In JSON also what can't be in a file can be written: a lone surrogate, a NUL.
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _readable(text: str) -> str:
    """The code of a cell, behind marks where Python can't read it."""
    if can_be_parsed(text):
        return text
    return "".join(f"{BROKEN}{line}\n" if line.strip() else "\n" for line in text.split("\n")[:-1])


def broken_cells(source: Source) -> Iterator[tuple[Cell, str]]:
    """The cells that Python can't read, with their code."""
    for cell in source.cells:
        lines = source.lines[cell.first - 1 : cell.first - 1 + cell.lines]
        if all(line.startswith(BROKEN) for line in lines if line) and any(lines):
            text = "\n".join(line.removeprefix(BROKEN) for line in lines)
            if not can_be_parsed(text):
                yield cell, text


def as_python(text: str) -> str:
    """The code of a cell with its magics as comments; as many lines as before. What is Python already stays."""
    if can_be_parsed(text):
        return text
    lines = text.split("\n")
    # As IPython does, for what is pasted from inside a function.
    if (indent := _INDENT.match(text)) and can_be_parsed(plain := "\n".join(x.removeprefix(indent[1]) for x in lines)):
        return plain
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if magic := _CELL_MAGIC.match(lines[first]):
        last = first + 1 if magic[1] in _BODY_IS_CODE else len(lines) - 1
        head = "".join(f"# {line}\n" if line else "\n" for line in lines[:last])
        rest = "\n".join(lines[last:])
        return head + (rest if can_be_parsed(rest) else "\n".join(_without_magics(lines[last:])))
    return "\n".join(_without_magics(lines))


def _without_magics(lines: list[str]) -> list[str]:
    found: list[str] = []
    depth, quote, is_continued, in_magic = 0, "", False, False
    for line in lines:
        if in_magic or (depth <= 0 and not quote and not is_continued):
            plain = f"# {line}" if in_magic else _plain(line)
            in_magic = plain is not None and line.endswith("\\")
            if plain is not None:
                found.append(plain)
                continue
        depth, quote = _state(line, max(depth, 0), quote)
        is_continued = line.endswith("\\")
        found.append(line)
    return found


def _plain(line: str) -> str | None:
    """What stands for a line that is a magic; None when it is none."""
    if len(line) > _LONG_LINE:
        return f"# {line}" if line[0] in "%!?" else None
    if (timed := _TIMED.fullmatch(line)) and _does_something(timed[2]):
        return timed[1] + timed[2]
    if (assigned := _ASSIGNED.fullmatch(line)) and can_be_parsed(f"{assigned[2].strip()} ..."):
        return f"{assigned[1]}{assigned[2]} ...  # {assigned[3]}"
    if (magic := _MAGIC.fullmatch(line)) is None:
        return None
    # An indented one may be all that there is in a block.
    return f"{magic[1]}pass  # {magic[2]}" if magic[1] else f"# {magic[2]}"


def _does_something(text: str) -> bool:
    """Whether it is Python, and not a value alone: that it is only timed is no slip."""
    if not can_be_parsed(text):
        return False
    body = ast.parse(text).body
    return not all(isinstance(one, ast.Expr) and not any(map(_is_call, ast.walk(one))) for one in body)


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Await)


def _state(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How many brackets and which triple quotes are open after a line, from those open before it."""
    at = 0
    while at < len(line):
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return depth, quote
            at, quote = end + 3, ""
            continue
        token = _TOKEN.search(line, at)
        if token is None:
            break
        at = token.end()
        if token[0] in ('"""', "'''"):
            quote = token[0]
        elif token[0] in "([{":
            depth += 1
        elif token[0] in ")]}":
            depth -= 1
    return depth, quote
