"""Tensors that are moved, and nobody takes them."""

import ast
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted, method
from .devices import Devices
from .loops import Loops
from .words import is_model

_MOVES = frozenset({"to", "cuda", "cpu"})
_IN_PLACE_TO = frozenset({"transformers", "torch_geometric", "dgl", "torchtext", "tokenizers", "monai"})


def _find(code: Code) -> Iterator[Hit]:
    devices = Devices(code.fact(Loops))
    if not devices.loops.is_torch:
        return
    for call in code.calls:
        statement = code.parents.get(call)
        if (
            method(call) not in _MOVES
            or not isinstance(statement, ast.Expr)
            or not isinstance(call.func, ast.Attribute)
        ):
            continue
        name = dotted(call.func.value)
        if not name or not _is_tensor(devices, call.func.value):
            continue
        message = (
            f"{name}.{method(call)}(…) gives a new tensor and moves nothing in place; its result is thrown away, and {name} "
            "stays where it was."
        )
        yield hit(call, message, edits=_taken(name, call))


def _taken(name: str, call: ast.Call) -> tuple[Edit, ...]:
    return inserted(call.lineno, call.col_offset + 1, f"{name} = ")


def _is_tensor(devices: Devices, node: ast.expr) -> bool:
    """Whether this surely is a tensor: not a network (which moves in place), nor a batch that may be any object."""
    code = devices.code
    if is_model(code, node):
        return False
    made = code.made_by(node)
    if made:
        return made.startswith("torch.") and made.count(".") == 1 and made.split(".")[1] in (
            "tensor", "randn", "rand", "zeros", "ones", "arange", "randint", "from_numpy", "full", "linspace", "stack", "cat",
            "zeros_like", "ones_like", "eye", "normal", "empty",
        )  # fmt: skip
    loop = devices.batch_of(node)
    return loop is not None and bool(isinstance(loop.target, ast.Tuple)) and not code.imported & _IN_PLACE_TO


CHECK = Check(
    name="tensor-move-unused",
    title="A tensor is moved and the result is thrown away",
    severity="bug",
    idea="Tensors are not moved in place: to() and cuda() give another tensor, on the other device. (Networks are moved in "
    "place: their parameters are.)",
    question="Which variable holds the tensor on the other side of this call?",
    terms=("pytorch-tensors", "gpu-basics"),
    bad="""\
def predict(model, loader, device):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            x.to(device)
            yield model(x)
""",
    good="""\
def predict(model, loader, device):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            yield model(x)
""",
    find=_find,
)
