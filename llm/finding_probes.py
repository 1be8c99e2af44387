"""Asks an endpoint what it serves, and makes of it the card of the model to use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..domain.plain_text import unseen_in
from .endpoint import Access
from .model_card import ModelCard, Provider
from .wire_json import NoJson, entries, get_json

# Assumed where the endpoint doesn't tell; a prompt that is too long for it still comes back as an error.
ASSUMED_CONTEXT = 8192
SECONDS_NEAR = 2.0
SECONDS_FAR = 8.0
_LONGEST_NAME = 200
_EMBEDDER = re.compile(r"embed|minilm|\bbge-|\be5-|\bgte-", re.IGNORECASE)
# The names under which llama.cpp, vLLM, OpenRouter, Groq and others tell a model's context.
_CONTEXT_NAMES = ("n_ctx", "max_model_len", "context_length", "context_window", "max_context_length")


class NotTaken(Exception):
    """Why a place isn't used, as the second half of a sentence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a model may be, `why` it is looked at, and the name of the model wanted there (empty: any)."""

    why: str
    provider: Provider
    access: Access
    name: str


def looked_at(candidate: Candidate, most_context: int) -> ModelCard:
    """The card of the model to use there; `most_context` bounds its context, 0 doesn't. Raises NotTaken."""
    _check_address(candidate.access)
    if candidate.provider == "ollama":
        name, told, embedder = _ollama(candidate)
    else:
        name, told, embedder = _openai(candidate)
    context = min(told, most_context) if told and most_context else told or most_context or ASSUMED_CONTEXT
    return ModelCard(name, candidate.provider, candidate.access.shown, context, embedder=embedder)


def speaks_ollama(access: Access) -> bool:
    """Whether Ollama's own API is at this address."""
    try:
        _check_address(access)
        return "version" in get_json(f"{access.url}/api/version", access, seconds=_patience(access))
    except (NoJson, NotTaken, TypeError):
        return False


def ollama_address(host: str) -> str:
    """The address that OLLAMA_HOST means, as Ollama's own client reads it: parts may be missing."""
    scheme, _, rest = host.strip().rpartition("://")
    place, slash, path = rest.partition("/")
    name, _, port = place.rpartition(":") if re.search(r":\d*$", place) else (place, "", "")
    # A server may listen everywhere; a client goes to one place.
    name = "127.0.0.1" if name in ("", "0.0.0.0", "[::]") else name  # noqa: S104 - nothing is bound
    port = port or {"http": "80", "https": "443"}.get(scheme, "11434")
    return f"{scheme or 'http'}://{name}:{port}{slash}{path}".rstrip("/")


def _check_address(access: Access) -> None:
    try:
        parts = urlsplit(access.url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine or unseen_in(access.url) or " " in access.url:
        raise NotTaken("its address must be like http://127.0.0.1:11434 or https://host/v1")


def _ollama(candidate: Candidate) -> tuple[str, int, str]:
    """The name, context (0: not told) and embedder of the model to use at an Ollama."""
    access = candidate.access
    try:
        tags = get_json(f"{access.url}/api/tags", access, seconds=_patience(access))
    except NoJson as error:
        raise NotTaken(_refusal(error, access)) from error
    names = _names(entries(tags, "models"), "name")
    embedder = next(filter(_EMBEDDER.search, names), "")
    wanted = candidate.name
    if wanted and wanted not in names and f"{wanted}:latest" not in names:
        raise NotTaken(f"{access.shown} has no model {wanted[:_LONGEST_NAME]} (`ollama pull` gets it)")
    name = wanted if wanted in names else f"{wanted}:latest" if wanted else _first(names, access)
    return name, _ollama_context(name, access), embedder


def _ollama_context(name: str, access: Access) -> int:
    try:
        shown = get_json(f"{access.url}/api/show", access, seconds=_patience(access), body={"model": name})
    except NoJson:
        return 0
    info = shown.get("model_info") if isinstance(shown, dict) else None
    if not isinstance(info, dict):
        return 0
    return _count(info.get(f"{info.get('general.architecture')}.context_length"))


def _openai(candidate: Candidate) -> tuple[str, int, str]:
    """The same at an OpenAI-compatible endpoint. A name that it doesn't list is taken as given: lists are partial."""
    access = candidate.access
    if urlsplit(access.url).hostname == "api.openai.com" and not candidate.name:
        raise NotTaken("no model is named; set OPENAI_MODEL or model.name")
    try:
        listed = entries(get_json(f"{access.url}/models", access, seconds=_patience(access)), "data")
    except NoJson as error:
        if not candidate.name or error.status not in (404, 405, 501):
            raise NotTaken(_refusal(error, access)) from error
        listed = []
    names = _names(listed, "id")
    name = candidate.name or _first(names, access)
    entry: dict[str, Any] = next((entry for entry in listed if entry.get("id") == name), {})
    meta = entry.get("meta") if isinstance(entry.get("meta"), dict) else {}
    context = next(filter(None, (_count((entry | (meta or {})).get(key)) for key in _CONTEXT_NAMES)), 0)
    return name, context, next(filter(_EMBEDDER.search, names), "")


def _names(listed: Sequence[dict[str, Any]], key: str) -> list[str]:
    """The names in a list, without those that nobody could have meant to be read."""
    names = (entry.get(key) for entry in listed)
    return [n for n in names if isinstance(n, str) and 0 < len(n) <= _LONGEST_NAME and not unseen_in(n)]


def _first(names: Sequence[str], access: Access) -> str:
    if not (chat := [name for name in names if not _EMBEDDER.search(name)]):
        raise NotTaken(f"{access.shown} serves no model")
    return chat[0]


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 1 << 40 else 0


def _patience(access: Access) -> float:
    return SECONDS_NEAR if access.is_near else SECONDS_FAR


def _refusal(error: NoJson, access: Access) -> str:
    if error.status in (401, 403):
        return f"{access.shown} doesn't accept the key"
    return f"{access.shown} can't be used: {error.reason}"
