"""Functional dropout that knows no evaluation mode."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import argument, last, spreads
from .words import module_class

_DROPS = frozenset({"dropout", "dropout1d", "dropout2d", "dropout3d"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if last(name) not in _DROPS or not name.startswith(("torch.nn.functional.", "F.")) or spreads(call):
            continue
        scope = code.scope_of(call)
        owner = scope.owner.name if scope.owner else ""
        if not owner or not module_class(code, owner) or argument(call, 2, "training") is not None:
            continue
        if "self" not in scope.parameters or call.end_lineno is None or call.end_col_offset is None:
            continue
        message = (
            f"F.{last(name)} drops values in evaluation as well: its training is True unless it is told, and {owner}.eval() "
            "doesn't reach it. Two predictions for one row differ."
        )
        line = code.text.split("\n")[call.end_lineno - 1].encode()[: call.end_col_offset - 1].decode(errors="replace")
        comma = "" if line.rstrip().endswith((",", "(")) or not line.strip() else ", "
        edits = inserted(call.end_lineno, call.end_col_offset, f"{comma}training=self.training") if line.strip() else ()
        yield hit(call, message, edits=edits)


CHECK = Check(
    name="dropout-always-on",
    title="F.dropout without training=self.training",
    severity="bug",
    idea="A dropout layer follows train() and eval(); the function does not, it has to be given the mode.",
    question="How does this function learn that the network is in evaluation mode?",
    terms=("normalisation-dropout",),
    bad="""\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.out = nn.Linear(16, 3)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = F.dropout(x, p=0.5)
        return self.out(x)
""",
    good="""\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.out = nn.Linear(16, 3)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = F.dropout(x, p=0.5, training=self.training)
        return self.out(x)
""",
    find=_find,
)
