"""Models, what they are fitted on, and what they are scored on."""

import ast
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ..code import Code, Scope
from ..syntax import Place, dotted, end, method, receiver
from .estimators import SAMPLERS, TRANSFORMERS, short_name, steps
from .flow import Event, root
from .roles import is_truth
from .splits import Splits

METRICS: Final = frozenset(
    [
        "accuracy_score",
        "balanced_accuracy_score",
        "f1_score",
        "precision_score",
        "recall_score",
        "roc_auc_score",
        "r2_score",
        "mean_squared_error",
        "mean_absolute_error",
        "root_mean_squared_error",
        "mean_absolute_percentage_error",
        "log_loss",
        "confusion_matrix",
        "classification_report",
        "average_precision_score",
        "matthews_corrcoef",
        "cohen_kappa_score",
        "median_absolute_error",
        "explained_variance_score",
        "max_error",
        "fbeta_score",
        "jaccard_score",
        "hamming_loss",
        "mean_squared_log_error",
        "brier_score_loss",
        "top_k_accuracy_score",
        "zero_one_loss",
    ]
)
"""Metrics of scikit-learn that take the truth and the prediction."""
ASKING: Final = frozenset({"predict", "predict_proba", "decision_function", "score", "evaluate", "predict_log_proba"})
_NO_MODEL = TRANSFORMERS | SAMPLERS | {"CalibratedClassifierCV", "NearestNeighbors", "Explainer", "EarlyStopping"}


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One call of `fit`, or of what asks a fitted model: `data` and `target` are its first two arguments."""

    call: ast.Call
    model: str
    scope: Scope
    data: ast.expr
    target: ast.expr | None

    @property
    def at(self) -> Place:
        """Where it ends."""
        return end(self.call)


class Models:
    """All that happens to models in one code."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.fits = [u for c in code.calls if method(c) == "fit" and (u := self._use(c))]
        self.asked = [u for c in code.calls if method(c) in ASKING and (u := self._use(c))]
        self.metrics = [c for c in code.calls if short_name(code, c) in METRICS]

    @cached_property
    def splits(self) -> Splits:
        """The splits of the code."""
        return self.code.fact(Splits)

    @cached_property
    def compared(self) -> list[tuple[ast.Compare, ast.expr, Use]]:
        """Comparisons by hand, `model.predict(X) == y`: the comparison, the truth in it, and the call that predicts."""
        found = []
        for node in (n for s in self.code.scopes for n in s.nodes if isinstance(n, ast.Compare)):
            if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
                continue
            sides = (node.left, node.comparators[0])
            asked = [self.predicting(side) if self.asked else None for side in sides]
            if (asked[0] is None) != (asked[1] is None):
                use = asked[0] or asked[1]
                truth = sides[1] if asked[0] else sides[0]
                if use is not None and is_truth(root(truth)):
                    found.append((node, truth, use))
        return found

    def _use(self, call: ast.Call) -> Use | None:
        values = [*call.args]
        for names in (("X", "x"), ("y",)):
            values += [k.value for k in call.keywords if k.arg in names]
        on = receiver(call)
        if on is None or not values or any(isinstance(v, ast.Starred) for v in values):
            return None
        if method(call) == "fit" and steps(self.code, on) and steps(self.code, on) <= _NO_MODEL:
            return None
        return Use(call, self._model(on), self.code.scope_of(call), values[0], values[1] if len(values) > 1 else None)

    def _model(self, on: ast.expr) -> str:
        """What a model is called: the name it is kept under, `model` of `model = LogisticRegression().fit(X, y)`."""
        parent = self.code.parents.get(on)
        call = self.code.parents.get(parent) if parent is not None else None
        kept = self.code.parents.get(call) if call is not None else None
        if isinstance(on, ast.Call) and isinstance(kept, ast.Assign) and kept.value is call:
            return dotted(kept.targets[0])
        name = dotted(on)
        for end_ in (".best_estimator_", ".named_steps"):
            name = name.removesuffix(end_)
        return name

    def fit_before(self, use: Use) -> Use | None:
        """The last time that a model was fitted before it is asked, in the same function."""
        found = self._fits_of.get((use.scope, use.model), []) if use.model else []
        earlier = bisect_left(found, use.at, key=lambda one: one.at)
        return found[earlier - 1] if earlier else None

    @cached_property
    def _fits_of(self) -> dict[tuple[Scope, str], list[Use]]:
        found: dict[tuple[Scope, str], list[Use]] = {}
        for fit in sorted(self.fits, key=lambda one: one.at):
            found.setdefault((fit.scope, fit.model), []).append(fit)
        return found

    def predicting(self, node: ast.expr) -> Use | None:
        """The call of `predict` that a value is (or is made of, by thresholds or rounding)."""
        lineage = self.splits.flow.lineage(node, through_estimators=False)
        found = [u for u in self.asked if u.call in lineage.calls and method(u.call) not in ("score", "evaluate")]
        if len(found) != 1 or any(self._is_piece(event) for event in lineage.events):
            return None
        return found[0]

    def _is_piece(self, event: Event) -> bool:
        """Whether rows are filled in piece by piece, as `oof[val] = …` and `preds.append(…)` in a loop: all rows in the end."""
        node = event.values[0] if event.keeps and event.binding is None and event.values else None
        if node is None or not self.code.loops(node):
            return False
        if method(node) in ("append", "extend") and receiver(node) is not None:
            return True
        parent = self.code.parents.get(node)
        targets = parent.targets if isinstance(parent, ast.Assign) else []
        return any(isinstance(t, ast.Subscript) and not isinstance(t.slice, ast.Constant) for t in targets)
