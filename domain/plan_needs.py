"""What a week needs, before anything gets a time: reviews, carried work, habits, papers and publishing.

Each is given its share of the week's minutes first, so that new topics can't starve it; each is cut to its
share, so that it can't starve new topics.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .card import review_minutes
from .free_time import FreeDay
from .plan_facts import Facts, remaining
from .record import Record
from .roadmap import Habit, Roadmap
from .weekly_plan import NotPlaced, SessionKind, StudySession

SHORT_MOST, SHORT_LEAST = 30, 10
MONTH_WEEKS = 4


@dataclass(slots=True)
class Need:
    """Something due in this week: not before free day number `first`, and on that very day if `fixed`."""

    topic: str
    kind: SessionKind
    minutes: int
    first: int
    fixed: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """The most minutes that may be planned in all, for reviews, for carried work, and for more work on items than
    stands in the plan already; `is_limited` where the learner's limit of the week is what sets them."""

    total: int
    reviews: int
    carried: int
    more: int
    is_limited: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of a week within their shares; `debts` maps items to the minutes they are behind."""

    reviews: tuple[Need, ...]
    side: tuple[Need, ...]
    debts: dict[str, int]
    not_placed: tuple[NotPlaced, ...]


def current_stage(roadmap: Roadmap, record: Record) -> int:
    """The number of the first stage with unfinished items; the last one when all are finished."""
    for number, stage in enumerate(roadmap.stages, 1):
        if any(not record.of(item.id).is_finished for item in stage.items):
            return number
    return len(roadmap.stages)


def fit_short(minutes: int, limits: tuple[int, int]) -> int:
    """Minutes for a review or habit: within the session limits, or shorter but from 10 to 30."""
    shortest, longest = limits
    if minutes <= SHORT_MOST:
        return min(max(minutes, SHORT_LEAST), longest)
    most = min(minutes, longest)
    return most if most >= shortest else min(SHORT_MOST, longest)


def weekly_needs(facts: Facts, days: Sequence[FreeDay], budget: Budget, held: Sequence[StudySession]) -> Needs:
    """The needs of the week that `days` leave room for. `held` sessions are not needed again."""
    reviews, late = _reviews(facts, days, budget, held)
    left = budget.total - sum(need.minutes for need in reviews)
    # A share that can't hold one session would keep unfinished work away for good: then it is work like any other.
    debts = _debts(facts) if budget.carried >= facts.learner.session_minutes[0] else {}
    left -= min(sum(debts.values()), budget.carried)
    if any(not facts.record.of(item.id).is_finished for item in facts.roadmap.items()):
        # However little time there is, one session of it belongs to the roadmap.
        left -= facts.learner.session_minutes[0]
    side, no_room = _side(facts, days, min(max(left, 0), _side_share(budget, held)), held)
    return Needs(reviews, side, debts, (*late, *no_room))


def _side_share(budget: Budget, held: Sequence[StudySession]) -> int:
    """Half of the week for habits, papers and publishing, less what they had of it already."""
    had = [s for s in held if s.state != "cancelled"]
    side = sum(s.minutes for s in had if s.kind in ("habit", "paper", "publish"))
    return max(0, (budget.total + sum(s.minutes for s in had)) // 2 - side)


def _reviews(
    facts: Facts, days: Sequence[FreeDay], budget: Budget, held: Sequence[StudySession]
) -> tuple[tuple[Need, ...], list[NotPlaced]]:
    busy = {s.topic for s in held if s.kind == "review" and s.state == "planned"}
    needs: list[Need] = []
    late: list[NotPlaced] = []
    left = min(budget.reviews, budget.total)
    for card in facts.record.cards:
        due = card.due.astimezone(facts.learner.zone).date()
        item = facts.roadmap.by_id.get(card.topic)
        if item is None or card.topic in busy or due > facts.week.days[-1]:
            continue
        first = next((n for n, day in enumerate(days) if day.day >= due), None)
        minutes = min(fit_short(review_minutes(item), facts.learner.session_minutes), left)
        if first is None or minutes < SHORT_LEAST:
            why = "reviews have had their share"
            if first is None:
                why = f"it falls due on {due:%A}, after your last free day, and comes next week"
            late.append(NotPlaced(card.topic, f"{item.title} is due for review; {why}"))
            continue
        left -= minutes
        needs.append(Need(card.topic, "review", minutes, first))
    return tuple(needs), late


def _debts(facts: Facts) -> dict[str, int]:
    debts: dict[str, int] = {}
    for missed in facts.record.missed:
        item = facts.roadmap.by_id.get(missed.topic)
        if item and not facts.record.of(item.id).is_finished:
            debts[item.id] = debts.get(item.id, 0) + missed.minutes
    shortest = facts.learner.session_minutes[0]
    return {
        topic: min(owed, remaining(facts.roadmap.by_id[topic], facts.record, shortest)) for topic, owed in debts.items()
    }


def active_habits(roadmap: Roadmap, stage: int, week_number: int) -> tuple[Habit, ...]:
    """The habits of a stage that this week asks for; monthly ones come in every fourth week."""
    here = roadmap.stages[stage - 1].id
    return tuple(
        h for h in roadmap.habits if here in h.stages and (h.every != "month" or week_number % MONTH_WEEKS == 0)
    )


def _side(
    facts: Facts, days: Sequence[FreeDay], left: int, held: Sequence[StudySession]
) -> tuple[tuple[Need, ...], list[NotPlaced]]:
    habits = active_habits(facts.roadmap, current_stage(facts.roadmap, facts.record), facts.week.number)
    longest = max((end - start for day in days for start, end in day.intervals), default=0)
    longest = min(longest, facts.learner.day_limit_minutes)
    needs: list[Need] = []
    no_room: list[NotPlaced] = []
    # Papers and publishing first: there is one of each, and a daily habit can be made shorter.
    for habit in sorted((h for h in habits if h.every != "day"), key=lambda h: h.kind == "habit"):
        if any(s.topic == habit.id and s.state in ("planned", "done", "skipped") for s in held):
            continue
        minutes = _side_minutes(habit, facts.learner.session_minutes, longest)
        if not minutes or minutes > left:
            no_room.append(NotPlaced(habit.id, f"{habit.title}: this week's free time goes to topics first"))
            continue
        left -= minutes
        first = len(days) // 2 if habit.kind == "paper" else max(0, len(days) - 2)
        needs.append(Need(habit.id, habit.kind, minutes, min(first, max(0, len(days) - 1))))
    for habit in (h for h in habits if h.every == "day"):
        daily = _daily(habit, facts, days, left, held)
        left -= sum(need.minutes for need in daily)
        needs += daily
    return tuple(needs), no_room


def _side_minutes(habit: Habit, limits: tuple[int, int], longest_interval: int) -> int:
    if habit.kind == "habit":
        minutes = fit_short(habit.minutes, limits)
        return minutes if minutes <= longest_interval else 0
    room = min(max(habit.minutes, limits[0]), limits[1], longest_interval)
    return room if room >= limits[0] else 0


def _daily(habit: Habit, facts: Facts, days: Sequence[FreeDay], left: int, held: Sequence[StudySession]) -> list[Need]:
    had = {s.day for s in held if s.topic == habit.id and s.state in ("planned", "done", "skipped")}
    numbers = [n for n, day in enumerate(days) if day.day not in had]
    wanted = min(fit_short(habit.minutes, facts.learner.session_minutes), facts.learner.day_limit_minutes)
    if wanted < SHORT_LEAST:
        return []
    if numbers and wanted * len(numbers) > left:
        wanted = min(wanted, max(SHORT_LEAST, left // len(numbers) // 5 * 5))
    numbers = numbers[: left // wanted]
    return [Need(habit.id, habit.kind, wanted, n, fixed=True) for n in numbers]
