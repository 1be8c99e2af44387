"""What models really answer: each malformed answer gives what was meant, or one line on why it can't."""

import json
from dataclasses import dataclass
from typing import Literal

import pytest
from answer_shapes import Card, Step, Steps

from studycoach.domain.errors import WrongInput
from studycoach.llm.answers import LONGEST_ANSWER, Unparsable, json_schema, parse_answer


@dataclass(frozen=True)
class Note:
    name: str
    text: str = ""


@dataclass(frozen=True)
class Chain:
    name: str
    data: "Chain | None"


@dataclass(frozen=True)
class Choice:
    level: Literal[1, 2] | None
    free: int | str
    a_b: int = 0
    ab: int = 0


@dataclass(frozen=True)
class Pair:
    pair: tuple[int, str]


@dataclass(frozen=True)
class Range:
    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise WrongInput("The range ends before it begins.", "Give low before high.")


AB = Card("a", "b")
PLAIN = '{"front": "a", "back": "b"}'
TOOL = '{"name": "Card", "arguments": {"front": "a", "back": "b"}}'
STEP = '{"agent": "tutor", "request": "r", "after": [], "note": null}'
ONE_STEP = Steps((Step("tutor", "r", (), None),))

GOOD: list[tuple[str, str, object]] = [
    ("plain", PLAIN, AB),
    ("a fence with its language", f"```json\n{PLAIN}\n```", AB),
    ("a fence without", f"```\n{PLAIN}\n```", AB),
    ("a fence that is never closed", f"```json\n{PLAIN}", AB),
    ("a fence of tildes", f"~~~JSON\n{PLAIN}\n~~~", AB),
    ("a word before", f"Sure! Here is the card you asked for:\n\n{PLAIN}", AB),
    ("a word after", f"{PLAIN}\n\nLet me know if you want it harder!", AB),
    ("brackets in the words around", f"See [1] and [x](http://x.y) {{or not}}: {PLAIN} (:-[)", AB),
    ("an end token", f"{PLAIN}<|im_end|>", AB),
    ("the same twice", f"{PLAIN}\n\n```json\n{PLAIN}\n```", AB),
    ("another object before", '{"thoughts": "a card is asked for"}\n' + PLAIN, AB),
    ("the schema repeated before", json.dumps(json_schema(Card)) + "\n" + PLAIN, AB),
    ("the values put into the schema", '{"type": "object", "properties": ' + PLAIN + "}", AB),
    ("a trailing comma", '{"front": "a", "back": "b",}', AB),
    ("trailing commas inside", '{"steps": [' + STEP.replace("[]", "[1,]") + ",],}", Steps((Step("tutor", "r", (1,), None),))),
    ("single quotes", "{'front': 'a', 'back': 'b'}", AB),
    ("Python's words", "{'front': 'a', 'back': \"b\", 'sure': None, 'checked': True}", Card("a", "b", checked=True)),
    ("keys without quotes", '{front: "a", back: "b"}', AB),
    ("JavaScript", '{front: "a", back: \'b\', sure: undefined, // done\n}', AB),
    ("a comment to the line's end", '{"front": "a", // the question\n"back": "b"}', AB),
    ("a comment of Python", '{"front": "a",  # the question\n"back": "b"}', AB),
    ("a comment within", '{"front": /* short */ "a", "back": "b"}', AB),
    ("smart quotes", "{“front”: “a”, “back”: “b”}", AB),
    ("smart single quotes", "{‘front’: ‘a’, ‘back’: ‘b’}", AB),
    ("German quotes", "{„front“: „a“, „back“: „b“}", AB),
    ("smart quotes inside a text", '{"front": "a “b” c", "back": "it’s"}', Card("a “b” c", "it’s")),
    ("a number as text", '{"front": "a", "back": "b", "minutes": "25"}', Card("a", "b", minutes=25)),
    ("a whole number with a point", '{"front": "a", "back": "b", "minutes": 25.0}', Card("a", "b", minutes=25)),
    ("a fraction as text", '{"front": "a", "back": "b", "sure": "0.5"}', Card("a", "b", sure=0.5)),
    ("a number that is a text stays one", '{"front": "25", "back": "1e3"}', Card("25", "1e3")),
    ("a truth as text", '{"front": "a", "back": "b", "checked": "True"}', Card("a", "b", checked=True)),
    ("a plus sign", '{"front": "a", "back": "b", "minutes": +25, "sure": .5}', Card("a", "b", minutes=25, sure=0.5)),
    ("an enum in capitals", '{"front": "a", "back": "b", "level": "EASY"}', AB),
    ("an enum with blanks", '{"front": "a", "back": "b", "level": " Very_Hard "}', Card("a", "b", "very hard")),
    ("an enum with a hyphen", '{"steps": [' + STEP.replace("tutor", "paper-reader") + "]}", Steps((Step("paper_reader", "r", (), None),))),
    ("keys in capitals", '{"Front": "a", "BACK": "b"}', AB),
    ("a list of one", f"[{PLAIN}]", AB),
    ("a bare list where a list is all that is wanted", f"[{STEP}]", ONE_STEP),
    ("a bare list of two", f"[{STEP}, {STEP}]", Steps(ONE_STEP.steps * 2)),
    ("a list of one list of objects", f"[[{STEP}, {STEP}]]", Steps(ONE_STEP.steps * 2)),
    ("a list under another name", '{"plan": [' + STEP + "]}", ONE_STEP),
    ("wrapped in answer", '{"answer": ' + PLAIN + "}", AB),
    ("wrapped in its name", '{"Card": ' + PLAIN + "}", AB),
    ("wrapped in any one key", '{"flashcard_1": ' + PLAIN + "}", AB),
    ("wrapped beside words", '{"reasoning": "short", "result": ' + PLAIN + "}", AB),
    ("wrapped twice", '{"response": {"data": [' + PLAIN + "]}}", AB),
    ("a tool's call", TOOL, AB),
    ("a tool's call in tags", f"<tool_call>\n{TOOL}\n</tool_call>", AB),
    ("a tool's call, never closed", f"<tool_call>\n{TOOL}", AB),
    ("a tool's call of Llama", f"<|python_tag|>{TOOL.replace('arguments', 'parameters')}<|eom_id|>", AB),
    ("a tool's call of Mistral", f"[TOOL_CALLS] [{TOOL}]", AB),
    ("a tool's call of OpenAI", '{"tool_calls": [{"id": "1", "type": "function", "function": ' + TOOL + "}]}", AB),
    ("a tool's arguments as a text", json.dumps({"name": "Card", "arguments": PLAIN}), AB),
    ("a tool's call for a shape with a name", '{"name": "Note", "arguments": {"name": "n", "text": "t"}}', Note("n", "t")),
    ("a function's tag", f"<function=Card>{PLAIN}</function>", AB),
    (
        "parameters in tags",
        "<tool_call><function=Card>\n<parameter=front>\na < b\n</parameter>\n<parameter=back>\nb\n</parameter>\n"
        "<parameter=minutes>7</parameter></function></tool_call>",
        Card("a < b", "b", minutes=7),
    ),
    ("a list in a parameter", f'<invoke name="Steps"><parameter name="steps">[{STEP}]</parameter></invoke>', ONE_STEP),
    ("JSON in a string", json.dumps(PLAIN), AB),
    ("JSON in a string in a string", json.dumps(json.dumps(PLAIN)), AB),
    ("JSON in a string, with quotes inside", json.dumps('{"front": "say \\"a\\"", "back": "b"}'), Card('say "a"', "b")),
    ("quotes escaped without need", '{\\"front\\": \\"a\\", \\"back\\": \\"b\\"}', AB),
    ("a list as a text", json.dumps({"steps": f"[{STEP}]"}), ONE_STEP),
    ("line breaks escaped without need", '{\\n  "front": "a",\\n\\t"back": "b"\\n}', AB),
    ("a mark of byte order", "\ufeff" + PLAIN, AB),
    ("zero bytes and bells", PLAIN.replace("a", "\0a\x07"), AB),
    ("a control character escaped", '{"front": "a\\u0000\\u001b[1m", "back": "b"}', Card("a[1m", "b")),
    ("a raw line break in a text", '{"front": "a\nc", "back": "b\tc"}', Card("a\nc", "b\tc")),
    ("half a surrogate pair", '{"front": "\\ud83d", "back": "\\ud83d\\ude00"}', Card("\ufffd", "😀")),
    ("formulas", '{"front": "\\alpha \\frac{1}{2}", "back": "\\\\beta"}', Card("\\alpha \\frac{1}{2}", "\\beta")),
    ("an escaped apostrophe", "{'front': 'it\\'s', 'back': 'b'}", Card("it's", "b")),
    ("keys that weren't asked for", '{"front": "a", "id": 7, "back": "b", "why": {"x": [1]}}', AB),
    ("a key twice, the same", '{"front": "a", "front": "a", "back": "b"}', AB),
    ("braces twice", "{" + PLAIN + "}", AB),
    ("a brace too many", PLAIN + "}", AB),
    ("Windows' lines", PLAIN.replace(" ", "\r\n"), AB),
    ("blanks that don't break", PLAIN.replace(" ", "\u00a0"), AB),
    ("thoughts before", f"<think>\nA card, say {{'front': 'z', 'back': 'z'}}.\n</think>\n\n{PLAIN}", AB),
    ("the end of thoughts before", f"A card {{\"front\": \"z\", \"back\": \"z\"}}?\n</think>{PLAIN}", AB),
    ("thoughts after", f"{PLAIN}\n<think>was that right? {TOOL.replace('a', 'z')}", AB),
    ("channels", f"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final <|constrain|>JSON<|message|>{PLAIN}", AB),
    ("a tool's call in a channel", f"<|channel|>commentary to=functions.Card <|constrain|>json<|message|>{PLAIN}<|call|>", AB),
    ("a tag of thoughts in a text", '{"front": "what is <think>?", "back": "a tag, as </think>"}', Card("what is <think>?", "a tag, as </think>")),
    ("thoughts and such a tag", '<think>hm</think>{"front": "[THINK]", "back": "<think>"}', Card("[THINK]", "<think>")),
    ("a key of the shape that others wrap in", '{"name": "a", "data": {"name": "b", "data": null}}', Chain("a", Chain("b", None))),
    ("an enum of numbers, as text", '{"level": "2", "free": "5"}', Choice(2, "5")),
    ("an enum that may be null", '{"level": null, "free": 5, "AB": 1}', Choice(None, 5)),
    ("a note in braces before", f"{{note: so}} {PLAIN}", AB),
    ("HTML around", f"<html><body><pre>{PLAIN}</pre></body></html>", AB),
]  # fmt: skip

BAD: list[tuple[str, str, type, str]] = [
    ("empty", "", Card, "the answer is empty"),
    ("blanks", " \n\t\ufeff\0", Card, "the answer is empty"),
    ("only thoughts", f"<think>{PLAIN}</think>\n", Card, "there is only reasoning, and no answer after it"),
    ("thoughts that never end", f"<think>\nSo {PLAIN}", Card, "there is only reasoning, and no answer after it"),
    ("a refusal", "I'm sorry, but I can't help with that.", Card, "there is no JSON object in it"),
    ("a web page", "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>", Card, "there is no JSON object in it"),
    ("a fence with nothing", "```json\n```", Card, "there is no JSON object in it"),
    ("an empty object", "{}", Card, "the answer lacks front, back"),
    ("an empty object where nothing is required", "{}", Note, "the answer lacks name"),
    ("an empty list", "[]", Card, "there is no JSON object in it"),
    ("null", "null", Card, "there is no JSON object in it"),
    ("cut in a text", '{"front": "a", "back": "b and the', Card, "it ends in the middle"),
    ("cut after a colon", '{"front": "a", "back":', Card, "it ends in the middle"),
    ("cut after a value", '{"front": "a", "back": "b"', Card, "it ends in the middle"),
    ("cut in a key", '{"fro', Card, "it ends in the middle"),
    ("cut at once", "{", Card, "it ends in the middle"),
    ("cut in a list", '{"steps": [' + STEP + ", ", Steps, "it ends in the middle"),
    ("cut in a comment", '{"front": "a", /* and', Card, "it ends in the middle"),
    ("a second answer that is cut", PLAIN + '\n{"front": "c', Card, "it ends in the middle"),
    ("two answers", PLAIN + '\n{"front": "c", "back": "b"}', Card, "it holds two answers that differ; only one is wanted"),
    ("two in a list", f"[{PLAIN}, {PLAIN}]", Card, "one object is wanted, not a list of 2"),
    ("two calls", TOOL + TOOL.replace('"a"', '"c"'), Card, "it holds two answers that differ; only one is wanted"),
    (
        "two calls in tags",
        "<parameter=name>a</parameter><parameter=name>b</parameter>",
        Note,
        "a parameter stands there twice, with different values",
    ),
    ("a key missing", '{"front": "a"}', Card, "the answer lacks back"),
    ("a key missing within", '{"answer": {"back": "b"}}', Card, "the answer lacks front"),
    ("a key missing deep", '{"steps": [{"agent": "tutor", "after": []}]}', Steps, "steps[0] lacks request, note"),
    ("a key that is near", '{"front": "a", "bck": "b"}', Card, "the answer lacks back"),
    ("a key twice", '{"front": "a", "front": "c", "back": "b"}', Card, "the key front stands there twice, with different values"),
    ("a key twice, in two cases", '{"Front": "a", "FRONT": "c", "back": "b"}', Card, "the answer has front more than once"),
    ("a number for a text", '{"front": 5, "back": "b"}', Card, "front: Expected str, got int"),
    ("null for a text", '{"front": null, "back": "b"}', Card, "front: Expected str, got null"),
    ("a list for a text", '{"front": "a", "back": ["b"]}', Card, "back: Expected str, got array"),
    ("a text for a number", '{"front": "a", "back": "b", "minutes": "ten"}', Card, "minutes: Expected int, got str"),
    ("a number with its unit", '{"front": "a", "back": "b", "minutes": "10 min"}', Card, "minutes: Expected int, got str"),
    ("a truth for a number", '{"front": "a", "back": "b", "minutes": true}', Card, "minutes: Expected int, got bool"),
    ("half a minute", '{"front": "a", "back": "b", "minutes": "2.5"}', Card, "minutes: Expected int, got float"),
    ("too large", '{"front": "a", "back": "b", "minutes": 900}', Card, "minutes: Expected int <= 90"),
    ("endlessly large", '{"front": "a", "back": "b", "minutes": 1e999}', Card, "minutes: a number is wanted"),
    ("not a number", '{"front": "a", "back": "b", "sure": NaN}', Card, "sure: a number is wanted"),
    ("minus infinity", '{"front": "a", "back": "b", "sure": -Infinity}', Card, "sure: a number is wanted"),
    ("digits without end", '{"front": "a", "back": "b", "minutes": ' + "9" * 5000 + "}", Card, "line 1, column 40: a number has more than 40 digits"),
    ("a text that is too long", '{"front": "' + "x" * 61 + '", "back": "b"}', Card, "front: Expected str of length <= 60"),
    ("a text that is empty", '{"front": "", "back": "b"}', Card, "front: Expected str of length >= 1"),
    ("another enum", '{"front": "a", "back": "b", "level": "hard"}', Card, "level must be one of easy, very hard, not 'hard'"),
    ("an enum in many words", '{"front": "a", "back": "b", "level": "easy or very hard"}', Card, "level must be one of easy, very hard, not 'easy or very hard'"),
    ("too many items", '{"steps": [' + ",".join([STEP] * 5) + "]}", Steps, "steps: Expected array of length <= 4"),
    ("no items", '{"steps": []}', Steps, "steps: Expected array of length >= 1"),
    ("an object for a list", '{"steps": ' + STEP + "}", Steps, "steps: Expected array, got object"),
    ("a text for an object", '{"steps": ["tutor"]}', Steps, "steps[0] must be one object with the keys agent, request, after, note"),
    ("an object that is near after one that is not", '{"thoughts": "hm"} {"front": "a"}', Card, "the answer lacks back"),
    ("a truth for an enum of numbers", '{"level": true, "free": 5}', Choice, "level must be one of 1, 2, not 'True'"),
    ("a broken one and a note in braces", '{front: "a", back: b} {or so}', Card, "line 1, column 20: a value must stand here, texts in double quotes"),
    ("more than a list in a text", json.dumps({"steps": f"[{STEP}] [x"}), Steps, "steps: Expected array, got str"),
    ("a pair of three", '{"pair": [1, "b", 2]}', Pair, "pair must have 2 items, not 3"),
    ("what the shape itself refuses", '{"low": 2, "high": 1}', Range, "The range ends before it begins. Give low before high."),
    ("a quote within a text", '{"front": "say "a"", "back": "b"}', Card, "line 1, column 17: a comma or } must stand here"),
    ("a comma missing", '{"front": "a"\n "back": "b"}', Card, "line 2, column 2: a comma or } must stand here"),
    ("a word without quotes", '{"front": a, "back": "b"}', Card, "line 1, column 11: a value must stand here, texts in double quotes"),
    ("items left out", '{"steps": [' + STEP + ", ...]}", Steps, "line 1, column 75: a value must stand here"),
    ("the right one in a broken one", '{"x": y, "z": ' + PLAIN + "}", Card, "line 1, column 7: a value must stand here, texts in double quotes"),
    ("a code to run", '{"front": __import__("os").getcwd(), "back": "b"}', Card, "line 1, column 11: a value must stand here"),
    ("a nest", '{"front": ' + "[" * 3000 + "]" * 3000 + ', "back": "b"}', Card, "it is nested more than 50 deep"),
    ("too long", PLAIN + " " * LONGEST_ANSWER, Card, "the answer is longer than 1000000 characters"),
    ("too many pieces", "{}" * 1002, Card, "it holds more than 1000 lists and objects"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), [case[1:] for case in GOOD], ids=[case[0] for case in GOOD])
def test_a_malformed_answer_gives_what_was_meant(text: str, meant: object):
    assert parse_answer(text, type(meant)) == meant


@pytest.mark.parametrize(("text", "shape", "reason"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_an_answer_that_can_not_be_used_says_in_one_line_what_is_wrong(text: str, shape: type, reason: str):
    with pytest.raises(Unparsable) as refused:
        parse_answer(text, shape)
    assert refused.value.reason == str(refused.value) == reason


def test_a_reason_stays_one_short_line_whatever_the_model_wrote():
    with pytest.raises(Unparsable) as refused:
        parse_answer(json.dumps({"front": "a", "back": "b", "level": "\n\x1b[2J" + "x" * 9999}), Card)
    assert refused.value.reason == "level must be one of easy, very hard, not '" + "\\n[2J" + "x" * 36 + "'"


def test_a_shape_that_is_no_dataclass_is_our_mistake_and_not_the_models():
    with pytest.raises(TypeError, match="not a dataclass"):
        parse_answer(PLAIN, dict)
