"""Validation on the rows that are learned from."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword
from .datasets import Loader, loaders
from .loops import Loops
from .words import part, tokens


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    trains: dict[str, Loader] = {}
    for one in loaders(code):
        name = dotted(one.dataset)
        if not name or any(keyword(one.call, k) is not None for k in ("sampler", "batch_sampler")):
            continue
        own = part(ast.Name(one.name)) if one.name.isidentifier() else one.part
        if own == "train":
            trains.setdefault(name, one)
        elif own == "held" and name in trains and _is_same(code, trains[name], one) and "train" not in tokens(one.name):
            message = (
                f"{one.name} and {trains[name].name} both read {name}: what is measured on {one.name} are rows that the "
                "network was trained on, and overfitting can't be seen."
            )
            yield hit(one.call, message, trains[name].call)
    yield from _loaded_twice(code)


def _is_same(code: Code, first: Loader, second: Loader) -> bool:
    """Whether the name means the same dataset at both places."""
    return first.scope is second.scope and code.binding(first.dataset) is code.binding(second.dataset)


def _loaded_twice(code: Code) -> Iterator[Hit]:
    """A dataset that comes in two parts, of which the training part was loaded under a name for the other."""
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            call = bound[0].value
            if (
                len(bound) != 1
                or not isinstance(call, ast.Call)
                or bound[0].index is not None
                or part(ast.Name(name)) != "held"
            ):
                continue
            flag = keyword(call, "train")
            if {"val", "valid", "validation", "dev"} & set(tokens(name)) or "datasets." not in code.called(call):
                continue
            if isinstance(flag, ast.Constant) and flag.value is True:
                yield hit(
                    call,
                    f"{name} is loaded with train=True: it holds the training rows, and the test says nothing about new ones.",
                )


CHECK = Check(
    name="validated-on-training-data",
    title="Validation and training read the same data",
    severity="leak",
    idea="Only rows that weren't learned from say how a network does on new ones.",
    question="Which rows does this loader have that the training loader doesn't?",
    terms=("overfitting", "cross-validation"),
    bad="""\
def make(dataset):
    train_loader = DataLoader(dataset, batch_size=32, shuffle=True)
    val_loader = DataLoader(dataset, batch_size=32)
    return train_loader, val_loader
""",
    good="""\
def make(dataset, held_out):
    train_loader = DataLoader(dataset, batch_size=32, shuffle=True)
    val_loader = DataLoader(held_out, batch_size=32)
    return train_loader, val_loader
""",
    find=_find,
)
