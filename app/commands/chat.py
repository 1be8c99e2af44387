"""`coach chat` and `coach ask`: talking with the coach."""

import sys

import click

from ...domain.errors import WrongInput
from ..bootstrap import open_coach
from ..chat_start import ASK_THREAD, learner_of, thread_to_open, welcome
from ..render import note, say_wrapped

MOST_PIPED = 1_000_000


@click.command(epilog="Example: coach chat --resume")
@click.option("--resume", is_flag=True, help="Go on with the conversation that was used last.")
@click.option("--thread", "name", metavar="NAME", help="Go on with this conversation, or begin it.")
def chat(resume: bool, name: str | None) -> None:
    """Talk with the coach in the terminal.

    Without an option it is a new conversation, named by the day.
    """
    if resume and name is not None:
        raise WrongInput("--resume and --thread name two conversations.", "Leave one of them out.")
    from ..chat_terminal import at_keyboard

    if not (at_keyboard() and sys.stdout.isatty()):
        raise WrongInput("`coach chat` needs a terminal.", 'For pipes there is: coach ask "…"')
    with open_coach() as coach:
        stored, is_new = learner_of(coach)
        if is_new:
            say_wrapped(welcome(stored))
        thread = thread_to_open(coach, stored, name=name, resume=resume)
        from ...workflows.chat import open_chat
        from ..chat import talk

        talk(coach, stored, thread, open_chat)


@click.command(epilog='Example: git diff | coach ask "what did I break?"')
@click.argument("words", metavar="MESSAGE", nargs=-1)
@click.option("--thread", metavar="NAME", default=ASK_THREAD, show_default=True, help="The conversation it belongs to.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--route-only", is_flag=True, help="Only decide who would answer.")
def ask(words: tuple[str, ...], thread: str, as_json: bool, route_only: bool) -> None:
    """Ask the coach one thing. What is piped in is read as material for the answer."""
    from ..chat_ask import answer, piped, route, typed

    message, attached = typed(" ".join(words)), piped(MOST_PIPED)
    if not message and not attached:
        raise click.UsageError("Write a message, or pipe something in.")
    with open_coach() as coach:
        stored, is_new = learner_of(coach)
        if is_new:
            note(welcome(stored))
        from ...workflows.chat import open_chat

        with open_chat(coach.services, stored.id, thread) as chat_:
            if route_only:
                route(chat_, message, attached, as_json=as_json)
            else:
                answer(chat_, message, attached, as_json=as_json)
