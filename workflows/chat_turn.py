"""What was said in one turn, in the order of its steps, and what waits after it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from ..memory.conversations import Message
from .chat_events import Event, Question, Said
from .chat_order import InOrder
from .chat_record import as_question
from .chat_state import State


class Turn:
    """Takes the parts of the graph's stream, and gives the events in order."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.said: list[Said] = []
        self.questions: list[Question] = []
        self._order = InOrder()

    def go_on_from(self, state: State) -> None:
        """Steps that came to their end before a question was asked are no more waited for."""
        for number, result in state.get("results", {}).items():
            if result["state"] != "asks":
                self._order.close(int(number))

    def note(self, mode: str, part: Any) -> list[Event]:
        """Takes a part of the graph's stream, and gives the events that are to be told now."""
        if mode == "custom":
            return self._told(self._order.add(part))
        self.questions += [as_question(interrupt.value) for interrupt in part.get("__interrupt__", ())]
        closed = [int(n) for update in part.values() if isinstance(update, dict) for n in update.get("results") or ()]
        return self._told([event for number in closed for event in self._order.close(number)])

    def rest(self) -> list[Event]:
        """The events that were held back for their order."""
        return self._told(self._order.rest())

    def messages(self, now: datetime, failed: AbstractSet[int] = frozenset()) -> list[Message]:
        """The replies and the questions, as the conversation keeps them; `failed` are the steps that came to no end."""
        kept = [
            Message(
                self.number,
                now,
                "coach",
                said.text,
                said.agent,
                written_by=said.written_by,
                state="failed" if said.step in failed else "whole",
            )
            for said in self.said
            if said.text
        ]
        asked = [Message(self.number, now, "coach", q.text, q.agent, written_by="rules") for q in self.questions]
        return kept + asked

    def stopped(self, partial: Mapping[int, str], now: datetime) -> list[Message]:
        """The same of a turn that came to no end: whole replies, and what there is of others."""
        self.questions.clear()
        whole = {said.step for said in self.said}
        parts = [text for number, text in sorted(partial.items()) if text and number not in whole]
        begun = [Message(self.number, now, "coach", text, "tutor", state="stopped") for text in parts]
        return self.messages(now) + begun

    def _told(self, events: list[Event]) -> list[Event]:
        self.said += [event for event in events if isinstance(event, Said)]
        return events
