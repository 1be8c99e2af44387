"""The form of an answer: what is asked for on the wire and in words, and how the answer is read.

These words say only how to write an answer; what it is about is said by the prompts.
"""

import json
from dataclasses import dataclass, fields
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from .answers import json_schema, parse_answer, parse_label
from .endpoint import WireForm
from .model_card import Answers

T = TypeVar("T")
_LONGEST_REPAIRED = 2000


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One way of asking for an answer of a shape. `kind` `words` asks for JSON by words alone."""

    kind: Literal["schema", "json", "words", "label"]
    shape: type[T]

    @property
    def on_the_wire(self) -> WireForm:
        """What the endpoint is told."""
        if self.kind == "schema":
            return json_schema(self.shape)
        return "json" if self.kind == "json" else None

    @property
    def in_words(self) -> str:
        """What the model is told, after what it is asked."""
        if self.kind == "schema":
            return ""
        if self.kind == "label":
            return f"Answer with one line, `ANSWER: ` and one of: {', '.join(_choice(self.shape)[1])}"
        schema = json.dumps(json_schema(self.shape), ensure_ascii=False, separators=(",", ":"))
        return f"Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"

    def read(self, text: str) -> T:
        """The answer in a model's text. Raises Unparsable."""
        if self.kind != "label":
            return parse_answer(text, self.shape)
        name, labels = _choice(self.shape)
        return self.shape(**{name: parse_label(text, labels)})


def forms(answers: Answers, shape: type[T]) -> tuple[Form[T], ...]:
    """The forms to try with a model that answers in this way, the next one when the endpoint doesn't take one.

    A model that can only choose a label is asked for one where the shape is a choice, and for JSON otherwise.
    """
    if answers == "label" and _choice(shape)[1]:
        return (Form("label", shape),)
    whole = (Form("schema", shape), Form("json", shape), Form("words", shape))
    return whole if answers == "schema" else whole[1:]


def repair_request(reason: str, *, full: bool) -> str:
    """What is said to a model whose answer can't be read."""
    cut = " It was cut off, so answer more shortly." if full else ""
    return (
        f"That answer can't be used: {reason}.{cut} Give the whole answer again, in the form asked for, nothing else."
    )


def repeated(text: str) -> str:
    """An unusable answer as it is shown to the model again: bounded."""
    return text[:_LONGEST_REPAIRED] or "(nothing)"


def _choice(shape: type[Any]) -> tuple[str, tuple[str, ...]]:
    """The name and the labels of a shape that has one field, a choice; empty for any other."""
    if len(fields(shape)) == 1:
        name = fields(shape)[0].name
        kind = get_type_hints(shape)[name]
        if get_origin(kind) is Literal and all(isinstance(label, str) for label in get_args(kind)):
            return name, get_args(kind)
    return "", ()
