"""What comes from outside of a program: input, requests, files, the web, a model's answers."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ..code import Code, Scope
from ..syntax import begin, dotted, last, method

_GIVEN: Final = frozenset({"input", "sys.argv", "sys.stdin", "sys.stdin.read", "sys.stdin.readline"})
_REQUEST: Final = re.compile(r"(flask\.)?request\.(args|form|json|values|data|get_json|GET|POST|query_params|body)")
_ANSWER: Final = re.compile(r"choices\[.*\]\.message|\.completion\b|generated_text")
_FETCHED: Final = frozenset(
    {"requests.get", "httpx.get", "urllib.request.urlopen", "urllib.request.urlretrieve", "wget.download", "gdown.download",
     "requests.post", "huggingface_hub.hf_hub_download"}
)  # fmt: skip
_STEPS: Final = 6


def is_given(code: Code, node: ast.expr) -> bool:
    """Whether somebody outside decides what this value is."""
    return any(_is_source(code, part) for part in origins(code, node, _STEPS))


def is_fetched(code: Code, node: ast.expr) -> bool:
    """Whether it was fetched from the web."""
    return any(isinstance(p, ast.Call) and code.called(p) in _FETCHED for p in origins(code, node, _STEPS))


def origins(code: Code, node: ast.expr, steps: int) -> Iterator[ast.expr]:
    """The expressions that a value is made of, as far back as names can be followed; of a parameter, what callers give."""
    seen: set[ast.AST] = set()
    waiting: list[tuple[ast.expr, int]] = [(node, steps)]
    while waiting and len(seen) < 200:
        one, left = waiting.pop()
        for part in ast.walk(one):
            if not isinstance(part, ast.expr) or part in seen:
                continue
            seen.add(part)
            yield part
            if left > 0 and isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                waiting += [(value, left - 1) for value in _behind(code, part)]


def _behind(code: Code, name: ast.Name) -> Iterator[ast.expr]:
    bound = code.binding(name)
    if bound is None:
        return
    if bound.kind == "parameter":
        yield from _given_by_callers(code, code.scope_of(bound.node), bound.name)
    elif bound.value is not None and bound.kind in ("assign", "with", "for"):
        yield bound.value


def _given_by_callers(code: Code, scope: Scope, name: str) -> Iterator[ast.expr]:
    if not scope.name or name not in scope.parameters:
        return
    position = scope.parameters.index(name) - (1 if scope.owner else 0)
    for call in code.callers(scope)[:5]:
        if 0 <= position < len(call.args):
            yield call.args[position]
        yield from (k.value for k in call.keywords if k.arg == name)


def _is_source(code: Code, node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and code.called(node) in _GIVEN:
        return True
    if isinstance(node, ast.Attribute):
        return (
            code.qualified(node) in _GIVEN
            or bool(_REQUEST.fullmatch(dotted(node)))
            or bool(_ANSWER.search(ast.unparse(node)))
        )
    return False


def filled_texts(node: ast.expr) -> list[ast.expr] | None:
    """The values that are put into a text by an f-string, `+`, `%` or `format`; None when it isn't such a text."""
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_text(node.left):
        return list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [filled_texts(side) for side in (node.left, node.right)]
        if any(_is_text(side) or found is not None for side, found in zip((node.left, node.right), sides, strict=True)):
            parts = zip((node.left, node.right), sides, strict=True)
            return [
                v for side, found in parts for v in (found if found is not None else [] if _is_text(side) else [side])
            ]
        return None
    if isinstance(node, ast.Call) and method(node) == "format" and isinstance(node.func, ast.Attribute):
        return [*node.args, *(k.value for k in node.keywords)] if _is_text(node.func.value) else None
    return None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_fixed(code: Code, node: ast.expr) -> bool:
    """Whether a value surely can't carry foreign text: a literal, a number, a name of one."""
    value = code.value(node)
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.JoinedStr | ast.BinOp | ast.Tuple | ast.List):
        parts = [n for n in ast.iter_child_nodes(value) if isinstance(n, ast.expr)]
        return all(is_fixed(code, part.value if isinstance(part, ast.FormattedValue) else part) for part in parts)
    if isinstance(value, ast.Call):
        return code.called(value) in ("int", "float", "len", "round", "shlex.quote", "shlex.join", "abs", "id") or last(
            code.called(value)
        ) in ("quote", "quote_ident")  # fmt: skip
    bound = code.binding(node) if isinstance(node, ast.Name) else None
    if bound is not None and bound.kind == "for" and bound.value is not None:
        of = code.value(bound.value)
        return code.called(of) in ("range", "enumerate") or (
            isinstance(of, ast.List | ast.Tuple) and is_fixed(code, of)
        )
    return bool(dotted(node).isupper()) or begin(node) == (0, 0)
