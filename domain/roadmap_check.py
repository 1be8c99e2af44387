"""Whether a roadmap can be planned: every problem in it, with its place and what to write instead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .errors import did_you_mean
from .plain_text import unseen_in
from .roadmap import Habit, Item, Resource, Roadmap, Stage

MOST_ITEMS, MOST_STAGES, MOST_OTHERS, MOST_NAMES = 20_000, 100, 2_000, 200
SHORTEST_ITEM, LONGEST_ITEM = 15, 10_000
SHORTEST_HABIT, LONGEST_HABIT = 5, 240
LONGEST_NAME, LONGEST_TEXT = 200, 1_000
MOST_OFFERS = 5

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a roadmap that can't be: its path in the document, what is wrong, and what to write instead."""

    path: Place
    what: str
    todo: str


@dataclass(slots=True)
class _Ids:
    """Ids of one sort: those that exist, and those met so far. Only the first few unknown ones get a nearest name."""

    sort: str
    known: Mapping[str, int]
    met: set[str] = field(default_factory=set)
    offers: int = MOST_OFFERS

    def declared(self, id_: str, path: Place) -> Iterator[Problem]:
        """Problems of an id where it is given to a thing."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", id_):
            yield Problem((*path, "id"), f"{id_[:70]!r} can't be an id.", "Write small letters, digits and hyphens.")
        if id_ in self.met:
            yield Problem((*path, "id"), f"The id {id_[:70]!r} is taken.", f"Give each {self.sort} an id of its own.")
        self.met.add(id_)

    def named(self, ids: Iterable[str], path: Place) -> Iterator[Problem]:
        """Problems of a list that refers to things by their ids."""
        seen: set[str] = set()
        for n, id_ in enumerate(ids):
            if id_ in seen:
                yield Problem((*path, n), f"{id_[:70]!r} is named twice.", "Delete one of them.")
            elif id_ not in self.known:
                offer = did_you_mean(id_, self.known) if self.offers > 0 else ""
                self.offers -= 1
                yield Problem((*path, n), f"There is no {self.sort} {id_[:70]!r}.", offer or "Name one of this file.")
            seen.add(id_)


def problems(roadmap: Roadmap) -> tuple[Problem, ...]:
    """Everything in a roadmap that can't be planned, in the order stages, resources, portfolio, habits."""
    count = sum(len(stage.items) for stage in roadmap.stages)
    if count > MOST_ITEMS:
        return (Problem(("stages",), f"{count} items are too many.", f"Write at most {MOST_ITEMS}."),)
    return tuple(_problems(roadmap))


def _problems(roadmap: Roadmap) -> Iterator[Problem]:
    items = _Ids("item", roadmap.stage_of)
    resources = _Ids("resource", {r.id: n for n, r in enumerate(roadmap.resources)})
    stages = _Ids("stage", {s.id: n for n, s in enumerate(roadmap.stages)})
    circles = _circles(roadmap)
    yield from _Ids("roadmap", {}).declared(roadmap.id, ())
    yield from _text(roadmap.title, ("title",))
    yield from _count(roadmap.stages, MOST_STAGES, ("stages",), least=1)
    for s, stage in enumerate(roadmap.stages):
        yield from _of_stage(stage, ("stages", s), stages)
        for i, item in enumerate(stage.items):
            path = ("stages", s, "items", i)
            yield from _of_item(item, path, items, resources)
            yield from _order(item, s + 1, path, roadmap.stage_of, circles)
    yield from _count(roadmap.resources, MOST_OTHERS, ("resources",))
    for n, resource in enumerate(roadmap.resources):
        yield from _of_resource(resource, ("resources", n), resources, stages)
    yield from _count(roadmap.portfolio, MOST_OTHERS, ("portfolio",))
    for n, idea in enumerate(roadmap.portfolio):
        yield from _text(idea.category, ("portfolio", n, "category"))
        yield from _text(idea.project, ("portfolio", n, "project"))
    yield from _count(roadmap.habits, MOST_NAMES, ("habits",))
    for n, habit in enumerate(roadmap.habits):
        yield from _of_habit(habit, ("habits", n), items, stages)


def _of_stage(stage: Stage, path: Place, stages: _Ids) -> Iterator[Problem]:
    yield from stages.declared(stage.id, path)
    yield from _text(stage.title, (*path, "title"))
    yield from _text(stage.goal, (*path, "goal"), LONGEST_TEXT)
    if stage.phase:
        yield from _text(stage.phase, (*path, "phase"))
    if stage.months and not 1 <= stage.months[0] <= stage.months[1] <= 600:
        todo = "Write the shorter time first, such as [2, 3], or null for a stage without end."
        yield Problem((*path, "months"), f"months {list(stage.months)} can't be.", todo)
    yield from _texts(stage.outputs, (*path, "outputs"), LONGEST_TEXT)
    yield from _count(stage.items, MOST_ITEMS, (*path, "items"), least=1)


def _of_item(item: Item, path: Place, items: _Ids, resources: _Ids) -> Iterator[Problem]:
    yield from items.declared(item.id, path)
    yield from _text(item.title, (*path, "title"))
    yield from _text(item.area, (*path, "area"))
    yield from _texts(item.terms, (*path, "terms"))
    yield from _minutes(item.minutes, SHORTEST_ITEM, LONGEST_ITEM, path)
    yield from _count(item.prerequisites, MOST_NAMES, (*path, "prerequisites"))
    yield from items.named(item.prerequisites, (*path, "prerequisites"))
    yield from _text(item.done_when, (*path, "done_when"), LONGEST_TEXT)
    yield from _count(item.resources, MOST_NAMES, (*path, "resources"))
    yield from resources.named(item.resources, (*path, "resources"))


def _of_resource(resource: Resource, path: Place, resources: _Ids, stages: _Ids) -> Iterator[Problem]:
    yield from resources.declared(resource.id, path)
    yield from _text(resource.title, (*path, "title"))
    if resource.url and (len(resource.url) > 2_000 or not re.fullmatch(r"https?://[^\s<>\"'`\\]+", resource.url)):
        yield Problem((*path, "url"), "This is not a web address.", "Write it as https://example.org/page.")
    yield from stages.named(resource.stages, (*path, "stages"))


def _of_habit(habit: Habit, path: Place, items: _Ids, stages: _Ids) -> Iterator[Problem]:
    yield from items.declared(habit.id, path)
    yield from _text(habit.title, (*path, "title"))
    yield from _minutes(habit.minutes, SHORTEST_HABIT, LONGEST_HABIT, path)
    yield from _text(habit.task, (*path, "task"), LONGEST_TEXT)
    yield from _count(habit.stages, MOST_STAGES, (*path, "stages"), least=1)
    yield from stages.named(habit.stages, (*path, "stages"))
    if habit.every == "day" and habit.kind != "habit":
        what = f"a {habit.kind} session every day is more than a week can hold."
        yield Problem((*path, "every"), what, "Write week or month, or make it of kind habit.")


def _order(
    item: Item, stage: int, path: Place, stage_of: Mapping[str, int], circles: Mapping[tuple[str, str], str]
) -> Iterator[Problem]:
    """Prerequisites that can never be met: the item itself, one of a later stage, one that closes a circle."""
    for n, needed in enumerate(item.prerequisites):
        place = (*path, "prerequisites", n)
        if needed == item.id:
            yield Problem(place, f"{item.id!r} needs itself.", "Delete this prerequisite.")
        elif (item.id, needed) in circles:
            yield Problem(place, f"A circle: {circles[item.id, needed]}.", "Delete one of these prerequisites.")
        elif stage_of.get(needed, 0) > stage:
            todo = f"Move it to stage {stage} or earlier, or delete this prerequisite."
            yield Problem(place, f"{item.id!r} of stage {stage} needs {needed!r} of stage {stage_of[needed]}.", todo)


def _circles(roadmap: Roadmap) -> dict[tuple[str, str], str]:
    """Each prerequisite (item, needed) that closes a circle, with the circle in words."""
    found: dict[tuple[str, str], str] = {}
    needs = {item.id: item.prerequisites for item in roadmap.items()}
    depth: dict[str, int] = {}  # where an item stands on the way from the root; -1 once all it needs is seen
    for root in needs:
        way = [root] if root not in depth else []
        todo = [iter(needs[root])] if way else []
        depth.setdefault(root, 0)
        while way:
            needed = next(todo[-1], None)
            if needed is None:
                depth[way.pop()] = -1
                todo.pop()
            elif needed in needs and needed not in depth:
                depth[needed] = len(way)
                way.append(needed)
                todo.append(iter(needs[needed]))
            elif depth.get(needed, -1) >= 0 and needed != way[-1]:
                found[way[-1], needed] = _circle(way, depth[needed])
    return found


def _circle(way: list[str], start: int) -> str:
    middle = way[start : start + 6]
    hidden = len(way) - start - len(middle)
    return " needs ".join([*middle, *([f"… ({hidden} more)"] if hidden else []), way[start]])


def _minutes(minutes: int, least: int, most: int, path: Place) -> Iterator[Problem]:
    if not least <= minutes <= most:
        yield Problem((*path, "minutes"), f"{minutes} minutes can't be.", f"Write minutes from {least} to {most}.")


def _text(text: str, path: Place, most: int = LONGEST_NAME) -> Iterator[Problem]:
    name = path[-1] if isinstance(path[-1], str) else f"This entry of {path[-2]}"
    if not text.strip():
        yield Problem(path, f"{name} is empty.", "Write it in a few words.")
    elif len(text) > most:
        yield Problem(path, f"{name} is {len(text)} characters long.", f"Write at most {most}.")
    elif text.splitlines() != [text]:
        yield Problem(path, f"{name} is more than one line.", "Write it in one line, or as several after >-.")
    elif unseen_in(text):
        yield Problem(path, f"{name} holds a character that can't be seen.", "Delete it, or type the text anew.")


def _texts(texts: tuple[str, ...], path: Place, most: int = LONGEST_NAME) -> Iterator[Problem]:
    yield from _count(texts, MOST_NAMES, path)
    for n, text in enumerate(texts):
        yield from _text(text, (*path, n), most)


def _count(things: tuple[object, ...], most: int, path: Place, least: int = 0) -> Iterator[Problem]:
    if len(things) < least:
        yield Problem(path, f"There are no {path[-1]}.", "Write at least one.")
    elif len(things) > most:
        yield Problem(path, f"{len(things)} {path[-1]} are too many.", f"Write at most {most}.")
