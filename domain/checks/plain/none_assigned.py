"""The result of a call that changes something in place, used as if it were the thing."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .flow import shown
from .frames import Data
from .none_results import gives_none


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for call in code.calls:
        target = _taker(code, call)
        if not target:
            continue
        who = gives_none(code, data, call) or _by_shape(code, data, call)
        if who:
            yield hit(call, f"{who} changes its object and gives None, so {target} None.")


def _taker(code: Code, call: ast.Call) -> str:
    """Who gets the result, in words; empty when nobody does."""
    parent = code.parents.get(call)
    if isinstance(parent, ast.Assign) and parent.value is call:
        return f"`{shown(parent.targets[0])}` becomes"
    if isinstance(parent, ast.Attribute):
        return f"`.{parent.attr}` is asked of"
    if isinstance(parent, ast.For | ast.comprehension) and parent.iter is call:
        return "the loop runs over"
    if isinstance(parent, ast.Call) and call in parent.args and not _is_ignored(code, parent):
        return f"`{shown(parent.func)}` is given"
    return ""


def _is_ignored(code: Code, outer: ast.Call) -> bool:
    """A call that may be there to swallow what its arguments give."""
    return isinstance(code.parents.get(outer), ast.Expr) and not dotted(outer.func)


def _by_shape(code: Code, data: Data, call: ast.Call) -> str:
    """`x = x.sort()`: the name is given the result of what changes it; of unknown kind, but never right."""
    parent, of = code.parents.get(call), receiver(call)
    if not isinstance(parent, ast.Assign) or of is None or data.kind(of) or len(parent.targets) != 1:
        return ""
    same = dotted(of) and dotted(of) == dotted(parent.targets[0])
    if not same or "torch" in code.imported:
        return ""
    sorts = method(call) in ("sort", "reverse") and not call.args
    grows = method(call) in ("append", "extend") and len(call.args) == 1 and not call.keywords
    return f"`{dotted(call.func)}`" if (sorts or grows) and not _is_own(code, of) else ""


def _is_own(code: Code, of: ast.expr) -> bool:
    """An object whose class may well give itself back."""
    made = code.made_by(of)
    return bool(made) or not isinstance(of, ast.Name)


CHECK = Check(
    name="none-assigned",
    title="The result of a change in place is used, and it is None",
    severity="bug",
    idea="In Python what changes an object in place gives None, so that it can't be mistaken for a new object. "
    "Call it on a line of its own, or use the form that gives a new object.",
    question="What does this call give back, and what is in the name on the line after?",
    terms=("Python basics: values and names", "Tables with pandas"),
    bad='names = ["b", "a"]\nnames = names.sort()\n',
    good='names = ["b", "a"]\nnames.sort()\n',
    find=_find,
)
