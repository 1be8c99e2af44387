"""Code as the checks see it: its tree, what names mean, where they get their values, and what stands inside what."""

import ast
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar

from .bindings import Binding, bindings_of
from .syntax import Function, Place, arguments, begin, dotted, end, last

T = TypeVar("T")
CUSTOMARY: Final[Mapping[str, str]] = MappingProxyType({
    "np": "numpy", "pd": "pandas", "nn": "torch.nn", "F": "torch.nn.functional", "torch": "torch", "optim": "torch.optim",
    "tf": "tensorflow", "keras": "keras", "numpy": "numpy", "pandas": "pandas", "random": "random", "plt": "matplotlib.pyplot",
    "sklearn": "sklearn", "torchvision": "torchvision", "transforms": "torchvision.transforms", "xgb": "xgboost", "os": "os",
})  # fmt: skip
"""What names mean by custom in a fragment that doesn't import them."""
PASSING: Final = frozenset(
    {"to", "cuda", "cpu", "float", "double", "half", "requires_grad_", "copy", "clone", "compile"}
)
"""Methods that give the thing that they are called on, or one of its kind."""
_MOST_STEPS = 8


@dataclass(eq=False)
class Scope:
    """The module, or one function; `owner` is the class of a method. `name` is dotted, as `Net.forward`; `""` for the module.

    `nodes` are all nodes that belong to it and to no inner function, in the order of the source; class bodies count as
    the scope around them. `bindings` are those of each name, in order.
    """

    node: ast.Module | Function | ast.Lambda
    name: str
    parent: "Scope | None" = None
    owner: ast.ClassDef | None = None
    nodes: list[ast.AST] = field(default_factory=list)
    bindings: dict[str, list[Binding]] = field(default_factory=dict)

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Its calls in the order in which they are made."""
        return sorted((n for n in self.nodes if isinstance(n, ast.Call)), key=end)

    @property
    def parameters(self) -> list[str]:
        """The names of a function's parameters."""
        return [] if isinstance(self.node, ast.Module) else [a.arg for a in arguments(self.node.args)]


class Code:
    """A parsed source, by its tree where that is at hand.

    Raises SyntaxError (and for absurd nesting RecursionError) when it isn't Python.
    """

    def __init__(self, text: str, tree: ast.Module | None = None) -> None:
        self.text = text
        with warnings.catch_warnings(action="ignore"):  # of what a string of theirs escapes
            self.tree = tree or ast.parse(text)
        self.module = Scope(self.tree, "")
        self.scopes: list[Scope] = [self.module]
        self.classes: dict[str, ast.ClassDef] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self._in_class: set[ast.AST] = set()  # what a class body binds are the class's attributes, not names
        self._scope_of: dict[ast.AST, Scope] = {}
        self._facts: dict[Any, Any] = {}
        self._qualified: dict[ast.expr, str] = {}
        self._enter(self.tree, self.module, None)
        for scope in self.scopes:
            scope.nodes.sort(key=begin)
            for node in scope.nodes:
                for binding in () if node in self._in_class else bindings_of(node):
                    scope.bindings.setdefault(binding.name, []).append(binding)
            for found in scope.bindings.values():
                found.sort(key=lambda binding: binding.at)

    def _enter(self, node: ast.AST, scope: Scope, owner: ast.ClassDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            self.parents[child] = node
            self._scope_of[child] = scope
            scope.nodes.append(child)
            if owner and not isinstance(child, ast.ClassDef):
                self._in_class.add(child)
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                around = f"{owner.name}." if owner else f"{scope.name}." if scope.name else ""
                name = "<lambda>" if isinstance(child, ast.Lambda) else child.name
                inner = Scope(child, around + name, scope, owner)
                self.scopes.append(inner)
                self._enter(child, inner, None)
            elif isinstance(child, ast.ClassDef):
                self.classes.setdefault(child.name, child)
                self._enter(child, scope, child)
            else:
                self._enter(child, scope, owner)

    @cached_property
    def calls(self) -> list[ast.Call]:
        """All calls, scope by scope."""
        return [call for scope in self.scopes for call in scope.calls]

    @cached_property
    def functions(self) -> dict[str, Scope]:
        """Each function or method by its dotted name."""
        return {scope.name: scope for scope in reversed(self.scopes) if scope.name}

    @cached_property
    def imported(self) -> frozenset[str]:
        """The first parts of all that is imported anywhere, as `torch`."""
        found = (b for scope in self.scopes for bound in scope.bindings.values() for b in bound)
        return frozenset(b.qualified.split(".")[0] for b in found if b.kind == "import")

    @cached_property
    def _attributes(self) -> dict[tuple[ast.ClassDef, str], list[Binding]]:
        """The bindings of `self.name` in all methods of each class."""
        found: dict[tuple[ast.ClassDef, str], list[Binding]] = {}
        for scope in self.scopes:
            for name, bound in scope.bindings.items() if scope.owner else ():
                if scope.owner and name.startswith("self."):
                    found.setdefault((scope.owner, name), []).extend(bound)
        return found

    def fact(self, kind: Callable[["Code"], T]) -> T:
        """What a family of checks knows of this code, made once."""
        if kind not in self._facts:
            self._facts[kind] = kind(self)
        known: T = self._facts[kind]
        return known

    def scope_of(self, node: ast.AST) -> Scope:
        """The scope that a node belongs to."""
        return self._scope_of.get(node, self.module)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out, as far as its own function (which is the last)."""
        edge = self.scope_of(node).node
        while node is not edge and node in self.parents:
            node = self.parents[node]
            yield node

    def loops(self, node: ast.AST) -> list[ast.For | ast.AsyncFor | ast.While]:
        """The loops whose body a node stands in, innermost first, as far as its own function."""
        inside, found = node, []
        for outer in self.around(node):
            if isinstance(outer, ast.For | ast.AsyncFor | ast.While) and inside in outer.body:
                found.append(outer)
            inside = outer
        return found

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is a part of."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def contexts(self, node: ast.AST) -> list[ast.expr]:
        """What stands after `with` around a node, and the decorators of its function."""
        found: list[ast.expr] = []
        for outer in self.around(node):
            if isinstance(outer, ast.With | ast.AsyncWith):
                found += [item.context_expr for item in outer.items]
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                found += outer.decorator_list
        return found

    def bindings(self, name: str, scope: Scope) -> list[Binding]:
        """All bindings of a name that a scope sees: its own, else those of the scopes around it; of `self.name`, those in
        all methods of the class."""
        if name.startswith("self.") and scope.owner:
            return self._attributes.get((scope.owner, name), [])
        seen: Scope | None = scope
        while seen:
            if name in seen.bindings:
                return seen.bindings[name]
            seen = seen.parent
        return []

    def binding(self, node: ast.expr) -> Binding | None:
        """Where a name (or `self.name`) has its value from at this place: the last binding before it in its scope, else
        the last in the scopes around; None when nothing is known."""
        name, scope = dotted(node), self.scope_of(node)
        found = self.bindings(name, scope) if name else []
        if not found:
            return None
        if name not in scope.bindings:
            return found[-1]
        before = bisect_right(scope.bindings[name], begin(node), key=_place)
        if before:
            return scope.bindings[name][before - 1]
        return found[0] if name.startswith("self.") or self.loops(node) else None

    def value(self, node: ast.expr) -> ast.expr:
        """The expression that a name stands for, as far back as it can be followed; else the node itself."""
        for _ in range(_MOST_STEPS):
            bound = self.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
            if bound is None or bound.kind != "assign" or bound.value is None or bound.index is not None:
                return node
            if bound.value is node:
                return node
            node = bound.value
        return node

    def qualified(self, node: ast.expr) -> str:
        """The full dotted name of what is imported, or a class or function of this code: `torch.nn.Linear`, `Net`.

        A name that nothing binds is taken by custom (`nn`) or as it stands; what begins with a variable has none: "".
        """
        if node not in self._qualified:
            self._qualified[node] = self._full_name(dotted(node), node)
        return self._qualified[node]

    def _full_name(self, name: str, node: ast.expr) -> str:
        if not name:
            return ""
        root, _, rest = name.partition(".")
        found = self.bindings(root, self.scope_of(node))
        if not found:
            known = CUSTOMARY.get(root, root if not rest else "")
        elif found[-1].kind == "import":
            known = found[-1].qualified
        else:
            known = root if found[-1].kind in ("def", "class") else ""
        return ".".join(filter(None, (known, rest))) if known else ""

    def called(self, call: ast.expr) -> str:
        """The full name of what is called, where it is known: `torch.nn.functional.softmax`; "" else, and for no call."""
        return self.qualified(call.func) if isinstance(call, ast.Call) else ""

    def made_by(self, node: ast.expr) -> str:
        """The full name of what made this value: `torch.nn.CrossEntropyLoss` for the `criterion` made so, wherever it was."""
        for _ in range(_MOST_STEPS):
            node = self.value(node)
            if isinstance(node, ast.Await):
                node = node.value
            if not isinstance(node, ast.Call):
                return ""
            name = self.called(node)
            if name:
                return name
            if not (isinstance(node.func, ast.Attribute) and node.func.attr in PASSING):
                return ""
            node = node.func.value
        return ""

    def callers(self, function: Scope) -> list[ast.Call]:
        """The calls of a function of this code, by its name or as `self.name` within its class."""
        name = last(function.name)
        if function.owner:
            named = [c for c in self.calls if dotted(c.func) == f"self.{name}"]
            return [c for c in named if self.scope_of(c).owner is function.owner]
        return [c for c in self.calls if dotted(c.func) == name]

    def bases(self, cls: ast.ClassDef) -> list[str]:
        """The full names of the classes that a class derives from, with those that these derive from."""
        found: list[str] = []
        waiting = [cls]
        while waiting:
            for name in (self.qualified(base) for base in waiting.pop().bases):
                if name not in found:
                    found.append(name)
                    waiting += [self.classes[name]] if name in self.classes else []
        return found


def _place(binding: Binding) -> Place:
    return binding.at
