"""A code review as a Markdown page: every finding with its code, what happens, why, and the question that leads on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from ..domain.code_frame import code_frame
from ..domain.finding import Finding, Review
from ..domain.hidden_secrets import hide_secrets
from ..domain.milestone_check import Against
from ..domain.mistake import told
from ..domain.plain_text import without_unseen
from ..domain.review import counted
from ..domain.roadmap import Roadmap
from ..domain.source import Source
from ..domain.week import date_text
from .against_text import against_lines
from .markdown_words import code_block, plain_words, words_and_code


def review_markdown(
    review: Review,
    sources: Mapping[str, Source],
    roadmap: Roadmap,
    at: datetime,
    against: Sequence[Against] = (),
) -> str:
    """The page of a review made at that local time. No secret that was found stands in it."""
    veiled, shown = hide_secrets(review, sources)
    lines = [f"# Code review: {plain_words(review.target)}", ""]
    lines += [f"{date_text(at.date())}, {at:%H:%M} · {counted(review.findings) or 'nothing found'}", ""]
    for number, finding in enumerate(veiled.findings, 1):
        lines += _finding_lines(number, finding, shown.get(finding.path), roadmap, at.date())
    lines += against_lines(against)
    lines += ["## About this review", "", *(f"- {said}" for said in _rest(veiled)), ""]
    lines += ["*The coach writes this file; what you change in it is overwritten.*"]
    return "\n".join(lines) + "\n"


def _finding_lines(
    number: int, finding: Finding, source: Source | None, roadmap: Roadmap, today: date
) -> Iterator[str]:
    yield from (f"## {number}. {finding.severity}: {words_and_code(finding.title)}", "")
    yield from (f"{plain_words(finding.at)} · {plain_words(finding.rule)} · {plain_words(finding.id)}", "")
    yield from (code_block(code_frame(finding, source)), "")
    yield from (words_and_code(" ".join(filter(None, (finding.message, finding.idea)))), "")
    if finding.question:
        yield from (f"**Ask yourself:** {words_and_code(finding.question)}", "")
    if finding.seen_before:
        again = told(finding, today)
        yield from (plain_words(f"{again[0].upper()}{again[1:]}."), "")
    if finding.topic and finding.topic in roadmap.by_id:
        title = roadmap.by_id[finding.topic].title
        yield from (f"**Taught by:** {plain_words(title)} ({plain_words(finding.topic)})", "")
    if finding.fix:
        # The learner thinks first.
        patch = (without_unseen(line, "\t") for line in finding.fix.rstrip("\n").split("\n"))
        yield from ("<details><summary>A fix</summary>", "", code_block(patch, "diff"), "", "</details>", "")


def _rest(review: Review) -> Iterator[str]:
    for finding in review.fixed:
        yield f"Mended since the last time: {words_and_code(finding.title)} ({plain_words(finding.path)})"
    if review.good:
        yield f"Good: {words_and_code(review.good)}"
    yield f"Looked at: {plain_words(review.checked)}"
    dropped = review.dropped
    if dropped.no_such_line + dropped.refuted + dropped.repeated:
        yield (
            f"Left out of what the model said: {dropped.no_such_line} at no such line, {dropped.refuted} refuted, "
            f"{dropped.repeated} said already"
        )
    for one in review.skipped:
        yield f"Not reviewed: {plain_words(one.path)} ({plain_words(one.why)})"
    yield from map(words_and_code, review.remarks)
    yield f"Written by: {plain_words(review.written_by)}"
