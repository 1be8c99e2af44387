"""`coach inbox`: the letters of the coach, read in the terminal."""

from datetime import UTC, tzinfo

import click

from ...domain.week import day_text
from ...tools import maildir
from ..bootstrap import Coach, open_coach
from ..render import say, say_json, say_table, say_wrapped


@click.group(invoke_without_command=True, epilog="Example: coach inbox show 1")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def inbox(ctx: click.Context, as_json: bool) -> None:
    """Read the coach's letters: list, show N, open N."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_, as_json=as_json)


@inbox.command("list", epilog="Example: coach inbox list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_(as_json: bool) -> None:
    """List the letters, newest first."""
    with open_coach() as coach:
        coach.deliver_waiting()
        zone = _zone(coach)
        found = maildir.letters(coach.inbox)
        if as_json:
            rows = [
                {"number": m.number, "new": m.is_new, "date": m.date.astimezone(zone).isoformat(), "subject": m.subject}
                for m in found
            ]
            say_json({"letters": rows})
            return
        if not found:
            say("No letters yet.")
            return
        say_table(
            ("new" if m.is_new else "", str(m.number), f"{m.date.astimezone(zone):%Y-%m-%d %H:%M}", m.subject)
            for m in found
        )
        say()
        say_wrapped("coach inbox show N reads one.")


@inbox.command(epilog="Example: coach inbox show 1")
@click.argument("number", type=click.IntRange(1), default=1)
def show(number: int) -> None:
    """Show letter N (the newest, if none is named) as text, and mark it as read."""
    with open_coach() as coach:
        coach.deliver_waiting()
        info, text, _ = maildir.read_letter(coach.inbox, number)
        say(info.subject, bold=True)
        date = info.date.astimezone(_zone(coach))
        say(f"{day_text(date.date())} {date:%Y, %H:%M}", dim=True)
        say()
        for line in text.rstrip().splitlines():
            say_wrapped(line, hang=len(line) - len(line.lstrip()))
        maildir.mark_seen(coach.inbox, info)


@inbox.command("open", epilog="Example: coach inbox open 1")
@click.argument("number", type=click.IntRange(1), default=1)
def open_(number: int) -> None:
    """Open letter N (the newest, if none is named) in the browser, and mark it as read."""
    import webbrowser

    from ...tools.files import write_atomically
    from ...tools.letter_page import guarded

    with open_coach() as coach:
        coach.deliver_waiting()
        info, _, page = maildir.read_letter(coach.inbox, number)
        path = coach.home / "letter.html"
        write_atomically(path, guarded(page).encode())
        maildir.mark_seen(coach.inbox, info)
        opened = webbrowser.open(path.as_uri())
        say_wrapped(f"{'It also lies' if opened else 'No browser was found; the letter lies'} in {path}")


def _zone(coach: Coach) -> tzinfo:
    stored = coach.learner()
    return stored.learner.zone if stored else UTC
