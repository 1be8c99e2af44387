"""Made-up learners, roadmaps and lives, for tests of the planner: what a learner does is drawn, the rules are checked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from studycoach.domain.learner import DateRange, Learner
from studycoach.domain.plan_facts import Facts, PlanRules
from studycoach.domain.planning import plan_week
from studycoach.domain.record import Evidence
from studycoach.domain.recording import done_rows, log_rows, skip_rows
from studycoach.domain.replay import missed_work, record_of
from studycoach.domain.roadmap import Habit, Item, Roadmap, Stage
from studycoach.domain.session_states import with_states
from studycoach.domain.slot import Slot, parse_slots
from studycoach.domain.week import Week
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan

KINDS = ("concept", "procedure", "memory", "design")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu")


def a_learner(**changes) -> Learner:
    """The default learner: weekday evenings."""
    learner = Learner(
        "Ada", "", "Europe/Berlin", "toy", 1, parse_slots(["mon-fri 19:00-21:00"]), (25, 90), 180, (), "", ()
    )
    return replace(learner, **changes)


def an_item(name: str, minutes: int = 60, *needs: str, type: str = "topic", kind: str = "concept", area: str = "Area"):
    """An item with the least that it needs."""
    return Item(name, f"Title of {name}", type, area, kind, minutes, f"You can show {name}.", (f"term {name}",), needs)


def a_roadmap(*stages: tuple[Item, ...], habits: bool = False) -> Roadmap:
    """A roadmap of these stages, with the usual habits if wanted."""
    made = tuple(Stage(f"stage-{n}", f"Stage {n}", "goal", (2, 3), items) for n, items in enumerate(stages, 1))
    ids = tuple(s.id for s in made)
    usual = (
        Habit("maths", "30 minutes of maths", "habit", "day", 30, "Do maths.", ids[:1]),
        Habit("paper", "One paper", "paper", "week", 45, "Read it.", ids),
        Habit("publish", "Publish", "publish", "week", 45, "Write.", ids[1:]),
    )
    return Roadmap("toy", "Toy", made, habits=usual if habits else ())


def a_session(name: str, starts_at: datetime, topic: str = "t", kind: str = "learn", **other) -> StudySession:
    """A session of an hour on the item of that name, in Berlin, unless told otherwise."""
    wall = starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    session = StudySession(
        name, wall.date(), f"{wall:%H:%M}", starts_at, 60, kind, topic, f"Title of {topic}", "task", "why", "done when"
    )
    return replace(session, **other)


def a_plan(*sessions: StudySession, week: str = "2026-W48", **other) -> WeeklyPlan:
    """A plan of these sessions."""
    minutes = sum(s.minutes for s in sessions)
    made_at = min((s.starts_at for s in sessions), default=datetime(2026, 11, 23, tzinfo=UTC))
    return replace(WeeklyPlan(week, "Europe/Berlin", made_at, 600, minutes, sessions), **other)


class Life:
    """One learner's weeks: plans kept and evidence written as the coach would, with no database."""

    def __init__(self, learner: Learner, roadmap: Roadmap, now: datetime, rules: PlanRules | None = None) -> None:
        self.learner, self.roadmap, self.now = learner, roadmap, now
        self.rules = rules or PlanRules()
        self.evidence: list[Evidence] = []
        self.plans: dict[str, WeeklyPlan] = {}
        self.busy: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def week(self) -> Week:
        return Week.of(self.now.astimezone(self.learner.zone).date())

    def record(self):
        plans = [with_states(plan, self.evidence, self.now) for plan in self.plans.values()]
        return record_of(self.evidence, self.roadmap, self.learner.zone, missed_work(plans, self.evidence))

    def facts(self, week: Week) -> Facts:
        before = self.plans.get(str(week))
        previous = with_states(before, self.evidence, self.now) if before else None
        return Facts(self.learner, self.roadmap, self.record(), week, self.busy, self.rules, previous)

    def plan(self, week: Week | None = None) -> tuple[Facts, WeeklyPlan]:
        facts = self.facts(week or self.week)
        plan = plan_week(facts, self.now)
        self.plans[plan.week] = plan
        return facts, plan

    def write(self, rows: tuple[Evidence, ...]) -> None:
        act = len(self.evidence) + 1
        self.evidence += [replace(row, id=act + n, act=act) for n, row in enumerate(rows)]

    def do(self, session: StudySession, **said) -> None:
        week = str(Week.of(session.day))
        item = self.roadmap.by_id.get(session.topic)
        self.write(done_rows(session, week, item, self.record(), at=self.now, **said))

    def skip(self, session: StudySession) -> None:
        self.write(skip_rows(session, str(Week.of(session.day)), at=self.now, why="ill"))

    def log(self, topic: str, minutes: int, **said) -> None:
        self.write(log_rows(self.roadmap.by_id[topic], self.record(), at=self.now, minutes=minutes, **said))

    def do_week(self) -> None:
        """Hold every session of this week's plan at its end, replanning as the coach does when facts change."""
        self.plan()
        while True:
            plan = with_states(self.plans[str(self.week)], self.evidence, self.now)
            coming = [s for s in plan.sessions if s.state == "planned"]
            if not coming:
                break
            self.now = max(self.now, coming[0].starts_at + timedelta(minutes=coming[0].minutes - 1))
            self.do(coming[0])
            self.now += timedelta(minutes=1)
            self.plan()

    def do_week_as_planned(self) -> None:
        """Plan once, hold all sessions as planned, and stand at the next Monday: fast, for lives of years."""
        _, plan = self.plan()
        record = self.record()
        zone = self.learner.zone
        rows_of: dict[str, list[Evidence]] = {}
        for row in self.evidence:
            rows_of.setdefault(row.topic, []).append(row)
        for session in plan.sessions:
            self.now = session.starts_at + timedelta(minutes=session.minutes)
            item = self.roadmap.by_id.get(session.topic)
            known = len(self.evidence)
            past = replace(record, items=record_of(rows_of.get(session.topic, ()), self.roadmap, zone).items)
            self.write(done_rows(session, plan.week, item, past, at=self.now))
            rows_of.setdefault(session.topic, []).extend(self.evidence[known:])
        self.now = datetime.combine(self.week.plus(1).monday, time(), zone)
        self.plans = {plan.week: plan}


@st.composite
def roadmaps(draw) -> Roadmap:
    """Small roadmaps with prerequisites of all shapes."""
    stages, known = [], []
    for _ in range(draw(st.integers(1, 3))):
        items = []
        for _ in range(draw(st.integers(1, 10))):
            name = f"t{len(known)}"
            needs = draw(st.lists(st.sampled_from(known), max_size=3, unique=True)) if known else []
            kind = draw(st.sampled_from(("topic", "topic", "topic", "project", "milestone")))
            minutes = draw(st.sampled_from((15, 45, 60, 90, 100, 240, 700)))
            area = draw(st.sampled_from(("A", "B")))
            items.append(an_item(name, minutes, *needs, type=kind, kind=draw(st.sampled_from(KINDS)), area=area))
            known.append(name)
        stages.append(tuple(items))
    return a_roadmap(*stages, habits=draw(st.booleans()))


@st.composite
def learners(draw) -> Learner:
    """Learners in many zones, with any slots and limits."""
    starts = st.tuples(st.integers(0, 6), st.integers(0, 1430), st.integers(5, 300))
    slots = [str(Slot(d, s, min(1440, s + n))) for d, s, n in draw(st.lists(starts, max_size=8))]
    shortest = draw(st.sampled_from((10, 15, 25, 45)))
    longest = max(shortest, draw(st.sampled_from((20, 30, 60, 90, 240))))
    return a_learner(
        timezone=draw(st.sampled_from(ZONES)),
        slots=parse_slots(slots),
        session_minutes=(shortest, longest),
        day_limit_minutes=draw(st.sampled_from((20, 60, 120, 180, 1440))),
        time_off=tuple(DateRange(d, d) for d in draw(st.lists(DAYS, max_size=2))),
    )


DAYS = st.dates(date(2026, 3, 20), date(2026, 4, 10))
BEFORE_CHANGES = st.sampled_from((datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 16, tzinfo=UTC)))
MOMENTS = st.builds(lambda day, n: day + timedelta(minutes=n), BEFORE_CHANGES, st.integers(0, 12 * 24 * 60))


@st.composite
def lives(draw) -> Life:
    """A learner at the beginning of some moment around a clock change."""
    life = Life(draw(learners()), draw(roadmaps()), draw(MOMENTS))
    begins = draw(st.lists(st.tuples(st.integers(0, 14 * 24 * 60), st.integers(1, 600)), max_size=4))
    life.busy = tuple(
        (life.now + timedelta(minutes=a), life.now + timedelta(minutes=a + length)) for a, length in begins
    )
    return life


def live_on(draw, life: Life) -> None:
    """Let something happen: a session done, skipped or let pass, other work, a mistake, or a change of slots."""
    deed = draw(st.sampled_from(("do", "do", "part", "finish", "skip", "log", "wait", "wait", "slots", "mistake")))
    plan = life.plans.get(str(life.week))
    states = with_states(plan, life.evidence, life.now).sessions if plan else ()
    open_sessions = [s for s in states if s.state in ("planned", "missed")]
    if deed in ("do", "part", "finish", "skip") and open_sessions:
        session = draw(st.sampled_from(open_sessions))
        if deed == "skip":
            life.skip(session)
        else:
            minutes = draw(st.integers(1, 150)) if deed == "part" else None
            life.do(session, minutes=minutes, finished=deed == "finish")
    elif deed == "log":
        item = draw(st.sampled_from(tuple(life.roadmap.items())))
        life.log(item.id, draw(st.integers(1, 200)))
    elif deed == "mistake":
        item = draw(st.sampled_from(tuple(life.roadmap.items())))
        seen = Evidence(0, 0, "mistake_seen", life.now, item.id, item.title, note="Leaked", finding="f0", rule="leak")
        life.write((seen,))
    elif deed == "slots":
        life.learner = replace(life.learner, slots=draw(learners()).slots)
    life.now += timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
