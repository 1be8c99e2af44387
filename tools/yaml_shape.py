"""What a person wrote, held against the dataclass it should become: every misfit, in plain words."""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ..domain.errors import did_you_mean
from ..domain.plain_text import unseen

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that can't be meant: its path in the document, what is wrong, and what to write instead."""

    path: Path
    what: str
    todo: str


def safe(text: object, most: int = 200) -> str:
    """A name from outside, shortened and without characters that could trouble a terminal."""
    return "".join("?" if unseen(c) else c for c in str(text)[:most])


def key_of(of: Field[Any]) -> str:
    """The key under which a field stands in a file: its name, unless its metadata name another `key`."""
    key: str = of.metadata.get("key", of.name)
    return key


def required(shape: Any) -> list[str]:
    """The keys of a dataclass's fields that have no default."""
    return [key_of(f) for f in fields(shape) if f.default is MISSING and f.default_factory is MISSING]


def by_field(value: Any, shape: type) -> Any:
    """The same data with keys as the fields of `shape`, and of the dataclasses right inside it, are named."""
    if not is_dataclass(shape):
        return value
    kinds = _kinds(shape)
    return {f.name: by_field(value[key_of(f)], kinds[key_of(f)]) for f in fields(shape) if key_of(f) in value}


def misfits(value: Any, kind: Any, path: Path = ()) -> Iterator[Misfit]:
    """Everything in `value` (plain data) that can't be meant as `kind` (dataclass or annotation), in its order."""
    if get_origin(kind) in (Union, UnionType):
        kind = next((k for k in get_args(kind) if _fits(value, k)), kind)
    if not _fits(value, kind):
        yield _misfit(value, kind, path)
    elif is_dataclass(kind):
        yield from _misfits_in_fields(value, kind, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from misfits(inner, get_args(kind)[1], (*path, key))
    elif isinstance(value, list):
        inside = get_args(kind)
        for n, inner in enumerate(value):
            yield from misfits(inner, inside[n if _length(kind) else 0], (*path, n))


def _misfits_in_fields(value: dict[str, Any], shape: Any, path: Path) -> Iterator[Misfit]:
    kinds = _kinds(shape)
    missing = [name for name in required(shape) if name not in value]
    unknown = [key for key in value if key not in kinds]
    if missing and not unknown:
        yield Misfit(path, f"{_named(path)} lacks {_listed(missing)}.", f"Add {_listed(missing)}.")
    for key, inner in value.items():
        if key in kinds:
            yield from misfits(inner, kinds[key], (*path, key))
        else:
            todo = did_you_mean(key, missing) or did_you_mean(key, kinds) or f"The keys here are {_listed(kinds)}."
            yield Misfit((*path, key), f"unknown key {safe(key, 60)!r}.", todo)


@cache
def _kinds(shape: type) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {key_of(f): hints[f.name] for f in fields(shape)}


def _fits(value: Any, kind: Any) -> bool:
    """Whether the value is of that kind itself; what is inside it isn't looked at."""
    origin = get_origin(kind)
    if origin is Literal:
        return any(type(value) is type(choice) and value == choice for choice in get_args(kind))
    if origin in (Union, UnionType):
        return any(_fits(value, k) for k in get_args(kind))
    if is_dataclass(kind) or origin is dict:
        return isinstance(value, dict)
    if origin in (tuple, list):
        return isinstance(value, list) and _length(kind) in (None, len(value))
    plain: dict[Any, tuple[type, ...]] = {float: (float, int), str: (str,), int: (int,), bool: (bool,)}
    plain[NoneType] = (NoneType,)
    return kind not in plain or type(value) in plain[kind]


def _length(kind: Any) -> int | None:
    """The length that a list must have, if it must."""
    inside = get_args(kind)
    return len(inside) if get_origin(kind) is tuple and inside[-1] is not ... else None


def _misfit(value: Any, kind: Any, path: Path) -> Misfit:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    expected = _expected(kind, key)
    what = f"{_named(path)} is {_seen(value)}, expected {expected}."
    if kind is str and isinstance(value, bool | int | float):
        return Misfit(path, what, f'Put quotes around it, as in "{_seen(value)}".')
    if get_origin(kind) is Literal and isinstance(value, str):
        return Misfit(path, what, did_you_mean(value, map(str, get_args(kind))) or "Write one of these.")
    return Misfit(path, what, f"Write {expected}.")


def _named(path: Path) -> str:
    if not path:
        return "the file"
    step = path[-1]
    return safe(step, 60) if isinstance(step, str) else f"entry {step + 1} of {_named(path[:-1])}"


def _seen(value: Any) -> str:
    if isinstance(value, str):
        return repr(safe(value, 40))
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    return "empty" if value is None else str(value).lower()


def _expected(kind: Any, key: str) -> str:
    """A kind in plain words; `key` is the name under which it stands."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return f"one of {_listed(map(str, inside))}"
    if origin in (Union, UnionType):
        return " or ".join(_expected(k, key) for k in inside)
    if origin in (tuple, list):
        length = f" of {_length(kind)}" if _length(kind) else ""
        return f"a list{length}, each {_expected(inside[0], key)}"
    if is_dataclass(kind):
        return f"a mapping with {_listed(required(kind) or _kinds(kind))}"  # type: ignore[arg-type]  # a class it is
    whole = "a whole number of minutes" if key.endswith("minutes") else "a whole number"
    plain = {str: "text", int: whole, float: "a number", bool: "true or false", NoneType: "null"}
    return plain.get(kind, "a mapping")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
