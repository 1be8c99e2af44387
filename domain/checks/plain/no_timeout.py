"""Requests that may wait for ever."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted, keyword, method, receiver, spreads

_VERBS: Final = frozenset(["get", "post", "put", "patch", "delete", "head", "options", "request"])

_FUNCTIONS: Final = frozenset(f"requests.{verb}" for verb in _VERBS)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if (
            method(call) not in _VERBS | {"urlopen"}
            or not call.args
            or keyword(call, "timeout") is not None
            or spreads(call)
        ):
            continue
        if _is_requests(code, call):
            yield hit(
                call, f"`{dotted(call.func) or method(call)}` waits for ever when the other side takes the call and never answers.",
                edits=_edits(code, call),
            )  # fmt: skip


def _is_requests(code: Code, call: ast.Call) -> bool:
    made = code.called(call)
    if made:
        return (made == "urllib.request.urlopen" and len(call.args) == 1) or made in _FUNCTIONS
    of = receiver(call)
    return of is not None and code.made_by(of) in ("requests.Session", "requests.session")


def _edits(code: Code, call: ast.Call) -> tuple[Edit, ...]:
    line = code.text.split("\n")[(call.end_lineno or 1) - 1].encode()
    before = line[: (call.end_col_offset or 1) - 1].rstrip()
    if not before or before.endswith(b","):
        return ()
    return inserted(call.end_lineno or 1, call.end_col_offset or 1, ", timeout=10")


CHECK = Check(
    name="no-timeout",
    title="This request may wait for ever",
    severity="risk",
    idea="requests and urlopen have no time limit of their own. Say how long an answer may take, and what happens when it doesn't come.",
    question="How long does this line take when the server accepts the connection and then says nothing?",
    terms=("Serving a model over HTTP", "Python modules and imports"),
    bad='import requests\n\nprices = requests.get("https://example.com/prices.json").json()\n',
    good='import requests\n\nprices = requests.get("https://example.com/prices.json", timeout=10).json()\n',
    find=_find,
)
