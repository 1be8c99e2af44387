"""The body of a review for GitHub's API (POST /repos/{owner}/{repo}/pulls/{number}/reviews). It is printed, never sent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..domain.finding import Finding, Review
from ..domain.hidden_secrets import hide_secrets
from ..domain.review import counted
from ..domain.source import Source
from .markdown_words import inline_words, plain_words, words_and_code

MOST_COMMENTS = 50
MOST_BODY = 60_000
"""GitHub takes 65,536 characters."""
_CALL: Final = re.compile(r"(?<=[@#])(?=\w)|(?<=\bGH)(?=-\d)", re.IGNORECASE)


def github_review(review: Review, sources: Mapping[str, Source], *, is_diff: bool = False) -> dict[str, Any]:
    """A comment for each finding at a line of the diff, which is all that GitHub takes comments for.

    Findings at other lines, in notebooks, and above fifty stand in the body. `is_diff` says that a file without known
    changes is new, so that all of its lines are in the diff; without it nothing is known of such a file. No secret that was
    found stands in it, and nobody is called by `@name`.
    """
    veiled, shown = hide_secrets(review, sources)
    comments: list[dict[str, Any]] = []
    others: list[Finding] = []
    for finding in veiled.findings:
        lines = _lines_of_diff(finding, shown.get(finding.path), is_diff=is_diff)
        if lines and len(comments) < MOST_COMMENTS:
            comments.append(_placed(finding, *lines))
        else:
            others.append(finding)
    return {"event": "COMMENT", "body": _fitting(_body(veiled, others)), "comments": comments}


def _lines_of_diff(finding: Finding, source: Source | None, *, is_diff: bool) -> tuple[int, int] | None:
    """The first and last line that can be commented on."""
    if source is None or source.is_notebook or finding.cell is not None:
        return None
    last = max(finding.line, finding.end_line)
    if source.changed is None:
        return (finding.line, last) if is_diff and last <= len(source.lines) else None
    # Lines side by side are in one hunk.
    while last >= finding.line and last not in source.changed:
        last -= 1
    first = last
    while first > finding.line and first - 1 in source.changed:
        first -= 1
    return (first, last) if last >= finding.line else None


def _placed(finding: Finding, first: int, last: int) -> dict[str, Any]:
    comment = {"path": finding.path, "line": last, "side": "RIGHT", "body": _comment(finding)}
    return comment | ({"start_line": first, "start_side": "RIGHT"} if first < last else {})


def _comment(finding: Finding) -> str:
    parts = [f"**{finding.severity}: {_code(finding.title)}**", _code(finding.message), _code(finding.idea)]
    return " ".join(filter(None, [*parts, _code(finding.question)])) + f" ({_plain(finding.rule)})"


def _body(review: Review, others: Iterable[Finding]) -> Iterator[str]:
    yield f"{counted(review.findings) or 'Nothing found'} in {_plain(review.target)}."
    if review.good:
        yield f"Good: {_code(review.good)}"
    yield f"Looked at: {_plain(review.checked)}"
    yield f"Written by: {_plain(review.written_by)}."
    yield from (f"- {_plain(one.at)}: {_comment(one)}" for one in others)
    yield from (f"- Not reviewed: {_plain(one.path)} ({_plain(one.why)})" for one in review.skipped)
    yield from (f"- {_code(remark)}" for remark in review.remarks)


def _fitting(lines: Iterable[str]) -> str:
    """As many lines as GitHub takes, with empty ones between paragraphs."""
    kept: list[str] = []
    size = left = 0
    for line in lines:
        size += len(line) + 2
        if size <= MOST_BODY:
            kept += [line] if line.startswith("- ") and kept and kept[-1].startswith("- ") else ["", line]
        else:
            left += 1
    return "\n".join([*kept[1:], *(["", f"{left} more lines are left out."] if left else [])])


def _plain(text: str) -> str:
    return plain_words(text, words=_quiet_words)


def _code(text: str) -> str:
    return words_and_code(text, words=_quiet_words)


def _quiet_words(text: str) -> str:
    """Words that call nobody and point to no issue: GitHub looks for that in what it has rendered, whatever is escaped."""
    return "<!-- -->".join(inline_words(part) for part in _CALL.split(text))
