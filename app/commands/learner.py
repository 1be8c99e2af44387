"""`coach learner`: what the coach knows about the learner, shown and changed."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from ...domain.errors import WrongInput
from ...domain.learner import Learner
from ...tools.plan_text import counted
from ..bootstrap import Coach, expanded, open_coach
from ..render import asks, fail, note, say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from ...memory.learners import StoredLearner


@click.group()
def learner() -> None:
    """Show or change what the coach knows about you."""


@learner.command(epilog="Example: coach learner show")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(as_json: bool) -> None:
    """Show what the coach knows about you, and where it keeps it."""
    with open_coach() as coach:
        stored = coach.needed_learner()
        known, finished = _by_word_and_by_work(coach, stored)
        data = _json(stored) | {"known": known, "finished": finished, "home": str(coach.home)}
        if as_json:
            say_json(data)
            return
        say_table(
            (key, ", ".join(map(str, value)) if isinstance(value, list) else str(value)) for key, value in data.items()
        )
        say()
        say_wrapped("`known` is by your word, `finished` is shown by your record. coach learner edit changes the rest.")


@learner.command(epilog='Examples: coach learner edit   coach learner edit --set "time_off=[2026-12-24..2026-12-31]"')
@click.option("--file", "file", type=click.Path(path_type=Path), help="Take the changes from a learner's file.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one value; may be repeated.")
def edit(file: Path | None, changes: tuple[str, ...]) -> None:
    """Change what the coach knows about you: in your editor, from a file, or one value by --set."""
    from ...tools.learner_file import read_learner
    from ...workflows.kept_plan import busy_of
    from ...workflows.set_up import set_up

    with open_coach() as coach:
        stored = coach.needed_learner()
        before = stored.learner
        found: tuple[Learner, tuple[str, ...]] | None
        if file:
            found = read_learner(expanded(file), before)
        elif changes:
            found = _read_text("--set", _set_text(changes), before)
        else:
            found = _edited(before)
        if found is None:
            note("Nothing was changed.")
            return
        after, known = found
        roadmap = coach.roadmap_named(stored, after.roadmap)
        after = replace(after, roadmap=roadmap.id)
        if after == before and not known:
            note("Nothing was changed.")
            return
        busy_of(after, coach.today(stored))
        set_up(coach.services, after, roadmap, known)
        say_wrapped("Changed. The next `coach today`, `week` or `plan` follows it.")


@learner.command(epilog='Example: coach learner know Python "Probability"')
@click.argument("names", metavar="TOPIC...", nargs=-1, required=True)
def know(names: tuple[str, ...]) -> None:
    """Skip what you know already: a TOPIC by id, title or term, a whole area, or a stage."""
    from ...workflows.record_work import know as mark

    with open_coach() as coach:
        stored = coach.needed_learner()
        told = mark(coach.services, stored.id, names)
        titles = ", ".join(row.title for row in told.rows[:5]) + (" …" if len(told.rows) > 5 else "")
        say_wrapped(
            f"Known by your word: {counted(len(told.rows), 'topic')}{f' ({titles})' if titles else ''}. `coach undo` takes it back."
        )


def _read_text(name: str, text: str, before: Learner) -> tuple[Learner, tuple[str, ...]]:
    from ...tools.learner_file import read_learner

    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        return read_learner(path, before, folder=Path.cwd())


def _edited(before: Learner) -> tuple[Learner, tuple[str, ...]] | None:
    """What the learner wrote in their editor, offered again as long as it can't be meant and they want to."""
    from ...tools.learner_file import write_learner

    text = click.edit(write_learner(before), extension=".yaml")
    while text is not None:
        try:
            return _read_text("learner.yaml", text, before)
        except WrongInput as wrong:
            fail(str(wrong))
            if not asks("Edit it again?"):
                raise WrongInput("Nothing was changed.") from None
            text = click.edit(text, extension=".yaml")
    return None


def _set_text(changes: tuple[str, ...]) -> str:
    lines = []
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals or not key.strip() or "\n" in change:
            raise WrongInput(
                f"{change[:60]!r} is no change.", 'Write it as KEY=VALUE, such as "slots=[mon 19:00-21:00]".'
            )
        lines.append(f"{key.strip()}: {value.strip() or chr(34) * 2}")
    return "\n".join(lines) + "\n"


def _json(stored: "StoredLearner") -> dict[str, Any]:
    one = stored.learner
    return {
        "name": one.name,
        "email": one.email,
        "timezone": one.timezone,
        "roadmap": one.roadmap,
        "stage": one.stage,
        "slots": [str(slot) for slot in one.slots],
        "session_minutes": list(one.session_minutes),
        "day_limit_minutes": one.day_limit_minutes,
        "time_off": [str(days) for days in one.time_off],
        "week_limits": [str(limit) for limit in one.week_limits],
        "busy": one.busy,
        "interests": list(one.interests),
    }


def _by_word_and_by_work(coach: Coach, stored: "StoredLearner") -> tuple[list[str], list[str]]:
    from ...domain.replay import record_of
    from ...memory import evidence, roadmaps

    with coach.database.read() as db:
        rows = evidence.all_of(db, stored.id)
        roadmap = roadmaps.find(db, stored.roadmap_hash)
    items = record_of(rows, roadmap, stored.learner.zone).items
    if not items:
        return [], []
    return (
        [name for name, r in items.items() if r.known and r.finished_on is None],
        [name for name, r in items.items() if r.finished_on is not None],
    )
