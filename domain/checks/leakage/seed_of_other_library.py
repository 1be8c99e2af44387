"""NumPy is seeded, but the random numbers are PyTorch's."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .seeds import seed_calls


def _find(code: Code) -> Iterator[Hit]:
    if "torch" not in code.imported or any("lightning" in name or name == "accelerate" for name in code.imported):
        return
    seeds = list(seed_calls(code))
    if not seeds or any(which in ("torch", "all") for _, which in seeds):
        return
    if any(
        isinstance(n, ast.Attribute) and "seed" in n.attr and n.attr != "seed" for s in code.scopes for n in s.nodes
    ):
        return
    trained = next((c for c in code.calls if isinstance(c.func, ast.Attribute) and c.func.attr == "backward"), None)
    made = next((c for c in code.calls if _is_model(code, c)), None)
    if trained is not None and made is not None:
        call, which = seeds[0]
        yield hit(
            call,
            f"Only {'NumPy' if which == 'numpy' else which} is seeded here. The weights of `{ast.unparse(made)[:50]}` are drawn by "
            "PyTorch, which has a generator of its own: each run starts from other weights.",
            made,
        )


def _is_model(code: Code, call: ast.Call) -> bool:
    full = code.called(call)
    if full in ("torch.nn.Linear", "torch.nn.Sequential", "torch.nn.Conv2d"):
        return True
    cls = code.classes.get(full)
    return cls is not None and "torch.nn.Module" in code.bases(cls)


CHECK = Check(
    name="seed-of-other-library",
    title="The seed of another library",
    severity="risk",
    idea="Each library draws from a generator of its own, so each that is used needs its own seed.",
    question="Which library draws the first weights of the model?",
    terms=("pytorch-training-loop", "pytorch-tensors"),
    bad="""
import numpy as np
import torch
np.random.seed(0)
model = torch.nn.Linear(4, 1)
loss = model(torch.ones(8, 4)).mean()
loss.backward()
""",
    good="""
import numpy as np
import torch
np.random.seed(0)
torch.manual_seed(0)
model = torch.nn.Linear(4, 1)
loss = model(torch.ones(8, 4)).mean()
loss.backward()
""",
    find=_find,
)
