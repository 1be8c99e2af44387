"""Taking back a deed takes back what it did to the plan: the sessions still to come go where they stood before."""

from dataclasses import replace
from datetime import datetime, timedelta

from .weekly_plan import StudySession, WeeklyPlan


def as_before(latest: WeeklyPlan, earlier: WeeklyPlan, now: datetime) -> WeeklyPlan:
    """`latest` with its coming sessions as they stood in `earlier`; both carry the states of now.

    It is the revision to plan from, so the rules still decide: what isn't right any more is moved or goes.
    """
    was = {s.id: s for s in earlier.sessions if s.state == "planned"}
    sessions = []
    for session in latest.sessions:
        back = was.get(session.id)
        if back and session.state in ("planned", "cancelled"):
            same = replace(back, sequence=session.sequence)
            sessions.append(same if same == session else replace(same, sequence=session.sequence + 1))
        elif session.state == "planned" and session.starts_at > now and any(_overlap(session, s) for s in was.values()):
            sessions.append(replace(session, state="cancelled", sequence=session.sequence + 1))
        else:
            sessions.append(session)
    return replace(latest, sessions=tuple(sessions))


def _overlap(one: StudySession, other: StudySession) -> bool:
    first, second = sorted((one, other), key=lambda s: s.starts_at)
    return first.starts_at + timedelta(minutes=first.minutes) > second.starts_at
