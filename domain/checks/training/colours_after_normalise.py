"""Changes of colour that come after the colours are gone."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .datasets import composed, name_of

_OF_COLOURS = frozenset({
    "ColorJitter", "RandomAutocontrast", "RandomPosterize", "RandomSolarize", "RandomEqualize", "RandomInvert", "RandAugment",
    "AutoAugment", "TrivialAugmentWide", "AugMix", "RandomAdjustSharpness", "RandomGrayscale", "ToTensor",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if name_of(code, call) != "Compose" or not call.args:
            continue
        steps = composed(code, call)
        names = [name_of(code, step) for step in steps]
        if "Normalize" not in names or "albumentations" in code.text:
            continue
        start = names.index("Normalize")
        late = next((n for n in range(start + 1, len(names)) if names[n] in _OF_COLOURS - {"ToTensor"}), None)
        if late is not None and "ToTensor" in [*names[:start], "ToImage" in names and "ToTensor"]:
            message = (
                f"{names[late]} comes after Normalize: it takes its input for colours from 0 to 1 and cuts off the rest, but normalised values "
                "go from about -2 to 2.6."
            )
            yield hit(steps[late], message, steps[start])


CHECK = Check(
    name="colours-after-normalise",
    title="Colours are changed after they are normalised",
    severity="bug",
    idea="Augmentation of colours knows what colours are: values from 0 to 1, or whole numbers to 255. Normalising comes last, "
    "right before the network.",
    question="Which values does this step get, and which does it expect?",
    terms=("cnn", "pytorch-tensors"),
    bad="""\
augment = transforms.Compose([transforms.ToTensor(), transforms.Normalize(mean, std), transforms.ColorJitter(0.4, 0.4)])
""",
    good="""\
augment = transforms.Compose([transforms.ColorJitter(0.4, 0.4), transforms.ToTensor(), transforms.Normalize(mean, std)])
""",
    find=_find,
)
