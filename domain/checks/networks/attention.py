"""Attention written by hand: its scores, what they are multiplied of, and what becomes of them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, last, method, receiver
from .nets import Nets
from .trails import number

_QUERY: Final = re.compile(r"^(q|query|queries|xq|q_?\w{0,2})$", re.IGNORECASE)
_KEY: Final = re.compile(r"^(k|key|keys|xk|k_?\w{0,2})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attention:
    """A softmax over scores of queries and keys: `product` is their multiplication, `softmax` the call, `axis` along
    which it goes, where that is known; `exchanged` are the axes of the keys that are exchanged: "last", "last of 4" or "T"."""

    softmax: ast.Call
    product: ast.expr
    axis: int | None
    exchanged: str
    between: tuple[ast.expr, ...]
    scope: Scope


def attentions(nets: Nets) -> Iterator[Attention]:
    """The softmaxes over scores of queries and keys, by the names these have."""
    code = nets.code
    for scope in code.scopes:
        for call in scope.calls:
            if (last(code.called(call)) or method(call)) != "softmax" and not _is_layer(nets, call):
                continue
            plain = bool(code.called(call)) or _is_layer(nets, call)
            scores = argument(call, 0, "input") if plain else receiver(call)
            found = _product(nets, scores)
            if found:
                yield Attention(call, found[0], _axis(nets, call), _exchanged(found[0]), found[1], scope)


def _is_layer(nets: Nets, call: ast.Call) -> bool:
    made = nets.made(call.func) if isinstance(call.func, ast.Attribute | ast.Call) and call.args else None
    return made is not None and made.name == "torch.nn.Softmax"


def _axis(nets: Nets, call: ast.Call) -> int | None:
    made = nets.made(call.func) if _is_layer(nets, call) else None
    if made and made.call:
        given = argument(made.call, 0, "dim")
    elif nets.code.called(call):
        given = keyword(call, "dim") or argument(call, 1, "dim")
    else:
        given = keyword(call, "dim") or argument(call, 0, "dim")
    if isinstance(given, ast.UnaryOp) and isinstance(given.op, ast.USub):
        value = number(nets, given.operand)
        return None if value is None else -value
    return number(nets, given)


def _product(nets: Nets, node: ast.expr | None) -> tuple[ast.expr, tuple[ast.expr, ...]] | None:
    """The multiplication of queries and keys behind scores, and all that is done to them after it."""
    between: list[ast.expr] = []
    for _ in range(12):
        if node is None:
            return None
        if _pair(node):
            return node, tuple(between)
        between.append(node)
        if isinstance(node, ast.Call):
            node = (
                receiver(node)
                if method(node) in ("masked_fill", "masked_fill_", "float", "div", "mul", "clone")
                else None
            )
        elif isinstance(node, ast.BinOp):
            node = node.left if not isinstance(node.left, ast.Constant) else node.right
        else:
            bound = nets.code.binding(node)
            node = bound.value if bound and bound.kind == "assign" and bound.index is None else None
    return None


def _pair(node: ast.expr) -> bool:
    """Whether queries are multiplied with keys here."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        sides = node.left, node.right
    elif isinstance(node, ast.Call) and method(node) in ("matmul", "bmm") and len(node.args) == 2:
        sides = node.args[0], node.args[1]
    else:
        return False
    return bool(_QUERY.match(_base(sides[0]))) and bool(_KEY.match(_base(sides[1])))


def _base(node: ast.expr) -> str:
    while isinstance(node, ast.Call) and receiver(node) is not None:
        node = receiver(node) or node
    return last(dotted(node.value if isinstance(node, ast.Attribute) and node.attr in ("T", "mT") else node))


def _exchanged(product: ast.expr) -> str:
    keys = (
        product.right if isinstance(product, ast.BinOp) else product.args[1] if isinstance(product, ast.Call) else None
    )
    if isinstance(keys, ast.Call) and method(keys) == "transpose" and len(keys.args) == 2:
        axes = {ast.unparse(one) for one in keys.args}
        return "last of 4" if axes == {"2", "3"} else "last" if axes in ({"-1", "-2"}, {"1", "2"}) else ""
    if isinstance(keys, ast.Call) and method(keys) == "permute":
        order = "".join(ast.unparse(one) for one in keys.args)
        return {"021": "last", "0132": "last of 4"}.get(order, "")
    return "T" if isinstance(keys, ast.Attribute) and keys.attr == "T" else ""


def is_minus_infinity(node: ast.expr) -> bool:
    """Whether a value is -inf, or so low that it stands for it."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return isinstance(node.operand.value, int | float) and node.operand.value >= 10_000
    text = ast.unparse(node)
    return "inf" in text or "finfo" in text


def triangle(code: Code, node: ast.expr) -> tuple[str, int] | None:
    """`tril` or `triu` and its diagonal, where a mask is made so; through names, attributes and registered buffers."""
    for _ in range(8):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and method(node) in ("tril", "triu"):
            given = keyword(node, "diagonal") or argument(node, 1 if code.called(node) else 0)
            value = code.value(given) if given is not None else ast.Constant(0)
            known = isinstance(value, ast.Constant) and isinstance(value.value, int)
            return (method(node), value.value) if known and isinstance(value, ast.Constant) else None  # type: ignore[return-value]
        elif isinstance(node, ast.Call) and method(node) in ("to", "bool", "view", "unsqueeze", "type", "cuda", "byte"):
            node = receiver(node) or node
        elif isinstance(node, ast.Name | ast.Attribute):
            value = code.value(node)
            value = _buffer(code, node) or value if value is node else value
            if value is node:
                return None
            node = value
        else:
            return None
    return None


def _buffer(code: Code, node: ast.expr) -> ast.expr | None:
    name = dotted(node)
    for call in code.calls if name.startswith("self.") else ():
        named = call.args[0] if dotted(call.func) == "self.register_buffer" and len(call.args) > 1 else None
        if isinstance(named, ast.Constant) and named.value == name[5:]:
            return call.args[1]
    return None
