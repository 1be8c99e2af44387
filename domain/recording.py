"""What is written into the record when the learner says what they did: rows of evidence, not yet numbered."""

from datetime import datetime

from .plan_facts import estimate
from .record import Evidence, Rating, Record
from .roadmap import Item
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
    the learner says so. A review is a recall, `good` unless rated.
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
    if review or item is None or item.title != session.title:
        return (row,)
    return (row, *_finish(item, record, spent, at, finished))


def log_rows(
    item: Item, record: Record, *, at: datetime, minutes: int, note: str = "", finished: bool = False
) -> tuple[Evidence, ...]:
    """The rows for work on an item outside the plan."""
    row = Evidence(id=0, act=0, kind="work_logged", at=at, topic=item.id, title=item.title, minutes=minutes, note=note)
    return (row, *_finish(item, record, minutes, at, finished))


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


def known_rows(items: tuple[Item, ...], *, at: datetime) -> tuple[Evidence, ...]:
    """The rows for items that the learner knows by their own word."""
    return tuple(Evidence(id=0, act=0, kind="topic_known", at=at, topic=i.id, title=i.title) for i in items)


def _finish(item: Item, record: Record, minutes: int, at: datetime, finished: bool) -> tuple[Evidence, ...]:
    past = record.of(item.id)
    if past.is_finished or not (finished or past.worked + minutes >= estimate(item, record)):
        return ()
    return (Evidence(id=0, act=0, kind="topic_finished", at=at, topic=item.id, title=item.title),)
