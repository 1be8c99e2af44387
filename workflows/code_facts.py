"""The facts of a review: what ruff and our own checks find, without any model, each with its words, topic and fix."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from ..domain import notebook_order
from ..domain.checks.check import Check
from ..domain.checks.code import Code
from ..domain.checks.running import all_hits, is_silenced, is_under_review
from ..domain.finding import Finding, Hit, Origin, Skipped
from ..domain.hidden_secrets import SECRET_RULES, without_literals
from ..domain.review import Guide, scopes_of
from ..domain.ruff_rules import words_of
from ..domain.rule_words import RuleWords
from ..domain.source import Source
from ..tools.code_fix import unified_fix
from ..tools.ruff import Linted, lint
from ..tools.ruff_facts import Fact
from ..tools.type_check import TypeChecker, check_types

SYNTAX = "syntax-error"
SECONDS = 30.0
"""The most time that our checks take for all files together."""
MOST_HITS = 500
GRAVE = ("bug", "leak", "risk")
SAID_WITH = ("SIM222", "SIM223", "PLW1510", "E711", "E712", "S307", "S602", "S605", "S608", "B018")
"""Rules of ruff that are never worth a finding beside one of ours in the same line."""
_LINE = re.compile(r"\bline (\d+)\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is found in the lines under review, and the `others`: what stands elsewhere in the same files, is silenced by a
    comment, or is said better by another finding.

    `checked` are the paths of the files in which all rules were looked for, and `troubles` say what couldn't be.
    """

    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    checked: frozenset[str]
    troubles: tuple[str, ...]


def facts_of(
    sources: Sequence[Source], guide: Guide, off: Collection[str] = (), types: TypeChecker | None = None
) -> Facts:
    """What rules find in these sources; `types` is the tool that checks types, if one shall.

    Raises CoachError when that tool isn't there.
    """
    linted = lint(sources)
    typed = check_types(sources, types) if types else Linted()
    shown: list[Finding] = []
    others: list[Finding] = []
    skipped: list[Skipped] = []
    until = monotonic() + SECONDS
    checked: set[str] = set()
    for source in sources:
        if monotonic() > until:
            skipped.append(Skipped(source.path, "there was no time left to check it"))
            continue
        made = _Findings(source, guide)
        facts = (*linted.facts.get(source.path, ()), *typed.facts.get(source.path, ()))
        own = list(islice(_checked(source, off, facts, checked, skipped), MOST_HITS))
        is_said = _said_by(own)
        for hit, finding in (*made.checked(own, off), *made.linted(facts, off)):
            is_shown = is_under_review(source, hit) and not is_silenced(source, hit, finding.rule)
            is_shown = is_shown and not is_said(hit, finding)
            (shown if is_shown else others).append(finding)
    return Facts(
        tuple(shown),
        tuple(others),
        tuple(skipped),
        frozenset(checked - linted.incomplete - typed.incomplete),
        tuple(filter(None, (linted.trouble, typed.trouble))),
    )


def _checked(
    source: Source, off: Collection[str], facts: Iterable[Fact], checked: set[str], skipped: list[Skipped]
) -> Iterator[tuple[Check, Hit]]:
    if source.is_partial:
        # A part of a file makes no sense alone.
        skipped.append(
            Skipped(source.path, "only the lines of the patch are here: checks that need the whole file rest")
        )
        return
    try:
        code = Code(source.text, source.tree)
    except (SyntaxError, ValueError):
        skipped.append(Skipped(source.path, "our checks rest until Python can read it"))
        return
    except (RecursionError, MemoryError):
        skipped.append(Skipped(source.path, "it is nested too deeply to be checked whole"))
        return
    from ..domain.checks.registry import CHECKS

    yield from all_hits(source, code, CHECKS, off)
    if not any(fact.code == SYNTAX for fact in facts):
        checked.add(source.path)


def _said_by(own: Sequence[tuple[Check, Hit]]) -> Callable[[Hit, Finding], bool]:
    """Tells whether what ruff finds is said better by one of our checks, or isn't worth a finding beside it."""
    from ..domain.checks.plain import REPLACES

    said = {(check.name, line) for check, hit in own for line in range(hit.line, hit.end_line + 1)}
    grave = {line for check, hit in own if check.severity in GRAVE for line in range(hit.line, hit.end_line + 1)}

    def is_said(hit: Hit, finding: Finding) -> bool:
        if finding.source != "ruff":
            return False
        if any((REPLACES.get(finding.rule, ""), line) in said for line in range(hit.line, hit.end_line + 1)):
            return True
        return hit.line in grave and (finding.severity not in GRAVE or finding.rule in SAID_WITH)

    return is_said


class _Findings:
    """Makes findings of what is found in one source."""

    def __init__(self, source: Source, guide: Guide) -> None:
        self._source, self._guide, self._scope = source, guide, scopes_of(source)

    def checked(self, found: Iterable[tuple[Check, Hit]], off: Collection[str]) -> Iterator[tuple[Hit, Finding]]:
        for check, hit in found:
            yield hit, self._made(hit, check.name, "check", check)
        for hit in () if notebook_order.RULE in off else notebook_order.out_of_order(self._source):
            yield hit, self._made(hit, notebook_order.RULE, "check", notebook_order.WORDS)

    def linted(self, facts: Iterable[Fact], off: Collection[str]) -> Iterator[tuple[Hit, Finding]]:
        for fact in facts:
            if fact.code not in off:
                yield fact.hit, self._made(fact.hit, fact.code, "ruff", words_of(fact.code, fact.message))

    def _quoted(self, hit: Hit, rule: str) -> str:
        """The line as it stands; without the secret, where that is what it is about."""
        line = self._source.line(hit.line)
        return (without_literals(line, hit.column, hit.end_column) if rule in SECRET_RULES else line).strip()

    def _told(self, message: str) -> str:
        """A message with the lines it speaks of as they are counted in the file: in a notebook by cell."""
        if not self._source.is_notebook:
            return message

        def place(found: re.Match[str]) -> str:
            cell, line = self._source.place(int(found[1]))
            return f"cell {cell}, line {line}" if cell else found[0]

        return _LINE.sub(place, message)

    def _made(self, hit: Hit, rule: str, origin: Origin, words: Check | RuleWords) -> Finding:
        source = self._source
        cell, line = source.place(hit.line)
        end_cell, end_line = source.place(hit.end_line)
        return Finding(
            path=source.path,
            line=line,
            end_line=end_line if end_cell == cell else line,
            severity=words.severity,
            rule=rule,
            title=words.title,
            message=self._told(hit.message),
            source=origin,
            quote=self._quoted(hit, rule),
            cell=cell,
            column=hit.column,
            end_column=hit.end_column,
            scope=self._scope(hit.line),
            fix=unified_fix(source, hit.edits, tested=False) if hit.edits else None,
            idea=words.idea,
            question=words.question,
            topic=self._guide.topic(words.terms),
        )
