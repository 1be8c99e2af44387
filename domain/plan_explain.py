"""How each soft goal fared in a plan, in one line each. Nothing here changes the plan."""

from collections.abc import Sequence

from .free_time import FreeDay
from .plan_facts import FILL_SHARE, Facts
from .plan_needs import Budget, active_habits, current_stage
from .plan_sweep import Placement
from .weekly_plan import WeeklyPlan

BUILD_KINDS = ("practise", "project")


def explain(
    facts: Facts, plan: WeeklyPlan, placements: Sequence[Placement], days: Sequence[FreeDay], budget: Budget, used: int
) -> tuple[str, ...]:
    """One line for each soft goal, with what this plan did about it; `used` minutes are done or under way."""
    return (
        *_limit(facts, plan, used),
        _shares(facts, plan, placements, budget),
        _begun_first(facts, placements),
        _mix(placements),
        _per_day(placements),
        _projects(facts, placements),
        _habits(facts, plan, days),
        _weekly(facts, plan),
        _stable(plan, placements),
    )


def _limit(facts: Facts, plan: WeeklyPlan, used: int) -> tuple[str, ...]:
    limit = facts.learner.limit_of(facts.week)
    if limit is None:
        return ()
    had = f"{used} are done or under way, " if used else ""
    return (f"Your limit of this week: at most {limit} minutes; {had}{plan.planned_minutes} are planned.",)


def _shares(facts: Facts, plan: WeeklyPlan, placements: Sequence[Placement], budget: Budget) -> str:
    reviews = sum(p.minutes for p in placements if p.kind == "review")
    carried = sum(p.minutes for p in placements if p.carried)
    rules = facts.rules
    most = "your limit" if budget.is_limited else f"at most {FILL_SHARE:.0%}"
    return (
        f"Shares: {plan.planned_minutes} of {plan.free_minutes} free minutes are planned ({most}); "
        f"reviews take {reviews} (at most {rules.review_share:.0%}), carried-over work {carried} "
        f"(at most {rules.carry_over_share:.0%})."
    )


def _items(placements: Sequence[Placement]) -> list[Placement]:
    return [p for p in placements if p.kind in ("learn", "practise", "project")]


def _begun_first(facts: Facts, placements: Sequence[Placement]) -> str:
    begun = [i for i, r in facts.record.items.items() if r.worked and not r.is_finished]
    placed = {p.topic for p in _items(placements)}
    new = [p for p in _items(placements) if p.begins]
    return (
        f"Finish what is begun: {sum(b in placed for b in begun)} of {len(begun)} begun items go on; "
        f"{len(new)} new ones begin; {sum(p.completes for p in placements)} items are planned to their end."
    )


def _mix(placements: Sequence[Placement]) -> str:
    doing = sum(p.minutes for p in _items(placements) if p.kind in BUILD_KINDS)
    reading = sum(p.minutes for p in _items(placements)) - doing
    return f"Mix reading with doing: {reading} minutes of learning, {doing} of practice and projects."


def _per_day(placements: Sequence[Placement]) -> str:
    most: dict[tuple[str, str], int] = {}
    for p in _items(placements):
        key = (p.topic, p.day.day.isoformat())
        most[key] = most.get(key, 0) + p.minutes
    return f"No topic longer than needed in one day: the longest has {max(most.values(), default=0)} minutes."


def _projects(facts: Facts, placements: Sequence[Placement]) -> str:
    titles = [facts.roadmap.by_id[p.topic].title for p in _items(placements) if p.kind == "project" and p.begins]
    return (
        f"A project after its theory: {', '.join(titles) if titles else 'none'} begin{'s' if len(titles) < 2 else ''}."
    )


def _habits(facts: Facts, plan: WeeklyPlan, free: Sequence[FreeDay]) -> str:
    daily = [
        h
        for h in active_habits(facts.roadmap, current_stage(facts.roadmap, facts.record), facts.week.number)
        if h.every == "day"
    ]
    if not daily:
        return "The daily habit: this stage has none."
    days = {day.day for day in free}
    had = {(s.topic, s.day) for s in plan.sessions if s.state in ("planned", "done")}
    counts = [f"{h.title} on {sum((h.id, day) in had for day in days)} of {len(days)} days" for h in daily]
    return f"The daily habit on every day with a slot: {'; '.join(counts)}."


def _weekly(facts: Facts, plan: WeeklyPlan) -> str:
    kinds = {
        h.kind for h in active_habits(facts.roadmap, current_stage(facts.roadmap, facts.record), facts.week.number)
    }
    parts = []
    for kind, name in (("paper", "paper"), ("publish", "publishing session")):
        count = sum(1 for s in plan.sessions if s.kind == kind and s.state in ("planned", "done"))
        parts.append(f"{count} {name}" if kind in kinds else f"no {name} asked for in this stage")
    return f"Papers and publishing: {', '.join(parts)}."


def _stable(plan: WeeklyPlan, placements: Sequence[Placement]) -> str:
    if plan.revision == 1:
        return "Stable under replanning: this is the first plan of the week."
    kept = sum(1 for p in placements if p.kept)
    return f"Stable under replanning: {kept} of {len(placements)} coming sessions stay where they were."
