"""Delivery: each message of the outbox is claimed, put into the learner's inbox, and recorded as sent."""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypedDict
from uuid import uuid4

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from ..domain.errors import CoachError
from ..memory import outbox
from ..memory.outbox import Message
from ..tools import maildir
from .services import Services

if TYPE_CHECKING:
    from ..tools.mail import Letter

LEASE_SECONDS = 60
RETRY = timedelta(minutes=5)


class State(TypedDict, total=False):
    """The message in hand, who handles it, and what went wrong so far."""

    learner_id: int
    owner: str
    claimed: Message | None
    error: str
    problem: str
    count: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages were handed over, and a sentence on what could not be, if anything."""

    count: int
    problem: str


def claim(state: State, runtime: Runtime[Services]) -> State:
    """Takes the next message that waits, under a lease, so that no other copy of the program takes it too."""
    services = runtime.context
    now = services.now()
    with services.database.read() as db:
        ids = [row.id for row in outbox.waiting(db, state["learner_id"], now)]
    for row_id in ids:
        with services.database.write() as db:
            claimed = outbox.claim(db, row_id, state["owner"], now, LEASE_SECONDS)
        if claimed:
            return {"claimed": claimed, "error": ""}
    return {"claimed": None}


def hand_over(state: State, runtime: Runtime[Services]) -> State:
    """Puts the message into the Maildir; one that lies there already is not put there again."""
    row = _in_hand(state)
    try:
        maildir.deliver(runtime.context.inbox, row.message_id, row.message)
    except CoachError as error:
        return {"error": str(error), "problem": str(error)}
    return {"error": "", "count": state["count"] + 1}


def record(state: State, runtime: Runtime[Services]) -> State:
    """Writes down how it went."""
    services, row = runtime.context, _in_hand(state)
    now = services.now()
    with services.database.write() as db:
        if state["error"]:
            # The learner's own folder comes back sooner or later: a letter for it is never given up.
            outbox.failed(db, row.id, state["owner"], state["error"], now + RETRY)
        else:
            outbox.sent(db, row.id, now)
    return {"claimed": None}


def _in_hand(state: State) -> Message:
    row = state["claimed"]
    if row is None:
        raise ValueError("no message is in hand")
    return row


def _after_claim(state: State) -> Literal["hand_over", "__end__"]:
    return "hand_over" if state["claimed"] else "__end__"


def build() -> CompiledStateGraph[State, Services, State, State]:
    """The graph: claim, hand_over, record, and on to the next message."""
    graph = StateGraph(State, context_schema=Services)
    graph.add_node("claim", claim)
    graph.add_node("hand_over", hand_over)
    graph.add_node("record", record)
    graph.add_edge(START, "claim")
    graph.add_conditional_edges("claim", _after_claim)
    graph.add_edge("hand_over", "record")
    graph.add_edge("record", "claim")
    # Within a conversation's node it must not take over that graph's saver.
    return graph.compile(checkpointer=False)


def as_post(letter: "Letter", thing: str, period: str) -> dict[str, Any]:
    """A letter about a thing and its period, as the outbox takes it."""
    from ..tools.mail import to_bytes

    return {
        "thing": thing,
        "period": period,
        "message_id": letter.message_id,
        "channel": "maildir",
        "recipient": letter.to,
        "subject": letter.subject,
        "message": to_bytes(letter),
    }


def deliver(services: Services, learner_id: int) -> Delivered:
    """Delivers every message of the learner that waits. One that can't be delivered now is tried again later."""
    owner = f"{os.getpid()}-{uuid4().hex[:8]}"
    begin: State = {"learner_id": learner_id, "owner": owner, "problem": "", "count": 0}
    end = build().invoke(begin, context=services, config={"recursion_limit": 10_000})
    problem = f"A letter waits to be delivered: {end['problem']}" if end["problem"] else ""
    return Delivered(end["count"], problem)
