"""`x == 5` on a line of its own; `assert (x, "text")`."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted
from .flow import shown


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts:
                yield hit(node.test, f"`{shown(node.test)}` is a tuple, which is always true: this assert never fails.")
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare) and len(node.value.ops) == 1:
                one = node.value
                if isinstance(one.ops[0], ast.Eq) and dotted(one.left) and not _is_expected_to_fail(code, node):
                    yield hit(
                        one, f"`{shown(one)}` compares and forgets the answer; `{dotted(one.left)}` keeps its value."
                    )


def _is_expected_to_fail(code: Code, node: ast.Expr) -> bool:
    return bool(code.contexts(node)) or any(isinstance(n, ast.Try) for n in code.around(node))


CHECK = Check(
    name="compared-in-vain",
    title="A comparison whose answer nobody gets",
    severity="bug",
    idea="`==` asks and `=` sets. A question on a line of its own changes nothing.",
    question="What should be different after this line?",
    terms=("Python basics: values and names",),
    bad="epochs = 5\nepochs == 10\nprint(epochs)\n",
    good="epochs = 5\nepochs = 10\nprint(epochs)\n",
    find=_find,
    is_fine_at_cell_end=True,
)
