"""`coach done`, `coach skip`, `coach log` and `coach undo`: what the learner tells."""

from typing import TYPE_CHECKING

import click

from ...domain.record import DID, Rating
from ...domain.week import day_text
from ...tools.plan_text import duration_text
from ..bootstrap import open_coach, tell_problems
from ..render import say_wrapped

if TYPE_CHECKING:
    from ...workflows.record_work import Told

MINUTES = click.IntRange(1, 24 * 60)
LONGEST_NOTE = 2000


def _short(_ctx: click.Context, _param: click.Parameter, text: str) -> str:
    if len(text) > LONGEST_NOTE or "\0" in text:
        raise click.BadParameter(f"is longer than {LONGEST_NOTE} characters, or holds one that can't be kept.")
    return text


@click.command(
    epilog="Examples: coach done w48-3   coach done w48-1 --recall hard   coach done 2106.09685 --minutes 40"
)
@click.argument("session_id", metavar="ID")
@click.option("--minutes", type=MINUTES, metavar="N", help="How long it really took.  [default: as planned]")
@click.option("--note", default="", callback=_short, help="What to remember of it.")
@click.option(
    "--recall", type=click.Choice(["again", "hard", "good", "easy"]), help="How well you recalled it (reviews)."
)
@click.option("--finished", is_flag=True, help="The whole topic is finished, however long it took.")
def done(session_id: str, minutes: int | None, note: str, recall: Rating | None, finished: bool) -> None:
    """Say that a session was held (or, with a topic's ID, that the topic is finished; with a paper's, that it is read)."""
    from ...workflows import record_work

    with open_coach() as coach:
        stored = coach.needed_learner()
        told = record_work.done(
            coach.services, stored.id, session_id, minutes=minutes, rating=recall or "", note=note, finished=finished
        )
        _say(told)


@click.command(epilog='Example: coach skip w48-4 --why "ill"')
@click.argument("session_id", metavar="ID")
@click.option("--why", default="", callback=_short, help="The reason, if you like to keep it.")
def skip(session_id: str, why: str) -> None:
    """Say that a session won't be held. Its work comes back later, without a pile."""
    from ...workflows import record_work

    with open_coach() as coach:
        stored = coach.needed_learner()
        _say(record_work.skip(coach.services, stored.id, session_id, why))


@click.command(epilog="Example: coach log python-loops --minutes 45")
@click.argument("topic", metavar="TOPIC")
@click.option("--minutes", type=MINUTES, required=True, metavar="N", help="How long you worked.")
@click.option("--note", default="", callback=_short, help="What to remember of it.")
@click.option("--finished", is_flag=True, help="The whole topic is finished.")
def log(topic: str, minutes: int, note: str, finished: bool) -> None:
    """Record work outside the plan on a topic, named by id, title or term, or on a paper, named by its id."""
    from ...workflows import record_work

    with open_coach() as coach:
        stored = coach.needed_learner()
        _say(record_work.log(coach.services, stored.id, topic, minutes, note=note, finished=finished))


@click.command(epilog="Example: coach undo")
def undo() -> None:
    """Take back what you recorded last (deeds, not settings); again for the one before."""
    from ...workflows import record_work

    with open_coach() as coach:
        stored = coach.needed_learner()
        told = record_work.undo(coach.services, stored.id)
        tell_problems([told.problem])
        first = told.rows[0]
        about = [first.title, duration_text(first.minutes) if first.minutes else "", first.session]
        what = ", ".join([DID[first.kind], *filter(None, about)])
        more = f" and {len(told.rows) - 1} more" if len(told.rows) > 1 and first.kind == "topic_known" else ""
        day = day_text(first.at.astimezone(stored.learner.zone).date())
        say_wrapped(f"Taken back what you recorded on {day}: {what}{more}.")


def _say(told: "Told") -> None:
    if not told.rows:
        say_wrapped("That was on record already.")
        return
    tell_problems([told.problem])
    row = told.rows[0]
    amount = f", {duration_text(row.minutes)}" if row.minutes else ""
    rated = f", recalled: {row.rating}" if row.rating else ""
    if row.kind != "topic_finished":
        say_wrapped(
            f"{DID[row.kind].capitalize()}: {row.title}{amount}{rated}{f' ({row.session})' if row.session else ''}."
        )
    if told.finished:
        back = " It comes back for review in a few days." if told.finished.type == "topic" else ""
        say_wrapped(f"Finished: {told.finished.title}.{back}")
    elif told.session and row.kind == "session_skipped":
        comes_back = told.session.kind in ("learn", "practise", "project")
        say_wrapped(f"{'Its work comes back, spread out. ' if comes_back else ''}`coach undo` takes this back.")
