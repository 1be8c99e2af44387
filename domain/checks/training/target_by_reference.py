"""Target networks that are no networks of their own, or are filled the wrong way round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, last, method
from .words import is_model, tokens

_COPIES = frozenset({"target", "tgt", "ema", "shadow", "old", "teacher", "slow", "frozen", "lagged"})
_NETS = frozenset({"net", "network", "model", "q", "critic", "actor", "policy", "dqn", "qnet", "agent"})


def _find(code: Code) -> Iterator[Hit]:
    if "target" not in code.text and "ema" not in code.text and "old" not in code.text and "shadow" not in code.text:
        return
    filled = dict(_filled(code))
    for scope in code.scopes:
        for bound in scope.bindings.values():
            for one in bound:
                if _is_alias(code, one, filled) and isinstance(one.node, ast.stmt):
                    other = ast.unparse(one.value) if one.value is not None else ""
                    message = (
                        f"{one.name} and {other} are two names for one network: with each step on {other} {one.name} changes as well, so "
                        "it never lags behind, and copying the weights over does nothing."
                    )
                    yield hit(one.node, message)
    yield from _reversed(code)


def _filled(code: Code) -> Iterator[tuple[str, str]]:
    """Which network is given another's weights: its name and the other's."""
    for call in code.calls:
        given = argument(call, 0, "state_dict") if method(call) == "load_state_dict" else None
        if isinstance(given, ast.Call) and method(given) == "state_dict" and isinstance(given.func, ast.Attribute):
            yield dotted(call.func).removesuffix(".load_state_dict"), dotted(given.func.value)


def _is_alias(code: Code, one: Binding, filled: dict[str, str]) -> bool:
    value = one.value
    if one.kind != "assign" or one.index is not None or not isinstance(value, ast.Name | ast.Attribute):
        return False
    if not dotted(value) or not set(tokens(one.name)) & _COPIES or set(tokens(dotted(value))) & _COPIES:
        return False
    if filled.get(one.name) == dotted(value):
        return True
    looks = bool(set(tokens(one.name)) & _NETS) and bool(set(tokens(dotted(value))) & _NETS or is_model(code, value))
    bound = code.binding(value)
    is_given = bound is not None and bound.kind == "parameter" and "old" in tokens(one.name)
    return looks and is_model(code, value) and "target" in tokens(one.name) and not is_given


def _reversed(code: Code) -> Iterator[Hit]:
    """Weights given from the target network to the one that learns, in a loop or in a method for that."""
    for call in code.calls:
        given = argument(call, 0, "state_dict") if method(call) == "load_state_dict" else None
        if (
            not isinstance(given, ast.Call)
            or method(given) != "state_dict"
            or not isinstance(given.func, ast.Attribute)
        ):
            continue
        to, by = dotted(call.func).removesuffix(".load_state_dict"), dotted(given.func.value)
        updates = bool(code.loops(call)) or bool(
            {"update", "sync", "hard"} & set(tokens(last(code.scope_of(call).name)))
        )
        if (
            updates
            and "target" in tokens(by)
            and "target" not in tokens(to)
            and set(tokens(to)) & {"q", "policy", "online", "local", "actor", "critic", "main"}
        ):
            message = (
                f"{to} is given the weights of {by}: what it has learned since the last time is thrown away, and {by} never "
                "learns anything."
            )
            yield hit(call, message)


CHECK = Check(
    name="target-network-not-copied",
    title="The target network is the network itself",
    severity="bug",
    idea="An assignment gives an object a second name; it makes no second object. A target network has to be a copy that takes "
    "over the weights of the one that learns now and then.",
    question="How many networks are there after this line?",
    terms=("pytorch-tensors", "pytorch-training-loop"),
    bad="""\
class Agent:
    def __init__(self, states, actions):
        self.q_net = nn.Sequential(nn.Linear(states, 32), nn.ReLU(), nn.Linear(32, actions))
        self.target_net = self.q_net

    def sync(self):
        self.target_net.load_state_dict(self.q_net.state_dict())
""",
    good="""\
class Agent:
    def __init__(self, states, actions):
        self.q_net = nn.Sequential(nn.Linear(states, 32), nn.ReLU(), nn.Linear(32, actions))
        self.target_net = copy.deepcopy(self.q_net)

    def sync(self):
        self.target_net.load_state_dict(self.q_net.state_dict())
""",
    find=_find,
)
