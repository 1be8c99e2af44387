"""Seeds set again in each round of training."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument
from .loops import Loop, Loops, within
from .words import module_class

_SEEDS = frozenset({
    "torch.manual_seed", "torch.cuda.manual_seed", "torch.cuda.manual_seed_all", "numpy.random.seed", "random.seed",
    "torch.random.manual_seed",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        for call in scope.calls:
            around = code.loops(call)
            given = argument(call, 0)
            if code.called(call) not in _SEEDS or not around or given is None or loops.choices(call, around[0]):
                continue
            loop = around[-1]
            if (
                {"backward", "step"} & loops.kinds_in(loop)
                and not _varies(given, around)
                and not _begins_anew(loops, loop)
            ):
                message = (
                    f"{ast.unparse(call)} runs in each round of this loop: every epoch shuffles, drops and augments in exactly the "
                    "same way as the one before."
                )
                yield hit(call, message, loop)


def _varies(given: ast.expr, around: list[Loop]) -> bool:
    targets = {
        n.id for loop in around if isinstance(loop, ast.For) for n in ast.walk(loop.target) if isinstance(n, ast.Name)
    }
    return any(isinstance(n, ast.Name) and n.id in targets for n in ast.walk(given)) or isinstance(given, ast.Call)


def _begins_anew(loops: Loops, loop: Loop) -> bool:
    """Whether each round is an experiment of its own, with a new network."""
    scope = loops.code.scope_of(loop)
    for call in scope.calls:
        if within(call, loop):
            name = loops.code.called(call)
            if module_class(loops.code, name) or name.startswith(
                ("torch.nn.Sequential", "torch.optim.", "torchvision.models")
            ):
                return True
    return False


CHECK = Check(
    name="seed-in-loop",
    title="The random seed is set again in each round",
    severity="risk",
    idea="A seed is set once, at the start, so that a run can be repeated. Set again in each round it makes the rounds equal.",
    question="In what do the random numbers of the second epoch differ from those of the first?",
    terms=("pytorch-training-loop", "debug-training"),
    bad="""\
def train(model, loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        torch.manual_seed(0)
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer, epochs):
    torch.manual_seed(0)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    find=_find,
)
