"""What a project speaks of: the names its code uses, the modules, texts and docstrings in it, its pages and its files."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .checks.syntax import dotted
from .hidden_secrets import without_literals
from .ranking_stems import stem
from .source import Source

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
# What may stand beside a secret, and what is one by its form.
_BESIDE_A_SECRET = re.compile(
    r"(?<![a-z])(?:(?:api)?keys?|tokens?|passw\w*|pwd|secrets?|credentials?)(?![a-z])", re.IGNORECASE
)
_SECRET = re.compile(r"\b(?:sk|pk|ghp|gho|xox[abp]|hf|AKIA|AIza)[-_]?(?=[\w-]*\d)[\w-]{12,}")
_CODE: Final = (".py", ".pyi", ".pyw", ".ipynb")
_LONGEST_TEXT, _LONGEST_DOCSTRING = 200, 2000


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the text of a source, and what is named there, as it may be shown."""

    source: Source
    line: int
    name: str

    @property
    def quote(self) -> str:
        """The line as it stands; see `shown_line`."""
        return shown_line(self.source, self.line)

    @property
    def at(self) -> str:
        """Where it is, in words."""
        cell, line = self.source.place(self.line)
        name = printable(self.source.path)
        return f"{name}:{line}" if cell is None else f"{name} cell {cell}, line {line}"


class Project:
    """The code and pages of a project; `files` are the paths of all its files, read or not.

    Each table gives the first place of a name, in small letters. `used` are names that are read, set, defined or given
    as arguments, under the names they were imported from; `modules` those of which something is used; `imported` all that
    is imported, used or not. `words` are the words within used names, without endings, `text_words` those within texts in
    the code, `path_words` those in the paths of the code. Comments count nowhere.
    """

    def __init__(self, sources: Sequence[Source], files: Collection[str] = ()) -> None:
        self.code = tuple(source for source in sources if is_code(source.path))
        self.pages = tuple(source for source in sources if not is_code(source.path))
        self.files = tuple(sorted({*files, *(source.path for source in sources)}))
        self.used: dict[str, Place] = {}
        self.modules: dict[str, Place] = {}
        self.imported: dict[str, Place] = {}
        self.words: dict[str, Place] = {}
        self.text_words: dict[str, Place] = {}
        self.path_words = frozenset(word for source in self.code for word in words_in(source.path))
        self.texts: list[tuple[str, Place]] = []
        self.docstrings: list[tuple[str, Place]] = []
        for source in self.code:
            tree = source.tree
            if tree is not None:
                self._enter(source, sorted(ast.walk(tree), key=_line))

    def _enter(self, source: Source, nodes: Sequence[ast.AST]) -> None:
        bound = {name: full for node in nodes for name, full in _imports(node)}
        prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            self._enter_docstring(source, node)
            self._enter_names(source, node, bound)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                self._enter_text(node.value[:_LONGEST_TEXT], source, node.lineno)

    def _enter_names(self, source: Source, node: ast.AST, bound: Mapping[str, str]) -> None:
        line = _line(node)
        for name in _names(node):
            self._use(name, Place(source, line, name[:60]), is_argument=isinstance(node, ast.keyword))
        for _, full in _imports(node):
            for part in (*_prefixes(full), full.rpartition(".")[2]):
                self.imported.setdefault(part.casefold(), Place(source, line, full[:60]))
        if isinstance(node, ast.Name | ast.Attribute) and (full := _full(dotted(node), bound)):
            here = Place(source, line, full[:60])
            self._use(full.rpartition(".")[2], here, is_argument=False)
            for part in _prefixes(full):
                self.modules.setdefault(part.casefold(), here)

    def _enter_text(self, text: str, source: Source, line: int) -> None:
        self.texts.append((text, Place(source, line, "")))
        for found in _PARTS.finditer(text):
            # Of a text over several lines the first line shows only what stands there.
            if (word := found[0]) in source.line(line):
                self.text_words.setdefault(stem(word.casefold()), Place(source, line, word))

    def _use(self, name: str, place: Place, *, is_argument: bool) -> None:
        self.used.setdefault(name.casefold(), place)
        # What a library calls its arguments says little: precision=3 is no precision.
        if not is_argument:
            for word in words_in(name):
                self.words.setdefault(word, place)

    def _enter_docstring(self, source: Source, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                value = first.value.value
                for number, text in enumerate(str(value)[:_LONGEST_DOCSTRING].split("\n")):
                    if isinstance(value, str) and text.strip() and text in source.line(first.lineno + number):
                        self.docstrings.append((text, Place(source, first.lineno + number, "")))

    def lines_of_pages(self) -> Iterator[tuple[str, Place]]:
        """The lines of the pages that were read, as README.md, in order."""
        for source in self.pages:
            for number, line in enumerate(source.lines, 1):
                if line.strip():
                    yield line, Place(source, number, "")


def shown_line(source: Source, number: int) -> str:
    """A line of the text as it may be shown: as it stands, but for what may be a secret, of which the beginning stays."""
    line = source.line(number).strip()
    return without_secrets(without_literals(line) if _BESIDE_A_SECRET.search(line) else line)


def without_secrets(text: str) -> str:
    """The text without what is a key by its form."""
    return _SECRET.sub("…", text)


def prose_lines(source: Source) -> frozenset[int]:
    """The lines of the text that are no code: comments, docstrings, and what goes on in a text over several lines."""
    comments = {number for number, line in enumerate(source.lines, 1) if line.lstrip().startswith("#")}
    tree = source.tree
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            comments.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno:
            comments.update(range(node.lineno + 1, node.end_lineno + 1))
    return frozenset(comments)


def is_code(path: str) -> bool:
    """Whether it is a script or a notebook, by its name."""
    return path.lower().endswith(_CODE)


def words_in(name: str) -> Iterator[str]:
    """The words of a name or a text, in small letters and without endings: `F1Score_mean` has score and mean."""
    return (stem(part.casefold()) for part in _PARTS.findall(name) if len(part) > 1)


def printable(name: str) -> str:
    """A path or a name as it may be shown, between backticks too."""
    return "".join(char if char.isprintable() and char != "`" else "?" for char in name[:80])


def _line(node: ast.AST) -> int:
    """The line that names it; of `.fit` in a long chain the last."""
    attribute = "end_lineno" if isinstance(node, ast.Attribute) else "lineno"
    return getattr(node, attribute, 0) or 0


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The names that an import binds, each with the full name of what it stands for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
            if not alias.asname and "." in alias.name:
                yield "", alias.name
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, ".".join(filter(None, (node.module, alias.name)))


def _full(name: str, bound: Mapping[str, str]) -> str:
    root, _, rest = name.partition(".")
    return ".".join(filter(None, (bound[root], rest))) if root and root in bound else ""


def _prefixes(full: str) -> Iterator[str]:
    """`a`, `a.b` and `a.b.c` of `a.b.c`."""
    parts = full.split(".")[:6]
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))
