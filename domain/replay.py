"""Replaying the record: from rows of evidence to what the planner and the learner want to know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .card import Recall, card_after
from .pace import pace_of
from .plan_facts import pace_key
from .record import DueCard, Evidence, ItemRecord, MissedWork, Record
from .roadmap import Item, Roadmap
from .weekly_plan import SessionState, StudySession, WeeklyPlan

ITEM_WORK = ("learn", "practise", "project")
WORK_ROWS = ("session_done", "work_logged")


def live(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The rows that stand: without those taken back and without the taking back."""
    rows = tuple(evidence)
    undone = {row.undoes for row in rows if row.kind == "undone"}
    return tuple(row for row in rows if row.kind != "undone" and row.act not in undone)


@dataclass(slots=True)
class _Fold:
    items: dict[str, ItemRecord] = field(default_factory=dict)
    recalls: dict[str, list[Recall]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)

    def add(self, row: Evidence, item: Item, day: date) -> None:
        now = self.items.get(item.id, ItemRecord())
        if row.kind in WORK_ROWS:
            self.items[item.id] = replace(now, worked=now.worked + row.minutes, last_worked=day)
        elif row.kind == "topic_known":
            self.items[item.id] = replace(now, known=True)
        elif row.kind == "topic_finished":
            self.items[item.id] = replace(now, finished_on=day)
            if now.worked:
                self.ratios.setdefault(pace_key(item), []).append(now.worked / item.minutes)
            if item.type == "topic":
                self.recalls.setdefault(item.id, []).append(Recall(row.at, "good"))
        elif row.kind == "recalled" and item.id in self.recalls:
            self.recalls[item.id].append(Recall(row.at, row.rating))


def record_of(
    evidence: Iterable[Evidence], roadmap: Roadmap, zone: ZoneInfo, missed: tuple[MissedWork, ...] = ()
) -> Record:
    """What the rows say about the items of `roadmap`, oldest row first.

    A row counts for an item only if both id and title are the item's: an id that now stands for
    something else is a new item.
    """
    fold = _Fold()
    last_active: date | None = None
    for row in live(evidence):
        day = row.at.astimezone(zone).date()
        if row.kind != "topic_known":
            last_active = max(day, last_active or day)
        item = roadmap.by_id.get(row.topic)
        if item and item.title == row.title:
            fold.add(row, item, day)
    return Record(
        items=fold.items,
        cards=_cards(fold.recalls),
        missed=missed,
        pace={kind: pace_of(ratios) for kind, ratios in fold.ratios.items()},
        last_active=last_active,
    )


def _cards(recalls: Mapping[str, Sequence[Recall]]) -> tuple[DueCard, ...]:
    cards = (card_after(topic, past) for topic, past in recalls.items())
    return tuple(sorted(cards, key=lambda card: (card.due, card.topic)))


def with_states(plan: WeeklyPlan, evidence: Iterable[Evidence], now: datetime) -> WeeklyPlan:
    """The plan with each session's state as it is now: done or skipped by evidence, missed by the clock."""
    said: dict[str, SessionState] = {}
    for row in live(evidence):
        if row.week == plan.week and row.kind in ("session_done", "recalled"):
            said[row.session] = "done"
        elif row.week == plan.week and row.kind == "session_skipped":
            said[row.session] = "skipped"
    return replace(plan, sessions=tuple(replace(s, state=_state(s, said, now)) for s in plan.sessions))


def _state(session: StudySession, said: Mapping[str, SessionState], now: datetime) -> SessionState:
    if session.id in said:
        return said[session.id]
    if session.state == "cancelled":
        return "cancelled"
    ends = session.starts_at + timedelta(minutes=session.minutes)
    return "missed" if ends <= now else "planned"


def missed_work(plans: Iterable[WeeklyPlan], evidence: Iterable[Evidence]) -> tuple[MissedWork, ...]:
    """Work on items that was planned and not done, oldest first, less what was made up for since.

    `plans` carry the states of now. A fresh start wipes the slate; a carried session that was done pays off
    the oldest debt of its item, and one that was missed again is the same debt still.
    """
    fresh = max((row.at for row in live(evidence) if row.kind == "fresh_start"), default=None)
    sessions = sorted(
        (s for plan in plans for s in plan.sessions if s.kind in ITEM_WORK and (fresh is None or s.starts_at >= fresh)),
        key=lambda s: (s.starts_at, s.id),
    )
    reasons = {row.session: row.note for row in live(evidence) if row.kind == "session_skipped"}
    owed: list[MissedWork] = []
    for session in sessions:
        if session.carried and session.state == "done":
            owed = _paid(owed, session.topic, session.minutes)
        elif not session.carried and session.state in ("missed", "skipped"):
            skipped, why = session.state == "skipped", reasons.get(session.id, "")
            owed.append(MissedWork(session.id, session.topic, session.minutes, session.day, skipped, why))
    return tuple(owed)


def _paid(owed: Sequence[MissedWork], topic: str, minutes: int) -> list[MissedWork]:
    left = []
    for debt in owed:
        pays = min(minutes, debt.minutes) if debt.topic == topic else 0
        minutes -= pays
        if debt.minutes > pays:
            left.append(replace(debt, minutes=debt.minutes - pays))
    return left
