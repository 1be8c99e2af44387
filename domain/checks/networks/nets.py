"""Networks in PyTorch code: its nn.Module classes, their layers, and what made a network, a layer or a loss."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..bindings import Binding
from ..code import PASSING, Code, Scope
from ..syntax import arguments, dotted, last
from .followed import argument_at, field_of, is_nested, prepared

WRAPPERS: Final = frozenset(
    {"torch.nn.DataParallel", "torch.nn.parallel.DistributedDataParallel", "torch.compile", "torch.jit.script"}
)
"""What gives the network that it is given."""
NETWORK_NAMES: Final = frozenset(
    [
        "model",
        "net",
        "network",
        "classifier",
        "cnn",
        "mlp",
        "rnn",
        "lstm",
        "policy",
        "critic",
        "agent",
        "value_net",
        "q_net",
        "policy_net",
    ]
)
_LOSS_NAMES: Final = frozenset({"criterion", "loss_fn", "loss_func", "loss_function", "crit", "loss_f", "criteria"})
_WITH_WEIGHTS: Final = frozenset(
    [
        "Linear",
        "Bilinear",
        "Conv",
        "ConvTranspose",
        "BatchNorm",
        "LayerNorm",
        "GroupNorm",
        "Embedding",
        "LSTM",
        "GRU",
        "RNN",
        "LSTMCell",
        "GRUCell",
        "RNNCell",
        "Transformer",
        "TransformerEncoder",
        "TransformerEncoderLayer",
        "TransformerDecoder",
        "TransformerDecoderLayer",
        "PReLU",
        "MultiheadAttention",
        "LazyLinear",
        "EmbeddingBag",
    ]
)
_MOST_STEPS = 10
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Made:
    """What a value is: the full name of its class, and the call that made it, where that is known."""

    name: str
    call: ast.Call | None = None


class Nets:
    """The networks of a source."""

    def __init__(self, code: Code) -> None:
        self.code = code

    @cached_property
    def modules(self) -> list[ast.ClassDef]:
        """The classes that derive from nn.Module, or from Lightning's."""
        return [cls for cls in self.code.classes.values() if any(self._is_module(b) for b in self._bases(cls))]

    def _bases(self, cls: ast.ClassDef) -> list[str]:
        return [*self.code.bases(cls), *(dotted(b) for b in cls.bases if last(dotted(b)) == "LightningModule")]

    def _is_module(self, base: str) -> bool:
        return base.startswith("torch.nn.") or last(base) == "LightningModule"

    def is_module(self, name: str) -> bool:
        """Whether a class of this code is an nn.Module."""
        return self.code.classes.get(name) in self.modules

    @cached_property
    def attributes(self) -> dict[ast.AST, dict[str, list[Binding]]]:
        """For each class what its methods bind: by `self.name`, in order."""
        found: dict[ast.AST, dict[str, list[Binding]]] = {}
        for scope in self.code.scopes:
            if scope.owner:
                for name, bound in scope.bindings.items():
                    if name.startswith("self."):
                        found.setdefault(scope.owner, {}).setdefault(name, []).extend(bound)
        return found

    def has_weights(self, name: str) -> bool:
        """Whether a class of this full name makes layers with weights: those of torch.nn, and the networks of this code."""
        plain = last(name).rstrip("123d") in _WITH_WEIGHTS or last(name) in _WITH_WEIGHTS
        return (name.startswith("torch.nn.") and plain) or self.is_module(name)

    def returns(self, function: Scope) -> bool:
        """Whether a function gives anything back."""
        return any(isinstance(n, ast.Return) and n.value is not None for n in function.nodes)

    def methods(self, cls: ast.ClassDef) -> dict[str, Scope]:
        """The methods of a class by name."""
        return {last(scope.name): scope for scope in self._scopes.get(cls, ())}

    @cached_property
    def _scopes(self) -> dict[ast.AST, list[Scope]]:
        found: dict[ast.AST, list[Scope]] = {}
        for scope in self.code.scopes:
            if scope.owner and isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.setdefault(scope.owner, []).append(scope)
        return found

    def forwards(self) -> Iterator[tuple[ast.ClassDef, Scope]]:
        """Each nn.Module of this code with its forward."""
        for cls in self.modules:
            if forward := self.methods(cls).get("forward"):
                yield cls, forward

    def owner(self, node: ast.AST) -> ast.ClassDef | None:
        """The class in one of whose methods a node stands."""
        scope: Scope | None = self.code.scope_of(node)
        while scope and not scope.owner:
            scope = scope.parent
        return scope.owner if scope else None

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        """The calls by the dotted name of what is called, as it stands."""
        found: dict[str, list[ast.Call]] = {}
        for call in self.code.calls:
            found.setdefault(dotted(call.func), []).append(call)
        return found

    def called(self, call: ast.expr) -> str:
        """The full name of what is called; "" for a variable, also one that nothing in this source binds."""
        name = self.code.called(call)
        unbound = bool(name) and "." not in name and name[0].islower() and name not in self.code.functions
        return "" if unbound else name

    def settled(self, node: ast.AST) -> Binding | None:
        """The one binding that a name surely has its value from here; None when there may be another."""
        bound = self._settled(node)
        return None if bound and bound.kind == "assign" and is_nested(bound) else bound

    def _settled(self, node: ast.AST) -> Binding | None:
        name = dotted(node)
        if not name:
            return None
        scope = self.code.scope_of(node)
        if name.startswith("self."):
            owner = self.owner(node)
            found = self.attributes.get(owner, {}).get(name, []) if owner else []
            return found[0] if len(found) == 1 else None
        if name not in scope.bindings:
            found = self.code.bindings(name, scope)
            return found[0] if len(found) == 1 else None
        bound = self.code.binding(node) if isinstance(node, ast.expr) else None
        if bound is None or bound.kind == "parameter" or self._surely_before(bound.node, node):
            return bound
        return None

    def _surely_before(self, earlier: ast.AST, node: ast.AST) -> bool:
        """Whether the block that a binding stands in also holds the node, so that it can't be passed by."""
        outer: ast.AST = self.code.statement(earlier)
        block = self.code.parents.get(outer)
        while isinstance(block, ast.With | ast.AsyncWith) and not self._holds(block, node):
            outer, block = block, self.code.parents.get(block)
        inside = node
        while inside is not block and inside in self.code.parents:
            if inside is outer:
                return True
            if self.code.parents[inside] is block:
                return field_of(block, inside) == field_of(block, outer)
            inside = self.code.parents[inside]
        return False

    def _holds(self, block: ast.AST, node: ast.AST) -> bool:
        return any(outer is block for outer in self.code.around(node))

    def made(self, node: ast.AST | None, depth: int = 0) -> Made | None:
        """What made a layer, network or loss, wherever it was: `nn.Linear(3, 1)` for `self.fc`."""
        for _ in range(_MOST_STEPS):
            if isinstance(node, ast.Call):
                name = self.called(node)
                inner = self._within(node, name)
                if inner is None:
                    return Made(name, node) if name else None
                node = inner
                continue
            bound = self.settled(node) if node is not None else None
            if bound is None:
                return self._by_custom(node)
            if bound.kind == "parameter":
                return self._given(bound, depth) or self._by_custom(node)
            if bound.kind != "assign":
                return None
            node = bound.value if bound.index is None else prepared(bound)
        return None

    def _within(self, call: ast.Call, name: str) -> ast.expr | None:
        """What a call passes on: what it wraps, what it is a method of, or what the function returns."""
        if name in WRAPPERS:
            return call.args[0] if call.args else None
        if not name and isinstance(call.func, ast.Attribute) and call.func.attr in PASSING | {"eval", "train"}:
            return call.func.value
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call) and call.func.attr in PASSING:
            return call.func.value
        factory = self.code.functions.get(name) if name and name not in self.code.classes else None
        return self.returned(factory) if factory else None

    def _given(self, bound: Binding, depth: int) -> Made | None:
        """What a parameter is: the same in all calls of its function."""
        scope = self.code.scope_of(self.code.parents.get(bound.node, bound.node))
        place = self.place_of(bound.name, scope)
        if depth > _DEEPEST:
            return None
        made = [self.made(argument_at(call, *place), depth + 1) for call in self.calls_of(scope)[:4]]
        first = made[0] if made else None
        return first if first and all(one and one.name == first.name for one in made) else None

    def calls_of(self, function: Scope) -> list[ast.Call]:
        """The calls of a function; of `__init__`, of its class; of another method, those as `self.name`."""
        name = last(function.name)
        if function.owner:
            name = function.owner.name if name == "__init__" else f"self.{name}"
        return self.calls.get(name, [])

    def place_of(self, name: str, function: Scope) -> tuple[int, str]:
        """The position and name of a parameter, as a caller counts them."""
        taken = [a.arg for a in arguments(function.node.args)] if not isinstance(function.node, ast.Module) else []
        at = taken.index(name) if name in taken else 99
        return at - (1 if function.owner and taken[:1] == ["self"] else 0), name

    def _by_custom(self, node: ast.AST | None) -> Made | None:
        """What a network or loss must be that comes from outside, when the source has but one of its kind."""
        name = last(dotted(node)) if node is not None else ""
        if name in NETWORK_NAMES and len(self.whole) == 1:
            return Made(self.whole[0].name)
        if name in _LOSS_NAMES and self._losses:
            first = self._losses[0]
            return Made(self.code.called(first), first) if self._is_one_kind else None
        return None

    @cached_property
    def _losses(self) -> list[ast.Call]:
        return [c for c in self.code.calls if _is_loss(self.code.called(c))]

    @cached_property
    def _is_one_kind(self) -> bool:
        return len({self.code.called(c) for c in self._losses}) == 1

    @cached_property
    def whole(self) -> list[ast.ClassDef]:
        """The modules that no other module is made of."""
        parts = {
            name for cls in self.modules for n in ast.walk(cls) if isinstance(n, ast.Call) for name in [dotted(n.func)]
        }
        based = {dotted(base) for cls in self.code.classes.values() for base in cls.bases}
        return [cls for cls in self.modules if cls.name not in parts | based and "forward" in self.methods(cls)]

    def returned(self, function: Scope, index: int | None = None) -> ast.expr | None:
        """The one thing that a function gives back, or the part of it with that number; None when it varies."""
        gives = [n for n in function.nodes if isinstance(n, ast.Return | ast.Yield | ast.YieldFrom)]
        if len(gives) != 1 or not isinstance(gives[0], ast.Return):
            return None
        value = gives[0].value
        if isinstance(value, ast.Tuple):
            return value.elts[index] if index is not None and index < len(value.elts) else None
        return value if index is None else None


def _is_loss(name: str) -> bool:
    return name.startswith("torch.nn.") and name.endswith("Loss")
