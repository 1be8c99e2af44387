"""Roadmaps: ordered stages of items to learn and to build, with what a plan needs to know of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ItemType = Literal["topic", "milestone", "project", "responsibility", "skill"]
ItemKind = Literal["concept", "procedure", "memory", "design"]
HabitKind = Literal["habit", "paper", "publish"]
Every = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be planned: a topic, or a milestone, project, responsibility or skill.

    `terms` are the names under which the roadmap's source speaks of it; `area` is the part of the
    stage it belongs to. `minutes` is an estimate for an average learner, `resources` are ids.
    """

    id: str
    title: str
    type: ItemType
    area: str
    kind: ItemKind
    minutes: int
    done_when: str
    terms: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `months` is how long the timeline gives it, from and to, or None for an ongoing one."""

    id: str
    title: str
    goal: str
    months: tuple[int, int] | None
    items: tuple[Item, ...]
    outputs: tuple[str, ...] = ()
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A course, book, tool or reference. `stages` are stage ids; `url` may be empty for a printed book."""

    id: str
    title: str
    type: Literal["course", "book", "tool", "reference"]
    url: str = ""
    free: bool = True
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioIdea:
    """A project that shows to others what was learned."""

    category: str
    project: str


@dataclass(frozen=True, slots=True)
class Habit:
    """Something done again and again in the stages named (ids): daily, weekly, or every fourth week."""

    id: str
    title: str
    kind: HabitKind
    every: Every
    minutes: int
    task: str
    stages: tuple[str, ...]


@dataclass(frozen=True)
class Roadmap:
    """A whole roadmap, as its file tells it."""

    id: str
    title: str
    stages: tuple[Stage, ...]
    resources: tuple[Resource, ...] = ()
    portfolio: tuple[PortfolioIdea, ...] = ()
    habits: tuple[Habit, ...] = ()

    def items(self) -> Iterator[Item]:
        """All items, stage by stage."""
        for stage in self.stages:
            yield from stage.items

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Each item by its id."""
        return {item.id: item for item in self.items()}

    @cached_property
    def stage_of(self) -> Mapping[str, int]:
        """For each item's id, the number of its stage, from 1."""
        return {item.id: number for number, stage in enumerate(self.stages, 1) for item in stage.items}

    @cached_property
    def opens(self) -> Mapping[str, tuple[str, ...]]:
        """For each item's id, the ids of the items that name it as a prerequisite."""
        found: dict[str, list[str]] = {}
        for item in self.items():
            for needed in item.prerequisites:
                found.setdefault(needed, []).append(item.id)
        return {needed: tuple(ids) for needed, ids in found.items()}
