"""A stand-in on the wire for Ollama and for OpenAI-compatible endpoints: scripted replies, counted calls, any fault.

In a test: `with ModelStub(["hello"]) as stub:` and ask `stub.url` (Ollama) or `stub.v1` (OpenAI). As a program it
writes its address and answers `hello` until its standard input ends.
"""

import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from model_stub_parts import Request, ollama_parts, openai_parts, vector, words_to_tokens

# What can go wrong with one chat request. `fade` ends a stream as if it were complete, `drop` answers nothing at all,
# `full` stops halfway since the room for the answer is used up.
FAULTS = frozenset(
    {"busy", "broken", "stall", "cut", "fade", "garbage", "load", "drop", "overflow", "odd_json", "full"}
)


class ModelStub:
    """The server. `faults` go wrong in turn, one per chat request (empty: nothing does); then `always` does; `replies` are given in turn.

    `context` is what the models can take and `window` what this server really allocates, whatever it is asked for.
    """

    def __init__(
        self,
        replies: Sequence[str] | Callable[[Request], str] = ("hello",),
        *,
        models: Sequence[str] = ("small:3b",),
        embedders: Sequence[str] = ("words-embed:1",),
        faults: Sequence[str] = (),
        always: str = "",
        key: str = "",
        context: int = 32768,
        window: int = 0,
        retry_after: str = "",
        takes_forms: bool = True,
        pace: float = 0.0,
    ) -> None:
        assert {*faults, always} <= FAULTS | {""}
        self.replies, self.models, self.embedders = replies, tuple(models), tuple(embedders)
        self.faults, self.always, self.key = list(faults), always, key
        self.context, self.window, self.loaded = context, window, 0
        self.retry_after, self.takes_forms, self.pace = retry_after, takes_forms, pace
        self.requests: list[Request] = []
        self.calls = self.tokens_in = self.tokens_out = 0
        self.hung_up, self.stopping, self.lock = threading.Event(), threading.Event(), threading.Lock()

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
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
        """Where it speaks as Ollama does."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def v1(self) -> str:
        """Where it speaks as OpenAI does."""
        return f"{self.url}/v1"

    def chats(self) -> list[Request]:
        """The chat requests so far."""
        return [r for r in self.requests if r.path in ("/api/chat", "/v1/chat/completions")]

    def next_reply(self, request: Request) -> tuple[str, str]:
        """What goes wrong with this request, if anything, and else the reply."""
        with self.lock:
            self.calls += 1
            fault = self.faults.pop(0) if self.faults else self.always
            if fault in ("", "cut", "fade", "stall", "full"):
                given = self.replies(request) if callable(self.replies) else self.replies[0]
                if not callable(self.replies) and len(self.replies) > 1 and not fault:
                    self.replies = self.replies[1:]
                return fault, given
            return fault, ""

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """Add one answered request to the totals."""
        with self.lock:
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out


def _handler(stub: ModelStub) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"stub": stub})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # A client that connects and says nothing must not keep the server from stopping.
    timeout = 5
    stub: ModelStub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _serve(self, body: dict[str, Any]) -> None:
        # One request per connection: a thread that waits for a next one would outlive the test.
        self.close_connection = True
        request = Request(self.path, body, {name.lower(): value for name, value in self.headers.items()})
        self.stub.requests.append(request)
        try:
            if self.stub.key and request.headers.get("authorization") != f"Bearer {self.stub.key}":
                self._json({"error": {"message": f"Incorrect API key: {request.headers.get('authorization')}"}}, 401)
            elif self.path in ("/api/chat", "/v1/chat/completions"):
                self._chat(request)
            else:
                answer = self._plain(request)
                self._json(answer, 200 if "error" not in answer else 404)
        except OSError:
            self.stub.hung_up.set()

    def _plain(self, request: Request) -> dict[str, Any]:
        stub, everything = self.stub, [*self.stub.models, *self.stub.embedders]
        if request.path == "/api/version":
            return {"version": "0.13.0"}
        if request.path == "/api/tags":
            return {"models": [{"name": name, "model": name, "details": {"family": "stub"}} for name in everything]}
        if request.path == "/api/ps":
            loaded = [{"name": n, "model": n, "context_length": stub.loaded} for n in stub.models if stub.loaded]
            return {"models": loaded}
        if request.path == "/v1/models":
            return {"object": "list", "data": [{"id": n, "meta": {"n_ctx": stub.context}} for n in everything]}
        name = request.body.get("model")
        if name not in everything:
            return {"error": f"model '{name}' not found"}
        if request.path == "/api/show":
            can = ["embedding"] if name in stub.embedders else ["completion"]
            info = {"general.architecture": "stub", "stub.context_length": stub.context}
            return {"capabilities": can, "model_info": info, "details": {}, "parameters": ""}
        if request.path in ("/api/embed", "/v1/embeddings"):
            vectors = [vector(text) for text in request.prompt.split("\n")]
            data = [{"index": i, "embedding": v, "object": "embedding"} for i, v in enumerate(vectors)]
            return {
                "model": name,
                "embeddings": vectors,
                "data": data,
                "usage": {"prompt_tokens": 1, "total_tokens": 1},
            }
        return {"error": "no such page"}

    def _chat(self, request: Request) -> None:
        fault, text = self.stub.next_reply(request)
        if request.body.get("model") not in self.stub.models:
            self._json({"error": f"model '{request.body.get('model')}' not found"}, 404)
        elif not self.stub.takes_forms and ("response_format" in request.body or request.body.get("format")):
            self._json({"error": {"message": "response_format is not supported"}}, 400)
        elif fault in ("busy", "broken"):
            extra = {"Retry-After": self.stub.retry_after} if self.stub.retry_after else {}
            self._json({"error": {"message": fault}}, 429 if fault == "busy" else 500, extra)
        elif fault == "garbage":
            self._send(b"<html><body>Sign in to the network</body></html>", "text/html")
        elif fault == "odd_json":
            self._json({"status": ["fine"]})
        elif fault == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "overflow" or (self._is_openai and words_to_tokens(request.prompt) > self.stub.context):
            count = words_to_tokens(request.prompt)
            told = {"code": 400, "message": "the request exceeds the available context size", "n_prompt_tokens": count}
            told |= {"type": "exceed_context_size_error", "n_ctx": min(self.stub.context, count - 1)}
            self._json({"error": told}, 400)
        else:
            self._answer(request, fault, text)

    @property
    def _is_openai(self) -> bool:
        return self.path.startswith("/v1")

    def _answer(self, request: Request, fault: str, text: str) -> None:
        tokens_in = words_to_tokens(request.prompt)
        if not self._is_openai:
            asked = request.body.get("options", {}).get("num_ctx", 4096)
            size = self.stub.loaded = min(asked, self.stub.window or asked)
            if tokens_in > size:  # as Ollama does it: the end of the prompt is kept, and nobody is told
                tokens_in = size // 2 + 2
        text = text[: len(text) // 2] if fault == "full" else text
        tokens_out = words_to_tokens(text)
        self.stub.count(tokens_in, tokens_out)
        make = openai_parts if self._is_openai else ollama_parts
        streams = request.body.get("stream", not self._is_openai)
        parts = make(request, "" if fault == "load" else text, tokens_in, tokens_out, fault, streams)
        if fault == "stall":
            self._wait(60)
        elif not streams and fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"choices": [')
        elif not streams:
            self._json(next(parts))
        else:
            self._stream(list(parts), fault)

    def _stream(self, parts: list[dict[str, Any]], fault: str) -> None:
        sse = self._is_openai
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if sse else "application/x-ndjson")
        self.send_header("Connection", "close")
        if fault != "fade":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if fault in ("cut", "fade"):
            parts = parts[: max(1, len(parts) // 2 - 1)]
        lines = [f"data: {json.dumps(part)}\n\n" if sse else f"{json.dumps(part)}\n" for part in parts]
        for line in [*lines, *(["data: [DONE]\n\n"] if sse and not fault else [])]:
            data = line.encode()
            self.wfile.write(data if fault == "fade" else b"%x\r\n%s\r\n" % (len(data), data))
            if self._wait(self.stub.pace):
                return
        if fault not in ("cut", "fade"):
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> bool:
        """Wait, and tell whether the client hung up meanwhile (or the server is to stop)."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stub.stopping.is_set():
            if select.select([self.connection], [], [], min(0.02, seconds))[0]:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    self.stub.hung_up.set()
                    return True
                time.sleep(0.02)
        return self.stub.stopping.is_set()

    def _json(self, answer: dict[str, Any], status: int = 200, extra: dict[str, str] | None = None) -> None:
        self._send(json.dumps(answer).encode(), "application/json", status, extra or {})

    def _send(self, data: bytes, kind: str, status: int = 200, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    with ModelStub() as server:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        sys.stdin.read()
