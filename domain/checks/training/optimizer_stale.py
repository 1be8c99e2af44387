"""Optimisers made before the network got its last layers."""

import ast
from collections.abc import Iterator
from itertools import islice

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted
from .loops import Loops
from .optimizers import Made, optimizers
from .words import label, module_class

_MOST = 200  # optimisers, and layers made after each


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    later = _makers(code)
    for made in islice(optimizers(code), _MOST):
        statement = code.statement(made.call)
        for node in later.get(code.parents[statement], [])[:_MOST]:
            if begin(node) <= begin(statement):
                continue
            name = label(node.targets[0])
            if made.over and (name == made.over or name.startswith(f"{made.over}.")) and not _is_remade(made, node):
                message = (
                    f"{made.name} was made before {dotted(node.targets[0]) or name} got its new layers: it holds the old "
                    "parameters, and the new ones are never updated."
                )
                yield hit(node, message, made.call)
                break


def _makers(code: Code) -> dict[ast.AST, list[ast.Assign]]:
    """Where new layers get a name, by what it stands in."""
    found: dict[ast.AST, list[ast.Assign]] = {}
    for node in (n for scope in code.scopes for n in scope.nodes):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and _makes_layers(code, node.value):
            found.setdefault(code.parents[node], []).append(node)
    return found


def _makes_layers(code: Code, value: ast.expr) -> bool:
    """Whether this makes new layers, and isn't a wrapper around those that are there."""
    if not isinstance(value, ast.Call) or any(isinstance(a, ast.Name) and "model" in a.id for a in value.args):
        return False
    name = code.called(value)
    if name.startswith(("torch.nn.parallel", "torch.nn.utils", "torch.nn.SyncBatchNorm", "torch.nn.DataParallel")):
        return False
    return name.startswith("torch.nn.") or bool(module_class(code, name))


def _is_remade(made: Made, node: ast.AST) -> bool:
    """Whether the optimiser is made again, or told of the new parameters, after that."""
    again = any(b.at > begin(node) for b in made.scope.bindings.get(made.name, ()))
    told = any(dotted(c.func) == f"{made.name}.add_param_group" for c in made.scope.calls)
    return again or told


CHECK = Check(
    name="optimizer-before-layers",
    title="The optimiser doesn't know the new layers",
    severity="bug",
    idea="An optimiser keeps the parameters that it is given when it is made. What is put into the network later is not "
    "among them.",
    question="Which parameters were in model.parameters() when the optimiser was made?",
    terms=("transfer-learning", "pytorch-training-loop"),
    bad="""\
def tune(model, classes):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    model.fc = nn.Linear(512, classes)
    return model, optimizer
""",
    good="""\
def tune(model, classes):
    model.fc = nn.Linear(512, classes)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    return model, optimizer
""",
    find=_find,
)
