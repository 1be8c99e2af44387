"""Code reviews and what they found, one row for each place and mistake. Each function works inside the caller's transaction.

The learner's record tells of each time of a mistake and of each one mended; it is brought in line here.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, insert, or_, select, update

from ..domain.errors import CoachError, WrongInput
from ..domain.finding import Finding, Review
from ..domain.mistake import KeptFinding, evidence_of, keep, missing_rows
from ..domain.session_states import live
from . import evidence, learners, roadmaps
from .database import Connection
from .insertion import insert_or_grow
from .learners import StoredLearner
from .review_tables import code_reviews, findings

MOST_FINDINGS, MOST_NAMES = 1000, 200
LONGEST_WHY = 2000
_LONGEST = {
    "path": 5000,
    "scope": 1000,
    "rule": 200,
    "title": 300,
    "message": 2000,
    "quote": 500,
    "idea": 2000,
    "question": 2000,
}
_LONGEST_FIX = 20_000
_REVIEW, _FINDING = code_reviews.c, findings.c


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A review as kept: with its id, when it was made (UTC), and its findings as they stood when they were found last."""

    id: int
    at: datetime
    review: Review


def save(db: Connection, learner_id: int, review: Review, at: datetime) -> int:
    """Keeps a review with the first thousand of its findings, and gives its id.

    Their ids are those that `domain.mistake.seen` gives. Findings in `fixed` count as mended from now on. The record then
    tells of each new time of a mistake, and of what was mended.
    """
    stored = learners.lock(db, learner_id)
    at = at.astimezone(UTC)
    found = [_storable(one) for one in review.findings[:MOST_FINDINGS]]
    ids = [one.id for one in found]
    values = {"learner_id": learner_id, "at": at, "document": _document(review), "findings": ids}
    number: int = db.execute(insert(code_reviews).values(**values).returning(_REVIEW.id)).scalar_one()
    before = {k.finding.id: k for k in kept(db, learner_id, ids=ids)}
    _keep(db, learner_id, [keep(one, before.get(one.id), number, stored.learner.zone, at) for one in found])
    mended = _mend(db, learner_id, [one.id for one in review.fixed])
    _tell(db, stored, {one.rule for one in found}, at)
    roadmap = roadmaps.find(db, stored.roadmap_hash)
    by_rule = {k.finding.rule: k.finding for k in reversed(mended) if k.finding.severity != "style"}
    if by_rule:
        evidence.add(db, learner_id, [evidence_of("mistake_fixed", one, roadmap, at) for one in by_rule.values()])
    return number


def find(db: Connection, learner_id: int, id_: int) -> KeptReview | None:
    """The review of this id; None if the learner has none."""
    return next(iter(_reviews(db, learner_id, select(code_reviews).where(_REVIEW.id == id_))), None)


def latest(db: Connection, learner_id: int) -> KeptReview | None:
    """The review that was made last; None if there is none."""
    return next(iter(all_of(db, learner_id, 1)), None)


def all_of(db: Connection, learner_id: int, most: int) -> tuple[KeptReview, ...]:
    """The reviews that were made last, at most so many, newest first."""
    newest = select(code_reviews).order_by(_REVIEW.at.desc(), _REVIEW.id.desc()).limit(most)
    return tuple(_reviews(db, learner_id, newest))


def kept(
    db: Connection,
    learner_id: int,
    *,
    ids: Collection[str] | None = None,
    rules: Collection[str] | None = None,
    paths: Collection[str] | None = None,
) -> tuple[KeptFinding, ...]:
    """The findings of these ids, by these rules, or in these files, last found first; all, if nothing is named."""
    wanted = [
        column.in_(values)
        for column, values in ((_FINDING.id, ids), (_FINDING.rule, rules), (_FINDING.path, paths))
        if values is not None
    ]
    return tuple(_read(db, learner_id, or_(*wanted) if wanted else None))


def find_finding(db: Connection, learner_id: int, name: str) -> KeptFinding:
    """The finding of this id, or the only one whose id begins so. Raises WrongInput when there is none, or more than one."""
    wanted = name.strip().lower()
    found = _read(db, learner_id, _FINDING.id.startswith(wanted)) if re.fullmatch("f[0-9a-f]{0,9}", wanted) else []
    if len(found) == 1:
        return found[0]
    todo = "`coach review --history` shows their ids."
    if found:
        raise WrongInput(f"{len(found)} findings have ids that begin with {wanted}.", f"Write more of it; {todo}")
    raise WrongInput(f"There is no finding {name[:40]!r}.", todo)


def dismiss(db: Connection, learner_id: int, name: str, why: str, at: datetime) -> KeptFinding:
    """Notes that a finding is wrong, or doesn't matter there; its times are taken back from the record.

    Raises:
        WrongInput: there is no such finding, or no reason is given, or a very long one.
    """
    stored = learners.lock(db, learner_id)
    reason = _plain(" ".join(why.split()))
    if not 1 <= len(reason) <= LONGEST_WHY:
        raise WrongInput(f"A finding is dismissed with a reason of up to {LONGEST_WHY} characters.", "Say --why.")
    before = find_finding(db, learner_id, name)
    return _change(db, stored, replace(before, state="dismissed", why=reason), at)


def take_back(db: Connection, learner_id: int, name: str, at: datetime) -> KeptFinding:
    """Takes a dismissal back: the finding is open again, and its times count again.

    Raises:
        WrongInput: there is no such finding.
        CoachError: it isn't dismissed.
    """
    stored = learners.lock(db, learner_id)
    before = find_finding(db, learner_id, name)
    if before.state != "dismissed":
        raise CoachError(f"The finding {before.finding.id} isn't dismissed.")
    return _change(db, stored, replace(before, state="open", why=""), at)


def _change(db: Connection, stored: StoredLearner, changed: KeptFinding, at: datetime) -> KeptFinding:
    _keep(db, stored.id, [changed])
    _tell(db, stored, {changed.finding.rule}, at)
    return changed


def _keep(db: Connection, learner_id: int, changed: Sequence[KeptFinding]) -> None:
    rows = [
        {
            "learner_id": learner_id,
            "id": one.finding.id,
            "path": one.finding.path,
            "rule": one.finding.rule,
            "document": one.finding,
            "seen": one.seen,
            "last_seen": one.last_seen,
            "state": one.state,
            "why": one.why,
            "review": one.review,
        }
        for one in changed
    ]
    insert_or_grow(db, findings, ["learner_id", "id"], rows, grows="last_seen")


def _mend(db: Connection, learner_id: int, ids: Collection[str]) -> list[KeptFinding]:
    """Marks those as fixed that are open still, and gives them."""
    is_open = (_FINDING.state == "open") & _FINDING.id.in_(ids)
    mended = _read(db, learner_id, is_open) if ids else []
    for one in mended:
        this = (_FINDING.learner_id == learner_id) & (_FINDING.id == one.finding.id)
        db.execute(update(findings).where(this).values(state="fixed"))
    return mended


def _tell(db: Connection, stored: StoredLearner, rules: Collection[str], at: datetime) -> None:
    if not rules:
        return
    told = live(evidence.of_rules(db, stored.id, rules))
    roadmap = roadmaps.find(db, stored.roadmap_hash)
    for row in missing_rows(kept(db, stored.id, rules=rules), told, roadmap, at.astimezone(UTC)):
        # Each is an act of its own, so that it alone can be taken back.
        evidence.add(db, stored.id, [row])


def _reviews(db: Connection, learner_id: int, reviews: Select[Any]) -> list[KeptReview]:
    rows = db.execute(reviews.where(_REVIEW.learner_id == learner_id)).all()
    named = sorted({id_ for row in rows for id_ in row.findings})
    by_id = {k.finding.id: k.finding for k in (kept(db, learner_id, ids=named) if named else ())}
    return [
        KeptReview(
            row.id,
            row.at,
            replace(
                msgspec.convert(row.document, Review), findings=tuple(by_id[n] for n in row.findings if n in by_id)
            ),
        )
        for row in rows
    ]


def _read(db: Connection, learner_id: int, wanted: ColumnElement[bool] | None) -> list[KeptFinding]:
    mine = select(findings).where(_FINDING.learner_id == learner_id)
    rows = mine if wanted is None else mine.where(wanted)
    return [_kept(row) for row in db.execute(rows.order_by(_FINDING.last_seen.desc(), _FINDING.id))]


def _kept(row: Row[Any]) -> KeptFinding:
    return KeptFinding(
        finding=msgspec.convert(row.document, Finding),
        seen=msgspec.convert(row.seen, tuple[datetime, ...]),
        last_seen=row.last_seen,
        state=row.state,
        why=row.why,
        review=row.review,
    )


def _document(review: Review) -> Any:
    few = replace(
        review,
        findings=(),
        files=review.files[:MOST_NAMES],
        skipped=review.skipped[:MOST_NAMES],
        remarks=review.remarks[:MOST_NAMES],
        fixed=tuple(_storable(one) for one in review.fixed[:MOST_NAMES]),
    )
    return _plain(msgspec.to_builtins(few))


def _storable(finding: Finding) -> Finding:
    """The finding in characters that can be stored, and not too many of them; a fix that is cut would be none."""
    held = _plain(msgspec.to_builtins(finding))
    held |= {name: held[name][:most] for name, most in _LONGEST.items()}
    if finding.fix and len(finding.fix) > _LONGEST_FIX:
        held["fix"] = None
    return msgspec.convert(held, Finding)


def _plain(value: Any) -> Any:
    """The value with each text in it in characters that can be stored."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
