"""Reviews on the screen: each finding with its code, what happens, why, and the question that leads on."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from ..domain.code_frame import WIDTH, code_frame
from ..domain.finding import Finding, Review
from ..domain.mistake import told
from ..domain.review import SHOWN, counted
from ..domain.source import Source
from ..domain.week import date_text
from .render import NARROW, ROOMY, note, say, say_wrapped
from .review_against import show_against

if TYPE_CHECKING:
    from ..domain.mistake import KeptFinding
    from ..domain.roadmap import Roadmap
    from ..workflows.code_review import Reviewed

COLOURS = {"bug": "red", "leak": "red", "risk": "yellow", "smell": "blue", "style": "cyan"}
MOST_SKIPPED = 8
MOST_KEPT = 40
STATES = {"open": "open", "fixed": "mended", "dismissed": "dismissed"}


def show_reviewed(done: "Reviewed", roadmap: "Roadmap", *, shows_all: bool, today: date | None = None) -> None:
    """Prints a review: the few findings that matter most, or all of them. Secrets that were found are left out."""
    review, sources = done.veiled
    shown = review.findings if shows_all else review.findings[:SHOWN]
    rest = review.findings[len(shown) :]
    if review.findings:
        say_wrapped(f"{counted(review.findings)} in {review.target}", bold=True)
    else:
        nothing = f"Nothing to say against {review.target}."
        say_wrapped(nothing if review.files else f"{review.target}: no code to review.", bold=True)
    for number, finding in enumerate(shown, 1):
        say()
        show_finding(finding, sources.get(finding.path), roadmap, number, today)
    say()
    if rest:
        say_wrapped(f"And {counted(rest)} more: `coach review --all` shows them.")
    for finding in review.fixed:
        say_wrapped(f"Mended since the last time: {finding.title} ({finding.path}).", hang=2, fg="green")
    if review.good:
        say_wrapped(f"Good: {review.good}", hang=2)
    show_against(done.against)
    say_wrapped(f"Looked at: {review.checked}", hang=2)
    _show_left_out(review)
    say_wrapped(f"Written by: {review.written_by}.")


def _show_left_out(review: Review) -> None:
    dropped = review.dropped
    count = dropped.no_such_line + dropped.refuted + dropped.repeated
    if count:
        say_wrapped(
            f"Of what {review.written_by} said, {count} left out: {dropped.no_such_line} at no such line, "
            f"{dropped.refuted} refuted, {dropped.repeated} said already."
        )
    for one in review.skipped[:MOST_SKIPPED]:
        say_wrapped(f"Not reviewed: {one.path} ({one.why}).", hang=2)
    if len(review.skipped) > MOST_SKIPPED:
        say_wrapped(f"Not reviewed: {len(review.skipped) - MOST_SKIPPED} more files; `--json` names them.")
    for remark in review.remarks:
        say_wrapped(remark)


def show_finding(
    finding: Finding, source: Source | None, roadmap: "Roadmap", number: int = 0, today: date | None = None
) -> None:
    """Prints one finding."""
    begin = f"{number}. " if number else ""
    say_wrapped(f"{begin}{finding.severity}: {finding.title}", hang=3, fg=COLOURS[finding.severity], bold=True)
    say_wrapped(f"{finding.at}  ({finding.rule}, {finding.id})", indent=3, hang=3)
    width = max(NARROW, shutil.get_terminal_size().columns)
    indent = 5 if width >= ROOMY else 2
    for line in code_frame(finding, source, min(width - indent, WIDTH)):
        say(" " * indent + line)
    say_wrapped(" ".join(filter(None, (finding.message, finding.idea))), indent=3, hang=3)
    if finding.question:
        say_wrapped(f"Ask yourself: {finding.question}", indent=3, hang=3, italic=True)
    again = told(finding, today)
    last = [again[0].upper() + again[1:]] if again else []
    if finding.topic and finding.topic in roadmap.by_id:
        last.append(f"Taught by: {roadmap.by_id[finding.topic].title} ({finding.topic})")
    if finding.fix:
        last.append("`--fix` shows a patch")
    if last:
        say_wrapped(". ".join(last) + ".", indent=3, hang=3)


def show_kept(kept: "KeptFinding", roadmap: "Roadmap", zone: tzinfo) -> None:
    """Prints a finding with all that is kept about it."""
    show_finding(replace(kept.finding, fix=None), None, roadmap)
    say_wrapped(f"{STATES[kept.state].capitalize()}. Found {kept_words(kept, zone)}.", indent=3, hang=3)
    if kept.why:
        say_wrapped(f"Dismissed because: {kept.why}", indent=3, hang=3)
    if kept.finding.fix:
        say()
        say_wrapped("A fix, as it was when it was found last:", indent=3, hang=3)
        say(kept.finding.fix.rstrip("\n"))


def show_history(kept: "Sequence[KeptFinding]", zone: tzinfo) -> None:
    """Prints what was found so far, last found first."""
    if not kept:
        say_wrapped("Nothing was found yet: `coach review` looks at your code.")
    for one in kept[:MOST_KEPT]:
        finding = one.finding
        say_wrapped(f"{finding.id}  {STATES[one.state]}  {finding.severity}: {finding.title}", hang=12)
        say_wrapped(f"{finding.at}; {kept_words(one, zone)}", indent=12, hang=12)
    if len(kept) > MOST_KEPT:
        say_wrapped(f"And {len(kept) - MOST_KEPT} more: `coach review --history --json` shows them.")


def kept_words(kept: "KeptFinding", zone: tzinfo) -> str:
    """How often and when it was found."""
    first, last = (date_text(moment.astimezone(zone).date()) for moment in (kept.first_seen, kept.last_seen))
    return f"once, on {first}" if kept.times == 1 else f"{kept.times} times, first on {first}, last on {last}"


def show_fixes(patch: str) -> None:
    """Prints the patch alone, so that it can be piped into `git apply`."""
    binary = getattr(sys.stdout, "buffer", None)
    if not patch:
        note("None of the findings has a fix that can be made by rule.")
    elif binary is None or sys.stdout.isatty():
        say(patch.removesuffix("\n"))
    else:
        # As it is: a line that lost a character no longer stands in the file.
        sys.stdout.flush()
        binary.write(patch.encode("utf-8", "surrogateescape"))
        binary.flush()
