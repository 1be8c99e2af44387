"""One request to arXiv: bounded in size and time, whatever the server does."""

import re
import socket
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from ..domain.errors import CoachError, WrongInput

MOST_BYTES = 50_000_000
MOST_PAUSE_S = 3600.0
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Document:
    """An answer. `moved_to` is the address that it sends us to, if any; `pause` the seconds that it asks us to wait.

    Only answers with status 200 and 400 are read; of others the body is empty.
    """

    status: int
    body: bytes = b""
    moved_to: str = ""
    pause: float = 0.0


class Fault(Exception):
    """A request failed in a way that may pass. `pause` is what the server asks for, in seconds; `tries` is after how
    many attempts such a fault is believed."""

    def __init__(self, what: str, *, pause: float = 0.0, tries: int = 5) -> None:
        super().__init__(what)
        self.what, self.pause, self.tries = what, pause, tries


def ask(
    url: str,
    *,
    user_agent: str,
    timeout: tuple[float, float],
    within_s: float,
    told: Callable[[Callable[[], None]], None] = lambda _: None,
) -> Document:
    """What is at an address; redirects are told, not followed. `timeout` bounds connecting and each silence. What ends
    the request at once, from any thread, is `told` as it begins.

    Raises:
        Fault: no whole answer came, or not within `within_s` seconds.
        CoachError: it is over 50 MB.
        WrongInput: the address is none.
    """
    adapter = _Adapter()
    told(adapter.hang_up)
    # A server that sends a byte now and then is never silent for long enough to run into the time-out.
    watchdog = threading.Timer(within_s, adapter.hang_up)
    watchdog.daemon = True
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
    try:
        with _Session() as session:
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            watchdog.start()
            with session.get(url, headers=headers, timeout=timeout, stream=True, allow_redirects=False) as answer:
                document = _document(answer)
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
        raise WrongInput(f"{url[:200]!r} is no address.", "Look at the settings arxiv.*.") from None
    except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:
        raise _fault(error, adapter.is_late) from error
    finally:
        watchdog.cancel()
    if adapter.is_late:
        raise _fault(None, True)
    return document


def _fault(error: Exception | None, is_late: bool) -> Fault:
    if is_late or isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return Fault("it didn't answer in time", tries=4)
    if isinstance(error, requests.exceptions.SSLError):
        return Fault("no secure connection came about", tries=3)
    if isinstance(error, requests.ConnectionError) and "Failed to " in str(error):  # resolve, establish
        return Fault("no connection came about", tries=3)
    return Fault("the connection broke")


def _document(answer: requests.Response) -> Document:
    status = answer.status_code
    if status in (301, 302, 303, 307, 308):
        return Document(status, moved_to=answer.headers.get("Location", ""))
    if status not in (200, 400):
        return Document(status, pause=pause_asked(answer.headers))
    return Document(status, _body(answer))


def _body(answer: requests.Response) -> bytes:
    """The bytes of an answer, unpacked. Both what comes and what is unpacked counts: a little can become a lot."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Fault("its answer is packed in a way that wasn't asked for", tries=2)
    body = bytearray()
    for part in _unpacked(_chunks(answer)) if "gzip" in encoding else _chunks(answer):
        body += part
        if len(body) > MOST_BYTES:
            raise _too_much(answer)
    return bytes(body)


def _chunks(answer: requests.Response) -> Iterator[bytes]:
    taken = 0
    while chunk := answer.raw.read(_CHUNK, decode_content=False):
        if (taken := taken + len(chunk)) > MOST_BYTES:
            raise _too_much(answer)
        yield chunk


def _too_much(answer: requests.Response) -> CoachError:
    return CoachError(f"What arXiv has at {answer.url} is over {MOST_BYTES // 1_000_000} MB.")


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What is packed in one or several pieces (and filled up with zeros), part by part."""
    unpacker = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker is None or unpacker.eof:
                if not (rest := rest.lstrip(b"\0")):
                    break
                unpacker = zlib.decompressobj(31)
            try:
                yield unpacker.decompress(rest, MOST_BYTES + 1)
            except zlib.error as error:
                raise Fault("its answer is broken") from error
            rest = unpacker.unused_data
    if unpacker and not unpacker.eof:
        raise Fault("only half of its answer came")


def pause_asked(headers: Mapping[str, str]) -> float:
    """The seconds that `Retry-After` asks for, written as a number or as a moment (seen from the answer's own date);
    an hour at most, 0 when it asks for nothing or can't be read."""
    text = headers.get("Retry-After", "").strip()[:40]
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return min(float(text), MOST_PAUSE_S)
    try:
        pause = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return min(max(pause.total_seconds(), 0.0), MOST_PAUSE_S)


class _Session(requests.Session):
    """Leaves redirects alone: even unfollowed, they would be read whole and their addresses taken apart."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None."""


class _Adapter(HTTPAdapter):
    """Remembers the sockets that it opens, so that another thread can hang up."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []
        self.is_late = False
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*arguments, **options)
        kind = pool.ConnectionCls

        def connect(connection: Any) -> None:
            kind.connect(connection)
            self.sockets.append(connection.sock)
            if self.is_late:
                self.hang_up()

        pool.ConnectionCls = type("KeptConnection", (kind,), {"connect": connect})
        return pool

    def hang_up(self) -> None:
        """End all that is under way; whoever reads gets the end of the stream."""
        self.is_late = True
        for opened in self.sockets:
            with suppress(OSError):  # it is closed already
                # As a plain socket: TLS would want to say goodbye first.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
