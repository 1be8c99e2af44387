"""Loaders that leave out rows of the data that are measured on."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword
from .datasets import loaders
from .words import tokens


def _find(code: Code) -> Iterator[Hit]:
    for one in loaders(code):
        drops = keyword(one.call, "drop_last")
        if (
            one.part == "held"
            and isinstance(drops, ast.Constant)
            and drops.value is True
            and "train" not in tokens(one.name)
        ):
            message = (
                f"{one.name or 'This loader'} leaves out its last batch when that isn't full: with 1,000 rows and batches of 64 the last 40 "
                "are never measured, and len(dataset) still counts them."
            )
            yield hit(one.call, message)


CHECK = Check(
    name="evaluation-drops-rows",
    title="Rows are left out of the evaluation",
    severity="risk",
    idea="drop_last spares training an uneven batch; a row left out comes up in the next epoch. An evaluation goes over its "
    "rows once, and the same ones are missing every time.",
    question="Over how many rows does this evaluation go, and by how many is it divided?",
    terms=("evaluation-metrics", "pytorch-training-loop"),
    bad="""\
test_loader = DataLoader(test_set, batch_size=64, drop_last=True)
""",
    good="""\
test_loader = DataLoader(test_set, batch_size=64)
""",
    find=_find,
)
