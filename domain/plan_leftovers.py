"""What a plan brings back, what it leaves out, and why, in words."""

from collections.abc import Sequence
from datetime import datetime

from .free_time import FreeDay, free_days
from .plan_facts import FILL_SHARE, Facts
from .plan_needs import Budget, Needs
from .plan_queue import Queue
from .plan_sweep import Placement
from .plan_words import CARRIED
from .roadmap import Item
from .weekly_plan import CarriedOver, NotPlaced, StudySession

NEXT_IN_LINE = 3


def carried_over(
    facts: Facts, sessions: Sequence[StudySession], placements: Sequence[Placement]
) -> tuple[CarriedOver, ...]:
    """The unfinished work of before that these placements bring back."""
    minutes: dict[str, int] = {}
    for placement in placements:
        if placement.carried:
            minutes[placement.topic] = minutes.get(placement.topic, 0) + placement.minutes
    why = {s.topic: s.why.removeprefix(CARRIED) for s in sessions if s.carried}
    return tuple(CarriedOver(t, facts.roadmap.by_id[t].title, n, why[t]) for t, n in minutes.items())


def not_placed(
    facts: Facts, needs: Needs, placements: Sequence[Placement], queue: Queue, budget: Budget
) -> tuple[NotPlaced, ...]:
    """What was due or is next in line and found no place, each with the reason."""
    found = list(needs.not_placed)
    by_id = facts.roadmap.by_id
    titles = {h.id: h.title for h in facts.roadmap.habits} | {i.id: i.title for i in facts.roadmap.items()}
    for need in (*needs.reviews, *needs.side):
        if not need.placed:
            title = titles[need.topic]
            found.append(NotPlaced(need.topic, f"{title}: no free piece of {need.minutes} minutes was left for it"))
    carried = {p.topic for p in placements if p.carried}
    shortest, share = facts.learner.session_minutes[0], round(facts.rules.carry_over_share * 100)
    why = f"no free piece of {shortest} minutes was left"
    if budget.carried - sum(p.minutes for p in placements if p.carried) < shortest:
        within = " within your limit of this week" if budget.is_limited else ""
        why = f"unfinished work gets at most {share} % of the free time{within}"
    found += [NotPlaced(t, f"{by_id[t].title} waits: {why}") for t in needs.debts if t not in carried]
    placed = {p.topic for p in placements}
    waiting = [i for i in queue.candidates() if i.id not in placed and i.id not in needs.debts]
    rest = "what is left of the free time is the buffer, or too short"
    if budget.is_limited:
        rest = f"this week has your limit of {facts.learner.limit_of(facts.week)} minutes"
    return (*found, *(NotPlaced(i.id, f"{i.title} {_place(facts, i)}; {rest}") for i in waiting[:NEXT_IN_LINE]))


def _place(facts: Facts, item: Item) -> str:
    return "is begun and waits" if facts.record.of(item.id).worked else "is next in line"


def empty_because(facts: Facts, days: Sequence[FreeDay], now: datetime, used: int) -> str:
    """Why nothing could be placed; `used` minutes of the week are done or under way."""
    learner, week = facts.learner, facts.week
    if not learner.slots:
        return "You offer no slots, so there is no time to plan."
    coming = free_days(week, learner.slots, learner.zone, now=now)
    if not coming:
        return f"No slot is left in {week}: it is {now.astimezone(learner.zone):%A %H:%M} already."
    if all(any(day.day in off for off in learner.time_off) for day in coming):
        return f"All your slots left in {week} lie in your time off."
    if not days:
        return f"No free time is left in {week}: your calendar or the sessions you settled take all your slots."
    if all(facts.record.of(item.id).is_finished for item in facts.roadmap.items()):
        return "You have finished everything on this roadmap, and nothing is due for review."
    shortest = learner.session_minutes[0]
    limit = learner.limit_of(week)
    if limit is not None and limit - used < shortest:
        rest = f"leaves {max(0, limit - used)} of them" if used else "is shorter than a session"
        return f"Your limit of {limit} minutes for {week} {rest}, and a session needs {shortest}."
    if learner.day_limit_minutes < shortest:
        return f"Your limit of {learner.day_limit_minutes} minutes a day is below your shortest session of {shortest}."
    longest = max(end - start for day in days for start, end in day.intervals)
    return (
        f"The free time left in {week} comes in pieces too short to use: the longest has {longest} minutes, "
        f"and a session needs {shortest} within {round(FILL_SHARE * 100)} % of it all."
    )
