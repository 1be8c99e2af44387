"""Which model to ask: the one that the configuration names, else the environment's, else this computer's Ollama."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .endpoint import Access
from .finding_probes import Candidate, NotTaken, looked_at, ollama_address, speaks_ollama
from .model_card import ModelCard

LOCAL_OLLAMA = "http://127.0.0.1:11434"
_GUESS = "Ollama may run on this computer"
OPENAI = "https://api.openai.com/v1"


class Wish(Protocol):
    """What the configuration says of a model; empty strings and 0 leave it open."""

    @property
    def provider(self) -> str:
        """`auto`, `ollama`, `openai` or `none`."""

    @property
    def base_url(self) -> str:
        """The endpoint's address."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def context(self) -> int:
        """The most context to use, in tokens."""


@dataclass(frozen=True, slots=True)
class Found:
    """The model that was found, or none, `why`, and for each place that was passed over a sentence on why it was."""

    why: str
    passed_over: tuple[str, ...] = ()
    card: ModelCard | None = None
    access: Access | None = None

    @property
    def failures(self) -> tuple[str, ...]:
        """What was passed over though somebody set it up; that no Ollama happens to run here is no failure."""
        return tuple(sentence for sentence in self.passed_over if not sentence.startswith(_GUESS))


def find_model(wish: Wish, environment: Mapping[str, str], local: str = LOCAL_OLLAMA) -> Found:
    """The model to ask. What the configuration names is taken or nothing is; other places are tried in turn.

    `local` is where this computer's Ollama would be. `environment` may have OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL, OLLAMA_HOST and OLLAMA_API_KEY. Asks each
    place what it serves, for a few seconds at most. Never raises: what is wrong is said in the result.
    """
    if wish.provider == "none":
        return Found("The configuration says model.provider: none.")
    passed_over = []
    for candidate in _candidates(wish, environment, local):
        try:
            card = looked_at(candidate, wish.context)
        except NotTaken as error:
            passed_over.append(f"{candidate.why}, but {error}.")
            continue
        return Found(f"{candidate.why}.", tuple(passed_over), card, candidate.access)
    return Found("No model was found.", tuple(passed_over))


def _candidates(wish: Wish, environment: Mapping[str, str], local: str) -> list[Candidate]:
    named = wish.name or environment.get("OPENAI_MODEL", "")
    openai_key, ollama_key = environment.get("OPENAI_API_KEY", ""), environment.get("OLLAMA_API_KEY", "")
    openai_url, ollama_host = environment.get("OPENAI_BASE_URL", ""), environment.get("OLLAMA_HOST", "")
    ollama_url = ollama_address(ollama_host) if ollama_host else local
    if wish.base_url and wish.provider == "auto":
        why = "The configuration names model.base_url"
        access = Access(wish.base_url.rstrip("/"), ollama_key)
        if speaks_ollama(access):
            return [Candidate(why, "ollama", access, wish.name)]
        return [Candidate(why, "openai", Access(access.url, openai_key), named)]
    if wish.provider == "ollama":
        access = Access(wish.base_url.rstrip("/") or ollama_url, ollama_key)
        return [Candidate("The configuration says model.provider: ollama", "ollama", access, wish.name)]
    if wish.provider == "openai":
        access = Access((wish.base_url or openai_url or OPENAI).rstrip("/"), openai_key)
        return [Candidate("The configuration says model.provider: openai", "openai", access, named)]
    found = []
    if openai_url or openai_key:
        why = "OPENAI_BASE_URL is set" if openai_url else "OPENAI_API_KEY is set"
        found.append(Candidate(why, "openai", Access((openai_url or OPENAI).rstrip("/"), openai_key), named))
    why = "OLLAMA_HOST is set" if ollama_host else _GUESS
    found.append(Candidate(why, "ollama", Access(ollama_url, ollama_key), wish.name))
    return found
