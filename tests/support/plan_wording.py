"""A scripted model for the words of plans: the questions it is asked, and good answers to them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from studycoach.agents.planner import OneSession, SessionOfSome, SomeSessions, batches
from studycoach.domain.plan_facts import Facts
from studycoach.domain.record import Record
from studycoach.domain.week import Week
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan
from studycoach.llm.endpoint import Access
from studycoach.llm.finding import Found
from studycoach.llm.models import Models
from studycoach.llm.retrying import Pacing
from studycoach.llm.scripted import SCRIPTED, CallList, ScriptedEndpoint
from studycoach.memory import weekly_plans
from studycoach.memory.weekly_plans import KeptPlan
from studycoach.workflows.plan_facts import load
from studycoach.workflows.services import Services

NOTE = "The week begins with the sounds, and everything else is built on them."


class Time:
    """A clock in seconds that a model's answers move on."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class SlowEndpoint(ScriptedEndpoint):
    """Takes so many seconds for each answer."""

    def __init__(self, replies: Sequence[object], time: Time, seconds: float) -> None:
        super().__init__(replies)
        self.time, self.seconds = time, seconds

    def reply(self, messages, form, limits, *, seconds):
        self.time.seconds += self.seconds
        return super().reply(messages, form, limits, seconds=seconds)


def with_model(services: Services, endpoint: ScriptedEndpoint, log: CallList | None = None) -> Services:
    found = Found("The test says so.", (), endpoint.card, Access("http://127.0.0.1:9"))
    models = Models(
        lambda _: found,
        log=log or CallList(),
        cache=None,
        now=services.now,
        pacing=Pacing(sleep=lambda _: None, first_pause=0.0),
        opened=lambda _card, _access: endpoint,
    )
    return replace(services, models=lambda: models, planner_deadline_s=60)


def in_batches(services: Services, learner_id: int, plan: WeeklyPlan) -> list[tuple[StudySession, ...]]:
    """The sessions as the workflow asks about them."""
    with services.database.read() as db:
        loaded = load(db, learner_id, Week.parse(plan.week), services.now())
    facts = Facts(loaded.stored.learner, loaded.roadmap, Record(), Week.parse(plan.week))
    coming = [s for s in plan.sessions if s.state == "planned"]
    return list(batches(SCRIPTED, facts, sorted(coming, key=lambda s: s.kind == "habit")))


def worded(session: StudySession) -> SessionOfSome:
    return SessionOfSome(
        session.id, f"Try {session.title} on an example of your own.", f"You can show {session.title}."
    )


def reply(batch: Sequence[StudySession], write: Callable[[StudySession], SessionOfSome] = worded) -> object:
    words = [write(session) for session in batch]
    return OneSession(words[0].task, words[0].done_when) if len(words) == 1 else SomeSessions(words)


def kept(services: Services, learner_id: int, week: Week) -> KeptPlan:
    with services.database.read() as db:
        found = weekly_plans.find(db, learner_id, str(week))
    assert found is not None
    return found
