"""No idle hour: what plan_week leaves free, no order of the items could have filled."""

from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.free_time import Interval, free_days, to_minutes, without
from studycoach.domain.slot import parse_slots

MONDAY = datetime(2026, 11, 23, 4, tzinfo=UTC)
SHORTEST, LONGEST = 25, 90
SLOTS = (
    "mon 08:00-08:45",
    "tue 19:00-21:00",
    "wed 07:00-07:30",
    "wed 18:00-20:00",
    "sat 10:00-13:00",
    "sun 09:00-09:20",
)


@st.composite
def small_lives(draw) -> Life:
    """At most five items, needing one another in any way, and one week of few slots."""
    items = []
    for n in range(draw(st.integers(1, 5))):
        needs = draw(st.lists(st.sampled_from([i.id for i in items]), unique=True, max_size=2)) if items else []
        kind = draw(st.sampled_from(("topic", "topic", "project")))
        items.append(an_item(f"t{n}", draw(st.sampled_from((25, 45, 60, 90, 150, 240))), *needs, type=kind))
    slots = parse_slots(draw(st.lists(st.sampled_from(SLOTS), min_size=1, unique=True)))
    return Life(a_learner(slots=slots), a_roadmap(tuple(items)), MONDAY)


def pieces(life: Life, sessions) -> list[tuple[int, int]]:
    """The free pieces of the week that `sessions` leave, each cut to what its day may still hold."""
    taken = [(to_minutes(s.starts_at), to_minutes(s.starts_at) + s.minutes) for s in sessions]
    found = []
    for day in free_days(life.week, life.learner.slots, life.learner.zone, now=life.now):
        left = life.learner.day_limit_minutes - sum(s.minutes for s in sessions if s.day == day.day)
        blocks = [Interval(*span) for span in taken]
        found += [(start, min(end, start + left)) for start, end in without(day.intervals, blocks)]
    return found


@given(small_lives())
@settings(max_examples=200)
def test_no_session_could_be_added_to_a_plan(life):
    _, plan = life.plan()
    budget = int(0.9 * plan.free_minutes) - plan.planned_minutes
    ends: dict[str, int] = {}
    left = {item.id: item.minutes for item in life.roadmap.items()}
    for s in plan.sessions:
        left[s.topic] -= s.minutes
        ends[s.topic] = to_minutes(s.starts_at) + s.minutes
    for start, end in pieces(life, plan.sessions):
        for item in life.roadmap.items():
            opens = max((ends.get(needed, 0) for needed in item.prerequisites), default=0)
            whole = all(left[needed] <= 0 for needed in item.prerequisites)
            room = min(end - max(start, opens), budget)
            assert not (whole and left[item.id] > 0 and room >= SHORTEST), f"{item.id} could be done at {start}"


def filled(life: Life, order) -> int:
    """The minutes of items, not rounded up, that get done if at each moment the first of `order` that can be is done."""
    left = {item.id: item.minutes for item in order}
    budget = int(0.9 * sum(end - start for start, end in pieces(life, ())))
    total = useful = 0
    for start, end in pieces(life, ()):
        at = start
        while at < end:
            room = min(end - at, LONGEST, budget - total)
            able = [
                i for i in order if left[i.id] > 0 and all(left[p] <= 0 for p in i.prerequisites) and room >= SHORTEST
            ]
            if not able:
                break
            minutes = max(SHORTEST, min(left[able[0].id], room))
            useful += min(minutes, left[able[0].id])
            left[able[0].id] -= minutes
            total += minutes
            at += minutes
    return useful


@given(small_lives())
@settings(max_examples=40)
def test_no_order_of_the_items_gets_more_done_by_more_than_the_shortest_session(life):
    _, plan = life.plan()
    items = tuple(life.roadmap.items())
    planned = sum(min(i.minutes, sum(s.minutes for s in plan.sessions if s.topic == i.id)) for i in items)
    assert planned >= max(filled(life, order) for order in permutations(items)) - SHORTEST
