"""Where code trains: gradients computed, steps taken, gradients set to zero, and what reaches what."""

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final, TypeVar

from ..code import Code, Scope
from ..syntax import argument, begin, dotted, end, last, method, names, receiver
from .events import Event, Kind, differentiated, named, switched
from .words import is_model, is_optimizer, is_scheduler, label

T = TypeVar("T")
Loop = ast.For | ast.AsyncFor | ast.While
_OTHER_FRAMEWORKS: Final = frozenset({"tensorflow", "keras", "jax", "flax", "paddle", "mxnet", "chainer", "mindspore"})
_LED: Final = frozenset({"LightningModule", "Trainer", "Seq2SeqTrainer", "HookBase", "Callback", "Learner"})
_CLIPS: Final = frozenset({"clip_grad_norm_", "clip_grad_value_", "clip_grad_norm", "clip_gradients"})
_HINT = re.compile(
    r"\btorch\b|zero_grad|\.backward\(|\bnn\.|\.eval\(\)|\bDataLoader\b|argmax\(dim=|state_dict\(|\boptim\.|\.parameters\(\)"
)
_NAMED = re.compile(r"\.(zero_grad|step|backward|eval|train)[ \t]*(#.*)?$", re.MULTILINE)
_IN_PLACE: Final = frozenset({"sub_", "add_", "copy_", "addcdiv_", "mul_"})


class Loops:
    """The training in a source. All of it is computed when it is first asked for."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self._forwards: dict[Scope, list[ast.Call]] = {}
        self._loop_of: dict[ast.AST, Loop | None] = {}
        self._kinds: dict[ast.AST, set[str]] = {}
        self._of_kind: dict[tuple[Scope, tuple[Kind, ...]], list[Event]] = {}

    @cached_property
    def is_torch(self) -> bool:
        """Whether this is PyTorch, by its imports, or in a fragment by its words."""
        if "torch" in self.code.imported:
            return True
        return not (self.code.imported & _OTHER_FRAMEWORKS) and bool(_HINT.search(self.code.text))

    @cached_property
    def events(self) -> dict[Scope, list[Event]]:
        """What is done in each scope, in order; nothing of classes whose loop is a framework's, nor without PyTorch."""
        if not self.is_torch:
            return {}
        found = {scope: self._events_of(scope) for scope in self.code.scopes if not self.is_led(scope)}
        return {scope: events for scope, events in found.items() if events}

    def is_led(self, scope: Scope) -> bool:
        """Whether a framework calls this method, and does the rest."""
        seen: Scope | None = scope
        while seen:
            if seen.owner and any(last(base) in _LED for base in self.code.bases(seen.owner)):
                return True
            seen = seen.parent
        return False

    def of_kind(self, scope: Scope, *kinds: Kind) -> list[Event]:
        """The events of these kinds in a scope itself."""
        key = (scope, kinds)
        if key not in self._of_kind:
            self._of_kind[key] = [event for event in self.events.get(scope, ()) if event.kind in kinds]
        return self._of_kind[key]

    def _events_of(self, scope: Scope) -> list[Event]:
        found = [self._called(call) for call in scope.calls]
        if ".grad" in self.code.text:
            changed = [b.node for bound in scope.bindings.values() for b in bound]
            found += [
                self._assigned(n) for n in changed if isinstance(n, ast.Assign | ast.AugAssign) and self._is_of_grad(n)
            ]
        if self._names_methods:
            bare = [n.value for n in scope.nodes if isinstance(n, ast.Expr) and isinstance(n.value, ast.Attribute)]
            found += [named(node) for node in bare]
        return sorted((event for event in found if event), key=lambda event: end(event.node))

    def _is_of_grad(self, node: ast.expr | ast.stmt) -> bool:
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        return not self._grad_lines.isdisjoint(lines)

    @cached_property
    def _grad_lines(self) -> set[int]:
        return {number for number, line in enumerate(self.code.text.split("\n"), 1) if ".grad" in line}

    @cached_property
    def _names_methods(self) -> bool:
        return bool(_NAMED.search(self.code.text))

    def _called(self, call: ast.Call) -> Event | None:
        what, on = method(call), receiver(call)
        if what in _CLIPS:
            return Event("clip", call, label(argument(call, 0, "parameters")))
        if on is None:
            return None
        if what == "step":
            return self._stepped(call, on)
        if what == "backward":
            return differentiated(call, on)
        if what in ("eval", "train"):
            return switched(call, on)
        if what in ("zero_grad", "zero_", "fill_"):
            return self._zeroed(call, on)
        if what in ("unscale_", "update"):
            kind: Kind = "unscale" if what == "unscale_" else "refresh"
            return Event(kind, call, label(on)) if what == "unscale_" or "scal" in label(on).lower() else None
        return self._updated(call, on)

    def _stepped(self, call: ast.Call, on: ast.expr) -> Event | None:
        if is_scheduler(self.code, on):
            return Event("schedule", call, label(on))
        if is_optimizer(self.code, on):
            return Event("step", call, label(on))
        if call.args and is_optimizer(self.code, call.args[0]):
            return Event("step", call, label(call.args[0]))
        return None

    def _zeroed(self, call: ast.Call, on: ast.expr) -> Event | None:
        if method(call) == "zero_grad":
            return Event("zero", call, label(on))
        of = dotted(on).removesuffix(".data")
        return Event("zero", self._whole(call), of.removesuffix(".grad")) if of.endswith(".grad") else None

    def _updated(self, call: ast.Call, on: ast.expr) -> Event | None:
        if method(call) not in _IN_PLACE or not self._is_of_grad(call):
            return None
        of = dotted(on).removesuffix(".data")
        return Event("update", self._whole(call), of) if of and _has_grad(call, of) else None

    def _assigned(self, node: ast.Assign | ast.AugAssign) -> Event | None:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        of = dotted(target).removesuffix(".data")
        if of.endswith(".grad") and isinstance(node, ast.Assign):
            return Event("zero", self._whole(node), of.removesuffix(".grad"))
        return Event("update", self._whole(node), of) if of and _has_grad(node.value, of) else None

    def _whole(self, node: ast.expr | ast.stmt) -> ast.expr | ast.stmt:
        """The loop over the parameters, when something is done to each."""
        inner = next(iter(self.code.loops(node)), None)
        over = names(inner.iter) | {method(c) for c in ast.walk(inner.iter)} if isinstance(inner, ast.For) else set()
        return inner if inner and any("param" in name.lower() or name in ("ws", "weights") for name in over) else node

    @cached_property
    def _by_name(self) -> dict[str, list[Scope]]:
        found: dict[str, list[Scope]] = {}
        for scope in self.code.scopes:
            if scope.name:
                found.setdefault(last(scope.name), []).append(scope)
        return found

    def called(self, call: ast.Call) -> list[Scope]:
        """The functions of this code that a call may call: of a method, all methods of that name."""
        if isinstance(call.func, ast.Name):
            bound = self.code.bindings(call.func.id, self.code.scope_of(call))
            return [self._scopes[b.node] for b in bound if b.kind == "def" and b.node in self._scopes]
        found = self._by_name.get(method(call), []) if isinstance(call.func, ast.Attribute) else []
        return [scope for scope in found if scope.owner is not None]

    def callers(self, function: Scope) -> list[ast.Call]:
        """The calls of a function, and of a method those as `self.name` in its class."""
        found = self._calls.get(last(function.name), [])
        if function.owner is None:
            return [c for c in found if isinstance(c.func, ast.Name)]
        named = [c for c in found if dotted(c.func) == f"self.{last(function.name)}"]
        return [c for c in named if self.code.scope_of(c).owner is function.owner]

    @cached_property
    def _calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for call in self.code.calls:
            found.setdefault(method(call), []).append(call)
        return found

    @cached_property
    def _inner(self) -> dict[Scope, list[Scope]]:
        found: dict[Scope, list[Scope]] = {}
        for scope in self.code.scopes:
            if scope.parent and scope.parent is not self.code.module:
                found.setdefault(scope.parent, []).append(scope)
        return found

    def reached(self, *scopes: Scope) -> set[Scope]:
        """These scopes, the functions in them, and all functions of this code that they may call."""
        seen: set[Scope] = set()
        waiting = list(scopes)
        while waiting:
            scope = waiting.pop()
            if scope not in seen:
                seen.add(scope)
                waiting += self._inner.get(scope, [])
                waiting += [inner for call in scope.calls for inner in self.called(call)]
        return seen

    def events_in(self, scope: Scope, node: ast.AST) -> list[Event]:
        """What is done in a scope within one of its nodes, in order."""
        return _slice(self.events.get(scope, []), node, lambda event: event.node)

    def calls_in(self, scope: Scope, node: ast.AST) -> list[ast.Call]:
        """The calls of a scope within one of its nodes, in order."""
        return _slice(scope.calls, node, lambda call: call)

    def kinds_in(self, node: ast.AST) -> set[str]:
        """What is done within a node of a scope, directly or by a function of this code that is called there."""
        if node not in self._kinds:
            self._kinds[node] = self._kinds_in(node)
        return self._kinds[node]

    def _kinds_in(self, node: ast.AST) -> set[str]:
        scope = self._own_scope(node)
        found: set[str] = {event.kind for event in self.events_in(scope, node)}
        called = {inner for call in self.calls_in(scope, node) for inner in self.called(call)}
        called |= {inner for inner in self._inner.get(scope, []) if within(inner.node, node)}
        for inner in self.reached(*called):
            found |= {event.kind for event in self.events.get(inner, ())}
        return found

    def _own_scope(self, node: ast.AST) -> Scope:
        """The scope that a node is, or stands in."""
        return self._scopes.get(node) or self.code.scope_of(node)

    @cached_property
    def _scopes(self) -> dict[ast.AST, Scope]:
        return {scope.node: scope for scope in self.code.scopes}

    def loop(self, node: ast.AST) -> Loop | None:
        """The innermost loop around a node."""
        if node not in self._loop_of:
            self._loop_of[node] = next(iter(self.code.loops(node)), None)
        return self._loop_of[node]

    def training_loops(self) -> Iterator[tuple[Scope, Loop, list[Event]]]:
        """Each innermost loop in which gradients are computed, with all that is done in it (not in functions)."""
        for scope, events in self.events.items():
            loops: dict[Loop, None] = {}
            for event in events:
                loop = self.loop(event.node) if event.kind == "backward" else None
                if loop is not None:
                    loops[loop] = None
            for loop in loops:
                yield scope, loop, self.events_in(scope, loop)

    def rounds(self) -> Iterator[tuple[Loop, list[Event]]]:
        """The training loops of one optimiser, with what is done in each round itself (in no loop within, no function)."""
        for _, loop, events in self.training_loops():
            own = [
                e
                for e in events
                if self.loop(e.node) is loop and e.kind in ("zero", "backward", "step", "clip", "schedule")
            ]
            if len({e.of for e in own if e.kind == "step"}) == 1:
                yield loop, own

    def single_steps(self) -> Iterator[tuple[ast.AST, list[Event]]]:
        """The functions that take one step of one optimiser, with what is done in them outside of any loop."""
        for scope, events in self.events.items():
            own = [e for e in events if self.loop(e.node) is None and e.kind in ("zero", "backward", "step", "clip")]
            if scope.name and len({e.of for e in own if e.kind == "step"}) == 1:
                yield scope.node, own

    def choices(self, node: ast.AST, loop: ast.AST) -> list[ast.AST]:
        """The branchings between a node and the loop (or scope) that it stands in, outermost first."""
        found: list[ast.AST] = []
        for outer in self.code.around(node):
            if outer is loop:
                break
            if isinstance(outer, ast.If | ast.Try | ast.Match | ast.For | ast.While | ast.ExceptHandler):
                found.append(outer)
        return found[::-1]

    def forwards(self, scope: Scope) -> list[ast.Call]:
        """The calls of networks in a scope."""
        if scope not in self._forwards:
            given = (c for c in scope.calls if c.args or c.keywords)
            self._forwards[scope] = [c for c in given if is_model(self.code, c.func)]
        return self._forwards[scope]

    def forwards_in(self, scope: Scope, node: ast.AST) -> list[ast.Call]:
        """The calls of networks in a scope within one of its nodes."""
        return _slice(self.forwards(scope), node, lambda call: call)


def within(node: ast.AST, outer: ast.AST) -> bool:
    """Whether a node stands in another of the same source, by their places."""
    return isinstance(outer, ast.Module) or (begin(outer) <= begin(node) and end(node) <= end(outer))


def _slice(ordered: list[T], node: ast.AST, place: Callable[[T], ast.AST]) -> list[T]:
    """Those within a node, of what is in the order in which it ends."""
    if isinstance(node, ast.Module):
        return ordered
    first = bisect_left(ordered, begin(node), key=lambda one: end(place(one)))
    after = bisect_right(ordered, end(node), key=lambda one: end(place(one)))
    return [one for one in ordered[first:after] if within(place(one), node)]


def _has_grad(node: ast.AST, of: str) -> bool:
    return f"{of}.grad" in names(node) or f"{of}.grad.data" in names(node)
