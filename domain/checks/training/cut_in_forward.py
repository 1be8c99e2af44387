"""Networks whose own forward pass cuts the gradients to their first layers."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, last, method
from .loops import Loops
from .origins import is_under, walked
from .words import module_class, tokens

_COPIES = frozenset({"torch.from_numpy", "torch.tensor", "torch.as_tensor", "torch.FloatTensor", "torch.Tensor"})
_LEARN = frozenset({
    "Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "LSTM", "GRU", "RNN", "Embedding", "Sequential", "MultiheadAttention",
    "TransformerEncoder", "LayerNorm", "BatchNorm1d", "BatchNorm2d", "Bilinear", "LSTMCell", "GRUCell", "TransformerEncoderLayer",
})  # fmt: skip
_FROZEN = frozenset({
    "backbone", "teacher", "target", "ema", "momentum", "frozen", "pretrained", "base", "extractor", "bert", "clip", "vgg", "resnet",
    "key", "prior", "random", "features",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    for scope in code.scopes:
        cls = scope.owner
        if cls is None or last(scope.name) != "forward" or module_class(code, cls.name) is None or _freezes(cls):
            continue
        layers = [c for c in scope.calls if _is_own(code, c)]
        found = (
            next((_hit_off(c) for c in layers if _is_off(code, c)), None)
            or _copied(code, scope, layers)
            or _detached(code, scope, layers)
        )
        if found is not None:
            yield found


def _freezes(cls: ast.ClassDef) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr.startswith("requires_grad") for n in ast.walk(cls))


def _is_own(code: Code, call: ast.Call) -> bool:
    """Whether this runs a layer with weights that the class makes itself."""
    name = dotted(call.func)
    if not name.startswith("self.") or _FROZEN & set(tokens(name)):
        return False
    made = code.made_by(call.func)
    return made.startswith("torch.nn.") and last(made) in _LEARN and bool(call.args)


def _is_off(code: Code, call: ast.Call) -> bool:
    if isinstance(code.scope_of(call).node, ast.Lambda) or is_under(code, call, "set_grad_enabled", "enable_grad"):
        return False
    return is_under(code, call, "no_grad()", "inference_mode()")


def _hit_off(call: ast.Call) -> Hit:
    name = dotted(call.func)
    message = (
        f"{name} runs under no_grad() in forward(): nothing is recorded there, so its weights never get a gradient and stay "
        "as they were made, while the other layers learn on top of them."
    )
    return hit(call, message)


def _copied(code: Code, scope: Scope, layers: list[ast.Call]) -> Hit | None:
    """A way through NumPy, or through plain numbers, from one layer's output to what is returned."""
    for call in scope.calls:
        if code.called(call) not in _COPIES or not call.args or is_under(code, call, "no_grad", "inference_mode"):
            continue
        inner = next((n for n in ast.walk(call.args[0]) if method(n) in ("numpy", "tolist", "item")), None)
        inner = inner or next((n for n in walked(code, call.args[0]) if method(n) in ("numpy", "tolist", "item")), None)
        on = inner.func.value if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) else None
        first = next((n for n in walked(code, on) if n in layers), None) if on is not None else None
        if isinstance(first, ast.Call) and inner is not None and _goes_on(code, scope, call):
            message = (
                f"What {dotted(first.func)} gives leaves PyTorch here and comes back as a new tensor: gradients end at it, and "
                f"{dotted(first.func)} never learns."
            )
            return hit(call, message, first)
    return None


def _detached(code: Code, scope: Scope, layers: list[ast.Call]) -> Hit | None:
    """An output of a layer that is cut from its graph before the next one gets it, and used nowhere else."""
    for node in scope.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        value = node.value.func if isinstance(node.value, ast.Call) and method(node.value) == "detach" else node.value
        if not isinstance(value, ast.Attribute) or value.attr not in ("detach", "data"):
            continue
        on, name = value.value, node.targets[0].id
        if isinstance(on, ast.Name) and (on.id != name or _reads_between(code, scope, on) > 1):
            continue
        first = next((n for n in walked(code, on) if n in layers), None)
        if isinstance(first, ast.Call) and _goes_on(code, scope, node.value):
            message = f"{ast.unparse(node.value)[:80]} ends the gradients: {dotted(first.func)} gets none, and stays as it was made."
            return hit(node, message, first)
    return None


def _reads_between(code: Code, scope: Scope, on: ast.Name) -> int:
    """How often a value is read under the binding that holds at this place."""
    bound = code.binding(on)
    return sum(
        isinstance(n, ast.Name) and n.id == on.id and isinstance(n.ctx, ast.Load) and code.binding(n) is bound
        for n in scope.nodes
    )


def _goes_on(code: Code, scope: Scope, call: ast.expr) -> bool:
    """Whether what comes back is used for the result, and not only looked at."""
    returns = [n.value for n in scope.nodes if isinstance(n, ast.Return) and n.value is not None]
    return any(n is call for value in returns for n in walked(code, value))


CHECK = Check(
    name="gradient-cut-in-forward",
    title="The forward pass cuts its own layers off",
    severity="bug",
    idea="Gradients flow back only through PyTorch operations that were recorded. Behind NumPy, .item() or no_grad() the "
    "layers before get none.",
    question="On its way back from the loss, which is the last layer that a gradient reaches?",
    terms=("pytorch-autograd", "backpropagation"),
    bad="""\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 1)

    def forward(self, x):
        h = np.tanh(self.first(x).detach().numpy())
        return self.second(torch.from_numpy(h))
""",
    good="""\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 1)

    def forward(self, x):
        h = torch.tanh(self.first(x))
        return self.second(h)
""",
    find=_find,
)
