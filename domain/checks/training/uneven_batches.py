"""Scores averaged over batches of different sizes."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, names
from .counts import averages_rows, divisions, is_number_of_batches, sums
from .evaluation import batch_source
from .loops import Loops, within
from .origins import origins

_SCORES = frozenset(
    {"f1_score", "precision_score", "recall_score", "roc_auc_score", "average_precision_score", "accuracy_score"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "drop_last" in code.text:
        return
    yield from _listed(loops)
    for one in sums(loops):
        value = code.value(one.added)
        score = next(
            (
                last(code.called(n))
                for n in ast.walk(value)
                if isinstance(n, ast.Call) and last(code.called(n)) in _SCORES
            ),
            "",
        )
        if not score and (
            not any(averages_rows(o) for o in origins(code, one.added)[:3]) or "backward" in loops.kinds_in(one.loop)
        ):
            continue
        for _, by in divisions(one):
            if is_number_of_batches(code, by):
                message = (
                    f"{one.name} is a mean of the batches' scores, and a smaller last batch weighs as much as a full one: 100 right "
                    "of 100 and 0 right of 1 give 0.5 and not 0.99."
                )
                if score in ("f1_score", "precision_score", "recall_score", "roc_auc_score"):
                    message = (
                        f"{one.name} is a mean of each batch's {score}, which isn't the {score} of all rows even when all batches "
                        "are full: a batch without positive rows says 0 or nothing."
                    )
                yield hit(one.node, message, by)
                break


def _listed(loops: Loops) -> Iterator[Hit]:
    """Shares of right rows that are put on a list for each batch, and then averaged."""
    code = loops.code
    for scope in code.scopes if loops.is_torch else ():
        for call in scope.calls:
            loop = loops.loop(call)
            name = dotted(call.func).removesuffix(".append")
            if (
                method(call) != "append"
                or not call.args
                or not isinstance(loop, ast.For)
                or batch_source(code, loop) is None
            ):
                continue
            if not any(averages_rows(o) for o in origins(code, call.args[0])[:3]) or "backward" in loops.kinds_in(loop):
                continue
            if any(_is_mean_of(n, name) for n in scope.nodes if not within(n, loop)):
                message = (
                    f"{name} holds the mean of each batch, and a smaller last batch weighs as much as a full one: 100 right "
                    "of 100 and 0 right of 1 give 0.5 and not 0.99."
                )
                yield hit(call, message, loop)


def _is_mean_of(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return ast.unparse(node.left) == f"sum({name})" and ast.unparse(node.right) == f"len({name})"
    return (
        isinstance(node, ast.Call)
        and method(node) in ("mean", "fmean")
        and bool(node.args)
        and name in names(node.args[0])
    )


CHECK = Check(
    name="uneven-batches",
    title="A score is averaged over batches of different sizes",
    severity="risk",
    idea="The mean of means is the mean only when all parts are of one size. Count rows, and divide once at the end.",
    question="How much does one row of the last batch weigh against one of the first?",
    terms=("evaluation-metrics", "statistics"),
    bad="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    accuracy = 0.0
    for x, y in loader:
        accuracy += (model(x).argmax(dim=1) == y).float().mean().item()
    return accuracy / len(loader)
""",
    good="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
""",
    find=_find,
)
