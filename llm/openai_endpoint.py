"""A model behind any endpoint that speaks as OpenAI does: llama.cpp, vLLM, LM Studio, OpenRouter, OpenAI itself."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .context import ContextWindow
from .endpoint import Access, Limits, Message, Reply, WireForm, count_told, plain
from .errors import ModelUnreachable
from .hanging_up import Line
from .model_card import ModelCard
from .privacy import stay_private
from .wire_errors import by_status, cut_short, no_answer, not_there, too_slow

if TYPE_CHECKING:
    import openai
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI

CONNECT_SECONDS = 5.0
OPENAI_ITSELF = "https://api.openai.com/"


class OpenAIEndpoint:
    """One model of one OpenAI-compatible endpoint."""

    def __init__(self, card: ModelCard, access: Access) -> None:
        self.card = card
        self.window = ContextWindow(card.name, card.context)
        self._access = access
        self._line = Line()

    def reply(self, messages: Sequence[Message], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        """See Endpoint; the context's size is the endpoint's own."""
        body = self._body(limits.room, form)
        with self._errors(), self._line.within(seconds):
            message = self._chat.invoke(_pairs(messages), extra_body=body, timeout=_timeout(seconds))
            return _piece(message)

    async def stream(
        self, messages: Sequence[Message], limits: Limits, *, silence: float
    ) -> AsyncGenerator[Reply, None]:
        """See Endpoint."""
        ended = received = False
        with self._errors():
            # langchain's astream is an async generator, which its declared type doesn't say.
            chunks: Any = self._chat.astream(
                _pairs(messages), extra_body=self._body(limits.room, None, free=True), timeout=_timeout(silence)
            )
            async with aclosing(chunks):
                async for chunk in chunks:
                    piece = _piece(chunk)
                    received = True
                    # Either tells that the answer is whole; the usage comes last, and not everywhere.
                    ended = ended or piece.ended or piece.tokens_out is not None
                    yield piece
        if not received:
            raise no_answer(self.card)
        if not ended:
            raise cut_short(self.card)

    def hang_up(self) -> None:
        """See Endpoint."""
        self._line.hang_up()

    def allocated(self) -> int | None:
        """See Endpoint."""
        return None

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[list[float]]:
        """See Endpoint."""
        import openai
        from langchain_openai import OpenAIEmbeddings

        embedder = OpenAIEmbeddings(
            model=self.card.embedder,
            base_url=self._access.url,
            api_key=self._key,
            max_retries=0,
            timeout=seconds,
            # With it, langchain would fetch a tokenizer from the internet.
            check_embedding_ctx_length=False,
            http_client=openai.DefaultHttpxClient(
                timeout=_timeout(seconds), event_hooks=self._line.hooks, **self._client
            ),
        )
        with self._errors():
            return embedder.embed_documents(list(texts))

    @property
    def _client(self) -> dict[str, Any]:
        import httpx2

        # A kept connection would belong to the event loop that opened it.
        limits = httpx2.Limits(max_keepalive_connections=0)
        return {"limits": limits, "trust_env": not self._access.is_near, "follow_redirects": False}

    @property
    def _key(self) -> Any:
        from pydantic import SecretStr

        return SecretStr(self._access.key or "none")

    @cached_property
    def _chat(self) -> "ChatOpenAI":
        import openai
        from langchain_openai import ChatOpenAI

        stay_private()
        return ChatOpenAI(
            model=self.card.name,
            base_url=self._access.url,
            api_key=self._key,
            max_retries=0,
            # Its own wait for each piece can swallow a cancellation (asyncio.wait_for before Python 3.12); ours doesn't.
            stream_chunk_timeout=0,
            stream_usage=True,
            use_responses_api=False,
            http_client=openai.DefaultHttpxClient(event_hooks=self._line.hooks, **self._client),
            http_async_client=openai.DefaultAsyncHttpxClient(**self._client),
        )

    def _body(self, room: int, form: WireForm, *, free: bool = False) -> dict[str, Any]:
        """What is sent beside model and messages. Only OpenAI itself knows no `max_tokens` and no temperature."""
        if self._access.url.startswith(OPENAI_ITSELF):
            body: dict[str, Any] = {"max_completion_tokens": room}
        else:
            body = {"max_tokens": room} | ({} if free else {"temperature": 0.0})
        if form == "json":
            body["response_format"] = {"type": "json_object"}
        elif form is not None:
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": form}}
        return body

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what openai and langchain raise into the errors of this folder."""
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            after = error.response.headers.get("retry-after", "")
            raise by_status(error.status_code, error.body, self.card, self._access, after=after) from error
        except openai.APITimeoutError as error:
            raise too_slow(self.card) from error
        except openai.APIConnectionError as error:
            raise self._lost(error) from error
        except openai.APIResponseValidationError as error:
            raise no_answer(self.card) from error
        except openai.APIError as error:
            raise by_status(500, error.body, self.card, self._access) from error
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
            raise no_answer(self.card) from error

    def _lost(self, error: BaseException) -> ModelUnreachable:
        """No connection at all is one thing, a lost one another."""
        import httpx2

        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, httpx2.ConnectError):
            cause = cause.__cause__
        return cut_short(self.card) if cause is None else not_there(self.card)


def _timeout(seconds: float) -> "openai.Timeout":
    import openai

    return openai.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def _pairs(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]


def _piece(message: "AIMessage") -> Reply:
    usage, reason = message.usage_metadata, message.response_metadata.get("finish_reason")
    return Reply(
        plain(message.text),
        count_told(usage["input_tokens"]) if usage else None,
        count_told(usage["output_tokens"]) if usage else None,
        reason is not None,
        reason == "length",
    )
