"""What a check is: a name, what it teaches, a bad and a good example, and a function that finds its places."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..finding import Edit, Hit, Severity
from .code import Code


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    `name` is what switches it off (`scaled-before-split`), `title` the finding in a line, `idea` the principle in one or
    two sentences, `question` leads to the fix. `terms` are titles, terms or ids of roadmap items that teach it, the best first.
    `bad` is code in which it finds something and `good` the same with nothing to find. `find` gives the places. What
    `is_fine_at_cell_end` is no mistake as the last expression of a notebook's cell, which is shown.
    """

    name: str
    title: str
    severity: Severity
    idea: str
    question: str
    terms: tuple[str, ...]
    bad: str
    good: str
    find: Callable[[Code], Iterator[Hit]]
    is_fine_at_cell_end: bool = False


def hit(node: ast.expr | ast.stmt, message: str, *evidence: ast.AST | int, edits: tuple[Edit, ...] = ()) -> Hit:
    """The place of a node; `evidence` are nodes or lines that the finding rests on besides."""
    lines = tuple(one if isinstance(one, int) else getattr(one, "lineno", node.lineno) for one in evidence)
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset + 1
    return Hit(node.lineno, end_line, node.col_offset + 1, max(end_column, 1), message, lines, edits)


def replaced(node: ast.expr | ast.stmt, text: str) -> tuple[Edit, ...]:
    """The edit that puts this text in place of a node."""
    return (
        Edit(node.lineno, node.col_offset + 1, node.end_lineno or node.lineno, (node.end_col_offset or 0) + 1, text),
    )


def inserted(line: int, column: int, text: str) -> tuple[Edit, ...]:
    """The edit that puts this text before a place; line and column from 1."""
    return (Edit(line, column, line, column, text),)
