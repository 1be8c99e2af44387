"""Twelve weeks of study: what was finished comes back when it should, and sooner when it was forgotten."""

from datetime import UTC, date, datetime, timedelta

from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.learner import DateRange
from studycoach.domain.session_states import with_states
from studycoach.domain.slot import parse_slots

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEKS = 12


def a_life(*items, **learner) -> Life:
    return Life(a_learner(**learner), a_roadmap(tuple(items)), MONDAY)


def live_through(life: Life, ratings: dict[str, list[str]] | None = None) -> dict[str, list[date]]:
    """Do every session for twelve weeks, rating a topic's reviews in turn; the days of each topic's reviews."""
    reviewed: dict[str, list[date]] = {}
    end = life.now + timedelta(weeks=WEEKS)
    while life.now < end:
        life.plan()
        plan = with_states(life.plans[str(life.week)], life.evidence, life.now)
        session = next((s for s in plan.sessions if s.state == "planned"), None)
        if session is None:
            monday = life.week.plus(1).monday
            life.now = datetime(monday.year, monday.month, monday.day, 6, tzinfo=UTC)
            continue
        life.now = session.starts_at + timedelta(minutes=session.minutes)
        past = reviewed.setdefault(session.topic, [])
        said = (ratings or {}).get(session.topic, [])
        if session.kind == "review":
            life.do(session, rating=said[len(past)] if len(past) < len(said) else "good")
            past.append(session.day)
        else:
            life.do(session)
    return reviewed


def test_what_is_finished_comes_back_after_two_days_then_eleven_then_weeks_on_the_first_free_day():
    life = a_life(an_item("t", 60), an_item("long", 6000))
    assert live_through(life)["t"] == [
        date(2026, 11, 25),  # finished on Monday, due two days later
        date(2026, 12, 7),  # due after eleven more, on a Sunday: the next free day
        date(2027, 1, 25),  # seven weeks after that
    ]


def test_what_was_forgotten_comes_back_sooner_and_oftener():
    items = (an_item("t", 60), an_item("long", 6000))
    well = live_through(a_life(*items))["t"]
    forgotten = live_through(a_life(*items), {"t": ["again", "again"]})["t"]
    assert forgotten[0] == well[0]
    assert forgotten[1] < well[1]
    assert len(forgotten) > len(well)


def test_every_card_that_falls_due_is_reviewed_on_the_first_free_day_while_there_is_room():
    life = a_life(*(an_item(f"t{n}", 120) for n in range(60)), slots=parse_slots(["mon,wed,sat 18:00-20:00"]))
    reviewed = live_through(life)
    for card in life.record().cards:
        assert card.due > life.now - timedelta(days=3), f"{card.topic} waits since {card.due}"
    free = {0, 2, 5}
    for topic in ("t0", "t1", "t2"):
        finished = life.record().of(topic).finished_on
        due = finished + timedelta(days=2)
        first = next(due + timedelta(days=n) for n in range(7) if (due + timedelta(days=n)).weekday() in free)
        assert reviewed[topic][0] == first


def test_time_off_only_delays_a_review_to_the_first_day_after_it():
    off = DateRange(date(2026, 11, 24), date(2026, 11, 29))
    reviewed = live_through(a_life(an_item("t", 60), an_item("long", 6000), time_off=(off,)))
    assert reviewed["t"][0] == date(2026, 11, 30)


def test_a_review_lasts_ten_to_twenty_minutes_and_is_never_the_whole_evening():
    life = a_life(*(an_item(f"t{n}", 30, kind="design") for n in range(80)))
    for _ in range(WEEKS):
        _, plan = life.plan()
        reviews = [s for s in plan.sessions if s.kind == "review"]
        assert all(10 <= s.minutes <= 20 for s in reviews)
        assert sum(s.minutes for s in reviews) <= plan.free_minutes / 4
        life.do_week_as_planned()
