"""A learner's file: what `coach init --file` reads and `coach learner edit` shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..domain.errors import WrongInput
from ..domain.learner import DateRange, Learner, WeekLimit, check_learner
from ..domain.slot import Slot, parse_slots
from .yaml_file import Lines, load_yaml
from .yaml_shape import safe

MOST_ENTRIES, LONGEST_ENTRY = 1000, 200


@dataclass(frozen=True, slots=True)
class LearnerWishes:
    """What a learner's file says; None is what it leaves out. `known` names topics, terms or areas."""

    name: str | None = None
    email: str | None = None
    timezone: str | None = None
    roadmap: str | None = None
    stage: int | str | None = None
    slots: tuple[str, ...] | str | None = None
    session_minutes: tuple[int, int] | None = None
    day_limit_minutes: int | None = None
    time_off: tuple[str, ...] | str | None = None
    week_limits: tuple[str, ...] | str | None = None
    busy: str | None = None
    interests: tuple[str, ...] | str | None = None
    known: tuple[str, ...] | str | None = None


def read_learner(path: Path, default: Learner, folder: Path | None = None) -> tuple[Learner, tuple[str, ...]]:
    """The learner that the file describes, `default` in what it leaves out, and what they know by their word.

    Paths in the file (`busy`, and a `roadmap` that isn't an id) count from its folder, or from `folder`, and come
    back absolute.

    Raises:
        WrongInput: the file can't be read or meant; the sentence names file, line and what to write instead.
    """
    wishes, lines = load_yaml(path, LearnerWishes, what="The learner's file", empty_ok=True)
    source = _Source(path, lines, folder or path.parent)
    known: tuple[str, ...] = ()
    learner = default
    for key in LearnerWishes.__slots__:
        wish = getattr(wishes, key)
        if wish is None:
            continue
        value = _READERS.get(key, _as_written)(source, key, wish)
        if key == "known":
            known = value
            continue
        with source.named(key):
            check_learner(replace(default, **{key: value}))
        learner = replace(learner, **{key: value})
    return learner, known


@dataclass(frozen=True, slots=True)
class _Source:
    """The file that is read, to name the place of what is wrong."""

    path: Path
    lines: Lines
    folder: Path

    @contextmanager
    def named(self, *where: str | int) -> Iterator[None]:
        """Puts file and line before what is said of a wrong value."""
        try:
            yield
        except WrongInput as wrong:
            place = f"{safe(self.path.name)}, line {self.lines.at(*where)}"
            raise WrongInput(f"{place}: {wrong.what}", wrong.todo) from None


def _as_written(_source: _Source, _key: str, wish: Any) -> Any:
    return wish


def _list(source: _Source, key: str, wish: Any) -> tuple[str, ...]:
    entries = (wish,) if isinstance(wish, str) else wish
    with source.named(key):
        if len(entries) > MOST_ENTRIES:
            raise WrongInput(f"{key} has {len(entries)} entries.", f"Write at most {MOST_ENTRIES}.")
    for n, entry in enumerate(entries):
        with source.named(key, n):
            if not entry.strip() or len(entry) > LONGEST_ENTRY:
                raise WrongInput(f"An entry of {key} is empty or too long.", f"Write 1 to {LONGEST_ENTRY} characters.")
    return tuple(entry.strip() for entry in entries)


def _slots(source: _Source, key: str, wish: Any) -> tuple[Slot, ...]:
    entries = _list(source, key, wish)
    for n, entry in enumerate(entries):
        with source.named(key, n):
            parse_slots([entry])
    with source.named(key):
        return parse_slots(entries)


def _time_off(source: _Source, key: str, wish: Any) -> tuple[DateRange, ...]:
    ranges = []
    for n, entry in enumerate(_list(source, key, wish)):
        with source.named(key, n):
            ranges.append(DateRange.parse(entry))
    return tuple(sorted(ranges))


def _week_limits(source: _Source, key: str, wish: Any) -> tuple[WeekLimit, ...]:
    limits: dict[str, WeekLimit] = {}
    for n, entry in enumerate(_list(source, key, wish)):
        with source.named(key, n):
            limit = WeekLimit.parse(entry)
            limits[limit.week] = limit
    return tuple(sorted(limits.values()))


def _stage(source: _Source, key: str, wish: Any) -> int:
    with source.named(key):
        number = int(wish) if isinstance(wish, int) or (wish.isascii() and wish.isdigit() and len(wish) < 5) else 0
        if number < 1:
            raise WrongInput(f"{safe(wish, 60)!r} is not the number of a stage.", "Write it as a number from 1.")
        return number


def _roadmap(source: _Source, key: str, wish: str) -> str:
    is_path = "/" in wish or "\\" in wish or wish.lower().endswith((".yaml", ".yml"))
    return _file(source, key, wish) if is_path else wish


def _file(source: _Source, key: str, wish: str) -> str:
    if not wish:
        return ""
    with source.named(key):
        try:
            return str((source.folder / Path(wish).expanduser()).resolve())
        except (OSError, ValueError, RuntimeError):
            raise WrongInput(f"{safe(wish, 60)!r} can't be a path.", "Check it.") from None


_READERS: dict[str, Callable[[_Source, str, Any], Any]] = {
    "slots": _slots,
    "time_off": _time_off,
    "week_limits": _week_limits,
    "interests": _list,
    "known": _list,
    "stage": _stage,
    "roadmap": _roadmap,
    "busy": _file,
}

_COMMENTS = {
    "name": "How the coach calls you.",
    "email": "Where letters are sent when mail is set up; may be left empty.",
    "timezone": "An IANA name, such as Europe/Berlin.",
    "roadmap": "The id of a roadmap, or the path of a roadmap file.",
    "stage": "The stage you are in, from 1.",
    "slots": "When you can study: mon 19:00-21:00, mon-fri 19:00-21:00, sat,sun 10:00-12:00.",
    "session_minutes": "The shortest and the longest session.",
    "day_limit_minutes": "The most minutes to study on one day.",
    "time_off": "Days without study: 2026-12-24..2026-12-31, or one day.",
    "week_limits": "The most minutes of single weeks: 2026-W48 240.",
    "busy": "The path of a calendar file (.ics) with your appointments; may be left empty.",
    "interests": "What you care about most; papers are chosen by it.",
    "known": "Topics, terms or areas that you know already.",
}


def write_learner(learner: Learner) -> str:
    """The learner's file as text, a comment above each key; `read_learner` reads the same learner from it.

    `known` is left empty: it is for what the learner wants to add.
    """
    return "\n".join(f"# {comment}\n{key}:{_yaml(getattr(learner, key, ()))}" for key, comment in _COMMENTS.items())


def _yaml(value: Any) -> str:
    """What stands after a key and its colon."""
    import yaml

    if isinstance(value, int) or (isinstance(value, tuple) and isinstance(next(iter(value), None), int)):
        return f" {list(value) if isinstance(value, tuple) else value}\n"
    if not isinstance(value, tuple):
        return " " + str(yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**6))
    return "\n" + "".join(f"  -{_yaml(str(entry))}" for entry in value) if value else " []\n"
