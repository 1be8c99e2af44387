"""What values are: tables, columns, arrays, lists, texts, as far as the code says."""

import ast
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from ..bindings import Binding
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, receiver
from .kinds import (
    ARRAY_MAKERS,
    ARRAY_METHODS,
    BUILTIN,
    FRAME_ATTRIBUTES,
    FRAME_MAKERS,
    FRAME_METHODS,
    ONLY_OF_TEXT,
    REDUCING,
    SERIES_METHODS,
    TENSOR_MAKERS,
    TENSOR_METHODS,
    TEXT_METHODS,
)

COLUMNAR: Final = frozenset({"frame", "series"})
ELEMENTWISE: Final = frozenset({"frame", "series", "array", "tensor"})
_FRAME_NAME: Final = re.compile(r"^(?:df|dataframe|data_frame)\d*$")
_FRAME_NAME_OF_PANDAS: Final = re.compile(
    r"(?<!max)(?<!min)_df\d*$|^df_(?:train|test|val|valid|clean|cleaned|raw|all|new|final|merged|copy|full|out|filtered|sub|"
    r"subset|encoded|scaled|data|original|orig|old|sample|temp|tmp|results?)$",
    re.IGNORECASE,
)
_MOST_STEPS: Final = 12
_ANNOTATED: Final = MappingProxyType({
    "DataFrame": "frame", "Series": "series", "ndarray": "array", "NDArray": "array", "Tensor": "tensor",
    "list": "list", "List": "list", "dict": "dict", "Dict": "dict", "str": "text", "int": "number", "float": "number",
})  # fmt: skip


class Data:
    """What the values of one code are."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self._kinds: dict[ast.AST, str] = {}
        self._by_custom = "pandas" in code.imported or not code.imported

    def kind(self, node: ast.expr | None, steps: int = _MOST_STEPS) -> str:
        """What a value is: `frame`, `series`, `array`, `tensor`, `list`, `dict`, `set`, `text`, `number`; empty when unknown."""
        if node is None or steps <= 0:
            return ""
        if node not in self._kinds:
            self._kinds[node] = ""  # what refers to itself is unknown
            find = _KINDS.get(type(node))
            self._kinds[node] = find(self, node, steps - 1) if find else ""
        return self._kinds[node]

    def is_frame(self, node: ast.expr | None) -> bool:
        """Whether it is surely a pandas table."""
        return self.kind(node) == "frame"

    def is_elementwise(self, node: ast.expr | None) -> bool:
        """Whether it holds many values that are compared and computed one by one."""
        return self.kind(node) in ELEMENTWISE

    def origin(self, node: ast.expr) -> Binding | None:
        """Where a name has its object from: its last binding that isn't `x += …`."""
        found = self.code.binding(node)
        if found is None or found.kind != "augmented":
            return found
        earlier = [b for b in self.code.bindings(found.name, self.code.scope_of(node)) if b.kind != "augmented"]
        return next((b for b in reversed(earlier) if b.at < found.at), None)

    def _by_name(self, name: str) -> str:
        if not self._by_custom:
            return ""
        longer = "pandas" in self.code.imported and _FRAME_NAME_OF_PANDAS.search(last(name))
        return "frame" if longer or _FRAME_NAME.search(last(name)) else ""

    def _named(self, node: ast.Name, steps: int) -> str:
        return self._bound(node, node.id, steps)

    def _attribute(self, node: ast.Attribute, steps: int) -> str:
        name = dotted(node)
        if name and name.count(".") == 1 and name.startswith("self."):
            return self._bound(node, name, steps)
        of = self.kind(node.value, steps)
        if of == "frame":
            if node.attr == "T":
                return "frame"
            return "array" if node.attr == "values" else "" if node.attr in FRAME_ATTRIBUTES else "series"
        if of == "series":
            return "array" if node.attr == "values" else ""
        return of if of in ("array", "tensor") and node.attr in ("T", "real", "mT", "grad", "data") else ""

    def _bound(self, node: ast.expr, name: str, steps: int) -> str:
        found = self.origin(node)
        if found is None:
            return self._by_name(name)
        if found.kind == "assign" and found.index is None:
            return self.kind(found.value, steps) or ("" if _is_told(found.value) else self._by_name(name))
        if found.kind == "assign" and isinstance(found.value, ast.Call):
            return self._part(found.value, found.index or 0, steps) or self._by_name(name)
        if found.kind == "parameter" and isinstance(found.node, ast.arg):
            said = last(dotted(_inner(found.node.annotation))) if found.node.annotation else ""
            return _ANNOTATED.get(said, "" if said else self._by_name(name))
        if found.kind == "for":
            return "number" if self.code.called(found.value) == "range" else self._by_name(name)  # type: ignore[arg-type]
        return ""

    def _part(self, call: ast.Call, index: int, steps: int) -> str:
        made = self.code.called(call)
        if last(made) == "train_test_split":
            return self.kind(argument(call, index // 2), steps)
        if made.startswith("sklearn.datasets.") and not keyword(call, "as_frame"):
            return "array"
        return ""

    def _call(self, call: ast.Call, steps: int) -> str:
        made = self.code.called(call)
        if made:
            return _made(made, call)
        of = receiver(call)
        if of is None:
            return ""
        if isinstance(of, ast.Attribute) and of.attr == "str":
            return "series" if self.kind(of.value, steps) == "series" and method(call) != "cat" else ""
        name, kind = method(call), self.kind(of, steps)
        if not kind and name in ONLY_OF_TEXT and not call.args and not call.keywords:
            return "text"
        if kind == "frame" and name in REDUCING:
            return "series"
        if kind in ("series", "array") and name in REDUCING:
            return "number" if not call.args and not keyword(call, "axis") else kind if kind == "array" else ""
        return _METHODS.get(kind, {}).get(name, "")

    def _subscript(self, node: ast.Subscript, steps: int) -> str:
        of, key = self.kind(node.value, steps), node.slice
        if of == "frame":
            rows = isinstance(key, ast.Slice | ast.List | ast.Compare | ast.BoolOp) or self.kind(key, steps) in (
                "series", "list", "frame",
            )  # fmt: skip
            return (
                "frame"
                if rows or (isinstance(key, ast.UnaryOp | ast.BinOp) and self._is_many(key, steps))
                else "series"
            )
        if of in ("series", "array", "tensor"):
            parts = key.elts if isinstance(key, ast.Tuple) else [key]
            return of if any(isinstance(p, ast.Slice) or self._is_many(p, steps) for p in parts) else ""
        return of if of == "text" or (of == "list" and isinstance(key, ast.Slice)) else ""

    def _is_many(self, node: ast.expr, steps: int) -> bool:
        return self.kind(node, steps) in ELEMENTWISE

    def _operated(self, node: ast.BinOp, steps: int) -> str:
        sides = [self.kind(node.left, steps), self.kind(node.right, steps)]
        for kind in ("frame", "series", "tensor", "array", "list", "text"):
            if kind in sides:
                return kind
        return "number" if sides == ["number", "number"] else ""

    def _compared(self, node: ast.Compare, steps: int) -> str:
        if not all(isinstance(op, ast.Eq | ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops):
            return ""
        kinds = {self.kind(side, steps) for side in (node.left, *node.comparators)}
        return next((kind for kind in ("frame", "series", "tensor", "array") if kind in kinds), "")

    def _unary(self, node: ast.UnaryOp, steps: int) -> str:
        return "" if isinstance(node.op, ast.Not) else self.kind(node.operand, steps)

    def _chosen(self, node: ast.IfExp, steps: int) -> str:
        one, other = self.kind(node.body, steps), self.kind(node.orelse, steps)
        return one if one == other else ""

    def _walrus(self, node: ast.NamedExpr, steps: int) -> str:
        return self.kind(node.value, steps)

    def _constant(self, node: ast.Constant, _steps: int) -> str:
        if isinstance(node.value, str):
            return "text"
        return "number" if isinstance(node.value, int | float) and not isinstance(node.value, bool) else ""


def _inner(annotation: ast.expr) -> ast.expr:
    return annotation.value if isinstance(annotation, ast.Subscript) else annotation


def _is_told(value: ast.expr | None) -> bool:
    """Whether the expression shows what it is, so that the name's custom says nothing."""
    return not isinstance(value, ast.Call | ast.Subscript | ast.Attribute | ast.Name)


def _made(name: str, call: ast.Call) -> str:
    root, _, rest = name.partition(".")
    if root == "pandas":
        if rest.startswith("read_") and (
            keyword(call, "chunksize") or keyword(call, "iterator") or rest == "read_html"
        ):
            return ""
        return "frame" if rest.startswith("read_") else FRAME_MAKERS.get(rest, "")
    if root == "numpy":
        return "array" if rest in ARRAY_MAKERS else ""
    if root == "torch":
        return "tensor" if rest in TENSOR_MAKERS else ""
    return "frame" if name == "seaborn.load_dataset" else BUILTIN.get(name, "")


_METHODS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({
    "frame": FRAME_METHODS, "series": SERIES_METHODS, "array": ARRAY_METHODS, "text": TEXT_METHODS,
    "tensor": TENSOR_METHODS, "list": MappingProxyType({"copy": "list"}), "dict": MappingProxyType({"copy": "dict"}),
})  # fmt: skip


def _always(kind: str) -> Callable[[Data, Any, int], str]:
    return lambda _data, _node, _steps: kind


_KINDS: Final[Mapping[type, Callable[[Data, Any, int], str]]] = MappingProxyType({
    ast.Name: Data._named, ast.Attribute: Data._attribute, ast.Call: Data._call, ast.Subscript: Data._subscript,
    ast.BinOp: Data._operated, ast.Compare: Data._compared, ast.UnaryOp: Data._unary, ast.IfExp: Data._chosen,
    ast.NamedExpr: Data._walrus, ast.Constant: Data._constant, ast.JoinedStr: _always("text"),
    ast.List: _always("list"), ast.ListComp: _always("list"), ast.Dict: _always("dict"), ast.Set: _always("set"),
    ast.DictComp: _always("dict"), ast.SetComp: _always("set"),
})  # fmt: skip
