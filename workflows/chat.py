"""A conversation of one learner: each message goes through the graph once, and its text is kept in the memory.

Every message has a checkpoint of its own, deleted when nothing of it waits any more, so a question that waits is not
touched by what is said after it, and the saver's tables don't grow.
"""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import aclosing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from ..domain.errors import WrongInput
from ..domain.routing import Examples
from ..domain.steps import Step
from ..domain.thread_name import check_thread_name
from ..memory import checkpoints, conversations, learners, thread_lock
from ..memory.conversations import Message
from ..memory.database import Connection
from ..memory.failures import explained
from ..prompts.examples import routing_examples
from .chat_desk import STUDIO, Desk
from .chat_events import Ended, Event, Question, Said
from .chat_graph import build
from .chat_order import InOrder
from .chat_saver import open_saver
from .chat_state import State, steps_of
from .services import Services

MOST_RECENT = 8
LONGEST_MESSAGE, LONGEST_ATTACHED = 200_000, 1_000_000


class Chat:
    """One conversation. Only one message of it is worked on at a time, in whatever window.

    `turn` and `answer` are to be closed (`aclosing`) when they are left early: that stops the model, and keeps what came.
    """

    def __init__(self, services: Services, desk: Desk, thread: str) -> None:
        self.services, self.thread = services, thread
        self.desk = desk
        self._prefix = f"{desk.stored.key}/{thread}/"

    def waiting(self) -> Question | None:
        """The question that waits, the newest if there are several, also from an earlier program."""
        waiting = self._state().get("waiting", [])
        return _question(waiting[-1]) if waiting else None

    def history(self, most: int = 200) -> tuple[Message, ...]:
        """The last messages, oldest first."""
        with self.services.database.read() as db:
            return conversations.recent(db, self.desk.learner_id, self.thread, most)

    def route(self, message: str, attached: str = "") -> tuple[Step, ...]:
        """Who would answer a message."""
        return self.desk.decide(self._begin(message, attached, 0)).steps

    async def turn(self, message: str, attached: str = "") -> AsyncGenerator[Event, None]:
        """What happens about a message. `attached` came with it through a pipe: data, never obeyed.

        Raises:
            WrongInput: the message is empty or too long.
            CoachError: another window is at work in this conversation, or the database fails.
        """
        if not message.strip():
            raise WrongInput("There is no message.", "Write one.")
        if len(message) > LONGEST_MESSAGE or len(attached) > LONGEST_ATTACHED:
            raise WrongInput("That is too long for one message.", "Send a part of it.")
        with thread_lock.held(self.services.database, self._prefix):
            with self.services.database.write() as db:
                conversations.open_thread(db, self.desk.learner_id, self.thread, self.services.now())
                number = conversations.next_turn(db, self.desk.learner_id, self.thread)
                state = self._begin(message, attached, number)
                told = f"{message}\n\n{attached}" if attached else message
                self._keep(db, Message(number, self.services.now(), "learner", told))
            self._forget_orphans()
            async with aclosing(self._run(number, state)) as events:
                async for event in events:
                    yield event

    async def answer(self, question: Question, reply: str) -> AsyncGenerator[Event, None]:
        """What happens on the learner's word to a question that waits: yes, no, `edit: WORDS`, or one of the choices.

        Raises:
            WrongInput: the reply is none of these, or the question doesn't wait any more.
            CoachError: another window is at work in this conversation, or the database fails.
        """
        reply = _checked(question, reply)
        with thread_lock.held(self.services.database, self._prefix):
            if question.id not in [waiting["id"] for waiting in self._state().get("waiting", [])]:
                raise WrongInput("That question doesn't wait any more.", "Say it again.")
            number = int(question.id.rpartition("#")[2].split(".")[0])
            with self.services.database.write() as db:
                self._keep(db, Message(number, self.services.now(), "learner", reply))
            async with aclosing(self._run(number, Command(resume=reply), question)) as events:
                async for event in events:
                    yield event

    async def _run(
        self, number: int, begin: "State | Command[Any]", answered: Question | None = None
    ) -> AsyncGenerator[Event, None]:
        desk = self.desk
        desk.new_turn()
        turn = _Turn(number)
        config: Any = {"configurable": {"thread_id": f"{self._prefix}{number}"}}
        try:
            with explained(self.services.database.place):
                async with open_saver(self.services.database) as saver:
                    graph = build(desk, saver)
                    parts = graph.astream(begin, config, stream_mode=["custom", "updates"], durability="exit")
                    async with aclosing(cast("AsyncGenerator[Any, None]", parts)) as stream:
                        async for mode, part in stream:
                            for event in turn.note(mode, part):
                                yield event
                    for event in turn.rest():
                        yield event
                    state = cast("State", (await graph.aget_state(config)).values)
        except BaseException:
            desk.hang_up()
            with self.services.database.write() as db:
                for message in turn.stopped(desk.partial, self.services.now()):
                    self._keep(db, message)
            raise
        yield self._ended(turn, state, answered)

    def _ended(self, turn: "_Turn", state: State, answered: Question | None) -> Ended:
        """Keeps what was said and what waits, and gives the end of the turn."""
        desk, account = self.desk, self.desk.account
        results = [result for _, result in sorted(state.get("results", {}).items())]
        problems = [state.get("problem", ""), *(result.get("problem", "") for result in results)]
        writers = dict.fromkeys(said.written_by for said in turn.said if said.written_by)
        models = [name for name in writers if name != "rules"]
        with self.services.database.write() as db:
            kept = conversations.find(db, desk.learner_id, self.thread)
            waiting = [
                w for w in (kept.state.get("waiting", []) if kept else []) if not answered or w["id"] != answered.id
            ]
            waiting += [asdict(question) for question in turn.questions]
            failed = {int(n) for n, result in state.get("results", {}).items() if result["state"] == "failed"}
            for message in turn.messages(self.services.now(), failed):
                self._keep(db, message)
            conversations.set_state(
                db, desk.learner_id, self.thread, {**(kept.state if kept else {}), "waiting": waiting}
            )
            if not turn.questions:
                checkpoints.forget(db, f"{self._prefix}{turn.number}")
        return Ended(
            steps=steps_of(state),
            reply="\n\n".join([said.text for said in turn.said] + [question.text for question in turn.questions]),
            waiting=_question(waiting[-1]) if waiting else None,
            written_by=", ".join(models) or "rules",
            calls=account.calls if account else 0,
            tokens_in=account.tokens_in if account else 0,
            tokens_out=account.tokens_out if account else 0,
            context_used=desk.prompt_tokens,
            context=desk.context,
            problems=tuple(dict.fromkeys(filter(None, problems))),
        )

    def _begin(self, message: str, attached: str, number: int) -> State:
        recent = [{"by": m.by, "text": m.text} for m in self.history(MOST_RECENT)]
        return {
            "thread": self.thread,
            "turn": number,
            "message": message,
            "attached": attached,
            "recent": recent,
            "results": {},
        }

    def _keep(self, db: Connection, message: Message) -> None:
        conversations.add(db, self.desk.learner_id, self.thread, message)

    def _state(self) -> dict[str, Any]:
        with self.services.database.read() as db:
            kept = conversations.find(db, self.desk.learner_id, self.thread)
        return dict(kept.state) if kept else {}

    def _forget_orphans(self) -> None:
        """Deletes the checkpoints that a program which was killed left behind."""
        kept = {
            f"{self._prefix}{waiting['id'].rpartition('#')[2].split('.')[0]}"
            for waiting in self._state().get("waiting", [])
        }
        with self.services.database.write() as db:
            for thread_id in checkpoints.thread_ids(db, self._prefix):
                if thread_id not in kept:
                    checkpoints.forget(db, thread_id)


class _Turn:
    """What was said in one turn, in order, and what waits after it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.said: list[Said] = []
        self.questions: list[Question] = []
        self._order = InOrder()

    def note(self, mode: str, part: Any) -> list[Event]:
        """Takes a part of the graph's stream, and gives the events that are to be told now."""
        if mode == "custom":
            return self._told(self._order.add(part))
        for interrupt in part.get("__interrupt__", ()):
            self.questions.append(_question(interrupt.value))
        closed = [int(n) for update in part.values() if isinstance(update, dict) for n in update.get("results") or ()]
        return self._told([event for number in closed for event in self._order.close(number)])

    def rest(self) -> list[Event]:
        """The events that were held back for their order."""
        return self._told(self._order.rest())

    def _told(self, events: list[Event]) -> list[Event]:
        self.said += [event for event in events if isinstance(event, Said)]
        return events

    def messages(self, now: datetime, failed: AbstractSet[int] = frozenset()) -> list[Message]:
        """The replies and the questions, as the conversation keeps them; `failed` are the steps that came to no end."""
        kept = [
            Message(
                self.number,
                now,
                "coach",
                said.text,
                said.agent,
                written_by=said.written_by,
                state="failed" if said.step in failed else "whole",
            )
            for said in self.said
            if said.text
        ]
        asked = [Message(self.number, now, "coach", q.text, q.agent, written_by="rules") for q in self.questions]
        return kept + asked

    def stopped(self, partial: Mapping[int, str], now: datetime) -> list[Message]:
        """The same of a turn that came to no end: whole replies, and what there is of others."""
        self.questions.clear()
        whole = {said.step for said in self.said}
        parts = [text for number, text in sorted(partial.items()) if text and number not in whole]
        begun = [Message(self.number, now, "coach", text, "tutor", state="stopped") for text in parts]
        return self.messages(now) + begun


@contextmanager
def open_chat(
    services: Services, learner_id: int, thread: str, *, exists: Callable[[str], bool] | None = None
) -> Iterator[Chat]:
    """A conversation of this learner, begun or gone on with. `exists` tells whether a path of theirs exists.

    Raises CoachError when there is no such learner, WrongInput when the name can't be one.
    """
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    desk = Desk(services, stored, Examples(routing_examples()), exists or _exists, services.models())
    yield Chat(services, desk, check_thread_name(thread))


def studio_graph(services: Services, learner_id: int) -> CompiledStateGraph[State, None, State, State]:
    """The graph alone, for a server that keeps checkpoints itself and sends nothing but a message."""
    with open_chat(services, learner_id, STUDIO) as chat:
        return build(chat.desk)


def _exists(path: str) -> bool:
    try:
        return Path(path).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _question(value: dict[str, Any]) -> Question:
    return Question(**{**value, "choices": tuple(value["choices"])})


def _checked(question: Question, reply: str) -> str:
    """The reply as the graph takes it."""
    word, _, words = reply.strip().partition(":")
    if word.strip().casefold() == "edit" and "edit" in question.choices and words.strip():
        return f"edit: {words.strip()[:2000]}"
    for choice in (*question.choices, "no"):
        if reply.strip().casefold() == choice.casefold():
            return choice
    raise WrongInput(f"{reply.strip()[:40]!r} is no answer to that.", f"Answer {', '.join(question.choices)}.")
