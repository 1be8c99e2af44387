"""What is written into the record when the learner says what they did: rows of evidence, not yet numbered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .plan_facts import estimate
from .plan_papers import READ
from .record import BY_STAGE, OF_REVIEWS, Evidence, Rating, Record
from .roadmap import Item, Roadmap
from .session_states import live
from .weekly_plan import StudySession


def done_rows(
    session: StudySession,
    week: str,
    item: Item | None,
    record: Record,
    *,
    at: datetime,
    minutes: int | None = None,
    rating: Rating = "",
    note: str = "",
    finished: bool = False,
) -> tuple[Evidence, ...]:
    """The rows for a session that was held; `item` is the roadmap's item behind it, None for habits.

    Without `minutes` the planned ones count. An item is finished when its estimated minutes are worked, or when
    the learner says so. A review is a recall, `good` unless rated. With a session that names its paper, that is read.
    """
    spent = session.minutes if minutes is None else minutes
    review = session.kind == "review"
    row = Evidence(
        id=0,
        act=0,
        kind="recalled" if review else "session_done",
        at=at,
        topic=session.topic,
        title=session.title,
        minutes=spent,
        week=week,
        session=session.id,
        rating=(rating or "good") if review else "",
        note=note,
    )
    if session.paper:
        return (row, read_row(session.paper, session.title.removeprefix(READ), at=at))
    if review or item is None or item.title != session.title:
        return (row,)
    return (row, *_finish(item, record, spent, at, finished))


def log_rows(
    item: Item, record: Record, *, at: datetime, minutes: int, note: str = "", finished: bool = False
) -> tuple[Evidence, ...]:
    """The rows for work on an item outside the plan; none for no minutes on what is finished already."""
    finish = _finish(item, record, minutes, at, finished)
    if not minutes:
        return tuple(replace(row, note=note) for row in finish)
    row = Evidence(id=0, act=0, kind="work_logged", at=at, topic=item.id, title=item.title, minutes=minutes, note=note)
    return (row, *finish)


def read_row(paper: str, title: str, *, at: datetime, minutes: int = 0, note: str = "") -> Evidence:
    """The row for a paper that was read. The minutes of a session stand in the session's own row."""
    return Evidence(id=0, act=0, kind="paper_read", at=at, title=title, minutes=minutes, note=note, paper=paper)


def skip_rows(session: StudySession, week: str, *, at: datetime, why: str = "") -> tuple[Evidence, ...]:
    """The row for a session that won't be held."""
    return (
        Evidence(
            id=0,
            act=0,
            kind="session_skipped",
            at=at,
            topic=session.topic,
            title=session.title,
            week=week,
            session=session.id,
            note=why,
        ),
    )


def known_rows(items: Iterable[Item], record: Record, *, at: datetime) -> tuple[Evidence, ...]:
    """The rows for items that the learner knows by their own word, as far as the record doesn't say so already."""
    new = dict.fromkeys(item for item in items if not record.of(item.id).is_finished)
    return tuple(Evidence(id=0, act=0, kind="topic_known", at=at, topic=i.id, title=i.title) for i in new)


def stage_rows(roadmap: Roadmap, record: Record, stage: int, *, at: datetime) -> tuple[Evidence, ...]:
    """The rows by which items of the stages before `stage` count as known, and those from there on don't any more."""
    before = (item for one in roadmap.stages[: stage - 1] for item in one.items)
    known = (replace(row, note=BY_STAGE) for row in known_rows(before, record, at=at))
    onwards = (item for one in roadmap.stages[stage - 1 :] for item in one.items)
    unknown = (
        Evidence(id=0, act=0, kind="topic_unknown", at=at, topic=i.id, title=i.title, note=BY_STAGE)
        for i in onwards
        if record.of(i.id).known_by_stage
    )
    return (*known, *unknown)


def undo_rows(evidence: Iterable[Evidence], *, at: datetime) -> tuple[Evidence, tuple[Evidence, ...]] | None:
    """The row that takes back the last deed that still stands, and the rows of that deed; None when there is none."""
    # What follows from the stage is taken back by changing the stage.
    deeds = (row for row in live(evidence) if row.kind not in OF_REVIEWS)
    standing = [row for row in deeds if row.note != BY_STAGE or row.week]
    if not standing:
        return None
    last = standing[-1].act
    undone = tuple(row for row in standing if row.act == last)
    # With its week the row is found again where the week's evidence is read.
    return Evidence(id=0, act=0, kind="undone", at=at, undoes=last, week=undone[0].week), undone


def _finish(item: Item, record: Record, minutes: int, at: datetime, finished: bool) -> tuple[Evidence, ...]:
    past = record.of(item.id)
    if past.finished_on is not None or not (finished or past.worked + minutes >= estimate(item, record)):
        return ()
    return (Evidence(id=0, act=0, kind="topic_finished", at=at, topic=item.id, title=item.title),)
