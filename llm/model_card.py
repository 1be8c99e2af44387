"""What is known of a language model: as told by its provider at first, as measured by `coach doctor` later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Provider = Literal["ollama", "openai"]
# How the model gives structured answers: by a JSON schema, as JSON asked for in words, or as one labelled line.
Answers = Literal["schema", "json", "label"]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model at one address. Holds no secret, so it may be kept and shown.

    `context` is in tokens; `embedder` names the model of the same address that gives embeddings, empty when none does.
    Speeds are tokens per second, times milliseconds; None is not measured.
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
