"""`"loss {loss}"` without the f."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import method
from .flow import shown

_FIELD: Final = re.compile(
    r"(?<!\{)\{([a-z_]\w*)(?:\.\w+(?:\(\))?|\[\w+\])?(?:![rsa])?(?::[^{}]{0,12})?\}(?!\})", re.IGNORECASE
)
_COMPUTED: Final = re.compile(r"(?<!\{)\{([^{}:!]{3,60})(?::[^{}]{0,12})?\}(?!\})")
_BUILTIN: Final = frozenset(
    ["len", "sum", "max", "min", "round", "abs", "sorted", "str", "int", "float", "list", "type", "set"]
)
_SAYING: Final = frozenset({"print", "tqdm.write", "logging.info", "logging.warning", "logging.debug", "logging.error"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if code.called(call) not in _SAYING and not _is_raised(code, call):
            continue
        for arg in call.args:
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
                name = next((f[1] for f in _FIELD.finditer(arg.value) if code.bindings(f[1], code.scope_of(call))), "")
                name = name or next((f[1] for f in _COMPUTED.finditer(arg.value) if _is_computed(code, call, f[1])), "")
                if name and not any(k.arg == name for k in call.keywords):
                    plain = _is_plain(code, arg)
                    yield hit(
                        arg, f"Without an `f` before the quote this shows `{{{name}}}` as it stands, not the value of `{name}`.",
                        edits=inserted(arg.lineno, arg.col_offset + 1, "f") if plain else (),
                    )  # fmt: skip
                    break


def _is_computed(code: Code, call: ast.Call, text: str) -> bool:
    """Whether what stands in braces is an expression of names that the code gives a value: `len(rows)`, `total / n`."""
    try:
        inner = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return False
    if not isinstance(inner, ast.Call | ast.BinOp):
        return False
    read = {n.id for n in ast.walk(inner) if isinstance(n, ast.Name)}
    own = {name for name in read if code.bindings(name, code.scope_of(call))}
    return bool(own) and read - own <= _BUILTIN


def _is_raised(code: Code, call: ast.Call) -> bool:
    return (
        isinstance(code.parents.get(call), ast.Raise)
        and len(call.args) == 1
        and not call.keywords
        and method(call).endswith(("Error", "Exception"))
    )


def _is_plain(code: Code, node: ast.Constant) -> bool:
    """Whether it is one text with nothing before its quote, in which an f makes fields of exactly these braces."""
    line = code.text.split("\n")[node.lineno - 1]
    rest = _FIELD.sub("", str(node.value))
    single = (
        node.lineno == node.end_lineno and line.isascii() and line[node.col_offset : node.col_offset + 1] in ("'", '"')
    )
    inner = line[node.col_offset + 1 : (node.end_col_offset or 0) - 1]
    return (
        single and "{" not in rest and "}" not in rest and "'" not in inner and '"' not in inner and bool(shown(node))
    )


CHECK = Check(
    name="text-without-f",
    title="The braces of this text are not filled",
    severity="bug",
    idea="Only a text with an `f` before its quote puts values in place of braces.",
    question="What exactly is shown on the screen by this line?",
    terms=("Python basics: values and names",),
    bad='loss = 0.5\nprint("loss: {loss:.3f}")\n',
    good='loss = 0.5\nprint(f"loss: {loss:.3f}")\n',
    find=_find,
)
