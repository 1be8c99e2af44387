"""Finds view or reshape where axes should be exchanged."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, last, method, receiver
from .sizes import origin, size_of
from .trails import Trails, short

_READS = frozenset({"open", "imread", "load_img", "read_image"})


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        function = code.called(call) in ("numpy.reshape", "torch.reshape") and len(call.args) == 2
        if method(call) not in ("view", "reshape") or (code.called(call) and not function):
            continue
        owner, sizes = (call.args[0], call.args[1:]) if function else (receiver(call), call.args)
        sizes = list(sizes[0].elts) if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple | ast.List) else list(sizes)
        if owner is not None and (_is_exchanged(trails, call, owner, sizes) or _is_picture(trails, owner, sizes)):
            message = (
                f"`{short(call)}` keeps the values in their order and only counts them off anew: rows don't become columns. Of "
                "[[1, 2, 3], [4, 5, 6]] it makes [[1, 2], [3, 4], [5, 6]], not [[1, 4], [2, 5], [3, 6]]."
            )
            yield hit(call, message)


def _is_exchanged(trails: Trails, call: ast.Call, owner: ast.expr, sizes: list[ast.expr]) -> bool:
    """Whether the sizes are those that the tensor itself had, each once, in another order."""
    if any(method(c) == "pad" for c in trails.code.scope_of(call).calls):
        return False
    rest = [one for one in sizes if not (isinstance(one, ast.Constant) and one.value == 1)]
    ends = len(rest) > 2 and ast.unparse(rest[-1]) == "-1"
    found = [size_of(trails, one) for one in (rest[:-1] if ends else rest)]
    known = [one for one in found if one is not None]
    if len(known) < 2 or len(known) != len(found) or len({name for name, _ in known}) != 1:
        return False
    axes = [axis for _, axis in known]
    base = origin(trails, owner)
    same = known[0][0] in (dotted(owner), dotted(base) if base is not None else "")
    return same and sorted(axes) == list(range(len(axes))) and axes != sorted(axes) and _is_kept(trails, call, rest[0])


def _is_kept(trails: Trails, call: ast.Call, size: ast.expr) -> bool:
    """Whether the tensor is still the one whose sizes were taken."""
    found = size_of(trails, size)
    bound = trails.code.binding(size) if isinstance(size, ast.Name) else None
    after = begin(bound.node) if bound else begin(call)
    scope = trails.code.scope_of(call)
    return found is not None and not any(
        after < b.at < begin(call) and not _only_converts(trails, b.value, found[0])
        for b in scope.bindings.get(found[0], ())
    )


def _only_converts(trails: Trails, value: ast.expr | None, name: str) -> bool:
    base = origin(trails, value)
    return base is not None and dotted(base) == name


def _is_picture(trails: Trails, owner: ast.expr, sizes: list[ast.expr]) -> bool:
    """Whether a picture that was read from a file, so with its colours last, gets the sizes of one with its colours first."""
    base = origin(trails, owner)
    while isinstance(base, ast.Call) and method(base) in ("convert", "resize") and receiver(base) is not None:
        base = origin(trails, receiver(base))
    rest = [ast.unparse(one) for one in sizes if ast.unparse(one) not in ("1", "-1")]
    is_read = isinstance(base, ast.Call) and last(dotted(base.func)) in _READS and "." in dotted(base.func)
    return is_read and len(rest) == 3 and rest[0] == "3" != rest[-1] and "read_image" not in ast.unparse(base or owner)


_PROGRAM = """def to_channels_first(x):
    batch, steps, channels = x.shape
    return {line}
"""
CHECK = Check(
    name="view-for-transpose",
    title="Reshaped where axes should be exchanged",
    severity="bug",
    idea="view and reshape read the same values off in the same order. transpose and permute exchange axes.",
    question="Where does the value at row 0, column 1 stand afterwards?",
    terms=("pytorch-tensors", "transformer-block"),
    bad=_PROGRAM.format(line="x.view(batch, channels, steps)"),
    good=_PROGRAM.format(line="x.permute(0, 2, 1)"),
    find=_find,
)
