"""A stand-in on the wire for arXiv: search, metadata, announcements and downloads of the papers it is given, with any fault.

In a test: `with ArxivServer(papers, html={"2401.00001": "<html>…"}, announced=["2401.00001"]) as arxiv:` and ask at
`arxiv.addresses`. As a program, `python tests/servers/arxiv_server.py FILE PORT` serves a file of papers (JSON lines
of id, title, abstract, authors, categories, listed) and prints the settings that lead the coach to it.
"""

import gzip
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from arxiv_server_pages import atom, error_page, read_papers, rss, searched

from studycoach.domain.paper import Paper, read_name
from studycoach.tools.arxiv_addresses import ArxivAddresses

# What can go wrong with one request; a number is a bare answer with that status. `half` ends the document as if it
# were whole, `cut` sends fewer bytes than it promised, `page` is a web page with status 200, `empty` a search that
# found papers and gives none, `drip` a byte now and then, `bomb` 60 MB in 60 kB.
FAULTS = frozenset({"busy", "broken", "stall", "half", "cut", "page", "empty", "drip", "reset", "bomb", "moved"})
PAGE = b"<!DOCTYPE html><html><head><title>arXiv</title></head><body>Rate exceeded.</body></html>"


@dataclass(frozen=True, slots=True)
class ArxivRequest:
    """One request as it came, and when, by the monotonic clock. `kind` is api, rss, html, e-print or pdf."""

    at: float
    kind: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class ArxivServer:
    """The server. `faults` go wrong in turn, one per request ("": nothing does); then `always` does.

    `html`, `source` and `pdf` are keyed by id without version (or with one, which comes first); what isn't there is
    answered with 404. `announced` are the ids in the announcements of the day `day`, by default the newest of theirs;
    a paper with a version above 1 is announced as replaced.
    """

    def __init__(
        self,
        papers: Sequence[Paper] = (),
        *,
        html: Mapping[str, str] | None = None,
        source: Mapping[str, bytes] | None = None,
        pdf: Mapping[str, bytes] | None = None,
        announced: Sequence[str] = (),
        day: date | None = None,
        faults: Sequence[str | int] = (),
        always: str | int = "",
        retry_after: str = "",
        moved_to: str = "",
        drip_s: float = 0.05,
        port: int = 0,
    ) -> None:
        assert all(isinstance(fault, int) or fault in FAULTS | {""} for fault in (*faults, always))
        self.papers, self.announced, self.day = tuple(papers), tuple(announced), day
        pages = {id_: text.encode() for id_, text in (html or {}).items()}
        self.files: dict[str, dict[str, bytes]] = {
            "html": pages,
            "e-print": dict(source or {}),
            "pdf": dict(pdf or {}),
        }
        self.faults, self.always, self.retry_after, self.moved_to = list(faults), always, retry_after, moved_to
        self.drip_s, self.port = drip_s, port
        self.requests: list[ArxivRequest] = []
        self.at_once = self.most_at_once = 0
        self.stopping, self.lock = threading.Event(), threading.Lock()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), type("Handler", (_Handler,), {"arxiv": self}))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def addresses(self) -> ArxivAddresses:
        """Its addresses, as the coach's settings have them."""
        url = self.url
        return ArxivAddresses(f"{url}/api/query", f"{url}/rss", f"{url}/html", f"{url}/e-print", f"{url}/pdf")

    @property
    def settings(self) -> dict[str, str]:
        """Its addresses as variables of the environment."""
        names = ("api_url", "rss_url", "html_url", "source_url", "pdf_url")
        return {f"COACH__ARXIV__{name.upper()}": getattr(self.addresses, name) for name in names}

    def next_fault(self) -> str | int:
        """What goes wrong with the next request."""
        with self.lock:
            return self.faults.pop(0) if self.faults else self.always

    def answer(self, request: ArxivRequest, fault: str | int) -> tuple[int, str, bytes]:
        """Status, kind and body of the answer."""
        if request.kind == "api":
            total, found = searched(self.papers, request.query)
            if isinstance(found, str):
                return 400, "application/atom+xml", error_page(found)
            start = int(request.query.get("start", "0"))
            return 200, "application/atom+xml", atom(() if fault == "empty" else found, total, start)
        if request.kind == "rss":
            chosen = [paper for id_ in self.announced for paper in self.papers if paper.id == id_]
            day = self.day or max((paper.updated for paper in chosen), default=date(2026, 11, 24))
            return 200, "application/rss+xml", rss(chosen, unquote(request.path).rsplit("/", 1)[-1].split("+"), day)
        wanted = unquote(request.path).split("/", 2)[-1]
        files = self.files.get(request.kind, {})
        body = files.get(wanted) or files.get(read_name(wanted).id)
        kinds = {"html": "text/html; charset=utf-8", "e-print": "application/gzip", "pdf": "application/pdf"}
        return (404, "text/html", PAGE) if body is None else (200, kinds[request.kind], body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # A client that connects and says nothing must not keep the server from stopping.
    timeout = 5
    arxiv: ArxivServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        arxiv, parts = self.arxiv, urlsplit(self.path)
        self.close_connection = True
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = ArxivRequest(time.monotonic(), parts.path.split("/")[1], parts.path, query, headers)
        with arxiv.lock:
            arxiv.requests.append(request)
            arxiv.at_once += 1
            arxiv.most_at_once = max(arxiv.most_at_once, arxiv.at_once)
        try:
            self._answer(request, arxiv.next_fault())
        except ConnectionError:
            self.close_connection = True  # the client hung up, as it may
        finally:
            with arxiv.lock:
                arxiv.at_once -= 1

    def _answer(self, request: ArxivRequest, fault: str | int) -> None:
        status, kind, body = self.arxiv.answer(request, fault)
        half = body[: len(body) // 2]
        if fault == "stall":
            self._wait(60)
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "bomb":
            self._send(200, kind, gzip.compress(bytes(60_000_000), 6), {"Content-Encoding": "gzip"})
        elif fault == "half":
            self._send(status, kind, half)
        elif fault == "cut":
            self._send(status, kind, half, promised=len(body))
        elif fault == "drip":
            self._drip(status, kind, body)
        elif fault in ("", "empty"):
            self._send(status, kind, body)
        else:
            self._say(fault)

    def _say(self, fault: str | int) -> None:
        """A web page in place of what was asked for."""
        status = {"busy": 429, "broken": 503, "page": 200, "moved": 302}.get(str(fault)) or int(fault)
        extra = {"Retry-After": self.arxiv.retry_after} if self.arxiv.retry_after and status >= 400 else {}
        self._send(status, "text/html", PAGE, extra | ({"Location": self.arxiv.moved_to} if fault == "moved" else {}))

    def _drip(self, status: int, kind: str, body: bytes) -> None:
        self._send(status, kind, b"", promised=len(body))
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self._wait(self.arxiv.drip_s):
                return

    def _send(
        self, status: int, kind: str, body: bytes, extra: Mapping[str, str] | None = None, promised: int | None = None
    ) -> None:
        length = str(len(body) if promised is None else promised)
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": length, **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _wait(self, seconds: float) -> bool:
        """Wait, and tell whether the client hung up meanwhile (or the server is to stop)."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.arxiv.stopping.is_set():
            if select.select([self.connection], [], [], min(0.02, seconds))[0]:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    return True
                time.sleep(0.02)
        return self.arxiv.stopping.is_set()


if __name__ == "__main__":
    papers, newest = read_papers(sys.argv[1])
    with ArxivServer(papers, announced=newest, port=int(sys.argv[2])) as server:
        for name, address in server.settings.items():
            sys.stdout.write(f"{name}={address}\n")
        sys.stdout.flush()
        threading.Event().wait()
