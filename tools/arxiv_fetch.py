"""Asking arXiv in turn: one request at a time over all processes, with pauses, again after faults, within a deadline."""

import math
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from ..domain.errors import CoachError, Unreachable
from ..domain.ports import Pace
from .arxiv_http import Document, Fault, ask

SERVICE = "arxiv"
PAUSE_S = 3.0
"""The pause after each request: arXiv's terms allow one in three seconds, over one connection."""

_LONGEST_BACKOFF_S = 60.0
_REQUEST_S = 90.0
_LEASE_S = 15.0
_LOOK_AGAIN_S = _QUIET_S = 5.0
_MOST_MOVES = 5


class ArxivUnreachable(Unreachable):
    """arXiv gave no answer that could be used, or not in time; asking for something else won't help just now."""


@dataclass(slots=True)
class Fetcher:
    """Fetches documents. `deadline_s` bounds the time that is spent on asking and waiting, over its whole life;
    `timeout` is for connecting and for each silence; `jitter` gives numbers from 0 to 1. Waits of more than a few
    seconds are told to `tell`. A turn is taken for `lease_s` seconds and renewed while a request lasts, so that others
    needn't wait much longer for one that died."""

    pace: Pace
    user_agent: str
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    deadline_s: float
    timeout: tuple[float, float]
    tell: Callable[[str], None] = lambda _: None
    lease_s: float = _LEASE_S
    _spent: float = field(default=0.0, init=False)
    _is_over: threading.Event = field(default_factory=threading.Event, init=False)
    _end: Callable[[], None] = field(default=lambda: None, init=False)

    def hang_up(self) -> None:
        """From another thread: ends what is under way, and everything that is asked for later."""
        self._is_over.set()
        self._end()

    def get(self, url: str, check: Callable[[Document], None]) -> Document:
        """What is at this address, with a status of 200 or one that says that asking again is no use (400, 404, …).

        `check` raises Fault for a document that is not what it should be.

        Raises:
            ArxivUnreachable: there was no way to get it, or no time.
            CoachError: it is over 50 MB.
        """
        start = self.clock()
        try:
            return self._get(url, check, start + self.deadline_s - self._spent)
        finally:
            self._spent += self.clock() - start

    def _get(self, url: str, check: Callable[[Document], None], until: float) -> Document:
        attempts, moves, why = 0, 0, "there was no time left"
        while True:
            owner, pause = secrets.token_hex(8), PAUSE_S
            self._wait_for_turn(owner, until, why)
            try:
                with self._renewing(owner):
                    document = self._once(url, check, until)
            except Fault as fault:
                why = fault.what
                pause = max(PAUSE_S, fault.pause, self._backoff(attempts))
                attempts += 1
                if attempts >= fault.tries or self.clock() + pause >= until:
                    raise _given_up(fault) from fault
            else:
                if not document.moved_to:
                    return document
                url, moves = _moved(url, document.moved_to, moves + 1), moves + 1
            finally:
                self.pace.release(SERVICE, owner, pause)

    def _wait_for_turn(self, owner: str, until: float, why: str) -> None:
        """Wait until it is our turn, but no longer than there is time."""
        start, is_told = self.clock(), False
        while True:
            if self._is_over.is_set():
                raise ArxivUnreachable("arXiv is not asked any more.")
            left = until - self.clock()
            if left <= 0:
                raise ArxivUnreachable(f"arXiv could not be reached in time: {why}.", "Try again in a few minutes.")
            wait = self.pace.claim(SERVICE, owner, self.lease_s)
            if wait <= 0:
                return
            if wait > max(left, _LONGEST_BACKOFF_S):  # longer than anyone would: arXiv asked for it
                raise _asked_to_wait(wait)
            if not is_told and max(wait, self.clock() - start) > _QUIET_S:
                is_told = True
                # How long another will take is unknown, and asked in short steps.
                known = f"waits for arXiv ({math.ceil(wait)} s)"
                self.tell(known if wait > _QUIET_S else "waits while another asks arXiv")
            # Whoever has the turn may give it back sooner than they said.
            self.sleep(min(wait, left, _LOOK_AGAIN_S))

    @contextmanager
    def _renewing(self, owner: str) -> Iterator[None]:
        """Keeps the turn meanwhile."""
        is_done = threading.Event()

        def renew() -> None:
            while not is_done.wait(self.lease_s / 3):
                with suppress(CoachError):  # what the database can't do now it may the next time
                    self.pace.claim(SERVICE, owner, self.lease_s)

        renewing = threading.Thread(target=renew, name="renewing", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            is_done.set()
            renewing.join()

    def _once(self, url: str, check: Callable[[Document], None], until: float) -> Document:
        within = max(0.05, min(_REQUEST_S, until - self.clock()))
        connect, silence = self.timeout
        timeout = (min(connect, within), min(silence, within))
        document = ask(url, user_agent=self.user_agent, timeout=timeout, within_s=within, told=self._set_end)
        if document.status in (408, 429) or document.status >= 500:
            raise Fault(f"it answered {document.status}", pause=document.pause)
        if not document.moved_to and document.status < 400:
            check(document)
        return document

    def _set_end(self, end: Callable[[], None]) -> None:
        self._end = end
        if self._is_over.is_set():
            end()

    def _backoff(self, attempt: int) -> float:
        return min(_LONGEST_BACKOFF_S, PAUSE_S * 2.0**attempt) * (0.5 + self.jitter() / 2)


def _given_up(fault: Fault) -> ArxivUnreachable:
    if fault.pause > PAUSE_S:
        return _asked_to_wait(fault.pause)
    what = f"arXiv could not be reached: {fault.what}."
    return ArxivUnreachable(what, "Check the connection, or try again in a few minutes.")


def _asked_to_wait(seconds: float) -> ArxivUnreachable:
    minutes = math.ceil(seconds / 60)
    what = f"arXiv asks for a pause of {minutes} minute{'s' if minutes > 1 else ''}."
    return ArxivUnreachable(what, "Try again then.")


def _moved(url: str, to: str, moves: int) -> str:
    """Where a redirect leads."""
    try:
        new = urljoin(url, to)
        is_web = urlsplit(new).scheme in ("http", "https") and urlsplit(new).hostname
    except ValueError:
        is_web = None
    if not is_web or moves > _MOST_MOVES:
        raise ArxivUnreachable("arXiv could not be reached: it sends us from one address to another.")
    return new
