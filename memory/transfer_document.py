"""The document of a learner's data as it comes from outside: rows, each value of the right type and in its bounds."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import Boolean, Column, Date, Float, LargeBinary, Table

from ..domain.digest import Digest
from ..domain.errors import CoachError, WrongInput
from ..domain.finding import Finding, Review
from ..domain.mistake import MOST_TIMES
from ..domain.paper import OWN
from ..domain.week import FIRST_YEAR, LAST_YEAR, Week
from . import paper_tables, review_tables, tables
from .column_types import BigNumber, Json, UtcDateTime, Words
from .database import HEAD
from .paper_owners import SHARED

Rows = list[dict[str, Any]]
MOST_BYTES = 64 * 1024 * 1024

OWNED = (
    tables.evidence,
    tables.weekly_plans,
    tables.study_sessions,
    tables.runs,
    tables.outbox,
    tables.threads,
    tables.messages,
    tables.learner_facts,
    tables.model_calls,
    paper_tables.paper_exposures,
    paper_tables.paper_votes,
    paper_tables.digests,
    review_tables.code_reviews,
    review_tables.findings,
)
"""The tables of which each row is one learner's, each after those that it refers to."""
ALL: tuple[Table[Any], ...] = (tables.roadmaps, tables.learners, *OWNED, *SHARED)

_FIRST, _LAST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 12, 31, tzinfo=UTC)

# What a column holds where its type alone allows more.
_SESSION = r"w[0-9]{2}-[1-9][0-9]{0,8}"
_OWN_FILE = rf"{OWN}[0-9a-f]{{16}}"
_PAPER = rf"([0-9]{{4}}\.[0-9]{{4,5}}|[a-z][a-z-]*/[0-9]{{7}}|{_OWN_FILE})"
_FINDING = "f[0-9a-f]{9}"
_PERIOD = r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-W[0-9]{2})"
_DAY, _WEEK = 24 * 60, 8 * 24 * 60  # minutes; the week of a clock change has an hour more


def _text(pattern: str) -> Any:
    return Annotated[str, msgspec.Meta(pattern=rf"^{pattern}\Z")]


_NARROWER: dict[str, Any] = {
    "evidence.minutes": Annotated[int, msgspec.Meta(ge=0, le=_DAY)],
    "evidence.session": _text(rf"({_SESSION})?"),
    "weekly_plans.free_minutes": Annotated[int, msgspec.Meta(ge=0, le=_WEEK)],
    "weekly_plans.planned_minutes": Annotated[int, msgspec.Meta(ge=0, le=_WEEK)],
    "study_sessions.id": _text(_SESSION),
    "study_sessions.start": _text(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    "study_sessions.minutes": Annotated[int, msgspec.Meta(ge=1, le=_DAY)],
    "runs.state": Literal["planned", "running", "done", "failed", "skipped"],
    "outbox.state": Literal["waiting", "sending", "sent", "parked", "dropped"],
    "messages.by": Literal["learner", "coach"],
    "messages.state": Literal["whole", "stopped", "failed"],
    "evidence.paper": _text(rf"({_PAPER})?"),
    "study_sessions.paper": _text(rf"({_PAPER})?"),
    "paper_exposures.paper": _text(_PAPER),
    "paper_exposures.place": _text("[a-z_]{1,20}"),
    "paper_exposures.period": _text(rf"({_PERIOD})?"),
    "paper_votes.paper": _text(_PAPER),
    "paper_votes.vote": Annotated[int, msgspec.Meta(ge=-1, le=1)],
    "digests.period": _text(_PERIOD),
    "digests.document": Digest,
    "papers.id": _text(_PAPER),
    "papers.authors": list[str],
    "papers.categories": list[str],
    "paper_versions.paper": _text(_PAPER),
    "paper_texts.paper": _text(_OWN_FILE),
    "paper_texts.references": list[str],
    "paper_texts.remarks": list[str],
    "paper_texts.source": Literal["html", "tex", "pdf", "abstract"],
    "paper_passages.paper": _text(_OWN_FILE),
    "evidence.finding": _text(rf"({_FINDING})?"),
    "code_reviews.document": Review,
    "code_reviews.findings": list[_text(_FINDING)],  # type: ignore[misc]
    "findings.id": _text(_FINDING),
    "findings.document": Finding,
    "findings.seen": Annotated[list[datetime], msgspec.Meta(min_length=1, max_length=MOST_TIMES)],
    "findings.state": Literal["open", "fixed", "dismissed"],
}


def columns_of(table: Table[Any]) -> list[Column[Any]]:
    """The columns of a table that a document holds: the numbers of shared rows are another one in each database."""
    return [column for column in table.c if table not in SHARED or column is not table.autoincrement_column]


class _Heading(msgspec.Struct):
    format: Literal["study-coach"]
    version: Literal[1]
    revision: str
    tables: msgspec.Raw


def read_document(document: bytes) -> dict[str, Rows]:
    """The rows of each table, with exactly its columns, all of one learner.

    Raises:
        WrongInput: it is no such document, or one of another version of the coach.
    """
    if len(document) > MOST_BYTES:
        raise WrongInput("The file is too large to be an export of the coach.", "Name one that `coach export` wrote.")
    try:
        heading = msgspec.json.decode(document, type=_Heading)
        if heading.revision != HEAD:
            raise WrongInput(
                f"The file was exported by another version of the coach ({heading.revision!r:.40}, not {HEAD!r}).",
                "Export it again with this version.",
            )
        held = msgspec.to_builtins(
            msgspec.json.decode(heading.tables, type=_tables_type()), builtin_types=(bytes, date, datetime)
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise unusable(error) from None
    rows: dict[str, Rows] = held
    _check_owner(rows)
    _check_times(rows)
    _check_digests(rows["digests"])
    _check_findings(rows["code_reviews"], rows["findings"])
    return rows


def unusable(reason: str | Exception) -> WrongInput:
    """The failure to take a document in, with the reason for it in one line."""
    said = reason.what.rstrip(".") if isinstance(reason, CoachError) else str(reason)
    plain = "".join(c if c.isprintable() else " " for c in said)
    return WrongInput(
        f"The file is not an export of the coach: {plain:.200}.",
        "Name one that `coach export` wrote; nothing was kept.",
    )


def _check_owner(rows: Mapping[str, Rows]) -> None:
    if len(rows["learners"]) != 1 or len(rows["roadmaps"]) != 1:
        raise unusable("it holds more or less than one learner")
    learner_id = rows["learners"][0]["id"]
    if any(row["learner_id"] != learner_id for table in OWNED for row in rows[table.name]):
        raise unusable("it mixes two learners")


def _check_times(rows: Mapping[str, Rows]) -> None:
    values = (
        (f"{name}.{column}", value) for name, held in rows.items() for row in held for column, value in row.items()
    )
    for place, value in values:
        # Papers are older than the coach counts, and it doesn't count with their days.
        if isinstance(value, date) and not place.startswith("papers.") and not _is_near(value):
            raise unusable(f"{place} is {value}, but the coach counts from {FIRST_YEAR} to {LAST_YEAR}")
        if place.endswith(".week") and not _is_week(value, empty_ok=place == "evidence.week"):
            raise unusable(f"{place} is {value[:40]!r}, which is not a week")


def _check_digests(digests: Rows) -> None:
    for row in digests:
        digest = row["document"]
        if digest["period"] != row["period"]:
            raise unusable(f"the digest of {row['period']} is another one's")
        if not all(_is_near(digest[day]) for day in ("made_on", "since", "next_on") if digest[day]):
            raise unusable(f"the digest of {row['period']} names a day that can't be")
        papers = [explained["paper"]["id"] for explained in digest["papers"]]
        if not all(re.fullmatch(_PAPER, id_) for id_ in (*papers, *(failed["id"] for failed in digest["failed"]))):
            raise unusable(f"the digest of {row['period']} names what is not a paper")


def _check_findings(reviews: Rows, findings: Rows) -> None:
    found = [row["document"] for row in findings]
    for row in findings:
        if any(row["document"][name] != row[name] for name in ("id", "path", "rule")):
            raise unusable(f"the finding {row['id']} is another one's")
        moments = row["seen"]
        if not all(one.tzinfo and _is_near(one) for one in moments) or moments != sorted(moments):
            raise unusable(f"the finding {row['id']} names times that can't be")
    for finding in (*found, *(one for row in reviews for one in row["document"]["fixed"])):
        if finding["first_seen"] and not _is_day(finding["first_seen"]):
            raise unusable(f"the finding {finding['id'][:20]!r} was first seen on no day")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_near(moment: date) -> bool:
    if isinstance(moment, datetime):
        return _FIRST <= moment <= _LAST
    return FIRST_YEAR <= moment.year <= LAST_YEAR


def _is_week(text: str, *, empty_ok: bool) -> bool:
    """Whether the text is a week, written as the coach writes it."""
    try:
        return (empty_ok and not text) or str(Week.parse(text)) == text
    except WrongInput:
        return False


def _tables_type() -> type[msgspec.Struct]:
    held = [(str(table.name), list[_row_type(table)]) for table in ALL]  # type: ignore[misc]
    return msgspec.defstruct("Tables", held, forbid_unknown_fields=True)


def _row_type(table: Table[Any]) -> type[msgspec.Struct]:
    columns = [
        (str(column.name), _NARROWER.get(f"{table.name}.{column.name}") or _python_type(column))
        for column in columns_of(table)
    ]
    return msgspec.defstruct("Row", columns, forbid_unknown_fields=True)


def _python_type(column: Column[Any]) -> Any:
    kinds: tuple[tuple[type, Any], ...] = (
        (Words, str),
        (UtcDateTime, Annotated[datetime, msgspec.Meta(tz=True)]),
        (Json, Any),
        (Date, date),
        (Boolean, bool),
        (Float, float),
        (LargeBinary, bytes),
    )
    for kind, python in kinds:
        if isinstance(column.type, kind):
            return python | None if column.nullable else python
    # Larger ones would leave no room to count on, or aren't exact in JSON.
    most = 2**53 if isinstance(column.type, type(BigNumber)) else 10**9
    whole = Annotated[int, msgspec.Meta(ge=1 if column.primary_key else 0, le=most)]
    return whole | None if column.nullable else whole
