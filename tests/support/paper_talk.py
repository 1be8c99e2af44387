"""What is said of papers in a conversation, and what a learner's rows say of them after it."""

from collections.abc import Sequence
from typing import Any

from talking import end, turn

from studycoach.memory import conversations, evidence, paper_marks
from studycoach.workflows.chat import open_chat
from studycoach.workflows.chat_events import Event, Working
from studycoach.workflows.services import Services


def reply_to(services: Services, learner_id: int, *messages: str, thread: str = "main") -> str:
    """The reply to the last of the messages, each said in the conversation opened anew."""
    for message in messages:
        with open_chat(services, learner_id, thread) as chat:
            ended = end(turn(chat, message))
    return ended.reply or " ".join(ended.problems)


def spoken_of(services: Services, learner_id: int) -> dict[str, Any] | None:
    """The papers that the conversation holds in mind."""
    with services.database.read() as db:
        papers: dict[str, Any] | None = conversations.state_of(db, learner_id, "main").get("papers")
    return papers


def marks(
    services: Services, learner_id: int
) -> tuple[set[tuple[str, int, str]], frozenset[str], list[tuple[str, int]]]:
    """The learner's votes with their reasons, the papers that were shown, and those on record as read, with minutes."""
    with services.database.read() as db:
        votes = {(v.paper, v.vote, v.reason) for v in paper_marks.votes(db, learner_id)}
        read = [(row.paper, row.minutes) for row in evidence.all_of(db, learner_id) if row.kind == "paper_read"]
        return votes, paper_marks.exposed(db, learner_id), read


def doings(events: Sequence[Event]) -> list[str]:
    """What was under way, in order."""
    return [event.what for event in events if isinstance(event, Working)]
