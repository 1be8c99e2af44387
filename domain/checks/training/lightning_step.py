"""Steps of Lightning that give nothing to learn from."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, last, method


def _find(code: Code) -> Iterator[Hit]:
    if "training_step" not in code.text and "configure_optimizers" not in code.text:
        return
    for scope in code.scopes:
        cls, name = scope.owner, last(scope.name)
        if (
            cls is None
            or name not in ("training_step", "configure_optimizers")
            or not isinstance(scope.node, ast.FunctionDef)
        ):
            continue
        if "LightningModule" not in [
            last(base) for base in [*code.bases(cls), *map(dotted, cls.bases)]
        ] or "automatic_optimization" in ast.unparse(cls):
            continue
        returns = [n for n in scope.nodes if isinstance(n, ast.Return) and n.value is not None]
        if any(isinstance(n, ast.Yield | ast.Raise) for n in scope.nodes) or _is_stub(scope.node):
            continue
        if name == "training_step":
            yield from _cut(scope, returns)
        elif not returns:
            yield hit(
                scope.node,
                "configure_optimizers returns nothing: Lightning trains without an optimiser, and no weight changes.",
            )


def _is_stub(node: ast.FunctionDef) -> bool:
    return all(
        isinstance(n, ast.Expr | ast.Pass) and not isinstance(getattr(n, "value", None), ast.Call) for n in node.body
    )


def _cut(scope: Scope, returns: list[ast.Return]) -> Iterator[Hit]:
    for one in returns:
        value = one.value
        if isinstance(value, ast.Dict):
            value = next(
                (
                    v
                    for k, v in zip(value.keys, value.values, strict=True)
                    if isinstance(k, ast.Constant) and k.value == "loss"
                ),
                value,
            )
        if value is not None and method(value) in ("item", "detach", "numpy"):
            message = f"{ast.unparse(value)} has no graph: Lightning calls backward() on what {last(scope.name)} returns, and there is nothing behind it."
            yield hit(one, message)


CHECK = Check(
    name="lightning-learns-nothing",
    title="Lightning gets nothing to learn from",
    severity="bug",
    idea="Lightning calls backward() on the loss and step() on the optimiser that the hooks return, so they have to be returned, "
    "the loss with its graph.",
    question="What does Lightning get from this hook, and what does it do with it?",
    terms=("pytorch-training-loop",),
    bad="""\
import lightning as L

class Lit(L.LightningModule):
    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self.net(x), y)
        return loss.detach()
""",
    good="""\
import lightning as L

class Lit(L.LightningModule):
    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self.net(x), y)
        return loss
""",
    find=_find,
)
