"""Where data comes from: which calls and values a variable is made of, followed back through assignments, changes in
place (`df["a"] = …`, `items.append(…)`, `scaler.fit(…)`) and this code's own functions."""

import ast
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ..bindings import Binding
from ..code import Code, Scope
from ..syntax import Function, Place, argument, begin, dotted, end, keyword, last, method, receiver

FITTING: Final = frozenset({"fit", "fit_transform", "partial_fit", "fit_resample", "fit_predict", "adapt"})
PREDICTING: Final = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function", "transform"})
_NO_DATA: Final = frozenset({"shape", "columns", "index", "dtypes", "dtype", "size", "ndim"})
_NO_DATA_CALLS: Final = frozenset({"len", "print", "range", "type", "isinstance"})
_MOST_EVENTS: Final = 4000
_MOST_ENTERED: Final = 100_000  # in one code, by all that is followed in it


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """That a name gets a value at a place, or (`keeps`) that what it stands for is changed there."""

    name: str
    at: Place
    values: tuple[ast.expr, ...]
    keeps: bool
    scope: Scope
    binding: Binding | None = None


@dataclass(slots=True)
class Lineage:
    """What values are made of: calls, the events that gave them, and (of `stops`) where following ended.

    `names` are those of variables, `free` those that nothing before gives a value, as in a fragment.
    """

    calls: set[ast.Call] = field(default_factory=set)
    events: set[Event] = field(default_factory=set)
    stopped: set[Event] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)


def root(node: ast.AST) -> str:
    """The name that a target such as `df.loc[rows, "a"]` or `data["x"][0]` changes; "" for none."""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        if isinstance(node, ast.Attribute) and dotted(node).startswith("self.") and dotted(node).count(".") == 1:
            break
        node = node.value
    return dotted(node)


class Flow:
    """Where the data in one code comes from. At the calls in `stops` (splits) it ends."""

    def __init__(self, code: Code, stops: Collection[ast.AST] = ()) -> None:
        self.code = code
        self._stops = frozenset(stops)
        self._tables: dict[Scope, dict[str, list[Event]]] = {}
        self._places: dict[Event, int] = {}
        self._entered = 0
        self._callers: dict[Scope, list[ast.Call]] = {}
        self._known: dict[tuple[ast.AST, bool], Lineage] = {}

    def lineage(self, node: ast.expr, through_estimators: bool = True) -> Lineage:
        """What a value is made of. `through_estimators`: also what a model that predicts it was fitted on."""
        key = (node, through_estimators)
        if key not in self._known:
            spent = self._entered >= _MOST_ENTERED
            self._known[key] = _unknown(self.code) if spent else self._follow(node, through_estimators)
        return self._known[key]

    def _follow(self, node: ast.expr, through: bool) -> Lineage:
        found = Lineage()
        todo: list[tuple[ast.expr, int | None]] = [(node, None)]
        entered: set[str] = set()
        seen: set[tuple[ast.expr, int | None]] = set()
        while todo and len(found.events) < _MOST_EVENTS:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            for part in read(one[0], through):
                if isinstance(part, ast.Call):
                    found.calls.add(part)
                    results = self._returned(part, one[1] if part is one[0] else None)
                    # Of a function that is come to by its call, the arguments of this call are read already.
                    entered.update(self.code.scope_of(value).name for value, _ in results)
                    todo += results
                elif event := self.event(part):
                    found.names.add(event.name)
                    self._enter(event, found, todo, entered, through)
                else:
                    found.free.add(root(part))
        return found

    def _enter(
        self,
        event: Event,
        found: Lineage,
        todo: list[tuple[ast.expr, int | None]],
        entered: Collection[str],
        through: bool,
    ) -> None:
        while event not in found.events:
            found.events.add(event)
            self._entered += 1
            if self._stops.intersection(event.values):
                found.stopped.add(event)
                return
            index = event.binding.index if event.binding else None
            if through or not (event.keeps and all(method(value) in FITTING for value in event.values)):
                todo += [(value, index) for value in event.values]
            if event.binding and event.binding.kind == "parameter" and event.scope.name not in entered:
                todo += [(value, None) for value in self._given(event)]
            if not event.keeps:
                return
            earlier = self._before(event)
            if earlier is None:
                found.free.add(event.name)
                return
            event = earlier

    def event(self, node: ast.AST) -> Event | None:
        """The event that gave a name the value that it has at this place."""
        name, scope = dotted(node), self.code.scope_of(node)
        while name:
            if found := self._latest(name, scope, begin(node)):
                return found
            name = name.rpartition(".")[0]
            name = "" if name == "self" else name
        return None

    def _latest(self, name: str, scope: Scope, at: Place) -> Event | None:
        seen: Scope | None = scope
        while seen:
            events = self.events(seen).get(name)
            if events:
                before = bisect_right(events, at, key=_place) if seen is scope else len(events)
                return events[before - 1] if before else None
            seen = seen.parent
        if name.startswith("self.") and scope.owner:
            return self._last_of_class.get((scope.owner, name))
        return None

    def _before(self, event: Event) -> Event | None:
        events = self.events(event.scope)[event.name]
        place = self._places[event]
        if place:
            return events[place - 1]
        return self._latest(event.name, event.scope.parent, event.at) if event.scope.parent else None

    def events(self, scope: Scope) -> dict[str, list[Event]]:
        """What happens to each name in a scope, in order."""
        if scope not in self._tables:
            table: dict[str, list[Event]] = {}
            for event in _events_of(scope):
                table.setdefault(event.name, []).append(event)
            for found in table.values():
                found.sort(key=_place)
                self._places.update(zip(found, range(len(found)), strict=True))
            self._tables[scope] = table
        return self._tables[scope]

    @cached_property
    def _last_of_class(self) -> dict[tuple[ast.ClassDef, str], Event]:
        owned = [(s.owner, s) for s in self.code.scopes if s.owner]
        return {(owner, name): events[-1] for owner, s in owned for name, events in self.events(s).items()}

    @cached_property
    def _returns(self) -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        for scope in self.code.scopes:
            if isinstance(scope.node, Function):
                values = [n.value for n in scope.nodes if isinstance(n, ast.Return) and n.value]
                found.setdefault(scope.name, values)
        return found

    def _returned(self, call: ast.Call, index: int | None) -> list[tuple[ast.expr, int | None]]:
        name = self.code.called(call)
        if not name and receiver(call) is not None and dotted(call.func).startswith("self."):
            owner = self.code.scope_of(call).owner
            name = f"{owner.name}.{method(call)}" if owner else ""
        found: list[tuple[ast.expr, int | None]] = []
        for value in self._returns.get(name, ()):
            if index is not None and isinstance(value, ast.Tuple) and index < len(value.elts):
                found.append((value.elts[index], None))
            else:
                found.append((value, index))
        return found

    def _given(self, event: Event) -> Iterator[ast.expr]:
        scope = event.scope
        if not isinstance(scope.node, Function):
            return
        if scope not in self._callers:
            self._callers[scope] = self.code.callers(scope)
        args = scope.node.args
        names = [one.arg for one in [*args.posonlyargs, *args.args]]
        bound = 1 if scope.owner and names[:1] == ["self"] else 0
        position = names.index(event.name) - bound if event.name in names else -1
        for call in self._callers[scope]:
            value = argument(call, position, event.name) if position >= 0 else keyword(call, event.name)
            if value is not None:
                yield value


def _place(event: Event) -> Place:
    return event.at


def _unknown(code: Code) -> Lineage:
    """What ends at once, at nothing that is known: it comes from no split, and no split comes from it."""
    return Lineage(stopped={Event("", (0, 0), (), False, code.module)})


def _events_of(scope: Scope) -> Iterator[Event]:
    for one in (one for bound in scope.bindings.values() for one in bound):
        values = (one.value,) if one.value is not None else ()
        owner, _, column = one.name.rpartition(".")
        if column and owner not in ("", "self"):  # `df.age = …` changes `df`
            yield Event(owner, one.at, values, True, scope)
        yield Event(one.name, one.at, values, one.kind == "augmented", scope, one)
    yield from _changes(scope)


def _changes(scope: Scope) -> Iterator[Event]:
    """What is changed in place: `df["a"] = …`, and whatever a method is called on for its effect, or fitted."""
    for node in scope.nodes:
        if isinstance(node, ast.Assign | ast.AugAssign):
            for target in _targets(node):
                if isinstance(target, ast.Subscript) and (name := root(target)):
                    yield Event(name, end(node), (node.value,), True, scope)
        call = node.value if isinstance(node, ast.Expr) else node
        if isinstance(call, ast.Call) and (isinstance(node, ast.Expr) or method(call) in FITTING):
            on = receiver(call)
            if on is not None and (name := root(on)):
                yield Event(name, end(node), (call,), True, scope)


def _targets(node: ast.Assign | ast.AugAssign) -> list[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [e for t in targets for e in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]


def read(node: ast.expr, through_estimators: bool = True) -> Iterator[ast.expr]:
    """The calls in an expression and the names whose data it reads; not names whose shape alone it asks for."""
    todo: list[ast.AST] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Lambda) or (isinstance(one, ast.Attribute) and one.attr in _NO_DATA):
            continue
        if isinstance(one, ast.Call):
            if last(dotted(one.func)) in _NO_DATA_CALLS:
                continue
            yield one
            on = receiver(one)
            if on is not None and (through_estimators or method(one) not in PREDICTING | FITTING):
                todo.append(on)
            if through_estimators or method(one) not in ("fit", "partial_fit"):
                todo += [*one.args, *(k.value for k in one.keywords)]
        elif isinstance(one, ast.Name | ast.Attribute) and dotted(one):
            yield one
        else:
            todo += ast.iter_child_nodes(one)


def option(call: ast.Call, name: str) -> object:
    """The constant that a keyword argument gives; None when it isn't given, or isn't a constant."""
    value = keyword(call, name)
    return value.value if isinstance(value, ast.Constant) else None
