"""The weekly plan, made by rules: `plan_week` is pure, the same facts give the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from .free_time import FreeDay, Interval, blocks_of, free_days, to_minutes, to_moment
from .plan_explain import explain
from .plan_facts import FILL_SHARE, Facts, PaperToRead, estimate
from .plan_leftovers import carried_over, empty_because, not_placed
from .plan_needs import Budget, Needs, current_stage, weekly_needs
from .plan_papers import paper_for, paper_words
from .plan_queue import Queue
from .plan_sweep import Placement, Sweep
from .plan_words import SoFar, habit_words, item_done_when, item_task, item_why, review_words
from .weekly_plan import SessionState, StudySession, WeeklyPlan

PASSES = 6
HELD: tuple[SessionState, ...] = ("done", "skipped", "missed", "cancelled")


def plan_week(facts: Facts, now: datetime) -> WeeklyPlan:
    """The plan of `facts.week` from `now` on.

    Sessions of `facts.previous` that were held, skipped, missed or have begun stay in it as they are; those
    still to come stay where they stand as long as they are right. A week without free time gives an empty
    plan that says why.
    """
    start = to_minutes(now, up=True)
    past = facts.previous.sessions if facts.previous else ()
    past = tuple(_in_zone(s, facts.learner.zone) for s in past)
    held = tuple(s for s in past if s.state in HELD or to_minutes(s.starts_at) < start)
    movable = tuple(s for s in past if s not in held)
    days = _free(facts, held, now)
    used = sum(s.minutes for s in held if s.state in ("done", "planned"))
    free, budget = _budget(facts, sum(day.minutes for day in days), used)
    week = _Week(facts, days, budget, held, start)
    placements, needs, queue = week.settle(movable)
    sessions = _sessions(facts, placements, held, movable)
    plan = WeeklyPlan(
        week=str(facts.week),
        timezone=facts.learner.timezone,
        made_at=now,
        free_minutes=free,
        planned_minutes=sum(p.minutes for p in placements),
        sessions=sessions,
        carried_over=carried_over(facts, sessions, placements),
        not_placed=not_placed(facts, needs, placements, queue, budget),
        empty_because=None if placements else empty_because(facts, days, now, used),
        revision=facts.previous.revision + 1 if facts.previous else 1,
    )
    return replace(plan, explanation=explain(facts, plan, placements, days, budget, used))


def _budget(facts: Facts, free: int, used: int) -> tuple[int, Budget]:
    """The free minutes within the week's limit, and what may be planned of them; `used` are done or under way."""
    fill = int(free * FILL_SHARE + 1e-9)
    # What was held counts too: a week that goes by the plan must not fill its buffer, evening by evening.
    more = int((free + used) * FILL_SHARE + 1e-9) - used
    limit = facts.learner.limit_of(facts.week)
    room = free if limit is None else max(0, limit - used)
    # A limit is the learner's own measure of the week: it is filled whole, and what lies beyond is the buffer.
    free, rules = min(free, room), facts.rules
    reviews, carried = (int(free * share + 1e-9) for share in (rules.review_share, rules.carry_over_share))
    return free, Budget(min(fill, room), reviews, carried, min(more, room), is_limited=room < fill)


@dataclass(frozen=True, slots=True)
class _Week:
    """What stays the same while a week is filled again and again until nothing moves any more."""

    facts: Facts
    days: tuple[FreeDay, ...]
    budget: Budget
    held: tuple[StudySession, ...]
    start: int

    def settle(self, movable: Sequence[StudySession]) -> tuple[list[Placement], Needs, Queue]:
        """Placements that planning again would leave where they are, with the needs they meet.

        Sessions kept from before change which gaps there are, and so where the others go; filling around the
        result until it repeats makes a plan stable.
        """
        original = {s.id: s for s in movable}
        anchors = tuple(movable)
        for _ in range(PASSES):
            placements, needs, queue = self._fill(anchors)
            wanted = tuple(_anchor(p) for p in placements)
            if wanted == tuple(_bare(a) for a in anchors):
                break
            anchors = wanted
        return [replace(p, kept=original.get(p.kept.id) if p.kept else None) for p in placements], needs, queue

    def _fill(self, anchors: Sequence[StudySession]) -> tuple[list[Placement], Needs, Queue]:
        queue = Queue(self.facts)
        used: dict[date, int] = {}
        for session in self.held:
            if session.state == "planned" and queue.left.get(session.topic):
                queue.take(session.topic, session.minutes)
            if session.state in ("planned", "done"):
                used[session.day] = used.get(session.day, 0) + session.minutes
        needs = weekly_needs(self.facts, self.days, self.budget, self.held)
        budget = replace(self.budget, more=self.budget.more - sum(a.minutes for a in anchors))
        placements = Sweep(self.facts, self.days, budget, queue, self.start).run(needs, anchors, used)
        return placements, needs, queue


def _anchor(placement: Placement) -> StudySession:
    name = placement.kept.id if placement.kept else ""
    starts_at = to_moment(placement.start)
    return StudySession(
        name, placement.day.day, "", starts_at, placement.minutes, placement.kind, placement.topic, "", "", "", ""
    )


def _bare(session: StudySession) -> StudySession:
    return replace(
        session, start="", title="", task="", why="", done_when="", carried=False, state="planned", sequence=0, paper=""
    )


def _in_zone(session: StudySession, zone: ZoneInfo) -> StudySession:
    """The session as the clock shows it where the learner is now."""
    local = session.starts_at.astimezone(zone)
    return replace(session, day=local.date(), start=f"{local:%H:%M}")


def _free(facts: Facts, held: Sequence[StudySession], now: datetime) -> tuple[FreeDay, ...]:
    # A session that was done early or skipped keeps its time: the learner has settled it.
    settled = [
        Interval(to_minutes(s.starts_at), to_minutes(s.starts_at) + s.minutes)
        for s in held
        if s.state in ("done", "skipped", "planned")
    ]
    learner = facts.learner
    return free_days(
        facts.week,
        learner.slots,
        learner.zone,
        time_off=learner.time_off,
        blocks=(*blocks_of(facts.busy), *settled),
        now=now,
    )


def _sessions(
    facts: Facts, placements: Sequence[Placement], held: Sequence[StudySession], movable: Sequence[StudySession]
) -> tuple[StudySession, ...]:
    befores = _befores(placements, movable)
    number = max((int(s.id.rpartition("-")[2]) for s in (*held, *movable)), default=0)
    placed: dict[str, int] = {}
    last: dict[str, date] = {}
    complete: dict[str, date] = {}
    made: list[StudySession] = []
    taken = {s.paper for s in held if s.state in ("planned", "done", "skipped")}
    promised = {before.paper for before in befores if before}
    for running in (s for s in held if s.state == "planned"):
        placed[running.topic] = placed.get(running.topic, 0) + running.minutes
        last[running.topic] = running.day
    for placement, before in zip(placements, befores, strict=True):
        if before is None:
            number += 1
        name = before.id if before else f"w{facts.week.number:02d}-{number}"
        paper = paper_for(facts, before, taken, promised) if placement.kind == "paper" else None
        taken |= {paper.id} if paper else set()
        session = _session(facts, placement, name, SoFar(placed, last, complete), paper)
        made.append(_with_sequence(session, before))
        placed[placement.topic] = placed.get(placement.topic, 0) + placement.minutes
        last[placement.topic] = session.day
        if placement.completes:
            complete[placement.topic] = session.day
    gone = [replace(s, state="cancelled", sequence=s.sequence + 1) for s in movable if s not in befores]
    # What the clock alone has made of a session (missed) isn't kept: it is asked anew each time.
    return tuple(sorted((*held, *made, *gone), key=lambda s: (s.starts_at, s.state == "cancelled", s.id)))


def _befores(placements: Sequence[Placement], movable: Sequence[StudySession]) -> list[StudySession | None]:
    """For each placement the session that it continues: kept, at the same time, of the same kind, or on the same topic."""
    befores: list[StudySession | None] = [p.kept for p in placements]
    free = [s for s in movable if s not in befores]
    for likeness in ("time", "kind", "topic"):
        for n, placement in enumerate(placements):
            if befores[n] is None:
                befores[n] = next((s for s in free if _is_alike(placement, s, likeness)), None)
                free = [s for s in free if s is not befores[n]]
    return befores


def _is_alike(placement: Placement, session: StudySession, likeness: str) -> bool:
    if placement.topic != session.topic or (placement.kind == "review") != (session.kind == "review"):
        return False
    if likeness == "time":
        return placement.start == to_minutes(session.starts_at)
    return likeness == "topic" or placement.kind == session.kind


def _with_sequence(session: StudySession, before: StudySession | None) -> StudySession:
    if before is None:
        return session
    same = replace(session, sequence=before.sequence)
    # A reason may be told anew while the session stays the same for a calendar.
    return same if replace(same, why=before.why) == before else replace(same, sequence=before.sequence + 1)


def _session(facts: Facts, placement: Placement, name: str, so_far: SoFar, paper: PaperToRead | None) -> StudySession:
    starts_at = to_moment(placement.start)
    item = facts.roadmap.by_id.get(placement.topic)
    if item is not None and placement.kind == "review":
        title, words = item.title, review_words(facts, item)
    elif item is not None:
        whole = max(estimate(item, facts.record), facts.record.of(item.id).worked)
        worked = facts.record.of(item.id).worked + so_far.placed.get(item.id, 0)
        title = item.title
        words = (
            item_task(facts, item, placement),
            item_why(facts, item, placement, so_far),
            item_done_when(item, placement, worked, whole),
        )
    else:
        habit = next(h for h in facts.roadmap.habits if h.id == placement.topic)
        title, words = habit.title, habit_words(habit, placement.minutes)
        if paper:
            title, words = paper_words(habit, paper, placement.minutes)
    return StudySession(
        id=name,
        day=placement.day.day,
        start=f"{starts_at.astimezone(facts.learner.zone):%H:%M}",
        starts_at=starts_at,
        minutes=placement.minutes,
        kind=placement.kind,
        topic=placement.topic,
        title=title,
        task=words[0],
        why=words[1],
        done_when=words[2],
        carried=placement.carried,
        paper=paper.id if paper else "",
    )


def stage_title(facts: Facts) -> str:
    """The title of the learner's current stage."""
    return facts.roadmap.stages[current_stage(facts.roadmap, facts.record) - 1].title
