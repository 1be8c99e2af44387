"""Which part of the data a name speaks of: the training, the validation or the test part."""

import re
from typing import Final

_TOKENS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_TRAIN: Final = frozenset({"train", "training", "tr", "trn", "trainval"})
_VAL: Final = frozenset({"val", "valid", "validation", "dev", "cal", "calib", "calibration"})
_TEST: Final = frozenset({"test", "testing", "te", "tst", "holdout"})
_NO_DATA: Final = frozenset(
    {"cross", "n", "num", "size", "ratio", "frac", "fraction", "count", "split", "pct", "percent", "len"}
)
_TRUTH: Final = frozenset({"true", "test", "actual", "truth", "label", "labels", "target", "targets", "gt", "real"})
_GUESS: Final = frozenset(
    {"pred", "preds", "predict", "predicted", "prediction", "predictions", "hat", "yhat", "ypred"}
)


def tokens(name: str) -> list[str]:
    """The words in a name, in small letters: `x`, `train` of `X_train`, `Xtrain`, `trainX` and `self.X_train2`."""
    found: list[str] = []
    for token in _TOKENS.findall(name.removeprefix("self.")):
        low = token.lower()
        for letter in "xy":
            for rest in (low.removeprefix(letter), low.removesuffix(letter)):
                if rest != low and rest in _TRAIN | _VAL | _TEST:
                    found += [letter, rest]
                    break
        found.append(low)
    return found


def role(name: str) -> str:
    """The part that a name speaks of; "" when it says none, or two."""
    words = set(tokens(name))
    if words & _NO_DATA:
        return ""
    train, val, test = bool(words & _TRAIN), bool(words & _VAL), bool(words & _TEST)
    if test:
        return "" if train else "test"
    if train:
        return "train"
    return "val" if val else ""


def held_out(one: str) -> bool:
    """Whether a role is that of a part that a model mustn't learn from."""
    return one in ("val", "test")


def is_guess(name: str) -> bool:
    """Whether a name speaks of predictions, as `y_pred`."""
    return bool(_GUESS & set(tokens(name)))


def is_truth(name: str) -> bool:
    """Whether a name speaks of true labels, as `y_test` or `labels`."""
    words = tokens(name)
    return not is_guess(name) and (words[:1] == ["y"] or bool(_TRUTH & set(words)))


def letter(name: str) -> str:
    """`x` for a name of features, `y` for one of targets, "" else."""
    words = tokens(name)
    single = next((word for word in words if word in ("x", "y")), "")
    if single or not words:
        return single
    if words[0] in ("features", "data", "images", "feature"):
        return "x"
    return "y" if words[0] in ("labels", "target", "targets", "label") else ""
