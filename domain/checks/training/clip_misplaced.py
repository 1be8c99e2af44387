"""Gradients clipped where it has no effect."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .events import Event
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for loop, events in [*loops.rounds(), *loops.single_steps()]:
        clip = next((e for e in events if e.kind == "clip"), None)
        own = [e for e in events if e.kind in ("backward", "step", "clip")]
        if clip is None or len([e for e in own if e.kind == "clip"]) != 1:
            continue
        place = own.index(clip)
        earlier = {e.kind for e in own[:place]}
        later = {e.kind for e in own[place + 1 :]}
        if "step" in earlier and "step" not in later and "backward" not in later:
            yield _hit(loop, clip, own, "after the step: the step has already used the gradients as they were")
        elif "backward" not in earlier and {"backward", "step"} <= later:
            yield _hit(
                loop, clip, own, "before backward(): the gradients of this batch aren't there yet, and are not clipped"
            )


def _hit(loop: ast.AST, clip: Event, own: list[Event], what: str) -> Hit:
    other = next(e for e in own if e.kind != "clip")
    name = ast.unparse(clip.node.func).rpartition(".")[2] if isinstance(clip.node, ast.Call) else "clipping"
    return hit(clip.node, f"{name} stands {what}.", other.node, loop)


CHECK = Check(
    name="clip-misplaced",
    title="Gradients are clipped at a place where it does nothing",
    severity="bug",
    idea="Clipping changes the gradients that are there. It works between backward(), which makes them, and step(), which "
    "uses them.",
    question="Which gradients does this call see, and who uses them afterwards?",
    terms=("pytorch-training-loop", "debug-training"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
""",
    find=_find,
)
