"""What ruff tells of one file, as facts at places of the source: false alarms and repetitions are left out."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from ..domain.checks.running import is_ignored
from ..domain.finding import RANK, Edit, Hit
from ..domain.ruff_rules import NAMED_NOT_CALLED, SYNTAX, has_own_words, words_of
from ..domain.source import Source

MOST_FACTS = 200
"""Of one file."""
_MOST_READ = 2000  # a line of a million characters may hold a hundred thousand faults
_LONG_EDIT = 20_000
_CODE = re.compile(r"[A-Z]{1,5}\d{1,4}")
_NEWER_SYNTAX = re.compile(r"on Python 3\.\d+ \(syntax was (?:added|removed) in")
_WHOLE_FILE = frozenset({"F401", "F811", "F821", "F822", "F823", "F841", "F842", "E402", "RUF100", SYNTAX})
"""Rules that need to know the whole file."""
_NOT_IN_NOTEBOOKS = frozenset({"F811", "E402"})
"""In a notebook cells import and define again what others have, so that each can be run alone."""
_BY_MAGICS = frozenset({"F401", "F811", "F821", "F841"})
_BRINGS_NAMES = re.compile(r"#\s*%%?(?:run|pylab|store|load|loadpy)\b")
_MAGIC = re.compile(r"#\s*[%!?]")
_LONG_LINE = 2000
_SHAPES = re.compile(r"\b(?:jaxtyping|torchtyping|nptyping)\b")
_ABSORBS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "E722": frozenset({"S110", "S112"}), "BLE001": frozenset({"S110", "S112", "E722"}), "PLR0915": frozenset({"C901"}),
})  # fmt: skip
"""Rules that say nothing new where one of these speaks."""
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*\.(\w+)")
_METHODS = re.compile(
    "eval train step zero_grad backward cuda cpu fit predict show close item detach clear append head describe info "
    "mean sum copy reset_index dropna strip lower upper split join flush commit start run save summary".replace(
        " ", "|"
    )
)
_LITERAL = re.compile(r"[bBrRuU]{0,2}(\"\"\"|'''|\"|')(.*?)\1", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"(?i)your|my[-_ ]|xxx|\*\*\*|\.\.\.|change|example|placeholder|dummy|fake|test|todo|replace|insert|none|null|default|"
    r"^(?:password|passwd|pwd|secret|token|api[-_]?key|pass|string|str|text|auto|empty|unknown|unk|pad|bos|eos|cls|sep|mask)$"
)
_MARKER = re.compile(r"[<\[{(|$%].*|.*[>\]})|]|https?://\S*|[\w./-]*/[\w./-]*|\W*")


@dataclass(frozen=True, slots=True)
class Fact:
    """One finding of a tool: the rule, the place in the source's text (with edits where a fix is safe), and the tool's
    words. The hit's own message is empty where the words of the rule say more than they do."""

    code: str
    hit: Hit
    message: str


def facts_in(source: Source, found: Iterable[Mapping[str, Any]]) -> tuple[tuple[Fact, ...], int]:
    """The facts that ruff's findings in a source come to, in order, and how many more there are than are kept."""
    told = sorted(found, key=lambda one: RANK[words_of(str(one.get("code")), "").severity])
    reader = _Reader(source)
    facts = list(dict.fromkeys(filter(None, map(reader.fact, told[:_MOST_READ]))))
    said = _lines_said(facts)
    kept = [fact for fact in _syntax_once(facts) if fact.hit.line not in said.get(fact.code, ())]
    kept.sort(key=lambda fact: (RANK[words_of(fact.code, fact.message).severity], fact.hit.line))
    few = sorted(kept[:MOST_FACTS], key=lambda fact: (fact.hit.line, fact.hit.column, fact.code))
    return tuple(few), len(kept) - len(few) + len(told[_MOST_READ:])


def _syntax_once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """What comes after the first slip mostly follows from it."""
    broken = [fact for fact in facts if fact.code == SYNTAX]
    yield from (fact for fact in facts if fact.code != SYNTAX)
    if broken:
        yield min(broken, key=lambda fact: (fact.hit.line, fact.hit.column))


def _lines_said(facts: Iterable[Fact]) -> dict[str, set[int]]:
    """For each rule that may say nothing new the lines where another speaks already."""
    said: dict[str, set[int]] = {code: set() for code in _ABSORBS}
    for fact in facts:
        for code, by in _ABSORBS.items():
            if fact.code in by:
                said[code].update(range(fact.hit.line, fact.hit.end_line + 1))
    return said


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._magic_words = _words_of_magics(source)
        self._names_from_elsewhere = source.is_notebook and bool(_BRINGS_NAMES.search(source.text))
        self._has_shapes = bool(_SHAPES.search(source.text))

    def fact(self, told: Mapping[str, Any]) -> Fact | None:
        """The fact that this is; None when it isn't one for a learner."""
        code, message = told.get("code") or "", str(told.get("message") or "")[:500]
        code = SYNTAX if code == "invalid-syntax" else code
        if code != SYNTAX and not _CODE.fullmatch(code):
            return None
        hit = self._hit(told, message)
        if hit is None or self._is_none_of_ours(code, hit, message):
            return None
        if code == SYNTAX:
            message = f"Python stops reading here: {message[:1].lower()}{message[1:]}"
        if code == "B018" and (named := _DOTTED.fullmatch(self._text(hit))) and _METHODS.fullmatch(named[1]):
            message = f"`{named[0]}` {NAMED_NOT_CALLED}: without `()` nothing happens."
        message = message if message.endswith((".", "?", "!")) else f"{message}."
        said = message if not has_own_words(code) or self._names_something(hit, code, message) else ""
        return Fact(code, Hit(hit.line, hit.end_line, hit.column, hit.end_column, said, (), hit.edits), message)

    def _names_something(self, hit: Hit, code: str, message: str) -> bool:
        """Whether ruff's words hold more than ours: a name that stands there, a count, or what we say ourselves."""
        if code in (SYNTAX, "B018") or re.search(r"\(\d+ > \d+\)", message):
            return True
        # What holds a name may begin lines before it, as an import of several does.
        here = set(re.findall(r"\w+", " ".join(self._source.lines[hit.line - 1 : hit.end_line][:20])))
        named = re.findall(r"[A-Za-z_]\w*", " ".join(re.findall(r"`([^`]*)`", message)))
        return any(name in here and not keyword.iskeyword(name) for name in named)

    def _hit(self, told: Mapping[str, Any], message: str) -> Hit | None:
        cell = told.get("cell")
        if self._source.is_notebook != isinstance(cell, int):
            return None
        first, last = told["location"], told.get("end_location") or told["location"]
        line, end_line = self._source.at(cell, first["row"]), self._source.at(cell, last["row"])
        if not line or not end_line:
            return None
        begin = self._clamped(line, first["column"])
        # Ruff's end is the first place that no longer belongs to it.
        end = self._clamped(*self._before(end_line, last["column"]))
        if end < begin:
            end = begin
        return Hit(begin[0], end[0], begin[1], end[1], message, (), self._edits(told.get("fix"), cell))

    def _before(self, line: int, column: int) -> tuple[int, int]:
        return (line, column - 1) if column > 1 else (line - 1, 1_000_000)

    def _clamped(self, line: int, column: int) -> tuple[int, int]:
        """A place that there is: of an end of the file, the last line that holds anything."""
        lines = self._source.lines
        line = min(line, len(lines))
        while line > 1 and not lines[line - 1].strip():
            line, column = line - 1, 1_000_000
        return line, max(1, min(column, len(self._source.line(line)) or 1))

    def _edits(self, fix: Mapping[str, Any] | None, cell: int | None) -> tuple[Edit, ...]:
        edits = (fix or {}).get("edits") or []
        # Of several edits in a notebook ruff doesn't tell which cells they are in.
        if not fix or fix.get("applicability") != "safe" or (cell is not None and len(edits) != 1):
            return ()
        if sum(len(edit.get("content") or "") for edit in edits) > _LONG_EDIT:
            return ()
        made = []
        for edit in edits:
            first, last = edit["location"], edit["end_location"]
            line, end_line = self._source.at(cell, first["row"]), self._source.at(cell, last["row"])
            made.append(Edit(line, first["column"], end_line, last["column"], edit.get("content") or ""))
        return tuple(made)

    def _is_none_of_ours(self, code: str, hit: Hit, message: str) -> bool:
        source = self._source
        if code == SYNTAX and _NEWER_SYNTAX.search(message):
            return True  # the learner's Python may be newer than the oldest
        if source.is_partial and (code in _WHOLE_FILE or not source.is_changed(hit.line, hit.end_line)):
            return True
        if any(is_ignored(source.line(line), code) for line in (hit.line, hit.end_line)):
            return True
        if code in ("S602", "S604", "S605") and "seems safe" in message:
            return True
        if code in ("S105", "S106", "S107"):
            return not _is_secret(self._text(hit), message)
        if code == "F821" and self._has_shapes and source.line(hit.line)[hit.column - 2 : hit.column - 1] in "\"' ":
            return True
        return source.is_notebook and self._is_of_notebooks(code, hit, message)

    def _is_of_notebooks(self, code: str, hit: Hit, message: str) -> bool:
        if code in _NOT_IN_NOTEBOOKS or (code == "F821" and self._names_from_elsewhere):
            return True
        named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", message))))
        named.update(re.findall(r"\w+", self._text(hit)))  # `import numpy as np` is marked at np
        return code in _BY_MAGICS and not named.isdisjoint(self._magic_words)

    def _text(self, hit: Hit) -> str:
        """What stands at a place of one line; of several, its first line."""
        line = self._source.line(hit.line)
        return line[hit.column - 1 : hit.end_column if hit.end_line == hit.line else None][:_LONG_LINE]


def _words_of_magics(source: Source) -> frozenset[str]:
    """The words in the magics of a notebook, which are comments here: a name in them is used, or comes from them."""
    if not source.is_notebook:
        return frozenset()
    lines = [line for line in source.lines if len(line) <= _LONG_LINE]
    # Of `files = ...  # !ls` the names before it count, too.
    given = [line for line in lines if " = ...  # " in line]
    magics = [line[found.start() :] for line in lines if (found := _MAGIC.search(line))]
    asked = [line.partition("#")[2] for line in lines if line.endswith("?")]
    return frozenset(re.findall(r"\w+", " ".join((*given, *magics, *asked))))


def _is_secret(text: str, message: str) -> bool:
    """Whether a literal that is called a password is one; `pad_token="<pad>"` is not, nor is a place for one."""
    literal = _LITERAL.search(text)
    value = literal[2] if literal else ""
    if len(value) < 5 or re.search(r"\s", value) or _PLACEHOLDER.search(value) or _MARKER.fullmatch(value):
        return False
    name = message.rpartition(":")[2]
    if re.search(r"(?i)passw|pwd|pass_", name):
        return True
    # A key or token is long and random; a short word is the name of something.
    return len(value) >= 16 and bool(re.search(r"\d", value)) and bool(re.search(r"[A-Za-z]", value))
