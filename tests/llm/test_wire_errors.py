"""What HTTP statuses and bodies mean, as endpoints in use write them."""

import pytest

from studycoach.llm.endpoint import Access
from studycoach.llm.errors import (
    ContextTooSmall,
    KeyRefused,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    RequestRefused,
)
from studycoach.llm.model_card import ModelCard
from studycoach.llm.wire_errors import by_status

CARD = ModelCard("small:3b", "openai", "http://box:8080/v1", context=8192)
ACCESS = Access("http://box:8080/v1", "sk-secret")
VLLM = {
    "message": "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens.",
    "type": "BadRequestError",
    "code": 400,
}
LLAMA = {"type": "exceed_context_size_error", "message": "too large", "n_prompt_tokens": 5000, "n_ctx": 2048}


def trouble(status: int, body: object = None, after: str = "") -> ModelTrouble:
    return by_status(status, body, CARD, ACCESS, after=after)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"message": "temperature is not supported"}, RequestRefused),
        (400, None, RequestRefused),
        (422, {"detail": []}, RequestRefused),
        (401, None, KeyRefused),
        (403, {"message": "no"}, KeyRefused),
        (404, "model 'small:3b' not found", ModelUnknown),
        (302, "<html>", ModelUnreachable),
        (429, None, ModelUnreachable),
        (503, "server busy, please try again.", ModelUnreachable),
    ],
)
def test_each_status_has_its_error(status: int, body: object, kind: type[ModelTrouble]) -> None:
    assert type(trouble(status, body)) is kind


@pytest.mark.parametrize(
    ("body", "needed", "available"),
    [
        (LLAMA, 5000, 2048),
        (VLLM, 4097, 4096),
        ({"code": "context_length_exceeded", "message": "no numbers"}, 8193, 8192),
        ("the input length exceeds the context length", 8193, 8192),
        ({"type": "exceed_context_size_error", "n_prompt_tokens": "many", "n_ctx": -1}, 8193, 8192),
    ],
)
def test_an_overflow_has_its_sizes(body: object, needed: int, available: int) -> None:
    error = trouble(400, body)
    assert isinstance(error, ContextTooSmall)
    assert (error.needed, error.available) == (needed, available)


@pytest.mark.parametrize(
    ("status", "body", "again"),
    [
        (429, {"message": "slow down"}, True),
        (429, {"message": "pay", "code": "insufficient_quota"}, False),
        (500, None, True),
        (529, None, True),
        (501, "embeddings are not served", False),
        (418, None, False),
    ],
)
def test_only_what_may_pass_is_tried_again(status: int, body: object, again: bool) -> None:
    error = trouble(status, body)
    assert isinstance(error, ModelUnreachable)
    assert error.again is again


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0.5", 0.5), ("", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("-3", 0), ("nan", 0), ("1e99", 0)],
)
def test_retry_after_is_read_where_it_has_seconds(header: str, seconds: float) -> None:
    error = trouble(429, None, header)
    assert isinstance(error, ModelUnreachable)
    assert error.after == seconds


def test_what_an_endpoint_says_is_bounded_plain_and_without_the_key() -> None:
    said = str(trouble(500, {"message": "bad\nkey \x1b[31msk-secret\u202e at http://box:8080/v1 " + "x" * 5000}))
    assert "It says: bad key [31m… at … xxx" in said
    assert len(said) < 500
    assert "<" not in str(trouble(500, "<html>sk-secret</html>"))
