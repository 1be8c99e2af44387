"""Finds last states of recurrent layers that are joined by view, or taken of the wrong layer."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, method, receiver
from .followed import is_nested
from .trails import Trails, number, short

_LAYERS = {"torch.nn.LSTM": True, "torch.nn.GRU": False, "torch.nn.RNN": False}


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for _, forward in trails.forwards():
        for node in forward.nodes:
            if isinstance(node, ast.Call) and method(node) in ("view", "reshape") and len(node.args) == 2:
                layer = _layer(trails, receiver(node))
                if layer is not None and _is_on(layer, "bidirectional"):
                    message = (
                        f"`{short(node)}` joins what lies beside each other in [directions, batch, hidden]: a row gets the states of two different "
                        "examples, not both directions of one."
                    )
                    yield hit(node, message, layer)
            elif isinstance(node, ast.Subscript) and ast.unparse(node.slice) == "0" and isinstance(node.ctx, ast.Load):
                yield from _of_first(trails, forward, node)


def _of_first(trails: Trails, forward: Scope, node: ast.Subscript) -> Iterator[Hit]:
    """The state of the first of several layers, where no other is read."""
    layer = _layer(trails, node.value)
    stacked = number(trails, keyword(layer, "num_layers") or argument(layer, 2)) if layer else None
    if layer is None or stacked is None or stacked < 2 or _is_on(layer, "bidirectional"):
        return
    if "1]" not in ast.unparse(forward.node) and not trails.code.loops(node):
        yield hit(
            node,
            f"`{short(node)}` is the state of the first of {stacked} layers of `{short(layer)}`; the layers above it are computed in vain.",
            layer,
        )


def _is_on(layer: ast.Call, name: str) -> bool:
    value = keyword(layer, name)
    return isinstance(value, ast.Constant) and value.value is True


def _layer(trails: Trails, node: ast.expr | None) -> ast.Call | None:
    """The recurrent layer whose last hidden state a name holds."""
    bound = trails.code.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or not isinstance(bound.value, ast.Call):
        return None
    made = trails.made(bound.value.func)
    if made is None or made.call is None or made.name not in _LAYERS:
        return None
    nested = is_nested(bound)
    return made.call if nested == _LAYERS[made.name] and _is_state(bound) else None


def _is_state(bound: Binding) -> bool:
    """Whether a name is the first of the states: `_, h = …` or `_, (h, c) = …`."""
    targets = bound.node.targets[0] if isinstance(bound.node, ast.Assign) else None
    if not isinstance(targets, ast.Tuple) or len(targets.elts) != 2:
        return False
    second = targets.elts[1]
    return dotted(second.elts[0] if isinstance(second, ast.Tuple) and second.elts else second) == bound.name


_PROGRAM = """import torch
import torch.nn as nn

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(8, 32, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(64, 2)

    def forward(self, x):
        _, state = self.gru(x)
        return self.fc({joined})
"""
CHECK = Check(
    name="state-by-view",
    title="Last states are read off wrongly",
    severity="bug",
    idea="The states lie as [layers and directions, batch, hidden], whatever batch_first says. The last layer comes last, and directions of one "
    "example are joined with cat.",
    question="Which states lie next to each other in memory: both directions of one example, or one direction of all?",
    terms=("lstm", "rnn"),
    bad=_PROGRAM.format(joined="state.view(-1, 64)"),
    good=_PROGRAM.format(joined="torch.cat([state[0], state[1]], dim=1)"),
    find=_find,
)
