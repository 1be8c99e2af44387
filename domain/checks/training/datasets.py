"""Loaders, datasets and transforms."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, last, spreads
from .words import Part, part

RANDOM = frozenset({
    "RandomCrop", "RandomResizedCrop", "RandomHorizontalFlip", "RandomVerticalFlip", "RandomRotation", "RandomAffine",
    "ColorJitter", "RandomErasing", "RandomPerspective", "RandomGrayscale", "RandAugment", "AutoAugment",
    "TrivialAugmentWide", "AugMix", "RandomApply", "RandomChoice", "RandomInvert", "RandomPosterize", "RandomSolarize",
    "ElasticTransform",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loader:
    """That a DataLoader is made: the name it gets, the call, its dataset, and which part of the data these names say."""

    scope: Scope
    name: str
    call: ast.Call
    dataset: ast.expr
    part: Part


def loaders(code: Code) -> Iterator[Loader]:
    """All DataLoaders of PyTorch whose arguments are written out."""
    for call in code.calls:
        name = code.called(call)
        if last(name) != "DataLoader" or "geometric" in name or "dgl" in name or spreads(call):
            continue
        dataset = argument(call, 0, "dataset")
        if dataset is None:
            continue
        target = _target(code, call)
        own = part(target) if target is not None else ""
        yield Loader(code.scope_of(call), _name(target), call, dataset, own or part(dataset))


def _target(code: Code, call: ast.Call) -> ast.expr | None:
    """What a value is given to: the name, or of a dict the key."""
    outer = code.parents.get(call)
    if isinstance(outer, ast.Assign):
        return outer.targets[0] if not isinstance(outer.targets[0], ast.Tuple) else None
    if isinstance(outer, ast.Tuple) and isinstance(whole := code.parents.get(outer), ast.Assign):
        target = whole.targets[0]
        place = outer.elts.index(call)
        return target.elts[place] if isinstance(target, ast.Tuple) and place < len(target.elts) else None
    if isinstance(outer, ast.Dict):
        return outer.keys[outer.values.index(call)]
    return None


def _name(target: ast.expr | None) -> str:
    return (dotted(target) or ast.unparse(target)) if target is not None else ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """That a dataset with transforms is made, which part of the data it is by its name or arguments, and its transforms."""

    call: ast.Call
    part: Part
    transform: ast.expr
    steps: tuple[ast.Call, ...]


def name_of(code: Code, call: ast.Call) -> str:
    """The last part of what is called, under whatever name its module was imported."""
    return last(code.called(call) or dotted(call.func))


def composed(code: Code, node: ast.expr) -> tuple[ast.Call, ...]:
    """The transforms that one is composed of, in order; itself when it is one alone."""
    value = code.value(node)
    if not isinstance(value, ast.Call):
        return ()
    if name_of(code, value) in ("Compose", "Sequential") and value.args:
        inner = code.value(value.args[0])
        parts = inner.elts if isinstance(inner, ast.List | ast.Tuple) else value.args
        return tuple(one for one in (code.value(p) for p in parts) if isinstance(one, ast.Call))
    return (value,)


def datasets(code: Code) -> Iterator[Dataset]:
    """All datasets that are given transforms."""
    for call in code.calls:
        transform = keyword(call, "transform")
        if transform is None:
            continue
        target = _target(code, call)
        own = part(target) if target is not None else ""
        yield Dataset(call, own or part_by_arguments(call), transform, composed(code, transform))


def part_by_arguments(call: ast.Call) -> Part:
    """The part of the data that `train=False`, `split="test"` or a folder's name say."""
    flag = keyword(call, "train")
    if isinstance(flag, ast.Constant) and isinstance(flag.value, bool):
        return "train" if flag.value else "held"
    for one in (keyword(call, "split"), *call.args[:2], keyword(call, "root")):
        found = part(one) if one is not None else ""
        if found:
            return found
    return ""
