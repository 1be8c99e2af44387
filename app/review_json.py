"""Reviews as JSON: the names that other programs rely on."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from ..domain.finding import Finding
from .review_against import against_json

if TYPE_CHECKING:
    from ..domain.mistake import KeptFinding
    from ..workflows.code_review import Reviewed


def reviewed_json(done: "Reviewed") -> dict[str, Any]:
    """A review, with all of its findings; secrets that were found are left out."""
    review, _ = done.veiled
    return {
        "target": review.target,
        "files": list(review.files),
        "findings": [finding_json(finding) for finding in review.findings],
        "dropped": {
            "no_such_line": review.dropped.no_such_line,
            "refuted": review.dropped.refuted,
            "repeated": review.dropped.repeated,
        },
        "skipped": [{"path": one.path, "why": one.why} for one in review.skipped],
        "good": review.good,
        "checked": review.checked,
        "fixed": [{"id": one.id, "rule": one.rule, "title": one.title} for one in review.fixed],
        "remarks": list(review.remarks),
        "written_by": review.written_by,
        **(against_json(done.against) if done.against else {}),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """One finding. `message` says what happens, then why."""
    return {
        "id": finding.id,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "cell": finding.cell,
        "severity": finding.severity,
        "rule": finding.rule,
        "title": finding.title,
        "message": " ".join(filter(None, (finding.message, finding.idea))),
        "question": finding.question,
        "fix": finding.fix,
        "topic": finding.topic,
        "source": finding.source,
        "quote": finding.quote,
        "seen_before": finding.seen_before,
    }


def kept_json(kept: "KeptFinding", zone: tzinfo) -> dict[str, Any]:
    """A finding as it is kept."""
    return finding_json(kept.finding) | {
        "state": kept.state,
        "times": kept.times,
        "first_seen": kept.first_seen.astimezone(zone).isoformat(),
        "last_seen": kept.last_seen.astimezone(zone).isoformat(),
        "why": kept.why,
    }
