"""What ranking and explaining papers rests on for one learner, read at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..domain.paper import Paper
from ..domain.paper_fit import Place
from ..domain.paper_order import Nearness, Order, no_nearness, varied
from ..domain.paper_profile import VotedPaper, exercise_minutes, place_of, profile_of, topics_ahead
from ..domain.ranking import Index, Profile, Ranked
from ..domain.ranking_pick import pick
from ..domain.record import Record
from ..domain.replay import record_of
from ..domain.roadmap import Roadmap
from ..domain.session_states import live
from ..memory import evidence, facts, learners, paper_marks, papers, roadmaps, weekly_plans
from ..memory.learners import StoredLearner
from .kept_plan import this_week
from .services import Services

ROADMAP_WORK = ("learn", "practise", "project", "review")


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The learner, their roadmap and record, what they want to read, and the papers that they know already."""

    stored: StoredLearner
    roadmap: Roadmap
    record: Record
    place: Place
    profile: Profile
    known: frozenset[str]
    exercise_minutes: int

    @property
    def stage(self) -> int:
        """The learner's stage, from 1."""
        return self.place.stage

    def today(self, now: datetime) -> date:
        """The learner's day."""
        return now.astimezone(self.stored.learner.zone).date()

    def ranked(self, found: Sequence[Paper], nearness: Nearness = no_nearness) -> tuple[Index, tuple[Ranked, ...]]:
        """The papers in the order of their worth for the learner; what they can't read yet counts for less."""
        return Order(self.roadmap, self.record, self.place, self.profile).of(found, nearness)

    def pick(self, found: Sequence[Paper], most: int, nearness: Nearness = no_nearness) -> list[tuple[Paper, Ranked]]:
        """The best of the papers that the learner doesn't know, at most `most`, no two of them much the same, and not all
        on one topic. All of them are ranked, so that learners who know others share one index."""
        by_id = {paper.id: paper for paper in found}
        index, ranked = self.ranked(found, nearness)
        unknown = [one for one in ranked if one.id not in self.known]
        return [(by_id[one.id], one) for one in varied(pick(unknown, index, 2 * most), most)]


def paper_facts(services: Services, learner_id: int) -> PaperFacts:
    """Reads them."""
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
        roadmap = roadmaps.find(db, stored.roadmap_hash)
        rows = evidence.all_of(db, learner_id)
        week = str(this_week(services, stored.learner))
        plan = weekly_plans.find(db, learner_id, week)
        votes = paper_marks.votes(db, learner_id)
        read = [row.paper for row in reversed(live(rows)) if row.kind == "paper_read"]
        held = papers.find(db, [*(vote.paper for vote in votes), *read])
        told = [fact.text for fact in reversed(facts.standing(db, learner_id))]
        known = paper_marks.exposed(db, learner_id) | {vote.paper for vote in votes} | set(read)
    record = record_of(rows, roadmap, stored.learner.zone)
    sessions = plan.plan.sessions if plan else ()
    planned = [s.topic for s in sessions if s.kind in ROADMAP_WORK and s.state != "cancelled"]
    free = plan.plan.free_minutes if plan else sum(slot.end - slot.start for slot in stored.learner.slots)
    topics = tuple(dict.fromkeys(planned))
    coming = topics_ahead(roadmap, record, topics)
    profile = profile_of(
        roadmap,
        record,
        stored.learner,
        this_week=topics,
        coming=coming,
        votes=[VotedPaper(held[v.paper], v.vote, v.reason) for v in votes if v.paper in held],
        read=[held[id_] for id_ in dict.fromkeys(read) if id_ in held],
        notes=[row.note for row in reversed(live(rows)) if row.kind in ("session_done", "work_logged") and row.note],
        facts=told,
    )
    place = place_of(roadmap, record, topics, coming)
    return PaperFacts(stored, roadmap, record, place, profile, known, exercise_minutes(stored.learner, free))
