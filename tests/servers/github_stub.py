"""A stand-in on the wire for GitHub's API: one pull request, its files and their contents, with any fault."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

HEAD = "a" * 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class GithubStub:
    """The server, for pull request 12 of learner/shop. `files` are as GitHub lists them, `contents` by path.

    `answers` stand in for what would come at a path (its last part is enough): a status with headers and a body. A
    content that is "drip" comes a byte now and then.
    """

    files: Sequence[Mapping[str, Any]] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    answers: Mapping[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    drips: frozenset[str] = frozenset()
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stub.answer(self)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        self.asked.append(Asked(request.command, path, query, dict(request.headers)))
        given = next((one for end, one in self.answers.items() if path.endswith(end)), None)
        status, headers, body = given or self._usual(path, query)
        with suppress(OSError):  # whoever has enough hangs up
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            is_slow = any(path.endswith(end) for end in self.drips)
            for chunk in [body[n : n + 1] for n in range(len(body))] if is_slow else [body]:
                request.wfile.write(chunk)
                if is_slow:
                    time.sleep(0.02)

    def _usual(self, path: str, query: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
        here = "/repos/learner/shop"
        if path == f"{here}/pulls/12":
            return 200, {}, json.dumps({"number": 12, "head": {"sha": HEAD}}).encode()
        if path == f"{here}/pulls/12/files":
            page, size = int(query.get("page", "1")), int(query.get("per_page", "30"))
            return 200, {}, json.dumps(list(self.files[(page - 1) * size : page * size])).encode()
        name = path.removeprefix(f"{here}/contents/")
        if name in self.contents and query.get("ref") == HEAD:
            return 200, {}, self.contents[name]
        return 404, {}, b'{"message": "Not Found"}'
