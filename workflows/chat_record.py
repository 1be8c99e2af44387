"""What is kept of one conversation: its messages, and the questions that wait with their checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..domain.fact import without_secrets
from ..memory import checkpoints, conversations
from ..memory.conversations import Message
from ..memory.learners import StoredLearner
from .chat_events import Question
from .services import Services

# A bare yes is meant for something that was asked a moment ago.
MOST_TURNS_SINCE = 2
LONGEST_ATTACHED = 20_000
ASKS = ("?", "?", "؟")


class Record:
    """One conversation of one learner in the memory."""

    def __init__(self, services: Services, stored: StoredLearner, thread: str) -> None:
        self.thread = thread
        self.prefix = f"{stored.key}/{thread}/"
        self._services, self._learner_id = services, stored.id

    def history(self, most: int) -> tuple[Message, ...]:
        """The last messages, oldest first."""
        with self._services.database.read() as db:
            return conversations.recent(db, self._learner_id, self.thread, most)

    def waiting(self) -> tuple[Question, ...]:
        """The questions that wait, the newest last."""
        return _waiting(self._state())

    def begin(self, message: str, attached: str) -> int:
        """Keeps the learner's message as a new turn, and gives its number. What a killed program left is cleared."""
        now, words = self._services.now(), without_secrets(message)
        text = f"{words}\n\n{without_secrets(attached[:LONGEST_ATTACHED])}" if attached else words
        request = f"{words}\n\n[attached: {len(attached)} characters]" if attached else ""
        with self._services.database.write() as db:
            thread = conversations.open_thread(db, self._learner_id, self.thread, now)
            number = conversations.next_turn(db, self._learner_id, self.thread)
            conversations.add(db, self._learner_id, self.thread, Message(number, now, "learner", text, request=request))
            kept = {self.checkpoint(turn_of(question)) for question in _waiting(thread.state)}
            for thread_id in checkpoints.thread_ids(db, self.prefix):
                if thread_id not in kept:
                    checkpoints.forget(db, thread_id)
        return number

    def reply(self, question: Question, words: str) -> None:
        """Keeps the learner's word on a question."""
        with self._services.database.write() as db:
            message = Message(turn_of(question), self._services.now(), "learner", without_secrets(words))
            conversations.add(db, self._learner_id, self.thread, message)

    def keep(self, messages: Sequence[Message]) -> None:
        """Keeps messages."""
        with self._services.database.write() as db:
            for message in messages:
                conversations.add(db, self._learner_id, self.thread, message)

    def close(
        self, turn: int, messages: Sequence[Message], asked: Sequence[Question], answered: Question | None
    ) -> tuple[Question, ...]:
        """Keeps how a turn ended: what was said, and what waits instead of what was answered. Gives what waits now."""
        with self._services.database.write() as db:
            for message in messages:
                conversations.add(db, self._learner_id, self.thread, message)
            state = conversations.state_of(db, self._learner_id, self.thread)
            waiting = [*(q for q in _waiting(state) if answered is None or q.id != answered.id), *asked]
            state["waiting"] = [asdict(question) for question in waiting]
            conversations.set_state(db, self._learner_id, self.thread, state)
            if not asked:
                checkpoints.forget(db, self.checkpoint(turn))
        return tuple(waiting)

    def is_clear(self, question: Question) -> bool:
        """Whether a bare yes can only be meant for this question: nothing else was asked after it."""
        messages = self.history(8)
        said = next((m.text for m in reversed(messages) if m.by == "coach"), "")
        if said == question.text:
            return True
        if len({m.turn for m in messages if m.turn > turn_of(question)}) > MOST_TURNS_SINCE:
            return False
        return not said.rstrip(" \n*_`\"')」”").endswith(ASKS) and not self._state().get("quiz")

    def recall(self, question: Question, words: str) -> None:
        """Keeps that the learner's word could be meant for something else, so that the question was shown again."""
        turn, now = turn_of(question), self._services.now()
        self.keep(
            [
                Message(turn, now, "learner", without_secrets(words)),
                Message(turn, now, "coach", question.text, question.agent, written_by="rules"),
            ]
        )

    def checkpoint(self, turn: int) -> str:
        """The name of a turn's checkpoint."""
        return f"{self.prefix}{turn}"

    def _state(self) -> dict[str, Any]:
        with self._services.database.read() as db:
            return conversations.state_of(db, self._learner_id, self.thread)


def _waiting(state: Mapping[str, Any]) -> tuple[Question, ...]:
    return tuple(as_question(value) for value in state.get("waiting", []))


def as_question(value: dict[str, Any]) -> Question:
    """A question from its mapping."""
    return Question(**{**value, "choices": tuple(value["choices"])})


def turn_of(question: Question) -> int:
    """The turn in which a question was asked."""
    return int(question.id.rpartition("#")[2].split(".")[0])
