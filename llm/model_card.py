"""What is known of a language model: as told by its provider at first, as measured by `coach doctor` later."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

Provider = Literal["ollama", "openai"]
# How the model gives structured answers: by a JSON schema, as JSON asked for in words, or as one labelled line.
Answers = Literal["schema", "json", "label"]
TOLD = ("name", "provider", "address", "context", "embedder")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model at one address. Holds no secret, so it may be kept and shown.

    `context` is in tokens; `embedder` names the model of the same address that gives embeddings, empty when none does.
    Speeds are tokens per second, times milliseconds; None is not measured. Of the typed answers and routed messages
    that were `asked` for, so many were `right`. `usable_context` is the largest size, in tokens, in which everything
    hidden was found (0: not in the smallest), `tried_context` the largest that was tried.
    """

    name: str
    provider: Provider
    address: str = ""
    context: int = 8192
    answers: Answers = "schema"
    embedder: str = ""
    tokens_per_second_in: float | None = None
    tokens_per_second_out: float | None = None
    first_token_ms: float | None = None
    measured_at: datetime | None = None
    schema_right: int | None = None
    schema_asked: int | None = None
    json_right: int | None = None
    json_asked: int | None = None
    routing_right: int | None = None
    routing_asked: int | None = None
    usable_context: int | None = None
    tried_context: int | None = None


def unmeasured(card: ModelCard) -> ModelCard:
    """The card with nothing but what the provider told."""
    return ModelCard(**{name: getattr(card, name) for name in TOLD})


def with_measures(found: ModelCard, kept: ModelCard) -> ModelCard:
    """What was found now, with the measures that were kept."""
    return replace(kept, **{name: getattr(found, name) for name in TOLD})


def with_gaps_filled(card: ModelCard, earlier: ModelCard) -> ModelCard:
    """The card with earlier measures where it has none of its own."""
    gaps = [field.name for field in fields(card) if getattr(card, field.name) is None]
    return replace(card, **{name: getattr(earlier, name) for name in gaps})


def to_mapping(card: ModelCard) -> dict[str, Any]:
    """The card as plain JSON, to be kept."""
    import msgspec

    return dict(msgspec.to_builtins(card))


def from_mapping(kept: Mapping[str, Any]) -> ModelCard | None:
    """The card that was kept; None when another version of the coach kept it in a form that this one can't read."""
    import msgspec

    try:
        return msgspec.convert(dict(kept), ModelCard)
    except msgspec.ValidationError:
        return None
