"""The weekly plan: load the facts, think, keep plan and letter in one transaction; then files and delivery."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict, cast

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from ..domain.errors import CoachError
from ..domain.plan_changes import PlanChanges, changes, same_words
from ..domain.plan_facts import Facts
from ..domain.plan_wording import with_kept_words
from ..domain.planning import plan_week, stage_title
from ..domain.progress import with_forecast
from ..domain.session_states import skip_bumps, with_states
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import learners, outbox, runs, weekly_plans
from ..memory.database import Connection
from .deliver import as_post, deliver
from .files import write_files
from .kept_plan import outside_of
from .plan_facts import Loaded, facts_of, load
from .services import Services

WORKFLOW = "weekly_plan"
MOST_THOUGHTS = 5


class State(TypedDict, total=False):
    """What the nodes hand on. `moved` means that the facts changed while the coach was thinking."""

    learner_id: int
    week: Week
    only_look: bool
    started_at: datetime
    thoughts: int
    loaded: Loaded
    outside: str
    facts: Facts
    plan: WeeklyPlan
    moved: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: the plan as it stands now, whether it is the week's first, and what changed if it isn't.

    `problems` are sentences on files that could not be written and letters that could not be delivered; the plan is
    kept all the same.
    """

    plan: WeeklyPlan
    is_new: bool
    changes: PlanChanges | None
    problems: tuple[str, ...] = ()


def load_facts(state: State, runtime: Runtime[Services]) -> State:
    """Reads everything at one moment."""
    services = runtime.context
    with services.database.read() as db:
        loaded = load(db, state["learner_id"], state["week"], services.now())
    # The mark before what it marks: a calendar that changes in between is then looked at once more, not never.
    outside = outside_of(services, loaded.stored.learner, state["week"])
    facts = facts_of(loaded, state["week"], services)
    return {"loaded": loaded, "outside": outside, "facts": facts, "thoughts": state.get("thoughts", 0) + 1}


def think(state: State, runtime: Runtime[Services]) -> State:
    """Plans by rules; nothing is open meanwhile. Sessions that stay keep the words that a model gave them."""
    facts, now = state["facts"], runtime.context.now()
    plan = plan_week(facts, now)
    loaded = state["loaded"]
    if loaded.kept:
        plan = with_kept_words(plan, loaded.kept, loaded.worded, facts.roadmap)
    plan = with_forecast(
        plan, facts.learner, facts.roadmap, facts.record, loaded.evidence, now, loaded.stored.created_at
    )
    return {"plan": plan}


def keep(state: State, runtime: Runtime[Services]) -> State:
    """Writes the plan, its letter and its run together, unless the facts have moved."""
    services, plan, loaded = runtime.context, state["plan"], state["loaded"]
    if state.get("only_look"):
        return {"moved": False}
    letter = None if loaded.kept else _letter(services, state)
    with services.database.write() as db:
        stored = learners.lock(db, state["learner_id"])
        if stored.facts_version != loaded.stored.facts_version or _newest(db, stored.id, plan) != _revision(loaded):
            return {"moved": True}
        if loaded.kept and not changes(loaded.kept, plan) and same_words(loaded.kept, plan):
            revision, outside = loaded.kept.revision, state["outside"]
            weekly_plans.checked(db, stored.id, plan.week, revision, stored.facts_version, outside)
            return {"plan": loaded.kept, "moved": False}
        weekly_plans.save(db, stored.id, plan, stored.facts_version, state["outside"])
        _record_run(db, stored.id, plan, state["started_at"], services.now())
        if letter:
            outbox.add(db, stored.id, now=services.now(), **letter)
    return {"moved": False}


def _newest(db: Connection, learner_id: int, plan: WeeklyPlan) -> int:
    latest = weekly_plans.find(db, learner_id, plan.week)
    return latest.plan.revision if latest else 0


def _revision(loaded: Loaded) -> int:
    return loaded.kept.revision if loaded.kept else 0


def _record_run(db: Connection, learner_id: int, plan: WeeklyPlan, started_at: datetime, now: datetime) -> None:
    seconds = (now - started_at).total_seconds()
    runs.done(
        db,
        learner_id,
        WORKFLOW,
        plan.week,
        planned_at=started_at,
        started_at=started_at,
        made_at=now,
        seconds=seconds,
        steps=tuple({"step": name} for name in ("load_facts", "think", "keep")),
    )


def _letter(services: Services, state: State) -> dict[str, Any]:
    from ..tools.mail import plan_letter

    stored, plan = state["loaded"].stored, state["plan"]
    letter = plan_letter(
        plan,
        learner_key=stored.key,
        name=stored.learner.name,
        email=stored.learner.email,
        sender=services.sender,
        now=services.now().astimezone(stored.learner.zone),
        stage=stage_title(state["facts"]),
    )
    return as_post(letter, WORKFLOW, plan.week)


def _after_keep(state: State) -> Literal["load_facts", "__end__"]:
    return "load_facts" if state["moved"] and state["thoughts"] < MOST_THOUGHTS else "__end__"


def build() -> CompiledStateGraph[State, Services, State, State]:
    """The graph: load_facts, think, keep, and again from the start when the facts moved meanwhile."""
    graph = StateGraph(State, context_schema=Services)
    graph.add_node("load_facts", load_facts)
    graph.add_node("think", think)
    graph.add_node("keep", keep)
    graph.add_edge(START, "load_facts")
    graph.add_edge("load_facts", "think")
    graph.add_edge("think", "keep")
    graph.add_conditional_edges("keep", _after_keep)
    # Within a conversation's node it must not take over that graph's saver.
    return graph.compile(checkpointer=False)


def make(services: Services, learner_id: int, week: Week, *, only_look: bool = False) -> Made:
    """Makes the week's plan, or a new revision of it from now on where that changes anything.

    With `only_look` nothing is kept. Afterwards the plan's files are written and its letter is delivered.

    Raises:
        CoachError: the facts can't be read, or the plan can't be kept.
    """
    begin: State = {"learner_id": learner_id, "week": week, "only_look": only_look, "started_at": services.now()}
    end = cast("State", build().invoke(begin, context=services))
    if end["moved"]:
        raise CoachError("The plan could not be kept: the facts change faster than it is made.", "Try again.")
    before, plan, stored = end["loaded"].kept, end["plan"], end["loaded"].stored
    plan = with_states(plan, end["loaded"].evidence, services.now())
    problems: tuple[str, ...] = ()
    if not only_look:
        bumps = skip_bumps(end["loaded"].evidence, plan.week)
        found = (write_files(services, stored, plan, bumps), deliver(services, learner_id).problem)
        problems = tuple(filter(None, found))
    return Made(plan, before is None, changes(before, plan) if before else None, problems)
