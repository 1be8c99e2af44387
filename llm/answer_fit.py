"""Values that a model gave, fitted into the shape that was asked for: strict, but for what can only mean one thing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import TypeVar

import msgspec
from msgspec import inspect

from ..domain.errors import CoachError
from .answer_reader import read_values

T = TypeVar("T")

_LONGEST_REASON = 300
_NUMBER = re.compile(r"\s{0,9}[-+]?\d{1,30}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,3})?\s{0,9}", re.ASCII)
_MESSAGE = re.compile(r"(.*?) - at `\$\.?(.*)`", re.DOTALL)


class Unparsable(ValueError):
    """An answer that can't be used. `reason` is one line on what is wrong and where, fit to be shown to the model."""

    def __init__(self, reason: str) -> None:
        self.reason = " ".join(reason.split())[:_LONGEST_REASON]
        super().__init__(self.reason)


def fold(word: str) -> str:
    """A word without case, blanks, hyphens and underscores: `Done when` and `doneWhen` are `done_when`."""
    return re.sub(r"[\s_-]+", "", word).casefold()


def the_one_alike(word: str, known: Iterable[str]) -> str | None:
    """The known word that is written like this one or, where there is none, the only one that folds like it."""
    options = tuple(known)
    if word in options:
        return word
    alike = [option for option in options if fold(option) == fold(word)]
    return alike[0] if len(alike) == 1 else None


def fitted(value: object, shape: type[T], kind: inspect.Type) -> T:
    """The value as an instance of `shape`, whose `kind` is `msgspec.inspect.type_info(shape)`.

    Raises `Unparsable`, which names what is missing or of the wrong type.
    """
    try:
        return msgspec.convert(_fit(value, kind, ""), shape)
    except msgspec.ValidationError as error:
        raise Unparsable(_named(str(error))) from error
    except CoachError as error:
        raise Unparsable(str(error)) from error


def opened(value: object) -> object:
    """The object or list that a text holds and nothing else of its kind; any other value as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    found = read_values(value)
    return value if found.trouble or len(found.values) != 1 else found.values[0]


def _fit(value: object, kind: inspect.Type, path: str) -> object:
    if isinstance(kind, inspect.Metadata):
        return _fit(value, kind.type, path)
    if isinstance(kind, inspect.DataclassType):
        return _fit_object(value, kind, path)
    if isinstance(kind, inspect.CollectionType | inspect.TupleType):
        return _fit_list(value, kind, path)
    if isinstance(kind, inspect.UnionType):
        others = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return value if value is None or len(others) > 1 else _fit(value, others[0], path)
    if isinstance(kind, inspect.LiteralType):
        return _fit_literal(value, kind.values, path)
    return _fit_plain(value, kind, path)


def _fit_plain(value: object, kind: inspect.Type, path: str) -> object:
    if isinstance(kind, inspect.BoolType) and isinstance(value, str):
        return {"true": True, "false": False}.get(fold(value), value)
    if not isinstance(kind, inspect.IntType | inspect.FloatType):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value) if set(value) & set(".eE") else int(value)
    if isinstance(value, float) and not isfinite(value):
        raise Unparsable(f"{path}: a number is wanted")
    if isinstance(kind, inspect.IntType) and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _fit_literal(value: object, options: Sequence[object], path: str) -> object:
    if not isinstance(value, bool) and value in options:
        return value
    by_name = {str(option): option for option in options}
    if isinstance(value, str) and (name := the_one_alike(value, by_name)) is not None:
        return by_name[name]
    raise Unparsable(f"{path} must be one of {', '.join(by_name)}, not {str(value)[:40]!r}")


def _fit_list(value: object, kind: inspect.CollectionType | inspect.TupleType, path: str) -> object:
    value = opened(value)
    if not isinstance(value, list):
        return value
    kinds = kind.item_types if isinstance(kind, inspect.TupleType) else (kind.item_type,) * len(value)
    if len(kinds) != len(value):
        raise Unparsable(f"{path} must have {len(kinds)} items, not {len(value)}")
    return [_fit(item, one, f"{path}[{at}]") for at, (item, one) in enumerate(zip(value, kinds, strict=True))]


def _fit_object(value: object, kind: inspect.DataclassType, path: str) -> object:
    value = opened(value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    where = path or "the answer"
    if not isinstance(value, dict):
        raise Unparsable(f"{where} must be one object with the keys {', '.join(names(kind))}")
    given = _by_field(value, names(kind), where)
    missing = [field.encode_name for field in kind.fields if field.required and field.encode_name not in given]
    if missing or not given:
        raise Unparsable(f"{where} lacks {', '.join(missing or names(kind))}")
    kinds = {field.encode_name: field.type for field in kind.fields}
    return {name: _fit(item, kinds[name], f"{path}.{name}".lstrip(".")) for name, item in given.items()}


def names(kind: inspect.DataclassType) -> tuple[str, ...]:
    """The keys that an object of this kind has."""
    return tuple(field.encode_name for field in kind.fields)


def _by_field(value: Mapping[str, object], fields: Sequence[str], where: str) -> dict[str, object]:
    alike: dict[str, list[str]] = {}
    for key in value:
        alike.setdefault(fold(key), []).append(key)
    folded = Counter(map(fold, fields))
    given = {}
    for name in fields:
        keys = [name] if name in value else alike.get(fold(name), []) if folded[fold(name)] == 1 else []
        if len(keys) > 1:
            raise Unparsable(f"{where} has {name} more than once")
        for key in keys:
            given[name] = value[key]
    return given


def _named(message: str) -> str:
    """The validator's message with its place first: `minutes: Expected int, got str`."""
    found = _MESSAGE.fullmatch(message)
    return (f"{found[2]}: {found[1]}" if found and found[2] else message).replace("`", "")
