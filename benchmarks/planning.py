"""How long the rules take to plan: python benchmarks/planning.py [LEARNERS]. It needs what the tests need."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from random import Random
from statistics import linear_regression, median
from time import perf_counter

from machine import print_machine

from studycoach.domain.learner import Learner
from studycoach.domain.plan_facts import Facts
from studycoach.domain.planning import plan_week
from studycoach.domain.record import ItemRecord, Record
from studycoach.domain.roadmap import Item, Roadmap, Stage
from studycoach.domain.slot import parse_slots
from studycoach.tools.roadmap_file import read_shipped

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "support"))
from worlds import Life, a_learner

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LEARNERS, WEEKS, RUNS = 1000, 26, 9
SIZES = (1, 3, 10, 30, 100)


def milliseconds(run: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of `run`."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        run()
        times.append((perf_counter() - start) * 1000)
    return median(times)


def after_half_a_year(roadmap: Roadmap) -> Life:
    """A learner who has done every session for 26 weeks."""
    life = Life(a_learner(roadmap=roadmap.id), roadmap, NOW)
    for _ in range(WEEKS):
        life.do_week_as_planned()
    return life


def one_learner(roadmap: Roadmap) -> None:
    """First plans and a revision, with and without a history."""
    new = Life(a_learner(roadmap=roadmap.id), roadmap, NOW)
    first, _ = new.plan()
    print(f"{milliseconds(lambda: plan_week(first, NOW)):8.1f} ms: the first plan of a new learner")
    life = after_half_a_year(roadmap)
    facts, plan = life.plan()
    print(f"{milliseconds(lambda: plan_week(facts, life.now)):8.1f} ms: the first plan of a week, after {WEEKS} weeks")
    life.now = plan.sessions[0].starts_at + timedelta(minutes=plan.sessions[0].minutes)
    life.do(plan.sessions[0])
    life.now += timedelta(days=1)
    revised = life.facts(life.week)
    print(
        f"{milliseconds(lambda: plan_week(revised, life.now)):8.1f} ms: its revision, one session done and one missed"
    )
    print(f"{milliseconds(life.record):8.1f} ms: the record replayed from {len(life.evidence)} rows, cards included\n")


def renamed(item: Item, copy: int, first_needs: Iterable[str]) -> Item:
    """The item as one of a copy of the roadmap."""
    needs = tuple(f"{needed}-{copy}" for needed in item.prerequisites) or tuple(first_needs)
    return replace(item, id=f"{item.id}-{copy}", title=f"{item.title} {copy}", prerequisites=needs)


def in_a_row(roadmap: Roadmap, copies: int) -> Roadmap:
    """Copies of a roadmap, each to be begun when the one before is at its end."""
    stages: list[Stage] = []
    for copy in range(copies):
        needs = (stages[-1].items[-1].id,) if stages else ()
        for stage in roadmap.stages:
            items = tuple(renamed(item, copy, needs) for item in stage.items)
            stages.append(replace(stage, id=f"{stage.id}-{copy}", items=items))
    return Roadmap(roadmap.id, roadmap.title, tuple(stages))


def side_by_side(roadmap: Roadmap, copies: int) -> Roadmap:
    """Copies of a roadmap in the same stages: as many times more items are ready at once."""
    stages = tuple(
        replace(stage, items=tuple(renamed(item, copy, ()) for copy in range(copies) for item in stage.items))
        for stage in roadmap.stages
    )
    return Roadmap(roadmap.id, roadmap.title, stages)


def growth(name: str, roadmap: Roadmap, grow: Callable[[Roadmap, int], Roadmap]) -> None:
    """Times for larger and larger roadmaps, and the exponent that fits them."""
    learner = a_learner(roadmap=roadmap.id)
    sizes, times = [], []
    for copies in SIZES:
        grown = grow(roadmap, copies)
        facts = Life(learner, grown, NOW).facts(Life(learner, grown, NOW).week)
        plan_week(facts, NOW)
        sizes.append(len(grown.by_id))
        times.append(milliseconds(lambda facts=facts: plan_week(facts, NOW), 3))
    exponent, _ = linear_regression([log(n) for n in sizes], [log(t) for t in times])
    steepest = max(log(b / a) / log(n / m) for (m, n), (a, b) in zip(pairwise(sizes), pairwise(times), strict=True))
    print(f"{name}: time grows as items^{exponent:.2f}, at its steepest as items^{steepest:.2f}")
    for n, t in zip(sizes, times, strict=True):
        print(f"{n:8} items {t:8.1f} ms")


def somebody(random: Random, roadmap: Roadmap) -> Facts:
    """A learner somewhere on the roadmap, with slots of their own."""
    items = list(roadmap.items())
    done = items[: random.randrange(len(items))]
    record = Record(items={i.id: ItemRecord(worked=i.minutes, finished_on=NOW.date()) for i in done})
    days = random.sample(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), random.randint(2, 7))
    slots = parse_slots(f"{day} {(start := random.randint(6, 20)):02}:00-{start + 2}:00" for day in days)
    learner: Learner = a_learner(roadmap=roadmap.id, slots=slots)
    return Facts(learner, roadmap, record, Life(learner, roadmap, NOW).week)


def cohort(roadmap: Roadmap, learners: int) -> None:
    """The plans of many learners, one after the other."""
    random = Random(1)
    facts = [somebody(random, roadmap) for _ in range(learners)]
    seconds = milliseconds(lambda: [plan_week(f, NOW) for f in facts], 1) / 1000
    print(f"\n{seconds:8.1f} s: the plans of {learners} learners on one core (target: 1000 in 10 s)")


def main() -> None:
    """Measure the real roadmap, then larger ones, then many learners."""
    print_machine()
    roadmap = read_shipped("genai-scientist")
    print(f"plan_week on {roadmap.id}, {len(roadmap.by_id)} items (target: under 20 ms)")
    one_learner(roadmap)
    growth("Copies in a row", roadmap, in_a_row)
    growth("Copies side by side", roadmap, side_by_side)
    cohort(roadmap, int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS)


if __name__ == "__main__":
    main()
