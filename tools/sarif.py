"""A review in SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as editors and GitHub read it."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ..domain.finding import Finding, Review
from ..domain.hidden_secrets import hide_secrets
from ..domain.plain_text import without_unseen
from ..domain.source import Source

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses more."""
MOST_CHARACTERS = 1000
_LEVELS: Final = {"bug": "error", "leak": "error", "risk": "warning", "smell": "note", "style": "note"}


def sarif(review: Review, sources: Mapping[str, Source], version: str) -> dict[str, Any]:
    """The whole log, the worst findings first; `version` is the coach's.

    A finding in a notebook names its cell and line in its message and as a logical location; its region is the file's first
    line, since SARIF counts the lines of the file. No secret that was found stands in it.
    """
    findings = hide_secrets(review, sources)[0].findings[:MOST_RESULTS]
    rules = {finding.rule: finding for finding in reversed(findings)}
    numbers = {rule: number for number, rule in enumerate(sorted(rules))}
    notes = [f"{one.path}: {one.why}" for one in review.skipped] + list(review.remarks)
    if len(review.findings) > MOST_RESULTS:
        notes.append(f"{len(review.findings) - MOST_RESULTS:,} more findings are left out.")
    said = [{"level": "note", "message": {"text": text}} for text in map(_text, notes) if text]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "coach",
                        "fullName": "Study Coach code review",
                        "semanticVersion": version,
                        "rules": [_rule(rules[rule]) for rule in numbers],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, numbers) for finding in findings],
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": said}],
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    title = _text(finding.title) or finding.rule
    idea = _text(finding.idea) or title
    return {
        "id": finding.rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": idea},
        "help": {"text": " ".join(filter(None, (idea, _text(finding.question))))},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.severity, *([finding.topic] if finding.topic else [])]},
    }


def _result(finding: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(finding.path, errors="replace"), "uriBaseId": "%SRCROOT%"},
            "region": _region(finding) if finding.cell is None else {"startLine": 1},
        }
    }
    where = ""
    if finding.cell is not None:
        where = f"Cell {finding.cell}, line {finding.line}:"
        location["logicalLocations"] = [{"name": f"cell {finding.cell}, line {finding.line}", "kind": "member"}]
    title = finding.title.rstrip(".")
    said = (where, title and f"{title}.", finding.message, finding.idea, finding.question)
    result = {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, map(_text, said))) or finding.rule},
        "locations": [location],
        "properties": {"severity": finding.severity, "source": finding.source},
    }
    if finding.id:
        # GitHub knows a finding again by the first of these, and computes it from the line where it is absent.
        result["partialFingerprints"] = {"primaryLocationLineHash": f"{finding.id}:1", "coachFinding/v1": finding.id}
    return result


def _region(finding: Finding) -> dict[str, Any]:
    line, column = max(1, finding.line), max(1, finding.column)
    region = {"startLine": line, "startColumn": column, "endLine": max(line, finding.end_line)}
    # The end isn't included; the end of a line may be left open.
    if finding.end_column >= column or finding.end_line > line:
        region["endColumn"] = max(1, finding.end_column) + 1
    return region


def _text(text: str) -> str:
    """A message without what isn't seen; SARIF takes `[a](1)` for a link."""
    words = " ".join(filter(None, map(without_unseen, text[: 4 * MOST_CHARACTERS].split())))
    return re.sub(r"\]\(", "] (", words[:MOST_CHARACTERS])
