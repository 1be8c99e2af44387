"""Which item comes next: the order of the roadmap, kept by prerequisites and balanced over its parts."""

from collections.abc import Iterator

from .plan_facts import Facts, remaining
from .roadmap import Item
from .weekly_plan import SessionKind

BUILDING = ("project", "milestone")
ITEM_DAY_MINUTES = 120
LEARN_PART = {"concept": 0.6, "memory": 0.6, "design": 0.5, "procedure": 0.4}


class Queue:
    """The items still to do, as the week is filled: what is ready, how much is left, what is complete."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        shortest = facts.learner.session_minutes[0]
        items = tuple(facts.roadmap.items())
        self.order = {item.id: n for n, item in enumerate(items)}
        self.left = {item.id: remaining(item, facts.record, shortest) for item in items}
        self.whole = dict(self.left)
        self.begun = {i for i, r in facts.record.items.items() if r.worked and not r.is_finished}
        self.missing = {
            item.id: sum(1 for p in item.prerequisites if self.left.get(p, 0) > 0)
            for item in items
            if self.left[item.id] > 0
        }
        self.ready: list[dict[str, Item]] = [{} for _ in facts.roadmap.stages]
        for item in items:
            if self.missing.get(item.id) == 0:
                self.ready[facts.roadmap.stage_of[item.id] - 1][item.id] = item
        self.area_whole, self.area_left = self._areas()
        self.lane_minutes = {True: 0, False: 0}

    def _areas(self) -> tuple[dict[tuple[int, str], int], dict[tuple[int, str], int]]:
        whole: dict[tuple[int, str], int] = {}
        left: dict[tuple[int, str], int] = {}
        for item in self.facts.roadmap.items():
            area = self._area(item)
            whole[area] = whole.get(area, 0) + item.minutes
            left[area] = left.get(area, 0) + min(self.left[item.id], item.minutes)
        return whole, left

    def _area(self, item: Item) -> tuple[int, str]:
        return self.facts.roadmap.stage_of[item.id], item.area

    def is_ready(self, topic: str) -> bool:
        """Whether the item is unfinished and nothing that it needs is missing."""
        return self.left.get(topic, 0) > 0 and self.missing[topic] == 0

    def candidates(self) -> Iterator[Item]:
        """Ready items in the order in which they should be tried.

        Stage by stage. Within one: building and learning take turns, begun work comes before new, and new
        work comes from the area that is least far along, in the roadmap's own order.
        """
        for stage in self.ready:
            yield from sorted(stage.values(), key=self._rank)

    def _rank(self, item: Item) -> tuple[bool, bool, float, int]:
        builds = item.type in BUILDING
        other_turn = self.lane_minutes[builds] > self.lane_minutes[not builds]
        area = self._area(item)
        done = 1 - self.area_left[area] / self.area_whole[area]
        return other_turn, item.id not in self.begun, 0.0 if builds else done, self.order[item.id]

    def mode(self, item: Item) -> SessionKind:
        """What kind of session continues the item from where it stands."""
        if item.type in BUILDING:
            return "project"
        worked = 1 - self.left[item.id] / max(self.whole[item.id], 1)
        if self.facts.record.of(item.id).worked:
            whole = self.facts.record.of(item.id).worked + self.whole[item.id]
            worked = 1 - self.left[item.id] / whole
        return "learn" if worked < LEARN_PART[item.kind] else "practise"

    def take(self, topic: str, minutes: int) -> bool:
        """Count minutes as placed; true when the item is thereby complete and opens what it was needed for."""
        item = self.facts.roadmap.by_id[topic]
        taken = min(minutes, self.left[topic])
        self.left[topic] -= taken
        self.begun.add(topic)
        self.area_left[self._area(item)] -= min(taken, self.area_left[self._area(item)])
        self.lane_minutes[item.type in BUILDING] += minutes
        if self.left[topic] > 0:
            return False
        self.ready[self.facts.roadmap.stage_of[topic] - 1].pop(topic, None)
        for opened in self.facts.roadmap.opens.get(topic, ()):
            if opened in self.missing:
                self.missing[opened] -= 1
                if self.missing[opened] == 0 and self.left[opened] > 0:
                    stage = self.facts.roadmap.stage_of[opened] - 1
                    self.ready[stage][opened] = self.facts.roadmap.by_id[opened]
        return True
