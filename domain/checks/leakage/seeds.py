"""Where the sources of chance are seeded."""

import ast
from collections.abc import Iterator
from typing import Final

from ..code import Code
from ..syntax import dotted, last

SEEDING: Final = {
    "numpy.random.seed": "numpy", "random.seed": "random", "torch.manual_seed": "torch", "tensorflow.random.set_seed": "tensorflow",
    "torch.random.manual_seed": "torch", "tensorflow.set_random_seed": "tensorflow",
}  # fmt: skip
"""What seeds which library."""
_ALL: Final = ("seed", "determinis", "reproduc")


def seed_calls(code: Code) -> Iterator[tuple[ast.Call, str]]:
    """The calls that seed a library, with its name; `all` for a function such as `seed_everything` or `set_seed`."""
    yield from code.fact(_seeding)


def _seeding(code: Code) -> list[tuple[ast.Call, str]]:
    return list(_seeds(code))


def _seeds(code: Code) -> Iterator[tuple[ast.Call, str]]:
    for call in code.calls:
        full = code.called(call)
        if full in SEEDING:
            yield call, SEEDING[full]
            continue
        name = last(dotted(call.func)).lower()
        if any(word in name for word in _ALL):
            yield call, "all"


def is_seeded(code: Code, library: str) -> bool:
    """Whether a library is seeded anywhere, or may be by a function that isn't seen here."""
    return any(which in (library, "all") for _, which in seed_calls(code))
