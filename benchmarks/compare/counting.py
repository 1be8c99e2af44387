"""The tests' stand-in for a model's server, taught to call tools, and to count all that a model has to read.

A token is counted for every four characters, in messages, tool calls, tools and schemas alike: a rule of thumb, and the
same for everybody.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from model_stub import ModelStub
from model_stub_parts import Request, pieces

CHARACTERS_PER_TOKEN = 4
NAME = "counted:1"


@dataclass(frozen=True)
class Answer:
    """What the model says: words, and calls of tools as (name, arguments)."""

    text: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def tokens(text: str) -> int:
    """The tokens of a text, by the rule of thumb."""
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)


def read_by_model(body: dict[str, Any]) -> str:
    """All of a request that costs tokens, as one text."""
    said = [message.get("content") or "" for message in body["messages"]]
    texts = [text if isinstance(text, str) else json.dumps(text) for text in said]
    called = [call["function"] for message in body["messages"] for call in message.get("tool_calls") or ()]
    schemas = [tool["function"] for tool in body.get("tools") or ()]
    wanted = [body["response_format"]["json_schema"]["schema"]] if "response_format" in body else []
    return "".join([*texts, *(json.dumps(value, separators=(",", ":")) for value in [*called, *schemas, *wanted])])


class CountingStub(ModelStub):
    """Answers each chat request as `answer` says; `calls`, `tokens_in` and `tokens_out` grow."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        super().__init__(models=(NAME,), embedders=())
        self.answer = answer
        self._last = 0

    def __enter__(self) -> Self:
        super().__enter__()
        self._server.RequestHandlerClass = type("Handler", (_CallsTools, self._server.RequestHandlerClass), {})
        return self

    def used(self) -> tuple[int, int, int]:
        """Calls, tokens in and tokens out so far."""
        return self.calls, self.tokens_in, self.tokens_out

    def next_id(self) -> str:
        """An id for a tool call."""
        with self.lock:
            self._last += 1
            return f"call_{self._last}"


class _CallsTools:
    """How chat requests are answered, in place of the tests' faults."""

    stub: CountingStub
    _json: Callable[..., None]
    _stream: Callable[..., None]

    def _chat(self, request: Request) -> None:
        answer = self.stub.answer(request)
        calls = [
            {"id": self.stub.next_id(), "type": "function", "function": {"name": name, "arguments": json.dumps(given)}}
            for name, given in answer.calls
        ]
        used_in = tokens(read_by_model(request.body))
        used_out = tokens(answer.text + "".join(json.dumps(call["function"]) for call in calls))
        with self.stub.lock:
            self.stub.calls += 1
        self.stub.count(used_in, used_out)
        usage = {"prompt_tokens": used_in, "completion_tokens": used_out, "total_tokens": used_in + used_out}
        head = {"id": "stub-1", "created": 0, "model": NAME}
        reason = "tool_calls" if calls else "stop"
        if request.body.get("stream"):
            head["object"] = "chat.completion.chunk"
            deltas: list[dict[str, Any]] = [{"role": "assistant", "content": piece} for piece in pieces(answer.text)]
            deltas += [{"tool_calls": [{"index": n} | call]} for n, call in enumerate(calls)]
            parts = [head | {"choices": [{"index": 0, "delta": delta}]} for delta in deltas]
            end = [{"index": 0, "delta": {}, "finish_reason": reason}]
            self._stream([*parts, head | {"choices": end}, head | {"choices": [], "usage": usage}], "")
            return
        message = {"role": "assistant", "content": answer.text} | ({"tool_calls": calls} if calls else {})
        choice = {"index": 0, "message": message, "finish_reason": reason}
        self._json(head | {"object": "chat.completion", "choices": [choice], "usage": usage})
