"""The best epoch chosen by the test data."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, names
from .counts import Sum, sums
from .loops import Loop, Loops, within
from .words import tokens

_MASKED = "The epoch to keep is chosen by {}, and that score comes from the test data: the best of many looks at them is too good for new data."
_KEEPS = frozenset({"save", "deepcopy", "state_dict", "save_checkpoint", "save_model"})


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes if loops.is_torch else ():
        for node in scope.nodes:
            if not isinstance(node, ast.If) or not code.loops(node):
                continue
            loop = code.loops(node)[-1]
            masked = _masked(code, node, loop)
            if masked is not None and _trains(loops, scope, loop):
                yield hit(node.test, _MASKED.format(ast.unparse(node.test)), masked, loop)
                break
            summed = _summed(code, node, loop)
            if summed and _trains(loops, scope, loop) and not _is_validated(scope):
                yield hit(node.test, _MASKED.format(ast.unparse(node.test)), summed.node, loop)
                break
            name = _compared(node.test) if _keeps(node) else ""
            if name and _trains(loops, scope, loop) and _is_of_test(scope, loop, name):
                message = (
                    f"The epoch to keep is chosen by {name}, which comes from the test data: the best of many looks at the test "
                    "is too good for new data, and no untouched rows are left to say by how much."
                )
                yield hit(node.test, message, loop)
                break


def _masked(code: Code, node: ast.If, loop: Loop) -> ast.AST | None:
    """Where a score under another name, `val_acc`, is computed from the test data and compared with the best one."""
    if (
        not isinstance(node.test, ast.Compare)
        or len(node.test.ops) != 1
        or not isinstance(node.test.ops[0], ast.Lt | ast.Gt | ast.LtE | ast.GtE)
    ):
        return None
    sides = [node.test.left, node.test.comparators[0]]
    if not any("best" in tokens(ast.unparse(s)) for s in sides):
        return None
    new = next(
        (s for s in sides if isinstance(s, ast.Name) and "best" not in tokens(s.id) and "test" not in tokens(s.id)),
        None,
    )
    bound = code.binding(new) if new is not None else None
    if bound is None or bound.kind != "assign" or not within(bound.node, loop) or not isinstance(bound.value, ast.Call):
        return None
    words = {t for n in ast.walk(bound.value) if isinstance(n, ast.Name | ast.Attribute) for t in tokens(dotted(n))}
    held = {"val", "valid", "validation", "dev"}
    is_masked = any(isinstance(n, ast.Attribute) and n.attr == "test_mask" for n in ast.walk(bound.value))
    loaded = _keeps(node) and any(isinstance(a, ast.Name) and tokens(a.id)[:1] == ["test"] for a in bound.value.args)
    train = "train" in words or words & held
    return bound.node if (is_masked or loaded) and not train else None


def _summed(code: Code, node: ast.If, loop: Loop) -> Sum | None:
    """The sum over the test's batches, in the same epoch, that a score compared with the best one is computed from."""
    if not _keeps(node) or not isinstance(node.test, ast.Compare) or len(node.test.ops) != 1:
        return None
    sides = [node.test.left, node.test.comparators[0]]
    if not any("best" in tokens(ast.unparse(s)) for s in sides):
        return None
    new = next((s for s in sides if isinstance(s, ast.Name) and "best" not in tokens(s.id)), None)
    bound = code.binding(new) if new is not None else None
    if new is None or bound is None or not within(bound.node, loop) or not isinstance(bound.value, ast.expr):
        return None
    known = code.fact(_over_test)
    scope = code.scope_of(node)
    found = (known.get((scope, name)) for name in {new.id, *names(bound.value)})
    return next((one for one in found if one is not None and within(one.loop, loop)), None)


def _over_test(code: Code) -> dict[tuple[Scope, str], Sum]:
    all_sums = sums(code.fact(Loops))
    return {(one.scope, one.name): one for one in all_sums if "test" in tokens(ast.unparse(one.loader))}


def _keeps(node: ast.If) -> bool:
    return any(isinstance(n, ast.Call) and method(n) in _KEEPS for one in node.body for n in ast.walk(one))


def _compared(test: ast.expr) -> str:
    """The name of the test's score that is compared with the best one."""
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Lt | ast.Gt | ast.LtE | ast.GtE)
    ):
        return ""
    sides = [dotted(test.left), dotted(test.comparators[0])]
    if not any("best" in tokens(s) or {"min", "max"} & set(tokens(s)) for s in sides):
        return ""
    return next((s for s in sides if "test" in tokens(s) and "best" not in tokens(s)), "")


def _trains(loops: Loops, scope: Scope, loop: Loop) -> bool:
    if {"backward", "step"} & loops.kinds_in(loop):
        return True
    return any(within(c, loop) and "train" in tokens(method(c)) and c.args for c in scope.calls)


def _is_of_test(scope: Scope, loop: Loop, name: str) -> bool:
    """Whether the score is made in the loop out of something named test, and no validation data are there."""
    if _is_validated(scope):
        return False
    for bound in scope.bindings.get(name, ()):
        if within(bound.node, loop) and isinstance(bound.value, ast.Call | ast.BinOp):
            return True
    return False


def _is_validated(scope: Scope) -> bool:
    held = {"val", "valid", "validation", "dev"}
    return any(held & set(tokens(n.id)) for n in scope.nodes if isinstance(n, ast.Name))


CHECK = Check(
    name="chosen-on-test",
    title="The best epoch is chosen by the test data",
    severity="leak",
    idea="Whatever is chosen by a score makes that score too good. Choose by validation data, and look at the test data once.",
    question="Which rows tell how the kept network does on data that had no say in keeping it?",
    terms=("cross-validation", "overfitting"),
    bad="""\
def fit(model, train_loader, test_loader, optimizer, epochs):
    best_acc = 0.0
    for epoch in range(epochs):
        train_epoch(model, train_loader, optimizer)
        test_acc = measure(model, test_loader)
        if test_acc > best_acc:
            best_acc = test_acc
            torch.save(model.state_dict(), "best.pt")
""",
    good="""\
def fit(model, train_loader, val_loader, optimizer, epochs):
    best_acc = 0.0
    for epoch in range(epochs):
        train_epoch(model, train_loader, optimizer)
        val_acc = measure(model, val_loader)
        if val_acc > best_acc:
            best_acc = val_acc
            torch.save(model.state_dict(), "best.pt")
""",
    find=_find,
)
