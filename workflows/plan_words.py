"""The words of a plan that is kept: a model writes them, a few sessions at a time, and they become a text-only revision.

The rules' plan is in force meanwhile, with its letter and files; whatever goes wrong here, it stays so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypedDict, cast

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from ..agents.planner import batches, write_sessions, write_week_note
from ..domain.errors import CoachError
from ..domain.plan_facts import Facts
from ..domain.plan_wording import RULES, Wordings, accept, accept_note, in_rules_words, with_kept_words
from ..domain.replay import record_of
from ..domain.session_states import skip_bumps, with_states
from ..domain.week import Week
from ..domain.weekly_plan import StudySession, WeeklyPlan
from ..llm.asking import Model
from ..llm.errors import ModelTrouble, UnusableAnswer
from ..memory import evidence, learners, runs, weekly_plans
from ..memory.weekly_plans import KeptPlan
from .files import write_files
from .plan_facts import load
from .services import Services

WORKFLOW = "plan_words"
LEAST_SECONDS = 2.0
STEPS = ("load_plan", "find_model", "write_words", "write_note", "keep_words")
MOVED = "The plan has changed meanwhile, so the words for it are dropped."
NO_TIME = "The time for it (planner.deadline_s) is over."

# How many sessions have been asked about, of how many, and the name of the model.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Worded:
    """What came of it: the plan as it stands now, if one is kept; the model's name, empty when there is none.

    `asked` counts the sessions to be put into words, `taken` those that are; `problem` says what went wrong, if
    anything.
    """

    plan: WeeklyPlan | None
    model: str
    asked: int
    taken: int
    problem: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the nodes work with. `until` is the deadline on the clock, in seconds."""

    services: Services
    clock: Callable[[], float]
    until: float
    tell: Progress

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.until - self.clock()


class State(TypedDict, total=False):
    """What the nodes hand on: the plan kept, and what is made of it; `waiting` are the questions still to be asked."""

    learner_id: int
    week: Week
    again: bool
    started_at: datetime
    kept: KeptPlan | None
    worded: Wordings
    facts: Facts
    plan: WeeklyPlan
    sessions: tuple[StudySession, ...]
    model: Model
    waiting: tuple[tuple[StudySession, ...], ...]
    taken: int
    problem: str


def load_plan(state: State, runtime: Runtime[Desk]) -> State:
    """Reads the plan, and which of its sessions still to come are to be put into words."""
    services, week = runtime.context.services, state["week"]
    now = services.now()
    with services.database.read() as db:
        kept = weekly_plans.find(db, state["learner_id"], str(week))
        loaded = load(db, state["learner_id"], week, now)
    if kept is None or loaded.kept is None or kept.checked_facts != loaded.stored.facts_version:
        return {"kept": None, "sessions": ()}
    learner, roadmap = loaded.stored.learner, loaded.roadmap
    facts = Facts(learner, roadmap, record_of(loaded.evidence, roadmap, learner.zone), week)
    wanted = {s.id for s in loaded.kept.sessions if s.state == "planned" and s.starts_at > now and not s.paper}
    if not state["again"]:
        wanted -= {s.id for s in kept.plan.sessions if s.written_by != RULES}
    plan = in_rules_words(kept.plan, loaded.worded)
    # Habits are told in the roadmap's own words already, so they come last.
    sessions = tuple(sorted((s for s in plan.sessions if s.id in wanted), key=lambda s: s.kind == "habit"))
    return {"kept": kept, "worded": loaded.worded, "facts": facts, "plan": plan, "sessions": sessions}


def find_model(state: State, runtime: Runtime[Desk]) -> State:
    """The planner's model, if there is one; looking for it may take a few seconds."""
    desk = runtime.context
    try:
        models = desk.services.models()
        model = models.of("planner", models.account()) if models else None
    except CoachError as error:
        return {"waiting": (), "problem": str(error)}
    if model is None:
        return {"waiting": ()}
    desk.tell(0, len(state["sessions"]), model.card.name)
    return {"model": model, "waiting": batches(model.card, state["facts"], state["sessions"])}


def write_words(state: State, runtime: Runtime[Desk]) -> State:
    """Asks about the next few sessions; an answer that can't be used leaves their words as they are."""
    desk, model = runtime.context, state["model"]
    batch, *rest = state["waiting"]
    if desk.left < LEAST_SECONDS:
        return {"waiting": (), "problem": NO_TIME}
    try:
        answer = write_sessions(model, state["facts"], batch, seconds=desk.left)
    except UnusableAnswer as error:
        return {"waiting": tuple(rest), "problem": str(error)}
    except ModelTrouble as error:
        return {"waiting": (), "problem": str(error)}
    plan = accept(state["plan"], answer.value, state["facts"].roadmap, answer.written_by)
    desk.tell(len(state["sessions"]) - sum(map(len, rest)), len(state["sessions"]), model.card.name)
    return {"plan": plan, "waiting": tuple(rest)}


def write_note(state: State, runtime: Runtime[Desk]) -> State:
    """Asks for the note of a week that has some of the model's words."""
    desk, plan, kept = runtime.context, state["plan"], state["kept"]
    has_note = kept is not None and bool(kept.plan.note) and not state["again"]
    if plan.written_by == RULES or has_note or desk.left < LEAST_SECONDS:
        return {}
    try:
        answer = write_week_note(state["model"], state["facts"], plan, seconds=desk.left)
    except ModelTrouble as error:
        return {"problem": state["problem"] or str(error)}
    return {"plan": accept_note(plan, answer.value, state["facts"].roadmap)}


def keep_words(state: State, runtime: Runtime[Desk]) -> State:
    """Saves the text-only revision, unless the plan or the facts have moved meanwhile."""
    services, kept = runtime.context.services, state["kept"]
    if kept is None:
        return {}
    now, learner_id = services.now(), state["learner_id"]
    plan = with_kept_words(state["plan"], kept.plan, state["worded"], state["facts"].roadmap)
    taken = sum(s.written_by != RULES for s in state["plan"].sessions)
    if plan == kept.plan:
        return {"taken": taken}
    revision = kept.plan.revision + 1
    with services.database.write() as db:
        stored = learners.lock(db, learner_id)
        latest = weekly_plans.find(db, learner_id, plan.week)
        if latest is None or latest.plan != kept.plan or stored.facts_version != kept.checked_facts:
            return {"problem": MOVED}
        # It rests on the same facts as the revision before, and was checked as that one was.
        plan = replace(plan, revision=revision, made_at=now)
        weekly_plans.save(db, learner_id, plan, kept.facts_version, latest.outside)
        weekly_plans.checked(db, learner_id, plan.week, revision, kept.checked_facts, latest.outside)
        runs.done(
            db,
            learner_id,
            WORKFLOW,
            plan.week,
            planned_at=state["started_at"],
            started_at=state["started_at"],
            made_at=now,
            seconds=(now - state["started_at"]).total_seconds(),
            model=plan.written_by,
            steps=tuple({"step": name} for name in STEPS),
        )
    return {"taken": taken}


def _after_load(state: State) -> Literal["find_model", "__end__"]:
    return "find_model" if state["sessions"] else "__end__"


def _after_words(state: State) -> Literal["write_words", "write_note", "__end__"]:
    if state["waiting"]:
        return "write_words"
    return "write_note" if "model" in state else "__end__"


def build() -> CompiledStateGraph[State, Desk, State, State]:
    """The graph: load_plan, find_model, write_words again and again, write_note, keep_words."""
    graph = StateGraph(State, context_schema=Desk)
    graph.add_node("load_plan", load_plan)
    graph.add_node("find_model", find_model)
    graph.add_node("write_words", write_words)
    graph.add_node("write_note", write_note)
    graph.add_node("keep_words", keep_words)
    graph.add_edge(START, "load_plan")
    graph.add_conditional_edges("load_plan", _after_load)
    graph.add_conditional_edges("find_model", _after_words)
    graph.add_conditional_edges("write_words", _after_words)
    graph.add_edge("write_note", "keep_words")
    # As in weekly_plan.py.
    return graph.compile(checkpointer=False)


def _tell_nobody(asked: int, of: int, model: str) -> None:
    del asked, of, model


def put_into_words(
    services: Services,
    learner_id: int,
    week: Week,
    *,
    again: bool = False,
    tell: Progress = _tell_nobody,
    clock: Callable[[], float] = time.monotonic,
) -> Worded:
    """Lets the planner's model word the week's kept plan within `services.planner_deadline_s`, and keeps what can be taken.

    Sessions that are worded already are left alone, unless `again`. What fails with the model is told in the result.

    Raises:
        CoachError: the plan can't be read or its words can't be kept.
    """
    begin: State = {
        "learner_id": learner_id,
        "week": week,
        "again": again,
        "started_at": services.now(),
        "problem": "",
    }
    if services.planner_deadline_s > 0:
        desk = Desk(services, clock, clock() + services.planner_deadline_s, tell)
        end = cast("State", build().invoke(begin, context=desk, config={"recursion_limit": 10_000}))
        return _outcome(services, end)
    return _outcome(services, begin)


def _outcome(services: Services, end: State) -> Worded:
    learner_id = end["learner_id"]
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
        kept = weekly_plans.find(db, learner_id, str(end["week"]))
        rows = evidence.of_weeks(db, learner_id, [str(end["week"])])
    if kept is None:
        return Worded(None, "", 0, 0, end["problem"])
    plan = with_states(kept.plan, rows, services.now())
    problem = write_files(services, stored, plan, skip_bumps(rows, plan.week))
    name = end["model"].card.name if "model" in end else ""
    problems = " ".join(filter(None, (end["problem"], problem)))
    return Worded(plan, name, len(end.get("sessions", ())), end.get("taken", 0), problems)
