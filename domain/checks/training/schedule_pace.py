"""Schedulers that step for each batch where epochs are meant, and the other way round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last
from .loops import Loops
from .origins import arguments_of, origins
from .schedules import Stepped, batch_loop, epoch_loop, stepped
from .words import is_loader

_MOST_EPOCHS = 100


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for step in stepped(loops):
        if step.made is None:
            continue
        if batch_loop(loops, step) is not None and _counts_epochs(step, code):
            message = (
                f"{step.event.of}.step() is called for each batch, but {ast.unparse(step.made)[:80]} counts epochs: "
                "with 500 batches the learning rate falls 500 times in the first epoch."
            )
            yield hit(step.call, message, step.made)
        elif epoch_loop(loops, step) is not None and _counts_batches(step, code):
            message = (
                f"{step.event.of}.step() is called once an epoch, but {ast.unparse(step.made)[:80]} counts batches: the "
                "schedule never gets further than its first few steps."
            )
            yield hit(step.call, message, step.made)


def _length(step: Stepped, code: Code) -> ast.expr | None:
    """What says how long the schedule is, or how long its steps are."""
    assert step.made is not None
    names = {
        "StepLR": "step_size",
        "CosineAnnealingLR": "T_max",
        "OneCycleLR": "total_steps",
        "MultiStepLR": "milestones",
    }
    name = names.get(step.kind)
    found = argument(step.made, 2 if step.kind == "OneCycleLR" else 1, name) if name else None
    return code.value(found) if found is not None else None


def _counts_epochs(step: Stepped, code: Code) -> bool:
    if _epochs_in_lambda(step):
        return True
    if step.kind in ("ExponentialLR", "ReduceLROnPlateau"):
        gamma = argument(step.made, 1, "gamma") if step.made is not None else None
        return step.kind == "ReduceLROnPlateau" or _number(gamma, 1.0) < 0.99
    length = _length(step, code)
    if step.kind not in ("StepLR", "CosineAnnealingLR", "MultiStepLR") or length is None:
        return False
    if isinstance(length, ast.List | ast.Tuple) and length.elts:
        length = length.elts[-1]
    if isinstance(length, ast.Constant):
        return _number(length, _MOST_EPOCHS + 1) <= _MOST_EPOCHS
    words = ast.unparse(length).lower()
    return "epoch" in words and not any(word in words for word in ("len(", "step", "iter", "batch"))


def _epochs_in_lambda(step: Stepped) -> bool:
    """Whether a rate is written as a function of the epoch, or a schedule is as long as there are epochs."""
    rule = argument(step.made, 1, "lr_lambda") if step.made is not None else None
    if step.kind in ("LambdaLR", "MultiplicativeLR") and isinstance(rule, ast.Lambda):
        return [a.arg for a in rule.args.args] in (["epoch"], ["ep"], ["e"], ["epochs"])
    total = keyword(step.made, "num_training_steps") if step.made is not None else None
    return isinstance(total, ast.Name | ast.Attribute) and last(dotted(total)) in (
        "epochs",
        "num_epochs",
        "n_epochs",
        "max_epochs",
    )


def _counts_batches(step: Stepped, code: Code) -> bool:
    assert step.made is not None
    if step.kind == "OneCycleLR" and argument(step.made, 4, "steps_per_epoch") is not None:
        per = argument(step.made, 4, "steps_per_epoch")
        return not (isinstance(per, ast.Constant) and per.value == 1)
    length = _length(step, code)
    if (
        step.kind in ("OneCycleLR", "CosineAnnealingLR", "StepLR")
        and length is not None
        and "len(" in ast.unparse(length)
    ):
        return True
    return any(_is_total(code, one) for one in arguments_of(step.made))


def _is_total(code: Code, node: ast.expr) -> bool:
    """Whether this is the number of batches of all epochs."""
    for one in origins(code, node)[:4]:
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult | ast.FloorDiv):
            lengths = [n for n in ast.walk(one) if isinstance(n, ast.Call) and dotted(n.func) == "len" and n.args]
            if any(is_loader(code, n.args[0]) for n in lengths) and "epoch" in ast.unparse(one).lower():
                return True
    return False


def _number(node: ast.expr | None, otherwise: float) -> float:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) else otherwise


CHECK = Check(
    name="scheduler-pace",
    title="The scheduler steps at another pace than it was made for",
    severity="bug",
    idea="A scheduler counts its own step() calls and nothing else. The numbers it was made with, and the place of its "
    "step(), have to mean the same: batches or epochs.",
    question="How often is step() called in one epoch, and after how many calls does the rate change?",
    terms=("learning-rate-schedulers",),
    bad="""\
def train(model, loader, criterion, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.1)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            scheduler.step()
""",
    good="""\
def train(model, loader, criterion, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.1)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
""",
    find=_find,
)
