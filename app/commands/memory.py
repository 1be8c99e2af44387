"""`coach memory`: what the coach keeps about the learner, seen, searched, corrected and deleted."""

from typing import TYPE_CHECKING

import click

from ...domain.errors import WrongInput
from ...domain.fact import LONGEST, kept_words, looks_secret
from ..bootstrap import open_coach
from ..render import say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...memory.facts import Fact
    from ...memory.learners import StoredLearner

SOURCE = "coach memory"
MOST_FOUND, SHOWN = 20, 300


@click.group(epilog="Example: coach memory list")
def memory() -> None:
    """What the coach keeps about you: yours to see, correct and delete."""


@memory.command("list", epilog="Example: coach memory list")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def list_(as_json: bool) -> None:
    """List the kept facts, each with its number and where it comes from."""
    from ...memory import facts

    with open_coach() as coach:
        stored = coach.needed_learner()
        with coach.database.read() as db:
            standing = facts.standing(db, stored.id)
        if as_json:
            say_json(
                {"facts": [{"id": f.id, "at": f.at.isoformat(), "text": f.text, "source": f.source} for f in standing]}
            )
            return
        for fact in standing:
            _show(fact, stored)
        if not standing:
            say_wrapped("Nothing is kept about you. `coach memory add` keeps a fact, and so does telling it in a chat.")


@memory.command(epilog="Example: coach memory search Lyon")
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Search the kept facts, your record and your conversations."""
    from ...memory.search import search as found_in

    with open_coach() as coach:
        stored = coach.needed_learner()
        with coach.database.read() as db:
            found = found_in(db, stored.id, " ".join(words), MOST_FOUND)
        if as_json:
            rows = [
                {"kind": f.kind, "id": f.id, "at": f.at.isoformat(), "text": f.text, "thread": f.thread} for f in found
            ]
            say_json({"found": rows})
            return
        for one in found:
            place = f"{one.kind} {one.id}" if one.kind == "fact" else one.thread or "record"
            text = " ".join(one.text.split())
            shown = f"{text[:SHOWN]} …" if len(text) > SHOWN else text
            say_wrapped(f"{one.at.astimezone(stored.learner.zone):%Y-%m-%d} {place}: {shown}", hang=4)
        if not found:
            say("Nothing was found.")


@memory.command(epilog="Example: coach memory forget 3")
@click.argument("number", type=click.IntRange(1, 2**62))
def forget(number: int) -> None:
    """Delete the fact of this NUMBER, with what it said before it was corrected."""
    from ...memory import facts

    with open_coach() as coach:
        stored = coach.needed_learner()
        with coach.database.write() as db:
            gone = facts.forget(db, stored.id, number)
    say_wrapped(f"Forgotten: {gone.text}")


@memory.command(epilog='Example: coach memory correct 3 "I move to Nice in June"')
@click.argument("number", type=click.IntRange(1, 2**62))
@click.argument("text", nargs=-1, required=True)
def correct(number: int, text: tuple[str, ...]) -> None:
    """Say what holds instead of the fact of this NUMBER."""
    from ...memory import facts

    words = _checked(text)
    with open_coach() as coach:
        stored = coach.needed_learner()
        with coach.database.write() as db:
            new = facts.correct(db, stored.id, number, words, SOURCE, coach.now())
    say_wrapped(f"Corrected: {words} (number {new})")


@memory.command(epilog='Example: coach memory add "I move to Lyon in May"')
@click.argument("text", nargs=-1, required=True)
def add(text: tuple[str, ...]) -> None:
    """Keep a fact about you."""
    from ...memory import facts

    words = _checked(text)
    with open_coach() as coach:
        stored = coach.needed_learner()
        with coach.database.write() as db:
            new = facts.add(db, stored.id, words, SOURCE, coach.now())
    say_wrapped(f"Kept: {words} (number {new})")


def _checked(text: tuple[str, ...]) -> str:
    """The words as they are kept. Raises WrongInput for what isn't kept."""
    said = " ".join(text)
    words = kept_words(said)
    if words:
        return words
    if looks_secret(said):
        raise WrongInput("That looks like a password, a key or an account's number.", "Nothing secret is ever kept.")
    raise WrongInput("That is too short or too long to be kept.", f"Write one line of up to {LONGEST} characters.")


def _show(fact: "Fact", stored: "StoredLearner") -> None:
    day = f"{fact.at.astimezone(stored.learner.zone):%Y-%m-%d}"
    say_wrapped(f"{fact.id}  {fact.text} ({fact.source}, {day})", hang=4)
