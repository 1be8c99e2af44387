"""Loading what may run code."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import argument, dotted, keyword, last
from .flow import shown
from .outside import is_fetched


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        made = code.called(call)
        if made == "yaml.load":
            loader = argument(call, 1, "Loader")
            if loader is None and not any(k.arg is None for k in call.keywords):
                func = call.func.value if isinstance(call.func, ast.Attribute) else None
                edits = (
                    replaced(call.func, f"{dotted(func)}.safe_load") if func is not None and len(call.args) == 1 else ()
                )
                yield hit(
                    call,
                    f"`{shown(call)}` can make any Python object; without a Loader PyYAML 6 refuses: TypeError.",
                    edits=edits,
                )
            elif loader is not None and last(dotted(loader)) in ("Loader", "UnsafeLoader", "CLoader"):
                yield hit(
                    call,
                    f"`{shown(loader)}` makes any Python object a file asks for, and so runs what its author wants.",
                )
        elif made in ("yaml.unsafe_load", "yaml.unsafe_load_all"):
            yield hit(
                call, f"`{shown(call)}` makes any Python object a file asks for, and so runs what its author wants."
            )
        elif _is_pickle(call, made) and call.args and is_fetched(code, call.args[0]):
            yield hit(
                call,
                f"`{shown(call)}` runs what the author of a file from the web put into it.",
                code.value(call.args[0]),
            )


def _is_pickle(call: ast.Call, made: str) -> bool:
    if made == "torch.load":
        safe = keyword(call, "weights_only")
        return isinstance(safe, ast.Constant) and safe.value is False
    return made in ("pickle.load", "pickle.loads", "joblib.load", "dill.load", "dill.loads", "cloudpickle.load")


CHECK = Check(
    name="unsafe-load",
    title="Loading this file can run code",
    severity="risk",
    idea="Pickle and full YAML hold instructions, not only data. From others load only formats that can't: safetensors, JSON, "
    "`yaml.safe_load`.",
    question="What could the author of this file make your program do?",
    terms=("Python modules and imports", "HuggingFace Hub and Datasets"),
    bad='import yaml\n\nwith open("config.yaml") as file:\n    config = yaml.load(file, Loader=yaml.Loader)\n',
    good='import yaml\n\nwith open("config.yaml") as file:\n    config = yaml.safe_load(file)\n',
    find=_find,
)
