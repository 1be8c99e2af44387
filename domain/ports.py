"""What a lower layer needs of another one: small protocols, carried out in memory/ and handed over by the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call of a language model. `prompt` is its name and version, as in write_sessions@3.

    `run` is the id of the run it belongs to, if any; `outcome` is `ok`, `unusable` or the name of what went wrong.
    """

    at: datetime
    run: int | None
    prompt: str
    model: str
    tokens_in: int
    tokens_out: int
    milliseconds: int
    outcome: str


class CallLog(Protocol):
    """Keeps every call of a language model; may be asked from several threads at once."""

    def record(self, call: ModelCall) -> None:
        """Keep one call."""

    def tokens_since(self, moment: datetime) -> int:
        """The tokens, in and out, of all calls from this moment on."""


class Cache(Protocol):
    """Answers about inputs that don't change. `inputs` is a hash of all that the model was given."""

    def get(self, model: str, prompt: str, inputs: str) -> str | None:
        """The kept answer, or None."""

    def put(self, model: str, prompt: str, inputs: str, answer: str) -> None:
        """Keep an answer, in place of an older one."""


class Pace(Protocol):
    """Lets one request at a time go to a service, with a pause after it, over all processes that share the database.

    It keeps real time, whatever clock the coach goes by. `owner` is whoever asks, a word of its own for each request.
    """

    def claim(self, service: str, owner: str, seconds: float) -> float:
        """Takes the turn for at most so many seconds and gives 0; or gives the seconds to wait before asking again.

        Whoever has the turn may claim it anew, and so keep it for longer.
        """

    def release(self, service: str, owner: str, pause: float) -> None:
        """Gives the turn back; nobody gets it for the next `pause` seconds. Nothing happens if it was lost meanwhile."""
