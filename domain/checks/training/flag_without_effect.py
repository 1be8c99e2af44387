"""Freezing that freezes nothing."""

import ast
import re
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .loops import Loops
from .words import is_model

_TYPO = re.compile(
    r"^(requires_grad_|require_grads?|requires_grads|requires?_gradients?|required_grad|requres_grad|requries_grad|requiere_grad|requires_gard)$"
)
_PART = re.compile(
    r"^(features|classifier|fc\d*|layer\d*|layers|conv\d*|encoder|decoder|embeddings?|backbone|head|heads|base_model|base|bert|roberta"
    r"|distilbert|transformer|avgpool|block\d*|blocks|stem|body|trunk|lstm|gru|rnn|linear\d*|proj|vision_model|text_model|wte)$"
)
_CHILDREN = frozenset({"children", "modules", "named_children", "named_modules"})


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Attribute):
                flag = node.value.value if isinstance(node.value, ast.Constant) else None
                if isinstance(flag, bool):
                    yield from _set(code, node, node.targets[0], flag)


def _set(code: Code, node: ast.Assign, target: ast.Attribute, flag: bool) -> Iterator[Hit]:
    if _TYPO.match(target.attr) and not _is_own_attribute(code, target):
        yield _typo(node, target, flag)
    elif target.attr == "training" and is_model(code, target.value):
        yield _mode(node, target, flag)
    elif target.attr == "requires_grad" and _is_module(code, target.value):
        yield _module(node, target, flag)


def _typo(node: ast.Assign, target: ast.Attribute, flag: bool) -> Hit:
    message = (
        f"{target.attr} isn't the flag: Python sets an attribute of that name, and requires_grad stays as it was, so "
        f"{'the weights go on learning' if not flag else 'nothing is switched on'}."
    )
    end = (target.end_lineno or 0, (target.end_col_offset or 0) + 1)
    edit = Edit(end[0], end[1] - len(target.attr), end[0], end[1], "requires_grad")
    return hit(node, message, edits=(edit,))


def _mode(node: ast.Assign, target: ast.Attribute, flag: bool) -> Hit:
    on = ast.unparse(target.value)
    message = f"This sets the flag of {on} alone: the layers in it have flags of their own, so dropout and batch norm go on as before."
    text = f"{on}.train()" if flag else f"{on}.eval()"
    edit = Edit(node.lineno, node.col_offset + 1, node.end_lineno or 0, (node.end_col_offset or 0) + 1, text)
    return hit(node, message, edits=(edit,))


def _module(node: ast.Assign, target: ast.Attribute, flag: bool) -> Hit:
    on = ast.unparse(target.value)
    message = (
        f"{on} is a module, and a module has no requires_grad: this sets an attribute that nobody reads, and all its parameters "
        f"{'go on learning' if not flag else 'stay frozen'}."
    )
    edit = Edit(
        node.lineno,
        node.col_offset + 1,
        node.end_lineno or 0,
        (node.end_col_offset or 0) + 1,
        f"{on}.requires_grad_({flag})",
    )
    return hit(node, message, edits=(edit,))


def _is_own_attribute(code: Code, target: ast.Attribute) -> bool:
    """Whether code here reads the attribute, so that it is meant."""
    name = target.attr
    return any(
        isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Load) for n in ast.walk(code.tree)
    )


def _is_module(code: Code, node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        node = node.value
        return isinstance(node, ast.Attribute) and bool(_PART.match(node.attr)) and is_model(code, node.value)
    if isinstance(node, ast.Name):
        bound = code.binding(node)
        if bound is not None and bound.kind == "for":
            over = bound.value
            return isinstance(over, ast.Call) and method(over) in _CHILDREN and bound.index in (None, 1)
    name = dotted(node)
    if not name or last(name) in ("weight", "bias", "data"):
        return False
    made = code.made_by(node)
    if made and (made.startswith("torch.nn.Parameter") or not made.startswith(("torch.nn.", "torchvision.models."))):
        return is_model(code, node)
    if is_model(code, node):
        return True
    return (
        isinstance(node, ast.Attribute)
        and bool(_PART.match(node.attr))
        and (is_model(code, node.value) or _is_pretrained(code, node.value))
    )


def _is_pretrained(code: Code, node: ast.expr) -> bool:
    made, value = code.made_by(node), code.value(node)
    if isinstance(value, ast.Call) and dotted(value.func).startswith("models."):
        return True
    return made.startswith(("torchvision.models.", "models.", "timm.")) or last(made) == "from_pretrained"


CHECK = Check(
    name="freeze-without-effect",
    title="A flag is set that nobody reads",
    severity="bug",
    idea="Parameters have requires_grad, modules don't, and Python takes any attribute that is set without a word. What was "
    "frozen shows only when the parameters are asked.",
    question="How many parameters have requires_grad == False after this line?",
    terms=("transfer-learning", "pytorch-autograd"),
    bad="""\
def build(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    model.layer1.requires_grad = False
    model.fc = nn.Linear(512, classes)
    return model
""",
    good="""\
def build(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    model.layer1.requires_grad_(False)
    model.fc = nn.Linear(512, classes)
    return model
""",
    find=_find,
)
