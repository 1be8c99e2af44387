"""A scheduler that watches a metric and gets none."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .loops import Loops
from .schedules import stepped


def _find(code: Code) -> Iterator[Hit]:
    for step in stepped(code.fact(Loops)):
        if step.kind == "ReduceLROnPlateau" and not step.call.args and not step.call.keywords and step.made is not None:
            message = (
                f"{step.event.of} is a ReduceLROnPlateau: its step() needs the watched value, and stops here with "
                "“missing 1 required positional argument: 'metrics'”."
            )
            yield hit(step.call, message, step.made)


CHECK = Check(
    name="plateau-without-metric",
    title="ReduceLROnPlateau.step() without the metric",
    severity="bug",
    idea="This scheduler lowers the rate when a value stops improving, so each step has to be told that value, best the "
    "validation loss.",
    question="How does this scheduler learn that the network has stopped improving?",
    terms=("learning-rate-schedulers",),
    bad="""\
def fit(model, loader, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_loss = evaluate(model, loader)
        scheduler.step()
""",
    good="""\
def fit(model, loader, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_loss = evaluate(model, loader)
        scheduler.step(val_loss)
""",
    find=_find,
)
