"""Networks in Keras code: their layers in order, and what they are compiled with."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..bindings import Binding
from ..code import Code
from ..syntax import argument, begin, dotted, keyword, last, method, receiver
from .nets import Nets
from .trails import number

LOSSES: Final = {
    "mean_squared_error": "mse", "MeanSquaredError": "mse", "mse": "mse", "MSE": "mse", "mean_absolute_error": "mae",
    "MeanAbsoluteError": "mae", "mae": "mae", "MAE": "mae", "huber": "huber", "Huber": "huber", "huber_loss": "huber",
    "binary_crossentropy": "binary", "BinaryCrossentropy": "binary", "categorical_crossentropy": "categorical",
    "CategoricalCrossentropy": "categorical", "sparse_categorical_crossentropy": "sparse",
    "SparseCategoricalCrossentropy": "sparse",
}  # fmt: skip
"""Each spelling of a loss, and its kind."""
_MOST = 30


@dataclass(frozen=True, slots=True)
class KerasNet:
    """A network that is compiled: `layers` in order, as far as they are known (None: not all are, only the last ones);
    `loss` its kind, `from_logits` whether it takes logits (None: not known)."""

    compiled: ast.Call
    layers: tuple[ast.Call, ...]
    is_whole: bool
    loss: str
    given: ast.expr | None
    from_logits: bool | None
    metrics: str

    @property
    def end(self) -> ast.Call | None:
        """The output layer, where units are: the last Dense or convolution."""
        return next((one for one in reversed(self.layers) if layer_name(one) in ("Dense", "Conv2D")), None)

    @property
    def activation(self) -> str:
        """The last activation: `softmax`, `linear` when there is none, "" when unknown."""
        for one in reversed(self.layers):
            name = layer_name(one)
            if name in ("Activation", "Softmax", "ReLU"):
                return name.lower() if name != "Activation" else _activation(argument(one, 0, "activation"))
            if name in ("Dense", "Conv2D"):
                return activation(one)
            if name not in ("Flatten", "Reshape", "Dropout"):
                return ""
        return ""


def layer_name(layer: ast.Call) -> str:
    """The class of a layer as it is written, without what stands before it."""
    return last(dotted(layer.func))


def activation(layer: ast.Call) -> str:
    """The activation of a layer, `linear` for none, "" when unknown."""
    given = argument(layer, 1, "activation") if layer_name(layer) == "Dense" else keyword(layer, "activation")
    return _activation(given) if given is not None else "linear"


def _activation(given: ast.expr | None) -> str:
    if isinstance(given, ast.Constant):
        return given.value if isinstance(given.value, str) else "linear" if given.value is None else ""
    return last(dotted(given)) if isinstance(given, ast.Attribute) else ""


class KerasNets(Nets):
    """The Keras networks of a source."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        known = code.imported & {"keras", "tensorflow", "tf_keras"}
        self.is_used = bool(known) or not code.imported & {"torch", "flax", "jax"}

    def nets(self) -> Iterator[KerasNet]:
        """The networks that are compiled with a loss."""
        for call in self.code.calls if self.is_used else ():
            owner = receiver(call)
            given = keyword(call, "loss") or argument(call, 1)
            if (
                method(call) != "compile"
                or owner is None
                or given is None
                or self.code.called(call) in ("re.compile", "torch.compile")
            ):
                continue
            layers, is_whole = self.layers(owner)
            kind, from_logits = self._loss(given)
            metrics = keyword(call, "metrics") or argument(call, 2)
            text = ast.unparse(metrics).lower() if metrics is not None else ""
            yield KerasNet(call, tuple(layers), is_whole, kind, given, from_logits, text)

    def all_layers(self) -> Iterator[list[ast.Call]]:
        """The layers of each Sequential whose layers are all known, in order."""
        for scope in self.code.scopes if self.is_used else ():
            for found in scope.bindings.values():
                for bound in found:
                    if bound.kind == "assign" and bound.index is None and self._is_sequential(bound.value):
                        layers, is_whole = self._of(bound.value, bound.name, bound.at, found, scope.calls)
                        if is_whole:
                            yield layers

    def _is_sequential(self, value: ast.expr | None) -> bool:
        return (
            isinstance(value, ast.Call)
            and method(value) == "Sequential"
            and not self.code.called(value).startswith("torch")
        )

    def layers(self, owner: ast.expr) -> tuple[list[ast.Call], bool]:
        """The layers of what is compiled, in order, and whether these are all."""
        bound = self.settled(owner)
        if bound is None or bound.kind != "assign" or not isinstance(bound.value, ast.Call):
            return [], False
        scope = self.code.scope_of(bound.node)
        value = bound.value
        if self._is_sequential(value):
            return self._of(value, bound.name, bound.at, scope.bindings.get(bound.name, []), scope.calls)
        if method(value) in ("Model", "Functional"):
            return self._chain(keyword(value, "outputs") or argument(value, 1))
        factory = self.code.functions.get(self.code.called(value))
        returned = self.returned(factory) if factory else None
        return self.layers(returned) if isinstance(returned, ast.Name) and factory is not scope else ([], False)

    def _of(
        self, value: ast.expr | None, name: str, at: tuple[int, int], found: list[Binding], calls: list[ast.Call]
    ) -> tuple[list[ast.Call], bool]:
        assert isinstance(value, ast.Call)
        listed = argument(value, 0, "layers")
        parts: list[ast.expr] = list(listed.elts) if isinstance(listed, ast.List | ast.Tuple) else []
        is_whole = listed is None or isinstance(listed, ast.List | ast.Tuple)
        until = next((b.at for b in found if b.at > at), (10**9, 0))
        for call in calls:
            if dotted(call.func) == f"{name}.add" and at < begin(call) < until and call.args:
                parts.append(call.args[0])
                is_whole = is_whole and not self.code.loops(call) and not _is_conditional(self.code, call)
        made = [self.code.value(part) for part in parts]
        layers = [one for one in made if isinstance(one, ast.Call) and dotted(one.func)]
        return layers, is_whole and len(layers) == len(parts)

    def _chain(self, node: ast.expr | None) -> tuple[list[ast.Call], bool]:
        """The layers of a functional model, from its output back."""
        layers: list[ast.Call] = []
        for _ in range(_MOST):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Call) and node.args:
                layers.insert(0, node.func)
                node = node.args[0]
                continue
            bound = self.settled(node) if node is not None else None
            if bound is None or bound.kind != "assign" or bound.index is not None:
                break
            node = bound.value
        return layers, False

    def _loss(self, given: ast.expr) -> tuple[str, bool | None]:
        value = self.code.value(given)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return LOSSES.get(value.value, ""), False
        if isinstance(value, ast.Call):
            flag = keyword(value, "from_logits") or (argument(value, 0) if "rossentropy" in layer_name(value) else None)
            known = flag.value if isinstance(flag, ast.Constant) else None
            return LOSSES.get(layer_name(value), ""), bool(known) if flag is None or isinstance(known, bool) else None
        return LOSSES.get(last(dotted(value)), ""), False


def _is_conditional(code: Code, call: ast.Call) -> bool:
    return any(isinstance(outer, ast.If) for outer in code.around(call))


def units(nets: Nets, layer: ast.Call | None) -> int | None:
    """How many values a Dense layer gives, or a convolution has filters."""
    return number(nets, argument(layer, 0, "units")) if layer is not None else None
