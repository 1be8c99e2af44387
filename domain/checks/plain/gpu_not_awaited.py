"""Time measured around work of a GPU without waiting for it."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .flow import block, statements

_CLOCKS: Final = frozenset(
    {"time.time", "time.perf_counter", "timeit.default_timer", "time.perf_counter_ns", "time.time_ns"}
)
_WAITING: Final = frozenset(["synchronize", "item", "cpu", "numpy", "tolist", "backward", "batch_decode", "decode"])
_WORK: Final = frozenset(
    ["model", "net", "network", "encoder", "decoder", "forward", "matmul", "mm", "bmm", "generate", "conv2d", "softmax"]
)


def _find(code: Code) -> Iterator[Hit]:
    if not _uses_gpu(code):
        return
    for scope in code.scopes:
        for node in scope.nodes:
            start = _elapsed(code, node)
            if start is None or not isinstance(node, ast.BinOp):
                continue
            between, here = _between(code, start, code.statement(node))
            if here and any(_is_work(n) for n in between) and not any(_waits(n) for n in between):
                yield hit(
                    node, "Work for the GPU is only handed over when a call returns; the clock stops before the work is done, "
                    "so the time shown is too short.", start,
                )  # fmt: skip


def _uses_gpu(code: Code) -> bool:
    if "torch" not in code.imported:
        return False
    if any(method(call) == "cuda" for call in code.calls):
        return True
    texts = (n.value for scope in code.scopes for n in scope.nodes if isinstance(n, ast.Constant))
    return any(isinstance(text, str) and text.split(":")[0] == "cuda" for text in texts)


def _elapsed(code: Code, node: ast.AST) -> ast.stmt | None:
    """The statement that took the first time, of `clock() - start`."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
        return None
    now, start = code.value(node.left), node.right
    if code.called(now) not in _CLOCKS or code.called(code.value(start)) not in _CLOCKS or not dotted(start):
        return None
    bound = code.binding(start)
    return bound.node if bound and isinstance(bound.node, ast.Assign) else None


def _between(code: Code, start: ast.stmt, stop: ast.stmt) -> tuple[list[ast.AST], bool]:
    """All nodes from one statement to another, where both stand in one block."""
    around, first = block(code, start)
    if stop not in around:
        return [], False
    last = around.index(stop)
    return list(statements(around[first + 1 : last + 1])), first < last


def _is_work(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return True
    return isinstance(node, ast.Call) and (method(node) in _WORK or dotted(node.func).split(".")[-1] in _WORK)


def _waits(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and method(node) in _WAITING


CHECK = Check(
    name="gpu-not-awaited",
    title="The clock stops before the GPU is done",
    severity="risk",
    idea="A GPU works beside the program: calls only put work into its queue. Wait with `torch.cuda.synchronize()` before each "
    "look at the clock.",
    question="Where is the work at the moment when the second time is taken: done, or in the queue?",
    terms=("GPU basics", "PyTorch tensors"),
    bad='import time\nimport torch\n\nx = x.to("cuda")\nstart = time.time()\ny = model(x)\nprint(time.time() - start)\n',
    good='import time\nimport torch\n\nx = x.to("cuda")\nstart = time.time()\ny = model(x)\ntorch.cuda.synchronize()\n'
    "print(time.time() - start)\n",
    find=_find,
)
