"""`coach init`: five questions, each with a good default."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...domain.errors import CoachError, WrongInput
from ...domain.learner import Learner, check_learner
from ...domain.slot import WEEKDAYS, parse_slots
from ..bootstrap import Coach, default_learner, expanded, open_coach
from ..render import clean, say, say_wrapped

if TYPE_CHECKING:
    from ...memory.learners import StoredLearner


@click.command(epilog="Examples: coach init   coach init --yes   coach init --file learner.yaml")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults, or what is kept already.")
@click.option("--file", "file", type=click.Path(path_type=Path), help="Take the answers from a learner's file.")
def init(yes: bool, file: Path | None) -> None:
    """Set up the coach for you, in five questions. Your record stays, if you have one."""
    from ...tools.learner_file import read_learner
    from ...workflows.kept_plan import busy_of, this_week
    from ...workflows.set_up import set_up

    with open_coach() as coach:
        stored = coach.learner()
        learner = stored.learner if stored else default_learner(coach.settings)
        known: tuple[str, ...] = ()
        if file:
            learner, known = read_learner(expanded(file), default_learner(coach.settings))
        elif not yes:
            learner = _asked(coach, stored, learner)
        roadmap = coach.roadmap_named(stored, learner.roadmap)
        busy_of(learner, this_week(coach.services, learner))
        stored = set_up(coach.services, learner, roadmap, known)
        say_wrapped(f"Welcome, {stored.learner.name}. You study by {roadmap.title}, from stage {learner.stage}.")
        say_wrapped("Next step: coach plan")


def _asked(coach: Coach, stored: "StoredLearner | None", offered: Learner) -> Learner:
    try:
        return _ask(coach, stored, offered)
    except click.Abort as abort:
        if not isinstance(abort.__context__, EOFError):
            raise
        todo = "`coach init --yes` takes the defaults, `coach init --file FILE` a learner's file."
        raise CoachError("Nobody answered the questions.", todo) from None


def _ask(coach: Coach, stored: "StoredLearner | None", offered: Learner) -> Learner:
    say("Five questions; Enter takes what stands in brackets.")

    def with_answers(**answers: Any) -> Learner:
        return check_learner(replace(offered, **answers))

    offered = _question("1. What shall I call you", offered.name, lambda a: with_answers(name=clean(a).strip()))
    offered = _question("2. Your time zone", offered.timezone, lambda a: with_answers(timezone=a.strip()))
    say_wrapped("   Slots look like: mon-fri 19:00-21:00, sat 10:00-12:30", hang=3)
    slots = ", ".join(_grouped(offered))
    offered = _question("3. When are you free each week", slots, lambda a: with_answers(slots=parse_slots(_split(a))))
    roadmap = f"{offered.roadmap} {offered.stage}"
    offered = _question(
        "4. Which roadmap, and from which stage", roadmap, lambda a: _with_roadmap(coach, stored, offered, a)
    )
    return _question("5. Your mail address (may stay empty)", offered.email, lambda a: with_answers(email=a.strip()))


def _question(text: str, default: str, take: Callable[[str], Learner]) -> Learner:
    """Asks until the answer can be meant."""

    def checked(answer: str) -> Learner:
        try:
            return take(answer)
        except WrongInput as wrong:
            raise click.UsageError(clean(str(wrong))) from None

    learner: Learner = click.prompt(text, default=default, show_default=bool(default), value_proc=checked)
    return learner


def _with_roadmap(coach: Coach, stored: "StoredLearner | None", offered: Learner, answer: str) -> Learner:
    which, _, stage = answer.strip().rpartition(" ")
    if not stage.isdecimal() or not which:
        which, stage = answer.strip(), "1"
    roadmap = coach.roadmap_named(stored, which)
    if not 1 <= int(stage[:6]) <= len(roadmap.stages):
        raise WrongInput(
            f"{roadmap.title} has the stages 1 to {len(roadmap.stages)}.", "Write the number behind the name."
        )
    return replace(offered, roadmap=which, stage=int(stage[:6]))


def _grouped(learner: Learner) -> list[str]:
    """The slots, with weekdays of the same hours together, as people say them: mon-fri 19:00-21:00."""
    by_time: dict[str, list[int]] = {}
    for slot in learner.slots:
        by_time.setdefault(str(slot).partition(" ")[2], []).append(slot.weekday)
    texts = []
    for time, days in by_time.items():
        in_a_row = len(days) > 1 and days[-1] - days[0] == len(days) - 1
        texts.append(
            f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]} {time}"
            if in_a_row
            else f"{','.join(WEEKDAYS[d] for d in days)} {time}"
        )
    return texts


def _split(slots: str) -> list[str]:
    """The slots of one answer: a comma parts two slots where the next part names its own hours too."""
    parts: list[str] = []
    for part in slots.split(","):
        if parts and ":" not in parts[-1]:
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    return [part for part in parts if part.strip()]
