"""Code reviews that are kept: what the learner sees again, what they dismissed, and what is mended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..domain.errors import CoachError
from ..domain.finding import Finding
from ..domain.mistake import KeptFinding, distrusted, fixed, seen, without_dismissed
from ..domain.plan_needs import current_stage
from ..domain.replay import record_of
from ..domain.review import Guide, in_order, scopes_in
from ..memory import code_reviews, evidence, learners, roadmaps
from ..memory.learners import StoredLearner
from ..tools.source import Gathered
from .code_gathering import Wish, gather
from .code_review import Examined, Reviewed, Task, by_path, examine, found_reviewer, named_in, project_of, with_project
from .services import Services

MOST_MISTAKES = 10


@dataclass(frozen=True, slots=True)
class _Learner:
    stored: StoredLearner
    guide: Guide
    mistakes: tuple[str, ...]


def review(services: Services, learner_id: int, wish: Wish) -> Reviewed:
    """Reviews what is wished for, compares it with earlier reviews, keeps it, and writes its page.

    Raises:
        WrongInput: there is no such thing to review.
        CoachError: it can't be had.
    """
    learner = _learner(services, learner_id)
    gathered = gather(wish, services.github, services.environment)
    reviewer = found_reviewer(services.models) if services.review.deadline_s else None
    task = Task(learner.guide, services.review, mistakes=learner.mistakes, tell=services.tell)
    made = examine(gathered, wish, replace(task, reviewer=reviewer) if reviewer else task)
    return keep(services, learner, gathered, made)


def keep(services: Services, learner: _Learner, gathered: Gathered, made: Examined) -> Reviewed:
    """Keeps a review. What is known of earlier ones is read in the transaction that keeps it."""
    now, zone = services.now(), learner.stored.learner.zone
    found, others = named_in(gathered, made)
    with services.database.write() as db:
        learners.lock(db, learner.stored.id)
        paths = [f"{project_of(gathered)}/{path}" for path in made.review.files]
        known = code_reviews.kept(db, learner.stored.id, rules={one.rule for one in found}, paths=paths)
        told = seen(without_dismissed(found, known), known, zone, now)
        gone = fixed((*found, *others), known, _whole_files(gathered), _Rules(services.review.disabled))
        mended = [one for one in gone if not _is_silenced(gathered, one.finding)]
        whole = replace(
            made.review,
            findings=in_order(told, learner.guide, distrusted(known)),
            fixed=tuple(one.finding for one in mended),
        )
        number = code_reviews.save(db, learner.stored.id, whole, now)
    shown = replace(whole, findings=with_project(gathered, whole.findings), fixed=with_project(gathered, whole.fixed))
    done = Reviewed(shown, by_path(gathered), number)
    return replace(done, problems=tuple(filter(None, (_write_page(services, learner, done),))))


class _Rules:
    """Whether a rule was run."""

    def __init__(self, off: tuple[str, ...]) -> None:
        self._off = frozenset(off)

    def __contains__(self, rule: object) -> bool:
        return rule not in self._off and not str(rule).startswith(("mypy", "ty:", "test"))


def _whole_files(gathered: Gathered) -> Mapping[str, frozenset[str]]:
    """The files that are known whole, each with its scopes."""
    project = project_of(gathered)
    whole = (source for source in gathered.sources if not source.is_partial)
    return {f"{project}/{source.path}": scopes_in(source) for source in whole}


def _is_silenced(gathered: Gathered, finding: Finding) -> bool:
    """Whether its line stands there still, and a comment keeps ruff from speaking of it."""
    quote = "".join(finding.quote.split())
    path = finding.path.removeprefix(f"{project_of(gathered)}/")
    lines = [line for source in gathered.sources if source.path == path for line in source.lines]
    return any("noqa" in line and "".join(line.split()).startswith(quote) for line in lines)


def history(services: Services, learner_id: int) -> tuple[KeptFinding, ...]:
    """All that was found so far, last found first."""
    with services.database.read() as db:
        return code_reviews.kept(db, learner_id)


def find(services: Services, learner_id: int, name: str) -> KeptFinding:
    """The finding of this id, or of the only one that begins so. Raises WrongInput when there is none."""
    with services.database.read() as db:
        return code_reviews.find_finding(db, learner_id, name)


def dismiss(services: Services, learner_id: int, name: str, why: str) -> KeptFinding:
    """Dismisses a finding for its place. Raises WrongInput when there is none, or no reason."""
    with services.database.write() as db:
        return code_reviews.dismiss(db, learner_id, name, why, services.now())


def _learner(services: Services, learner_id: int) -> _Learner:
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
        roadmap = roadmaps.find(db, stored.roadmap_hash)
        rows = evidence.all_of(db, learner_id)
        known = code_reviews.kept(db, learner_id)
    stage = current_stage(roadmap, record_of(rows, roadmap, stored.learner.zone))
    again = sorted((one for one in known if one.state != "dismissed"), key=lambda one: -one.times)
    titles = dict.fromkeys(one.finding.title for one in again)
    return _Learner(stored, Guide(roadmap, stage), tuple(titles)[:MOST_MISTAKES])


def _write_page(services: Services, learner: _Learner, done: Reviewed) -> str:
    """Writes `reviews/DATE-NUMBER.md`; a sentence when it can't be written, since the database is what counts."""
    from ..tools.files import write_atomically
    from ..tools.review_file import review_markdown

    at = services.now().astimezone(learner.stored.learner.zone)
    page = review_markdown(done.review, done.sources, learner.guide.roadmap, at)
    try:
        write_atomically(services.reviews / f"{at:%Y-%m-%d}-{done.id}.md", page.encode("utf-8", "replace"))
    except CoachError as error:
        return str(error)
    return ""
