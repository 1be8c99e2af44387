"""What a value of PyTorch code has gone through: the layers and functions behind it, the last first."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..code import Scope
from ..syntax import argument, dotted, last, method
from .followed import argument_at
from .nets import Made, Nets

_LAYERS: Final = {
    "Softmax": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid", "LogSigmoid": "logsigmoid", "ReLU": "relu",
    "LeakyReLU": "leaky_relu", "ReLU6": "relu6", "Tanh": "tanh", "GELU": "gelu", "Flatten": "flatten", "Identity": "identity",
    "Softmax2d": "softmax2d", "SiLU": "silu", "ELU": "elu", "Linear": "linear", "Dropout": "dropout",
}  # fmt: skip
"""Layers that have a function of their own name; others are called by their class."""
_FUNCTIONS: Final = frozenset(
    [
        "softmax",
        "log_softmax",
        "sigmoid",
        "logsigmoid",
        "relu",
        "leaky_relu",
        "relu_",
        "gelu",
        "tanh",
        "silu",
        "elu",
        "log",
        "exp",
        "squeeze",
        "unsqueeze",
        "flatten",
        "reshape",
        "transpose",
        "permute",
        "clamp",
        "argmax",
        "max",
        "round",
        "abs",
        "sqrt",
        "mean",
        "sum",
        "dropout",
        "max_pool2d",
        "avg_pool2d",
        "adaptive_avg_pool2d",
        "max_pool1d",
        "relu6",
        "selu",
        "softplus",
        "normalize",
        "movedim",
        "swapaxes",
    ]
)
_METHODS: Final = _FUNCTIONS | frozenset(
    [
        "view",
        "view_as",
        "contiguous",
        "float",
        "double",
        "half",
        "to",
        "cuda",
        "cpu",
        "detach",
        "clone",
        "t",
        "type",
        "swapdims",
        "expand",
        "repeat",
        "masked_fill",
        "log_softmax",
        "softmax",
        "size",
        "squeeze_",
        "requires_grad_",
        "numpy",
        "ravel",
        "long",
        "int",
        "bool",
    ]
)
_ATTRIBUTES: Final = frozenset({"T", "data", "mT"})
SHAPING: Final = frozenset(
    [
        "squeeze",
        "squeeze_",
        "view",
        "view_as",
        "reshape",
        "flatten",
        "ravel",
        "unsqueeze",
        "[]",
        "permute",
        "transpose",
        "t",
        "T",
        "expand",
        "repeat",
        "mean",
        "sum",
        "max",
        "argmax",
        "movedim",
        "swapaxes",
        "swapdims",
    ]
)
"""What may change the shape."""
_PLAIN: Final = SHAPING - {"mean", "sum", "max", "argmax"} | {
    "contiguous", "float", "double", "half", "to", "cuda", "cpu", "detach", "clone", "type", "identity", "data", "requires_grad_",
}  # fmt: skip
_HEADS: Final = ("fc", "classifier", "head", "heads", "last_linear")
_DEEPEST = 5
_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a value went through: `op` in small letters for functions (`softmax`, `linear`), else the class
    (`Conv2d`); `?` is unknown, `input` a parameter of forward. `node` is where; `layer` made it, if a layer did."""

    op: str
    node: ast.expr
    layer: ast.Call | None = None


class Trails(Nets):
    """What values went through in a source."""

    def steps(self, node: ast.expr | None, depth: int = 0) -> Iterator[Step]:
        """What a value went through, the last first; ends with `?` or `input`."""
        index: int | None = None
        for _ in range(_MOST_STEPS):
            if node is None:
                return
            if isinstance(node, ast.Call):
                step, following = self._applied(node, index, depth)
                yield from step
                node, index = following, None
                continue
            one, node, index = self._read(node)
            yield from one
        return

    def ending(self, node: ast.expr | None) -> Step | None:
        """The last thing of consequence that a value went through: what only reshapes, moves or converts is passed over."""
        return next((step for step in self.steps(node) if step.op not in _PLAIN), None)

    def _read(self, node: ast.expr) -> tuple[list[Step], ast.expr | None, int | None]:
        if isinstance(node, ast.Subscript):
            whole = not isinstance(node.slice, ast.Constant)
            return ([Step("[]", node)], node.value, None) if whole else ([Step("?", node)], None, None)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
            side = node.right if isinstance(node.left, ast.Constant) else node.left
            return [Step("/" if isinstance(node.op, ast.Div) else "*", node)], side, None
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.comparators[0], ast.Constant):
            return [Step(">" if isinstance(node.ops[0], ast.Gt | ast.GtE) else "<", node)], node.left, None
        if isinstance(node, ast.Attribute) and node.attr in _ATTRIBUTES:
            return [Step(node.attr, node)], node.value, None
        bound = self.settled(node)
        if bound is None or bound.kind == "augmented":
            return [Step("?", node)], None, None
        if bound.kind == "parameter":
            given = self._argument(bound.name, self.code.scope_of(node))
            return ([], given, None) if given is not None else ([Step("input", node)], None, None)
        if bound.kind in ("assign", "with") and bound.value is not None:
            return [], bound.value, bound.index
        return [Step("?", node)], None, None

    def _argument(self, name: str, scope: Scope) -> ast.expr | None:
        """What the only caller of a plain function gives for a parameter."""
        if scope.owner or name not in scope.parameters:
            return None
        calls = self.calls_of(scope)
        return argument_at(calls[0], *self.place_of(name, scope)) if len(calls) == 1 else None

    def _applied(self, call: ast.Call, index: int | None, depth: int) -> tuple[list[Step], ast.expr | None]:
        name = self.called(call)
        op = last(name)
        if name == f"torch.nn.functional.{op}" or name in (f"torch.{op}", f"torch.special.{op}"):
            known = op in _FUNCTIONS
            return [Step(op if known else "?", call)], argument(call, 0, "input") if known else None
        made = None if name and name not in self.code.functions else self.made(call.func)
        if isinstance(call.func, ast.Call):
            made = Made(self.code.called(call.func), call.func)
        if made and (made.name.startswith("torch.nn.") or self.is_module(made.name)):
            return self._through(made, call, index, depth)
        if (function := self._function(call)) and depth < _DEEPEST:
            return self._inside(function, call, index, depth)
        if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS and not made and index is None:
            return [Step(call.func.attr, call)], call.func.value
        return self._replaced_head(call, made, depth), None

    def _function(self, call: ast.Call) -> Scope | None:
        """The function or method of this code that is called; of a network, its forward."""
        name, owner = dotted(call.func), self.owner(call)
        if owner and name in ("self", "self.forward"):
            return self.methods(owner).get("forward") if owner in self.modules else None
        if owner and name.startswith("self."):
            return self.methods(owner).get(name[5:])
        return self.code.functions.get(name) if name in self.code.functions and "." not in name else None

    def _through(self, made: Made, call: ast.Call, index: int | None, depth: int) -> tuple[list[Step], ast.expr | None]:
        given = call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None
        if self.is_module(made.name):
            forward = self.methods(self.code.classes[made.name]).get("forward")
            if forward is None or depth >= _DEEPEST:
                return [Step("?", call)], None
            return self._inside(forward, call, index, depth)
        if made.call is None or (index and last(made.name) not in ("LSTM", "GRU", "RNN")):
            return [Step("?", call)], None
        if made.name == "torch.nn.Sequential":
            steps = list(self.layers(made.call, depth))
            return steps, None if not steps or steps[-1].op in ("?", "input") else given
        op = last(made.name)
        return [Step(_LAYERS.get(op, op), call, made.call)], given

    def _inside(
        self, function: Scope, call: ast.Call, index: int | None, depth: int
    ) -> tuple[list[Step], ast.expr | None]:
        """The steps within a function that is called, and what it was given, if they lead back to that."""
        value = self.returned(function, index)
        steps = list(self.steps(value, depth + 1)) if value is not None else [Step("?", call)]
        if steps and steps[-1].op == "input" and call.args and not isinstance(call.args[0], ast.Starred):
            return steps[:-1], call.args[0]
        return steps, None

    def layers(self, sequential: ast.Call, depth: int = 0) -> Iterator[Step]:
        """The layers of an nn.Sequential, the last first; the place of each is where it is made."""
        given = sequential.args
        if len(given) == 1:
            given = _listed(self.code.value(given[0].value if isinstance(given[0], ast.Starred) else given[0]), given)
        if not given:
            yield Step("?", sequential)
        for one in reversed(given):
            made = None if isinstance(one, ast.Starred) else self.made(one)
            if made is None or depth > _DEEPEST:
                yield Step("?", one)
            elif made.name == "torch.nn.Sequential" and made.call:
                yield from self.layers(made.call, depth + 1)
            elif self.is_module(made.name):
                forward = self.methods(self.code.classes[made.name]).get("forward")
                inner = list(self.steps(self.returned(forward), depth + 1)) if forward else []
                yield from inner[:-1] if inner and inner[-1].op == "input" else [*inner, Step("?", one)]
            else:
                op = last(made.name) if made.name.startswith("torch.nn.") else "?"
                yield Step(_LAYERS.get(op, op), made.call or one, made.call)

    def _replaced_head(self, call: ast.Call, made: Made | None, depth: int) -> list[Step]:
        """The end of a ready-made network whose head was replaced, as `model.fc = nn.Linear(512, 1)`."""
        if made and made.name.startswith(("torchvision.models.", "models.", "timm.")):
            for head in _HEADS:
                found = self.code.bindings(f"{dotted(call.func)}.{head}", self.code.scope_of(call))
                new = self.made(found[0].value) if len(found) == 1 and found[0].value is not None else None
                if new and new.call and new.name == "torch.nn.Sequential":
                    return [*self.layers(new.call, depth), Step("?", call)]
                if new and new.name.startswith("torch.nn."):
                    return [
                        Step(_LAYERS.get(last(new.name), last(new.name)), new.call or call, new.call),
                        Step("?", call),
                    ]
        return [Step("?", call)]


def _listed(value: ast.expr, otherwise: list[ast.expr]) -> list[ast.expr]:
    """The elements of a list or OrderedDict of layers written out; else what was given."""
    if isinstance(value, ast.Call) and method(value) == "OrderedDict" and value.args:
        value = value.args[0]
        pairs = value.elts if isinstance(value, ast.List | ast.Tuple) else []
        return [p.elts[1] for p in pairs if isinstance(p, ast.Tuple) and len(p.elts) == 2]
    return list(value.elts) if isinstance(value, ast.List | ast.Tuple) else otherwise


def number(nets: Nets, node: ast.expr | None) -> int | None:
    """The whole number that an expression stands for."""
    value = nets.code.value(node) if node is not None else None
    if isinstance(value, ast.Constant) and type(value.value) is int:
        return value.value
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        left, right = number(nets, value.left), number(nets, value.right)
        return left * right if left is not None and right is not None else None
    return None


def short(node: ast.AST) -> str:
    """A node's source for a message, at most 40 characters."""
    text = ast.unparse(node)
    return text if len(text) <= 40 else text[:37] + "..."
