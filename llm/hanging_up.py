"""Hanging up from another thread: a call that waits for its answer ends at once, and the model stops writing."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

# What httpcore (and its successor) tell their `trace` about; the later one replaces the earlier.
_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
# The usual time-outs come first, since they say what happened.
_GRACE = 0.5


class Line:
    """The connections of one endpoint's blocking calls. May be used from several threads."""

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()

    @property
    def hooks(self) -> dict[str, list[Any]]:
        """The event hooks for a client of httpx that make its connections known here."""
        return {"request": [self._watch]}

    def hang_up(self) -> None:
        """Ends every call that is under way: it fails as if the other side had gone."""
        with self._lock:
            for connection in self._sockets:
                # A thread that reads is woken by shutdown; closing alone would leave it waiting. One that is over is gone.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._sockets.clear()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Hangs up when the time is over: a server that sends a byte now and then passes every time-out of a read."""
        timer = threading.Timer(seconds + _GRACE, self.hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _watch(self, request: Any) -> None:
        request.extensions["trace"] = self._traced

    def _traced(self, event: str, info: dict[str, Any]) -> None:
        if event in _CONNECTED and isinstance(found := info["return_value"].get_extra_info("socket"), socket.socket):
            with self._lock:
                self._sockets.add(found)
