"""The last weights saved as the best."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, method
from .loops import Loops, within
from .words import tokens

_KEEPS = frozenset(
    {"save", "deepcopy", "state_dict", "save_checkpoint", "save_model", "save_pretrained", "copy", "clone"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes if loops.is_torch and "best" in code.text else ():
        for call in scope.calls:
            if method(call) != "save" or len(call.args) < 2 or code.loops(call) or not _is_best(code, call.args[1]):
                continue
            chosen = [
                n
                for n in scope.nodes
                if isinstance(n, ast.If) and code.loops(n) and _compares_best(n) and begin(n) < begin(call)
            ]
            kept = any(
                method(c) in _KEEPS | {"load_state_dict"}
                for c in scope.calls
                if c is not call and begin(c) < begin(call) and not within(c, call)
            )
            if (
                chosen
                and not kept
                and "best" not in tokens(ast.unparse(call.args[0]))
                and method(call.args[0]) == "state_dict"
            ):
                message = (
                    f"This saves the weights after the last epoch: the loop notes the best score in {ast.unparse(chosen[0].test)} and keeps no weights "
                    "with it."
                )
                yield hit(call, message, chosen[0])


def _is_best(code: Code, path: ast.expr) -> bool:
    return "best" in tokens(ast.unparse(code.value(path)))


def _compares_best(node: ast.If) -> bool:
    """Whether a better score is noted here, by plain assignments only."""
    plain = all(
        isinstance(s, ast.Assign) or (isinstance(s, ast.Expr) and method(s.value) == "print") for s in node.body
    )
    return (
        isinstance(node.test, ast.Compare)
        and "best" in tokens(ast.unparse(node.test))
        and plain
        and any(isinstance(s, ast.Assign) and "best" in tokens(dotted(s.targets[0])) for s in node.body)
    )


CHECK = Check(
    name="last-saved-as-best",
    title="The last weights are saved as the best",
    severity="bug",
    idea="Weights go on changing after the best epoch. To have them later, save them in the epoch in which they are the best.",
    question="From which epoch are the weights that this line saves?",
    terms=("overfitting", "pytorch-training-loop"),
    bad="""\
def fit(model, loader, optimizer, epochs):
    best_loss = float("inf")
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_loss = validate(model)
        if val_loss < best_loss:
            best_loss = val_loss
    torch.save(model.state_dict(), "best_model.pt")
""",
    good="""\
def fit(model, loader, optimizer, epochs):
    best_loss = float("inf")
    for epoch in range(epochs):
        train_epoch(model, loader, optimizer)
        val_loss = validate(model)
        if val_loss < best_loss:
            best_loss = val_loss
            torch.save(model.state_dict(), "best_model.pt")
""",
    find=_find,
)
