"""The plan in a conversation: what is asked of it is answered, what would change it is shown first and done on a yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..domain.errors import CoachError, WrongInput
from ..domain.lookup import find_session
from ..domain.plan_changes import changes
from ..domain.plan_deed import Deed, deed_of, week_of
from ..domain.plan_request import PlanRequest, PlanTalk, read_request
from ..domain.plan_request_edit import choose, edit
from ..domain.plan_talk import CHANGES
from ..domain.progress import progress_of
from ..domain.week import Week
from ..domain.weekly_plan import StudySession, WeeklyPlan
from ..memory import learners, weekly_plans
from .current_plan import current_plan
from .plan_preview import Standing, after, do, ground_of, stand
from .plan_replies import (
    NOT_CLEAR,
    choice,
    day_reply,
    done_text,
    escaped,
    progress_text,
    proposal_text,
    week_text,
    why_session,
    why_topic,
)
from .services import Services

__all__ = [
    "UNCLEAR",
    "AskAgain",
    "FactsMoved",
    "PlanReply",
    "chosen",
    "edited",
    "look",
    "perform",
    "read_request",
    "talk",
]
UNCLEAR = PlanRequest("unclear")
MOST_CHOICES = 8


class AskAgain(CoachError):
    """The question still stands and is to be looked at and asked again."""


class FactsMoved(AskAgain):
    """What was agreed to isn't what would happen any more, so nothing was done."""


@dataclass(frozen=True, slots=True)
class PlanReply:
    """What is said to a request, in Markdown.

    `approve` asks for a yes to what `text` shows, `choose` for one of `choices` (each begins with a session's id), and
    `nothing` found nothing to do or to show. `mark` names the facts that this rests on.
    """

    text: str
    kind: Literal["answer", "approve", "choose", "nothing"]
    choices: tuple[str, ...]
    request: PlanRequest
    mark: str


def talk(services: Services, learner_id: int) -> PlanTalk:
    """What a message about the plan is understood from: the sessions from yesterday, and from Monday, on."""
    standing = stand(services, learner_id, lambda _: None)
    ground = standing.ground
    first = min(ground.today - timedelta(days=1), Week.of(ground.today).monday)
    sessions = [s for plan in ground.plans for s in plan.sessions if s.day >= first and s.state != "cancelled"]
    return PlanTalk(ground.today, tuple(sorted(sessions, key=lambda s: (s.starts_at, s.id))), ground.roadmap)


def look(services: Services, learner_id: int, request: PlanRequest) -> PlanReply:
    """The answer to a request that only looks, and for one that changes something what exactly would happen.

    Nothing is written. Raises CoachError when the facts can't be read.
    """
    try:
        standing = _standing(services, learner_id, request)
    except WrongInput as wrong:
        return PlanReply(escaped(str(wrong)), "nothing", (), request, "")
    try:
        kind, text, choices = _looked(services, standing, request)
    except CoachError as error:
        kind, text, choices = "nothing", escaped(str(error)), ()
    if kind != "choose" and standing.problem:
        text = f"{text}\n\n{escaped(standing.problem)}"
    return PlanReply(text, kind, choices, request, standing.mark)


def perform(services: Services, learner_id: int, request: PlanRequest, mark: str) -> str:
    """Does what `look` showed with this mark, and tells what was done and how the plan has changed.

    The deed is one act that `undo` takes back. Raises FactsMoved, and does nothing, when the facts aren't those of the
    mark any more, as they aren't after it was done once.
    """
    from .weekly_plan import make

    standing = _standing(services, learner_id, request)
    if standing.mark != mark:
        raise _moved()
    if standing.plan and not standing.is_kept and request.action != "replan":
        make(services, learner_id, standing.week)
    deed = Deed((), standing.stored.learner, ())
    if request.action != "replan":
        deed = _written(services, standing, request)
    plan, problems = None, []
    if standing.plan:
        try:
            made = make(services, learner_id, standing.week)
            plan, problems = made.plan, list(made.problems)
        except CoachError as error:
            problems.append(f"The plan could not be revised. {error}")
    problems += _other_weeks(services, learner_id, deed, standing.week)
    return done_text(deed.said, str(standing.week), standing.kept, plan, *problems)


def edited(request: PlanRequest, words: str) -> PlanRequest:
    """The request as the learner's words change it. Raises AskAgain when they change nothing in it."""
    found = edit(request, words)
    if found is None:
        raise AskAgain("That changes nothing in what is asked.", "Say minutes, a day or a session: 45 minutes; w48-3.")
    return found


def chosen(request: PlanRequest, reply: str) -> PlanRequest:
    """The request with the session that the reply chooses. Raises AskAgain when it chooses none."""
    found = choose(request, reply)
    if found is None:
        raise AskAgain(f"{reply.strip()[:60]!r} is none of the choices.", "Name one by its id.")
    return found


def _standing(services: Services, learner_id: int, request: PlanRequest) -> Standing:
    anew = request.action == "replan"
    return stand(services, learner_id, lambda ground: week_of(request, ground), anew=anew)


def _moved() -> FactsMoved:
    return FactsMoved("Your plan or your record has changed since this was asked, so nothing was done.", "Look again.")


def _written(services: Services, standing: Standing, request: PlanRequest) -> Deed:
    """The deed, written in one transaction."""
    with services.database.write() as db:
        stored = learners.lock(db, standing.stored.id)
        if stored.facts_version != standing.stored.facts_version:
            raise _moved()
        deed = deed_of(request, ground_of(db, services, stored))
        do(db, stored, deed)
    return deed


def _other_weeks(services: Services, learner_id: int, deed: Deed, week: Week) -> list[str]:
    """Brings the plans and files of the other weeks that the deed is about in order; gives what went wrong."""
    weeks = sorted({row.week for row in deed.rows if row.week} - {str(week)})
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    found = [current_plan(services, stored, Week.parse(one), make_new=False) for one in weeks]
    return [problem for current in found if current for problem in current.problems]


Looked = tuple[Literal["answer", "approve", "choose", "nothing"], str, tuple[str, ...]]


def _looked(services: Services, standing: Standing, request: PlanRequest) -> Looked:
    if request.action in ("done", "skip", "why") and not request.topic:
        candidates = _candidates(standing, request)
        if len(candidates) > 1:
            return "choose", "Which one do you mean?", tuple(choice(s) for _, s in candidates[:MOST_CHOICES])
        if not candidates:
            return "nothing", _none_named(standing), ()
    if request.action in CHANGES:
        return _proposed(services, standing, request)
    if request.action == "unclear":
        return "nothing", NOT_CLEAR, ()
    return "answer", _answer(services, standing, request), ()


def _candidates(standing: Standing, request: PlanRequest) -> Sequence[tuple[str, StudySession]]:
    return [find_session(standing.ground.plans, name) for name in request.sessions]


def _none_named(standing: Standing) -> str:
    coming = [s for plan in standing.ground.plans for s in plan.sessions if s.state in ("planned", "missed")]
    some = ", ".join(f"{escaped(s.id)} {escaped(s.title)}" for s in coming[-3:])
    return f"Which session do you mean? Name it by its id{f': {some}' if some else ''}."


def _proposed(services: Services, standing: Standing, request: PlanRequest) -> Looked:
    deed = deed_of(request, standing.ground)
    week, before = str(standing.week), standing.kept
    if request.action == "replan":
        if standing.plan is None or (before and not changes(before, standing.plan)):
            return "nothing", f"Nothing needs to move in {week}.", ()
        return "approve", proposal_text((), week, before, standing.plan), ()
    return "approve", proposal_text(deed.said, week, before, after(services, standing, deed)), ()


def _answer(services: Services, standing: Standing, request: PlanRequest) -> str:
    ground = standing.ground
    if request.action == "show_today":
        day = date.fromisoformat(request.day) if request.day else ground.today
        return day_reply(ground.plans, day, ground.now, ground.today)
    if request.action == "progress":
        with services.database.read() as db:
            planned = weekly_plans.first_minutes(db, standing.stored.id)
        stored = standing.stored
        return progress_text(
            progress_of(ground.learner, ground.roadmap, ground.evidence, planned, ground.now, stored.created_at)
        )
    if request.action == "why" and request.topic:
        item = ground.roadmap.by_id.get(request.topic)
        if item is None:
            raise WrongInput("Nothing on your roadmap is called so.", "`coach roadmap show` lists everything.")
        return why_topic(item, standing.plan, ground)
    if request.action == "why":
        week, session = find_session(ground.plans, request.sessions[0])
        return why_session(session, week, ground)
    return week_text(_shown_week(standing), is_kept=standing.is_kept)


def _shown_week(standing: Standing) -> WeeklyPlan:
    if standing.plan is None:
        raise CoachError(f"There is no plan for {standing.week} yet.", "Say “replan” to make it.")
    return standing.plan
