"""Means of batches divided by the number of rows, and sums over rows by that of batches."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, method
from .counts import Sum, divisions, is_number_of_batches, is_number_of_rows, sums
from .loops import Loops
from .words import is_loader, part, tokens

_LOSSES = frozenset({"criterion", "loss_fn", "loss_function", "crit", "loss_func", "lossfn", "loss_f", "criterion_fn"})


def _find(code: Code) -> Iterator[Hit]:
    for one in sums(code.fact(Loops)):
        times = _is_weighted(one.added)
        loss = _loss(code, one.added)
        if loss is not None and not times and _is_sum(code, loss):
            yield from _sum_by_batches(code, one)
        if loss is None or not _is_mean(code, loss):
            continue
        for _, by in divisions(one):
            if not times and _counts_rows(code, by, one) and part(by) in ("", part(one.loader)):
                message = (
                    f"{one.name} adds up the mean loss of each batch and is divided by the number of rows: with batches of 64 it "
                    "says a 64th of the loss."
                )
                yield hit(by, message, one.node)
                break
            if times and is_number_of_batches(code, by):
                message = (
                    f"{one.name} adds up the loss of all rows and is divided by the number of batches: with batches of 64 it says "
                    "64 times the loss."
                )
                yield hit(by, message, one.node)
                break


def _counts_rows(code: Code, by: ast.expr, one: Sum) -> bool:
    """Whether this is the number of rows in a loader's dataset: `len(loader.dataset)`, or of what the loader was made of."""
    if is_number_of_rows(code, by):
        return True
    value, made = code.value(by), code.value(one.loader)
    if not isinstance(value, ast.Call) or dotted(value.func) != "len" or len(value.args) != 1:
        return False
    of = dotted(value.args[0])
    if isinstance(made, ast.Call) and method(made) == "DataLoader":
        given = argument(made, 0, "dataset")
        return bool(of) and given is not None and dotted(given) == of
    return "dataset" in tokens(of) and not is_loader(code, value.args[0]) and of != dotted(one.loader)


def _sum_by_batches(code: Code, one: Sum) -> Iterator[Hit]:
    for _, by in divisions(one):
        if is_number_of_batches(code, by):
            message = (
                f'{one.name} adds up losses of reduction="sum" and is divided by the number of batches: with batches of 64 it says '
                "64 times the loss."
            )
            yield hit(by, message, one.node)
            return


def _is_sum(code: Code, loss: ast.expr) -> bool:
    """Whether this is a loss that adds up its batch's rows."""
    made = code.value(loss.func) if isinstance(loss, ast.Call) else loss
    given = [keyword(c, "reduction") for c in (loss, made) if isinstance(c, ast.Call)]
    return any(isinstance(g, ast.Constant) and g.value == "sum" for g in given)


def _loss(code: Code, added: ast.expr) -> ast.expr | None:
    """The loss function's call whose number is added."""
    for node in ast.walk(added):
        if isinstance(node, ast.Name) and "loss" in node.id.lower():
            value = code.value(node)
            return value if isinstance(value, ast.Call) else None
        if isinstance(node, ast.Call) and method(node) not in ("item", "size", "len", "detach", "cpu", "float"):
            return node
    return None


def _is_mean(code: Code, loss: ast.expr) -> bool:
    """Whether this surely is a loss that takes the mean over the batch."""
    if (
        not isinstance(loss, ast.Call)
        or keyword(loss, "reduction") is not None
        or keyword(loss, "size_average") is not None
    ):
        return False
    name = code.called(loss)
    if name.startswith("torch.nn.functional."):
        return True
    made = code.made_by(loss.func)
    if made.startswith("torch.nn.") and made.endswith("Loss"):
        value = code.value(loss.func)
        return "reduction" not in ast.unparse(value) and "size_average" not in ast.unparse(value)
    return not made and method(loss) in _LOSSES and "reduction" not in code.text


def _is_weighted(added: ast.expr) -> bool:
    """Whether the loss of a batch is multiplied by its number of rows."""
    return any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Mult)
        and any(word in ast.unparse(n) for word in (".size(", "len(", ".shape[0]", "batch_size"))
        for n in ast.walk(added)
    )


CHECK = Check(
    name="mean-by-rows",
    title="A sum of losses is divided by the wrong count",
    severity="bug",
    idea="A loss of PyTorch is the mean over its batch. A sum of means is divided by the number of batches; a sum over rows "
    "(the mean times the batch's size) by that of rows.",
    question="What comes out when the loss is 1.0 in every batch?",
    terms=("evaluation-metrics", "loss-functions", "statistics"),
    bad="""\
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += criterion(model(x), y).item()
    return total / len(loader.dataset)
""",
    good="""\
@torch.no_grad()
def evaluate(model, loader, criterion):
    model.eval()
    total = 0.0
    for x, y in loader:
        total += criterion(model(x), y).item() * len(x)
    return total / len(loader.dataset)
""",
    find=_find,
)
