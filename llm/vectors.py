"""Embeddings that are made once and kept, in one byte a number: enough to tell which texts are alike."""

import base64
import hashlib
import math
from array import array
from collections.abc import Sequence
from operator import mul

from .asking import Model

BATCH = 48
_PROMPT = "embed"


def kept_vectors(
    model: Model, texts: Sequence[str], *, seconds: float, at_once: int = BATCH
) -> list["array[int]"] | None:
    """A vector for each text, each made once and then kept, so many together `at_once`: the same ones are asked again.

    None when the seconds are over before all are made; what was made is kept, so a later call goes on from there.
    Raises the errors of llm/errors.py.
    """
    until = model.pacing.clock() + seconds
    vectors = []
    for begin in range(0, len(texts), at_once):
        batch = texts[begin : begin + at_once]
        key = (model.card.embedder, _PROMPT, hashlib.sha256("\0".join(batch).encode()).hexdigest())
        kept = model.cache.get(*key) if model.cache else None
        if kept is None:
            if model.pacing.clock() > until:
                return None
            kept = " ".join(_packed(vector) for vector in model.embed(batch, prompt=_PROMPT))
            if model.cache:
                model.cache.put(*key, kept)
        vectors += [array("b", base64.b64decode(packed)) for packed in kept.split(" ")]
    return vectors


def small(vector: Sequence[float]) -> "array[int]":
    """A vector of the same direction, its largest number 127 and all of them whole."""
    largest = max(map(abs, vector), default=0.0) or 1.0
    return array("b", [round(number * 127 / largest) for number in vector])


def alike(one: "array[int]", other: "array[int]") -> float:
    """How alike two vectors are: the cosine of the angle between them, 0 when one of them is empty."""
    lengths = math.sqrt(sum(map(mul, one, one)) * sum(map(mul, other, other)))
    return sum(map(mul, one, other)) / lengths if lengths else 0.0


def _packed(vector: Sequence[float]) -> str:
    return base64.b64encode(small(vector).tobytes()).decode()
