"""What the tutor is told of the learner for one message: where they are, what is planned, kept and found."""

from datetime import timedelta

from ..agents.tutor import Briefing
from ..domain.fact import looks_secret
from ..domain.replay import record_of
from ..domain.roadmap import Roadmap
from ..domain.week import day_text
from ..llm.endpoint import Message as ModelMessage
from ..memory import conversations, evidence, facts, roadmaps, search
from ..memory.conversations import Message
from ..memory.learners import StoredLearner
from .kept_plan import kept_week, this_week
from .services import Services

RECENT, EARLIER, MOST_FOUND, LONGEST_LEARNER = 8, 40, 5, 400
_ASKED, _ANSWERED, _SNIPPET = 90, 140, 200


def brief(services: Services, stored: StoredLearner, thread: str, message: str, turn: int) -> Briefing:
    """The briefing for a message of this turn, from what was kept before it."""
    with services.database.read() as db:
        roadmap = roadmaps.find(db, stored.roadmap_hash)
        kept = facts.standing(db, stored.id)
        said = [m for m in conversations.recent(db, stored.id, thread, RECENT + EARLIER) if m.turn < turn]
        hits = search.search(db, stored.id, message, MOST_FOUND + RECENT)
    recent = said[-RECENT:]
    known = {fact.text for fact in kept} | {m.text for m in recent} | {message}
    found = [hit for hit in hits if hit.text not in known and not looks_secret(hit.text)][:MOST_FOUND]
    stage = roadmap.stages[stored.learner.stage - 1].title
    return Briefing(
        learner=f"name: {stored.learner.name}\nroadmap: {roadmap.title}\nstage: {stage}"[:LONGEST_LEARNER],
        plan=_plan(services, stored, roadmap),
        facts=tuple(f"- {fact.text}" for fact in kept),
        # The nearest last, since that is what stays where there is little room.
        found=tuple(f"- {hit.at:%Y-%m-%d}: {' '.join(hit.text.split())[:_SNIPPET]}" for hit in reversed(found)),
        said=tuple(map(line_of, said)),
        recent=tuple(
            ModelMessage(
                "user" if m.by == "learner" else "assistant", m.request if m.by == "learner" and m.request else m.text
            )
            for m in recent
        ),
    )


def line_of(message: Message) -> str:
    """A message in one line: enough to see what it was about, made without a model."""
    words = " ".join((message.request or message.text).split())
    if message.by == "learner":
        return f"- the learner: {words[:_ASKED]}"
    words = " ".join(message.text.split())
    end = words.find(". ")
    return f"- {message.agent or 'the coach'}: {words[: min(_ANSWERED, end + 1 if end > 0 else _ANSWERED)]}"


def _plan(services: Services, stored: StoredLearner, roadmap: Roadmap) -> tuple[str, ...]:
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
    return (*lines, *([f"Due for review: {', '.join(due[:6])}."] if due else []))
