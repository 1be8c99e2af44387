"""A weekly plan as a calendar file, which calendar programs can read again and again without making doubles."""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from ..domain.weekly_plan import StudySession, WeeklyPlan
from .plan_text import one_line

if TYPE_CHECKING:
    from icalendar import Event

_SESSIONS = UUID("6f0c2a52-6d0b-5b0e-9f6e-3a6a5f3c7d11")
_STATUS = {"cancelled": "CANCELLED", "skipped": "CANCELLED"}


def plan_calendar(plan: WeeklyPlan, *, learner_key: str) -> bytes:
    """The plan as iCalendar (RFC 5545), the same bytes for the same plan.

    A session keeps its UID over all revisions. `X-STUDYCOACH-REVISION` tells which revision the file shows.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//study-coach//weekly plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Study plan")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-studycoach-week", plan.week)
    calendar.add("x-studycoach-revision", _revision(plan))
    for session in sorted(plan.sessions, key=lambda s: (s.starts_at, s.id)):
        calendar.add_component(_event(session, plan, learner_key))
    return bytes(calendar.to_ical(sorted=False))


def revision_line(plan: WeeklyPlan) -> bytes:
    """The line by which a calendar file says that it shows this revision of the plan, with what was skipped since."""
    return f"\r\nX-STUDYCOACH-REVISION:{_revision(plan)}\r\n".encode()


def _revision(plan: WeeklyPlan) -> str:
    skipped = (s.id.rpartition("-")[2] for s in plan.sessions if s.state == "skipped")
    return "-".join((str(plan.revision), *skipped))


def _event(session: StudySession, plan: WeeklyPlan, learner_key: str) -> "Event":
    from icalendar import Event

    said = (("", session.task), ("Done when: ", session.done_when), ("Why: ", session.why))
    event = Event()
    event.add("uid", f"{uuid5(_SESSIONS, f'{learner_key}/{plan.week}/{session.id}')}@study-coach")
    # A skip makes no revision, so it is counted here.
    event.add("sequence", session.sequence + (session.state == "skipped"))
    event.add("dtstamp", plan.made_at.astimezone(UTC))
    # UTC and a duration: every calendar program agrees on them, also in the night of a clock change.
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=session.minutes))
    event.add("summary", one_line(session.title))
    event.add("description", "\n".join([name + one_line(text) for name, text in said if text] + [f"({session.id})"]))
    event.add("categories", [session.kind])
    event.add("status", _STATUS.get(session.state, "CONFIRMED"))
    event.add("transp", "OPAQUE")
    return event
