"""A conversation of one learner: each message goes through the graph once, and its text is kept in the memory.

Every message has a checkpoint of its own, deleted when nothing of it waits any more, so a question that waits is not
touched by what is said after it, and the saver's tables don't grow.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from ..domain.errors import CoachError, WrongInput
from ..domain.routing import Examples
from ..domain.slash import parse_slash
from ..domain.steps import Step
from ..domain.thread_name import check_thread_name
from ..memory import learners, thread_lock
from ..memory.conversations import Message
from ..memory.failures import explained
from ..prompts.examples import routing_examples
from .chat_desk import STUDIO, Desk
from .chat_events import Ended, Event, Question
from .chat_graph import build
from .chat_record import Record, as_question, turn_of
from .chat_saver import open_saver
from .chat_state import State, steps_of
from .chat_turn import Turn
from .services import Services

MOST_RECENT, LONGEST_RECENT = 2, 300
LONGEST_MESSAGE, LONGEST_ATTACHED = 200_000, 1_000_000


class Chat:
    """One conversation. Only one message of it is worked on at a time, in whatever window.

    `turn` and `answer` are to be closed (`aclosing`) when they are left early: that stops the model, and keeps what came.
    """

    def __init__(self, services: Services, desk: Desk, thread: str) -> None:
        self.services, self.desk, self.thread = services, desk, thread
        self.record = Record(services, desk.stored, thread)

    def waiting(self) -> Question | None:
        """The question that waits, the newest if there are several, also from an earlier program."""
        return next(reversed(self.record.waiting()), None)

    def history(self, most: int = 200) -> tuple[Message, ...]:
        """The last messages, oldest first."""
        return self.record.history(most)

    def is_clear(self, question: Question) -> bool:
        """Whether a bare yes can only be meant for this question: nothing else was asked after it."""
        return self.record.is_clear(question)

    def recall(self, question: Question, words: str) -> None:
        """Keeps that a word could be meant for something else, so that the question was shown again."""
        self.record.recall(question, words)

    def route(self, message: str, attached: str = "") -> tuple[Step, ...]:
        """Who would answer a message."""
        return self.desk.decide(self._begin(message, attached, 0)).steps

    async def turn(self, message: str, attached: str = "") -> AsyncGenerator[Event, None]:
        """What happens about a message. `attached` came with it through a pipe: data, never obeyed.

        Raises:
            WrongInput: the message is empty or too long, or a command that only the terminal knows.
            CoachError: another window is at work in this conversation, or the database fails.
        """
        _check(message, attached)
        with thread_lock.held(self.services.database, self.record.prefix):
            state = await asyncio.to_thread(self._begin, message, attached, 0)
            state["turn"] = await asyncio.to_thread(self.record.begin, message, attached)
            async with aclosing(self._run(state["turn"], state)) as events:
                async for event in events:
                    yield event

    async def answer(self, question: Question, reply: str) -> AsyncGenerator[Event, None]:
        """What happens on the learner's word to a question that waits: yes, no, `edit: WORDS`, or one of the choices.

        Raises:
            WrongInput: the reply is none of these, or just this question doesn't wait any more.
            CoachError: another window is at work in this conversation, or the database fails.
        """
        reply = _checked(question, reply)
        with thread_lock.held(self.services.database, self.record.prefix):
            if question not in self.record.waiting():
                raise WrongInput("That question doesn't wait any more, or has changed.", "Look at what waits now.")
            await asyncio.to_thread(self.record.reply, question, reply)
            async with aclosing(self._run(turn_of(question), Command(resume=reply), question)) as events:
                async for event in events:
                    yield event

    async def _run(
        self, number: int, begin: "State | Command[Any]", answered: Question | None = None
    ) -> AsyncGenerator[Event, None]:
        desk, turn = self.desk, Turn(number)
        desk.new_turn()
        config: Any = {"configurable": {"thread_id": self.record.checkpoint(number)}}
        try:
            with explained(self.services.database.place):
                async with open_saver(self.services.database) as saver:
                    graph = build(desk, saver)
                    if answered:
                        turn.go_on_from(await self._asked(graph, config, answered))
                    parts = graph.astream(begin, config, stream_mode=["custom", "updates"], durability="exit")
                    async with aclosing(cast("AsyncGenerator[Any, None]", parts)) as stream:
                        async for mode, part in stream:
                            for event in turn.note(mode, part):
                                yield event
                    for event in turn.rest():
                        yield event
                    state = cast("State", (await graph.aget_state(config)).values)
        except BaseException:
            desk.is_stopped = True
            done = (await desk.deed)["text"] if desk.deed else ""
            self._stopped(turn, answered, done)
            if done:
                raise CoachError("That was done, though the turn was broken off.", done) from None
            raise
        yield await asyncio.to_thread(self._ended, turn, state, answered)

    async def _asked(self, graph: "CompiledStateGraph[Any, Any, Any, Any]", config: Any, question: Question) -> State:
        """The state in which just this question waits."""
        snapshot = await graph.aget_state(config)
        if question not in [as_question(interrupt.value) for interrupt in snapshot.interrupts]:
            raise WrongInput(
                "That question can't be answered any more: its turn was broken off.", "/plan shows whether it was done."
            )
        return cast("State", snapshot.values)

    def _stopped(self, turn: Turn, answered: Question | None, done: str) -> None:
        """Ends what is under way and keeps what came. A question whose answer was broken off doesn't wait any more."""
        desk = self.desk
        desk.hang_up()
        messages = turn.stopped(desk.partial, self.services.now())
        if done and done not in [message.text for message in messages]:
            messages.append(Message(turn.number, self.services.now(), "coach", done, "planner", written_by="rules"))
        self.record.close(turn.number, messages, (), answered)

    def _ended(self, turn: Turn, state: State, answered: Question | None) -> Ended:
        """Keeps what was said and what waits, and gives the end of the turn."""
        desk, account = self.desk, self.desk.account
        results = state.get("results", {})
        problems = [state.get("problem", ""), *(result.get("problem", "") for _, result in sorted(results.items()))]
        models = [name for name in dict.fromkeys(said.written_by for said in turn.said) if name not in ("", "rules")]
        failed = {int(n) for n, result in results.items() if result["state"] == "failed"}
        messages = turn.messages(self.services.now(), failed)
        waiting = self.record.close(turn.number, messages, turn.questions, answered)
        return Ended(
            steps=steps_of(state),
            reply="\n\n".join([said.text for said in turn.said] + [question.text for question in turn.questions]),
            waiting=waiting[-1] if waiting else None,
            written_by=", ".join(models) or "rules",
            calls=account.calls if account else 0,
            tokens_in=account.tokens_in if account else 0,
            tokens_out=account.tokens_out if account else 0,
            context_used=desk.prompt_tokens,
            context=desk.context,
            problems=tuple(dict.fromkeys(filter(None, problems))),
        )

    def _begin(self, message: str, attached: str, number: int) -> State:
        recent = [{"by": m.by, "text": m.text[:LONGEST_RECENT]} for m in self.history(MOST_RECENT)]
        return {
            "thread": self.thread,
            "turn": number,
            "message": message,
            "attached": attached,
            "recent": recent,
            "results": {},
        }


@contextmanager
def open_chat(
    services: Services, learner_id: int, thread: str, *, exists: Callable[[str], bool] | None = None
) -> Iterator[Chat]:
    """A conversation of this learner, begun or gone on with. `exists` tells whether a path of theirs exists, seen from the
    folder of the services.

    Raises CoachError when there is no such learner, WrongInput when the name can't be one.
    """
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    desk = Desk(
        services, stored, Examples(routing_examples()), exists or partial(_exists, services.folder), services.models()
    )
    yield Chat(services, desk, check_thread_name(thread))


def studio_graph(services: Services, learner_id: int) -> CompiledStateGraph[State, None, State, State]:
    """The graph alone, for a server that keeps checkpoints itself and sends nothing but a message."""
    with open_chat(services, learner_id, STUDIO) as chat:
        return build(chat.desk)


def _exists(folder: Path, path: str) -> bool:
    try:
        return (folder / Path(path).expanduser()).exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _check(message: str, attached: str) -> None:
    if not message.strip():
        raise WrongInput("There is no message.", "Write one.")
    if len(message) > LONGEST_MESSAGE or len(attached) > LONGEST_ATTACHED:
        raise WrongInput("That is too long for one message.", "Send a part of it.")
    command = parse_slash(message)
    if command and command[0].agent is None:
        raise WrongInput(f"/{command[0].name} is a command of `coach chat`.", "Type it there.")


def _checked(question: Question, reply: str) -> str:
    """The reply as the graph takes it."""
    word, _, words = reply.strip().partition(":")
    if word.strip().casefold() == "edit" and "edit" in question.choices and words.strip():
        return f"edit: {words.strip()[:2000]}"
    for choice in (*question.choices, "no"):
        if reply.strip().casefold() == choice.casefold():
            return choice
    raise WrongInput(f"{reply.strip()[:40]!r} is no answer to that.", f"Answer {', '.join(question.choices)}.")
