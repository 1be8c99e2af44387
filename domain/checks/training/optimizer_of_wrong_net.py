"""Optimisers that hold a network that isn't to learn, or leave one out that is."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, last
from .loops import Loops
from .origins import is_under, origins, parameters_of
from .sides import side
from .words import label, module_class, tokens

_FIXED = frozenset({"teacher", "target", "ema"})
_MADE = frozenset(
    {"Sequential", "Linear", "LSTM", "GRU", "RNN", "Conv2d", "Transformer", "TransformerEncoder", "Embedding"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if not loops.is_torch:
        return
    made = list(_made(code))
    for call, name, owners in made:
        fixed = next((o for o in owners if _FIXED & set(tokens(last(o)))), "")
        if fixed and (len(owners) > 1 or "target" in tokens(fixed)) and not (_FIXED & set(tokens(name))):
            message = f"{name} also holds the parameters of {fixed}: each step changes the network that is to stay as it is, and the others chase it."
            yield hit(call, message)
        elif len(owners) == 1 and side(name) and side(owners[0]) and side(name) != side(owners[0]):
            message = f"{name} is made over the parameters of {owners[0]}: its steps change {owners[0]}, and the other network never learns."
            yield hit(call, message)
    if made and not any(side(o) for _, _, owners in made for o in owners):
        yield from _left_out(loops, made)


def _made(code: Code) -> Iterator[tuple[ast.Call, str, list[str]]]:
    """All optimisers: the call, the name it gets, and the networks whose parameters it is made over, where all are known."""
    for scope in code.scopes:
        for call in scope.calls:
            name = code.called(call)
            if not (name.startswith("torch.optim.") or name in ("Adam", "AdamW", "SGD")) or "lr_scheduler" in name:
                continue
            given = argument(call, 0, "params")
            statement = code.statement(call)
            target = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
            if given is not None:
                parts = [*origins(code, given)[:6], *_extended(scope, given)]
                owners = list(dict.fromkeys(filter(None, (o for one in parts for o in parameters_of(one)))))
                if owners:
                    yield call, target or "the optimiser", owners


def _extended(scope: Scope, given: ast.expr) -> list[ast.expr]:
    """What a list of parameters is lengthened by."""
    name = dotted(given)
    return [a for c in scope.calls if name and dotted(c.func) in (f"{name}.extend", f"{name}.append") for a in c.args]


def _left_out(loops: Loops, made: list[tuple[ast.Call, str, list[str]]]) -> Iterator[Hit]:
    """A new network that the loss comes through, and that no optimiser holds."""
    code = loops.code
    held = {o for _, _, owners in made for o in owners}
    seen: set[str] = set()
    for scope in loops.events:
        if not loops.of_kind(scope, "step") or not loops.of_kind(scope, "backward"):
            continue
        run = [c for c in scope.calls if isinstance(c.func, ast.Name | ast.Attribute) and c.args]
        others = {dotted(c.func) for c in run if dotted(c.func) in held}
        for call in run:
            name = dotted(call.func)
            if (
                name in held
                or name in seen
                or not others
                or not _is_new(code, call.func)
                or is_under(code, call, "no_grad", "inference_mode")
            ):
                continue
            if _is_known_otherwise(code, name) or any(
                name.startswith(f"{h}.") or h.startswith(f"{name}.") for h in held
            ):
                continue
            seen.add(name)
            message = (
                f"{name} is made new and run here with {sorted(others)[0]}, but no optimiser holds its parameters: it stays as it was made, "
                "at random."
            )
            yield hit(made[0][0], message, call)


def _is_new(code: Code, func: ast.expr) -> bool:
    """Whether this is a network of the module that is made with random weights."""
    made = code.made_by(func)
    value = code.value(func)
    owner = code.scope_of(func).owner
    is_attribute = (
        isinstance(func, ast.Attribute) and dotted(func).startswith("self.") and owner is not None and not owner.bases
    )
    if not (isinstance(func, ast.Name) or is_attribute) or not isinstance(value, ast.Call):
        return False
    if made.startswith("torch.nn.") and last(made) in _MADE:
        return True
    cls = module_class(code, made)
    return (
        cls is not None
        and any(isinstance(n, ast.Call) and last(code.called(n)) in _MADE for n in ast.walk(cls))
        and "loss" not in made.lower()
    )


def _is_known_otherwise(code: Code, name: str) -> bool:
    """Whether anything but running it happens to a network, so that it may be loaded, frozen or trained elsewhere."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and dotted(node) == name:
            outer = code.parents.get(node)
            if isinstance(outer, ast.Attribute) and outer.attr in (
                "train",
                "to",
                "cuda",
                "apply",
                "zero_grad",
                "named_modules",
                "state_dict",
                "device",
            ):
                continue
            if isinstance(outer, ast.Attribute) and outer.attr == "eval" and "train" in code.text:
                continue
            if not (isinstance(outer, ast.Call) and outer.func is node) and not _is_shown(outer):
                return True
    return False


def _is_shown(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Call)
        and dotted(node.func) in ("print", "summary")
        and keyword(node, "optimizer") is None
        and bool(label(node.func))
    )


CHECK = Check(
    name="optimizer-of-wrong-network",
    title="The optimiser holds the wrong networks' parameters",
    severity="bug",
    idea="Of several networks, exactly those learn whose parameters an optimiser holds. A teacher or target is no one's, and "
    "each network that is to learn is someone's.",
    question="Of all networks in this step, which change, and which should?",
    terms=("pytorch-training-loop", "transfer-learning"),
    bad="""\
encoder = nn.Sequential(nn.Linear(64, 8), nn.ReLU())
decoder = nn.Sequential(nn.Linear(8, 64), nn.Sigmoid())
optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
for x in loader:
    optimizer.zero_grad()
    loss = F.mse_loss(decoder(encoder(x)), x)
    loss.backward()
    optimizer.step()
""",
    good="""\
encoder = nn.Sequential(nn.Linear(64, 8), nn.ReLU())
decoder = nn.Sequential(nn.Linear(8, 64), nn.Sigmoid())
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)
for x in loader:
    optimizer.zero_grad()
    loss = F.mse_loss(decoder(encoder(x)), x)
    loss.backward()
    optimizer.step()
""",
    find=_find,
)
