"""Finds linear layers for one direction after a layer with two."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for _, forward in trails.forwards():
        for call in forward.calls:
            made = trails.made(call.func) if dotted(call.func).startswith("self.") else None
            if made is None or made.name != "torch.nn.Linear" or made.call is None or not call.args:
                continue
            layer = _outputs_of(trails, call.args[0])
            width, hidden = (
                argument(made.call, 0, "in_features"),
                argument(layer, 1, "hidden_size") if layer is not None else None,
            )
            if layer is None or width is None or hidden is None or not keyword(layer, "bidirectional"):
                continue
            both = keyword(layer, "bidirectional")
            if isinstance(both, ast.Constant) and both.value is True and ast.dump(width) == ast.dump(hidden):
                message = (
                    f"`{short(made.call)}` wants `{short(width)}` values, but `{short(layer)}` has two directions and gives twice as many: the first "
                    "batch stops with an error about shapes."
                )
                yield hit(made.call, message, layer, call)


def _outputs_of(trails: Trails, node: ast.expr) -> ast.Call | None:
    """The recurrent layer whose outputs a value is, whole or at one step."""
    for _ in range(6):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and (step := next(trails.steps(node), None))
            and step.op == "dropout"
            and node.args
        ):
            node = node.args[0]
        bound = trails.settled(node)
        if bound is None or bound.kind != "assign" or not isinstance(bound.value, ast.expr):
            return None
        if bound.index == 0 and isinstance(bound.value, ast.Call):
            made = trails.made(bound.value.func)
            return made.call if made and made.name in ("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN") else None
        node = bound.value
    return None


_PROGRAM = """import torch.nn as nn

class Classifier(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.lstm = nn.LSTM(dim, hidden, batch_first=True, bidirectional=True)
        self.fc = nn.Linear({width}, 2)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, 0])
"""
CHECK = Check(
    name="bidirectional-width",
    title="A layer for one direction after a layer with two",
    severity="bug",
    idea="A bidirectional layer puts the states of both directions beside each other, so its outputs are twice as wide.",
    question="How many values does the recurrent layer give for each step?",
    terms=("lstm", "rnn"),
    bad=_PROGRAM.format(width="hidden"),
    good=_PROGRAM.format(width="2 * hidden"),
    find=_find,
)
