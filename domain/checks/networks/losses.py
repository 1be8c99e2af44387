"""Which loss is used with which output and target."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..syntax import argument, last
from .trails import Step, Trails

FUNCTIONAL: Final = {
    "cross_entropy": "CrossEntropyLoss", "nll_loss": "NLLLoss", "binary_cross_entropy": "BCELoss",
    "binary_cross_entropy_with_logits": "BCEWithLogitsLoss", "mse_loss": "MSELoss", "l1_loss": "L1Loss",
    "smooth_l1_loss": "SmoothL1Loss", "huber_loss": "HuberLoss", "kl_div": "KLDivLoss",
}  # fmt: skip
REGRESSION: Final = frozenset({"MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"})


@dataclass(frozen=True, slots=True)
class Loss:
    """One use of a loss: its class (also for the function), the call, and what it is given. `made` is the call that has
    its settings."""

    kind: str
    call: ast.Call
    made: ast.Call
    output: ast.expr
    target: ast.expr | None


def losses(trails: Trails) -> Iterator[Loss]:
    """The uses of PyTorch's losses, by object or by function."""
    found = list(_called(trails))
    yield from found
    if not found:
        yield from _beside(trails)


def _beside(trails: Trails) -> Iterator[Loss]:
    """A loss that is made but nowhere called in this source, with the one network beside it: they will be used together."""
    made = [c for c in trails.code.calls if trails.code.called(c).startswith("torch.nn.") and _is_named(trails, c)]
    output = _sole_output(trails) if len(made) == 1 else None
    if output is not None:
        yield Loss(last(trails.code.called(made[0])), made[0], made[0], output, None)


def _sole_output(trails: Trails) -> ast.expr | None:
    """The output of the one whole network of this source, as a call that isn't in it: of the class that no other is made
    of, or of the one nn.Sequential that is kept under a name outside of classes."""
    code = trails.code
    if len(trails.whole) == 1:
        names = {cls.name for cls in trails.modules}
        if not all(
            trails.owner(c) or trails.code.called(c) in names for c in code.calls if trails.has_weights(code.called(c))
        ):
            return None
        made: ast.expr = ast.Call(ast.Name(trails.whole[0].name, ast.Load()), [], [])
        return ast.Call(made, [ast.Constant(None)], [])
    kept = [
        bound.value
        for scope in code.scopes
        for found in scope.bindings.values()
        for bound in found
        if "." not in bound.name
        and bound.index is None
        and bound.value is not None
        and code.called(bound.value) == "torch.nn.Sequential"
    ]
    only = kept[0] if len(kept) == 1 and not trails.modules else None
    return ast.Call(only, [ast.Constant(None)], []) if only is not None and _has_all(trails, only) else None


def _has_all(trails: Trails, network: ast.AST) -> bool:
    """Whether no layer with weights is made outside of a network: another may follow it, then."""
    inside = {n for n in ast.walk(network) if isinstance(n, ast.Call)}
    return all(call in inside for call in trails.code.calls if trails.has_weights(trails.code.called(call)))


def _is_named(trails: Trails, call: ast.Call) -> bool:
    return call.func.__class__ in (ast.Name, ast.Attribute) and trails.code.called(call).endswith("Loss")


def _called(trails: Trails) -> Iterator[Loss]:
    for call in trails.code.calls:
        output, target = argument(call, 0, "input"), argument(call, 1, "target")
        if output is None or target is None:
            continue
        name = trails.called(call)
        if name.startswith("torch.nn.functional.") and last(name) in FUNCTIONAL:
            yield Loss(FUNCTIONAL[last(name)], call, call, output, target)
        elif not name or name in trails.code.functions:
            made = trails.made(call.func)
            if made and made.call and made.name.startswith("torch.nn.") and made.name.endswith("Loss"):
                yield Loss(last(made.name), call, made.call, output, target)


def ends(trails: Trails, kinds: frozenset[str], ops: frozenset[str]) -> Iterator[tuple[Loss, Step]]:
    """The uses of losses of these kinds whose output ends with one of these, once for each place where it does."""
    seen = set()
    for loss in losses(trails):
        if loss.kind in kinds:
            step = trails.ending(loss.output)
            if step and step.op in ops and step.node not in seen:
                seen.add(step.node)
                yield loss, step


def doubled(trails: Trails) -> set[ast.expr]:
    """The activations that a loss applies again, and the layers that make them: another check speaks of these."""
    found: set[ast.expr] = set()
    for loss in losses(trails):
        step = trails.ending(loss.output) if loss.kind in ("CrossEntropyLoss", "BCEWithLogitsLoss") else None
        if step and step.op in ("softmax", "sigmoid", "log_softmax"):
            found |= {step.node, step.layer or step.node}
    return found


def loss_name(loss: Loss) -> str:
    """The loss as it is written: the class, or the function."""
    return ast.unparse(loss.made.func)
