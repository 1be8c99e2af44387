"""Our own coach, asked as `coach chat` asks it: the workflow itself, with a learner, a plan and a database of its own."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from counting import Answer
from model_stub_parts import Request
from script import Turn

from studycoach.app.bootstrap import default_learner
from studycoach.app.config import ModelSettings, Settings
from studycoach.app.models import form_words
from studycoach.domain.week import Week
from studycoach.llm.finding import find_model
from studycoach.llm.models import Models
from studycoach.llm.scripted import CallList
from studycoach.memory.database import open_database
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.chat import Chat, open_chat
from studycoach.workflows.chat_events import Ended, Event, Said
from studycoach.workflows.services import PlanRules, Services
from studycoach.workflows.set_up import set_up
from studycoach.workflows.weekly_plan import make

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ROADMAP, CONTEXT = "genai-scientist", 8192


class Script:
    """What the model says to our prompts, told apart by the form of answer that each asks for."""

    def __init__(self) -> None:
        self.begin(Turn("", ()))

    def begin(self, turn: Turn) -> None:
        """Begin a turn."""
        self.turn = turn

    def answer(self, request: Request) -> Answer:
        """The next answer."""
        turn = self.turn
        if "response_format" not in request.body:
            return Answer(turn.reply)
        if "steps" in request.body["response_format"]["json_schema"]["schema"]["properties"]:
            steps = [
                {"agent": agent, "request": part, "follows": False}
                for agent, part in zip(turn.steps, turn.parts, strict=True)
            ]
            return Answer(json.dumps({"steps": steps, "remember": turn.fact}))
        return Answer(json.dumps(turn.plan))


@dataclass
class Clock:
    """The time that it is for the coach."""

    now: datetime = MORNING


@dataclass(frozen=True)
class Told:
    """What one turn came to: who answered, how that was decided, what the planner said, and whether a yes was asked for."""

    steps: tuple[str, ...]
    decided_by: str
    of_planner: list[str]
    asked: bool


class Ours:
    """One conversation with our coach."""

    def __init__(self, chat: Chat, clock: Clock) -> None:
        self._chat, self._clock = chat, clock

    def say(self, turn: Turn) -> Told:
        """One turn, and the yes to what it asks for if the learner agrees."""
        self._clock.now += timedelta(minutes=1)
        events = asyncio.run(_all(self._chat.turn(turn.say)))
        ended = next(event for event in events if isinstance(event, Ended))
        waited = ended.waiting
        if waited is not None:
            reply = waited.choices[0] if waited.kind == "choose" else "yes"
            events += asyncio.run(_all(self._chat.answer(waited, reply if turn.agrees else "no")))
        of_planner = [event.text for event in events if isinstance(event, Said) and event.agent == "planner"]
        agents = tuple(step.agent for step in ended.steps)
        return Told(agents, ended.steps[0].decided_by, of_planner, waited is not None)


async def _all(events: AsyncGenerator[Event, None]) -> list[Event]:
    async with aclosing(events) as stream:
        return [event async for event in stream]


@contextmanager
def opened(home: Path, environment: Mapping[str, str]) -> Iterator[Ours]:
    """A conversation of a new learner whose first week is planned, with the model that the environment names."""
    clock = Clock()
    database = open_database(f"sqlite:///{home}/coach.db", backups=home / "backups", now=clock.now)
    found = find_model(ModelSettings(context=CONTEXT), environment)
    models = Models(lambda _: found, log=CallList(), cache=None, now=lambda: clock.now, words=form_words())
    services = Services(database, lambda: clock.now, home, PlanRules(), models=lambda: models)
    try:
        learner = replace(default_learner(Settings()), name="Ada", timezone="Europe/Berlin")
        stored = set_up(services, learner, read_shipped(ROADMAP))
        make(services, stored.id, Week.of(MORNING.date()))
        clock.now = EVENING
        with open_chat(services, stored.id, "compared") as chat:
            yield Ours(chat, clock)
    finally:
        database.close()
