"""Source code as it is reviewed: a script, or the code cells of a notebook one after another."""

import ast
import warnings
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Cell:
    """One code cell of a notebook.

    `number` counts all cells from 1; `first` is the line of the whole text, from 1, at which its `lines` lines begin;
    `executed` is the execution count that the notebook keeps, if any.
    """

    number: int
    first: int
    lines: int
    executed: int | None = None


@dataclass(frozen=True)
class Source:
    """One file under review.

    `path` is relative to what is reviewed, with forward slashes. `text` is all of its code, each line ending with a
    newline; of a notebook the code cells one after another, with magics as comments, so that line numbers stay true.
    `raw` is the file as it stands. `changed` are the lines of `text` under review, None when all are. `is_partial` says
    that only the lines around the changes are known, as of a patch for a file that isn't here.
    """

    path: str
    text: str
    raw: str
    cells: tuple[Cell, ...] = ()
    changed: frozenset[int] | None = None
    is_partial: bool = False

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of the text, see `tree_of`. Nobody may change it."""
        return tree_of(self.text)

    @property
    def is_notebook(self) -> bool:
        """Whether places in it are a cell and a line in that cell."""
        return self.path.endswith(".ipynb")

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their ends."""
        return tuple(self.text.split("\n"))

    def line(self, number: int) -> str:
        """The line of that number of the text, from 1; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def place(self, number: int) -> tuple[int | None, int]:
        """The cell, if there are cells, and the line in it (or in the file) of a line of the text."""
        for cell in self.cells:
            if cell.first <= number < cell.first + cell.lines:
                return cell.number, number - cell.first + 1
        return None, number

    def at(self, cell: int | None, line: int) -> int:
        """The line of the text of a line in a cell; the other way of `place`. 0 when there is no such cell."""
        if cell is None:
            return line
        return next((one.first + line - 1 for one in self.cells if one.number == cell), 0)

    def is_changed(self, first: int, last: int) -> bool:
        """Whether any of these lines of the text is under review."""
        return self.changed is None or not self.changed.isdisjoint(range(first, last + 1))


def tree_of(text: str) -> ast.Module | None:
    """The syntax tree of code, None when there is none: it isn't Python, or nested too deeply."""
    try:
        # Of the code of others, as a wrong escape sequence; they would be printed.
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def can_be_parsed(text: str) -> bool:
    """Whether it can be parsed."""
    return tree_of(text) is not None
