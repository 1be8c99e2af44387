"""The paper reader: a model says what a paper says, whole or part by part; only what the paper proves is taken over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..domain.paper_check import Claim, Proving, best, first_sentence, plain
from ..domain.paper_summary import Point, PointKind, Summary
from ..domain.paper_text import PaperText, Passage
from ..llm.asking import Model
from ..llm.errors import ContextTooSmall, ModelTrouble, Stopped, UnusableAnswer
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.marked import marked
from .paper_budget import SECONDS, Level, one_line, parts, shown, space, unable
from .paper_joining import Joined, join
from .paper_proofs import ask_again

T = TypeVar("T")

ROOM_WHOLE, ROOM_PART = 1800, 1000
# Of a very long paper the beginning and the end are read.
FIRST_PARTS, LAST_PARTS = 16, 8
_MOST_CLAIMS, _LEAST_PART = 10, 300


@dataclass(frozen=True, slots=True)
class Said:
    """A point as the model gives it: the proof comes first, so that the words follow it."""

    kind: PointKind
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class WholePaper:
    """The model's answer about a whole paper."""

    points: list[Said]
    tldr_quote: str
    tldr: str
    exercise: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class PartOfPaper:
    """The model's answer about one part."""

    points: list[Said]
    words: list[str]


def summarise(
    model: Model,
    text: PaperText,
    level: Level,
    *,
    tell: Callable[[str], None],
    by_rules: Summary,
    seconds: float = SECONDS,
) -> tuple[Summary, str]:
    """What the paper says, with proof, and a sentence or two on what went wrong; empty when nothing did.

    The paper is read whole where the model takes it, else in parts, of which `tell` hears. Answers are kept in the
    model's cache, those about parts for all levels. What the model can't prove is asked again once, then dropped and
    counted. `by_rules` comes back, with the reason, when the model gives nothing that can be shown; its sentence stands
    in for a TLDR without proof. Each question has so many `seconds`.

    Raises Stopped when the question was taken back.
    """
    if why := unable(model):
        return by_rules, why
    if not text.passages:
        return by_rules, "The paper has no text."
    reader = _Reader(model, text, level, tell, by_rules, seconds)
    try:
        summary = reader.summary()
    except ModelTrouble as error:
        reader.raise_if_stopped(error)
        return by_rules, str(error)
    return summary, " ".join(dict.fromkeys(reader.troubles))


def parts_by_rules(summary: Summary, by_rules: Summary) -> str:
    """Which parts of a model's summary are those that rules made, since the model's own could not be shown, in a
    sentence; empty when there are none, and when rules wrote it all."""
    if summary.written_by == by_rules.written_by:
        return ""
    parts = ("tldr", "its sentence"), ("exercise", "its exercise")
    same = [called for name, called in parts if getattr(summary, name) == getattr(by_rules, name)]
    if not same:
        return ""
    told = " and ".join(same)
    return (
        f"{told[0].upper()}{told[1:]} {'is' if len(same) == 1 else 'are'} by rules: what the model gave isn't proven."
    )


class _Reader:
    """Reads one paper with one model; `troubles` are sentences on what went wrong."""

    def __init__(
        self,
        model: Model,
        text: PaperText,
        level: Level,
        tell: Callable[[str], None],
        by_rules: Summary,
        seconds: float,
    ) -> None:
        self._model, self._text, self._level, self._tell = model, text, level, tell
        self._by_rules, self._seconds = by_rules, seconds
        self._proving = Proving(text)
        self._title = marked("title", one_line(text.title, 300))
        self._context = 0
        self._written_by, self._dropped = "", 0
        self.troubles: list[str] = []

    def raise_if_stopped(self, error: ModelTrouble) -> None:
        """Raises Stopped if that is why the error came."""
        if self._model.account.stopped.is_set():
            raise Stopped from error

    def summary(self) -> Summary:
        """The summary. Raises the errors of llm/errors.py when nothing was answered."""
        around = f"{self._level.told}\n{self._title}"
        tokens = space(self._model, load("read_paper").fill(), around, WholePaper, ROOM_WHOLE, self._seconds)
        if len(parts(self._text.passages, tokens)) == 1 and most(shown(self._text.passages)) <= tokens:
            try:
                return self._whole(around)
            except ContextTooSmall as error:
                self._context = error.available
        return self._in_parts()

    def _whole(self, around: str) -> Summary:
        self._tell("reads the whole paper")
        words = f"{around}\n{marked('paper', shown(self._text.passages))}"
        answer = self._ask("read_paper", words, WholePaper, ROOM_WHOLE)
        points = self._proven(_claims(answer.points))
        tldr = first_sentence(answer.tldr)
        is_proven = not self._proving.unproven(tldr, answer.tldr_quote)
        return self._made(points, tldr if is_proven else "", answer.exercise, answer.words)

    def _in_parts(self) -> Summary:
        answers = self._parts()
        points = self._proven(claim for answer in answers for claim in _claims(answer.points))
        words = [word for answer in answers for word in answer.words]
        if not points:
            return self._made((), "", "", words)
        self._tell("puts the parts together")
        try:
            around = f"{self._level.told}\n{self._title}"
            answer = join(self._model, points, self._proving, around, seconds=self._seconds, context=self._context)
            joined = answer.value
        except ModelTrouble as error:
            self.raise_if_stopped(error)
            self.troubles.append(f"Its parts could not be put together: {error.what}")
            joined = Joined(points, "", "")
        return self._made(joined.points, joined.tldr, joined.exercise, words)

    def _parts(self) -> list[PartOfPaper]:
        """The answers about the parts, as many as came. Raises what went wrong when none did."""
        todo = self._split(self._text.passages)
        answers: list[PartOfPaper] = []
        lost: list[ModelTrouble] = []
        number, known = 0, self._context or self._model.card.context
        while todo:
            part, *todo = todo
            number += 1
            section = one_line(part[0].section, 60)
            self._tell(f"reads part {number} of {number + len(todo)}{f' ({section})' if section else ''}")
            try:
                words = f"{self._title}\n{marked('part', shown(part))}"
                answers.append(self._ask("read_part", words, PartOfPaper, ROOM_PART))
            except (UnusableAnswer, ContextTooSmall) as error:
                if isinstance(error, ContextTooSmall) and error.available < known:
                    self._context = known = error.available
                    todo, number = self._split([p for one in (part, *todo) for p in one]), number - 1
                else:
                    lost.append(error)
            except ModelTrouble as error:
                self.raise_if_stopped(error)
                lost += [error] * (1 + len(todo))
                todo = []
        if not answers and lost:
            raise lost[-1]
        if lost:
            self.troubles.append(
                f"{len(lost)} of its {len(lost) + len(answers)} parts could not be read: {lost[-1].what}"
            )
        return answers

    def _split(self, passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
        """The parts to ask about. Raises ContextTooSmall when the model takes hardly any text."""
        args = (load("read_part").fill(), self._title, PartOfPaper, ROOM_PART, self._seconds, self._context)
        tokens = space(self._model, *args)
        if tokens < _LEAST_PART:
            needed = self._model.card.context + _LEAST_PART - tokens
            raise ContextTooSmall(self._model.card.name, needed, self._context or self._model.card.context)
        made = list(parts(passages, tokens))
        if len(made) <= FIRST_PARTS + LAST_PARTS:
            return made
        self.troubles.append(
            f"It is long: of its {len(made)} parts only the first {FIRST_PARTS} and the last {LAST_PARTS} were read."
        )
        return [*made[:FIRST_PARTS], *made[-LAST_PARTS:]]

    def _proven(self, claims: Iterable[Claim]) -> tuple[Point, ...]:
        """The points that the paper proves; those that fail are asked again once, then dropped and counted."""
        first = self._proving.checked(claims)
        if not first.failed:
            return first.kept
        count = len(first.failed)
        self._tell(f"asks again for the proof of {count} {'point' if count == 1 else 'points'}")
        claims = ()
        try:
            claims = ask_again(self._model, self._text, first.failed, seconds=self._seconds, context=self._context)
        except ModelTrouble as error:
            self.raise_if_stopped(error)
            self.troubles.append(f"What had no proof could not be asked again: {error.what}")
        second = self._proving.checked(claims, first.kept)
        self._dropped = count - (len(claims) - len(second.failed))
        return first.kept + second.kept

    def _made(self, points: Sequence[Point], tldr: str, exercise: str, words: Iterable[str]) -> Summary:
        if not points:
            self.troubles.append(f"Nothing that {self._written_by} said of it is proven by its text.")
            return replace(self._by_rules, dropped=self._dropped)
        task = plain(exercise)
        return replace(
            self._by_rules,
            level=self._level.number,
            tldr=tldr or self._by_rules.tldr,
            points=best(points),
            exercise=self._by_rules.exercise if self._proving.unfit_exercise(task) else task,
            words=self._proving.standing(words),
            written_by=self._written_by,
            dropped=self._dropped,
        )

    def _ask(self, name: str, words: str, shape: type[T], room: int) -> T:
        prompt = load(name)
        answer = self._model.ask(
            words,
            shape,
            prompt=str(prompt),
            system=prompt.fill(),
            room=room,
            seconds=self._seconds,
            unchanging=True,
        )
        self._written_by = answer.written_by
        return answer.value


def _claims(said: Iterable[Said]) -> list[Claim]:
    return [Claim(one.kind, one.text, one.quote) for one in said][:_MOST_CLAIMS]
