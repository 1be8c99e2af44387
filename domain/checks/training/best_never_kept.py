"""Best scores compared the wrong way round, or from a start that nothing can beat."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted
from .words import tokens

LESS = frozenset({"loss", "error", "rmse", "mse", "mae", "perplexity", "ppl"})
MORE = frozenset({"acc", "accuracy", "f1", "auc", "precision", "recall", "dice", "iou", "bleu"})


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.If) or not code.loops(node):
                continue
            found = _compared(node)
            if found is None:
                continue
            new, best, wants_less = found
            goal = "smaller" if _is_of(new, LESS) else "larger"
            if wants_less != _is_of(new, LESS):
                message = (
                    f"{best} is replaced when {new} is {'smaller' if wants_less else 'larger'}, but a {goal} one is better: what is kept is "
                    "the worst epoch, or none at all."
                )
                yield hit(node.test, message)
            elif (start := _start(code, scope, best, node)) is not None and _is_unbeatable(start, wants_less):
                message = f"{best} begins at {ast.unparse(start)}, and no {new} is ever {goal}: the condition is never true, and nothing is kept."
                yield hit(node.test, message, start)


def _is_of(name: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(tokens(name))


def _compared(node: ast.If) -> tuple[str, str, bool] | None:
    """The new score, the best one, and whether a smaller one replaces it; None when this isn't what happens here."""
    test = node.test
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Lt | ast.Gt | ast.LtE | ast.GtE)
    ):
        return None
    left, right = dotted(test.left), dotted(test.comparators[0])
    less = isinstance(test.ops[0], ast.Lt | ast.LtE)
    new, best, less = (right, left, not less) if "best" in tokens(left) else (left, right, less)
    is_one = _is_of(new, LESS) != _is_of(new, MORE)
    if (
        not new
        or "best" not in tokens(best)
        or "best" in tokens(new)
        or not is_one
        or {"neg", "negative", "log"} & set(tokens(new))
    ):
        return None
    kept = any(isinstance(s, ast.Assign) and dotted(s.targets[0]) == best and dotted(s.value) == new for s in node.body)
    return (new, best, less) if kept else None


def _start(code: Code, scope: Scope, best: str, node: ast.If) -> ast.expr | None:
    """What the best score is before the loop."""
    bound = [b for b in scope.bindings.get(best, ()) if b.kind == "assign" and b.at < begin(code.loops(node)[-1])]
    return bound[-1].value if bound and bound[-1].index is None else None


def _is_unbeatable(start: ast.expr, wants_less: bool) -> bool:
    if wants_less:
        return isinstance(start, ast.Constant) and start.value in (0, 0.0) and not isinstance(start.value, bool)
    return ast.unparse(start) in ("float('inf')", "np.inf", "math.inf", "torch.inf", "numpy.inf")


CHECK = Check(
    name="best-never-kept",
    title="The best epoch is looked for the wrong way round",
    severity="bug",
    idea="Of a loss the smallest is the best, of an accuracy the largest. The first value to compare with has to be worse than "
    "all that can come: infinity for a loss, 0 for an accuracy.",
    question="Is the condition true in the first epoch, and should it be?",
    terms=("evaluation-metrics", "overfitting"),
    bad="""\
def fit(model, epochs):
    best_loss = float("inf")
    for epoch in range(epochs):
        val_loss = run_epoch(model)
        if val_loss > best_loss:
            best_loss = val_loss
            save(model)
""",
    good="""\
def fit(model, epochs):
    best_loss = float("inf")
    for epoch in range(epochs):
        val_loss = run_epoch(model)
        if val_loss < best_loss:
            best_loss = val_loss
            save(model)
""",
    find=_find,
)
