"""The code reviewer: a model says what it finds in code, part by part; what doesn't stand, or is refuted, goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..domain.code_parts import Part, parts_of
from ..domain.finding import Dropped, Finding, Skipped
from ..domain.review_check import orders_at
from ..domain.source import Source
from ..llm.asking import Model
from ..llm.errors import ContextTooSmall, ModelTrouble, Stopped, UnusableAnswer
from ..llm.strategy import known_context, strategy
from ..prompts.library import load
from .code_claims import MOST_CLAIMS, Claimed, Claims, PartReview
from .code_refuter import CLAIM, ROOM_EACH, Claim, Verdicts, surviving
from .code_shown import AboutLearner, at, cost, lines_of, place, shown, told_facts
from .paper_budget import space

__all__ = ["AboutLearner", "Judged", "judge", "unable"]

MOST_SHOWN = 6000
"""A part has so many tokens at most, whatever the model takes: in much code it overlooks more."""
_LEAST_SHOWN, _MARKS = 200, 20
_MOST_ROOM, _FACTS = 2000, 400
# With less time no question makes sense.
_LEAST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of code, as far as it stands.

    `findings` are in the order of the sources, without ids and topics. `good` is what is done well, a sentence or nothing.
    `written_by` names the model, empty when it read nothing; `not_read` is what it didn't read and why; `troubles` are
    sentences on what went wrong.
    """

    findings: tuple[Finding, ...] = ()
    dropped: Dropped = field(default_factory=Dropped)
    good: str = ""
    written_by: str = ""
    troubles: tuple[str, ...] = ()
    not_read: tuple[Skipped, ...] = ()


def unable(model: Model) -> str:
    """Why this model judges no code, in a sentence; empty when it does."""
    found = strategy("code_reviewer", model.card)
    return found.why if found.way == strategy("code_reviewer", None).way else ""


def judge(
    model: Model,
    sources: Sequence[Source],
    facts: Sequence[Finding],
    about: AboutLearner,
    *,
    seconds: float,
    tell: Callable[[str], None],
) -> Judged:
    """What the model finds in the lines under review, besides the facts, within so many seconds for everything.

    The code is read in parts, of which `tell` hears. Kept is what has a line that stands at its place and is under
    review, says nothing that is said already, and isn't refuted when the same model is asked to. No answer is kept in
    the model's cache, since the code is the learner's own.

    Raises Stopped when the question was taken back.
    """
    if why := unable(model):
        return Judged(troubles=(why,))
    judging = _Judging(model, facts, about, seconds, tell)
    for source in sources:
        judging.read(source)
    return judging.judged()


class _Judging:
    """One review by one model; `_context` is what the server turned out to give, once that is known."""

    def __init__(
        self, model: Model, facts: Sequence[Finding], about: AboutLearner, seconds: float, tell: Callable[[str], None]
    ) -> None:
        self._model, self._facts, self._about, self._tell = model, facts, about, tell
        self._seconds, self._until = seconds, model.pacing.clock() + seconds
        self._context, self._over = 0, ""
        self._findings: list[Finding] = []
        self._no_such_line = self._refuted = self._repeated = 0
        self._good, self._written_by = "", ""
        self._troubles: list[str] = []
        self._not_read: list[Skipped] = []

    def judged(self) -> Judged:
        dropped = Dropped(self._no_such_line, self._refuted, self._repeated)
        troubles = tuple(dict.fromkeys(self._troubles))
        return Judged(tuple(self._findings), dropped, self._good, self._written_by, troubles, tuple(self._not_read))

    def read(self, source: Source) -> None:
        """Reads one source, or says why not."""
        if self._over:
            self._not_read.append(Skipped(source.path, f"not read by the model: {self._over}"))
            return
        claims = Claims(source, self._facts)
        todo = self._parts(source)
        while todo:
            part, *todo = todo
            try:
                self._part(source, part, claims)
            except ContextTooSmall as error:
                if error.available < self._size:
                    self._context = error.available
                    todo = [one for one in self._parts(source) if one.last >= part.first]
                else:
                    self._leave(source, [part], error.what)
            except UnusableAnswer as error:
                self._leave(source, [part], error.what)
            except ModelTrouble as error:
                self._raise_if_stopped(error)
                self._over = error.what.rstrip(".")
                self._troubles.append(f"The model didn't read all of the code: {self._over}.")
                self._leave(source, [part, *todo], self._over)
                return

    @property
    def _size(self) -> int:
        """The context to rely on, in tokens."""
        return min(known_context(self._model.card), self._context or self._model.card.context)

    @property
    def _room(self) -> int:
        return min(_MOST_ROOM, self._size // 4)

    def _raise_if_stopped(self, error: ModelTrouble) -> None:
        if self._model.account.stopped.is_set():
            raise Stopped from error

    def _leave(self, source: Source, parts: Sequence[Part], why: str) -> None:
        for part in parts:
            told = f"{lines_of(source, part)} not read by the model: {why.rstrip('.')}"
            self._not_read.append(Skipped(source.path, told))

    def _parts(self, source: Source) -> list[Part]:
        """The parts to ask about: none when hardly any code fits into a question."""
        model, seconds, context = self._model, self._seconds, self._context
        system, around = load("review_code").fill(), self._about.told
        first = space(model, system, around, PartReview, self._room + _FACTS + _MARKS, seconds, context)
        system, room = load("refute_findings").fill(), (MOST_CLAIMS + 1) * (CLAIM + ROOM_EACH) + ROOM_EACH + _MARKS
        second = space(model, system, "", Verdicts, room, seconds, context)
        tokens = min(MOST_SHOWN, first, second)
        if tokens < _LEAST_SHOWN:
            self._not_read.append(Skipped(source.path, "not read by the model: hardly any code fits into its context"))
            return []
        # Empty lines of a partial source aren't shown.
        return list(parts_of(source, lambda line: cost(line) if line or not source.is_partial else 0, tokens))

    def _left(self) -> float:
        """The seconds that are left. Raises ModelTrouble when there are none."""
        left = self._until - self._model.pacing.clock()
        if left < _LEAST_SECONDS:
            raise ModelTrouble(f"The time for it, {self._seconds:.0f} s, was over", "Review less at once.")
        return left

    def _part(self, source: Source, part: Part, claims: Claims) -> None:
        """Reads one part. Raises the errors of llm/errors.py."""
        where, left = place(source, part), self._left()
        if line := orders_at(source, part.first, part.last):
            self._troubles.append(
                f"{at(source, line)} tells its reviewer what to say: that was read as code, not obeyed."
            )
        self._tell(f"reads {where}")
        code, prompt = shown(source, part), load("review_code")
        facts = told_facts(source, part, self._facts, _FACTS)
        answer = self._model.ask(
            "\n".join(filter(None, (self._about.told, facts, code))),
            PartReview,
            prompt=str(prompt),
            system=prompt.fill(),
            room=self._room,
            seconds=left,
        )
        claimed = claims.of(part, answer.value)
        kept = self._unrefuted(source, where, code, claimed)
        self._findings += kept
        self._written_by = answer.written_by
        self._no_such_line += claimed.dropped.no_such_line
        self._refuted += claimed.dropped.refuted
        self._repeated += claimed.dropped.repeated

    def _unrefuted(self, source: Source, where: str, code: str, claimed: Claimed) -> tuple[Finding, ...]:
        """The findings that survive the second look; praise that does is kept. Without a second look there are none."""
        praise = None if self._good else claimed.praise
        asked = [Claim(source.at(f.cell, f.line), f.quote, f"{f.title}. {f.message}") for f in claimed.findings]
        if praise:
            asked.append(Claim(praise.line, source.line(praise.line).strip(), f"Done well: {praise.text}"))
        if not asked:
            return ()
        self._tell(f"looks again at what it said of {where}")
        try:
            stands = surviving(self._model, code, asked, seconds=self._left())
        except ModelTrouble as error:
            self._raise_if_stopped(error)
            if isinstance(error, ContextTooSmall) and error.available < self._size:
                raise
            if claimed.findings:
                told = "1 finding" if len(claimed.findings) == 1 else f"{len(claimed.findings)} findings"
                self._troubles.append(
                    f"The second look at {told} of the model in {where} failed, so none is shown: {error.what}"
                )
            return ()
        if praise and stands[-1]:
            self._good = f"{praise.text.rstrip('.')} ({at(source, praise.line)})."
        kept = tuple(one for one, stays in zip(claimed.findings, stands, strict=False) if stays)
        self._refuted += len(claimed.findings) - len(kept)
        return kept
