"""The same file or model loaded in every round of a loop, or for every request."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, last, method, names
from .flow import Loop, bound_within, shown, statements

_TABLES: Final = re.compile(
    r"pandas\.read_(?!sql)\w+|numpy\.(load|loadtxt|genfromtxt)|json\.load|pickle\.load|joblib\.load"
)
_MODELS: Final = re.compile(
    r"(.*\.)?(from_pretrained|load_model)|torch\.load|spacy\.load|transformers\.pipeline|whisper\.load_model|"
    r"(.*\.)?SentenceTransformer|torch\.hub\.load"
)
_LEARNING: Final = frozenset(
    ["backward", "fit", "train", "zero_grad", "step", "load_state_dict", "Trainer", "compile", "fit_transform"]
)
_ROUTES: Final = frozenset(["get", "post", "put", "patch", "delete", "route", "api_route", "websocket"])


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        kind = _loads(code, call)
        if not kind:
            continue
        where = _round(code, call, kind) or _request(code, call) or _item(code, call) or _call(code, call, kind)
        if where:
            yield hit(call, f"`{shown(call)}` gives the same each time, and it is loaded anew {where}.")


def _loads(code: Code, call: ast.Call) -> str:
    name = code.called(call) or (method(call) if method(call) == "from_pretrained" else "")
    if _MODELS.fullmatch(name):
        return "model" if "Tokenizer" not in ast.unparse(call.func) else "file"
    if name == "open":
        mode = argument(call, 1, "mode")
        is_read = mode is None or (isinstance(mode, ast.Constant) and str(mode.value).startswith("r"))
        return "file" if is_read and isinstance(argument(call, 0), ast.Constant) else ""
    if _TABLES.fullmatch(name) and keyword(call, "mmap_mode") is None and keyword(call, "chunksize") is None:
        return "file"
    return ""


def _round(code: Code, call: ast.Call, kind: str) -> str:
    loops = code.loops(call)
    if not loops or not _is_fixed(code, call, loops[-1] if len(loops) == 1 else loops[0]):
        return ""
    loop = loops[0]
    inner = list(statements(loop.body))
    if isinstance(loop, ast.While) or any(isinstance(n, ast.Try) for n in code.around(call)) or _waits(inner):
        return ""
    if kind == "model" and any(isinstance(n, ast.Call) and method(n) in _LEARNING for n in inner):
        return ""
    if any(isinstance(n, ast.Return | ast.Break) for n in loop.body):
        return ""
    return f"in every round of `for {shown(loop.target)} in {shown(loop.iter)}`"


def _waits(inner: list[ast.AST]) -> bool:
    """Whether the loop waits for the file to change, or writes it."""
    calls = [n for n in inner if isinstance(n, ast.Call)]
    return any(method(c) in ("sleep", "save", "dump", "seek") or method(c).startswith("to_") for c in calls if c)


def _is_fixed(code: Code, call: ast.Call, loop: Loop) -> bool:
    """Whether nothing that it is called with changes from round to round."""
    given = [*call.args, *(k.value for k in call.keywords)]
    if not given or any(isinstance(n, ast.Call) and dotted(n.func) != "open" for arg in given for n in ast.walk(arg)):
        return False
    changing = bound_within(code, loop)
    used = names(call.func).union(*(names(arg) for arg in given))
    return not any(name in changing or name.split(".")[0] in changing for name in used)


def _request(code: Code, call: ast.Call) -> str:
    """For every request: in a function that answers a web address."""
    scope = code.scope_of(call)
    if not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef) or not _is_route(scope.node):
        return ""
    return f"for every request to `{scope.name}`" if _is_independent(scope, call) else ""


def _is_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call)]
    return any(method(d) in _ROUTES and isinstance(d.func, ast.Attribute) and len(d.args) > 0 for d in calls)


def _item(code: Code, call: ast.Call) -> str:
    """For every item: in the `__getitem__` of a data set."""
    scope = code.scope_of(call)
    if last(scope.name) != "__getitem__" or not scope.owner or not _is_independent(scope, call):
        return ""
    return f"for every item of `{scope.owner.name}`"


def _call(code: Code, call: ast.Call, kind: str) -> str:
    """For every call: in a function that is called within a loop."""
    scope = code.scope_of(call)
    if (
        not scope.name
        or code.loops(call)
        or not _is_independent(scope, call)
        or not isinstance(scope.node, ast.FunctionDef)
    ):
        return ""
    learns = any(isinstance(n, ast.Call) and method(n) in _LEARNING for n in scope.nodes)
    if scope.node.decorator_list or not scope.parameters or scope.owner or (kind == "model" and learns):
        return ""
    rounds = [loop for one in code.callers(scope) for loop in code.loops(one)[:1] if isinstance(loop, ast.For)]
    tried = any(isinstance(n, ast.Try) for n in code.around(call))
    return f"each time `{scope.name}` is called in the loop of line {rounds[0].lineno}" if rounds and not tried else ""


def _is_independent(scope: Scope, call: ast.Call) -> bool:
    """Whether nothing that it is called with is of this function, and it isn't kept for the next time."""
    if any(isinstance(n, ast.Global | ast.Nonlocal) for n in scope.nodes) or not (call.args or call.keywords):
        return False
    own = {name for name in scope.bindings if not name.startswith("self.")} - {"self", "cls"}
    own |= {name for name in scope.bindings if name.startswith("self.")}
    given = [*call.args, *(k.value for k in call.keywords)]
    used = frozenset().union(*(names(arg) for arg in given))
    calls = any(isinstance(n, ast.Call | ast.Subscript) for arg in given for n in ast.walk(arg))
    return not used & own and not calls


CHECK = Check(
    name="loaded-again-and-again",
    title="The same thing is loaded again and again",
    severity="smell",
    idea="What doesn't change within a loop belongs before it. Reading a file or a model takes longer than most of what is done "
    "with it.",
    question="What differs between what this line gives in the first round and in the second?",
    terms=("Python loops", "Big-O: how cost grows", "Serving a model over HTTP"),
    bad='import pandas as pd\n\nfor city in cities:\n    prices = pd.read_csv("prices.csv")\n    print(prices[city].mean())\n',
    good='import pandas as pd\n\nprices = pd.read_csv("prices.csv")\nfor city in cities:\n    print(prices[city].mean())\n',
    find=_find,
)
