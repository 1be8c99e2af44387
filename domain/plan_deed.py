"""What a request about the plan does to the facts. It is worked out once, and so shown as it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from .errors import CoachError, WrongInput
from .learner import WEEK_MINUTES, DateRange, Learner, WeekLimit
from .lookup import find_session
from .plan_talk import PlanRequest
from .record import DID, Evidence, EvidenceKind, Record
from .recording import done_rows, log_rows, skip_rows, undo_rows
from .replay import record_of
from .roadmap import Roadmap
from .week import Week, day_text
from .weekly_plan import StudySession, WeeklyPlan

DAYS_BACK, DAYS_AHEAD, MOST_DAYS = 14, 366, 31
# Of what isn't in the plan, a conversation says what was done rather than that it was written down.
_DID: Mapping[EvidenceKind, str] = {**DID, "work_logged": "worked on"}


@dataclass(frozen=True, slots=True)
class Deed:
    """Rows for the record, which are one act, the learner as they are from then on, and a line on each thing done."""

    rows: tuple[Evidence, ...]
    learner: Learner
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a deed is worked out from, at one moment; `plans` carry the states of now."""

    learner: Learner
    roadmap: Roadmap
    evidence: Sequence[Evidence]
    plans: Sequence[WeeklyPlan]
    now: datetime

    @property
    def record(self) -> Record:
        """What the evidence says."""
        return record_of(self.evidence, self.roadmap, self.learner.zone)

    @property
    def today(self) -> date:
        """The learner's day."""
        return self.now.astimezone(self.learner.zone).date()


def deed_of(request: PlanRequest, ground: Ground) -> Deed:
    """What the request does; nothing for one that only looks, or plans anew.

    Raises:
        WrongInput: nothing is called so, or the days or minutes can't be meant.
        CoachError: there is nothing to do: it is settled already, on record, or there is nothing to take back.
    """
    kinds = {
        "done": _done,
        "log": _log,
        "skip": _skip,
        "lost_day": _lost_day,
        "limit_week": _limit_week,
        "undo": _undo,
    }
    kind = kinds.get(request.action)
    return kind(request, ground) if kind else Deed((), ground.learner, ())


def week_of(request: PlanRequest, ground: Ground) -> Week | None:
    """The week that a request names, if it names one; this one at the earliest. Raises WrongInput for wrong days."""
    this = Week.of(ground.today)
    if request.action in ("limit_week", "show_week"):
        return max(this, Week.of(DateRange.parse(request.day).first)) if request.day else this
    if request.action == "lost_day":
        days = _days(request, ground)
        return None if Week.of(days.last) < this else max(this, Week.of(days.first))
    return None


def _open(name: str, ground: Ground) -> tuple[str, StudySession]:
    week, session = find_session(ground.plans, name)
    if session.state == "cancelled":
        raise CoachError(f"{session.id} ({session.title}) was taken out when the plan was revised.")
    if session.state in ("done", "skipped"):
        what = f"{session.id} ({session.title}) is {session.state} already."
        raise CoachError(what, "“undo” takes the last entry back.")
    return week, session


def _only(request: PlanRequest) -> str:
    if len(request.sessions) != 1:
        raise WrongInput("It isn't clear which session is meant.", "Name its id, such as w48-3.")
    return request.sessions[0]


def _done(request: PlanRequest, ground: Ground) -> Deed:
    week, session = _open(_only(request), ground)
    item = ground.roadmap.by_id.get(session.topic)
    rows = done_rows(
        session,
        week,
        item,
        ground.record,
        at=ground.now,
        minutes=request.minutes or None,
        rating=request.rating,
        finished=request.finished,
    )
    rated = f", recalled: {rows[0].rating}" if rows[0].rating else ""
    return Deed(rows, ground.learner, (f"{_name(session)}: done, {rows[0].minutes} minutes{rated}", *_finished(rows)))


def _log(request: PlanRequest, ground: Ground) -> Deed:
    item = ground.roadmap.by_id.get(request.topic)
    if item is None:
        raise WrongInput(f"Nothing on your roadmap has the id {request.topic[:60]!r}.", "Name a topic by its title.")
    if not request.minutes and not request.finished:
        raise WrongInput(f"How long did you work on {item.title}?", f"Say it as: 45 minutes on {item.title}.")
    rows = log_rows(item, ground.record, at=ground.now, minutes=request.minutes, finished=request.finished)
    if not rows:
        raise CoachError(f"{item.title} is finished already.")
    worked = (f"{item.title}: {request.minutes} minutes of work besides the plan",) if request.minutes else ()
    return Deed(rows, ground.learner, (*worked, *_finished(rows)))


def _skip(request: PlanRequest, ground: Ground) -> Deed:
    week, session = _open(_only(request), ground)
    rows = skip_rows(session, week, at=ground.now, why=request.why)
    return Deed(rows, ground.learner, (f"{_name(session)}: skipped{_because(request)}",))


def _lost_day(request: PlanRequest, ground: Ground) -> Deed:
    days, learner = _days(request, ground), ground.learner
    rows: list[Evidence] = []
    said: list[str] = []
    for plan in ground.plans:
        for session in (s for s in plan.sessions if s.day in days and s.state in ("planned", "missed")):
            rows += skip_rows(session, plan.week, at=ground.now, why=request.why)
            said.append(f"{_name(session)}, {day_text(session.day)}: skipped{_because(request)}")
    coming = [day for day in _each(days) if day >= ground.today and not any(day in off for off in learner.time_off)]
    if coming:
        off = DateRange(coming[0], coming[-1])
        learner = replace(learner, time_off=tuple(sorted({*learner.time_off, off})))
        said.insert(0, f"{_days_said(off)}: time off")
    if not said:
        raise CoachError(f"Nothing was left open on {_days_said(days)}, so there is nothing to change.")
    return Deed(tuple(rows), learner, tuple(said))


def _limit_week(request: PlanRequest, ground: Ground) -> Deed:
    week = week_of(request, ground)
    limit = WeekLimit(str(week), request.minutes).checked()
    learner = ground.learner.limited(limit)
    if learner == ground.learner:
        raise CoachError(f"{week} has that limit already, so there is nothing to change.")
    said = f"{week}: at most {limit.minutes} minutes, done ones included"
    return Deed((), learner, (said if limit.minutes < WEEK_MINUTES else f"{week}: no limit any more",))


def _undo(_: PlanRequest, ground: Ground) -> Deed:
    found = undo_rows(ground.evidence, at=ground.now)
    if found is None:
        raise CoachError("There is nothing to take back.")
    row, undone = found
    day = day_text(undone[0].at.astimezone(ground.learner.zone).date())
    said = [f"taken back, recorded on {day}: {_told(one)}" for one in undone[:5]]
    more = [f"and {len(undone) - 5} more entries of the same deed"] if len(undone) > 5 else []
    return Deed((row,), ground.learner, (*said, *more))


def _told(row: Evidence) -> str:
    amount = f"{row.minutes} minutes" if row.minutes else ""
    return ", ".join(filter(None, (_DID[row.kind], row.title, amount, row.session)))


def _name(session: StudySession) -> str:
    return f"{session.id} {session.title}"


def _finished(rows: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(f"{row.title}: finished" for row in rows if row.kind == "topic_finished")


def _because(request: PlanRequest) -> str:
    return f" ({request.why})" if request.why else ""


def _days(request: PlanRequest, ground: Ground) -> DateRange:
    days = DateRange.parse(request.day)
    first, last = ground.today - timedelta(days=DAYS_BACK), ground.today + timedelta(days=DAYS_AHEAD)
    if not first <= days.first <= days.last <= last or (days.last - days.first).days > MOST_DAYS:
        raise WrongInput(
            f"{_days_said(days)} can't be taken as lost.",
            f"Name days from {first} to {last}, at most a month of them.",
        )
    return days


def _each(days: DateRange) -> list[date]:
    return [days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1)]


def _days_said(days: DateRange) -> str:
    one = day_text(days.first)
    return one if days.first == days.last else f"{one} to {day_text(days.last)}"
