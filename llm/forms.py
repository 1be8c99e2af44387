"""The form of an answer: what is asked for on the wire and in words, and how the answer is read."""

import json
from dataclasses import dataclass, fields
from string import Template
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from .answers import json_schema, parse_answer, parse_label
from .endpoint import WireForm
from .model_card import Answers

T = TypeVar("T")
_LONGEST_REPAIRED = 2000


@dataclass(frozen=True, slots=True)
class FormWords:
    """How an answer's form is asked for: prompts with `$schema`, `$labels` or the `$reason` why an answer is unusable.

    They are handed in, since prompts have their own folder; these say nothing but what is put in.
    """

    in_json: str = "$schema"
    with_label: str = "$labels"
    repair: str = "$reason"
    repair_cut: str = "$reason"

    def repair_request(self, reason: str, *, full: bool) -> str:
        """What is said to a model whose answer can't be read; `full` when it was cut off."""
        return Template(self.repair_cut if full else self.repair).substitute(reason=reason)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One way of asking for an answer of a shape. `kind` `words` asks for JSON by words alone."""

    kind: Literal["schema", "json", "words", "label"]
    shape: type[T]
    words: FormWords

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
            return Template(self.words.with_label).substitute(labels=", ".join(_choice(self.shape)[1]))
        schema = json.dumps(json_schema(self.shape), ensure_ascii=False, separators=(",", ":"))
        return Template(self.words.in_json).substitute(schema=schema)

    def read(self, text: str) -> T:
        """The answer in a model's text. Raises Unparsable."""
        if self.kind != "label":
            return parse_answer(text, self.shape)
        name, labels = _choice(self.shape)
        return self.shape(**{name: parse_label(text, labels)})


def forms(answers: Answers, shape: type[T], words: FormWords) -> tuple[Form[T], ...]:
    """The forms to try with a model that answers in this way, the next one when the endpoint doesn't take one.

    A model that can only choose a label is asked for one where the shape is a choice, and for JSON otherwise.
    """
    if answers == "label" and _choice(shape)[1]:
        return (Form("label", shape, words),)
    whole = (Form("schema", shape, words), Form("json", shape, words), Form("words", shape, words))
    return whole if answers == "schema" else whole[1:]


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
