"""What the specialists share that work aside: one step of a turn, which may be broken off at any moment."""

import contextvars
import threading
from collections.abc import Mapping
from typing import Any, Protocol

from ..llm.asking import Model
from ..memory import conversations
from ..memory.learners import StoredLearner
from .chat_events import Event, Working
from .chat_state import Job
from .services import Services


class Specialist(Protocol):
    """Whom a step belongs to."""

    services: Services
    stored: StoredLearner
    learner_id: int

    def model(self, agent: str) -> Model | None:
        """The model of an agent, if there is one."""

    def tell(self, event: Event) -> None:
        """Tells what is under way."""


class NotWanted(Exception):
    """The turn was broken off; nothing went wrong."""


class Step:
    """One step. `part` names what a conversation keeps open of it."""

    part: str

    def __init__(self, specialist: Specialist, job: Job) -> None:
        self._specialist, self._job, self._is_over = specialist, job, threading.Event()
        self._learner_id, self._thread = specialist.learner_id, job["thread"]
        # Within another graph, the conversation's stream could not be reached.
        self._context = contextvars.copy_context()

    def stop(self) -> None:
        """From another thread: nothing more is wanted."""
        self._is_over.set()

    def _check_wanted(self) -> None:
        if self._is_over.is_set():
            raise NotWanted

    def _tell(self, doing: str) -> None:
        """Tells what is under way, unless it isn't wanted any more."""
        self._check_wanted()
        self._context.run(self._specialist.tell, Working(self._job["number"], doing))

    def _keep(self, **changes: Any) -> None:
        """Remembers what is spoken of, where the conversation is one that is kept."""
        self._check_wanted()
        with self._specialist.services.database.write() as db:
            if conversations.find(db, self._learner_id, self._thread):
                state = conversations.state_of(db, self._learner_id, self._thread)
                state[self.part] = state.get(self.part, {}) | changes
                conversations.set_state(db, self._learner_id, self._thread, state)


def just_shown(services: Services, learner_id: int, thread: str, part: str, agent: str) -> Mapping[str, Any] | None:
    """What a conversation keeps open of this part, if the last reply in it was that agent's; None else."""
    with services.database.read() as db:
        open_: dict[str, Any] = conversations.state_of(db, learner_id, thread).get(part, {})
        replies = [m for m in conversations.recent(db, learner_id, thread, 6) if m.by == "coach"] if open_ else []
    return open_ if replies and replies[-1].agent == agent else None
