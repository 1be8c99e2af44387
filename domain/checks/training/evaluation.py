"""Where code evaluates a network: loops over data that is held out, functions that evaluate, predictions for test rows."""

import ast
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..code import Code, Scope
from ..syntax import begin, dotted, keyword, last, method
from .loops import Loop, Loops, within
from .words import is_loader, label, module_class, part, part_of, tokens

_EVALUATES: Final = frozenset(
    {"evaluate", "evaluation", "eval", "validate", "validation", "test", "predict", "accuracy", "infer", "inference", "val", "valid"}
)  # fmt: skip
_AFTER_TEST: Final = frozenset(
    {"epoch", "model", "loop", "step", "net", "network", "one", "fn", "func", "loader", "set", "accuracy", "acc", "loss", "cnn"}
)  # fmt: skip
GENERATES: Final = frozenset({"sample", "generate", "translate", "decode", "caption"})
_PLAIN: Final = frozenset({
    "Linear", "ReLU", "LeakyReLU", "GELU", "ELU", "SELU", "SiLU", "Tanh", "Sigmoid", "Softmax", "LogSoftmax", "Flatten",
    "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "MaxPool1d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Embedding",
    "Sequential", "ModuleList", "Parameter", "LayerNorm", "GroupNorm", "LSTM", "GRU", "RNN", "Identity", "Unflatten",
    "Upsample", "LSTMCell", "GRUCell", "RNNCell", "Module", "Bilinear", "Softplus", "PReLU", "Hardtanh",
})  # fmt: skip
_MOST_LEVELS = 3
_MOST_IN_SCOPE = 50  # for each of them its whole scope is searched


@dataclass(frozen=True, slots=True)
class Evaluation:
    """That a network is asked for its output only to look at it. `first` is the first such call, `node` the loop or
    function in which it stands, or the call itself."""

    scope: Scope
    node: ast.AST
    first: ast.Call


class Evaluations:
    """The evaluations in a source."""

    def __init__(self, loops: Loops) -> None:
        self.loops, self.code = loops, loops.code

    def found(self) -> Iterator[Evaluation]:
        """Each once, in order of place within its scope."""
        if not self.loops.is_torch:
            return
        for scope in self.code.scopes:
            if self.loops.is_led(scope) or self._is_network(scope):
                continue
            seen: set[ast.AST] = set()
            for call in self.loops.forwards(scope):
                if self._is_inherited(scope, call):
                    continue
                node = self._evaluated_in(scope, call)
                if node is not None and node not in seen and not any(within(call, one) for one in seen):
                    seen.add(node)
                    yield Evaluation(scope, node, call)
                    if len(seen) == _MOST_IN_SCOPE:
                        break

    def _evaluated_in(self, scope: Scope, call: ast.Call) -> ast.AST | None:
        around = self.code.loops(call)
        for loop in around[::-1]:
            if isinstance(loop, ast.For) and part(loop.iter) == "held" and not self._trains(loop):
                return loop
        for outer in self.code.around(call):
            if isinstance(outer, ast.GeneratorExp | ast.ListComp) and part(outer.generators[0].iter) == "held":
                return outer
        if (
            around
            and isinstance(around[0], ast.For)
            and self._is_switched(scope, call)
            and not self._trains(around[-1])
        ):
            return around[-1]
        if is_evaluating(scope) and (around or scope.owner is None):
            return None if self._trains(scope.node) else (around[-1] if around else scope.node)
        return call if self._is_lone(scope, call) else None

    def _is_switched(self, scope: Scope, call: ast.Call) -> bool:
        """Whether this very network was switched to evaluation mode before, in the same scope."""
        switches = self.loops.of_kind(scope, "eval", "train")
        earlier = bisect_left(switches, begin(call), key=lambda e: begin(e.node))
        last_one = next((e for e in reversed(switches[:earlier]) if e.of == label(call.func)), None)
        return last_one is not None and last_one.kind == "eval"

    def _is_lone(self, scope: Scope, call: ast.Call) -> bool:
        """Whether it is a prediction for rows that are held out, whose output isn't learned from."""
        given = [*call.args, *(k.value for k in call.keywords)]
        if not given or any(part(one) != "held" for one in given):
            return False
        statement = self.code.statement(call)
        learned = {e.of for e in self.loops.of_kind(scope, "backward")}
        targets = {label(t) for t in statement.targets} if isinstance(statement, ast.Assign) else set()
        return not (learned & targets) and not isinstance(scope.node, ast.Lambda)

    def _is_inherited(self, scope: Scope, call: ast.Call) -> bool:
        """Whether the network comes from a class that isn't here, which may have switched it."""
        name = dotted(call.func)
        if scope.owner is None or not name.startswith("self.") or self.code.bindings(name, scope):
            return False
        return any(dotted(base) != "object" for base in scope.owner.bases)

    def _is_network(self, scope: Scope) -> bool:
        if scope.owner is None:
            return False
        forwards = any(isinstance(one, ast.FunctionDef) and one.name == "forward" for one in scope.owner.body)
        return forwards or bool(module_class(self.code, scope.owner.name))

    def _trains(self, node: ast.AST) -> bool:
        return bool(self.loops.kinds_in(node) & {"backward", "step", "zero", "update"})

    def above(self, evaluation: Evaluation) -> Iterator[tuple[Scope, ast.AST]]:
        """Where it happens: its scope and itself, then the calls of its function, and those of their functions."""
        yield evaluation.scope, evaluation.first
        level = [evaluation.scope]
        for _ in range(_MOST_LEVELS):
            calls = [call for scope in level if scope.name for call in self.callers(scope)]
            yield from ((self.code.scope_of(call), call) for call in calls)
            level = [self.code.scope_of(call) for call in calls]

    def callers(self, scope: Scope) -> list[ast.Call]:
        """The calls of a function, and for a method those on any object."""
        if scope.owner is None:
            return self.loops.callers(scope)
        name = last(scope.name)
        return [c for c in self.code.calls if method(c) == name and isinstance(c.func, ast.Attribute)]


def is_evaluating(scope: Scope) -> bool:
    """Whether a function is called as one that evaluates; tests of a test suite aren't."""
    found = tokens(last(scope.name))
    if (
        found
        and found[0] in GENERATES
        and any("no_grad" in ast.unparse(d) or "inference_mode" in ast.unparse(d) for d in _decorators(scope))
    ):
        return bool(scope.parameters)
    if not found or _EVALUATES.isdisjoint(found) or part_of(set(found)) == "train" or "train" in found:
        return False
    if found[0] == "test":
        return set(found[1:]) <= _AFTER_TEST and bool(scope.parameters)
    return True


def _decorators(scope: Scope) -> list[ast.expr]:
    return scope.node.decorator_list if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef) else []


def is_without_grad(code: Code, node: ast.AST) -> bool:
    """Whether gradients are off, or are switched by a condition, where this node stands."""
    return any(_switches_off(context) for context in code.contexts(node))


def _switches_off(context: ast.expr) -> bool:
    name = method(context) if isinstance(context, ast.Call) else last(dotted(context))
    if name in ("no_grad", "inference_mode", "set_grad_enabled"):
        return True
    return any(word in name.lower() for word in ("eval", "inference", "nograd", "no_grad"))


def is_harmless(code: Code, node: ast.expr) -> bool:
    """Whether it can be seen that this network does the same in training and in evaluation."""
    seen = [cls for cls in code.classes.values() if module_class(code, cls.name)]
    made = code.made_by(node)
    if made in code.classes:
        return _is_plain(code, code.classes[made], frozenset())
    if made == "torch.nn.Sequential":
        return _is_plain(code, code.value(node), frozenset())
    if made:
        return False
    others = any(c for c in code.calls if last(code.called(c)) == "from_pretrained" or "models." in code.called(c))
    return bool(seen) and not others and all(_is_plain(code, cls, frozenset()) for cls in seen)


def _is_plain(code: Code, node: ast.AST, seen: frozenset[str]) -> bool:
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and one.attr == "training":
            return False
        if isinstance(one, ast.Call) and not _is_plain_call(code, one, seen):
            return False
    return True


def _is_plain_call(code: Code, call: ast.Call, seen: frozenset[str]) -> bool:
    name = code.called(call)
    if name in code.classes:
        return name in seen or _is_plain(code, code.classes[name], seen | {name})
    if last(name) in ("dropout", "dropout2d", "batch_norm", "alpha_dropout", "load"):
        return False
    if name.startswith("torch.nn.") and name.count(".") == 2:
        return last(name) in _PLAIN and keyword(call, "dropout") is None
    return name.startswith("torch.") or not last(name)[:1].isupper()


def before(node: ast.AST, other: ast.AST) -> bool:
    """Whether a node begins before another."""
    return begin(node) < begin(other)


def batch_source(code: Code, loop: Loop) -> ast.expr | None:
    """What gives the batches of a loop: `loader` of `enumerate(tqdm(loader))`; None when it isn't a loader."""
    if not isinstance(loop, ast.For):
        return None
    source: ast.expr = loop.iter
    while (
        isinstance(source, ast.Call)
        and source.args
        and method(source) in ("enumerate", "tqdm", "trange", "iter", "track", "progress_bar")
    ):
        source = source.args[0]
    return source if is_loader(code, source) or part(source) else None
