"""Where data is split, and which part of it a value holds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..code import CUSTOMARY, Code, Scope
from ..syntax import Place, argument, dotted, end, last, method, receiver
from .estimators import FOLDS, SEARCHES, kind
from .flow import Event, Flow, Lineage, root
from .roles import held_out, role

CROSS: Final = frozenset(
    {"cross_val_score", "cross_validate", "cross_val_predict", "learning_curve", "validation_curve"}
)
_MODULES: Final = frozenset(CUSTOMARY)
_CUTTING: Final = frozenset({"sample", "drop", "query", "head", "tail", "copy", "reset_index"})
_MOST_SPLITS: Final = 100
_FOLD_NAMES: Final = frozenset({"kf", "skf", "kfold", "cv", "tscv", "sss", "gkf", "rkf", "folds"})


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """One place at which data is split: `arrays` are what is split, `node` is the call (or the subscript of a split by
    hand). `how` is `once`, `folds` (also cross-validation) or `hand`."""

    node: ast.expr
    arrays: tuple[ast.expr, ...]
    how: str
    scope: Scope

    @property
    def at(self) -> Place:
        """Where it ends."""
        return end(self.node)


class Splits:
    """All splits of a code, and the data's flow between them."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.once = [s for s in map(self._call, code.calls) if s]
        self.folds = [s for s in map(self._fold, code.calls) if s]

    @cached_property
    def flow(self) -> Flow:
        """The flow of the data, that ends at each split."""
        return Flow(self.code, [split.node for split in self.once])

    @cached_property
    def hand(self) -> list[Split]:
        """Splits by hand: `train = df[:800]` with `test = df[800:]`."""
        return list(self._by_hand())

    @cached_property
    def all(self) -> list[Split]:
        """All of them, those by calls first; none where there are more than anybody could compare."""
        found = [*self.once, *self.folds, *self.hand]
        return found if len(found) <= _MOST_SPLITS else []

    def _call(self, call: ast.Call) -> Split | None:
        name = last(dotted(call.func))
        if name == "train_test_split" or (name == "random_split" and call.args):
            arrays = tuple(a for a in call.args if not isinstance(a, ast.Starred))
            arrays = arrays[:1] if name == "random_split" else arrays
            return Split(call, arrays, "once", self.code.scope_of(call))
        return None

    def _fold(self, call: ast.Call) -> Split | None:
        name, on, arrays = method(call), receiver(call), tuple(call.args)
        if name in CROSS:
            given = tuple(a for a in (argument(call, 1, "X"), argument(call, 2, "y")) if a is not None)
            return Split(call, given, "folds", self.code.scope_of(call)) if given else None
        if name == "split" and on is not None and arrays and not isinstance(arrays[0], ast.Constant):
            known = kind(self.code, on)
            if known in FOLDS or (not known and dotted(on).lower() in _FOLD_NAMES):
                return Split(call, arrays[:2], "folds", self.code.scope_of(call))
        if name == "fit" and arrays and kind(self.code, on) in SEARCHES:
            return Split(call, arrays[:2], "folds", self.code.scope_of(call))
        return None

    def _by_hand(self) -> Iterator[Split]:
        for scope in self.code.scopes:
            cut: dict[tuple[str, Event | None], dict[str, ast.expr]] = {}
            for bound in scope.bindings.values():
                for one in bound:
                    base = _cut(one.value) if one.kind == "assign" and one.index is None else None
                    if base is None or not role(one.name) or one.value is None:
                        continue
                    key = (root(base), self.flow.event(base))
                    cut.setdefault(key, {}).setdefault("train" if role(one.name) == "train" else "rest", one.value)
                    if len(cut[key]) == 2 and not role(key[0]):
                        yield Split(cut[key]["train"], (_base(cut[key]["train"]),), "hand", scope)
                        cut[key].clear()

    def parts(self, lineage: Lineage) -> set[str]:
        """The roles of the parts that values are made of, by the splits they come from."""
        found: set[str] = set()
        for event in lineage.stopped:
            index = event.binding.index if event.binding else None
            if index is not None:
                found.add(role(event.name) or ("test" if index % 2 else "train"))
        return found

    def roles(self, node: ast.expr) -> set[str]:
        """The parts that a value holds: by the split it comes from, else by the names it is made of."""
        lineage = self.flow.lineage(node, through_estimators=False)
        found = self.parts(lineage)
        if not found:
            found = {role(name) for name in _names(node)} - {""}
        scope = self.code.scope_of(node)
        return found or {role(event.name) for event in lineage.events if event.scope is scope} - {""}

    def role(self, node: ast.expr | None) -> str:
        """The one part that a value holds; "" when it holds none, several, or that isn't known."""
        found = self.roles(node) if node is not None else set()
        if len(found) == 1:
            return next(iter(found))
        return "test" if found and all(map(held_out, found)) else ""

    def shares(self, node: ast.expr, split: Split) -> bool:
        """Whether a value is made of the same data as what a split splits, and of no part of an earlier split."""
        mine = self.flow.lineage(node, through_estimators=False)
        if mine.stopped:
            return False
        return any(self.are_akin(node, array) for array in split.arrays)

    def are_akin(self, node: ast.expr, other: ast.expr) -> bool:
        """Whether two values are made of the same data, at least in part."""
        mine, its = (self.flow.lineage(one, through_estimators=False) for one in (node, other))
        return bool(mine.free & its.free - _MODULES) or any(_holds_data(e) for e in mine.events & its.events)

    def comes_from(self, node: ast.expr, split: Split) -> bool:
        """Whether a value is made of a part that this split gave."""
        found = self.flow.lineage(node, through_estimators=False)
        if any(split.node in event.values for event in found.stopped):
            return True
        return split.how != "once" and bool(self.roles(node))


def _holds_data(event: Event) -> bool:
    if event.binding is not None and event.binding.kind == "parameter":
        return True
    return any(not isinstance(value, ast.Constant) and not _is_maker(value) for value in event.values)


def _is_maker(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and method(value)[:1].isupper()


def _names(node: ast.expr) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name | ast.Attribute) and dotted(one):
            yield dotted(one)


def _cut(node: ast.expr | None) -> ast.expr | None:
    """What rows are cut out of: `df` of `df[:800]`, `df.iloc[idx]`, `df.sample(frac=0.8)`."""
    taken = False
    while node is not None:
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
            node, taken = node.value, True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CUTTING:
            taken = taken or node.func.attr != "copy"
            node = node.func.value
        elif isinstance(node, ast.Attribute) and node.attr in ("iloc", "loc", "values"):
            node = node.value
        else:
            return node if taken and dotted(node) else None
    return None


def _base(node: ast.expr) -> ast.expr:
    found = _cut(node)
    return found if found is not None else node
