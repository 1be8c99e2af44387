"""The result of a function that gives none."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted
from .flow import reads


def _find(code: Code) -> Iterator[Hit]:
    calls: dict[str, list[ast.Call]] = {}
    for call in code.calls:
        if isinstance(call.func, ast.Name) and isinstance(code.parents.get(call), ast.Assign):
            calls.setdefault(call.func.id, []).append(call)
    for name, given in calls.items():
        function = code.functions.get(name)
        if function is None or not _is_plain(code, function) or not _computes(function):
            continue
        for call in given:
            got = _kept(code, call, name)
            if got:
                yield hit(call, f"`{name}` has no `return` with a value, so `{got}` is None.", begin(function.node)[0])


def _is_plain(code: Code, function: Scope) -> bool:
    """Whether it is the one function of that name, of the module, and called as it is written."""
    node = function.node
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or function.owner:
        return False
    return function.parent is code.module and len(code.module.bindings.get(node.name, ())) == 1


def _kept(code: Code, call: ast.Call, name: str) -> str:
    """The name that gets the result and is read later."""
    target, scope = code.parents.get(call), code.scope_of(call)
    if not isinstance(target, ast.Assign) or target.value is not call or len(target.targets) != 1:
        return ""
    got = dotted(target.targets[0])
    known = all(b.kind == "def" for b in code.bindings(name, scope))
    return got if got and known and any(begin(r) > begin(call) for r in reads(code, got, scope)) else ""


def _computes(function: Scope) -> bool:
    """Whether a function does something and never gives anything."""
    node = function.node
    if not isinstance(node, ast.FunctionDef):
        return False
    if any(isinstance(n, ast.Yield | ast.YieldFrom | ast.Raise) for n in function.nodes):
        return False
    if any(isinstance(n, ast.Return) and n.value is not None for n in function.nodes):
        return False
    return any(isinstance(n, ast.Assign | ast.AugAssign | ast.For | ast.While) for n in function.nodes)


CHECK = Check(
    name="nothing-returned",
    title="The function returns nothing, and its result is used",
    severity="bug",
    idea="A function gives its caller only what stands after `return`. Without one it gives None.",
    question="What does the caller get from this function?",
    terms=("Python functions",),
    bad="def scale(values):\n    scaled = [v / 255 for v in values]\n\n\nx = scale([1, 2])\nprint(x)\n",
    good="def scale(values):\n    scaled = [v / 255 for v in values]\n    return scaled\n\n\nx = scale([1, 2])\nprint(x)\n",
    find=_find,
)
