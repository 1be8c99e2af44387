"""Where names get their values."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from .syntax import Place, arguments, begin, dotted, end

BindingKind = Literal["assign", "augmented", "for", "with", "parameter", "import", "def", "class", "other"]


@dataclass(frozen=True, slots=True)
class Binding:
    """That a name (or `self.name`) gets a value at a place.

    `value` is the expression it comes from, if there is one; `index` says which of several, where the value is
    unpacked (`a, b = value`), else None. `qualified` is the full name of what was imported.
    """

    name: str
    kind: BindingKind
    node: ast.AST
    at: Place
    value: ast.expr | None = None
    index: int | None = None
    qualified: str = ""


def bindings_of(node: ast.AST) -> Iterator[Binding]:
    """The bindings that a node makes in its scope; of a function, its parameters are bindings of its own scope."""
    find = _FINDERS.get(type(node))
    if find is not None:
        yield from find(node)


def _assigned(node: Any) -> Iterator[Binding]:
    for target in node.targets if isinstance(node, ast.Assign) else (node.target,):
        if node.value is not None:
            kind: BindingKind = "augmented" if isinstance(node, ast.AugAssign) else "assign"
            yield from _targets(target, kind, node, end(node), node.value)


def _iterated(node: Any) -> Iterator[Binding]:
    # In a comprehension the names are read before the loop that gives them is named.
    at = begin(node.iter) if isinstance(node, ast.For | ast.AsyncFor) else begin(node.target)
    yield from _targets(node.target, "for", node, at, node.iter)


def _entered(node: Any) -> Iterator[Binding]:
    if node.optional_vars:
        yield from _targets(node.optional_vars, "with", node, begin(node.optional_vars), node.context_expr)


def _defined(node: Any) -> Iterator[Binding]:
    yield Binding(node.name, "class" if isinstance(node, ast.ClassDef) else "def", node, begin(node))


def _taken(node: Any) -> Iterator[Binding]:
    for one in arguments(node):
        yield Binding(one.arg, "parameter", one, (0, 0))


def _caught(node: Any) -> Iterator[Binding]:
    if node.name:
        yield Binding(node.name, "other", node, begin(node))


def _targets(
    target: ast.expr, kind: BindingKind, node: ast.AST, at: Place, value: ast.expr | None, index: int | None = None
) -> Iterator[Binding]:
    if isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) and kind == "assign" else None
        for number, one in enumerate(target.elts):
            if parts is not None and len(parts) == len(target.elts):
                yield from _targets(one, kind, node, at, parts[number])
            else:
                yield from _targets(one, kind, node, at, value, number)
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value, kind, node, at, value, index if index is not None else 0)
    elif name := dotted(target):
        yield Binding(name, kind, node, at, value, index)


def _imported(node: Any) -> Iterator[Binding]:
    module = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            full = f"{module}.{alias.name}" if module else alias.name
            yield Binding(alias.asname or alias.name, "import", node, begin(node), qualified=full)
        elif alias.asname:
            yield Binding(alias.asname, "import", node, begin(node), qualified=alias.name)
        else:
            root = alias.name.split(".")[0]
            yield Binding(root, "import", node, begin(node), qualified=root)


_FINDERS: Final[Mapping[type, Callable[[Any], Iterator[Binding]]]] = MappingProxyType({
    ast.Assign: _assigned, ast.AnnAssign: _assigned, ast.NamedExpr: _assigned, ast.AugAssign: _assigned,
    ast.For: _iterated, ast.AsyncFor: _iterated, ast.comprehension: _iterated, ast.withitem: _entered,
    ast.Import: _imported, ast.ImportFrom: _imported, ast.FunctionDef: _defined, ast.AsyncFunctionDef: _defined,
    ast.ClassDef: _defined, ast.arguments: _taken, ast.ExceptHandler: _caught,
})  # fmt: skip
