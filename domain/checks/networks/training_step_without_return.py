"""Finds training steps of Lightning that give no loss back."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .nets import Nets


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls in code.classes.values():
        names = {last(name) for name in (*code.bases(cls), *(dotted(b) for b in cls.bases))}
        wanted = (
            "training_step"
            if "LightningModule" in names
            else "compute_loss"
            if names & {"Trainer", "SFTTrainer"}
            else ""
        )
        step = nets.methods(cls).get(wanted)
        if step is None or isinstance(step.node, ast.Module | ast.Lambda):
            continue
        text = ast.unparse(cls)
        if any(word in text for word in ("automatic_optimization", "manual_backward")) or any(
            method(c) == "backward" for c in step.calls
        ):
            continue
        gives = any(isinstance(n, ast.Return | ast.Yield | ast.Raise) for n in step.nodes)
        if not gives and len(step.node.body) > 1 and not step.node.decorator_list:
            message = f"`{cls.name}.{wanted}` computes a loss and has no `return`: the trainer gets None, skips the step, and no parameter changes."
            yield hit(step.node.body[-1], message, step.node)


_PROGRAM = """import lightning as L
import torch.nn.functional as F

class Classifier(L.LightningModule):
    def training_step(self, batch, index):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("loss", loss)
{end}"""
CHECK = Check(
    name="training-step-without-return",
    title="The training step gives no loss back",
    severity="bug",
    idea="Lightning calls backward on what training_step returns. Without a return it leaves the batch out.",
    question="What does the trainer get from this method to call backward on?",
    terms=("pytorch-training-loop", "python-functions"),
    bad=_PROGRAM.format(end=""),
    good=_PROGRAM.format(end="        return loss\n"),
    find=_find,
)
