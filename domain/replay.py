"""Replaying the record: from rows of evidence to what the planner and the learner want to know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .card import Recall, card_after
from .pace import pace_of
from .plan_facts import pace_key
from .record import BY_STAGE, DueCard, Evidence, ItemRecord, MissedWork, Mistake, Record
from .roadmap import Item, Roadmap
from .session_states import live
from .weekly_plan import WeeklyPlan

ITEM_WORK = ("learn", "practise", "project")
WORK_ROWS = ("session_done", "work_logged")
LOOKED_AT = (*WORK_ROWS, "topic_finished", "recalled")
NO_STUDY = ("topic_known", "topic_unknown", "mistake_seen")


@dataclass(slots=True)
class _Fold:
    items: dict[str, ItemRecord] = field(default_factory=dict)
    recalls: dict[str, list[Recall]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)
    looked_at: dict[str, datetime] = field(default_factory=dict)
    seen: dict[str, tuple[int, date]] = field(default_factory=dict)
    again: dict[str, tuple[datetime, Evidence]] = field(default_factory=dict)

    def add(self, row: Evidence, item: Item, day: date) -> None:
        now = self.items.get(item.id, ItemRecord())
        if row.kind in WORK_ROWS:
            self.items[item.id] = replace(now, worked=now.worked + row.minutes, last_worked=day)
        elif row.kind in ("topic_known", "topic_unknown"):
            known = row.kind == "topic_known"
            self.items[item.id] = replace(now, known=known, known_by_stage=known and row.note == BY_STAGE)
        elif row.kind == "topic_finished":
            self.items[item.id] = replace(now, finished_on=day)
            if now.worked:
                self.ratios.setdefault(pace_key(item), []).append(now.worked / item.minutes)
            if item.type == "topic":
                self.recalls.setdefault(item.id, []).append(Recall(row.at, "good"))
        elif row.kind == "recalled" and item.id in self.recalls:
            self.recalls[item.id].append(Recall(row.at, row.rating))
        if row.kind in LOOKED_AT:
            self.looked_at[item.id] = row.at
            self.again.pop(item.id, None)

    def count(self, row: Evidence, item: Item | None, day: date) -> None:
        """Counts a mistake. Made again, it is a recall of its topic that failed, and is to be looked at."""
        times, first = self.seen.get(row.rule, (0, day))
        self.seen[row.rule] = times + 1, min(first, day)
        # What was counted late, because another row of it was taken back, may have been looked at meanwhile.
        if item is None or item.type != "topic" or not times or row.at < self.looked_at.get(item.id, row.at):
            return
        since = self.again[item.id][0] if item.id in self.again else row.at
        self.again[item.id] = since, row
        recalls = self.recalls.get(item.id, [])
        if recalls and recalls[-1].at <= row.at:
            recalls.append(Recall(row.at, "again"))

    def mistakes(self) -> dict[str, Mistake]:
        """The mistakes to be looked at, by topic. A topic of a later stage counts too: its code is being written already."""
        return {
            topic: Mistake(topic, row.note, *self.seen[row.rule], since, row.finding)
            for topic, (since, row) in self.again.items()
        }


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
        if row.kind not in NO_STUDY:
            last_active = max(day, last_active or day)
        item = roadmap.by_id.get(row.topic)
        item = item if item and item.title == row.title else None
        if row.kind == "mistake_seen":
            fold.count(row, item, day)
        elif item:
            fold.add(row, item, day)
    mistakes = fold.mistakes()
    return Record(
        items=fold.items,
        cards=_cards(fold.recalls, mistakes, zone),
        missed=missed,
        pace={kind: pace_of(ratios) for kind, ratios in fold.ratios.items()},
        last_active=last_active,
        mistakes=mistakes,
    )


def _cards(
    recalls: Mapping[str, Sequence[Recall]], mistakes: Mapping[str, Mistake], zone: ZoneInfo
) -> tuple[DueCard, ...]:
    cards = {topic: card_after(topic, past, zone) for topic, past in recalls.items()}
    for topic, mistake in mistakes.items():
        # The day after: FSRS would wait for weeks where a topic was recalled well on the very day of the mistake.
        day = mistake.since.astimezone(zone).date() + timedelta(days=1)
        soon = datetime.combine(day, time(), zone).astimezone(UTC)
        card = cards.get(topic, DueCard(topic, soon, mistake.since))
        cards[topic] = replace(card, due=min(card.due, soon))
    return tuple(sorted(cards.values(), key=lambda card: (card.due, card.topic)))


def missed_work(plans: Iterable[WeeklyPlan], evidence: Iterable[Evidence]) -> tuple[MissedWork, ...]:
    """Work on items that was planned and not done, oldest first, less what was made up for since.

    `plans` carry the states of now. A fresh start wipes the slate; a carried session that was done pays off
    the oldest debt of its item, and one that was missed again is the same debt still.
    """
    rows = live(evidence)
    fresh = max((row.at for row in rows if row.kind == "fresh_start"), default=None)
    skips = {(row.week, row.session): row for row in rows if row.kind == "session_skipped"}
    sessions = [(s, skips.get((plan.week, s.id))) for plan in plans for s in plan.sessions if s.kind in ITEM_WORK]
    owed: list[MissedWork] = []
    for session, skip in sorted(sessions, key=lambda found: (found[0].starts_at, found[0].id)):
        if fresh is not None and (skip.at if skip else session.starts_at) < fresh:
            continue
        if session.carried and session.state == "done":
            owed = _paid(owed, session.topic, session.minutes)
        elif session.state in ("missed", "skipped"):
            why = skip.note if skip else ""
            debt = MissedWork(session.id, session.topic, session.minutes, session.day, skip is not None, why)
            owed = [*(_paid(owed, debt.topic, debt.minutes) if session.carried else owed), debt]
    return tuple(owed)


def _paid(owed: Sequence[MissedWork], topic: str, minutes: int) -> list[MissedWork]:
    left = []
    for debt in owed:
        pays = min(minutes, debt.minutes) if debt.topic == topic else 0
        minutes -= pays
        if debt.minutes > pays:
            left.append(replace(debt, minutes=debt.minutes - pays))
    return left
