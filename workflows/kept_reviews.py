"""Code reviews that are kept: what the learner sees again, what they dismissed, and what is mended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..domain.errors import CoachError
from ..domain.finding import Finding, Review
from ..domain.milestone_check import Against
from ..domain.mistake import KeptFinding, distrusted, fixed, seen, without_dismissed
from ..domain.plan_needs import current_stage
from ..domain.replay import record_of
from ..domain.review import Guide, in_order, scopes_in
from ..memory import code_reviews, evidence, learners, roadmaps
from ..memory.database import Connection
from ..memory.learners import StoredLearner
from ..tools.source import Gathered
from .code_gathering import Wish, gather
from .code_review import (
    Examined,
    Reviewed,
    Reviewer,
    Task,
    by_path,
    check_wish,
    compared_with,
    examine,
    found_reviewer,
    in_project,
    kept_path,
    named_in,
    with_project,
)
from .code_trials import RULE as TEST_FAILS
from .services import Services

MOST_MISTAKES = 10


@dataclass(frozen=True, slots=True)
class _Learner:
    stored: StoredLearner
    guide: Guide
    mistakes: tuple[str, ...]


def review(services: Services, learner_id: int, wish: Wish, reviewer: Reviewer | None = None) -> Reviewed:
    """Reviews what is wished for, compares it with earlier reviews, keeps it, and writes its page.

    `reviewer` is the model that judges, where it is known already.

    Raises:
        WrongInput: there is no such thing to review.
        CoachError: it can't be had.
    """
    learner = _learner(services, learner_id)
    check_wish(wish, learner.guide)
    gathered = gather(wish, services.github, services.environment)
    if reviewer is None:
        reviewer = found_reviewer(services.models) if services.review.deadline_s else Reviewer()
    task = Task(learner.guide, services.review, reviewer, learner.mistakes, services.tell)
    made = examine(gathered, wish, task)
    against = compared_with(wish, task, gathered, services.environment)
    return _keep(services, learner, gathered, made, against, is_of_now=_is_of_now(wish))


def _keep(
    services: Services,
    learner: _Learner,
    gathered: Gathered,
    made: Examined,
    against: tuple[Against, ...],
    *,
    is_of_now: bool,
) -> Reviewed:
    """Keeps a review. What is known of earlier ones is read in the transaction that keeps it."""
    from ..domain.checks.registry import ABOUT_LEARNING

    now, zone = services.now(), learner.stored.learner.zone
    found, others = named_in(gathered, made)
    with services.database.write() as db:
        learners.lock(db, learner.stored.id)
        paths = [kept_path(gathered, path) for path in made.review.files]
        known = code_reviews.kept(db, learner.stored.id, rules={one.rule for one in found}, paths=paths)
        told = seen(without_dismissed(found, known), known, zone, now)
        looked_at = _looked_at(gathered, made.checked) if is_of_now else {}
        gone = fixed((*found, *others), known, looked_at, _Rules(services.review.disabled))
        mended = [one for one in gone if not _is_silenced(gathered, one.finding)]
        findings = in_order(told, learner.guide, ABOUT_LEARNING, distrusted(known))
        shown = replace(
            made.review,
            findings=with_project(gathered, findings),
            fixed=with_project(gathered, [one.finding for one in mended]),
        )
        done = Reviewed(shown, by_path(gathered), against=against)
        number = code_reviews.save(db, learner.stored.id, _as_kept(gathered, done), now)
    done = replace(done, id=number)
    return replace(done, problems=tuple(filter(None, (_write_page(services, learner, done),))))


def _as_kept(gathered: Gathered, done: Reviewed) -> Review:
    """The review with paths as they are kept, and without the secrets that were found."""
    veiled, _ = done.veiled
    findings, fixed = (in_project(gathered, some) for some in (veiled.findings, veiled.fixed))
    return replace(veiled, findings=findings, fixed=fixed)


class _Rules:
    """Whether a rule was run."""

    def __init__(self, off: tuple[str, ...]) -> None:
        self._off = frozenset(off)

    def __contains__(self, rule: object) -> bool:
        return rule not in self._off and rule != TEST_FAILS and not str(rule).startswith(("mypy:", "ty:"))


def _is_of_now(wish: Wish) -> bool:
    """Whether it is the files as they are that are looked at; what an index or an old commit lacks isn't mended by that."""
    return wish.how in ("uncommitted", "paths") or (wish.how == "between" and ".." not in wish.names[0])


def _looked_at(gathered: Gathered, checked: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """The files that are known whole and in which all rules were looked for, each with its scopes."""
    whole = (source for source in gathered.sources if source.path in checked and not source.is_partial)
    return {kept_path(gathered, source.path): scopes_in(source) for source in whole}


def _is_silenced(gathered: Gathered, finding: Finding) -> bool:
    """Whether its line stands there still, and a comment keeps ruff from speaking of it."""
    quote = "".join(finding.quote.split())
    (shown,) = with_project(gathered, [finding])
    lines = by_path(gathered)[shown.path].lines
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
        guide = guide_of(db, stored)
        known = code_reviews.kept(db, learner_id)
    again = sorted((one for one in known if one.state != "dismissed"), key=lambda one: -one.times)
    titles = dict.fromkeys(one.finding.title for one in again)
    return _Learner(stored, guide, tuple(titles)[:MOST_MISTAKES])


def guide_of(db: Connection, stored: StoredLearner) -> Guide:
    """What a learner's findings are taught by."""
    roadmap = roadmaps.find(db, stored.roadmap_hash)
    record = record_of(evidence.all_of(db, stored.id), roadmap, stored.learner.zone)
    return Guide(roadmap, current_stage(roadmap, record))


def _write_page(services: Services, learner: _Learner, done: Reviewed) -> str:
    """Writes `reviews/DATE-NUMBER.md`; a sentence when it can't be written, since the database is what counts."""
    from ..tools.files import write_atomically
    from ..tools.review_file import review_markdown

    at = services.now().astimezone(learner.stored.learner.zone)
    page = review_markdown(done.review, done.sources, learner.guide.roadmap, at, done.against)
    try:
        write_atomically(services.reviews / f"{at:%Y-%m-%d}-{done.id}.md", page.encode("utf-8", "replace"))
    except CoachError as error:
        return str(error)
    return ""
