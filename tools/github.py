"""GitHub's API, asked but never told anything: bounded in size and time, and the token goes to one host only."""

import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from ..domain.errors import CoachError, Unreachable, WrongInput

if TYPE_CHECKING:
    import httpx

_MOST_ANSWER, _MOST_MOVES, _SILENCE_S = 30_000_000, 3, 20.0
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_TOKEN = re.compile(r"[!-~]{1,300}")


class Late(Unreachable):
    """The time for all requests is over."""


@dataclass(slots=True)
class GitHub:
    """The API at `api`, for at most `seconds` over all requests from the first one on. A token is sent if there is one.

    Used as a context manager; nothing is under way afterwards.

    Raises:
        WrongInput: the address is none, or would carry the token in the clear; or the token is none.
    """

    api: str
    token: str
    seconds: float
    _client: "httpx.Client" = field(init=False, repr=False)
    _until: float = field(init=False)
    _watchdog: threading.Timer = field(init=False, repr=False)
    _sockets: list[socket.socket] = field(init=False, default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.api = self.api.rstrip("/") + "/"
        parts = _parts(self.api)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
            raise WrongInput(f"{self.api[:200]!r} is no address of GitHub's API: it begins with https://.")
        if self.token and not _TOKEN.fullmatch(self.token):
            raise WrongInput("GITHUB_TOKEN holds characters that no token has.", "Copy the token again, on one line.")

    def __enter__(self) -> "GitHub":
        import httpx

        headers = {
            "User-Agent": "study-coach",
            "Accept-Encoding": "identity",
            "X-GitHub-Api-Version": "2022-11-28",
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        }
        try:
            self._client = httpx.Client(headers=headers, timeout=min(_SILENCE_S, self.seconds), follow_redirects=False)
        except (OSError, ValueError) as error:  # a proxy or a certificate file that the environment names
            raise CoachError(f"GitHub can't be asked: {type(error).__name__}.", "Look at the proxy settings.") from None
        self._until = time.monotonic() + self.seconds
        # A server that sends a byte now and then is never silent for long enough to run into the time-out.
        self._watchdog = threading.Timer(self.seconds, self._hang_up)
        self._watchdog.daemon = True
        self._watchdog.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watchdog.cancel()
        self._client.close()

    def json(self, path: str, most: int = _MOST_ANSWER) -> Any:
        """What the API answers at a path.

        Raises:
            CoachError: it gives no such answer; a sentence says why.
        """
        try:
            return json.loads(self.get(path, "application/vnd.github+json", most))
        except (ValueError, RecursionError):
            raise Unreachable("What GitHub answered can't be read.", "Is that the address of its API?") from None

    def get(self, path: str, accept: str, most: int) -> bytes:
        """The bytes at a path, at most so many.

        Raises:
            TooLarge: there are more.
            CoachError: there is no answer; a sentence says why.
        """
        import httpx

        url = self.api + path
        if time.monotonic() > self._until:
            raise self._late()
        try:
            for _ in range(_MOST_MOVES + 1):
                with self._client.stream(
                    "GET", url, headers={"Accept": accept}, extensions={"trace": self._trace}
                ) as got:
                    if got.status_code not in _MOVED:
                        return self._body(got, most)
                    url = _moved(url, got.headers.get("Location", ""))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise self._trouble(error) from None
        raise Unreachable("GitHub sends us from one address to another without end.")

    def _body(self, got: "httpx.Response", most: int) -> bytes:
        if got.status_code != 200:
            raise refusal(got.status_code, dict(got.headers), has_token=bool(self.token))
        if got.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Unreachable("GitHub's answer is packed in a way that wasn't asked for.")
        body = bytearray()
        for chunk in got.iter_raw(65536):
            body += chunk
            if len(body) > most:
                raise TooLarge("What GitHub answered is too large.")
            if time.monotonic() > self._until:
                break
        if time.monotonic() > self._until:  # what the watchdog ends looks like a whole answer
            raise self._late()
        return bytes(body)

    def _trace(self, event: str, about: dict[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(about["return_value"].get_extra_info("socket"))

    def _hang_up(self) -> None:
        for opened in self._sockets:
            with suppress(OSError):  # it is closed already
                # As a plain socket: TLS would want to say goodbye first.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)

    def _late(self) -> Late:
        return Late(f"GitHub didn't answer within {self.seconds:g} seconds.", "Try again later.")

    def _trouble(self, error: Exception) -> CoachError:
        import httpx

        if time.monotonic() >= self._until or isinstance(error, httpx.TimeoutException):
            return self._late()
        host = _parts(self.api).hostname
        if _stems_from(error, ssl.SSLCertVerificationError):
            return Unreachable(
                f"The certificate of {host} can't be trusted.", "Look at the clock, the proxy, SSL_CERT_FILE."
            )
        if _stems_from(error, ssl.SSLError):
            return Unreachable(
                f"No secure connection to {host} came about.", "Look at the address of GitHub's API, and the proxy."
            )
        if isinstance(error, httpx.ConnectError):
            return Unreachable(f"{host} can't be reached.", "Are you online?")
        return Unreachable("The connection to GitHub broke.", "Try again.")


class TooLarge(CoachError):
    """An answer has more bytes than were wanted."""


def refusal(status: int, headers: dict[str, str], *, has_token: bool) -> CoachError:
    """What a status other than 200 means, in a sentence."""
    told = {name.lower(): value for name, value in headers.items()}
    if status == 401:
        return CoachError("GitHub doesn't accept the token.", "Make a new one and set GITHUB_TOKEN, or unset it.")
    if status == 404:
        todo = (
            "Is the address right, and may the token read it?" if has_token else "If it is private, set GITHUB_TOKEN."
        )
        return CoachError("GitHub has no such pull request, or doesn't show it.", todo)
    is_limit = status == 429 or (status == 403 and (told.get("x-ratelimit-remaining") == "0" or "retry-after" in told))
    if is_limit:
        todo = "Try again then." if has_token else "With a token in GITHUB_TOKEN more are allowed."
        return Unreachable(f"GitHub allows no more requests{_when(told)}.", todo)
    if status == 403:
        return CoachError("GitHub doesn't permit to read this.", "Look at what the token in GITHUB_TOKEN may do.")
    if status >= 500:
        return Unreachable(f"GitHub has trouble of its own (status {status}).", "Try again later.")
    return Unreachable(f"GitHub doesn't answer as it should (status {status}).")


def _when(told: dict[str, str]) -> str:
    if re.fullmatch(r"\d{1,5}", wait := told.get("retry-after", ""), re.ASCII):
        return f" for {int(wait)} seconds"
    if re.fullmatch(r"\d{1,11}", moment := told.get("x-ratelimit-reset", ""), re.ASCII):
        return f" until {datetime.fromtimestamp(int(moment), UTC):%H:%M} UTC"
    return " for now"


def _moved(url: str, location: str) -> str:
    """Where a redirect leads; never to another host, which would get the token."""
    there, here = _parts(urljoin(url, location)), _parts(url)
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        raise Unreachable("GitHub sends us to another host, where the token must not go.")
    return there.geturl()


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise WrongInput(f"{url[:200]!r} is no address.") from None
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _stems_from(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
