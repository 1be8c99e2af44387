"""Random changes to the rows that are measured on."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .datasets import RANDOM, Dataset, composed, datasets, name_of
from .words import part


def _find(code: Code) -> Iterator[Hit]:
    found = list(datasets(code))
    for one in found:
        changed = _random(code, one)
        if one.part == "held" and changed is not None:
            yield _hit(code, one.transform, "the held-out data", changed)
    yield from _named(code, {code.value(one.transform) for one in found})
    for one in found:
        changed = _random(code, one)
        if one.part != "held" and changed is not None:
            yield from _split(code, one, changed)


def _named(code: Code, seen: set[ast.AST]) -> Iterator[Hit]:
    """Transforms whose name, or key in a dict, says that they are for held-out data."""
    for call in code.calls:
        if name_of(code, call) != "Compose" or call in seen or "tta" in code.text.lower():
            continue
        outer = code.parents.get(call)
        target: ast.expr | None = outer.targets[0] if isinstance(outer, ast.Assign) else None
        if isinstance(outer, ast.Dict):
            target = outer.keys[outer.values.index(call)]
        if target is None or part(target) != "held":
            continue
        changed = next((step for step in composed(code, call) if name_of(code, step) in RANDOM), None)
        if changed is not None:
            yield _hit(code, call, "the held-out data", changed)


def _random(code: Code, one: Dataset) -> ast.Call | None:
    return next((step for step in one.steps if name_of(code, step) in RANDOM), None)


def _split(code: Code, one: Dataset, changed: ast.Call) -> Iterator[Hit]:
    """A split of a dataset that changes its rows at random: both parts are changed."""
    statement = code.statement(one.call)
    if not isinstance(statement, ast.Assign) or statement.value is not one.call or ".transform =" in code.text:
        return
    name = ast.unparse(statement.targets[0])
    for call in code.calls:
        if method(call) != "random_split" or not call.args or ast.unparse(call.args[0]) != name:
            continue
        target = code.statement(call)
        if isinstance(target, ast.Assign) and isinstance(target.targets[0], ast.Tuple):
            held = [ast.unparse(t) for t in target.targets[0].elts if part(t) == "held"]
            wrapped = held and any(held[0] in [ast.unparse(a) for a in c.args] and name_of(code, c) != "DataLoader" and c is not call
                                   and name_of(code, c) != "len" for c in code.calls)  # fmt: skip
            if held and not wrapped:
                yield _hit(code, call, held[0], changed)


def _hit(code: Code, node: ast.expr, what: str, changed: ast.Call) -> Hit:
    name = name_of(code, changed)
    message = (
        f"{what} goes through {name} as well: each evaluation sees other rows, and the score changes from run to run."
    )
    return hit(node, message, changed)


CHECK = Check(
    name="augmented-evaluation",
    title="Augmentation is applied to held-out data",
    severity="risk",
    idea="Augmentation makes learning harder on purpose. A measurement needs the rows as they are, the same each time.",
    question="Do two evaluations of the same network give the same number?",
    terms=("cnn", "transfer-learning", "evaluation-metrics"),
    bad="""\
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set = torchvision.datasets.CIFAR10("data", train=True, transform=augment)
test_set = torchvision.datasets.CIFAR10("data", train=False, transform=augment)
""",
    good="""\
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
train_set = torchvision.datasets.CIFAR10("data", train=True, transform=augment)
test_set = torchvision.datasets.CIFAR10("data", train=False, transform=transforms.ToTensor())
""",
    find=_find,
)
