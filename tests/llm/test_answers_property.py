"""What must hold of every answer: what was said is read back whole, and nothing said can hurt the reader."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from studycoach.llm.answers import Unparsable, parse_answer, without_reasoning

SEEN = st.characters(exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Cn"))
WORDS = st.text(st.sampled_from("ab \n\t\"'\\{}[]:,#/*`<>“”’") | SEEN, max_size=40) | st.sampled_from(
    [
        "<think>",
        "a </think> b",
        "[THINK]",
        "```json",
        '{"front": 1}',
        "<parameter=front>x</parameter>",
        "// x",
        "\\n",
        "\\u0041",
    ]
)
PROSE = st.text(st.characters(exclude_characters="{}[]<>`\\◁", exclude_categories=("Cs",)), max_size=60)


@dataclass(frozen=True)
class Part:
    kind: Literal["easy", "very hard", "x_y"]
    words: Annotated[str, Meta(max_length=60)]
    weight: float | None


@dataclass(frozen=True)
class Whole:
    title: str
    parts: tuple[Part, ...]
    minutes: int
    sure: bool
    note: str | None


PARTS = st.builds(
    Part,
    st.sampled_from(["easy", "very hard", "x_y"]),
    WORDS,
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
WHOLES = st.builds(
    Whole,
    WORDS,
    st.lists(PARTS, max_size=3).map(tuple),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.none() | WORDS,
)


def pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def with_trailing_commas(value: object) -> str:
    if isinstance(value, dict):
        return "{" + "".join(f"{json.dumps(key)}: {with_trailing_commas(one)},\n" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + "".join(f"{with_trailing_commas(one)}, " for one in value) + "]"
    return json.dumps(value)


WRITERS = st.sampled_from([json.dumps, pretty, with_trailing_commas])
WRAPPERS = st.sampled_from(
    [
        lambda given: given,
        lambda given: [given],
        lambda given: {"answer": given},
        lambda given: {"Whole": given, "why": "so"},
        lambda given: {"name": "Whole", "arguments": given},
        lambda given: {"function": {"name": "Whole", "arguments": json.dumps(given)}},
        lambda given: {**given, "extra": [{"title": 1}]},
    ]
)
DECORATIONS = st.sampled_from(
    [
        "{prose}{json}{prose}",
        "{prose}\n```json\n{json}\n```\n{prose}",
        "```\n{json}",
        "<think>{prose}</think>{json}",
        "{prose}</think>\n{json}\n<think>{prose}",
        "<think>{json}</think>{prose}{json}",
        "<tool_call>\n{json}\n</tool_call>",
        "{json}\n{json}",
        "\ufeff{json}<|im_end|>",
    ]
)


@given(WHOLES, WRITERS, WRAPPERS, DECORATIONS, PROSE)
def test_any_value_written_and_decorated_is_read_back_equal(
    value: Whole, write: Callable[[object], str], wrap: Callable[[object], object], decoration: str, prose: str
):
    text = decoration.replace("{prose}", prose).replace("{json}", write(wrap(asdict(value))))
    assert parse_answer(text, Whole) == value


@given(WHOLES, st.data())
def test_an_answer_cut_anywhere_is_refused_and_never_completed(value: Whole, data: st.DataObject):
    text = json.dumps(asdict(value))
    with pytest.raises(Unparsable):
        parse_answer(text[: data.draw(st.integers(0, len(text) - 1))], Whole)


PIECES = st.sampled_from([
    "{", "}", "[", "]", '"', "'", ":", ",", "\\", "\\n", '"title"', "title", "1", "-", "e9", "NaN", "null", "//", "/*", "*/", "#", "\n",
    "<think>", "</think>", "<parameter=title>", "</parameter>", "```", "“", "”", "‘", "\\u12", "\ud800", "\0",
])  # fmt: skip


def reason(text: str) -> str:
    """Why the text is no answer; empty when it is one."""
    try:
        parse_answer(text, Whole)
    except Unparsable as refused:
        return refused.reason or "no reason"
    return ""


@given(st.text() | st.lists(PIECES).map("".join))
def test_any_text_gives_the_shape_or_one_short_line_and_nothing_else(text: str):
    why = reason(text)
    assert len(why.splitlines()) <= 1
    assert len(why) <= 300


@given(PROSE, st.sampled_from(["<think>{}</think>", "[THINK]{}[/THINK]", "<think><thinking>{}</think>"]), PROSE, PROSE)
def test_what_stands_around_reasoning_is_left_as_it_was(before: str, tags: str, thought: str, after: str):
    assert without_reasoning(before + tags.format(thought) + after) == (before + after).strip()


LONG = 200_000


@pytest.mark.parametrize(
    "piece",
    [
        "{", "[", "{}", "[],", '{"', '{"a', '{"a":', '{"a":"', '"', "'", "{'", "[1", "{/*", "/*", "//", "{#\n", "\\", '\\"', "[\\n",
        "<think>", "</think>", "`<think>`", "<parameter=a>", "<parameter=a>b</parameter>", "<|channel|>analysis", ' "', ', "', ', "\\',
        "“", "{“", "[ ", '{"a":1}', '[{"a":1},', "[" + "9" * 50, '{"answer":', "\n", "x", "[-", "{a:", "[x", '"a" ', "\ud83d", "[{a ",
    ],
)  # fmt: skip
def test_a_long_text_takes_a_time_that_grows_with_its_length(piece: str):
    began = time.process_time()
    for text in (piece * (LONG // len(piece)), '{"title": "' + piece * (LONG // len(piece))):
        with pytest.raises(Unparsable):
            parse_answer(text, Whole)
    assert time.process_time() - began < 5
