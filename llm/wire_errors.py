"""What an endpoint's failures mean, whoever provides it: HTTP statuses and their bodies as the errors of this folder."""

import re
from collections.abc import Mapping
from typing import Any

from ..domain.plain_text import without_unseen
from .endpoint import Access
from .errors import (
    ContextTooSmall,
    KeyRefused,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    RequestRefused,
)
from .model_card import ModelCard

_OVERFLOW = re.compile(r"exceed_context_size|context_length_exceeded|context[ _](?:length|window|size)|too long", re.I)
_LIMIT = re.compile(r"maximum context length (?:is|of) (\d{1,9})", re.I)
_LONGEST_QUOTE = 200


def by_status(status: int, body: object, card: ModelCard, access: Access, *, after: str = "") -> ModelTrouble:
    """The error for an HTTP status and its body; `after` is the header Retry-After."""
    if status in (401, 403):
        return KeyRefused(
            f"{card.address} doesn't accept the key (HTTP {status}).",
            "Set OPENAI_API_KEY to a valid key." if card.provider == "openai" else "Set OLLAMA_API_KEY to a valid key.",
        )
    if status == 404:
        return ModelUnknown(f"{card.address} has no model {card.name}.", _how_to_get(card))
    said = _quoted(body, access)
    if status == 429 and "insufficient_quota" in str(body):
        return ModelUnreachable(f"{card.address} says that its quota for you is used up.", again=False)
    if status in (408, 425, 429) or status >= 500:
        busy = "is too busy" if status == 429 else f"failed (HTTP {status})"
        return ModelUnreachable(f"{card.address} {busy}.{said}", again=status != 501, after=_seconds(after))
    if status in (400, 413, 422):
        if _OVERFLOW.search(str(body)):
            return _overflow(body, card)
        return RequestRefused(f"{card.address} doesn't take what {card.name} was asked.{said}", again=False)
    return ModelUnreachable(f"{card.address} answered with HTTP {status}.{said}", again=False)


def no_answer(card: ModelCard) -> ModelUnreachable:
    """The error for an answer that no model gives, such as the page of a network's sign-in."""
    return ModelUnreachable(
        f"What {card.address} answers isn't a model's answer.",
        "Check the address (model.base_url); behind it must be Ollama or an OpenAI-compatible endpoint.",
    )


def cut_short(card: ModelCard) -> ModelUnreachable:
    """The error for an answer that breaks off."""
    return ModelUnreachable(f"{card.name} stopped in the middle of its answer.")


def not_there(card: ModelCard) -> ModelUnreachable:
    """The error for an address where nothing listens."""
    todo = "Start Ollama, or run `coach doctor`." if card.provider == "ollama" else "Check model.base_url."
    return ModelUnreachable(f"Nothing answers at {card.address}.", todo, again=False)


def too_slow(card: ModelCard) -> ModelUnreachable:
    """The error for an answer that doesn't come in time."""
    return ModelUnreachable(f"{card.name} didn't answer in time.")


def still_loading(card: ModelCard) -> ModelUnreachable:
    """The error for an empty answer that only tells that the model was loaded."""
    return ModelUnreachable(f"{card.name} is still being loaded.")


def _how_to_get(card: ModelCard) -> str:
    if card.provider == "ollama":
        return f"Get it with `ollama pull {card.name}`, or name another in model.name (`coach models` lists them)."
    return "Name another in model.name (`coach models` lists them)."


def _overflow(body: object, card: ModelCard) -> ContextTooSmall:
    numbers = body if isinstance(body, Mapping) else {}
    found = _LIMIT.search(str(body))
    available = _number(numbers, "n_ctx") or (int(found[1]) if found else card.context)
    return ContextTooSmall(card.name, max(_number(numbers, "n_prompt_tokens"), available + 1), available)


def _number(body: Mapping[Any, Any], name: str) -> int:
    value = body.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def _quoted(body: object, access: Access) -> str:
    """What the endpoint says in its own words, bounded, on one line and without the key."""
    words = body.get("message") if isinstance(body, Mapping) else body
    if not isinstance(words, str) or "<" in words:
        return ""
    for secret in filter(None, (access.key, access.url)):
        words = words.replace(secret, "…")
    words = " ".join(without_unseen(words.replace("\n", " ")[:2000]).split())[:_LONGEST_QUOTE]
    return f" It says: {words.rstrip('.')}." if words else ""


def _seconds(after: str) -> float:
    """The seconds of a Retry-After header; one with a date, or without sense, counts as none."""
    try:
        seconds = float(after)
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds < 86400 else 0.0
