"""`except:` without a kind of error."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, inserted
from ..code import Code
from ..syntax import method
from .flow import statements
from .swallowed_error import forgets

_LEAVING: Final = frozenset(
    ["exit", "_exit", "abort", "fail", "exc_info", "print_exc", "format_exc", "exception", "skip"]
)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.ExceptHandler) and node.type is None and not forgets(node) and not _goes_up(node):
                at = node.col_offset + 1
                yield Hit(
                    node.lineno, node.lineno, at, at + len("except") - 1,
                    "`except:` also catches Ctrl+C, `sys.exit()` and misspelt names, and takes them for the error expected here.",
                    edits=inserted(node.lineno, at + len("except"), " Exception") if _is_plain(code, node) else (),
                )  # fmt: skip


def _goes_up(handler: ast.ExceptHandler) -> bool:
    """Whether the error is raised again, ends the program, or is reported whole."""
    for node in statements(handler.body):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and method(node) in _LEAVING):
            return True
    return False


def _is_plain(code: Code, handler: ast.ExceptHandler) -> bool:
    return code.text.split("\n")[handler.lineno - 1].strip().startswith("except:")


CHECK = Check(
    name="bare-except",
    title="Every error is caught, whatever it is",
    severity="risk",
    idea="A handler is right for the errors it was written for. Name them, and let all others show where they arise.",
    question="Which error do you expect here, and what happens with a misspelt name?",
    terms=("Python functions", "Python modules and imports"),
    bad="try:\n    value = float(text)\nexcept:\n    value = 0.0\n",
    good="try:\n    value = float(text)\nexcept ValueError:\n    value = 0.0\n",
    find=_find,
)
