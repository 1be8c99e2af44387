"""Training batches that come in the same order in every epoch."""

import ast
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit, inserted, replaced
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, names
from .datasets import Loader, loaders
from .loops import Loops
from .words import tokens

_KEEPS_ORDER = frozenset({
    "sequence", "seq", "series", "time", "temporal", "window", "windows", "stream", "iterable", "ordered", "sequential", "text",
    "eval", "noshuffle", "unshuffled", "feature", "features", "embedding", "embeddings", "lm", "language", "stock", "bptt",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if not loops.is_torch:
        return
    found = list(loaders(code))
    shuffled = {dotted(one.dataset) for one in found if one.call not in [f.call for f in found if _is_unshuffled(f)]}
    for one in found:
        if (
            one.part != "train"
            or not _is_unshuffled(one)
            or ("train" not in tokens(one.name) and not (loops.events and one.name))
            or _keeps_order(code, one)
            or dotted(one.dataset) in shuffled - {""}
        ):
            continue
        given = argument(one.call, 2, "shuffle")
        if _only_reads(loops, one):
            continue
        what = "with shuffle=False" if given is not None else "without shuffle, which is False unless it is given"
        message = (
            f"{one.name or 'The training loader'} is made {what}: every epoch has the same batches in the same order, and with "
            "rows sorted by class a batch holds one class only."
        )
        yield hit(one.call, message, edits=_edit(one.call, given))


def _only_reads(loops: Loops, one: Loader) -> bool:
    """Whether its batches are gone through here, and nothing here learns from any."""
    if any(e.kind in ("backward", "step") for events in loops.events.values() for e in events):
        return False
    read = any(isinstance(n, ast.For) and one.name in names(n.iter) for n in one.scope.nodes)
    given = [c for c in one.scope.calls if method(c) not in ("enumerate", "tqdm", "len", "iter", "next")]
    return read and not any(dotted(a) == one.name for c in given for a in [*c.args, *(k.value for k in c.keywords)])


def _is_unshuffled(one: Loader) -> bool:
    if any(keyword(one.call, name) is not None for name in ("sampler", "batch_sampler")) or len(one.call.args) > 3:
        return False
    given = argument(one.call, 2, "shuffle")
    return given is None or (isinstance(given, ast.Constant) and given.value in (False, None))


def _keeps_order(code: Code, one: Loader) -> bool:
    """Whether the order may be wanted, or the dataset gives it itself."""
    made = code.made_by(one.dataset)
    cls = code.classes.get(made)
    if cls is not None and any(last(base) == "IterableDataset" for base in code.bases(cls)):
        return True
    words = {*tokens(one.name), *tokens(dotted(one.dataset)), *tokens(last(made))}
    size = argument(one.call, 1, "batch_size")
    full = isinstance(size, ast.Call) or (isinstance(size, ast.Constant) and size.value is None)
    return bool(words & _KEEPS_ORDER) or full


def _edit(call: ast.Call, given: ast.expr | None) -> tuple[Edit, ...]:
    if given is not None:
        return replaced(given, "True")
    last_argument = max(
        [*call.args, *(k.value for k in call.keywords)], key=lambda a: (a.end_lineno or 0, a.end_col_offset or 0)
    )
    return inserted(last_argument.end_lineno or 0, (last_argument.end_col_offset or 0) + 1, ", shuffle=True")


CHECK = Check(
    name="train-not-shuffled",
    title="Training batches are not shuffled",
    severity="risk",
    idea="A step follows the gradient of its batch as if the batch stood for all data. Batches drawn in a new order in each "
    "epoch make that true on average.",
    question="Which classes are in the first batch if the file is sorted by class?",
    terms=("pytorch-training-loop", "gradient-descent"),
    bad="""\
train_loader = DataLoader(train_set, batch_size=64)
""",
    good="""\
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
""",
    find=_find,
)
