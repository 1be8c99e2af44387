"""What is done in training, call by call."""

import ast
from dataclasses import dataclass
from typing import Literal

from ..syntax import argument, keyword, method
from .words import label

Kind = Literal["zero", "backward", "step", "update", "schedule", "clip", "eval", "train", "unscale", "refresh"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something done in training. `of` is the name of what it is done to: the optimiser, the model, the loss."""

    kind: Kind
    node: ast.expr | ast.stmt
    of: str


def named(node: ast.Attribute) -> Event | None:
    """What was meant by a method that is named and not called."""
    kinds: dict[str, Kind] = {
        "zero_grad": "zero",
        "backward": "backward",
        "step": "step",
        "eval": "eval",
        "train": "train",
    }
    kind = kinds.get(node.attr)
    return Event(kind, node, label(node.value)) if kind else None


def differentiated(call: ast.Call, on: ast.expr) -> Event | None:
    """A gradient computed by PyTorch: written by hand, a network's `backward` takes what comes from the next layer."""
    if label(on).split(".")[-1] in ("accelerator", "fabric", "manager", "engine", "amp", "autograd"):
        return Event("backward", call, label(argument(call, 0)))
    if call.args and "loss" not in label(on).lower():
        return Event("backward", call, label(call.args[0])) if "loss" in label(call.args[0]).lower() else None
    if isinstance(on, ast.Call) and method(on) == "scale":
        return Event("backward", call, label(argument(on, 0)))
    return Event("backward", call, label(on))


def switched(call: ast.Call, on: ast.expr) -> Event | None:
    """A switch between training and evaluation mode; where a condition decides, it counts as one to training."""
    mode = argument(call, 0, "mode")
    if len(call.args) + len(call.keywords) > (mode is not None):
        return None
    if mode is not None and not isinstance(mode, ast.Constant):
        return Event("train", call, label(on))
    trains = method(call) == "train" and (mode is None or bool(getattr(mode, "value", True)))
    return Event("train" if trains else "eval", call, label(on))


def retains(call: ast.Call) -> bool:
    """Whether a backward call keeps the graph."""
    kept = keyword(call, "retain_graph")
    return isinstance(kept, ast.Constant) and kept.value is True
