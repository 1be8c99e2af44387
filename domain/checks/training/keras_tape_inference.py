"""Training steps of Keras that run the network as for predictions."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted, keyword, last
from .keras_models import is_keras


def _find(code: Code) -> Iterator[Hit]:
    if not is_keras(code):
        return
    for scope in code.scopes:
        trained = {
            _owner(n)
            for n in scope.nodes
            if isinstance(n, ast.Attribute) and n.attr in ("trainable_variables", "trainable_weights")
        }
        for node in scope.nodes:
            if not isinstance(node, ast.With) or not any(_is_tape(code, i.context_expr) for i in node.items):
                continue
            for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
                flag = keyword(call, "training")
                if isinstance(flag, ast.Constant) and flag.value is False and dotted(call.func) in trained - {""}:
                    message = (
                        f"{dotted(call.func)} learns from this call, but training=False switches dropout off and lets batch norm use means that "
                        "it never gathers."
                    )
                    yield hit(call, message, node, edits=replaced(flag, "True"))


def _owner(node: ast.Attribute) -> str:
    return dotted(node.value)


def _is_tape(code: Code, node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last(code.called(node)) == "GradientTape"


CHECK = Check(
    name="tape-in-inference-mode",
    title="The training step runs the network in inference mode",
    severity="bug",
    idea="In a loop of your own nobody tells the layers what a call is for. training=True in the step, training=False in the "
    "evaluation.",
    question="What does a dropout layer do in this call?",
    terms=("tensorflow-keras", "normalisation-dropout"),
    bad="""\
import tensorflow as tf

def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=False))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss
""",
    good="""\
import tensorflow as tf

def train_step(model, optimizer, loss_fn, x, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(x, training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss
""",
    find=_find,
)
