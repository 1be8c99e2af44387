"""What is said of a plan in a conversation, as short Markdown in the roadmap's words."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from ..domain.plan_changes import changes
from ..domain.plan_deed import Ground
from ..domain.progress import Progress
from ..domain.roadmap import Item
from ..domain.session_states import live
from ..domain.week import Week, day_text
from ..domain.weekly_plan import StudySession, WeeklyPlan
from ..tools.plan_text import (
    amount_text,
    buffer_text,
    by_day,
    counted,
    days_text,
    duration_text,
    empty_text,
    one_line,
    sentence,
    shown,
)

MARKS = {"done": "✓ ", "skipped": "– ", "missed": "! "}
NOT_CLEAR = (
    "I'm not sure what you want with your plan. You can say, for example:\n\n"
    "- I lost Tuesday\n- only 4 hours this week\n- done with the first one, took 50 minutes"
)
_MARKUP = re.compile(r"[\\`*_\[\]<>|~#&]")


def escaped(text: str, most: int = 500) -> str:
    """Text from outside as the words it is: nothing in it is taken for markup."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text, most))


def week_text(plan: WeeklyPlan, *, is_kept: bool) -> str:
    """The whole week, day by day."""
    days = Week.parse(plan.week).days
    lines = [f"**Week {plan.week}**, {days_text(days[0], days[-1])}: {amount_text(plan)}."]
    lines += [escaped(plan.note)] if plan.note else []
    lines += [escaped(empty_text(plan))] if plan.empty_because else []
    lines += [f"**{day}**\n\n{_listed(map(session_line, sessions))}" for day, sessions in by_day(shown(plan))]
    carried = (f"Carried over: {c.title}, {duration_text(c.minutes)}: {c.why}" for c in plan.carried_over)
    lines += [_listed(map(escaped, carried))] if plan.carried_over else []
    limit = next((line for line in plan.explanation if line.startswith("Your limit")), "")
    lines.append(" ".join(filter(None, (escaped(limit), buffer_text(plan)))))
    if not is_kept:
        lines.append("It isn't kept yet: say “replan”, and it is.")
    return "\n\n".join(lines)


def day_reply(plans: Sequence[WeeklyPlan], day: date, now: datetime, today: date) -> str:
    """The sessions of a day, and for today the one next step."""
    sessions = [s for plan in plans for s in shown(plan) if s.day == day]
    lines = [f"**{day_text(day)}**", _listed(map(session_line, sessions)) if sessions else "No session on that day."]
    if day == today:
        coming = (s for plan in plans for s in plan.sessions if s.state == "planned")
        step = min(coming, key=lambda s: s.starts_at, default=None)
        lines.append(_next_step(step, now, today) if step else "Nothing is planned to come.")
    return "\n\n".join(lines)


def _next_step(step: StudySession, now: datetime, today: date) -> str:
    when = f"on {day_text(step.day)} at {step.start}"
    if step.day - today <= timedelta(days=1):
        when = f"{'today' if step.day == today else 'tomorrow'} at {step.start}"
    when = "now" if step.starts_at <= now else when
    return (
        f"**Next step**, {when}: {escaped(step.title)}, {duration_text(step.minutes)}. {escaped(sentence(step.task))}"
    )


def session_line(session: StudySession) -> str:
    """A session in one line."""
    state = f" {session.state}" if session.state in ("skipped", "missed") else ""
    kind = f"{duration_text(session.minutes)} · {session.kind}"
    mark = MARKS.get(session.state, "")
    return f"{mark}{session.start} · {kind} · {escaped(session.title)} ({escaped(session.id)}){state}"


def why_session(session: StudySession, week: str, ground: Ground) -> str:
    """Why a session is in the plan, what it rests on and what it opens."""
    lines = [f"**{escaped(session.title)}** ({escaped(session.id)}, {session.day:%A} {session.start})"]
    lines += [escaped(sentence(f"Why: {session.why}")), escaped(sentence(f"Done when: {session.done_when}"))]
    for row in live(ground.evidence):
        if (row.week, row.session) == (week, session.id):
            spent = f"{duration_text(row.minutes)}, " if row.minutes else ""
            lines.append(escaped(sentence(f"Recorded: {spent}{row.rating or session.state} {row.note}".rstrip())))
    item = ground.roadmap.by_id.get(session.topic)
    if item and item.title == session.title:
        lines += _place(item, ground)
    return "\n\n".join(lines)


def why_topic(item: Item, plan: WeeklyPlan | None, ground: Ground) -> str:
    """Why an item has no session at hand, and where it stands on the roadmap."""
    record, by_id = ground.record, ground.roadmap.by_id
    missing = [by_id[p].title for p in item.prerequisites if not record.of(p).is_finished]
    waiting = next((n.why for n in plan.not_placed if n.topic == item.id), "") if plan else ""
    if record.of(item.id).is_finished:
        reason = (
            f"{item.title} is finished" if record.of(item.id).finished_on else f"{item.title} is known by your word"
        )
    elif waiting:
        reason = waiting
    elif missing:
        reason = f"{item.title} waits for what it rests on: {', '.join(missing)}"
    else:
        reason = f"{item.title} comes later: others are before it on the roadmap"
    return "\n\n".join([escaped(sentence(reason)), *_place(item, ground)])


def _place(item: Item, ground: Ground) -> list[str]:
    roadmap = ground.roadmap
    lines = []
    if item.prerequisites:
        lines.append(f"It rests on: {', '.join(roadmap.by_id[p].title for p in item.prerequisites)}.")
    if opened := roadmap.opens.get(item.id, ()):
        lines.append(f"It opens: {', '.join(roadmap.by_id[o].title for o in opened)}.")
    stage = roadmap.stages[roadmap.stage_of[item.id] - 1]
    return [escaped(line) for line in (*lines, sentence(f"It belongs to {item.area} in {stage.title}: {stage.goal}"))]


def progress_text(found: Progress) -> str:
    """How far the learner is, and when the stages that are begun end."""
    lines = []
    ends = {f.stage: f for f in found.forecast}
    begun = [s for s in found.stages if s.minutes_done or s.items_known] or list(found.stages[:1])
    for stage in begun:
        known = f", {stage.items_known} known" if stage.items_known else ""
        left = f"{duration_text(stage.minutes_done)} done, {duration_text(stage.minutes_left)} left"
        line = f"- **{escaped(stage.title)}**: {stage.items_finished} of {stage.items} finished{known}; {left}"
        end = ends.get(stage.stage)
        if stage.minutes_left and end and end.p50:
            sure = f", nine times in ten by {day_text(end.p90)} {end.p90.year}" if end.p90 else ""
            line += f"; ends around {day_text(end.p50)} {end.p50.year}{sure}"
        lines.append(f"{line}.")
    later = len(found.stages) - len(begun)
    row = "The next session begins a new run of weeks."
    if found.weeks_in_a_row:
        days = counted(found.days_this_week, "day")
        row = f"You have studied for {counted(found.weeks_in_a_row, 'week')} without a gap, on {days} of this one."
    rest = f"{counted(later, 'stage')} still to begin. " if later else ""
    return "\n".join(lines) + f"\n\n{rest}{row}"


def change_lines(before: WeeklyPlan | None, after: WeeklyPlan) -> tuple[str, ...]:
    """What moves, comes new and goes between two states of a week; without an earlier one all is new."""
    if before is None:
        return tuple(f"new: {_when(s)} {_titled(s)}" for s in after.sessions if s.state == "planned")
    found = changes(before, after)
    moved = (f"moves: {_when(was)} → {_when(now)} {_titled(now)}" for was, now in found.moved)
    new = (f"new: {_when(s)} {_titled(s)}" for s in found.new)
    return (*moved, *new, *(f"taken out: {_when(s)} {_titled(s)}" for s in found.gone))


def kept_lines(before: WeeklyPlan, after: WeeklyPlan) -> tuple[str, ...]:
    """How many of the sessions still to come stay where they are."""
    found = changes(before, after)
    touched = {s.id for s in found.new} | {now.id for _, now in found.moved}
    stay = sum(s.state == "planned" and s.id not in touched for s in after.sessions)
    return (f"{counted(stay, 'other session')} stay{'s' if stay == 1 else ''} as planned",) if stay else ()


def proposal_text(said: Sequence[str], week: str, before: WeeklyPlan | None, after: WeeklyPlan | None) -> str:
    """What happens if the learner says yes."""
    parts = [f"This would be recorded:\n\n{_listed(map(escaped, said))}"] if said else []
    if after is None:
        return "\n\n".join([*parts, f"{week} isn't planned yet; its plan will go by it."])
    changed = change_lines(before, after)
    if before is None:
        parts.append(f"{week} would be planned:\n\n{_listed(changed)}")
    elif changed:
        parts.append(f"The plan of {week} would change:\n\n{_listed((*changed, *kept_lines(before, after)))}")
    else:
        parts.append(f"Nothing moves in the plan of {week}.")
    if after.empty_because:
        parts.append(escaped(after.empty_because))
    return "\n\n".join(parts)


def done_text(said: Sequence[str], week: str, before: WeeklyPlan | None, after: WeeklyPlan | None, *more: str) -> str:
    """What was done, and what it changed."""
    parts = [f"Recorded:\n\n{_listed(map(escaped, said))}"] if said else []
    changed = change_lines(before, after) if after else ()
    if changed:
        parts.append(f"The plan of {week} has changed:\n\n{_listed(changed)}")
    elif after:
        parts.append(f"The plan of {week} stays as it was.")
    return "\n\n".join([*parts, *(escaped(line) for line in more if line)])


def choice(session: StudySession) -> str:
    """A session as something to choose; it begins with its id."""
    return one_line(f"{session.id} · {_when(session)} · {session.title} ({session.state})", 160)


def _when(session: StudySession) -> str:
    return f"{session.day:%a} {session.start}, {duration_text(session.minutes)}"


def _titled(session: StudySession) -> str:
    return f"{session.kind}: {escaped(session.title)} ({escaped(session.id)})"


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
