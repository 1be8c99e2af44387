"""Notebooks that were not run from top to bottom, so that what they show need not come of what stands there."""

from collections.abc import Iterator

from .finding import Hit
from .rule_words import RuleWords
from .source import Source

RULE = "run-out-of-order"
WORDS = RuleWords(
    "risk",
    "The notebook was not run from top to bottom",
    "A cell sees whatever ran before it, not what stands above it. A result that only comes of another order can't be had "
    "again from the notebook.",
    "What does the notebook show after “Restart kernel and run all”?",
    ("python-modules", "sklearn-workflow"),
)


def out_of_order(source: Source) -> Iterator[Hit]:
    """The first cell that was run before one that stands above it, by the execution counts that the notebook keeps."""
    before = None
    for cell in source.cells:
        if cell.executed is None:
            continue
        if before is not None and before.executed is not None and cell.executed < before.executed:
            message = (
                f"Cell {cell.number} was run as number {cell.executed}, before cell {before.number} above it "
                f"(number {before.executed})."
            )
            yield Hit(cell.first, cell.first, 1, 1, message, (before.first,))
            return
        before = cell
