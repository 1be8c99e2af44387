"""What names say: whether something is a model, an optimiser, a loader, and which part of the data it holds."""

import ast
import re
from typing import Final, Literal

from ..code import Code, Scope
from ..syntax import dotted, last

Part = Literal["train", "held", ""]
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_GLUED = re.compile(
    r"^(train|training|test|val|valid|validation|eval|dev)(loader|dataloader|set|dataset|data|dl|ds|iter|gen)$"
)
_TRAIN: Final = frozenset({"train", "training", "trn", "tr"})
_HELD: Final = frozenset(
    {"test", "tst", "val", "valid", "validation", "eval", "evaluation", "dev", "holdout", "heldout"}
)
_MODEL = re.compile(
    r"(^|_)(model|net|network|classifier|encoder|decoder|generator|discriminator|critic|backbone|resnet|vgg|cnn|mlp"
    r"|lstm|rnn|gru|unet|vae|autoencoder|student|regressor|transformer|bert|gpt|clf|nn|net_?[dg])_?\d*$",
    re.IGNORECASE,
)
_OPTIMIZER = re.compile(r"optim|(^|_)opt(_|\d|$)|^opt[a-z]?$|_opt$|^opt[DG]$", re.IGNORECASE)
_SCHEDULER = re.compile(r"sched", re.IGNORECASE)
_LOADER = re.compile(r"loader|_dl$|^dl$|batches$", re.IGNORECASE)
_OTHER_MODELS: Final = (
    "torchvision.models.", "timm.create_model", "torch.hub.load", "torch.nn.", "segmentation_models_pytorch.",
)  # fmt: skip
_WHOLE: Final = frozenset(
    {"Sequential", "Linear", "LSTM", "GRU", "RNN", "Transformer", "DataParallel", "DistributedDataParallel"}
)
_VERBS: Final = frozenset({
    "get", "build", "make", "create", "train", "test", "load", "save", "generate", "run", "init", "compile", "sample", "evaluate",
    "predict", "update", "fit", "setup", "freeze", "unwrap", "wrap", "plot", "show", "print", "log", "is", "call", "apply",
})  # fmt: skip


def tokens(name: str) -> list[str]:
    """The words of a name in small letters: `["x", "test"]` of `X_test`; `trainloader` is `train` and `loader`."""
    found: list[str] = []
    for token in _TOKEN.findall(name):
        glued = _GLUED.match(token.lower())
        found += glued.groups() if glued else [token.lower()]
    return found


def label(node: ast.AST | None) -> str:
    """What a value is called: the name of `opt`, `self.opt` or `opts[0]` (then without the index); empty for others."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return dotted(node) if node is not None else ""


def part(node: ast.AST) -> Part:
    """Which part of the data is named within a node; empty when none, or when both are."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            found.update(tokens(one.id))
        elif isinstance(one, ast.Attribute):
            found.update(tokens(one.attr))
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and len(one.value) < 20:
            found.update(tokens(one.value))
    return part_of(found)


def part_of(found: set[str]) -> Part:
    """The part of the data that these words name."""
    trains, holds = not _TRAIN.isdisjoint(found), not _HELD.isdisjoint(found)
    return "" if trains == holds else "train" if trains else "held"


def is_own(code: Code, name: str, scope: Scope) -> bool:
    """Whether a name is a function, a class or an import of this code, and so not a value."""
    if name.startswith("self.") and scope.owner and f"{scope.owner.name}.{name[5:]}" in code.functions:
        return True
    found = code.bindings(name.partition(".")[0], scope)
    return bool(found) and found[-1].kind in ("def", "class", "import")


def module_class(code: Code, name: str) -> ast.ClassDef | None:
    """The class of that name, when it is a network."""
    cls = code.classes.get(name)
    return cls if cls and any(last(base) in ("Module", "LightningModule") for base in code.bases(cls)) else None


def is_model(code: Code, node: ast.expr) -> bool:
    """Whether this value is a network, by what made it or by its name."""
    name = label(node)
    if not name or is_own(code, name, code.scope_of(node)):
        return False
    made = code.made_by(node)
    if made:
        if module_class(code, made) or made.endswith("from_pretrained"):
            return True
        if made.startswith(_OTHER_MODELS):
            return last(made) in _WHOLE if made.startswith("torch.nn.") else True
        if made.startswith(("torch.", "sklearn.", "keras.", "tensorflow.", "xgboost.", "numpy.")):
            return False
    return bool(_MODEL.search(last(name))) and tokens(last(name))[0] not in _VERBS


def is_optimizer(code: Code, node: ast.AST | None) -> bool:
    """Whether this value is an optimiser of PyTorch, by what made it or by its name."""
    if not isinstance(node, ast.expr) or is_scheduler(code, node):
        return False
    made = code.made_by(node)
    if made.startswith("torch.optim."):
        return True
    return bool(_OPTIMIZER.search(last(label(node)))) and not is_own(code, label(node), code.scope_of(node))


def is_scheduler(code: Code, node: ast.expr) -> bool:
    """Whether this value is a scheduler of the learning rate."""
    made = code.made_by(node)
    if "lr_scheduler." in made or (made.startswith("transformers.") and "schedule" in made):
        return True
    return bool(_SCHEDULER.search(last(label(node))))


def is_loader(code: Code, node: ast.expr) -> bool:
    """Whether this value gives batches, by what made it or by its name."""
    if last(code.made_by(node)) == "DataLoader":
        return True
    return bool(_LOADER.search(last(label(node)))) and not is_own(code, label(node), code.scope_of(node))
