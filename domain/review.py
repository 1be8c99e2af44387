"""A code review put in order: which topic teaches a finding, what comes first, and what is said twice."""

import ast
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .finding import RANK, SEVERITIES, Finding
from .roadmap import Roadmap
from .source import Source

SHOWN = 5


@dataclass(frozen=True)
class Guide:
    """What a finding is taught by: the roadmap in use and the stage (from 1) of the learner."""

    roadmap: Roadmap
    stage: int

    def topic(self, terms: Iterable[str]) -> str | None:
        """The id of the first item of the roadmap that is called so, by id, title or term; None when none is."""
        return next((self._named[term.casefold()] for term in terms if term.casefold() in self._named), None)

    @cached_property
    def _named(self) -> Mapping[str, str]:
        """The topics by all that they are called."""
        return _named(self.roadmap)


def _named(roadmap: Roadmap) -> Mapping[str, str]:
    found: dict[str, str] = {}
    items = [item for item in roadmap.items() if item.type == "topic"]
    for names in ([(i.id,) for i in items], [(i.title,) for i in items], [i.terms for i in items]):
        for item, called in zip(items, names, strict=True):
            for name in called:
                found.setdefault(name.casefold(), item.id)
    return found


def in_order(
    findings: Iterable[Finding], guide: Guide, about_learning: Container[str], distrusted: Container[str] = ()
) -> tuple[Finding, ...]:
    """The findings, those to be shown first at the beginning.

    The worst come first, a bug and a leak alike: each makes the result wrong. Among equals one of each kind comes before a
    second of any, then the rules `about_learning` from data, mistakes made before, what the learner's stage or an earlier
    one teaches, then by place. Rules that the learner dismissed again and again, `distrusted`, come last.
    """

    def place(one: Finding) -> tuple[str, int, int, str]:
        return one.path, one.cell or 0, one.line, one.rule

    def teaches(one: Finding) -> int:
        stage = guide.roadmap.stage_of.get(one.topic or "", 0)
        return 2 if not stage else 3 if stage > guide.stage else int(stage < guide.stage)

    repeats: dict[str, int] = {}
    number: dict[int, int] = {}
    ordered = sorted(findings, key=place)
    for one in ordered:
        number[id(one)] = repeats[one.rule] = repeats.get(one.rule, 0) + 1
    return tuple(
        sorted(
            ordered,
            key=lambda one: (
                one.rule in distrusted,
                max(RANK[one.severity], RANK["leak"]),
                number[id(one)],
                one.rule not in about_learning,
                -min(one.seen_before, 1),
                teaches(one),
            ),
        )
    )


def at_least(severity: str) -> frozenset[str]:
    """The severities that are as bad or worse."""
    return frozenset(SEVERITIES[: RANK[severity] + 1])


def counted(findings: Sequence[Finding]) -> str:
    """How many there are of each severity: `1 bug, 2 smells`."""
    plural = {"bug": "bugs", "leak": "leaks", "risk": "risks", "smell": "smells", "style": "of style"}
    numbers = [(sum(f.severity == s for f in findings), s) for s in SEVERITIES]
    return ", ".join(f"{n} {s if n == 1 and s != 'style' else plural[s]}" for n, s in numbers if n)


def scopes_of(source: Source) -> Callable[[int], str]:
    """Gives for a line of the text the dotted name of the function or class it stands in; `""` for none."""
    innermost: dict[int, str] = {}
    for first, last, name in sorted(_spans(source), key=lambda span: span[0] - span[1]):
        innermost.update(dict.fromkeys(range(first, last + 1), name))
    return lambda line: innermost.get(line, "")


def scopes_in(source: Source) -> frozenset[str]:
    """The dotted names of all functions and classes."""
    return frozenset(name for _, _, name in _spans(source))


def _spans(source: Source) -> list[tuple[int, int, str]]:
    """The first and last line of each function and class, with its name; none where it can't be parsed."""
    waiting: list[tuple[ast.AST, str]] = [(source.tree, "")] if source.tree else []
    spans: list[tuple[int, int, str]] = []
    while waiting:
        node, name = waiting.pop()
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = f"{name}.{child.name}" if name else child.name
                spans.append((child.lineno, child.end_lineno or child.lineno, inner))
            if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                waiting.append((child, inner))
    return spans
