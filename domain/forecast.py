"""When each stage will end, as the days by which it does with probability .5 and .9.

The minutes of a week are taken as draws around an unknown mean, so the time needed for the minutes that are
left has the spread of the weeks and the doubt about their mean: for n weeks to come and k weeks seen, the sum has
the variance n·s² + n²·s²/k (the predictive distribution of a normal mean; Gelman et al., Bayesian Data Analysis, 3.2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from statistics import fmean, stdev

from .learner import Learner
from .plan_facts import FILL_SHARE, remaining
from .plan_needs import active_habits
from .record import Record
from .roadmap import Roadmap, Stage
from .week import LAST_YEAR, Week
from .weekly_plan import StageForecast

OWN_WEEKS_NEEDED, OWN_WEEKS_USED = 3, 12
Z90 = 1.2815515594457831
# What is assumed while the learner's own weeks are too few: nearly all of the plan is done, give or take a third.
FOLLOW_THROUGH, SPREAD, WORTH_WEEKS = 0.9, 0.35, 3
REVIEW_PART = 0.08
MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """Minutes of work on items in a usual week: mean, standard deviation, and from how many weeks known."""

    mean: float
    deviation: float
    weeks: int


def own_rate(minutes: Sequence[int]) -> Rate | None:
    """The rate of the learner's own weeks, oldest first; None while they are fewer than three."""
    recent = minutes[-OWN_WEEKS_USED:]
    if len(recent) < OWN_WEEKS_NEEDED:
        return None
    return Rate(fmean(recent), stdev(recent), len(recent))


def slot_rate(learner: Learner, roadmap: Roadmap, stage: int) -> Rate:
    """The rate to expect in a stage from the learner's slots alone."""
    by_day: dict[int, int] = {}
    for slot in learner.slots:
        if slot.end - slot.start >= learner.session_minutes[0]:
            by_day[slot.weekday] = by_day.get(slot.weekday, 0) + slot.end - slot.start
    planned = FILL_SHARE * sum(min(minutes, learner.day_limit_minutes) for minutes in by_day.values())
    times = {"day": float(len(by_day)), "week": 1.0, "month": 0.25}
    side = sum(h.minutes * times[h.every] for h in active_habits(roadmap, stage, 4))
    items = planned - min(side, planned / 2) - REVIEW_PART * planned
    mean = FOLLOW_THROUGH * max(items, 0.0)
    return Rate(mean, SPREAD * mean, WORTH_WEEKS)


def weeks_needed(minutes: float, rate: Rate, z: float) -> float:
    """The least n for which n weeks give `minutes` with the probability of which `z` is the normal quantile."""
    low, high = 0.0, 1.0
    while high < 53 * MOST_YEARS and _sure(high, rate, z) < minutes:
        low, high = high, high * 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if _sure(middle, rate, z) >= minutes else (middle, high)
    return high


def _sure(weeks: float, rate: Rate, z: float) -> float:
    spread = rate.deviation * sqrt(weeks + weeks * weeks / rate.weeks)
    return weeks * rate.mean - z * spread


def stage_forecasts(
    learner: Learner, roadmap: Roadmap, record: Record, own_weeks: Sequence[int], now: datetime
) -> tuple[StageForecast, ...]:
    """A forecast for each stage in order. A finished stage gives the day it was finished; an ongoing one none."""
    today = now.astimezone(learner.zone).date()
    own = own_rate(own_weeks)
    needed = {0.0: 0.0, Z90: 0.0}
    found = []
    for number, stage in enumerate(roadmap.stages, 1):
        left = sum(remaining(item, record, 5) for item in stage.items)
        rate = own or slot_rate(learner, roadmap, number)
        for z in needed:
            needed[z] += weeks_needed(left, rate, z) if left and rate.mean else 0.0
        if stage.months is None:
            days: tuple[date | None, date | None] = (None, None)
        elif not left:
            days = (_finished_on(stage, record, today),) * 2
        elif not rate.mean:
            days = (None, None)
        else:
            days = (_after(needed[0.0], learner, today), _after(needed[Z90], learner, today))
        found.append(StageForecast(stage.id, *days, title=stage.title))
    return tuple(found)


def _finished_on(stage: Stage, record: Record, today: date) -> date:
    return max((day for i in stage.items if (day := record.of(i.id).finished_on)), default=today)


def _after(weeks: float, learner: Learner, today: date) -> date | None:
    days_a_week = len({slot.weekday for slot in learner.slots})
    left = weeks * days_a_week
    for day in _study_days(learner, today):
        left -= 1
        if left <= 0:
            return day
    return None


def _study_days(learner: Learner, today: date) -> Iterator[date]:
    weekdays = {slot.weekday for slot in learner.slots}
    last = min(date(LAST_YEAR, 1, 1), today + timedelta(days=366 * MOST_YEARS))
    for n in range((last - today).days):
        day = today + timedelta(days=n)
        if day.weekday() in weekdays and not any(day in off for off in learner.time_off):
            yield day


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """All weeks from `first` to `last`, both included."""
    for n in range((last.monday - first.monday).days // 7 + 1):
        yield first.plus(n)
