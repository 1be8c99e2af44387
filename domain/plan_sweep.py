"""Giving times: one walk through the week's free time, at each moment taking the most pressing thing that fits.

This is list scheduling by a parallel schedule generation scheme (Kolisch 1996): because time only moves
forward, an item can start only when everything it needs is complete. Sessions of the revision in force are
kept where they stand as long as they are still right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from .free_time import FreeDay, Interval, to_minutes
from .plan_facts import Facts
from .plan_needs import SHORT_LEAST, Budget, Need, Needs
from .plan_queue import ITEM_DAY_MINUTES, Queue
from .roadmap import Item
from .weekly_plan import SessionKind, StudySession

STEP = 5


@dataclass(frozen=True, slots=True)
class Placement:
    """One session with its time; `kept` is the session of the earlier revision that stays where it stood."""

    day: FreeDay
    start: int
    minutes: int
    kind: SessionKind
    topic: str
    carried: bool = False
    completes: bool = False
    begins: bool = False
    kept: StudySession | None = None


class Sweep:
    """The state of one walk: what is left of each budget, and what today has had."""

    def __init__(self, facts: Facts, days: Sequence[FreeDay], budget: Budget, queue: Queue, now: int) -> None:
        self.facts, self.days, self.queue, self.now = facts, days, queue, now
        self.shortest, self.longest = facts.learner.session_minutes
        self.left = budget.total
        self.carried_left = budget.carried
        self.more_left = budget.more
        self.placements: list[Placement] = []
        self.number = 0
        self.today: dict[str, int] = {}
        self.day_left = 0
        self.quota: dict[str, int] = {}
        self.needs = Needs((), (), {}, ())
        self.debts: dict[str, int] = {}

    def run(self, needs: Needs, movable: Sequence[StudySession], used: dict[date, int]) -> list[Placement]:
        """Fill all days. `used` are minutes already taken from each day's limit."""
        self.needs, self.debts = needs, dict(needs.debts)
        for number, day in enumerate(self.days):
            self.number = number
            self.today = {}
            self.day_left = self.facts.learner.day_limit_minutes - used.get(day.day, 0)
            days_left = len(self.days) - self.number
            self.quota = {
                "review": ceil(sum(n.minutes for n in self._due_reviews()) / days_left),
                "carried": ceil(self._carry_reserve() / days_left),
            }
            for interval in day.intervals:
                self._fill(day, interval, movable)
        return self.placements

    def _fill(self, day: FreeDay, interval: Interval, movable: Sequence[StudySession]) -> None:
        inside = [s for s in movable if interval.start <= to_minutes(s.starts_at) <= interval.end - s.minutes]
        anchors = sorted(inside, key=lambda s: s.starts_at)
        # A walk that begins in the middle of a slot begins at a time that people write: 19:10, not 19:07.
        at = -(-interval.start // STEP) * STEP if interval.start == self.now else interval.start
        while at < interval.end:
            anchors = [a for a in anchors if to_minutes(a.starts_at) >= at]
            start = to_minutes(anchors[0].starts_at) if anchors else interval.end
            placement = self._pick(day, at, start - at)
            if placement is None and anchors and start == at:
                anchor = anchors.pop(0)
                if anchor.kind not in ("review", "habit"):
                    placement = self._pressing(day, at, interval.end - at, instead_of=anchor.topic)
                placement = placement or self._keep(day, anchor, interval.end - at)
                if placement is None:
                    continue
            if placement is None:
                at = start
                continue
            self._place(placement)
            at = placement.start + placement.minutes

    def _pick(self, day: FreeDay, at: int, room: int) -> Placement | None:
        room = min(room, self.day_left)
        if room <= 0:
            return None
        return self._pressing(day, at, room) or self._weekly(day, at, room) or self._next_item(day, at, room)

    def _pressing(self, day: FreeDay, at: int, room: int, instead_of: str = "") -> Placement | None:
        room = min(room, self.day_left)
        if self.quota["review"] > 0:
            for need in self._due_reviews():
                if need.minutes <= min(room, self.left):
                    return self._of_need(day, at, need)
        for need in self.needs.side:
            if need.fixed and need.first == self.number and not need.placed and need.minutes <= min(room, self.left):
                return self._of_need(day, at, need)
        # A carried session is not moved for another one.
        wanted = self.quota["carried"] > 0 and self.debts.get(instead_of, 0) <= 0
        return self._carried(day, at, room) if wanted else None

    def _due_reviews(self) -> list[Need]:
        return [n for n in self.needs.reviews if not n.placed and n.first <= self.number]

    def _weekly(self, day: FreeDay, at: int, room: int) -> Placement | None:
        for need in self.needs.side:
            due = not need.fixed and need.first <= self.number and not need.placed
            if due and need.minutes <= min(room, self.left):
                return self._of_need(day, at, need)
        return None

    def _carried(self, day: FreeDay, at: int, room: int) -> Placement | None:
        for item in self.queue.candidates():
            if self.debts.get(item.id, 0) > 0:
                owed = max(self.debts[item.id], self.shortest)
                minutes = self._chunk(item.id, min(room, owed, self.carried_left, self.left))
                if minutes:
                    return self._of_item(day, at, minutes, item.id, carried=True)
        return None

    def _next_item(self, day: FreeDay, at: int, room: int) -> Placement | None:
        room = min(room, self.left - self._reserve(), self.more_left)
        if room < self.shortest:
            return None
        fallback = None
        for item in self.queue.candidates():
            if self.debts.get(item.id, 0) > 0:
                continue
            fresh = ITEM_DAY_MINUTES - self.today.get(item.id, 0)
            minutes = 0 if self._repeats(item, at) else self._chunk(item.id, min(room, max(fresh, 0)))
            if minutes:
                return self._of_item(day, at, minutes, item.id)
            if fallback is None and self._chunk(item.id, room):
                fallback = item.id
        # Nothing else can be started today: better more of the same than an empty hour.
        return self._of_item(day, at, self._chunk(fallback, room), fallback) if fallback else None

    def _repeats(self, item: Item, at: int) -> bool:
        """Whether a session now would be the one before it over again, only cut off from it."""
        last = self.placements[-1] if self.placements else None
        follows = last is not None and last.topic == item.id and last.start + last.minutes == at
        return follows and last is not None and last.kind == self.queue.mode(item)

    def _chunk(self, topic: str, room: int) -> int:
        left = -(-self.queue.left[topic] // STEP) * STEP
        minutes = min(left, self.longest, room)
        if minutes < self.shortest:
            minutes = self.shortest if left < self.shortest <= min(room, self.longest) else 0
        if minutes < left and minutes - minutes % STEP >= self.shortest:
            minutes -= minutes % STEP
        rest = left - minutes
        # Never leave a rest that is much too short for a session of its own, if it can be helped.
        if 0 < rest < self.shortest and minutes:
            minutes = max(self.shortest, minutes - (self.shortest - rest))
        return minutes

    def _reserve(self) -> int:
        needs = sum(n.minutes for n in (*self.needs.reviews, *self.needs.side) if not n.placed and self._can_come(n))
        return needs + self._carry_reserve()

    def _can_come(self, need: Need) -> bool:
        return not need.fixed or need.first >= self.number

    def _carry_reserve(self) -> int:
        if self.carried_left < self.shortest:
            return 0
        return min(self.carried_left, sum(debt for debt in self.debts.values() if debt > 0))

    def _keep(self, day: FreeDay, anchor: StudySession, space: int) -> Placement | None:
        start, room = to_minutes(anchor.starts_at), min(anchor.minutes, self.day_left)
        need = self._need_of(anchor.topic, anchor.kind)
        if need:
            # Rather a little shorter than somewhere else.
            minutes = min(need.minutes, room, self.left)
            least = SHORT_LEAST if need.kind in ("review", "habit") else self.shortest
            return Placement(day, start, minutes, need.kind, need.topic, kept=anchor) if minutes >= least else None
        if not self.queue.is_ready(anchor.topic) or anchor.kind == "review":
            return None
        carried = self.debts.get(anchor.topic, 0) > 0
        most = min(self.carried_left, self.left) if carried else self.left - self._reserve()
        rest = -(-(self.queue.left[anchor.topic] - anchor.minutes) // STEP) * STEP
        if 0 < rest < self.shortest and rest <= self.more_left:
            # What is left is too little for a session of its own: rather make this one longer.
            room = min(anchor.minutes + rest, space, self.day_left)
        minutes = self._chunk(anchor.topic, min(room, most))
        return self._of_item(day, start, minutes, anchor.topic, carried=carried, kept=anchor) if minutes else None

    def _need_of(self, topic: str, kind: SessionKind) -> Need | None:
        """The open need that a session today would meet; reviews never before they are due."""
        for need in (*self.needs.reviews, *self.needs.side):
            if need.topic == topic and need.kind == kind and not need.placed:
                early = need.first > self.number and kind == "review"
                if not early and (not need.fixed or need.first == self.number):
                    return need
        return None

    def _of_need(self, day: FreeDay, at: int, need: Need) -> Placement:
        return Placement(day, at, need.minutes, need.kind, need.topic)

    def _of_item(
        self,
        day: FreeDay,
        at: int,
        minutes: int,
        topic: str,
        *,
        carried: bool = False,
        kept: StudySession | None = None,
    ) -> Placement:
        item = self.facts.roadmap.by_id[topic]
        completes = minutes >= self.queue.left[topic]
        begins = topic not in self.queue.begun
        return Placement(day, at, minutes, self.queue.mode(item), topic, carried, completes, begins, kept)

    def _place(self, placement: Placement) -> None:
        self.placements.append(placement)
        self.left -= placement.minutes
        self.day_left -= placement.minutes
        topic = placement.topic
        if placement.kind in ("learn", "practise", "project"):
            self.today[topic] = self.today.get(topic, 0) + placement.minutes
            if placement.carried:
                self.carried_left -= placement.minutes
                self.debts[topic] -= placement.minutes
                self.quota["carried"] -= placement.minutes
            else:
                self.more_left -= max(0, placement.minutes - (placement.kept.minutes if placement.kept else 0))
            if self.queue.take(topic, placement.minutes):
                self.debts.pop(topic, None)
            return
        need = self._need_of(topic, placement.kind)
        if need:
            need.placed = True
        if placement.kind == "review":
            self.quota["review"] -= placement.minutes
