"""What planning a week rests on, read at one moment."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.plan_facts import Facts, PaperToRead
from ..domain.plan_papers import papers_to_read
from ..domain.plan_undo import as_before
from ..domain.plan_wording import RULES, Wordings, in_rules_words, same_but_words, wordings
from ..domain.record import Evidence
from ..domain.replay import missed_work, record_of
from ..domain.roadmap import Roadmap
from ..domain.session_states import with_states
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import digests, evidence, learners, paper_marks, papers, roadmaps, weekly_plans
from ..memory.database import Connection
from ..memory.learners import StoredLearner
from .kept_plan import busy_of
from .services import Services

WEEKS_LOOKED_BACK = 8
WEEKS_LOOKED_AHEAD = 4
DIGESTS_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that planning a week rests on, read at one moment.

    `kept` is the plan in force, `previous` what is planned from: the same in the rules' words, but for what a deed that
    was just taken back did to it. `worded` has what a model has put into words of it so far. `papers` are those of the
    learner's digests that can be read in this week.
    """

    stored: StoredLearner
    roadmap: Roadmap
    evidence: tuple[Evidence, ...]
    plans: tuple[WeeklyPlan, ...]
    kept: WeeklyPlan | None
    previous: WeeklyPlan | None
    worded: Wordings = ()
    papers: tuple[PaperToRead, ...] = ()


def load(db: Connection, learner_id: int, week: Week, now: datetime, last: Week | None = None) -> Loaded:
    """What planning the week rests on, with the plans up to `last` if that is later; states are those of now."""
    stored = learners.find(db, learner_id)
    rows = evidence.all_of(db, learner_id)
    found = weekly_plans.weeks(db, learner_id, str(week.plus(-WEEKS_LOOKED_BACK)), str(last or week))
    plans = tuple(with_states(plan, rows, now) for plan in found)
    kept = next((plan for plan in plans if plan.week == str(week)), None)
    stored_roadmap = roadmaps.find(db, stored.roadmap_hash)
    read = _papers_to_read(db, stored, week, plans, rows)
    if kept is None:
        return Loaded(stored, stored_roadmap, rows, plans, None, None, papers=read)
    deed = _taken_back(db, stored, kept, rows)
    if deed is None and all(s.written_by == RULES for s in kept.sessions):
        return Loaded(stored, stored_roadmap, rows, plans, kept, kept, papers=read)
    revisions = weekly_plans.revisions(db, stored.id, kept.week)
    worded = wordings(revisions)
    previous = in_rules_words(kept, worded)
    # A text-only revision came of no deed.
    before = [p for p in revisions[:-1] if deed and p.made_at <= deed and not same_but_words(p, revisions[-1])]
    if before:
        previous = as_before(previous, with_states(in_rules_words(before[-1], worded), rows, now), now)
    return Loaded(stored, stored_roadmap, rows, plans, kept, previous, worded, read)


def _papers_to_read(
    db: Connection, stored: StoredLearner, week: Week, plans: tuple[WeeklyPlan, ...], rows: tuple[Evidence, ...]
) -> tuple[PaperToRead, ...]:
    made = digests.all_of(db, stored.id, DIGESTS_LOOKED_AT)
    named = [s.paper for plan in plans for s in plan.sessions if s.paper]
    if not made and not named:
        return ()
    ahead = weekly_plans.weeks(db, stored.id, str(week.plus(1)), str(week.plus(WEEKS_LOOKED_AHEAD)))
    votes = {vote.paper: vote.vote for vote in paper_marks.votes(db, stored.id)}
    titles = {id_: paper.title for id_, paper in papers.find(db, named).items()}
    return papers_to_read(str(week), made, (*plans, *ahead), rows, votes, titles)


def _taken_back(db: Connection, stored: StoredLearner, kept: WeeklyPlan, rows: tuple[Evidence, ...]) -> datetime | None:
    """When the deed was done that was just taken back, if the plan was revised because of it and nothing came after."""
    if not rows or rows[-1].kind != "undone" or kept.revision == 1:
        return None
    latest = weekly_plans.find(db, stored.id, kept.week)
    if latest is None or latest.facts_version != stored.facts_version - 1:
        return None
    return next(row.at for row in rows if row.act == rows[-1].undoes)


def facts_of(loaded: Loaded, week: Week, services: Services) -> Facts:
    """The facts to plan the week from; reads the learner's busy calendar, if they have one."""
    learner = loaded.stored.learner
    missed = missed_work(loaded.plans, loaded.evidence)
    record = record_of(loaded.evidence, loaded.roadmap, learner.zone, missed)
    busy = busy_of(learner, week)
    return Facts(learner, loaded.roadmap, record, week, busy, services.rules, loaded.previous, loaded.papers)
