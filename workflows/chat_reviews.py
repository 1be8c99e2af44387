"""The code reviewer in a conversation: it reviews what the learner names or pastes, and speaks of what it found.

Only the learner's own words name what is read: a model's words never do, nor does code that was pasted.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..domain.errors import CoachError
from ..domain.review import SHOWN, Guide
from ..domain.review_request import (
    ReviewRequest,
    Shown,
    asks_history,
    points_at_findings,
    read_review_request,
)
from ..domain.routing_code import without_code
from ..domain.slash import parse_slash
from ..memory import conversations
from . import chat_review_words as words
from . import kept_reviews
from .chat_aside import aside
from .chat_review_wish import pasted_in, wish_of
from .chat_review_words import HELD, Told
from .chat_state import Job, Result, asked, failed, said
from .chat_step import Specialist, Step, just_shown
from .code_review import Reviewed, Reviewer, Task, examine, reviewer_with, unkept
from .services import Services

PART = "review"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a step. `facts` are what a model could answer it from in its own words, None when it needn't."""

    result: Result
    facts: str | None = None


async def answer(critic: Specialist, job: Job) -> Answer:
    """What the code reviewer answers to a step. When the turn is broken off, nothing more is done or told."""
    step = _Step(critic, job)
    try:
        return await aside(step.answer, step.stop)
    except CoachError as error:
        return Answer(failed(str(error)))


def is_about_shown(services: Services, learner_id: int, thread: str, message: str) -> bool:
    """Whether a message surely speaks of the learner's past mistakes, or of the findings of the last reply."""
    if asks_history(message):
        return True
    open_ = just_shown(services, learner_id, thread, PART, "code_reviewer")
    return open_ is not None and points_at_findings(message, _shown(open_))


def perform(services: Services, learner_id: int, request: Mapping[str, Any]) -> str:
    """Dismisses a finding, after the learner's yes, and says so. Raises CoachError when it can't be done."""
    kept = kept_reviews.dismiss(services, learner_id, request["finding"], request["why"])
    place = words.place(kept.finding, services.folder)
    return f"Dismissed: {words.words(kept.finding.title)} ({place}). It isn't shown there again."


class _Step(Step):
    """One step. What is `open` in the conversation: the findings `told` last, of `count`, how many were `shown`, the place
    of the `current` one, and whether they are `kept` in the memory."""

    part = PART

    def __init__(self, critic: Specialist, job: Job) -> None:
        super().__init__(critic, job)
        self._services = replace(critic.services, now=self._now, tell=self._tell)

    def answer(self) -> Answer:
        """What is said to the request."""
        with self._services.database.read() as db:
            open_: dict[str, Any] = conversations.state_of(db, self._learner_id, self._thread).get("review", {})
        request = self._request(_shown(open_))
        if request.kind in ("changes", "staged", "last commit", "talk") and self._came():
            pasted = self._pasted()
            return Answer(self._told(pasted, is_kept=False)) if pasted else Answer(_nothing(words.NO_PYTHON), "")
        if request.kind in ("rest", "explain", "fix", "dismiss", "which"):
            return self._about_shown(request, open_)
        if request.kind == "history":
            kept = kept_reviews.history(self._services, self._learner_id)
            return Answer(said(words.history_text(kept, self._specialist.stored.learner.zone, self._services.folder)))
        if request.kind == "elsewhere":
            return Answer(_nothing(words.ELSEWHERE))
        if request.kind == "talk":
            return Answer(_nothing(words.NO_CODE), "")
        wish = wish_of(request, self._services.folder)
        done = kept_reviews.review(self._services, self._learner_id, wish, self._reviewer())
        return Answer(self._told(done, is_kept=True))

    def _request(self, shown: Shown) -> ReviewRequest:
        """What is asked for. A step in a model's words says what is meant; what it names must stand in the learner's."""
        step, message = self._job["step"], self._job["message"]
        command = parse_slash(step["request"]) if step["decided_by"] == "rule" else None
        asked_for = command[1] if command else step["request"]
        request = read_review_request(asked_for, self._exists, shown, is_command=bool(command))
        if step["decided_by"] != "model" or step["request"] == message:
            return request
        own = read_review_request(message, self._exists)
        if own.names:
            named = tuple(name for name in own.names if name in step["request"])
            return replace(own, names=named or own.names)
        return ReviewRequest("changes") if request.names else request

    def _exists(self, name: str) -> bool:
        try:
            return os.path.lexists(self._services.folder / Path(name).expanduser())
        except (OSError, ValueError, RuntimeError):
            return False

    def _came(self) -> bool:
        """Whether something came with the message, or code in it."""
        return bool(self._job["attached"].strip()) or without_code(self._job["message"])[1]

    def _pasted(self) -> Reviewed | None:
        """The review of code that came with the message, of which nothing is kept; None when none came."""
        texts = (self._job["message"], self._job["attached"])
        wish, gathered = pasted_in(texts, self._services)
        if not gathered.sources:
            return None
        task = Task(self._guide(), self._services.review, self._reviewer(), tell=self._services.tell)
        return unkept(gathered, examine(gathered, wish, task), task.guide)

    def _reviewer(self) -> Reviewer:
        """The model of this turn: what it is asked is counted with the turn, and hung up on when that is broken off."""
        return (
            reviewer_with(self._specialist.model("code_reviewer")) if self._services.review.deadline_s else Reviewer()
        )

    def _guide(self) -> Guide:
        with self._services.database.read() as db:
            return kept_reviews.guide_of(db, self._specialist.stored)

    def _told(self, done: Reviewed, *, is_kept: bool) -> Result:
        count = len(done.review.findings)
        told = words.told_of(done, self._guide().roadmap)
        self._keep(
            told=[one.as_mapping() for one in told],
            count=count,
            shown=min(count, SHOWN),
            current=int(count == 1),
            kept=is_kept,
        )
        text = words.review_text(done, told)
        return said(text, done.review.written_by, state="ok" if done.review.files else "nothing")

    def _about_shown(self, request: ReviewRequest, open_: Mapping[str, Any]) -> Answer:
        """What is said of findings that were shown."""
        told = [Told.of(one) for one in open_["told"]]
        if request.kind == "rest":
            self._keep(shown=len(told))
            return Answer(said(words.rest_text(told, open_["shown"] + 1, open_["count"])))
        if request.kind == "which" or request.place > len(told):
            return Answer(_nothing(words.WHICH if request.kind == "which" else words.NO_SUCH.format(len(told))))
        one = told[request.place - 1]
        self._keep(current=request.place)
        if request.kind == "explain":
            return Answer(said(words.why_text(one, request.place)), words.facts_text(one))
        if request.kind == "fix":
            return Answer(said(words.fix_text(one, request.place)))
        return Answer(_would_dismiss(one, request.why, is_kept=open_["kept"]))

    def _now(self) -> datetime:
        """The moment at which a review is kept, unless it isn't wanted any more."""
        self._check_wanted()
        return self._specialist.services.now()


def _shown(open_: Mapping[str, Any]) -> Shown:
    return Shown(min(open_.get("count", 0), HELD), open_.get("current", 0))


def _nothing(text: str) -> Result:
    return said(text, state="nothing")


def _would_dismiss(one: Told, why: str, *, is_kept: bool) -> Result:
    if not is_kept:
        return _nothing(words.PASTED)
    if not why:
        return _nothing(words.NO_REASON)
    shown = f"{words.words(one.title)} ({words.code(one.at)})"
    text = words.WOULD_DISMISS.format(shown, words.words(why))
    return asked(text, {"finding": one.id, "why": why}, ("yes", "no"), "approve")
