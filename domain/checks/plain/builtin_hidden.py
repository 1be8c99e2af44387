"""A built-in function that is called after its name was given to a value."""

import ast
import builtins
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, end

_FUNCTIONS: Final = frozenset(name for name in dir(builtins) if name.islower() and callable(getattr(builtins, name)))
_VALUES: Final = (
    ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple, ast.ListComp, ast.DictComp, ast.SetComp, ast.BinOp, ast.Compare,
    ast.JoinedStr, ast.GeneratorExp,
)  # fmt: skip
_GIVING_VALUES: Final = frozenset(
    [
        "len",
        "sum",
        "max",
        "min",
        "str",
        "int",
        "float",
        "list",
        "dict",
        "set",
        "tuple",
        "sorted",
        "abs",
        "round",
        "input",
        "range",
        "zip",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for name, found in scope.bindings.items():
            if (
                name not in _FUNCTIONS
                or found[0].kind == "augmented"
                or not _is_value(found[0])
                or not all(map(_is_value_too, found))
                or _is_global(scope, name)
            ):
                continue
            call = _called(code, scope, name, found[0])
            if call is not None:
                line = getattr(found[0].node, "lineno", call.lineno)
                kind = (
                    "UnboundLocalError"
                    if begin(call) < found[0].at and scope.name and not code.loops(call)
                    else "TypeError"
                )
                yield hit(
                    call.func, f"`{name}` is a value of line {line} here, not Python's function `{name}`: {kind}.", line
                )


def _is_value(bound: Binding) -> bool:
    """Whether what the name is given surely can't be called."""
    value = bound.value
    if bound.kind == "for":
        return (
            isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("range", "enumerate")
        )
    if bound.kind == "augmented":
        return True
    if bound.kind != "assign":
        return False
    if isinstance(value, ast.Constant) and value.value is None:
        return False
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and bound.index is None:
        return value.func.id in _GIVING_VALUES
    return isinstance(value, _VALUES) and bound.index is None


def _is_value_too(bound: Binding) -> bool:
    """Whether what a name that held a value before is given can't be called either."""
    other = isinstance(bound.value, ast.Name | ast.Subscript) and bound.kind == "assign" and bound.index is None
    return other or _is_value(bound)


def _is_global(scope: Scope, name: str) -> bool:
    return any(isinstance(n, ast.Global | ast.Nonlocal) and name in n.names for n in scope.nodes)


def _called(code: Code, scope: Scope, name: str, first: Binding) -> ast.Call | None:
    """The first call of the name that meets the value."""
    for call in scope.calls:
        if isinstance(call.func, ast.Name) and call.func.id == name:
            before = begin(call) < first.at
            if not before or _is_round(code, call, first) or (scope.name and end(call) <= first.at):
                return call
    return None


def _is_round(code: Code, call: ast.Call, first: Binding) -> bool:
    """Whether call and value are in one loop, so that the second round fails."""
    loops = code.loops(call)
    return bool(loops) and loops[-1] in code.loops(first.node)


CHECK = Check(
    name="builtin-hidden",
    title="A name hides a function that is called",
    severity="bug",
    idea="A name means what it was given last. Giving a built-in function's name to a value takes the function away.",
    question="What does this name stand for at the moment of the call?",
    terms=("Python basics: values and names", "Python functions"),
    bad="sum = 0\nfor x in [1, 2]:\n    sum += x\nprint(sum([3, 4]))\n",
    good="total = 0\nfor x in [1, 2]:\n    total += x\nprint(sum([3, 4]))\n",
    find=_find,
)
