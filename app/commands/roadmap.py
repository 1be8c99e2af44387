"""`coach roadmap`: show, check and choose the roadmap."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...domain.errors import WrongInput, did_you_mean
from ...tools.plan_text import duration_text
from ..bootstrap import Coach, expanded, open_coach, read_roadmap
from ..render import fail, say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...domain.roadmap import Roadmap, Stage


@click.group()
def roadmap() -> None:
    """Show, check or choose the roadmap."""


@roadmap.command(epilog="Example: coach roadmap show 4")
@click.argument("stage", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def show(stage: str | None, as_json: bool) -> None:
    """Show the roadmap in use, or one STAGE of it (number, id or title)."""
    with open_coach() as coach:
        found = _in_use(coach)
    stages = (_stage(found, stage),) if stage else found.stages
    if as_json:
        say_json(_json(found, stages))
        return
    say(found.title, bold=True)
    for one in stages:
        _show_stage(found, one)
    if not stage:
        _show_rest(found)


@roadmap.command(epilog="Example: coach roadmap check mine.yaml")
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Say everything that is wrong with a roadmap FILE."""
    from ...tools.roadmap_file import check_roadmap, read_roadmap, read_shipped, shipped_names

    if not file.exists() and str(file) in shipped_names():
        say_wrapped(f"{read_shipped(str(file)).title} comes with the coach. Nothing is wrong with it.")
        return 0
    problems = check_roadmap(expanded(file))
    if problems:
        for problem in problems:
            fail(problem)
        return 1
    found = read_roadmap(expanded(file))
    items = sum(1 for _ in found.items())
    minutes = duration_text(sum(i.minutes for i in found.items()))
    say_wrapped(f"{found.title}: {len(found.stages)} stages, {items} items, {minutes}. Nothing is wrong with it.")
    return 0


@roadmap.command(epilog="Example: coach roadmap use mine.yaml")
@click.argument("file")
@click.option("--stage", type=click.IntRange(1), default=1, show_default=True, help="The stage you start at.")
def use(file: str, stage: int) -> None:
    """Study by another roadmap: a FILE, or the name of one that comes with the coach.

    What you did counts in it wherever a topic has the same id and title.
    """
    from dataclasses import replace

    from ...workflows.set_up import set_up

    with open_coach() as coach:
        stored = coach.needed_learner()
        found = read_roadmap(file)
        learner = replace(stored.learner, roadmap=found.id, stage=stage)
        set_up(coach.services, learner, found)
        say_wrapped(f"You study by {found.title} now. `coach plan` shows what changes.")


def _in_use(coach: Coach) -> "Roadmap":
    from ...memory import roadmaps

    stored = coach.learner()
    if stored is None:
        return read_roadmap(coach.settings.learner.roadmap)
    with coach.database.read() as db:
        return roadmaps.find(db, stored.roadmap_hash)


def _stage(found: "Roadmap", name: str) -> "Stage":
    names: dict[str, Stage] = {}
    for number, stage in enumerate(found.stages, 1):
        names |= {str(number): stage, stage.id.casefold(): stage, stage.title.casefold(): stage}
    wanted = name.strip().casefold()
    if wanted not in names:
        hint = did_you_mean(wanted, names) or f"Write a number from 1 to {len(found.stages)}."
        raise WrongInput(f"{found.title} has no stage {name[:60]!r}.", hint)
    return names[wanted]


def _json(found: "Roadmap", stages: "tuple[Stage, ...]") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "id": found.id,
        "title": found.title,
        "stages": [
            {
                "id": stage.id,
                "title": stage.title,
                "goal": stage.goal,
                "phase": stage.phase,
                "months": stage.months,
                "items": [
                    {
                        "id": item.id,
                        "title": item.title,
                        "type": item.type,
                        "area": item.area,
                        "kind": item.kind,
                        "minutes": item.minutes,
                        "prerequisites": item.prerequisites,
                        "done_when": item.done_when,
                        "terms": item.terms,
                        "resources": item.resources,
                    }
                    for item in stage.items
                ],
                "outputs": stage.outputs,
            }
            for stage in stages
        ],
        "resources": [asdict(resource) for resource in found.resources],
        "portfolio": [asdict(idea) for idea in found.portfolio],
        "habits": [asdict(habit) for habit in found.habits],
    }


def _show_stage(found: "Roadmap", stage: "Stage") -> None:
    number = found.stages.index(stage) + 1
    months = f"{stage.months[0]}-{stage.months[1]} months" if stage.months else "ongoing"
    say()
    say(f"{number}. {stage.title}  ({months})", bold=True)
    say_wrapped(f"Goal: {stage.goal}", 3, 3)
    area = ""
    for item in stage.items:
        if item.area != area:
            area = item.area
            say(f"   {area}")
        terms = ", ".join(t for t in item.terms if t.casefold() != item.title.casefold())
        say_wrapped(f"{item.title} ({item.id}, {duration_text(item.minutes)}){f': {terms}' if terms else ''}", 5, 7)
    if stage.outputs:
        say_wrapped(f"Outputs: {'; '.join(stage.outputs)}", 3, 5)


def _show_rest(found: "Roadmap") -> None:
    parts = (
        ("Habits", [f"{h.title}: {h.minutes} min, once a {h.every}" for h in found.habits]),
        ("Resources", [f"{r.title}{f' ({r.url})' if r.url else ''}" for r in found.resources]),
        ("Portfolio ideas", [f"{p.category}: {p.project}" for p in found.portfolio]),
    )
    for heading, lines in parts:
        if lines:
            say()
            say(heading, bold=True)
            for line in lines:
                say_wrapped(line, 2, 4)
