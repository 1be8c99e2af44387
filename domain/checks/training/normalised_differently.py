"""Held-out rows that are normalised in another way than those learned from."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .datasets import composed, name_of
from .words import part


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        found = {"train": [], "held": []}  # type: dict[str, list[tuple[str, ast.Call]]]
        for name, bound in scope.bindings.items():
            value = bound[0].value
            where = part(ast.Name(name))
            if where and len(bound) == 1 and isinstance(value, ast.Call) and name_of(code, value) == "Compose":
                found[where].append((name, value))
        if len(found["train"]) != 1:
            continue
        name, value = found["train"][0]
        for other, call in found["held"]:
            message = _difference(code, name, value, other, call)
            if message:
                yield hit(call, message, value)


def _difference(code: Code, name: str, value: ast.Call, other: str, call: ast.Call) -> str:
    first, second = _norm(code, value), _norm(code, call)
    if not composed(code, value) or not composed(code, call):
        return ""
    if first is None or second is None:
        if first is second or not _is_all_known(code, value) or not _is_all_known(code, call):
            return ""
        has, lacks = (name, other) if first is not None else (other, name)
        return f"{has} normalises and {lacks} doesn't: the network gets values of another range than it was trained on."
    if _literal(code, first) != _literal(code, second) and all(
        _is_plain(_literal(code, one)) for one in (first, second)
    ):
        return f"{other} normalises with {_literal(code, second)}, {name} with {_literal(code, first)}: the network sees shifted values."
    return ""


def _norm(code: Code, value: ast.Call) -> ast.Call | None:
    return next((step for step in composed(code, value) if name_of(code, step) == "Normalize"), None)


def _is_all_known(code: Code, value: ast.Call) -> bool:
    """Whether each step is one of torchvision's own, so that none normalises under another name."""
    inner = code.value(value.args[0]) if value.args else value
    steps = composed(code, value)
    return (
        isinstance(inner, ast.List)
        and len(steps) == len(inner.elts)
        and all("transforms" in code.called(s) for s in steps)
    )


def _literal(code: Code, call: ast.Call) -> str:
    return ", ".join(ast.unparse(code.value(a)) for a in [*call.args, *(k.value for k in call.keywords)])[:80]


def _is_plain(text: str) -> bool:
    return not any(c.isalpha() for c in text)


CHECK = Check(
    name="normalised-differently",
    title="Training and held-out images are normalised differently",
    severity="bug",
    idea="A network knows values as it saw them in training. All data go through the same normalisation, with the numbers of "
    "the training part.",
    question="In which range are the pixels that the network was trained on, and in which those it is tested on?",
    terms=("scaling", "cnn", "transfer-learning"),
    bad="""\
train_transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
test_transform = transforms.Compose([transforms.ToTensor()])
""",
    good="""\
train_transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
test_transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
""",
    find=_find,
)
