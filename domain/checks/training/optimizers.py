"""Optimisers: where they are made, and over which parameters."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..code import Code, Scope
from ..syntax import argument, dotted, method


@dataclass(frozen=True, slots=True)
class Made:
    """That an optimiser is made: its name, the call, and the name of what has the parameters, `model.fc`."""

    scope: Scope
    name: str
    call: ast.Call
    over: str


def optimizers(code: Code) -> Iterator[Made]:
    """All optimisers that are made over the parameters of one thing and get a name."""
    for scope in code.scopes:
        for call in scope.calls:
            made = code.called(call)
            if not made.startswith("torch.optim.") or "lr_scheduler" in made:
                continue
            statement = code.statement(call)
            if isinstance(statement, ast.Assign) and statement.value is call and dotted(statement.targets[0]):
                yield Made(scope, dotted(statement.targets[0]), call, _owner(code, argument(call, 0, "params")))


def _owner(code: Code, params: ast.expr | None) -> str:
    value = code.value(params) if params is not None else None
    if isinstance(value, ast.Call) and method(value) == "parameters" and isinstance(value.func, ast.Attribute):
        return dotted(value.func.value)
    if isinstance(value, ast.Call) and method(value) == "filter" and len(value.args) == 2:
        return _owner(code, value.args[1])
    return ""
