"""What the learner tells: each deed is one transaction, so it needs no graph."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..domain.errors import CoachError, WrongInput
from ..domain.lookup import find_item, find_items, find_session
from ..domain.paper import Paper, read_name
from ..domain.record import Evidence, Rating, Record
from ..domain.recording import done_rows, known_rows, log_rows, read_row, skip_rows, undo_rows
from ..domain.replay import record_of
from ..domain.roadmap import Item
from ..domain.session_states import skip_bumps, with_states
from ..domain.week import Week
from ..domain.weekly_plan import StudySession
from ..memory import evidence, learners, paper_marks
from ..memory.database import Connection
from .current_plan import WEEKS_AHEAD
from .files import write_files
from .plan_facts import Loaded, load
from .services import Services


@dataclass(frozen=True, slots=True)
class Told:
    """What was written down: the rows, the session if one was meant, and the item that is finished by it.

    `problem` says why the plan's files could not be made anew, if so; the record is kept all the same.
    """

    rows: tuple[Evidence, ...]
    session: StudySession | None = None
    finished: Item | None = None
    problem: str = ""


Deed = Callable[[Connection, Loaded, Record], Told]


def done(
    services: Services,
    learner_id: int,
    name: str,
    *,
    minutes: int | None = None,
    rating: Rating = "",
    note: str = "",
    finished: bool = False,
) -> Told:
    """A session was held; or, with the name of an item, that item was worked on or finished; or, with that of a paper,
    the paper was read: in the session that is planned for it, if there is one.

    Raises:
        WrongInput: nothing is called so, or the session was settled before.
    """

    def deed(db: Connection, loaded: Loaded, record: Record) -> Told:
        item = _item_if_named(loaded, name)
        if item:
            if minutes is None and not finished:
                raise WrongInput(f"{item.title} is a topic, not a session.", "Add --finished, or --minutes N.")
            now = services.now()
            return _told(log_rows(item, record, at=now, minutes=minutes or 0, note=note, finished=finished), item)
        paper = _paper_if_named(db, loaded, name)
        planned = _session_for(loaded, paper) if paper else None
        if paper and planned is None:
            if rating or finished:
                raise WrongInput(
                    f"{name.strip()} is a paper, so --recall and --finished have no meaning.", "Leave them out."
                )
            return Told((read_row(paper.id, paper.title, at=services.now(), minutes=minutes or 0, note=note),))
        week, session = _open_session(loaded, planned or name)
        if rating and session.kind != "review":
            raise WrongInput(f"{session.id} is not a review, so --recall has no meaning.", "Leave it out.")
        item = loaded.roadmap.by_id.get(session.topic)
        rows = done_rows(
            session,
            week,
            item,
            record,
            at=services.now(),
            minutes=minutes,
            rating=rating,
            note=note,
            finished=finished,
        )
        return replace(_told(rows, item), session=session)

    return _write(services, learner_id, deed)


def skip(services: Services, learner_id: int, name: str, why: str) -> Told:
    """A session won't be held. Raises WrongInput when nothing is called so, or it was settled before."""

    def deed(_db: Connection, loaded: Loaded, _: Record) -> Told:
        week, session = _open_session(loaded, name)
        return Told(skip_rows(session, week, at=services.now(), why=why), session)

    return _write(services, learner_id, deed)


def log(services: Services, learner_id: int, name: str, minutes: int, *, note: str, finished: bool) -> Told:
    """Work on an item outside the plan, or reading a paper. Raises WrongInput when nothing is called so."""

    def deed(db: Connection, loaded: Loaded, record: Record) -> Told:
        paper = _paper_if_named(db, loaded, name)
        if paper:
            return Told((read_row(paper.id, paper.title, at=services.now(), minutes=minutes, note=note),))
        item = find_item(loaded.roadmap, name)
        rows = log_rows(item, record, at=services.now(), minutes=minutes, note=note, finished=finished)
        return _told(rows, item)

    return _write(services, learner_id, deed)


def know(services: Services, learner_id: int, names: tuple[str, ...]) -> Told:
    """Items that the learner knows by their word. Raises WrongInput when nothing is called so."""

    def deed(_: Connection, loaded: Loaded, record: Record) -> Told:
        meant = [item for name in names for item in find_items(loaded.roadmap, name)]
        return Told(known_rows(meant, record, at=services.now()))

    return _write(services, learner_id, deed)


def fresh_start(services: Services, learner_id: int) -> Told:
    """What was left undone until now isn't carried over any more."""
    row = Evidence(id=0, act=0, kind="fresh_start", at=services.now())
    return _write(services, learner_id, lambda _db, _loaded, _record: Told((row,)))


def undo(services: Services, learner_id: int) -> Told:
    """Takes back the last deed that still stands. Raises CoachError when there is none."""
    undone: list[Evidence] = []

    def deed(_db: Connection, loaded: Loaded, _: Record) -> Told:
        found = undo_rows(loaded.evidence, at=services.now())
        if found is None:
            raise CoachError("There is nothing to take back.")
        undone.extend(found[1])
        return Told((found[0],))

    told = _write(services, learner_id, deed)
    return replace(told, rows=tuple(undone))


def _item_if_named(loaded: Loaded, name: str) -> Item | None:
    wanted = name.strip().casefold()
    return next((i for i in loaded.roadmap.items() if wanted in (i.id, i.title.casefold())), None)


def _paper_if_named(db: Connection, loaded: Loaded, name: str) -> Paper | None:
    """The kept paper that is named; None when the name isn't a paper's. Raises WrongInput when it isn't known."""
    if _item_if_named(loaded, name):
        return None
    try:
        id_ = read_name(name).id
    except WrongInput:
        return None
    paper = paper_marks.known(db, loaded.stored.id, id_)
    if paper is None:
        raise WrongInput(f"The paper {id_} is not known here yet.", f"`coach papers read {id_}` fetches it.")
    return paper


def _session_for(loaded: Loaded, paper: Paper) -> str | None:
    """The id of the session still to be held in which the paper is to be read, if there is one; the first of them."""
    named = (s for plan in loaded.plans for s in plan.sessions if s.paper == paper.id)
    return next((s.id for s in named if s.state in ("planned", "missed")), None)


def _open_session(loaded: Loaded, name: str) -> tuple[str, StudySession]:
    week, session = find_session(loaded.plans, name)
    if session.state in ("done", "skipped", "cancelled"):
        if session.state == "cancelled":
            what = f"{session.id} ({session.title}) was taken out when the plan was revised."
            raise CoachError(what, "`coach week` shows the sessions there are.")
        what = f"{session.id} ({session.title}) is {session.state} already."
        raise CoachError(what, "`coach undo` takes the last entry back.")
    return week, session


def _told(rows: tuple[Evidence, ...], item: Item | None) -> Told:
    finished = any(row.kind == "topic_finished" for row in rows)
    return Told(rows, finished=item if finished else None)


def _write(services: Services, learner_id: int, deed: Deed) -> Told:
    now = services.now()
    with services.database.write() as db:
        stored = learners.lock(db, learner_id)
        this = Week.of(now.astimezone(stored.learner.zone).date())
        loaded = load(db, learner_id, this, now, last=this.plus(WEEKS_AHEAD))
        told = deed(db, loaded, record_of(loaded.evidence, loaded.roadmap, stored.learner.zone))
        if told.rows:
            evidence.add(db, learner_id, told.rows)
    return replace(told, problem=_write_weeks(services, loaded, told))


def _write_weeks(services: Services, loaded: Loaded, told: Told) -> str:
    weeks = {row.week for row in told.rows if row.week}
    if not weeks:
        return ""
    with services.database.read() as db:
        rows = evidence.of_weeks(db, loaded.stored.id, sorted(weeks))
    plans = (plan for plan in loaded.plans if plan.week in weeks)
    problems = [
        write_files(services, loaded.stored, with_states(plan, rows, services.now()), skip_bumps(rows, plan.week))
        for plan in plans
    ]
    return next(filter(None, problems), "")
