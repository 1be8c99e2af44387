"""Mixed precision with a step left out."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, method, receiver
from .events import Event
from .loops import Loops, within
from .scaling import Scaled, scaled_loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for one in scaled_loops(loops):
        found = _bypassed(one) or _unscaled(one) or _not_updated(loops, one) or _clipped(one)
        if found is not None:
            yield found


def _plain_steps(one: Scaled) -> list[Event]:
    return [e for e in one.events if e.kind == "step" and isinstance(e.node, ast.Call) and not e.node.args]


def _bypassed(one: Scaled) -> Hit | None:
    steps = _plain_steps(one)
    if "scale" in one.calls and steps and not ({"step", "unscale_"} & one.calls.keys()):
        message = (
            f"The loss is scaled by {one.scaler}, but {steps[0].of}.step() follows the scaled gradients as they are, 65536 "
            f"times too large at the start; {one.scaler}.step would divide them first."
        )
        return hit(steps[0].node, message, one.calls["scale"][0])
    return None


def _unscaled(one: Scaled) -> Hit | None:
    backward = [e for e in one.events if e.kind == "backward" and isinstance(e.node, ast.Call)]
    if "step" in one.calls and "scale" not in one.calls and backward:
        call = backward[0].node
        if (
            isinstance(call, ast.Call)
            and isinstance(receiver(call), ast.Name)
            and not backward[0].of.startswith("scaled")
        ):
            message = (
                f"{one.scaler}.step divides the gradients by the scale (65536 at the start), but {backward[0].of} was never "
                "multiplied by it: the steps are far too small, and small gradients still vanish in half precision."
            )
            return hit(call, message, one.calls["step"][0])
    return None


def _not_updated(loops: Loops, one: Scaled) -> Hit | None:
    updates = any(
        method(c) == "update" and receiver(c) is not None and ast.unparse(c.func) == f"{one.scaler}.update"
        for c in loops.code.calls
    )
    if {"scale", "step"} <= one.calls.keys() and not updates:
        message = (
            f"{one.scaler}.update() is missing after {one.scaler}.step: the second step of an optimiser stops with “step() "
            "has already been called since the last update()”."
        )
        return hit(one.calls["step"][0], message, one.calls["scale"][0])
    return None


def _clipped(one: Scaled) -> Hit | None:
    clip = next((e for e in one.events if e.kind == "clip"), None)
    scale, step = one.calls.get("scale"), one.calls.get("step")
    if clip is None or not scale or not step or not begin(scale[0]) < begin(clip.node) < begin(step[0]):
        return None
    if any(method(c) == "unscale_" for c in one.scope.calls if within(c, one.loop)):
        return None
    message = (
        f"The gradients are clipped while they are still multiplied by the scale of {one.scaler}: with 65536 nearly every "
        f"gradient is cut to almost nothing. {one.scaler} has not divided them yet."
    )
    return hit(clip.node, message, scale[0], step[0])


CHECK = Check(
    name="grad-scaler-misused",
    title="The gradient scaler's steps are incomplete",
    severity="bug",
    idea="Mixed precision multiplies the loss so that small gradients survive, and must divide the gradients again before "
    "they are used: scale, backward, (unscale_, clip,) step, update.",
    question="By which factor are the gradients multiplied at each line between the loss and the step?",
    terms=("gpu-basics", "pytorch-training-loop"),
    bad="""\
def train(model, loader, criterion, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
""",
    good="""\
def train(model, loader, criterion, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
""",
    find=_find,
)
