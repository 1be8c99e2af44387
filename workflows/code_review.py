"""A code review: gather → find → judge → keep. Like reading one paper it needs no graph: nothing of it is worth resuming."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..agents.code_reviewer import AboutLearner, judge, unable
from ..domain.errors import CoachError
from ..domain.finding import Dropped, Finding, Review
from ..domain.good_code import good_point
from ..domain.hidden_secrets import hide_secrets
from ..domain.judged_kind import terms_of
from ..domain.milestone_check import Against, meant
from ..domain.mistake import with_ids
from ..domain.review import Guide, in_order
from ..domain.review_rules import ReviewRules
from ..domain.source import Source
from ..llm.asking import Model
from ..llm.models import Models
from ..tools.github_address import GithubAddress
from ..tools.source import Gathered
from ..tools.source_names import shown
from .code_against import against
from .code_facts import facts_of
from .code_gathering import Wish, gather
from .code_trials import trials
from .services import tell_nobody

RULES = "rules"


@dataclass(frozen=True)
class Reviewed:
    """A review with the sources it is about, by path. `id` is 0 where it isn't kept; `problems` are what couldn't be done
    besides, and `against` is the comparison with milestones, if one was wished for."""

    review: Review
    sources: Mapping[str, Source]
    id: int = 0
    problems: tuple[str, ...] = ()
    against: tuple[Against, ...] = ()

    @cached_property
    def veiled(self) -> tuple[Review, Mapping[str, Source]]:
        """The review and its sources without the secrets that were found."""
        return hide_secrets(self.review, self.sources)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The code reviewer's model, None where there is none that can judge; `trouble` says why, if one is at hand."""

    model: Model | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A review that nobody has compared with earlier ones, and what was found besides in the same files.

    `checked` are the paths of the files in which all rules were looked for.
    """

    review: Review
    others: tuple[Finding, ...] = ()
    checked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """What a review is made with, besides the sources. `mistakes` are titles of the learner's past ones."""

    guide: Guide
    rules: ReviewRules
    reviewer: Reviewer = field(default_factory=Reviewer)
    mistakes: tuple[str, ...] = ()
    tell: Callable[[str], None] = tell_nobody


def review_without_memory(
    wish: Wish,
    guide: Guide,
    rules: ReviewRules,
    models: Callable[[], Models | None],
    github: GithubAddress,
    environment: Mapping[str, str],
) -> Reviewed:
    """The review of what is wished for, which nothing is kept of."""
    check_wish(wish, guide)
    task = Task(guide, rules, found_reviewer(models) if rules.deadline_s else Reviewer())
    gathered = gather(wish, github, environment)
    done = unkept(gathered, examine(gathered, wish, task), guide)
    return replace(done, against=compared_with(wish, task, gathered, environment))


def unkept(gathered: Gathered, made: Examined, guide: Guide) -> Reviewed:
    """A review in order, compared with no earlier one."""
    from ..domain.checks.registry import ABOUT_LEARNING

    found = with_project(gathered, named_in(gathered, made)[0])
    return Reviewed(replace(made.review, findings=in_order(found, guide, ABOUT_LEARNING)), by_path(gathered))


def check_wish(wish: Wish, guide: Guide) -> None:
    """Raises WrongInput when the roadmap has no such milestone, before anything is looked at."""
    if wish.against:
        meant(guide.roadmap, wish.against)


def compared_with(wish: Wish, task: Task, gathered: Gathered, environment: Mapping[str, str]) -> tuple[Against, ...]:
    """The comparison with a milestone, project or stage, if one is wished for."""
    if not wish.against:
        return ()
    return against(
        task.guide.roadmap,
        wish.against,
        gathered,
        task.reviewer.model,
        task.tell,
        float(task.rules.deadline_s),
        is_whole=wish.how == "paths",
        environment=environment,
    )


def found_reviewer(models: Callable[[], Models | None]) -> Reviewer:
    """Looks for a model that can judge code."""
    try:
        found = models()
        model = found.of("code_reviewer", found.account()) if found else None
    except CoachError as error:
        return Reviewer(trouble=str(error))
    return reviewer_with(model)


def reviewer_with(model: Model | None) -> Reviewer:
    """This model, as far as it can judge code."""
    if model is None:
        return Reviewer()
    why = unable(model)
    return Reviewer(trouble=why) if why else Reviewer(model)


def examine(gathered: Gathered, wish: Wish, task: Task) -> Examined:
    """What there is to say of the sources: facts, then judgement. Findings have no ids yet and stand in no order."""
    sources = gathered.sources
    tried, counts = trials(gathered, task.guide) if wish.runs_tests else ((), "")
    facts = facts_of(sources, task.guide, task.rules.disabled, wish.types)
    findings = (*facts.findings, *tried)
    skipped = [*gathered.skipped, *facts.skipped]
    troubles = [*gathered.remarks, *facts.troubles, counts, task.reviewer.trouble]
    dropped, good, written_by = Dropped(), "", RULES
    if task.reviewer.model and sources:
        guide = task.guide
        about = AboutLearner(guide.stage, guide.roadmap.stages[guide.stage - 1].title, task.mistakes)
        judged = judge(
            task.reviewer.model, sources, findings, about, seconds=float(task.rules.deadline_s), tell=task.tell
        )
        findings += tuple(
            replace(one, topic=guide.topic(terms_of(one.rule)))
            for one in judged.findings
            if one.rule not in task.rules.disabled
        )
        dropped, good, written_by = judged.dropped, judged.good, judged.written_by or RULES
        skipped += judged.not_read
        troubles += judged.troubles
    review = Review(
        target=gathered.target,
        files=tuple(source.path for source in sources),
        findings=findings,
        dropped=dropped,
        skipped=tuple(skipped),
        written_by=written_by,
        good=good or good_point(sources, findings),
        checked=_checked(sources, written_by),
        remarks=tuple(filter(None, troubles)),
    )
    return Examined(review, facts.others, facts.checked)


def named_in(gathered: Gathered, made: Examined) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings with ids, and paths as they are kept: those of the review, and the others. Equal ones are numbered over
    whole files, so that a review of what changed gives the same ids as one of all."""
    named = with_ids(in_project(gathered, (*made.review.findings, *made.others)))
    count = len(made.review.findings)
    return named[:count], named[count:]


def _checked(sources: Sequence[Source], written_by: str) -> str:
    from ..domain.checks.registry import CHECKS

    if not sources:
        return "There was no Python code to look at."
    lines = sum(len(source.changed) if source.changed is not None else source.text.count("\n") for source in sources)
    files = "1 file" if len(sources) == 1 else f"{len(sources)} files"
    reader = "" if written_by == RULES else f", and {written_by} read them"
    many = "1 line" if lines == 1 else f"{lines} lines"
    return f"{many} in {files}, with ruff's rules for learners and {len(CHECKS)} checks of our own{reader}."


def by_path(gathered: Gathered) -> dict[str, Source]:
    """The sources by their paths."""
    return {source.path: source for source in gathered.sources}


def kept_path(gathered: Gathered, path: str) -> str:
    """The path under which a place is kept: the whole one, the same from wherever it is looked at."""
    return shown((gathered.root / path).as_posix()) if gathered.root else f"{gathered.target}/{path}"


def in_project(gathered: Gathered, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with paths as they are kept."""
    kept = {path: kept_path(gathered, path) for path in {one.path for one in findings}}
    return tuple(replace(one, path=kept[one.path]) for one in findings)


def with_project(gathered: Gathered, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with paths as they are shown: the other way of `in_project`."""
    as_shown = {kept_path(gathered, source.path): source.path for source in gathered.sources}
    return tuple(replace(one, path=as_shown.get(one.path, one.path)) for one in findings)
