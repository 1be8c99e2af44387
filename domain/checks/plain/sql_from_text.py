"""SQL put together from values."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method, names
from .flow import shown
from .outside import filled_texts, is_fixed

_RUNNING: Final = frozenset(
    {"execute", "executemany", "executescript", "read_sql", "read_sql_query", "raw", "fetch", "fetchrow"}
)
_VERB: Final = re.compile(r"\s*(select|insert|update|delete|replace|with)\b", re.IGNORECASE)
_VALUE: Final = re.compile(r"(=|<|>|\blike|\bin|\bvalues|,|\bbetween|\band)\s*\(?\s*['\"%]*$", re.IGNORECASE)
_SETTING: Final = re.compile(r"\b(where|values|set)\b", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        text = argument(call, 0, "sql") if method(call) in _RUNNING else None
        value = code.value(text) if text is not None else None
        while isinstance(value, ast.Call) and method(value) == "text" and value.args:
            value = code.value(value.args[0])
        if value is None:
            continue
        pieces = _pieces(value)
        if not pieces or not _VERB.match(pieces[0][0]):
            continue
        loose = next((v for before, v in pieces if v is not None and _is_value(before) and _is_loose(code, v)), None)
        if loose is not None:
            yield hit(
                call, f"`{shown(loose)}` becomes part of the SQL: the value `x' OR '1'='1` changes what is asked, and `O'Hara` is a "
                "syntax error.", value,
            )  # fmt: skip


def _pieces(value: ast.expr) -> list[tuple[str, ast.expr | None]]:
    """Each value in a text, with all the text before it."""
    before, found = "", []
    if isinstance(value, ast.JoinedStr):
        for part in value.values:
            if isinstance(part, ast.Constant):
                before += str(part.value)
            elif isinstance(part, ast.FormattedValue):
                found.append((before, part.value))
                before += "?"
        return [*found]
    inner = filled_texts(value)
    if inner is None:
        return []
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return list(_added(value))
    template = value.left if isinstance(value, ast.BinOp) else value.func.value if isinstance(value, ast.Call) else None  # type: ignore[attr-defined]
    if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
        return []
    cuts = [m.start() for m in re.finditer(r"%s|%d|%r|\{\w*\}", template.value)]
    return [(template.value[:cut], v) for cut, v in zip(cuts, inner, strict=False)]


def _added(value: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    parts: list[ast.expr] = []
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        parts.append(value.right)
        value = value.left
    before = ""
    for part in (value, *reversed(parts)):
        if isinstance(part, ast.Constant):
            before += str(part.value)
        else:
            yield before, part
            before += "?"


def _is_value(before: str) -> bool:
    """Whether what comes next in the SQL is a value, not a table or a column."""
    return bool(_VALUE.search(before.rstrip()) and _SETTING.search(before)) or before.rstrip().endswith(("'", '"%'))


def _is_loose(code: Code, node: ast.expr) -> bool:
    value = code.value(node)
    if isinstance(value, ast.Call) and method(value) == "join":
        return False  # mostly the marks for parameters
    return not is_fixed(code, node) and not any("placeholder" in n or "marks" in n for n in names(node))


CHECK = Check(
    name="sql-from-text",
    title="A value becomes part of the SQL",
    severity="risk",
    idea="A database can't tell your SQL from the values in it. Write a mark for each value and give the values beside it.",
    question="What is asked of the database when the name is `x' OR '1'='1`?",
    terms=("Tables with pandas", "Python modules and imports"),
    bad="def find(db, name):\n    return db.execute(f\"SELECT * FROM runs WHERE name = '{name}'\").fetchall()\n",
    good='def find(db, name):\n    return db.execute("SELECT * FROM runs WHERE name = ?", (name,)).fetchall()\n',
    find=_find,
)
