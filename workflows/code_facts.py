"""The facts of a review: what ruff and our own checks find, without any model, each with its words, topic and fix."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..domain import notebook_order
from ..domain.checks.check import Check
from ..domain.checks.code import Code
from ..domain.checks.plain import REPLACES
from ..domain.checks.registry import CHECKS
from ..domain.checks.running import all_hits, is_silenced, is_under_review
from ..domain.finding import Finding, Hit, Origin, Skipped
from ..domain.review import Guide, scopes_of
from ..domain.ruff_rules import words_of
from ..domain.rule_words import RuleWords
from ..domain.source import Source
from ..tools.code_fix import unified_fix
from ..tools.ruff import Linted, lint
from ..tools.ruff_facts import Fact
from ..tools.type_check import TypeChecker, check_types

SYNTAX = "syntax-error"
SECRETS = ("S105", "S106", "S107", "hardcoded-secret")
_TEXT = re.compile(r"""(["'])((?:(?!\1).){8,})\1""")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is found in the lines under review, and the `others`: what stands elsewhere in the same files, or is silenced by
    a comment. `troubles` say what couldn't be looked for."""

    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
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
    for source in sources:
        made = _Findings(source, guide)
        facts = (*linted.facts.get(source.path, ()), *typed.facts.get(source.path, ()))
        own = list(_checked(source, off, facts, skipped))
        for hit, finding in (*made.checked(own, off), *made.linted(facts, own, off)):
            is_shown = is_under_review(source, hit) and not is_silenced(source, hit, finding.rule)
            (shown if is_shown else others).append(finding)
    return Facts(tuple(shown), tuple(others), tuple(skipped), tuple(filter(None, (linted.trouble, typed.trouble))))


def _checked(
    source: Source, off: Collection[str], facts: Iterable[Fact], skipped: list[Skipped]
) -> Iterator[tuple[Check, Hit]]:
    if source.is_partial or any(fact.code == SYNTAX for fact in facts):
        # A part of a file that makes no sense alone can't be parsed; what stands there may be anything.
        if source.is_partial:
            skipped.append(
                Skipped(source.path, "only the lines of the patch are here: checks that need the whole file rest")
            )
        return
    try:
        code = Code(source.text)
    except (SyntaxError, ValueError):
        return  # ruff has said so
    except (RecursionError, MemoryError):
        skipped.append(Skipped(source.path, "it is nested too deeply to be checked whole"))
        return
    yield from all_hits(source, code, CHECKS, off)


def _quoted(line: str, rule: str) -> str:
    """The line as it is kept: without the secret, where it holds one."""
    return _TEXT.sub(lambda found: f"{found[1]}{found[2][:3]}…{found[1]}", line) if rule in SECRETS else line


class _Findings:
    """Makes findings of what is found in one source."""

    def __init__(self, source: Source, guide: Guide) -> None:
        self._source, self._guide, self._scope = source, guide, scopes_of(source)

    def checked(self, found: Iterable[tuple[Check, Hit]], off: Collection[str]) -> Iterator[tuple[Hit, Finding]]:
        for check, hit in found:
            yield hit, self._made(hit, check.name, "check", check)
        for hit in () if notebook_order.RULE in off else notebook_order.out_of_order(self._source):
            yield hit, self._made(hit, notebook_order.RULE, "check", notebook_order.WORDS)

    def linted(
        self, facts: Iterable[Fact], own: Sequence[tuple[Check, Hit]], off: Collection[str]
    ) -> Iterator[tuple[Hit, Finding]]:
        said = {(check.name, line) for check, hit in own for line in range(hit.line, hit.end_line + 1)}
        for fact in facts:
            lines = range(fact.hit.line, fact.hit.end_line + 1)
            # What a check of ours says too, it says better.
            if fact.code in off or any((REPLACES.get(fact.code, ""), line) in said for line in lines):
                continue
            yield fact.hit, self._made(fact.hit, fact.code, "ruff", words_of(fact.code, fact.message))

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
            message=hit.message,
            source=origin,
            quote=_quoted(source.line(hit.line).strip(), rule),
            cell=cell,
            column=hit.column,
            end_column=hit.end_column,
            scope=self._scope(hit.line),
            fix=unified_fix(source, hit.edits) if hit.edits else None,
            idea=words.idea,
            question=words.question,
            topic=self._guide.topic(words.terms),
        )
