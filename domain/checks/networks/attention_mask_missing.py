"""Finds padded tokens that a transformer reads without their mask."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, spreads
from .trails import short

_PADS = re.compile(
    r"padding\s*=\s*(True|['\"](longest|max_length)['\"])|pad_to_max_length\s*=\s*True|DataCollatorWithPadding"
)
_MODELS = frozenset(
    {"model", "bert", "encoder", "backbone", "net", "lm", "llm", "roberta", "transformer", "classifier"}
)


def _find(code: Code) -> Iterator[Hit]:
    if (
        not _PADS.search(code.text)
        or re.search(r"attention_?mask|attn_mask", code.text, re.IGNORECASE)
        or "CLIP" in code.text
    ):
        return
    for call in code.calls:
        name = dotted(call.func)
        is_model = last(name) in _MODELS or (
            method(call) == "generate" and last(name.removesuffix(".generate")) in _MODELS
        )
        if not is_model or spreads(call):
            continue
        given = keyword(call, "input_ids") or (call.args[0] if len(call.args) == 1 else None)
        if given is not None and _is_ids(code, given):
            message = (
                f"`{short(call)}` gets the tokens without the mask that says which of them are padding: the model reads the padding like words, and "
                "the result for a text depends on what it is batched with."
            )
            yield hit(call, message)


def _is_ids(code: Code, node: ast.expr) -> bool:
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("to", "cuda", "squeeze")
    ):
        node = node.func.value
    texts = {ast.unparse(node), ast.unparse(code.value(node))}
    return any(re.search(r"input_ids['\"]?\]?(\.\w+\(.*\))?$", text) for text in texts)


_PROGRAM = """import torch

def scores(model, tokenizer, texts):
    batch = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        return model(input_ids=batch["input_ids"]{more}).logits
"""
CHECK = Check(
    name="attention-mask-missing",
    title="Padding is read like text",
    severity="bug",
    idea="A tokenizer that pads also says which places are real. Without that mask attention goes to the padding too.",
    question="How should the model tell padding from words here?",
    terms=("hf-transformers-library", "tokenization"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=', attention_mask=batch["attention_mask"]'),
    find=_find,
)
