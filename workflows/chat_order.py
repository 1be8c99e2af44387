"""Puts the events of steps that run side by side into the order of the steps."""

from .chat_events import Event, Piece, Said


class InOrder:
    """The pieces and replies of a step pass when all steps before it are closed; what tells of no reply passes at once."""

    def __init__(self) -> None:
        self._closed: set[int] = set()
        self._held: dict[int, list[Event]] = {}
        self._current = 1

    def add(self, event: Event) -> list[Event]:
        """The events to tell now that this one came."""
        if not isinstance(event, Piece | Said) or event.step <= self._current:
            return [event]
        self._held.setdefault(event.step, []).append(event)
        return []

    def close(self, step: int) -> list[Event]:
        """The events to tell now that a step has said all it says."""
        self._closed.add(step)
        told: list[Event] = []
        while self._current in self._closed:
            self._current += 1
            told += self._held.pop(self._current, [])
        return told

    def rest(self) -> list[Event]:
        """Everything that is still held."""
        told = [event for step in sorted(self._held) for event in self._held[step]]
        self._held.clear()
        return told
