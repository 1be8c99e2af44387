"""`coach init`: five questions, each with a good default."""

from dataclasses import replace
from pathlib import Path

import click

from ...domain.errors import WrongInput
from ...domain.learner import Learner, check_learner
from ...domain.slot import parse_slots
from ..bootstrap import default_learner, open_coach, read_roadmap
from ..render import clean, fail, say, say_wrapped


@click.command(epilog="Examples: coach init   coach init --yes   coach init --file learner.yaml")
@click.option("--yes", is_flag=True, help="Take the defaults without a question.")
@click.option("--file", "file", type=click.Path(path_type=Path), help="Take the answers from a learner's file.")
def init(yes: bool, file: Path | None) -> None:
    """Set up the coach for you, in five questions. Your record stays, if you have one."""
    from ...tools.learner_file import read_learner
    from ...workflows.set_up import set_up

    with open_coach() as coach:
        stored = coach.learner()
        learner = stored.learner if stored else default_learner(coach.settings)
        known: tuple[str, ...] = ()
        if file:
            learner, known = read_learner(file.expanduser(), default_learner(coach.settings))
        elif not yes:
            learner = _ask(learner)
        roadmap = read_roadmap(learner.roadmap)
        learner = replace(learner, roadmap=roadmap.id)
        stored = set_up(coach.services, learner, roadmap, known)
        say_wrapped(f"Welcome, {stored.learner.name}. You study by {roadmap.title}, from stage {learner.stage}.")
        say_wrapped("Next step: coach plan")


def _ask(offered: Learner) -> Learner:
    say("Five questions; Enter takes what stands in brackets.")
    while True:
        name = click.prompt("1. What shall I call you", default=offered.name)
        timezone = click.prompt("2. Your time zone", default=offered.timezone)
        slots = click.prompt("3. When are you free each week", default=", ".join(map(str, _grouped(offered))))
        roadmap = click.prompt("4. Which roadmap, and from which stage", default=f"{offered.roadmap} {offered.stage}")
        email = click.prompt(
            "5. Your mail address (may stay empty)", default=offered.email, show_default=bool(offered.email)
        )
        try:
            which, _, stage = roadmap.strip().rpartition(" ")
            if not stage.isdecimal():
                which, stage = roadmap.strip(), str(offered.stage)
            read_roadmap(which or offered.roadmap)
            return check_learner(
                replace(
                    offered,
                    name=clean(name).strip(),
                    timezone=timezone.strip(),
                    slots=parse_slots(_split(slots)),
                    roadmap=which or offered.roadmap,
                    stage=int(stage[:6]),
                    email=email.strip(),
                )
            )
        except WrongInput as wrong:
            fail(str(wrong))
            say("Once more, please:")


def _grouped(learner: Learner) -> list[str]:
    """The slots, with weekdays of the same hours together, as people say them: mon-fri 19:00-21:00."""
    by_time: dict[str, list[int]] = {}
    for slot in learner.slots:
        by_time.setdefault(str(slot).partition(" ")[2], []).append(slot.weekday)
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    texts = []
    for time, days in by_time.items():
        in_a_row = len(days) > 1 and days[-1] - days[0] == len(days) - 1
        texts.append(
            f"{names[days[0]]}-{names[days[-1]]} {time}" if in_a_row else f"{','.join(names[d] for d in days)} {time}"
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
