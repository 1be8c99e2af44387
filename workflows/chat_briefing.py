"""What the tutor is told of the learner for one message: where they are, what is planned, kept and found."""

from collections.abc import Sequence
from datetime import timedelta

from ..agents.tutor import Briefing
from ..domain.replay import record_of
from ..domain.roadmap import Roadmap
from ..domain.week import day_text
from ..llm.endpoint import Message as ModelMessage
from ..memory import conversations, evidence, facts, roadmaps, search
from ..memory.conversations import Message
from ..memory.learners import StoredLearner
from .kept_plan import kept_week, this_week
from .services import Services

RECENT, EARLIER, MOST_FOUND = 8, 40, 5
_ASKED, _ANSWERED, _SNIPPET = 90, 140, 200


def brief(services: Services, stored: StoredLearner, thread: str, message: str, turn: int) -> Briefing:
    """The briefing for a message of this turn, from what was kept before it."""
    with services.database.read() as db:
        roadmap = roadmaps.find(db, stored.roadmap_hash)
        kept = facts.standing(db, stored.id)
        said = [m for m in conversations.recent(db, stored.id, thread, RECENT + EARLIER) if m.turn < turn]
        hits = search.search(db, stored.id, message, MOST_FOUND + RECENT)
    recent, earlier = said[-RECENT:], said[:-RECENT]
    known = {(fact.text) for fact in kept} | {m.text for m in recent} | {message}
    found = [hit for hit in hits if hit.text not in known][:MOST_FOUND]
    return Briefing(
        name=stored.learner.name,
        roadmap=roadmap.title,
        stage=roadmap.stages[stored.learner.stage - 1].title,
        plan=_plan(services, stored, roadmap),
        facts="\n".join(f"- {fact.text}" for fact in kept[-20:]),
        found="\n".join(f"- {hit.at:%Y-%m-%d}: {hit.text[:_SNIPPET]}" for hit in found),
        earlier=summary(earlier),
        recent=tuple(ModelMessage("user" if m.by == "learner" else "assistant", m.text) for m in recent if m.text),
    )


def summary(messages: Sequence[Message]) -> str:
    """What was said earlier, a line for each message: enough to see what it was about, made without a model."""
    lines = []
    for message in messages:
        words = " ".join(message.text.split())
        if message.by == "learner":
            lines.append(f"- the learner: {words[:_ASKED]}")
        elif words:
            end = words.find(". ")
            lines.append(
                f"- {message.agent or 'the coach'}: {words[: min(_ANSWERED, end + 1 if end > 0 else _ANSWERED)]}"
            )
    return "\n".join(lines[-EARLIER // 2 :])


def _plan(services: Services, stored: StoredLearner, roadmap: Roadmap) -> str:
    """Today's sessions with their states, and the topics that are due for review."""
    zone = stored.learner.zone
    today = services.now().astimezone(zone).date()
    lines = [f"Today is {day_text(today)}."]
    week = kept_week(services, stored, this_week(services, stored.learner))
    sessions = [s for s in week.plan.sessions if s.day in (today, today + timedelta(days=1))] if week else []
    lines += [
        f"- {'today' if s.day == today else 'tomorrow'} {s.start}, {s.minutes} min, {s.kind}: {s.title} [{s.id}] {s.state}"
        for s in sessions
        if s.state != "cancelled"
    ]
    with services.database.read() as db:
        record = record_of(evidence.all_of(db, stored.id), roadmap, zone)
    due = [roadmap.by_id[c.topic].title for c in record.cards if c.due <= services.now() and c.topic in roadmap.by_id]
    return "\n".join([*lines, *([f"Due for review: {', '.join(due[:6])}."] if due else [])])
