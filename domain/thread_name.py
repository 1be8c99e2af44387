"""The names of conversations: short, typeable, and safe wherever a name goes."""

from unicodedata import normalize

from .errors import WrongInput
from .plain_text import unseen_in

LONGEST_NAME = 60


def check_thread_name(name: str) -> str:
    """The name of a conversation as it is kept, without spaces around it.

    Raises:
        WrongInput: it is empty, too long, or holds what a name can't.
    """
    kept = normalize("NFC", name.strip()) if len(name) <= 10 * LONGEST_NAME else name
    if not 0 < len(kept) <= LONGEST_NAME or kept.startswith("-") or unseen_in(kept) or {"/", "\\"} & set(kept):
        raise WrongInput(
            "That is no name for a conversation.",
            f"Write 1 to {LONGEST_NAME} plain characters without slashes, the first not a dash, such as lora.",
        )
    return kept
