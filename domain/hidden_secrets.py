"""Secrets hidden: a review and its sources as they may be written down, with nothing of the keys and passwords in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from .checks.code import Code
from .finding import Finding, Hit, Review
from .source import Source

SECRET_RULES: Final = frozenset({"S105", "S106", "S107", "hardcoded-secret", "secret-in-code"})
SHOWN, LONG_ENOUGH, SHORTEST = 3, 8, 4
_LITERAL = re.compile(r"""(["'])((?:\\.|(?!\1)[^\\])*)(\1|\\?$)""")
_WHOLE: Final = (1, 10**9)


def hide_secrets(review: Review, sources: Mapping[str, Source]) -> tuple[Review, dict[str, Source]]:
    """The review and the sources with `"sk-…"` for what it says is a secret, in the lines around other findings as well.

    Lines keep their numbers. A fix that shows such a line is left out, since it wouldn't apply without it.
    """
    shown, veils = dict(sources), dict[str, _Veil]()
    for path, source in sources.items():
        own = [finding for finding in review.findings if finding.path == path]
        if own and (secret := _secret_places(source, own)):
            veils[path] = _Veil(source, secret)
            shown[path] = veils[path].source
    findings = (veils[one.path].over(one) if one.path in veils else one for one in review.findings)
    return replace(review, findings=tuple(findings)), shown


def without_literals(line: str, column: int = 1, end_column: int = 10**9) -> str:
    """The line with the beginnings alone of the texts in quotes that reach into these columns, the end included."""
    return _LITERAL.sub(lambda found: _cut(found) if _is_in(found, (column, end_column)) else found[0], line)


def _is_in(literal: re.Match[str], columns: tuple[int, int]) -> bool:
    is_there = literal.start() < columns[1] and literal.end() >= columns[0]
    return is_there and len(literal[2]) >= SHORTEST


def _cut(literal: re.Match[str]) -> str:
    return f"{literal[1]}{_begun(literal[2])}{literal[3]}"


def _begun(body: str) -> str:
    return (body[:SHOWN] if len(body) >= LONG_ENOUGH else "") + "…"


def _secret_places(source: Source, findings: Sequence[Finding]) -> dict[int, list[tuple[int, int]]]:
    """The lines of the text that hold secrets, with the columns; none where it goes on from the line before."""
    places: dict[int, list[tuple[int, int]]] = {}
    for one in findings:
        first = source.at(one.cell, one.line)
        if one.rule in SECRET_RULES and 0 < first <= len(source.lines):
            is_one_line = one.end_line <= one.line
            places.setdefault(first, []).append((one.column, one.end_column if is_one_line else _WHOLE[1]))
            places |= {line: [] for line in range(first + 1, first + one.end_line - one.line + 1)}
    if source.changed is not None:
        # What stands in lines that aren't under review is in no finding, but may stand right beside one.
        for hit in _secret_hits(source):
            places.setdefault(hit.line, []).append(_WHOLE)
            places |= {line: [] for line in range(hit.line + 1, hit.end_line + 1)}
    return places


def _secret_hits(source: Source) -> list[Hit]:
    from .checks.plain import hardcoded_secret

    try:
        return list(hardcoded_secret.CHECK.find(Code(source.text, source.tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


class _Veil:
    """Hides the secrets that stand at these places of a source."""

    def __init__(self, source: Source, secret: Mapping[int, list[tuple[int, int]]]) -> None:
        lines = list(source.lines)
        self._hidden: dict[str, str] = {}
        self._masked: dict[int, str] = {}
        for number, places in secret.items():
            if number <= len(lines):
                lines[number - 1] = self._masked[number] = self._without(lines[number - 1], places)
        self.source = replace(source, text="\n".join(lines))

    def _without(self, line: str, places: Sequence[tuple[int, int]]) -> str:
        held = [found for found in _LITERAL.finditer(line) if any(_is_in(found, place) for place in places)]
        if not held and line.strip():
            self._hidden[line.strip()] = "…"
            return line[: len(line) - len(line.lstrip())] + "…"
        self._hidden |= {found[2]: _begun(found[2]) for found in held}
        for found in reversed(held):
            line = line[: found.start()] + _cut(found) + line[found.end() :]
        return line

    def over(self, finding: Finding) -> Finding:
        line = self._masked.get(self.source.at(finding.cell, finding.line))
        fix = finding.fix
        return replace(
            finding,
            quote=finding.quote if line is None else line.strip(),
            message=self._said(finding.message),
            title=self._said(finding.title) if finding.source == "model" else finding.title,
            fix=None if fix and any(body in fix for body in self._hidden) else fix,
        )

    def _said(self, text: str) -> str:
        for body, masked in self._hidden.items():
            text = text.replace(body, masked)
        return text
