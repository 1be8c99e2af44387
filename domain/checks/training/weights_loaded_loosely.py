"""Checkpoints that are loaded, saved or gone on from only in part."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, receiver
from .loops import Loops

_PARTIAL = re.compile(r"lora|peft|adapter|pretrain|backbone|finetun|fine_tun|missing|unexpected|ema", re.IGNORECASE)
_EPOCH = re.compile(r"^(start_?epoch|epoch_?start|first_?epoch|resume_?epoch|last_?epoch)$", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "state_dict" not in code.text or not loops.is_torch:
        return
    learns = any(e.kind in ("backward", "step") for events in loops.events.values() for e in events)
    loads = [c for c in code.calls if method(c) == "load_state_dict" and isinstance(c.func, ast.Attribute)]
    yield from _saved(code)
    for call in loads:
        if not learns and _is_loose(code, call):
            message = (
                f"{ast.unparse(call)[:80]} takes what fits by name and leaves the rest at random without a word: with keys like “module.fc.weight” "
                "not one weight is loaded."
            )
            yield hit(call, message)
    if learns and loads:
        yield from _resumed(code, loads)


def _saved(code: Code) -> Iterator[Hit]:
    """The method saved instead of what it gives, or its result taken for the network."""
    for call in code.calls:
        if (
            dotted(call.func) == "torch.save"
            and call.args
            and isinstance(call.args[0], ast.Attribute)
            and call.args[0].attr == "state_dict"
        ):
            message = f"{ast.unparse(call.args[0])} without brackets is the method itself: with it the whole object is pickled, and load_state_dict can't read it."
            yield hit(call.args[0], message)
        outer = code.parents.get(call)
        on = dotted(receiver(call) or call)
        if (
            method(call) == "load_state_dict"
            and on
            and isinstance(outer, ast.Assign)
            and dotted(outer.targets[0]) == on
        ):
            message = f"load_state_dict gives a list of missing keys, not the network: after this {on} is no network any more."
            yield hit(outer, message)


def _is_loose(code: Code, call: ast.Call) -> bool:
    strict = keyword(call, "strict")
    thrown = isinstance(code.parents.get(call), ast.Expr)
    is_off = isinstance(strict, ast.Constant) and strict.value is False
    evaluated = any(method(c) == "eval" for c in code.calls)
    return is_off and thrown and evaluated and not _PARTIAL.search(code.text)


def _resumed(code: Code, loads: list[ast.Call]) -> Iterator[Hit]:
    """Training that goes on from a checkpoint without the optimiser's state, or from the first epoch."""
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            one = next(
                (b for b in bound if isinstance(b.node, ast.Assign) and b.value is not None and _reads_epoch(b.value)),
                None,
            )
            if one is None or not _EPOCH.match(last(name)) or not isinstance(one.node, ast.stmt):
                continue
            others = [dotted(c.func) for c in loads]
            read = any(
                isinstance(n, ast.Name | ast.Attribute) and dotted(n) == name and isinstance(n.ctx, ast.Load)
                for n in ast.walk(code.tree)
            )
            if not read:
                message = (
                    f"{name} is read from the checkpoint and never used: the loop begins at its first epoch again."
                )
                yield hit(one.node, message)
            elif (
                not any("opt" in o.lower() for o in others)
                and "optim" in code.text
                and not any("load" in method(c) and "opt" in ast.unparse(c).lower() for c in code.calls)
            ):
                message = (
                    f"Training goes on from {name} with the old weights and a new optimiser: its state (Adam's means, the momentum, the rate as "
                    "it was) isn't loaded, and the first steps undo a part of what was learned."
                )
                yield hit(one.node, message, loads[0])


def _reads_epoch(value: ast.expr) -> bool:
    return any(
        isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant) and n.slice.value == "epoch"
        for n in ast.walk(value)
    )


CHECK = Check(
    name="checkpoint-in-part",
    title="A checkpoint is taken over only in part",
    severity="risk",
    idea="A checkpoint is of use when all of it comes back: every weight of the network, and to go on training the "
    "optimiser's state and the epoch too.",
    question="What in this program is the same after loading as it was when the checkpoint was saved?",
    terms=("pytorch-training-loop",),
    bad="""\
def load(model, path):
    model.load_state_dict(torch.load(path, weights_only=True), strict=False)
    model.eval()
    return model
""",
    good="""\
def load(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    model.eval()
    return model
""",
    find=_find,
)
