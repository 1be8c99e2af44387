"""What the stand-in for a model's server says, part by part, in the words of both protocols."""

import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

WHEN = "2026-11-24T09:00:00Z"


def words_to_tokens(text: str) -> int:
    """The tokens of a text, as this server counts them."""
    return math.ceil(len(text.split()) / 0.75)


def vector(text: str) -> list[float]:
    """An embedding that is alike for texts with the same words."""
    numbers = [0.0] * 64
    for word in text.casefold().split():
        numbers[zlib.crc32(word.encode()) % 64] += 1.0
    return numbers


@dataclass
class Request:
    """One request as it came."""

    path: str
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def prompt(self) -> str:
        """All that the messages say, or all that is to be embedded."""
        if "messages" in self.body:
            return "\n".join(message["content"] for message in self.body["messages"])
        texts = self.body.get("input", "")
        return texts if isinstance(texts, str) else "\n".join(texts)


def pieces(text: str) -> list[str]:
    """A text as a model streams it: word by word."""
    return re.findall(r"\S*\s*", text)[:-1]


def ollama_parts(
    request: Request, text: str, tokens_in: int, tokens_out: int, fault: str, streams: bool
) -> Iterator[dict[str, Any]]:
    head = {"model": request.body["model"], "created_at": WHEN}
    times = {"total_duration": 3, "load_duration": 1, "prompt_eval_duration": 1, "eval_duration": 1}
    counts = {"prompt_eval_count": tokens_in, "eval_count": tokens_out}
    end = head | {"done": True, "done_reason": {"load": "load", "full": "length"}.get(fault, "stop")} | times | counts
    if streams and text:
        for piece in pieces(text):
            yield head | {"message": {"role": "assistant", "content": piece}, "done": False}
    yield end | {"message": {"role": "assistant", "content": "" if streams else text}}


def openai_parts(
    request: Request, text: str, tokens_in: int, tokens_out: int, fault: str, streams: bool
) -> Iterator[dict[str, Any]]:
    reason = "length" if fault == "full" else "stop"
    head = {"id": "stub-1", "created": 0, "model": request.body["model"]}
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    if not streams:
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
        yield head | {"object": "chat.completion", "choices": [choice], "usage": usage}
        return
    head["object"] = "chat.completion.chunk"
    for piece in pieces(text):
        yield head | {"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]}
    yield head | {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    if request.body.get("stream_options", {}).get("include_usage"):
        yield head | {"choices": [], "usage": usage}
