"""A model served by Ollama, asked over its own API (the only one that honours the size of the context)."""

import json
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .context import ContextWindow
from .endpoint import Access, Limits, Message, Reply, WireForm, count_told, plain
from .hanging_up import Line
from .model_card import ModelCard
from .privacy import stay_private
from .wire_errors import by_status, cut_short, no_answer, not_there, still_loading, too_slow
from .wire_json import NoJson, entries, get_json

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_ollama import ChatOllama

# Longer than Ollama's own five minutes: loading a model anew is slow, and a learner thinks between two messages.
KEEP_ALIVE = 1800
CONNECT_SECONDS = 5.0


class OllamaEndpoint:
    """One model of one Ollama."""

    def __init__(self, card: ModelCard, access: Access) -> None:
        self.card = card
        self.window = ContextWindow(card.name, card.context)
        self._access = access
        self._line = Line()

    def reply(self, messages: Sequence[Message], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        """See Endpoint."""
        options = {"num_ctx": limits.context, "num_predict": limits.room, "temperature": 0.0}
        until = time.monotonic() + seconds
        pieces = []
        with self._errors(), self._line.within(seconds):
            for chunk in self._chat(seconds).stream(_pairs(messages), options=options, format=form):
                pieces.append(_piece(chunk))
                if time.monotonic() > until:
                    raise too_slow(self.card)
        # langchain adds an empty piece of its own behind the last one.
        if not any(piece.text or piece.ended for piece in pieces):
            raise still_loading(self.card)
        end = next((piece for piece in pieces if piece.ended), None)
        if end is None:
            raise cut_short(self.card)
        return Reply("".join(piece.text for piece in pieces), end.tokens_in, end.tokens_out, True, end.full)

    async def stream(
        self, messages: Sequence[Message], limits: Limits, *, silence: float
    ) -> AsyncGenerator[Reply, None]:
        """See Endpoint."""
        options = {"num_ctx": limits.context, "num_predict": limits.room}
        begun = ended = False
        with self._errors():
            # langchain's astream is an async generator, which its declared type doesn't say.
            chunks: Any = self._chat(silence).astream(_pairs(messages), options=options)
            async with aclosing(chunks):
                async for chunk in chunks:
                    piece = _piece(chunk)
                    ended = ended or piece.ended
                    begun = begun or ended or bool(piece.text)
                    yield piece
        if not begun:
            raise still_loading(self.card)
        if not ended:
            raise cut_short(self.card)

    def hang_up(self) -> None:
        """See Endpoint."""
        self._line.hang_up()

    def allocated(self) -> int | None:
        """See Endpoint."""
        try:
            running = get_json(f"{self._access.url}/api/ps", self._access, seconds=CONNECT_SECONDS)
        except NoJson:
            return None
        for model in entries(running, "models"):
            if self.card.name in (model.get("name"), model.get("model")):
                given = model.get("context_length")
                return given if isinstance(given, int) and given > 0 else None
        return None

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[list[float]]:
        """See Endpoint."""
        from langchain_ollama import OllamaEmbeddings

        embedder = OllamaEmbeddings(
            model=self.card.embedder,
            base_url=self._access.url,
            client_kwargs=self._client(seconds),
            sync_client_kwargs={"event_hooks": self._line.hooks},
        )
        with self._errors():
            return embedder.embed_documents(list(texts))

    def _chat(self, seconds: float) -> "ChatOllama":
        from langchain_ollama import ChatOllama

        stay_private()
        return ChatOllama(
            model=self.card.name,
            base_url=self._access.url,
            keep_alive=KEEP_ALIVE,
            reasoning=False,
            client_kwargs=self._client(seconds),
            sync_client_kwargs={"event_hooks": self._line.hooks},
        )

    def _client(self, seconds: float) -> dict[str, Any]:
        import httpx

        headers = {"Authorization": f"Bearer {self._access.key}"} if self._access.key else {}
        return {
            "timeout": httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            "headers": headers,
            "trust_env": not self._access.is_near,
            "verify": self._trust,
            # A kept connection would belong to the event loop that opened it.
            "limits": httpx.Limits(max_keepalive_connections=0),
            "follow_redirects": False,
        }

    @cached_property
    def _trust(self) -> Any:
        import httpx

        return httpx.create_ssl_context()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what httpx, ollama and langchain raise into the errors of this folder."""
        import httpx
        import ollama

        try:
            yield
        except ollama.ResponseError as error:
            status = error.status_code if error.status_code > 0 else 500
            raise by_status(status, error.error, self.card, self._access) from error
        except httpx.TimeoutException as error:
            raise too_slow(self.card) from error
        except (httpx.ConnectError, ConnectionError) as error:
            raise not_there(self.card) from error
        except httpx.HTTPError as error:
            raise cut_short(self.card) from error
        except json.JSONDecodeError as error:
            raise no_answer(self.card) from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise no_answer(self.card) from error


def _pairs(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def _piece(chunk: "AIMessageChunk") -> Reply:
    usage, end = chunk.usage_metadata, chunk.response_metadata
    ended = end.get("done") is True
    return Reply(
        plain(chunk.text),
        count_told(usage["input_tokens"]) if usage and ended else None,
        count_told(usage["output_tokens"]) if usage and ended else None,
        ended,
        end.get("done_reason") == "length",
    )
