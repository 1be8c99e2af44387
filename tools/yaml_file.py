"""YAML files that a person wrote, read into frozen dataclasses; what can't be meant is named with its line."""

import re
import stat
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from ..domain.errors import WrongInput
from ..domain.plain_text import JOINERS, unseen_in
from .yaml_shape import Misfit, by_field, misfits, required, safe

T = TypeVar("T")
DEEPEST = 30
MOST_BYTES = 2_000_000

_KEPT = f"\t\n{JOINERS}"
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?([0-9]{1,40}\.[0-9]{0,40}|\.[0-9]{1,40}|[0-9]{1,40}(?=[eE]))([eE][-+]?[0-9]{1,4})?")
# As YAML 1.2 has it: `no`, `19:00` and 2026-12-24 are what they look like, text.
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class WrongFile(WrongInput):
    """A file with problems: the first is the sentence, `places` has each as a line of its own."""

    def __init__(self, places: tuple[tuple[str, str], ...]) -> None:
        what, todo = places[0]
        more = f"(And {len(places) - 1} more.)" if len(places) > 1 else ""
        super().__init__(what, f"{todo} {more}".strip())
        self.places = tuple(f"{what} {todo}".strip() for what, todo in places)


@dataclass(slots=True)
class _Part:
    """A mapping, list or value: its line and its parts; a mapping being read has the key that waits for its value."""

    line: int
    data: Any = None
    parts: "dict[str | int, _Part]" = field(default_factory=dict)
    key: str | None = None
    key_line: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Where things stand in a file."""

    root: _Part

    def at(self, *path: str | int) -> int:
        """The line, from 1, of the thing at that path, or of the nearest thing around it that exists."""
        part = self.root
        for step in path:
            if step not in part.parts:
                break
            part = part.parts[step]
        return part.line

    def keys(self, *path: str) -> tuple[str, ...]:
        """The keys that are written in the mapping at that path; none if it isn't there."""
        part = self.root
        for step in path:
            part = part.parts.get(step, _Part(0))
        return tuple(key for key in part.parts if isinstance(key, str))


def read_text(path: Path, *, what: str, most_bytes: int = MOST_BYTES) -> str:
    """The text of a UTF-8 file, its line ends as `\\n`; `what` names it in messages, as in "The roadmap".

    Raises:
        WrongInput: there is no such ordinary file, it can't be read, is too big, or isn't text.
    """
    name = f"{what} {safe(path)}"
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise WrongInput(f"{name} is a folder.", "Name the file itself.")
        if not stat.S_ISREG(mode):
            raise WrongInput(f"{name} is not an ordinary file.", "Save it as a file and name that.")
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise WrongInput(f"{name} does not exist.", "Check the path.") from None
    except OSError as error:
        raise WrongInput(f"{name} can't be read: {error.strerror}.", "Check the path and its permissions.") from None
    if len(data) > most_bytes:
        raise WrongInput(f"{name} is larger than {most_bytes:,} bytes.", "Name a smaller file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise WrongInput(f"{name} is not a text file.", "Save it as UTF-8 text.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def load_yaml(path: Path, shape: type[T], *, what: str, empty_ok: bool = False) -> tuple[T, Lines]:
    """What a YAML file says, as `shape`; see `read_text` and `parse_yaml`."""
    return parse_yaml(read_text(path, what=what), shape, source=safe(path.name), empty_ok=empty_ok)


def parse_yaml(text: str, shape: type[T], *, source: str, empty_ok: bool = False) -> tuple[T, Lines]:
    """What a YAML text says, as the dataclass `shape`, and where it says it; `source` names the text in messages.

    Plain values are read as in YAML 1.2. An empty text is refused unless `empty_ok`.

    Raises:
        WrongInput: the text isn't YAML of that shape; the sentence names line, key and what to write instead.
    """
    unseen = unseen_in(text, keep=_KEPT)
    if unseen:
        line = text.count("\n", 0, min(map(text.index, unseen))) + 1
        raise WrongInput(f"{source}, line {line}: an invisible control character.", "Delete it, or type the line anew.")
    root = _read(text, source)
    if root.data is None:
        if not empty_ok:
            raise WrongInput(f"{source} is empty.", f"Write at least {', '.join(required(shape)) or 'one key'}.")
        root.data = {}
    lines = Lines(root)
    wrong = list(misfits(root.data, shape))
    if not wrong:
        try:
            return msgspec.convert(by_field(root.data, shape), shape, strict=True), lines
        except msgspec.ValidationError as error:
            wrong = [Misfit((), f"{safe(error)}.", "Correct this value.")]
    raise WrongFile(tuple((f"{source}, line {lines.at(*w.path)}: {w.what}", w.todo) for w in wrong))


class _UnwelcomeError(Exception):
    """Something that is YAML, but isn't read here."""

    def __init__(self, event: yaml.NodeEvent | yaml.DocumentStartEvent, problem: str, todo: str) -> None:
        super().__init__(problem)
        self.line, self.todo = _line(event.start_mark), todo


def _read(text: str, source: str) -> _Part:
    """The data with its lines, built from the parser's events: one pass, and nothing hostile is ever built."""
    root = _Part(1)
    stack: list[_Part] = []
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.DocumentStartEvent) and root.data is not None:
                raise _UnwelcomeError(event, "a second document starts here.", "Keep one, without the line ---.")
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                part = _take(event, stack)
                root = root if stack else part
                if isinstance(event, yaml.CollectionStartEvent):
                    stack.append(part)
    except _UnwelcomeError as error:
        raise WrongInput(f"{source}, line {error.line}: {error}", error.todo) from None
    except yaml.YAMLError as error:
        line = min(_line(getattr(error, "problem_mark", None)), text.count("\n") + 1)
        problem = safe(getattr(error, "problem", None) or "it can't be read")
        todo = "Check the indentation, and put quotes around text that holds : or # or starts with a sign."
        raise WrongInput(f"{source}, line {line}: this is not YAML: {problem}.", todo) from None
    return root


def _line(mark: object) -> int:
    """The line, from 1, of a mark of the parser, which may be none."""
    return int(getattr(mark, "line", 0)) + 1


def _take(event: yaml.NodeEvent, stack: list[_Part]) -> _Part:
    """The part that the event starts, put into the innermost collection."""
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _UnwelcomeError(event, "anchors and aliases (& and *) aren't read here.", "Write it out, or in quotes.")
    if getattr(event, "tag", None) is not None:
        raise _UnwelcomeError(event, "tags (words that start with !) aren't read here.", "Leave it out, or use quotes.")
    if len(stack) >= DEEPEST:
        raise _UnwelcomeError(event, f"more than {DEEPEST} levels inside each other.", "Write it flatter.")
    part = _Part(_line(event.start_mark), _data(event))
    outer = stack[-1] if stack else None
    if outer is None:
        return part
    if isinstance(outer.data, list):
        outer.parts[len(outer.data)] = part
        outer.data.append(part.data)
    elif outer.key is None:
        _take_key(event, part, outer)
    else:
        part.line = outer.key_line
        outer.parts[outer.key] = part
        outer.data[outer.key] = part.data
        outer.key = None
    return part


def _take_key(event: yaml.NodeEvent, part: _Part, outer: _Part) -> None:
    if not isinstance(part.data, str):
        raise _UnwelcomeError(event, "a key that isn't a word.", 'Write keys as words, or in quotes, as in "1": one.')
    if part.data in outer.data:
        problem = f"the key {safe(part.data, 60)!r} stands in line {outer.parts[part.data].line} already."
        raise _UnwelcomeError(event, problem, "Keep one of them.")
    outer.key, outer.key_line = part.data, part.line


def _data(event: yaml.NodeEvent) -> object:
    if isinstance(event, yaml.ScalarEvent):
        if event.style == '"' and unseen_in(event.value, keep=_KEPT):
            raise _UnwelcomeError(event, "an invisible control character.", "Leave it out.")
        return _plain(event.value) if event.implicit[0] else event.value
    return {} if isinstance(event, yaml.MappingStartEvent) else []


def _plain(text: str) -> object:
    """What a value without quotes means."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and isfinite(float(text)):
        return float(text)
    return text
