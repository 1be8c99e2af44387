"""What a new revision of a plan changes for the learner."""

from dataclasses import dataclass

from .weekly_plan import StudySession, WeeklyPlan


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """Sessions that come new, that move or change (before, after), and that go."""

    new: tuple[StudySession, ...]
    moved: tuple[tuple[StudySession, StudySession], ...]
    gone: tuple[StudySession, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.gone)


def changes(before: WeeklyPlan, after: WeeklyPlan) -> PlanChanges:
    """The difference between two revisions of one week, as far as it concerns sessions still to come."""
    was = {s.id: s for s in before.sessions if s.state == "planned"}
    now = {s.id: s for s in after.sessions if s.state == "planned"}
    moved = (
        (was[name], s)
        for name, s in now.items()
        if name in was and (was[name].starts_at, was[name].minutes) != (s.starts_at, s.minutes)
    )
    gone = (s for s in after.sessions if s.state == "cancelled" and s.id in was)
    return PlanChanges(tuple(s for name, s in now.items() if name not in was), tuple(moved), tuple(gone))


def same_words(before: WeeklyPlan, after: WeeklyPlan) -> bool:
    """Whether the sessions still to come are told to do the same; reasons may be told anew."""
    return _words(before) == _words(after)


def _words(plan: WeeklyPlan) -> dict[str, tuple[str, str, str, str, bool]]:
    # A fresh start moves nothing, and yet what was carried over isn't any more.
    return {s.id: (s.kind, s.title, s.task, s.done_when, s.carried) for s in plan.sessions if s.state == "planned"}
