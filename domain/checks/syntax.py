"""What nodes of a syntax tree say of themselves: places, names, arguments."""

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[int, int]


def begin(node: ast.AST) -> Place:
    """Where a node begins."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def end(node: ast.AST) -> Place:
    """Where a node ends; calls end in the order in which they are made."""
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)


def dotted(node: ast.AST) -> str:
    """A name with dots as it stands, `self.model.fc`; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def last(name: str) -> str:
    """The last part of a dotted name."""
    return name.rpartition(".")[2]


def method(call: ast.AST) -> str:
    """The last part of what is called, `fit` in `pipe[0].fit(X)`; empty for no call."""
    if not isinstance(call, ast.Call):
        return ""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def receiver(call: ast.AST) -> ast.expr | None:
    """What a method is called on; None for a plain function."""
    return call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def argument(call: ast.Call, position: int, name: str = "") -> ast.expr | None:
    """The value of an argument by position (from 0) or name."""
    if position < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[: position + 1]):
        return call.args[position]
    return keyword(call, name) if name else None


def spreads(call: ast.Call) -> bool:
    """Whether arguments come from `*` or `**`, so that what is given isn't known."""
    return any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords)


def arguments(args: ast.arguments) -> list[ast.arg]:
    """All parameters of a function."""
    rest = [one for one in (args.vararg, args.kwarg) if one]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *rest]


def names(node: ast.AST) -> frozenset[str]:
    """All names that are read within a node, with their dots: `self.x`, and `self`."""
    found = (dotted(n) for n in ast.walk(node) if isinstance(n, ast.Name | ast.Attribute))
    return frozenset(filter(None, found))
