"""A review in SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as editors and GitHub read it."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from ..domain.finding import Finding, Review

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"bug": "error", "leak": "error", "risk": "warning", "smell": "note", "style": "note"}


def sarif(review: Review, version: str) -> dict[str, Any]:
    """The whole log, with all findings; `version` is the coach's. A place in a notebook has its cell as a logical location,
    and no region, since SARIF counts the lines of the file."""
    rules = {finding.rule: finding for finding in reversed(review.findings)}
    names = sorted(rules)
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
                        "rules": [_rule(rules[name]) for name in names],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, names) for finding in review.findings],
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notes(review)}],
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.title or finding.rule},
        "fullDescription": {"text": finding.idea or finding.title or finding.rule},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.severity, *([finding.topic] if finding.topic else [])]},
    }


def _result(finding: Finding, names: Sequence[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"}}
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.cell is None:
        place["region"] = _region(finding)
    else:
        location["logicalLocations"] = [{"name": f"cell {finding.cell}, line {finding.line}", "kind": "member"}]
        location["message"] = {"text": f"Cell {finding.cell}, line {finding.line}: {finding.quote}"}
    text = " ".join(filter(None, (f"{finding.title}.", finding.message, finding.idea, finding.question)))
    return {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"coachFinding/v1": finding.id},
        "properties": {"severity": finding.severity, "source": finding.source, "seenBefore": finding.seen_before},
    }


def _region(finding: Finding) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": finding.line,
        "endLine": finding.end_line,
        "startColumn": max(1, finding.column),
        "snippet": {"text": finding.quote},
    }
    # The end isn't included; a line's end may be left open.
    if finding.end_column >= finding.column or finding.end_line > finding.line:
        region["endColumn"] = finding.end_column + 1
    return region


def _notes(review: Review) -> list[dict[str, Any]]:
    said = [f"{one.path}: {one.why}" for one in review.skipped] + list(review.remarks)
    return [{"level": "note", "message": {"text": text}} for text in said]
