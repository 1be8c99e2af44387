"""Errors that are caught and forgotten."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check
from ..code import Code
from ..syntax import last, method
from .flow import shown, statements

_WIDE: Final = frozenset({"Exception", "BaseException"})
_TIDYING: Final = frozenset(
    [
        "close",
        "unlink",
        "remove",
        "rmtree",
        "rmdir",
        "kill",
        "terminate",
        "release",
        "shutdown",
        "disconnect",
        "quit",
        "join",
        "cancel",
        "flush",
        "stop",
        "logout",
        "wait",
        "destroy",
        "cleanup",
        "rollback",
    ]
)

_WORK: Final = re.compile(
    r"(read|load|fit|predict|transform|train|eval|score|save|dump|to_|parse|append|extend|open$|float$|int$|get$|post$|"
    r"forward$|backward$|step$|encode|decode|tokenize|download|compute|process|main$|execute|from_pretrained|merge|concat)"
)


def is_wide(code: Code, handler: ast.ExceptHandler) -> bool:
    """Whether it catches (nearly) every error."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
    return not kinds or any(code.qualified(kind) in _WIDE for kind in kinds)


def forgets(handler: ast.ExceptHandler) -> bool:
    """Whether it does nothing at all with an error."""
    return all(
        isinstance(s, ast.Pass | ast.Continue) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in handler.body
    )


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.Try) or last(scope.name) in ("__del__", "__exit__") or _is_only_tidying(node):
                continue
            for handler in node.handlers:
                if is_wide(code, handler) and forgets(handler) and _loses_data(code, node, handler):
                    what = "goes on with the next round" if isinstance(handler.body[-1], ast.Continue) else "goes on"
                    yield Hit(
                        handler.lineno, handler.lineno, handler.col_offset + 1, handler.col_offset + len("except"),
                        f"Whatever goes wrong in `{shown(node.body[0])}`, a misspelt name as well as a broken file, the program {what} and "
                        "nobody learns of it.", (node.lineno, handler.body[-1].lineno),
                    )  # fmt: skip


def _loses_data(code: Code, node: ast.Try, handler: ast.ExceptHandler) -> bool:
    """Whether work on data is lost with the error: a round of a loop, or reading, computing, learning or saving."""
    if handler.type is None or code.loops(node):
        return True
    return any(isinstance(n, ast.Call) and _WORK.match(method(n)) for n in statements(node.body))


def _is_only_tidying(node: ast.Try) -> bool:
    """Whether it only tries to import, or to tidy up at the end."""
    if all(isinstance(s, ast.Import | ast.ImportFrom) for s in node.body):
        return True
    calls = [n for n in statements(node.body) if isinstance(n, ast.Call)]
    return len(node.body) == 1 and bool(calls) and any(method(c) in _TIDYING for c in calls)


CHECK = Check(
    name="swallowed-error",
    title="Every error is caught and forgotten",
    severity="risk",
    idea="An error that nobody sees doesn't go away: rows are missing, or a result is wrong, without a trace. "
    "Catch the one error you expect, and say what was left out.",
    question="How would you notice that half of the rows were skipped here?",
    terms=("Python functions", "Python modules and imports"),
    bad="rows = []\nfor line in lines:\n    try:\n        rows.append(float(line))\n    except Exception:\n        pass\n",
    good="rows = []\nfor line in lines:\n    try:\n        rows.append(float(line))\n    except ValueError:\n"
    '        print("no number:", line)\n',
    find=_find,
)
