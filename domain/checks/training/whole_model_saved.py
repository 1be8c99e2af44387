"""Networks saved as Python objects."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted
from .words import is_model


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if code.called(call) != "torch.save":
            continue
        saved = argument(call, 0, "obj")
        if (
            saved is not None
            and dotted(saved)
            and is_model(code, saved)
            and f"{dotted(saved)} = torch.jit" not in code.text
        ):
            name = dotted(saved)
            message = (
                f"torch.save pickles {name} itself: it loads only where its class has the same name in the same module, and "
                "torch.load refuses it unless weights_only=False, which runs whatever the file says."
            )
            # No edit: weights alone make another file, and what loads it must change with it.
            yield hit(call, message)


CHECK = Check(
    name="whole-model-saved",
    title="The network is saved as an object, not its weights",
    severity="smell",
    idea="A pickle of an object holds the path of its class and breaks when the code moves. The weights alone, a dict of "
    "tensors, load anywhere.",
    question="What must be where, and named how, for this file to load in a year?",
    terms=("pytorch-training-loop", "model-serving"),
    bad="""\
model = nn.Linear(4, 2)
torch.save(model, "model.pt")
""",
    good="""\
model = nn.Linear(4, 2)
torch.save(model.state_dict(), "model.pt")
""",
    find=_find,
)
