"""What models really answer, read into what was asked for: typed, whole, and never guessed."""

import re
from collections.abc import Mapping
from typing import Final, Generic, TypeVar

from msgspec import inspect

from ..domain.plain_text import JOINERS, without_unseen
from .answer_fit import Unparsable, fitted, fold, names, opened
from .answer_label import parse_label
from .answer_reader import Found, read_values, unescaped
from .answer_reasoning import with_tags_in_strings_hidden, without_reasoning
from .answer_schema import json_schema

__all__ = ["Unparsable", "json_schema", "parse_answer", "parse_label", "without_reasoning"]

T = TypeVar("T")

LONGEST_ANSWER: Final = 1_000_000
_MOST_WRAPPED = 6
# What models put around an answer: their own habit, or the call of a tool.
_WRAPPERS: Final = frozenset({
    "answer", "arguments", "args", "data", "function", "functioncall", "input", "json", "object", "output", "parameters",
    "properties", "response", "result", "toolcall", "toolcalls",
})  # fmt: skip
_PARAMETER = re.compile(
    r"<parameter(?:=|\s{1,3}name=)[\"']?([\w-]{1,60})[\"']?>((?:[^<]|<(?!/?parameter))*+)</parameter>", re.IGNORECASE
)


def parse_answer(text: str, shape: type[T]) -> T:
    """The one instance of `shape` (a frozen dataclass) that a model's answer holds, whatever stands around it.

    Keys that weren't asked for are dropped. Raises `Unparsable` when nothing in the text fits, when it is cut off, or
    when it holds two answers that differ.
    """
    if len(text) > LONGEST_ANSWER:
        raise Unparsable(f"the answer is longer than {LONGEST_ANSWER} characters")
    seen = without_unseen(text, keep=JOINERS + "\t\n\r").strip()
    if not seen:
        raise Unparsable("the answer is empty")
    said = without_reasoning(with_tags_in_strings_hidden(seen))
    if not said:
        raise Unparsable("there is only reasoning, and no answer after it")
    found = _read(said)
    if found.doubtful:
        raise Unparsable(found.trouble)
    fitting = _Fitting(shape)
    fits = [fit for value in found.values for fit in fitting.fits(value)]
    if not fits:
        raise fitting.why_none(found.trouble)
    if any(fit != fits[0] for fit in fits):
        raise Unparsable("it holds two answers that differ; only one is wanted")
    return fits[0]


def _read(text: str) -> Found:
    first_parameter = _PARAMETER.search(text)
    if first_parameter and "{" not in text[: first_parameter.start()]:
        return _parameters(text)
    first = read_values(text)
    found = first
    # An answer that is itself a string of JSON, perhaps of another one.
    for _ in range(2):
        if found.values or '\\"' not in text:
            break
        text = unescaped(text)
        found = read_values(text)
    return found if found.values and not found.trouble else first


def _parameters(text: str) -> Found:
    """A tool's call as some models spell it: `<function=Card><parameter=front>…</parameter></function>`."""
    pairs = {(one[1], one[2].strip()) for one in _PARAMETER.finditer(text)}
    call = dict(pairs)
    if len(call) < len(pairs):
        return Found((), "a parameter stands there twice, with different values", True)
    return Found((call,))


class _Fitting(Generic[T]):
    """Looks for the shape in a value and in what may be wrapped around it; remembers the error that came nearest."""

    def __init__(self, shape: type[T]) -> None:
        kind = inspect.type_info(shape)
        if not isinstance(kind, inspect.DataclassType):
            raise TypeError(f"{shape!r} is not a dataclass")
        self._shape, self._kind = shape, kind
        self._fields = {fold(name) for name in names(kind)}
        self._wrappers = (_WRAPPERS | {fold(shape.__name__)}) - self._fields
        self._near, self._why = 0, ""

    def fits(self, value: object, depth: int = 0) -> list[T]:
        """Every instance of the shape in the value; the innermost, where a tool's call could be one itself."""
        value = opened(value)
        if depth > _MOST_WRAPPED:
            return []
        if isinstance(value, list):
            return (self.fits(value[0], depth + 1) if len(value) == 1 else []) or self._listed(value)
        return self._wrapped(value, depth + 1) if isinstance(value, dict) else []

    def why_none(self, trouble: str) -> Unparsable:
        """Why nothing fits: what was nearest, else what could not be read (`trouble`)."""
        return Unparsable((self._why if self._near else trouble or self._why) or "there is no JSON object in it")

    def _wrapped(self, value: Mapping[str, object], depth: int) -> list[T]:
        wrapped = [item for key, item in value.items() if fold(key) in self._wrappers]
        inner = [fit for item in wrapped for fit in self.fits(item, depth)]
        if inner or (direct := self._direct(value)):
            return inner or direct
        return self.fits(next(iter(value.values())), depth) if len(value) == 1 and not wrapped else []

    def _listed(self, value: list[object]) -> list[T]:
        """A bare list of objects, when a list is all that the shape has."""
        if not value or not all(isinstance(item, dict) for item in value):
            return []
        field = self._kind.fields[0] if len(self._kind.fields) == 1 else None
        if field and isinstance(field.type, inspect.CollectionType):
            return self._direct({field.encode_name: value})
        self._why = self._why or f"one object is wanted, not a list of {len(value)}"
        return []

    def _direct(self, value: Mapping[str, object]) -> list[T]:
        try:
            return [fitted(value, self._shape, self._kind)]
        except Unparsable as error:
            near = len(self._fields & set(map(fold, value)))
            if near > self._near or not self._why:
                self._near, self._why = near, error.reason
            return []
