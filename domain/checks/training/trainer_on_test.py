"""Trainers that choose the best epoch by the test data."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method
from .words import tokens


def _find(code: Code) -> Iterator[Hit]:
    if "Trainer" not in code.text:
        return
    for call in code.calls:
        data = keyword(call, "eval_dataset")
        if not last(code.called(call)).endswith("Trainer") or data is None or not _is_test(code, data):
            continue
        args = keyword(call, "args") or argument(call, 1)
        made = code.value(args) if args is not None else None
        best = keyword(made, "load_best_model_at_end") if isinstance(made, ast.Call) else None
        stops = keyword(call, "callbacks")
        if (isinstance(best, ast.Constant) and best.value is True) or (
            stops is not None and "EarlyStopping" in ast.unparse(code.value(stops))
        ):
            message = (
                f"The best checkpoint is chosen by {ast.unparse(data)}: the score on it is the best of many looks at the test data, and too "
                "good for new data."
            )
            yield hit(data, message, made or call)


def _is_test(code: Code, data: ast.expr) -> bool:
    """Whether these are the test data, and not a part that was split off for validation under that name."""
    words = set(tokens(ast.unparse(data)))
    if "test" not in words or words & {"val", "valid", "validation", "dev"}:
        return False
    held = {"validation", "val", "dev"} & {
        w for n in ast.walk(code.tree) if isinstance(n, ast.Name) for w in tokens(n.id)
    }
    is_split = isinstance(data, ast.Subscript) and any(method(c) == "train_test_split" for c in code.calls)
    return not is_split or bool(held)


CHECK = Check(
    name="trainer-chooses-on-test",
    title="The Trainer chooses its best checkpoint by the test data",
    severity="leak",
    idea="load_best_model_at_end and early stopping choose by the score on eval_dataset. What chooses can't also judge: give "
    "them validation data, and evaluate on the test data once.",
    question="Which rows had a say in which checkpoint is kept?",
    terms=("hf-transformers-library", "cross-validation", "overfitting"),
    bad="""\
from transformers import Trainer, TrainingArguments

def fit(model, train_ds, test_ds):
    args = TrainingArguments("out", eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True)
    trainer = Trainer(model=model, args=args, train_dataset=train_ds, eval_dataset=test_ds)
    trainer.train()
    return trainer.evaluate()
""",
    good="""\
from transformers import Trainer, TrainingArguments

def fit(model, train_ds, val_ds, test_ds):
    args = TrainingArguments("out", eval_strategy="epoch", save_strategy="epoch", load_best_model_at_end=True)
    trainer = Trainer(model=model, args=args, train_dataset=train_ds, eval_dataset=val_ds)
    trainer.train()
    return trainer.evaluate(test_ds)
""",
    find=_find,
)
