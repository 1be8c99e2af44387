"""Networks and batches on different devices."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, method, receiver
from .devices import Devices, raw_batches
from .loops import Loops, within

_LENGTHS = re.compile(r"(^|_)(len|lens|length|lengths|seq_?lens?|seq_?lengths?)$", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    devices = Devices(code.fact(Loops))
    if not devices.loops.is_torch or not devices.moves or _is_led(code):
        return
    for scope in code.scopes:
        if devices.loops.is_led(scope):
            continue
        seen: set[ast.AST] = set()
        for loop, call, names in raw_batches(devices, scope):
            if loop in seen or _stays(code, call, names[0]) or _moves_in(devices, loop, names[0].id) or devices.others:
                continue
            moved = devices.moved_network(dotted(call.func), scope)
            if moved is not None:
                seen.add(loop)
                message = (
                    f"{dotted(call.func)} is moved to a device, {names[0].id} never is: on a GPU this stops with "
                    "“Expected all tensors to be on the same device”."
                )
                yield hit(names[0], message, moved, loop)
        yield from _labels(devices, scope)


def _is_led(code: Code) -> bool:
    return bool(code.imported & {"accelerate", "lightning", "pytorch_lightning", "fastai", "ignite", "deepspeed"})


def _stays(code: Code, call: ast.Call, given: ast.Name) -> bool:
    """Whether this is how long the sequences of a batch are, which `pack_padded_sequence` wants on the CPU."""
    if _LENGTHS.search(given.id):
        return True
    made = code.made_by(call.func)
    forward = code.functions.get(f"{made}.forward")
    place = call.args.index(given) + 1
    name = forward.parameters[place] if forward is not None and place < len(forward.parameters) else ""
    packs = [c for c in forward.calls if method(c) == "pack_padded_sequence"] if forward is not None and name else []
    return any(name in _named(argument(c, 1, "lengths")) for c in packs)


def _moves_in(devices: Devices, loop: ast.For, name: str) -> bool:
    calls = [c for c in devices.code.scope_of(loop).calls if method(c) in ("to", "cuda")]
    return any(within(c, loop) and name in _named(receiver(c)) for c in calls)


def _named(node: ast.expr | None) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if node is not None else set()


def _labels(devices: Devices, scope: Scope) -> Iterator[Hit]:
    """The labels left behind when the inputs are moved."""
    code = devices.code
    moves = [c for c in devices.moves if code.scope_of(c) is scope and not _is_thrown(code, c)]
    for loop in [n for n in scope.nodes if isinstance(n, ast.For) and isinstance(n.target, ast.Tuple)]:
        given = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
        moved = {dotted(r) for c in moves if within(c, loop) and (r := receiver(c)) is not None}
        if not given & moved:
            continue
        for call in scope.calls:
            if not within(call, loop) or not _is_loss(code, call) or len(call.args) != 2:
                continue
            second = call.args[1]
            if (
                isinstance(second, ast.Name)
                and devices.batch_of(second) is loop
                and second.id not in moved
                and second.id in given
            ):
                if _moves_in(devices, loop, second.id) or _is_back(call.args[0], code):
                    continue
                inputs = sorted(given & moved)[0]
                message = (
                    f"{inputs} is moved to the device and {second.id} is not: on a GPU the loss stops with “Expected "
                    "all tensors to be on the same device”."
                )
                yield hit(second, message, loop)
                break


def _is_thrown(code: Code, call: ast.Call) -> bool:
    return isinstance(code.parents.get(call), ast.Expr)


def _is_loss(code: Code, call: ast.Call) -> bool:
    name = (code.made_by(call.func) or code.called(call) or dotted(call.func)).lower()
    return "loss" in name or "criterion" in name or name.endswith(("cross_entropy", "nll", "criterion"))


def _is_back(node: ast.expr, code: Code) -> bool:
    """Whether the output was brought back to the CPU."""
    return any(isinstance(n, ast.Call) and method(n) == "cpu" for n in (node, code.value(node)))


CHECK = Check(
    name="device-mismatch",
    title="Network and batch are on different devices",
    severity="bug",
    idea="An operation needs all its tensors on one device. Moving the network doesn't move the batches: each is moved "
    "when it comes.",
    question="On which device is the batch when the network gets it, and on which the network?",
    terms=("gpu-basics", "pytorch-tensors"),
    bad="""\
def train(model, loader, criterion, optimizer, device):
    for x, y in loader:
        x = x.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer, device):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
