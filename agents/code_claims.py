"""What a model says of a part of code, as claims: only those whose copied line stands there, and that are new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..domain.checks.running import is_ignored
from ..domain.code_parts import Part, statements_of
from ..domain.finding import RANK, Dropped, Finding, Severity
from ..domain.judged_kind import Kind, rule_of
from ..domain.review import scopes_of
from ..domain.review_check import fit_praise, fit_to_show, is_about_a_leak, is_repetition, stands_at
from ..domain.source import Source

MOST_CLAIMS = 5
_MOST_SAID = 20


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as the model gives it: the proof comes first, so that the words follow it."""

    quote: str
    line: int
    kind: Kind
    severity: Severity
    title: str
    message: str
    fails_on: str
    idea: str
    question: str


@dataclass(frozen=True, slots=True)
class PartReview:
    """The model's answer about one part."""

    findings: list[Said]
    good: str
    good_quote: str
    good_line: int


@dataclass(frozen=True, slots=True)
class Praise:
    """What is done well, and the line of the text that shows it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed of a part: findings, the worst first, praise if there is any, and how many findings fell."""

    findings: tuple[Finding, ...]
    praise: Praise | None
    dropped: Dropped


class Claims:
    """Checks what a model says of one source, beside the facts that there are already."""

    def __init__(self, source: Source, facts: Sequence[Finding]) -> None:
        self._source = source
        self._known = [fact for fact in facts if fact.path == source.path]
        self._scope: Callable[[int], str] = scopes_of(source)
        self._statement = statements_of(source)

    def of(self, part: Part, answer: PartReview) -> Claimed:
        """The claims in an answer about a part."""
        found: list[Finding] = []
        no_such_line = unfit = repeated = 0
        for said in answer.findings[:_MOST_SAID]:
            line = self._line(part, said.quote, said.line)
            if line is None or not self._source.is_changed(*self._statement(line)):
                no_such_line += 1
            elif (finding := self._finding(said, line)) is None:
                unfit += 1
            elif is_repetition(finding, (*self._known, *found)):
                repeated += 1
            elif not is_ignored(self._source.line(line), finding.rule):
                found.append(finding)
        found.sort(key=lambda finding: RANK[finding.severity])
        return Claimed(
            tuple(found[:MOST_CLAIMS]), self._praise(part, answer, found), Dropped(no_such_line, unfit, repeated)
        )

    def _line(self, part: Part, quote: str, line: int) -> int | None:
        number = stands_at(self._source, quote, line)
        return number if number is not None and part.first <= number <= part.last else None

    def _finding(self, said: Said, line: int) -> Finding | None:
        message = said.message
        if said.fails_on.strip() and said.fails_on.strip() not in message:
            message = f"{message.strip()[:400]} For example: {said.fails_on.strip()}"
        words = fit_to_show(said.title, message, said.idea, said.question)
        if words is None:
            return None
        source, text = self._source, self._source.line(line)
        severity = said.severity
        if severity == "leak" and not is_about_a_leak(f"{words.title} {words.message}"):
            severity = "risk"
        cell, number = source.place(line)
        return Finding(
            path=source.path,
            line=number,
            end_line=number,
            severity=severity,
            rule=rule_of(said.kind, words.title),
            title=words.title,
            message=words.message,
            source="model",
            quote=text.strip(),
            cell=cell,
            column=len(text) - len(text.lstrip()) + 1,
            end_column=max(len(text.rstrip()), 1),
            scope=self._scope(line),
            idea=words.idea,
            question=words.question,
        )

    def _praise(self, part: Part, answer: PartReview, found: Sequence[Finding]) -> Praise | None:
        """The praise, unless something is found at the same lines."""
        line = self._line(part, answer.good_quote, answer.good_line)
        text = fit_praise(self._source, answer.good, line) if line is not None else ""
        if line is None or not text:
            return None
        spoken = set(self._lines([*self._known, *found]))
        first, last = self._statement(line)
        return None if spoken.intersection((line, *range(first, min(last, first + 3) + 1))) else Praise(line, text)

    def _lines(self, findings: Sequence[Finding]) -> Iterator[int]:
        for one in findings:
            yield self._source.at(one.cell, one.line)
