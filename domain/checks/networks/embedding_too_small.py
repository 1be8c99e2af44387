"""Finds embeddings with one row too few."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, method
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    shifted = _from_one(code)
    for call in code.calls:
        if method(call) != "Embedding" or code.called(call).startswith("transformers"):
            continue
        given = argument(call, 0, "num_embeddings") or keyword(call, "input_dim")
        size = code.value(given) if given is not None else None
        if not isinstance(size, ast.Call) or dotted(size.func) != "len" or not size.args:
            continue
        what = size.args[0]
        name = dotted(what)
        if (
            name.endswith(".word_index")
            or (isinstance(code.value(what), ast.Attribute) and dotted(code.value(what)).endswith(".word_index"))
            or name in shifted
        ):
            message = (
                f"`{short(call)}` has {short(size)} rows, numbered from 0, but the indices in `{short(what)}` begin at 1: the last word's index "
                "is one too high, and looking it up fails."
            )
            yield hit(call, message, size, *shifted.get(name, ()))


def _from_one(code: Code) -> dict[str, tuple[int, ...]]:
    """The dictionaries from words to indices that begin at 1, and hold nothing besides."""
    found: dict[str, tuple[int, ...]] = {}
    for scope in code.scopes:
        for node in scope.nodes:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.DictComp) and dotted(node.targets[0])):
                continue
            source = node.value.generators[0].iter
            counts = isinstance(source, ast.Call) and dotted(source.func) == "enumerate"
            start = argument(source, 1, "start") if isinstance(source, ast.Call) else None
            by_one = (
                isinstance(node.value.value, ast.BinOp)
                and isinstance(node.value.value.op, ast.Add)
                and ast.unparse(node.value.value.right) == "1"
            )
            begins = isinstance(start, ast.Constant) and start.value == 1
            name = dotted(node.targets[0])
            if (
                counts
                and ((by_one and start is None) or (begins and isinstance(node.value.value, ast.Name)))
                and not _is_added_to(code, name)
            ):
                found[name] = (node.lineno,)
    return found


def _is_added_to(code: Code, name: str) -> bool:
    """Whether a dictionary gets further entries, such as one for padding."""
    nodes = [n for scope in code.scopes for n in scope.nodes]
    sets = any(isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store) and dotted(n.value) == name for n in nodes)
    return sets or any(dotted(c.func) in (f"{name}.update", f"{name}.setdefault") for c in code.calls)


_PROGRAM = """import torch.nn as nn

vocab = {{word: i + 1 for i, word in enumerate(words)}}
embedding = nn.Embedding({size}, 64, padding_idx=0)
"""
CHECK = Check(
    name="embedding-too-small",
    title="An embedding has one row too few",
    severity="bug",
    idea="An embedding with n rows takes the indices 0 to n - 1. When 0 is kept for padding, the words need one row more.",
    question="What is the highest index, and which row does it ask for?",
    terms=("embeddings", "rnn"),
    bad=_PROGRAM.format(size="len(vocab)"),
    good=_PROGRAM.format(size="len(vocab) + 1"),
    find=_find,
)
