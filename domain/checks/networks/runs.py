"""Layers one behind another, in nn.Sequential and in forward, and how many values they take and give."""

import ast
from collections.abc import Iterator
from typing import Final

from ..syntax import argument, dotted, last, method, receiver
from .nets import NETWORK_NAMES
from .trails import Step, Trails, number

_TAKES: Final = {
    "linear": "in_features",
    "Conv": "in_channels",
    "ConvTranspose": "in_channels",
    "BatchNorm": "num_features",
}
_GIVES: Final = {"linear": (1, "out_features"), "Conv": (1, "out_channels"), "ConvTranspose": (1, "out_channels")}
POINTWISE: Final = frozenset(
    [
        "relu",
        "leaky_relu",
        "relu6",
        "gelu",
        "tanh",
        "silu",
        "elu",
        "sigmoid",
        "softmax",
        "log_softmax",
        "dropout",
        "Dropout2d",
        "Dropout1d",
        "PReLU",
        "SELU",
        "selu",
        "softplus",
        "Hardswish",
        "relu_",
        "identity",
        "to",
        "contiguous",
        "detach",
        "float",
        "clamp",
        "Mish",
        "mish",
    ]
)
"""What keeps the shape."""
POOLS: Final = frozenset(
    [
        "MaxPool2d",
        "AvgPool2d",
        "AdaptiveAvgPool2d",
        "AdaptiveMaxPool2d",
        "MaxPool1d",
        "AvgPool1d",
        "AdaptiveAvgPool1d",
        "max_pool2d",
        "avg_pool2d",
        "adaptive_avg_pool2d",
        "max_pool1d",
    ]
)


def family(op: str) -> str:
    """The kind of a layer without its dimensions: `Conv` for `Conv2d`."""
    return op[:-2] if op[-2:] in ("1d", "2d", "3d") else op


def dimensions(op: str) -> str:
    """`2d` of `Conv2d`; "" for layers without."""
    return op[-2:] if op[-2:] in ("1d", "2d", "3d") else ""


def runs(trails: Trails) -> Iterator[Iterator[Step]]:
    """For each layer that is made within an nn.Sequential or applied in a forward: it, and then what comes before it."""
    seen: set[ast.expr] = set()
    for call in trails.code.calls:
        if trails.code.called(call) == "torch.nn.Sequential":
            steps = list(trails.layers(call))
            for at, step in enumerate(steps):
                if step.node not in seen and step.layer is not None:
                    seen.add(step.node)
                    yield iter(steps[at:])
    for _, forward in trails.forwards():
        for call in forward.calls:
            steps_ = trails.steps(call)
            first = next(steps_, None)
            if first and first.node is call and first.layer is not None:
                yield _with(first, steps_)


def _with(first: Step, others: Iterator[Step]) -> Iterator[Step]:
    yield first
    yield from others


def takes(trails: Trails, step: Step) -> int | None:
    """How many values or channels a layer takes."""
    name = _TAKES.get(family(step.op))
    return number(trails, argument(step.layer, 0, name)) if name and step.layer else None


def gives(trails: Trails, step: Step) -> int | None:
    """How many values or channels a layer gives."""
    place = _GIVES.get(family(step.op))
    return number(trails, argument(step.layer, *place)) if place and step.layer else None


def is_column(trails: Trails, node: ast.expr) -> Step | None:
    """The layer with one output that a value comes from with shape [N, 1]; None when it may have another shape."""
    allowed = POINTWISE | {"round", ">", "<", "int", "long", "bool", "cpu", "cuda", "type", "numpy", "/", "*", "data"}
    for step in trails.steps(node):
        if step.op == "linear":
            return step if gives(trails, step) == 1 else None
        if step.op not in allowed:
            return None
    return None


def reads_batch(trails: Trails, call: ast.expr) -> bool:
    """Whether a network, by its name, reads what a loop over a loader gives, so that axis 0 of its output counts examples."""
    if not isinstance(call, ast.Call) or not call.args or last(dotted(call.func)) not in NETWORK_NAMES:
        return False
    given = call.args[0]
    while isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute):
        given = given.func.value
    bound = trails.code.binding(given)
    value = bound.value if bound is not None and bound.kind == "assign" else None
    if value is not None and method(value) in ("to", "cuda", "float"):
        moved = receiver(value)
        bound = trails.code.binding(moved) if moved is not None else None
    return (
        bound is not None
        and bound.kind == "for"
        and bound.index is not None
        and "load" in ast.unparse(bound.value or call)
    )


def setting(step: Step) -> str:
    """A layer as it is made, for a message."""
    text = ast.unparse(step.layer) if step.layer else step.op
    return last(text[: text.index("(")]) + text[text.index("(") :] if "(" in text and len(text) <= 60 else step.op
