"""Transforms of tensors that come before there is a tensor."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .datasets import composed, name_of

_OF_TENSORS = ("Normalize", "RandomErasing")


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if name_of(code, call) != "Compose" or not call.args or not isinstance(call.args[0], ast.List):
            continue
        steps = composed(code, call)
        names = [name_of(code, step) for step in steps]
        if "ToTensor" not in names or any("albumentations" in code.called(step) for step in steps):
            continue
        end = names.index("ToTensor")
        early = next((n for n in range(end) if names[n] in _OF_TENSORS), None)
        if early is not None and not {"ToImage", "PILToTensor", "ToTensorV2"} & set(names[:end]):
            message = f"{names[early]} comes before ToTensor and gets a PIL image: “img should be Tensor Image”. It works on tensors only."
            yield hit(steps[early], message, steps[end])


CHECK = Check(
    name="normalise-before-tensor",
    title="Normalize stands before ToTensor",
    severity="bug",
    idea="Transforms run in the order of the list. ToTensor makes a tensor with values from 0 to 1; what works on tensors "
    "comes after it.",
    question="Of which type is the image when Normalize gets it?",
    terms=("cnn", "pytorch-tensors"),
    bad="""\
transform = transforms.Compose([transforms.Normalize((0.5,), (0.5,)), transforms.ToTensor()])
""",
    good="""\
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
""",
    find=_find,
)
