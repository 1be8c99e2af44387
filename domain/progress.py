"""Progress: what is done and left by stage, week by week, and when the stages will end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .forecast import stage_forecasts, weeks_between
from .learner import Learner
from .plan_facts import remaining
from .record import Evidence, Record
from .replay import record_of
from .roadmap import Roadmap
from .session_states import live
from .week import Week
from .weekly_plan import StageForecast, WeeklyPlan

SHOWN_WEEKS = 8
WORK = ("session_done", "work_logged", "recalled")


@dataclass(frozen=True, slots=True)
class StageProgress:
    """Minutes worked on a stage's items, still to do by estimate, and known by the learner's word alone."""

    stage: str
    title: str
    minutes_done: int
    minutes_left: int
    minutes_known: int
    items_finished: int
    items_known: int
    items: int
    is_ongoing: bool


@dataclass(frozen=True, slots=True)
class WeekProgress:
    """Minutes planned and done in one week."""

    week: str
    planned_minutes: int
    done_minutes: int


@dataclass(frozen=True, slots=True)
class Progress:
    """All of it. `weeks_in_a_row` counts weeks with any work, up to this one; time off doesn't end the row."""

    stages: tuple[StageProgress, ...]
    weeks: tuple[WeekProgress, ...]
    weeks_in_a_row: int
    days_this_week: int
    pace: Mapping[str, float]
    forecast: tuple[StageForecast, ...]


def progress_of(
    learner: Learner,
    roadmap: Roadmap,
    evidence: Sequence[Evidence],
    planned: Mapping[str, int],
    now: datetime,
    since: datetime | None = None,
) -> Progress:
    """The learner's progress; `planned` are the minutes that were planned at first for each week, `since` as in `own_weeks`."""
    record = record_of(evidence, roadmap, learner.zone)
    this = Week.of(now.astimezone(learner.zone).date())
    done = minutes_by_week(evidence, learner)
    weeks = sorted({*planned, *(str(week) for week in done)} - {""})
    days = {row.at.astimezone(learner.zone).date() for row in live(evidence) if row.kind in WORK}
    return Progress(
        stages=tuple(_stage(roadmap, record, n) for n in range(len(roadmap.stages))),
        weeks=tuple(
            WeekProgress(week, planned.get(week, 0), done.get(Week.parse(week), 0))
            for week in weeks
            if week <= str(this)
        )[-SHOWN_WEEKS:],
        weeks_in_a_row=_in_a_row(done, learner, this),
        days_this_week=sum(day in this.days for day in days),
        pace=record.pace,
        forecast=stage_forecasts(learner, roadmap, record, own_weeks(evidence, roadmap, learner, now, since), now),
    )


def minutes_by_week(evidence: Sequence[Evidence], learner: Learner, roadmap: Roadmap | None = None) -> dict[Week, int]:
    """Minutes worked in each week that had any; with a roadmap only those on its items."""
    done: dict[Week, int] = {}
    for row in live(evidence):
        if row.kind not in WORK or (roadmap and (row.topic not in roadmap.by_id or row.kind == "recalled")):
            continue
        # A session ticked off late belongs to the week it was planned in.
        week = Week.parse(row.week) if row.week else Week.of(row.at.astimezone(learner.zone).date())
        done[week] = done.get(week, 0) + row.minutes
    return done


def own_weeks(
    evidence: Sequence[Evidence], roadmap: Roadmap, learner: Learner, now: datetime, since: datetime | None = None
) -> tuple[int, ...]:
    """Minutes on items in each full week, empty ones too, but not those spent on time off.

    The weeks count from the first with any work, or from the one after `since`, when the learner came.
    """
    done = minutes_by_week(evidence, learner, roadmap)
    this = Week.of(now.astimezone(learner.zone).date())
    starts = [min(done)] if done else []
    if since:
        starts.append(Week.of(since.astimezone(learner.zone).date()).plus(1))
    if not starts:
        return ()
    weeks = weeks_between(max(min(starts), this.plus(-52)), this.plus(-1))
    return tuple(done.get(week, 0) for week in weeks if week in done or not _is_off(learner, week))


def _is_off(learner: Learner, week: Week) -> bool:
    days = [day for day in week.days if any(slot.weekday == day.weekday() for slot in learner.slots)]
    return all(any(day in off for off in learner.time_off) for day in days)


def _in_a_row(done: Mapping[Week, int], learner: Learner, this: Week) -> int:
    row, week = 1 if this in done else 0, this.plus(-1)
    while done and week >= min(done):
        if week in done:
            row += 1
        elif not _is_off(learner, week):
            break
        week = week.plus(-1)
    return row


def _stage(roadmap: Roadmap, record: Record, number: int) -> StageProgress:
    stage = roadmap.stages[number]
    records = {item: record.of(item.id) for item in stage.items}
    known = {item for item, r in records.items() if r.known and r.finished_on is None}
    return StageProgress(
        stage=stage.id,
        title=stage.title,
        minutes_done=sum(r.worked for r in records.values()),
        minutes_left=sum(remaining(item, record, 5) for item in stage.items),
        minutes_known=sum(item.minutes for item in known),
        items_finished=sum(r.finished_on is not None for r in records.values()),
        items_known=len(known),
        items=len(stage.items),
        is_ongoing=stage.months is None,
    )


def with_forecast(
    plan: WeeklyPlan,
    learner: Learner,
    roadmap: Roadmap,
    record: Record,
    evidence: Sequence[Evidence],
    now: datetime,
    since: datetime | None = None,
) -> WeeklyPlan:
    """The plan with the forecast as it stands now; `since` as in `own_weeks`."""
    weeks = own_weeks(evidence, roadmap, learner, now, since)
    return replace(plan, forecast=stage_forecasts(learner, roadmap, record, weeks, now))
