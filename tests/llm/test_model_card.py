"""A card keeps what was measured, is read back whole, and never stands in the way of what is found now."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import msgspec
import pytest

from studycoach.llm.model_card import (
    ModelCard,
    from_mapping,
    to_mapping,
    unmeasured,
    with_gaps_filled,
    with_measures,
)

TOLD = ModelCard("small:3b", "ollama", "http://127.0.0.1:11434", 32768, embedder="words-embed:1")
MEASURED = replace(
    TOLD,
    answers="json",
    tokens_per_second_in=310.5,
    tokens_per_second_out=23.0,
    first_token_ms=412.0,
    measured_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    schema_right=3,
    schema_asked=10,
    json_right=9,
    json_asked=10,
    routing_right=17,
    routing_asked=20,
    usable_context=16384,
    tried_context=32768,
)


def test_the_example_has_every_measure() -> None:
    assert [field.name for field in fields(MEASURED) if getattr(MEASURED, field.name) is None] == []


def test_a_card_is_kept_as_json_and_read_back_whole() -> None:
    assert from_mapping(msgspec.json.decode(msgspec.json.encode(to_mapping(MEASURED)))) == MEASURED
    assert from_mapping(to_mapping(TOLD)) == TOLD


def test_a_card_of_another_version_is_read_as_far_as_it_goes() -> None:
    assert from_mapping({"name": "old:1b", "provider": "ollama", "smell": "roses"}) == ModelCard("old:1b", "ollama")


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"name": "x"},
        {"name": "x", "provider": "oracle"},
        {"name": "x", "provider": "ollama", "context": "large"},
        {"name": "x", "provider": "ollama", "measured_at": "yesterday"},
        {"name": "x", "provider": "ollama", "answers": None},
    ],
)
def test_a_card_that_cannot_be_read_counts_as_none(kept: dict[str, object]) -> None:
    assert from_mapping(kept) is None


def test_what_is_found_now_stays_and_the_measures_come_from_the_kept_card() -> None:
    found = ModelCard("small:3b", "ollama", "http://127.0.0.1:11434", 8192)
    merged = with_measures(found, MEASURED)
    assert (merged.context, merged.embedder) == (8192, "")
    assert (merged.answers, merged.routing_right, merged.measured_at) == ("json", 17, MEASURED.measured_at)


def test_a_measurement_that_ended_early_leaves_the_earlier_measures() -> None:
    early = replace(TOLD, first_token_ms=99.0, schema_right=10, schema_asked=10)
    filled = with_gaps_filled(early, MEASURED)
    assert (filled.first_token_ms, filled.schema_right, filled.routing_right) == (99.0, 10, 17)
    assert filled.usable_context == 16384


def test_an_unmeasured_card_holds_what_the_provider_told() -> None:
    assert unmeasured(MEASURED) == TOLD
