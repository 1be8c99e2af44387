"""ReduceLROnPlateau that takes better for worse."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import argument
from .best_never_kept import LESS, MORE
from .loops import Loops
from .schedules import stepped
from .words import tokens


def _find(code: Code) -> Iterator[Hit]:
    for step in stepped(code.fact(Loops)):
        if step.kind != "ReduceLROnPlateau" or step.made is None or not step.call.args:
            continue
        mode, watched = argument(step.made, 1, "mode"), step.call.args[0]
        wants = "min" if mode is None else mode.value if isinstance(mode, ast.Constant) else ""
        has = _direction(watched)
        if wants in ("min", "max") and has and wants != has:
            message = (
                f"{step.event.of} watches {ast.unparse(watched)}, which is better when it is {'larger' if has == 'max' else 'smaller'}, "
                f'with mode="{wants}"{" (what it is unless it is given)" if mode is None else ""}: the rate falls while '
                "the network gets better, and stays when it gets worse."
            )
            yield hit(step.made, message, step.call, edits=replaced(mode, f'"{has}"') if mode is not None else ())


def _direction(watched: ast.expr) -> str:
    """Which way the watched value gets better, by its name; empty when that isn't plain."""
    if isinstance(watched, ast.UnaryOp | ast.BinOp):
        return ""
    text = ast.unparse(watched)
    words = {*tokens(text), *(["f1"] if "f1" in text else ())}
    less, more = bool(words & LESS), bool(words & MORE)
    return "" if less == more or words & {"neg", "negative", "log"} else "min" if less else "max"


CHECK = Check(
    name="plateau-mode",
    title="ReduceLROnPlateau watches in the wrong direction",
    severity="bug",
    idea="What “no improvement” means has to be said: a loss improves by falling, an accuracy by rising. The scheduler takes "
    "the first for granted.",
    question="Does this value go up or down when the network gets better?",
    terms=("learning-rate-schedulers", "evaluation-metrics"),
    bad="""\
def fit(model, loader, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", patience=3)
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_acc = evaluate(model, loader)
        scheduler.step(val_acc)
""",
    good="""\
def fit(model, loader, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="max", patience=3)
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_acc = evaluate(model, loader)
        scheduler.step(val_acc)
""",
    find=_find,
)
