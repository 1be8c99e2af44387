"""A model's context: which size to ask for, whether it was really given, and whether a prompt lost its beginning."""

from .errors import ContextTooSmall

# A change of size makes Ollama load the model anew, so there are few of them.
SIZES = (4096, 8192, 16384, 32768, 65536, 131072)
# A server keeps half of its context when it cuts a prompt, and none has less than 512: a count below says nothing.
_LEAST_KEPT = 256
_NOT_COUNTED = 128


class ContextWindow:
    """The context of one model while the program runs: it grows with what is asked and never shrinks.

    `limit` is the most that the model takes, in tokens; it falls when the server turns out to give less.
    """

    def __init__(self, model: str, limit: int) -> None:
        self.model = model
        self.limit = limit
        self.size = 0
        self.sure = False

    def fit(self, needed: int) -> int:
        """The size to ask for, so that prompt and answer fit. Raises ContextTooSmall when none does."""
        if needed > self.limit:
            raise ContextTooSmall(self.model, needed, self.limit)
        if needed > self.size:
            self.size = next((size for size in SIZES if needed <= size <= self.limit), self.limit)
            self.sure = False
        return self.size

    def confirm(self, given: int | None, needed: int) -> None:
        """Take note of the size that the server really gave (None: it doesn't tell).

        Raises ContextTooSmall when what was just asked didn't fit into it.
        """
        self.sure = True
        if given is None or given >= self.size:
            return
        self.limit = self.size = given
        if needed > given:
            raise ContextTooSmall(self.model, needed, given)


def lost_its_beginning(fewest: int, counted: int | None) -> bool:
    """Whether a server that counted so many tokens has read less than a prompt with at least `fewest`."""
    return counted is not None and fewest > _LEAST_KEPT and _NOT_COUNTED <= counted < fewest
