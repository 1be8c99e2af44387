"""Findings: what a code review says about one place in code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Severity = Literal["bug", "leak", "risk", "smell", "style"]
SEVERITIES: Final[tuple[Severity, ...]] = ("bug", "leak", "risk", "smell", "style")
"""From the worst to the least."""
Origin = Literal["ruff", "check", "model"]
RANK: Final[Mapping[str, int]] = MappingProxyType({severity: n for n, severity in enumerate(SEVERITIES)})


@dataclass(frozen=True, slots=True)
class Edit:
    """Text in place of what stands between two places; lines and columns from 1, the end is not included."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in the text of a source that a check speaks of: lines and columns from 1, the end is included.

    `message` says what happens there, with the names in the code. `evidence` are further lines that it rests on.
    `edits` mend it, where that is certain.
    """

    line: int
    end_line: int
    column: int
    end_column: int
    message: str
    evidence: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a review says about one place.

    `line` and `end_line` are of the file, or of its `cell` (all cells count, from 1). `column` and `end_column` are
    where the caret points, from 1. `scope` is the function or class it stands in, `quote` the line as it stands. `message`
    says what happens, `idea` why in a sentence or two, and `question` leads to the `fix`, a unified diff. `topic` is the
    id of the roadmap's topic that teaches it. `id` is made of the place and the rule, so that the same finding has the
    same id in every review. `seen_before` is how often the learner made this mistake before, first on `first_seen` (a
    local date, as 2026-10-03). `source` says who found it.
    """

    path: str
    line: int
    end_line: int
    severity: Severity
    rule: str
    title: str
    message: str
    source: Origin
    quote: str
    cell: int | None = None
    column: int = 1
    end_column: int = 1
    scope: str = ""
    idea: str = ""
    question: str = ""
    fix: str | None = None
    topic: str | None = None
    id: str = ""
    seen_before: int = 0
    first_seen: str = ""

    @property
    def at(self) -> str:
        """Its place in words, as `train.py:12` or `eda.ipynb cell 3, line 2`."""
        return f"{self.path}:{self.line}" if self.cell is None else f"{self.path} cell {self.cell}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that wasn't reviewed, or not whole, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many findings of a model were not taken over, by what was wrong with them."""

    no_such_line: int = 0
    refuted: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A code review. `target` says in words what was reviewed, `files` which files, `written_by` who (rules or a model).

    `findings` are all of them, the first to be shown first; `good` is what is already good, a sentence or nothing;
    `checked` says what was looked at; `remarks` say what couldn't be done; `missing` is what a milestone still asks for.
    `fixed` are findings of earlier reviews that are mended now.
    """

    target: str
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    dropped: Dropped = field(default_factory=Dropped)
    skipped: tuple[Skipped, ...] = ()
    written_by: str = "rules"
    good: str = ""
    checked: str = ""
    remarks: tuple[str, ...] = ()
    fixed: tuple[Finding, ...] = ()
