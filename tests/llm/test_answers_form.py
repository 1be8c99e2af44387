"""The schema that an answer is asked for with, and the answer without its reasoning."""

import json
from dataclasses import dataclass

import pytest
from answer_shapes import Card, Steps

from studycoach.llm.answers import json_schema, parse_answer, without_reasoning


@dataclass(frozen=True)
class Tree:
    name: str
    pair: tuple[int, str]
    default: tuple["Tree", ...] = ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        (" plain ", "plain"),
        ("<think>a</think> b ", "b"),
        ("<thinking>\na\n</thinking>\nb", "b"),
        ("<REASONING>a</REASONING>b", "b"),
        ("[THINK]a[/THINK]b", "b"),
        ("◁think▷a◁/think▷b", "b"),
        ("a <think>b", "a"),
        ("<think>a", ""),
        ("<think>", ""),
        ("<think></think>", ""),
        ("a</think>b", "b"),
        ("a</think>", ""),
        ("<think>a<think>b</think>c</think>d", "d"),
        ("<think><think>a</think>b", "b"),
        ("<think>a</think>b<think>c</think>d", "bd"),
        ("<think>a</think>b<think>c", "b"),
        ("a<think>b</think>c</think>d", "d"),
        ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b", "b"),
        ("The tag `<think>` opens, and `</think>` closes.", "The tag `<think>` opens, and `</think>` closes."),
        ("if a <think b> c [think]", "if a <think b> c [think]"),
    ],
)
def test_reasoning_is_taken_out_wherever_it_stands(text: str, left: str):
    assert without_reasoning(text) == left


def test_the_schema_of_an_answer_is_closed_whole_and_without_references():
    assert json_schema(Steps) == {
        "title": "Steps",
        "type": "object",
        "properties": {
            "steps": {
                "type": "array",
                "minItems": 1,
                "maxItems": 4,
                "items": {
                    "title": "Step",
                    "type": "object",
                    "properties": {
                        "agent": {"type": "string", "enum": ["paper_reader", "planner", "tutor"]},
                        "request": {"type": "string"},
                        "after": {"type": "array", "items": {"type": "integer"}},
                        "note": {"anyOf": [{"type": "string", "maxLength": 20}, {"type": "null"}]},
                    },
                    "required": ["agent", "request", "after", "note"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["steps"],
        "additionalProperties": False,
    }


def test_the_schema_asks_for_what_has_a_default_too():
    schema = json_schema(Card)
    assert schema["required"] == ["front", "back", "level", "minutes", "sure", "checked"]
    assert "default" not in json.dumps(schema)
    assert schema["properties"]["minutes"] == {"type": "integer", "minimum": 1, "maximum": 90}


def test_a_shape_that_holds_itself_keeps_one_reference_and_a_key_named_default():
    schema = json_schema(Tree)
    assert schema["properties"]["default"]["items"] == {"$ref": "#/$defs/Tree"}
    inner = schema["$defs"]["Tree"]
    assert inner["required"] == ["name", "pair", "default"]
    assert inner["additionalProperties"] is False
    assert inner["properties"]["default"] == schema["properties"]["default"]
    text = '{"name": "a", "pair": [1, "x"], "default": [{"name": "b", "pair": ["2", "y"], "default": []}]}'
    assert parse_answer(text, Tree) == Tree("a", (1, "x"), (Tree("b", (2, "y")),))
