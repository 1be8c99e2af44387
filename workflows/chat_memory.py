"""What the coach keeps of the learner, from within a conversation: /remember, /memory and /forget."""

from collections.abc import Mapping
from typing import Any, Protocol

from ..domain.errors import CoachError
from ..domain.fact import kept_words
from ..domain.slash import parse_slash
from ..memory import facts, search
from ..memory.facts import Fact
from .chat_state import Result, asked, failed, said
from .plan_replies import escaped
from .services import Services

MOST_SHOWN, _LONGEST = 12, 200
WOULD_FORGET = (
    "This would be deleted from what is kept about you:\n\n- fact {number}: {text}\n\n"
    "What was said in a conversation stays in it."
)


class Keeper(Protocol):
    """Who keeps facts and tells of it."""

    services: Services
    learner_id: int

    def keep_fact(self, text: str, thread: str, turn: int) -> int:
        """Keeps a fact and says so."""


def memory_command(keeper: Keeper, message: str, thread: str, turn: int) -> Result | None:
    """What a command about the memory gives; None for anything else."""
    try:
        found = parse_slash(message)
        if found is None or found[0].name not in ("remember", "memory", "forget"):
            return None
        command, words = found
        if command.name == "remember":
            text = _remembered(keeper, words, thread, turn)
        elif command.name == "forget":
            fact = _meant(keeper, words)
            question = WOULD_FORGET.format(number=fact.id, text=escaped(fact.text))
            return asked(question, {"forget": fact.id, "text": fact.text}, ("yes", "no"), "approve")
        else:
            text = _shown(keeper, words)
    except CoachError as error:
        return failed(str(error))
    return said(text)


def _remembered(keeper: Keeper, words: str, thread: str, turn: int) -> str:
    fact = kept_words(words)
    if not fact:
        raise CoachError(
            "That isn't kept: a fact has 6 to 240 characters, and nothing that looks like a password or a key.",
            "Write it as: /remember I move to Lyon in May",
        )
    return f"That is fact {keeper.keep_fact(fact, thread, turn)} about you."


def forget(keeper: Keeper, request: Mapping[str, Any]) -> str:
    """Deletes the fact that was shown, after the learner's yes. Raises CoachError when it doesn't stand any more."""
    with keeper.services.database.write() as db:
        shown = [
            f for f in facts.standing(db, keeper.learner_id) if (f.id, f.text) == (request["forget"], request["text"])
        ]
        if not shown:
            raise CoachError("That fact has been changed or deleted meanwhile.", "/memory shows what is kept.")
        return f"Forgotten: {escaped(facts.forget(db, keeper.learner_id, shown[0].id).text)}"


def _meant(keeper: Keeper, words: str) -> Fact:
    with keeper.services.database.read() as db:
        standing = facts.standing(db, keeper.learner_id)
    if not standing:
        raise CoachError("Nothing is kept about you yet.")
    for fact in standing:
        if words.strip() == str(fact.id):
            return fact
    if words:
        raise CoachError(f"No fact about you has the number {words[:40]!r}.", "/memory shows the numbers.")
    return standing[-1]


def _shown(keeper: Keeper, words: str) -> str:
    with keeper.services.database.read() as db:
        if words:
            found = search.search(db, keeper.learner_id, words, MOST_SHOWN)
            lines = [f"- {hit.at:%Y-%m-%d}, {hit.kind}: {' '.join(hit.text.split())[:_LONGEST]}" for hit in found]
            return "\n".join(lines) or "Nothing of that is kept."
        kept = facts.standing(db, keeper.learner_id)
    if not kept:
        return "Nothing is kept about you yet. `/remember …` keeps a fact."
    lines = [f"- {fact.id}: {fact.text} ({fact.at:%Y-%m-%d}, {fact.source})" for fact in kept]
    return "\n".join(["This is kept about you:", "", *lines, "", "`/forget NUMBER` deletes one for good."])
