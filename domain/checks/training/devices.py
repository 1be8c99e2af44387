"""What is moved to which device."""

import ast
from collections.abc import Iterator
from functools import cached_property

from ..code import Scope
from ..syntax import argument, dotted, keyword, last, method, receiver
from .evaluation import batch_source
from .loops import Loops, within
from .words import is_model, label, module_class

_MOVES = frozenset({"to", "cuda"})
_DTYPES = frozenset({"float32", "float64", "float16", "long", "int64", "double", "half", "bfloat16", "uint8", "int"})


class Devices:
    """The moves between devices in a source."""

    def __init__(self, loops: Loops) -> None:
        self.loops, self.code = loops, loops.code

    @cached_property
    def moves(self) -> list[ast.Call]:
        """All calls that move something to another device than the CPU."""
        return [call for call in self.code.calls if self.is_move(call)]

    def is_move(self, call: ast.Call) -> bool:
        """Whether a call moves to a device that may be another than the CPU."""
        if method(call) not in _MOVES or receiver(call) is None:
            return False
        if method(call) == "cuda":
            return True
        where = argument(call, 0, "device")
        if where is None or (isinstance(where, ast.Constant) and not isinstance(where.value, str)):
            return False
        if last(dotted(where)) in _DTYPES or last(dotted(where)) == "dtype":
            return False
        return not self.is_cpu(where)

    def is_cpu(self, where: ast.expr) -> bool:
        """Whether this surely is the CPU."""
        value = self.code.value(where)
        if isinstance(value, ast.Call) and last(self.code.called(value)) == "device":
            value = self.code.value(value.args[0]) if value.args else value
        return isinstance(value, ast.Constant) and value.value == "cpu"

    def is_network(self, node: ast.expr) -> bool:
        """Whether this is a network, or a call that makes one."""
        if isinstance(node, ast.Call):
            made = self.code.called(node)
            if made.startswith(("torchvision.models.", "torch.nn.", "timm.")) or module_class(self.code, made):
                return True
            return (
                last(made)[:1].isupper()
                and not made.startswith(("torch.", "numpy."))
                and made not in self.code.functions
            )
        return is_model(self.code, node)

    def moved_network(self, name: str, scope: Scope) -> ast.Call | None:
        """Where the network of this name in a scope is moved; of a parameter, where a caller's is."""
        for call in self.moves:
            on = receiver(call)
            if on is None or not self.is_network(on):
                continue
            if dotted(on) == name or self._is_bound_to(call, name):
                home = self.code.scope_of(call)
                if home in (scope, self.code.module) or name.startswith("self.") or name in scope.parameters:
                    return call
        return None

    def _is_bound_to(self, call: ast.Call, name: str) -> bool:
        statement = self.code.statement(call)
        return isinstance(statement, ast.Assign) and any(dotted(t) == name for t in statement.targets)

    @cached_property
    def others(self) -> list[ast.Call]:
        """The moves of anything but networks, losses and what a batch loop gives; and tensors made on a device."""
        found = [call for call in self.moves if not self._is_usual(call)]
        return found + [c for c in self.code.calls if keyword(c, "device") is not None and method(c) != "to"]

    def _is_usual(self, call: ast.Call) -> bool:
        on = receiver(call)
        if on is None or self.is_network(on) or "loss" in ast.unparse(on).lower() or "criterion" in label(on):
            return True
        return bool(self.batch_of(on))

    def batch_of(self, node: ast.expr) -> ast.For | None:
        """The loop over batches that gives this value as it is, if it is one of what such a loop gives."""
        bound = self.code.binding(node) if isinstance(node, ast.Name) else None
        loop = bound.node if bound is not None and bound.kind == "for" else None
        if isinstance(loop, ast.For) and within(node, loop) and batch_source(self.code, loop) is not None:
            return loop
        return None


def raw_batches(devices: Devices, scope: Scope) -> Iterator[tuple[ast.For, ast.Call, list[ast.Name]]]:
    """The calls of networks in loops over batches, with the arguments that come straight from the loop."""
    for call in devices.loops.forwards(scope):
        names = [a for a in call.args if isinstance(a, ast.Name)]
        for name in names:
            loop = devices.batch_of(name)
            if loop is not None and isinstance(loop.target, ast.Tuple):
                yield loop, call, [name]
                break
