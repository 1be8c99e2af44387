"""What can go wrong with a language model, each with a sentence and what to do. None of them ever holds a secret."""

from ..domain.errors import CoachError


class ModelTrouble(CoachError):
    """A model gave no usable answer. `outcome` is its name in the record of calls."""

    outcome = "trouble"


class ModelUnreachable(ModelTrouble):
    """No answer came: no connection, too slow, too busy, broken, or not a model at all.

    `again` tells whether the same request may succeed later, `after` how many seconds the endpoint asks to wait.
    """

    outcome = "unreachable"

    def __init__(self, what: str, todo: str = "", *, again: bool = True, after: float = 0.0) -> None:
        super().__init__(what, todo or "Try again later, or run `coach doctor` to see which models can be reached.")
        self.again = again
        self.after = after


class RequestRefused(ModelUnreachable):
    """The endpoint is there and doesn't take this request (HTTP 400); an easier form of answer may be taken."""

    outcome = "refused"


class KeyRefused(ModelTrouble):
    """The endpoint doesn't accept the key, or wants one and got none."""

    outcome = "key_refused"


class ModelUnknown(ModelTrouble):
    """The endpoint has no model of this name, or none for this work."""

    outcome = "model_unknown"


class ContextTooSmall(ModelTrouble):
    """The words and the room for the answer don't fit into the model's context. Sizes are tokens."""

    outcome = "context_too_small"

    def __init__(self, model: str, needed: int, available: int) -> None:
        super().__init__(
            f"This needs a context of about {needed} tokens, and {model} has {available}.",
            "Give it less at once, or use a model with a larger context.",
        )
        self.needed = needed
        self.available = available


class UnusableAnswer(ModelTrouble):
    """The model answered twice, and neither answer can be used. `reason` says why in one line."""

    outcome = "unusable"

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(
            f"{model} gave no usable answer: {reason}.", "Try again, or use a more able model (`coach doctor`)."
        )
        self.reason = reason


class Stopped(ModelTrouble):
    """Whoever asked doesn't want the answer any more."""

    outcome = "stopped"

    def __init__(self) -> None:
        super().__init__("The question was taken back.")


class BudgetSpent(ModelTrouble):
    """The tokens allowed for this run or this day are spent."""

    outcome = "budget_spent"
