"""A weekly plan as a calendar file, which calendar programs can read again and again without making doubles."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from ..domain.weekly_plan import StudySession, WeeklyPlan
from .plan_text import one_line

_SESSIONS = UUID("6f0c2a52-6d0b-5b0e-9f6e-3a6a5f3c7d11")
_STATUS = {"cancelled": "CANCELLED", "skipped": "CANCELLED"}
_NO_BUMPS: Mapping[str, int] = {}


def plan_calendar(plan: WeeklyPlan, *, learner_key: str, bumps: Mapping[str, int] = _NO_BUMPS) -> bytes:
    """The plan as iCalendar (RFC 5545), the same bytes for the same plan.

    A session keeps its UID over all revisions. `bumps` has, by session id, how often a session was skipped or
    un-skipped: that makes no revision, but calendar programs heed only what has a higher SEQUENCE than before.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    for name, value in _head(plan).items():
        calendar.add(name, value)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for said in _events(plan, learner_key, bumps):
        event = Event()
        for name, value in said.items():
            event.add(name, value)
        calendar.add_component(event)
    content = bytes(calendar.to_ical(sorted=False))
    return _sealed(content.removeprefix(_BEGIN), plan, learner_key, bumps)


def is_current(content: bytes, plan: WeeklyPlan, *, learner_key: str, bumps: Mapping[str, int] = _NO_BUMPS) -> bool:
    """Whether a calendar file is what `plan_calendar` gives, told without making it, so quickly."""
    return content == _sealed(content[_SEAL_BYTES:], plan, learner_key, bumps)


_BEGIN = b"BEGIN:VCALENDAR\r\n"
_SEAL = b"X-STUDYCOACH-CHECK:%s\r\n"
_SEAL_BYTES = len(_BEGIN + _SEAL % (b"0" * 40))


def _sealed(rest: bytes, plan: WeeklyPlan, learner_key: str, bumps: Mapping[str, int]) -> bytes:
    """The file whose further bytes are `rest`, with a check sum over them and over what they should say."""
    should_say = repr((_head(plan), _events(plan, learner_key, bumps))).encode()
    check = sha256(sha256(should_say).digest() + rest).hexdigest()[:40]
    return _BEGIN + _SEAL % check.encode() + rest


def _head(plan: WeeklyPlan) -> dict[str, str]:
    return {
        "prodid": "-//study-coach//weekly plan//EN",
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": "Study plan",
        "x-studycoach-week": plan.week,
        "x-studycoach-revision": str(plan.revision),
    }


def _events(plan: WeeklyPlan, learner_key: str, bumps: Mapping[str, int]) -> list[dict[str, Any]]:
    sessions = sorted(plan.sessions, key=lambda s: (s.starts_at, s.id))
    return [_event(session, plan, learner_key, bumps.get(session.id, 0)) for session in sessions]


def _event(session: StudySession, plan: WeeklyPlan, learner_key: str, bumps: int) -> dict[str, Any]:
    said = (("", session.task), ("Done when: ", session.done_when), ("Why: ", session.why))
    return {
        "uid": f"{uuid5(_SESSIONS, f'{learner_key}/{plan.week}/{session.id}')}@study-coach",
        "sequence": session.sequence + bumps,
        "dtstamp": plan.made_at.astimezone(UTC),
        # UTC and a duration: every calendar program agrees on them, also in the night of a clock change.
        "dtstart": session.starts_at.astimezone(UTC),
        "duration": timedelta(minutes=session.minutes),
        "summary": one_line(session.title),
        "description": "\n".join([name + one_line(text) for name, text in said if text] + [f"({session.id})"]),
        "categories": [session.kind],
        "status": _STATUS.get(session.state, "CONFIRMED"),
        "transp": "OPAQUE",
    }
