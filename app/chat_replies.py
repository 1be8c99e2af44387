"""The learner's word on a question that waits: only what is exactly a yes, a no, an edit or a choice is one."""

import unicodedata

from ..domain.errors import WrongInput
from ..workflows.chat_events import Question

YES = frozenset(
    {"y", "yes", "ja", "oui", "si", "sí", "是", "是的", "好", "好的", "हाँ", "हां", "जी हाँ", "haan", "はい", "ええ"}
)
NO = frozenset(
    {"n", "no", "nein", "non", "不", "不是", "不要", "否", "नहीं", "जी नहीं", "nahin", "nahi", "いいえ", "いや"}
)


def read_reply(question: Question, line: str) -> str | None:
    """What a typed line answers to the question: `yes`, `no`, `edit: WORDS` or one of its choices; None if it doesn't.

    Raises WrongInput for an `edit` without words.
    """
    said = _folded(line)
    if said in NO:
        return "no"
    if question.kind == "choose":
        return next((c for n, c in enumerate(question.choices, 1) if said in (str(n), *_names(c))), None)
    if said in YES:
        return "yes"
    first, _, rest = line.strip().replace(":", " ", 1).partition(" ")
    if first.casefold() != "edit":
        return None
    if not rest.strip():
        raise WrongInput("What shall be different?", "Write it behind the word, as: edit only 45 minutes.")
    return f"edit: {rest.strip()}"


def _names(choice: str) -> tuple[str, str]:
    """A choice as a whole, and its first word, such as a session's id."""
    return _folded(choice), _folded(choice.split(" ")[0])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().rstrip(".!。").rstrip().casefold()


def ways_to_answer(question: Question) -> str:
    """What can be typed, for the screen: `yes / edit … / no`, or the choices with their numbers, a line each."""
    if question.kind == "approve":
        return " / ".join("edit …" if choice == "edit" else choice for choice in question.choices)
    return "\n".join([*(f"{number}  {choice}" for number, choice in enumerate(question.choices, 1)), "no"])
