"""Losses computed where no tape records them."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, last, method
from .keras_models import is_keras
from .loops import within


def _find(code: Code) -> Iterator[Hit]:
    if not is_keras(code):
        return
    for scope in code.scopes:
        tapes = [n for n in scope.nodes if isinstance(n, ast.With) and _tape(code, n)]
        if len(tapes) != 1:
            continue
        for call in scope.calls:
            if (
                dotted(call.func) == f"{_tape(code, tapes[0])}.gradient"
                and call.args
                and isinstance(call.args[0], ast.Name)
            ):
                outside = _outside(scope, tapes[0], call, call.args[0].id)
                if outside is not None:
                    message = (
                        f"{call.args[0].id} is computed outside of the tape's with block: the tape hasn't seen it, and gradient() gives "
                        "None for every weight."
                    )
                    yield hit(outside, message, call, tapes[0])


def _tape(code: Code, node: ast.With) -> str:
    for item in node.items:
        if (
            isinstance(item.context_expr, ast.Call)
            and last(code.called(item.context_expr)) == "GradientTape"
            and item.optional_vars
        ):
            return dotted(item.optional_vars)
    return ""


def _outside(scope: Scope, tape: ast.With, call: ast.Call, name: str) -> ast.stmt | None:
    """Where the value was computed that the tape is asked about, if not under the tape."""
    bound = [b for b in scope.bindings.get(name, ()) if b.at <= begin(call)]
    if not bound or bound[-1].kind != "assign" or within(bound[-1].node, tape):
        return None
    return (
        bound[-1].node
        if isinstance(bound[-1].node, ast.stmt) and isinstance(bound[-1].value, ast.Call) and method(bound[-1].value)
        else None
    )


CHECK = Check(
    name="tape-too-late",
    title="The loss is computed outside of the gradient tape",
    severity="bug",
    idea="A tape records only what happens inside its with block. The forward pass and the loss both belong there.",
    question="Which operations has the tape seen when it is asked for the gradient?",
    terms=("tensorflow-keras", "backpropagation"),
    bad="""\
import tensorflow as tf

def step(model, loss_fn, optimizer, x, y):
    with tf.GradientTape() as tape:
        out = model(x, training=True)
    loss = loss_fn(y, out)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
""",
    good="""\
import tensorflow as tf

def step(model, loss_fn, optimizer, x, y):
    with tf.GradientTape() as tape:
        out = model(x, training=True)
        loss = loss_fn(y, out)
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
""",
    find=_find,
)
