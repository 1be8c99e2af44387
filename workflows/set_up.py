"""Setting up a learner: their roadmap, themselves, and what they know by their word."""

from dataclasses import replace

from ..domain.errors import WrongInput
from ..domain.learner import Learner
from ..domain.lookup import find_items
from ..domain.recording import known_rows, stage_rows
from ..domain.replay import record_of
from ..domain.roadmap import Roadmap
from ..memory import evidence, learners, roadmaps
from ..memory.database import lock_database
from ..memory.learners import StoredLearner
from .services import Services


def set_up(
    services: Services, learner: Learner, roadmap: Roadmap, known: tuple[str, ...] = (), *, only_new: bool = False
) -> StoredLearner:
    """Keeps the learner, as a new one or in the place of the one who is there; the record stays as it is.

    Items of earlier stages and those named in `known` count as known by the learner's word; items that counted so
    only because of a later stage don't any more. With `only_new` a
    learner who is there already is left alone.

    Raises:
        WrongInput: there is no such stage, or nothing on the roadmap is called like an entry of `known`.
    """
    if not 1 <= learner.stage <= len(roadmap.stages):
        raise WrongInput(
            f"{roadmap.title} has no stage {learner.stage}.", f"Its stages are 1 to {len(roadmap.stages)}."
        )
    learner = replace(learner, roadmap=roadmap.id)
    meant = [item for name in known for item in find_items(roadmap, name)]
    now = services.now()
    with services.database.write() as db:
        lock_database(db)
        there = learners.first(db)
        if there and only_new:
            return there
        key = roadmaps.save(db, roadmap, now)
        if there:
            learners.change(db, there.id, learner, key)
        learner_id = there.id if there else learners.add(db, learner, key, now)
        record = record_of(evidence.all_of(db, learner_id), roadmap, learner.zone)
        for rows in (known_rows(meant, record, at=now), stage_rows(roadmap, record, learner.stage, at=now)):
            if rows:
                evidence.add(db, learner_id, rows)
        return learners.find(db, learner_id)
