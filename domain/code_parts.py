"""Source code cut into parts that a model reads at once: whole where it fits, else by functions, classes and statements."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from .source import Source

# So many blank lines in a row stand between two hunks of a patch whose file isn't here.
_GAP = 4
# Statements are looked for in statements so deep; what is deeper, as in a long chain of elif, is cut by lines.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Part:
    """Lines `first` to `last` of the text of the source at `path`; `scope` is the function or class that holds them all."""

    path: str
    scope: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    node: ast.stmt | None = None


def parts_of(source: Source, cost: Callable[[str], int], most: int) -> tuple[Part, ...]:
    """The parts that together hold all lines under review, in order and apart from each other.

    A part takes `most` at most, where a line costs what `cost` says of it; only a line that costs more by itself is a
    part that takes more. A file that fits is one part. Neighbours are read together where they fit; what is too large
    is cut at the statements in it, and by lines where there are none, as in code that can't be parsed. Of a partial
    source the hunks are parts.
    """
    count = len(source.lines) - (not source.lines[-1])
    if not source.text.strip() or not source.is_changed(1, count):
        return ()
    return tuple(_Cutting(source, cost, most, count).parts())


def statements_of(source: Source) -> Callable[[int], tuple[int, int]]:
    """Gives for a line of the text the first and last line of the innermost statement it stands in; of a class only what
    stands before its body. A line that stands in none, or in code that can't be parsed, is by itself."""
    tree = None if source.is_partial else source.tree
    spans = [_span(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)] if tree else []
    spans.sort(key=lambda span: span[1] - span[0], reverse=True)
    inner: dict[int, tuple[int, int]] = {}
    for span in spans:
        inner.update(dict.fromkeys(range(span[0], span[1] + 1), span))
    return lambda line: inner.get(line, (line, line))


def _span(node: ast.stmt) -> tuple[int, int]:
    first = _begin(node)
    if isinstance(node, ast.ClassDef):
        return first, max(first, _begin(node.body[0]) - 1)
    return first, node.end_lineno or first


def _begin(node: ast.stmt) -> int:
    """The line of a statement, or of its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


class _Cutting:
    def __init__(self, source: Source, cost: Callable[[str], int], most: int, count: int) -> None:
        self._source, self._most, self._count = source, most, count
        # What the lines before each line cost together.
        self._before = [0, *accumulate(map(cost, source.lines[:count]))]

    def parts(self) -> Iterator[Part]:
        if self._source.is_partial:
            yield from self._packed(list(self._hunks()), "")
        elif self._fits(1, self._count):
            yield Part(self._source.path, "", 1, self._count)
        else:
            tree = self._source.tree
            yield from self._packed(self._pieces(tree.body if tree else (), 1, self._count), "")

    def _fits(self, first: int, last: int) -> bool:
        return self._before[last] - self._before[first - 1] <= self._most

    def _hunks(self) -> Iterator[_Piece]:
        """What stands between long gaps, with the gap before it."""
        first, blank = 1, 0
        for number in range(1, self._count + 1):
            is_blank = not self._source.line(number).strip()
            if not is_blank and blank >= _GAP:
                yield _Piece(first, number - 1)
                first = number
            blank = blank + 1 if is_blank else 0
        yield _Piece(first, self._count)

    def _pieces(self, nodes: Sequence[ast.stmt], first: int, last: int) -> list[_Piece]:
        """These lines, cut behind statements; comments belong to what follows them."""
        made: list[_Piece] = []
        for number, node in enumerate(nodes, 1):
            end = last if number == len(nodes) else node.end_lineno or node.lineno
            if number == len(nodes) or _begin(nodes[number]) > end:  # else there are several on one line
                made.append(_Piece(made[-1].last + 1 if made else first, end, node))
        return made or [_Piece(first, last)]

    def _packed(self, pieces: Sequence[_Piece], scope: str, deep: int = 0) -> Iterator[Part]:
        """As many pieces together as fit, those that are too large cut further; only those with lines under review."""
        run: list[_Piece] = []
        for piece in pieces:
            if run and not self._fits(run[0].first, piece.last):
                yield from self._together(run, scope)
                run = []
            if self._fits(piece.first, piece.last):
                run.append(piece)
            elif self._source.is_changed(piece.first, piece.last):
                yield from self._cut(piece, scope, deep)
        yield from self._together(run, scope)

    def _together(self, run: Sequence[_Piece], scope: str) -> Iterator[Part]:
        if run and self._source.is_changed(run[0].first, run[-1].last):
            within = _scope(run[0].node, scope) if len(run) == 1 else scope
            yield Part(self._source.path, within, run[0].first, run[-1].last)

    def _cut(self, piece: _Piece, scope: str, deep: int) -> Iterator[Part]:
        inner = _inside(piece.node) if piece.node and deep < _DEEPEST else []
        if inner:
            within = _scope(piece.node, scope)
            yield from self._packed(self._pieces(inner, piece.first, piece.last), within, deep + 1)
        elif piece.first == piece.last:
            yield Part(self._source.path, scope, piece.first, piece.last)
        else:
            lines = [_Piece(number, number) for number in range(piece.first, piece.last + 1)]
            yield from self._packed(lines, scope, deep)


def _scope(node: ast.stmt | None, outer: str) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"{outer}.{node.name}" if outer else node.name
    return outer


def _inside(node: ast.AST) -> list[ast.stmt]:
    """The statements that a statement holds, in order."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            found += _inside(child)
    return sorted(found, key=_begin)
