"""The body of a review for GitHub's API (POST /repos/{owner}/{repo}/pulls/{number}/reviews). It is printed, never sent."""

from typing import Any

from ..domain.finding import Finding, Review
from .markdown_words import plain_words, words_and_code

MOST_COMMENTS = 50


def github_review(review: Review) -> dict[str, Any]:
    """A comment for each finding at its line. Findings in notebooks, which GitHub can't place, stand in the body."""
    placed = [finding for finding in review.findings if finding.cell is None][:MOST_COMMENTS]
    others = [finding for finding in review.findings if finding not in placed]
    lines = [f"{len(review.findings)} findings in {plain_words(review.target)}. Looked at: {plain_words(review.checked)}"]
    if review.good:
        lines.append(f"Good: {plain_words(review.good)}")
    lines += [f"- {plain_words(one.at)}: {_comment(one)}" for one in others]
    lines += [f"- Not reviewed: {plain_words(one.path)} ({plain_words(one.why)})" for one in review.skipped]
    lines.append(f"Written by: {plain_words(review.written_by)}.")
    return {"event": "COMMENT", "body": "\n".join(lines), "comments": [_placed(finding) for finding in placed]}


def _placed(finding: Finding) -> dict[str, Any]:
    comment = {"path": finding.path, "line": finding.end_line, "side": "RIGHT", "body": _comment(finding)}
    if finding.end_line > finding.line:
        comment |= {"start_line": finding.line, "start_side": "RIGHT"}
    return comment


def _comment(finding: Finding) -> str:
    parts = [f"**{finding.severity}: {words_and_code(finding.title)}**", words_and_code(finding.message)]
    parts += [words_and_code(finding.idea), words_and_code(finding.question)]
    return " ".join(filter(None, parts)) + f" ({plain_words(finding.rule)})"
