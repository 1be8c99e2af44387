"""What a review looks at, gathered file by file within limits; what is left out is told with its reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ..domain.finding import Skipped
from ..domain.source import Cell, Source
from .notebook import read_notebook
from .source_changes import changed_lines
from .source_names import (
    NOT_PYTHON,
    NotReviewed,
    brief,
    is_compiled,
    is_notebook,
    not_by_content,
    not_for_review,
    shown,
)
from .source_text import NOTEBOOK_FACTOR, lines_of, normalised, too_large


@dataclass(frozen=True, slots=True)
class ReviewLimits:
    """How much one review takes on: files, bytes of one file and of all their code, seconds for one run of git.

    `environment` is what git is run in; of it only what it needs to find itself, its user's settings and, in a hook, the
    index is passed on.
    """

    most_files: int = 500
    most_bytes: int = 1_000_000
    most_total: int = 20_000_000
    git_seconds: float = 60
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is reviewed: `target` in words, as `uncommitted changes in shop`; `root` the folder that paths are relative to,
    None for what isn't on this machine; the sources in the order of their paths; what was left out; and what else is to
    be said of it."""

    target: str
    root: Path | None
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be reviewed. `read` gives its source, None where nothing of it is under review; it may raise
    NotReviewed. `why_not` is set when it isn't to be opened, `is_named` when the learner asked for it by its name."""

    path: str
    read: Callable[[], Source | None] = lambda: None
    why_not: str = ""
    is_named: bool = False


def found(path: str, read: Callable[[], Source | None], *, is_named: bool = False) -> Found:
    """A file, and by its name whether it is opened at all."""
    return Found(path, read, not_for_review(path, is_named=is_named), is_named)


def gather(
    target: str, root: Path | None, files: Iterable[Found], limits: ReviewLimits, remarks: Iterable[str] = ()
) -> Gathered:
    """Reads the files in the order of their paths, as far as the limits allow; more than that is told in a remark."""
    ordered = sorted(files, key=lambda one: one.path)
    fit = [one for one in ordered if not one.why_not]
    left_out = (one for one in ordered if one.why_not and (one.is_named or not is_compiled(one.path)))
    skipped = [Skipped(brief(one.path), one.why_not) for one in left_out]
    told = list(remarks)
    if len(fit) > limits.most_files:
        told.append(
            f"{len(fit) - limits.most_files:,} more files were not looked at: {limits.most_files:,} are the most."
        )
    sources: list[Source] = []
    total = 0
    for one in fit[: limits.most_files]:
        try:
            source = one.read()
        except NotReviewed as why:
            skipped.append(Skipped(brief(one.path), str(why)))
            continue
        if source is None or not source.text or source.changed == frozenset():
            continue
        size = max(len(source.text), len(source.raw) // NOTEBOOK_FACTOR)
        if total + size > limits.most_total:
            skipped.append(Skipped(brief(one.path), "too much for one review together with the others"))
            continue
        total += size
        sources.append(source)
    # What the learner would look for comes before pictures and data.
    skipped.sort(key=lambda one: (one.why == NOT_PYTHON, one.path))
    if len(skipped) > limits.most_files:
        told.append(f"{len(skipped) - limits.most_files:,} more files were left out.")
    return Gathered(shown(target), root, tuple(sources), tuple(skipped[: limits.most_files]), tuple(told))


def make_source(
    path: str,
    raw: str,
    *,
    old: str | None = None,
    changed: frozenset[int] | None = None,
    most: int,
    is_named: bool = False,
    is_partial: bool = False,
) -> Source:
    """A file under review, from its text as it stands.

    Under review is what differs from the text `old`; without one the lines `changed`, None for all of them.

    Raises:
        NotReviewed: it is no notebook, generated, in conflict, or has over `most` characters of code.
    """
    # A conflict breaks a notebook's JSON, so it is looked for first.
    in_books = is_notebook(path)
    if in_books and is_partial:
        raise NotReviewed("only a part of the notebook is known")
    text, cells = normalised(raw), tuple[Cell, ...]()
    why = not_by_content(text, is_named=is_named or in_books)
    if not why and in_books:
        book = read_notebook(raw)
        text, cells = book.text, book.cells
    if why:
        raise NotReviewed(why)
    if len(text) > most:
        raise too_large(len(text))
    if old is not None:
        changed = changed_lines(lines_of(_text_of(path, old)), lines_of(text))
    return Source(shown(path), text, raw, cells, changed, is_partial)


def _text_of(path: str, raw: str) -> str:
    """The code of an older version; one that can't be read has none, so that all is new."""
    try:
        return read_notebook(raw).text if is_notebook(path) else normalised(raw)
    except NotReviewed:
        return ""
