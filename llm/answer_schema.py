"""The JSON schema of an answer, in the strict form that structured outputs ask for."""

from collections.abc import Mapping
from typing import Any

import msgspec

_KEPT_APART = "#/$defs/"


def json_schema(shape: type) -> dict[str, Any]:
    """The schema of a dataclass: every key required, none added, nothing referred to but what holds itself.

    Literals come as enumerations, and lengths and bounds as they were declared.
    """
    whole = msgspec.json.schema(shape)
    defs = whole.get("$defs", {})
    used: set[str] = set()
    schema: dict[str, Any] = _strict(whole, defs, (), used)
    # What refers to itself can't be written in place.
    left: dict[str, Any] = {}
    while missing := used - left.keys():
        left.update({name: _strict(defs[name], defs, (name,), used) for name in missing})
    return {**schema, "$defs": left} if left else schema


def _strict(node: Any, defs: Mapping[str, Any], inside: tuple[str, ...], used: set[str]) -> Any:
    if isinstance(node, list):
        return [_strict(item, defs, inside, used) for item in node]
    if not isinstance(node, dict):
        return node
    if (ref := node.get("$ref", "")).startswith(_KEPT_APART):
        name = ref.removeprefix(_KEPT_APART)
        if name in inside:
            used.add(name)
            return {"$ref": ref}
        return _strict(defs[name], defs, (*inside, name), used)
    strict = {
        key: _strict(node[key], defs, inside, used) for key in node if key not in ("$defs", "default", "properties")
    }
    if "properties" in node:
        strict["properties"] = {name: _strict(one, defs, inside, used) for name, one in node["properties"].items()}
    return _closed(strict)


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    if "properties" in node:
        return {**node, "required": list(node["properties"]), "additionalProperties": False}
    if "type" not in node and node.get("enum") and all(isinstance(one, str) for one in node["enum"]):
        return {"type": "string", **node}
    return node
