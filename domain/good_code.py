"""What is already good in code, by rules: one sentence that is true and names the place, or none."""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .checks.code import Code
from .checks.syntax import Function, dotted, end, keyword, method, receiver
from .finding import Finding
from .source import Source

_FEWEST_FUNCTIONS = 3
_SCALERS: Final = frozenset({
    "StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PowerTransformer", "QuantileTransformer", "SimpleImputer",
    "KNNImputer", "PCA", "SelectKBest", "TfidfVectorizer", "CountVectorizer", "OneHotEncoder", "OrdinalEncoder",
})  # fmt: skip
_CROSS: Final = frozenset(
    {"cross_val_score", "cross_validate", "GridSearchCV", "RandomizedSearchCV", "cross_val_predict"}
)
_PIPES: Final = ("sklearn.pipeline.make_pipeline", "sklearn.pipeline.Pipeline", "imblearn.pipeline.Pipeline")
_NO_GRAD: Final = ("torch.no_grad", "torch.inference_mode")


@dataclass(frozen=True, slots=True)
class _Point:
    """Something good: what in words, and the lines of the text that show it."""

    text: str
    lines: tuple[int, ...]


def good_point(sources: Sequence[Source], findings: Sequence[Finding] = ()) -> str:
    """What is done well in the lines under review, in a sentence with its place; empty when rules see nothing.

    What a finding speaks of, at the same lines, is never praised. The first kind of the best ones counts, then the file.
    """
    read = [(source, code) for source in sources if (code := _code_of(source))]
    for rule in _RULES:
        for source, code in read:
            spoken = {n for one in findings if one.path == source.path for n in _lines(source, one)}
            for point in rule(code):
                if spoken.isdisjoint(point.lines) and any(source.is_changed(n, n) for n in point.lines):
                    return f"{point.text} ({_at(source, point.lines)})."
    return ""


def _code_of(source: Source) -> Code | None:
    if source.is_partial or source.tree is None:
        return None
    try:
        return Code(source.text, source.tree)
    except (RecursionError, MemoryError):
        return None


def _lines(source: Source, finding: Finding) -> range:
    return range(source.at(finding.cell, finding.line), source.at(finding.cell, finding.end_line) + 1)


def _at(source: Source, lines: Sequence[int]) -> str:
    first, *more = [source.place(line) for line in sorted(set(lines))]
    name = "".join(char if char.isprintable() else "?" for char in source.path)[:80]
    if first[0] is not None:
        return f"{name} cell {first[0]}, line {first[1]}"
    return f"{name}:{', '.join(str(line) for _, line in (first, *more))}"


def _fitted_after_split(code: Code) -> Iterator[_Point]:
    """A split that can be repeated, and what is learnt from data only after it."""
    for scope in code.scopes:
        splits = [c for c in scope.calls if method(c) == "train_test_split"]
        fits = [c for c in scope.calls if method(c) in ("fit", "fit_transform") and _made_by(code, c) in _SCALERS]
        if len(splits) != 1 or not fits or not isinstance(code.parents.get(splits[0]), ast.Assign):
            continue
        split, parents = splits[0], code.parents[splits[0]]
        train = _train_names(parents)
        on_train = all(f.args and dotted(f.args[0]) in train and end(f) > end(split) for f in fits)
        if on_train and not _is_none(keyword(split, "random_state")):
            text = f"The split is seeded, and the {_made_by(code, fits[0])} is fitted on the training part alone"
            yield _Point(text, (split.lineno, fits[0].lineno))


def _train_names(assign: ast.AST) -> frozenset[str]:
    """What gets the training part of a split: the first of each two names."""
    target = assign.targets[0] if isinstance(assign, ast.Assign) else None
    return frozenset(dotted(one) for one in target.elts[::2]) if isinstance(target, ast.Tuple) else frozenset()


def _made_by(code: Code, call: ast.Call) -> str:
    on = receiver(call)
    return code.made_by(on).rpartition(".")[2] if on is not None else ""


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _pipeline_in_validation(code: Code) -> Iterator[_Point]:
    """Preparation that is fitted anew in each fold."""
    for call in code.calls:
        name = code.called(call).rpartition(".")[2]
        first = call.args[0] if name in _CROSS and call.args else None
        if first is not None and code.made_by(first) in _PIPES:
            text = f"A pipeline goes into {name}, so that the preparation is fitted anew in each fold"
            yield _Point(text, (call.lineno,))


def _evaluated_without_gradients(code: Code) -> Iterator[_Point]:
    """Evaluation in its own mode, without gradients."""
    for scope in code.scopes:
        modes = [c for c in scope.calls if method(c) == "eval" and not c.args and _mode_of(code, c)]
        for node in scope.nodes:
            for called in _context(node):
                name = code.called(called) if isinstance(called, ast.Call) else code.qualified(called)
                if modes and name in _NO_GRAD and modes[0].lineno <= called.lineno + 1:
                    on = _mode_of(code, modes[0])
                    yield _Point(
                        f"Evaluation runs after {on}.eval() and under {name}()", (modes[0].lineno, called.lineno)
                    )


def _mode_of(code: Code, call: ast.Call) -> str:
    """The name of the network that is switched, also of `net = Net().eval().to(device)`; empty when it has none."""
    on = receiver(call)
    if on is not None and dotted(on):
        return dotted(on)
    statement = code.statement(call)
    return dotted(statement.targets[0]) if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else ""


def _context(node: ast.AST) -> list[ast.expr]:
    return [item.context_expr for item in node.items] if isinstance(node, ast.With | ast.AsyncWith) else []


def _seeded(code: Code) -> Iterator[_Point]:
    """Random numbers from one generator with a seed."""
    for call in code.calls:
        if code.called(call) == "numpy.random.default_rng" and call.args and not _is_none(call.args[0]):
            yield _Point("Random numbers come from a generator of their own with a seed", (call.lineno,))


def _with_dates(code: Code) -> Iterator[_Point]:
    """Dates that are read as dates."""
    for call in code.calls:
        dates = keyword(call, "parse_dates")
        if (
            code.called(call) == "pandas.read_csv"
            and isinstance(dates, ast.List)
            and dates.elts
            and not code.loops(call)
        ):
            yield _Point("The data file is read once, with its dates as dates", (call.lineno,))


def _closed(code: Code) -> Iterator[_Point]:
    """Files that are closed whatever happens, with an encoding that is the same everywhere."""
    opened = [c for c in code.calls if code.called(c) == "open"]
    within = [c for c in opened if isinstance(code.parents.get(c), ast.withitem) and keyword(c, "encoding")]
    if opened and len(within) == len(opened):
        yield _Point("Files are opened in a with statement and with an encoding", (within[0].lineno,))


def _tested(code: Code) -> Iterator[_Point]:
    """Tests that assert something."""
    tests = [
        f
        for f in _functions(code)
        if f.name.startswith("test_") and any(isinstance(n, ast.Assert) for n in ast.walk(f))
    ]
    if tests:
        many = "1 test asserts" if len(tests) == 1 else f"{len(tests)} tests assert"
        yield _Point(f"{many} what the code should do", (tests[0].lineno,))


def _told(code: Code) -> Iterator[_Point]:
    """Functions that all say what they do and with what."""
    functions = [f for f in _functions(code) if not f.name.startswith("_")]
    if len(functions) >= _FEWEST_FUNCTIONS and all(ast.get_docstring(f) and _is_typed(f) for f in functions):
        text = f"All {len(functions)} public functions have a docstring and types"
        yield _Point(text, tuple(f.lineno for f in functions[:1]))


def _functions(code: Code) -> list[Function]:
    return [s.node for s in code.scopes if isinstance(s.node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is_typed(function: Function) -> bool:
    parameters = [a for a in (*function.args.args, *function.args.kwonlyargs) if a.arg not in ("self", "cls")]
    return function.returns is not None and all(a.annotation for a in parameters)


_RULES: Final[Iterable[Callable[[Code], Iterator[_Point]]]] = (
    _fitted_after_split, _pipeline_in_validation, _evaluated_without_gradients, _seeded, _with_dates, _tested, _told, _closed,
)  # fmt: skip
