"""Where targets come from, and whether they have one dimension or two."""

import ast
import re
from typing import Final, Literal

from ..syntax import argument, dotted, keyword, last, method, receiver
from .nets import Made
from .reduced import is_reduced
from .trails import Trails

Shape = Literal["flat", "column", ""]
_PASSES: Final = frozenset(
    [
        "float",
        "long",
        "double",
        "int",
        "to",
        "cuda",
        "cpu",
        "astype",
        "to_numpy",
        "copy",
        "clone",
        "detach",
        "numpy",
        "type",
        "half",
        "round",
        "abs",
        "values",
        "tolist",
    ]
)
_READS: Final = frozenset(
    [
        "tensor",
        "as_tensor",
        "from_numpy",
        "FloatTensor",
        "LongTensor",
        "Tensor",
        "array",
        "asarray",
        "DoubleTensor",
        "float32",
    ]
)
_FLATTENS: Final = frozenset({"squeeze", "ravel", "flatten", "argmax"})
_SIZED: Final = frozenset(["randn", "rand", "zeros", "ones", "empty", "normal", "random"])
_LINES: Final = frozenset({"arange", "linspace", "randperm"})
_LABEL: Final = re.compile(r"^(y|ys|yb|y_?batch|batch_?y|b_?y|labels?|targets?|target_batch|label_batch|y_true|yy)$")
_RETURN: Final = re.compile(r"^(returns?|rets?|rewards_to_go|rtgs?|batch_returns|b_returns|return_batch)$")
_RESHAPES: Final = re.compile(r"squeeze|view\(|reshape\(|newaxis|None\]|ravel|flatten|keepdim|\[\[|collate")
_MOST: Final = 12


def is_label(name: str) -> bool:
    """Whether a name is what targets are called."""
    return bool(_LABEL.match(name))


def shape(trails: Trails, node: ast.expr | None, deep: int = 0) -> Shape:
    """`flat` for one value per row as [N], `column` for [N, 1], "" when unknown."""
    if node is None or deep > _MOST:
        return ""
    if isinstance(node, ast.Call):
        return _of_call(trails, node, deep)
    if isinstance(node, ast.Subscript):
        return _of_part(trails, node, deep)
    if isinstance(node, ast.BinOp):
        return _of_sum(trails, node, deep)
    if isinstance(node, ast.List):
        return "flat" if node.elts and all(isinstance(e, ast.Constant | ast.UnaryOp) for e in node.elts) else ""
    if isinstance(node, ast.Attribute) and node.attr in ("target", "values"):
        return "flat" if node.attr == "target" else shape(trails, node.value, deep + 1)
    return _of_name(trails, node, deep)


def _of_sum(trails: Trails, node: ast.BinOp, deep: int) -> Shape:
    if isinstance(node.op, ast.MatMult):
        return shape(trails, node.right, deep + 1)
    if any(is_reduced(trails, side) for side in (node.left, node.right)):
        return (
            "column"
            if "column" in (shape(trails, node.left, deep + 1), shape(trails, node.right, deep + 1))
            else "flat"
        )
    sides = {shape(trails, side, deep + 1) for side in (node.left, node.right) if not isinstance(side, ast.Constant)}
    return "column" if "column" in sides else "flat" if sides == {"flat"} else ""


def _of_name(trails: Trails, node: ast.expr, deep: int) -> Shape:
    bound = trails.settled(node)
    if bound is None:
        return ""
    if bound.kind == "for" and bound.index is not None:
        return _of_batch(trails, bound.value, bound.index, deep)
    if bound.kind == "parameter":
        scope = trails.code.scope_of(node)
        calls = trails.calls_of(scope)
        place, name = trails.place_of(bound.name, scope)
        return shape(trails, argument(calls[0], place, name), deep + 1) if len(calls) == 1 else ""
    if bound.kind != "assign":
        return ""
    if bound.index is None:
        return shape(trails, bound.value, deep + 1)
    return _of_several(trails, bound.value, bound.index, deep)


def _of_several(trails: Trails, value: ast.expr | None, index: int, deep: int) -> Shape:
    name = method(value) if value is not None else ""
    if not isinstance(value, ast.Call):
        return ""
    if name == "train_test_split" and index // 2 < len(value.args):
        return shape(trails, value.args[index // 2], deep + 1)
    if name in ("make_regression", "make_classification", "make_moons", "make_circles") or keyword(value, "return_X_y"):
        return "flat" if index == 1 else ""
    return ""


def _of_batch(trails: Trails, loader: ast.expr | None, index: int, deep: int) -> Shape:
    """Of what a loop over a DataLoader gives."""
    if isinstance(loader, ast.Call) and method(loader) in ("enumerate", "tqdm"):
        return _of_batch(trails, loader.args[0] if loader.args else None, index, deep + 1) if deep < _MOST else ""
    made = trails.made(loader)
    for _ in range(3):
        if made and made.call and last(made.name) in ("DataLoader", "Subset"):
            made = _dataset(trails, made.call)
    if made is None or made.call is None:
        return ""
    if last(made.name) == "TensorDataset" and index < len(made.call.args):
        return shape(trails, made.call.args[index], deep + 1)
    cls = trails.code.classes.get(made.name)
    item = trails.methods(cls).get("__getitem__") if cls else None
    part = trails.returned(item, index) if item else None
    if isinstance(part, ast.Subscript) and dotted(part.value).startswith("self."):
        return shape(trails, part.value, deep + 1)
    return ""


def _dataset(trails: Trails, loader: ast.Call) -> Made | None:
    given = argument(loader, 0, "dataset")
    bound = trails.settled(given) if given is not None else None
    if (
        bound
        and bound.index is not None
        and isinstance(bound.value, ast.Call)
        and method(bound.value) == "random_split"
    ):
        given = argument(bound.value, 0, "dataset")
    return trails.made(given)


def _of_call(trails: Trails, call: ast.Call, deep: int) -> Shape:
    name, inner = method(call), receiver(call)
    if name in _READS or last(dotted(call.func)) in _READS:
        return shape(trails, call.args[0] if call.args else None, deep + 1)
    if name in _PASSES and inner is not None:
        return shape(trails, inner, deep + 1)
    if name in _FLATTENS:
        return "flat"
    if name in ("unsqueeze", "view_as", "reshape_as"):
        return "column"
    if name in ("view", "reshape"):
        sizes = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple) else call.args
        return "column" if len(sizes) > 1 else "flat" if sizes and ast.unparse(sizes[0]) == "-1" else ""
    if name in ("sum", "mean") and call.args and keyword(call, "keepdim") is None:
        return "flat" if trails.code.called(call) in ("", "torch.sum", "torch.mean") and deep > 0 else ""
    return _of_made(trails, call, name)


def _of_made(trails: Trails, call: ast.Call, name: str) -> Shape:
    full = trails.code.called(call)
    if not full.startswith(("torch.", "numpy.")):
        return ""
    if name in _LINES:
        return "flat"
    if name == "randint":
        size = argument(call, 2, "size")
        return _sized(size)
    if name in _SIZED:
        sizes = [a for a in call.args if not isinstance(a, ast.Starred)]
        return _sized(sizes[0]) if len(sizes) == 1 else "column" if len(sizes) == 2 else ""
    return ""


def _sized(size: ast.expr | None) -> Shape:
    if isinstance(size, ast.Tuple | ast.List):
        return "flat" if len(size.elts) == 1 else "column"
    return "flat" if isinstance(size, ast.Constant | ast.Name) and size else ""


def _of_part(trails: Trails, node: ast.Subscript, deep: int) -> Shape:
    what = node.slice
    if isinstance(what, ast.Constant):
        return "flat" if isinstance(what.value, str) else ""
    if isinstance(what, ast.Tuple) and len(what.elts) == 2:
        second = what.elts[1]
        if isinstance(second, ast.Constant) and isinstance(second.value, int | str):
            return "flat"
        return "column"
    if isinstance(what, ast.List):
        return "column"
    return shape(trails, node.value, deep + 1) if isinstance(what, ast.Slice | ast.Name) else ""


def is_flat(trails: Trails, target: ast.expr) -> bool:
    """Whether a target has one dimension: by where it comes from, or, of a loader's labels, as nothing reshapes anything."""
    found = shape(trails, target)
    if found or _RESHAPES.search(trails.code.text):
        return found == "flat"
    while isinstance(target, ast.Call) and method(target) in _PASSES and receiver(target) is not None:
        target = receiver(target) or target
    bound = trails.settled(target)
    while bound and bound.kind == "assign" and isinstance(bound.value, ast.Call) and method(bound.value) in _PASSES:
        inner = receiver(bound.value)
        bound = trails.settled(inner) if inner is not None else None
    if bound and bound.kind in ("parameter", "for") and _RETURN.match(bound.name):
        return True
    loops = bound is not None and bound.kind == "for" and bound.index is not None
    return bool(loops and bound and is_label(bound.name) and "load" in ast.unparse(bound.value or target).lower())
