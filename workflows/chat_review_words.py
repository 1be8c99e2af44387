"""What is said of code reviews in a conversation, as short Markdown; nothing of the code is taken for markup."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from ..domain.code_frame import code_frame
from ..domain.finding import Finding
from ..domain.mistake import KeptFinding, told
from ..domain.plain_text import without_unseen
from ..domain.review import SHOWN, counted
from ..domain.roadmap import Roadmap
from ..domain.source import Source
from ..domain.week import date_text
from ..tools.markdown_words import code_block, words_and_code
from ..tools.plan_text import one_line
from .code_review import Reviewed
from .plan_replies import escaped

NO_CODE = (
    "Name a file or a folder, as in “review train.py”, or paste the code: then I look at it. `/review` looks at what you "
    "have changed since the last commit. Nothing of yours is run."
)
NO_PYTHON = f"There is no Python to review in what came with the message. {NO_CODE}"
WHICH = "Which finding do you mean? Name it by its place, as in “explain the second one”."
NO_SUCH = "There is no such finding: {} can be spoken of here. Say, for example, “explain the first one”."
ELSEWHERE = (
    "Code elsewhere isn't fetched, but for a pull request on GitHub by its address, as in “review "
    "https://github.com/OWNER/NAME/pull/7”. What lies in a folder of yours is reviewed by its path."
)
NO_MORE = "These are all that were found."
NO_HISTORY = "Nothing was found in your code yet. `/review` looks at what you have changed since the last commit."
NO_REASON = "A finding is dismissed with a reason. Say, for example, “dismiss the second, the data is sorted”."
PASTED = "Of code that was pasted nothing is kept, so there is nothing to dismiss."
WOULD_DISMISS = "This would be dismissed, and not shown again at that place:\n\n- {}\n\nBecause: {}"
MORE_THAN_HELD = "And {} more: `coach review --all` shows them."
FIX = "This patch would do it; `git apply` takes it, and I change nothing:"
NO_FIX = "There is no fix that is certain by rule, so the question leads on."
NOT_HELD = "There is a patch, which isn't shown here: `coach review PATH --fix` prints it."
LEADS_ON = "Ask yourself:"
NOTHING_CHANGED = "To look at a whole file, name it, as in “review train.py”."

HELD, MOST_LEFT_OUT, MOST_MISTAKES = 20, 5, 5
_LONGEST, _LONGEST_LINE, _LONGEST_FIX = 1200, 200, 8000


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as it is told, and as the conversation remembers it: short texts alone. `taught` names the topic that
    teaches it, `again` says how often it was made. A `fix` that would show a secret, or is long, isn't held (`has_fix`)."""

    id: str
    at: str
    severity: str
    rule: str
    title: str
    message: str
    idea: str
    question: str
    fix: str
    has_fix: bool
    taught: str
    again: str
    frame: tuple[str, ...]

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Told":
        """The finding that a conversation remembers."""
        return cls(**{**kept, "frame": tuple(kept["frame"])})

    def as_mapping(self) -> dict[str, Any]:
        """As a conversation remembers it."""
        return asdict(self) | {"frame": list(self.frame)}


def told_of(done: Reviewed, roadmap: Roadmap) -> tuple[Told, ...]:
    """The findings that matter most, as they are told; secrets in the code are left out."""
    review, sources = done.veiled
    pairs = list(zip(review.findings, done.review.findings, strict=True))[:HELD]
    return tuple(_told(one, sources.get(one.path), roadmap, has_fix=bool(whole.fix)) for one, whole in pairs)


def _told(one: Finding, source: Source | None, roadmap: Roadmap, *, has_fix: bool) -> Told:
    topic, fix = roadmap.by_id.get(one.topic or ""), one.fix or ""
    return Told(
        one.id,
        one_line(one.at, _LONGEST_LINE),
        one.severity,
        one.rule,
        one_line(one.title, 300),
        one_line(one.message, _LONGEST),
        one_line(one.idea, _LONGEST),
        one_line(one.question, _LONGEST),
        fix if len(fix) <= _LONGEST_FIX else "",
        has_fix,
        f"{topic.title} ({topic.id})" if topic else "",
        told(one),
        code_frame(one, source),
    )


def review_text(done: Reviewed, findings: Sequence[Told]) -> str:
    """A review: the few findings that matter most with their places in the list, what was looked at, and what is left."""
    review, _ = done.veiled
    target = code(review.target)
    if review.findings:
        heading = f"**{counted(review.findings)} in {target}**"
    else:
        heading = f"Nothing to say against {target}." if review.files else f"{target}: no code to review."
    rest = review.findings[SHOWN:]
    parts = [heading, *(finding_text(one, n) for n, one in enumerate(findings[:SHOWN], 1))]
    parts += [f"And {counted(rest)} more: “show the rest”."] if rest else []
    parts += [f"Mended since the last time: {words(one.title)} ({code(one.path)})." for one in review.fixed[:SHOWN]]
    parts += [f"Good: {words(review.good)}"] if review.good else []
    parts += [f"Looked at: {words(review.checked)}" if review.files else NOTHING_CHANGED]
    left_out = review.skipped[:MOST_LEFT_OUT]
    parts += ["\n".join(f"- Not reviewed: {code(one.path)} ({words(one.why)})" for one in left_out)]
    if len(review.skipped) > MOST_LEFT_OUT:
        parts.append(f"{len(review.skipped) - MOST_LEFT_OUT} more files were not reviewed.")
    return _joined([*parts, *map(words, review.remarks[:MOST_LEFT_OUT]), *map(words, done.problems)])


def rest_text(findings: Sequence[Told], begin: int, count: int) -> str:
    """What was found besides, from place `begin`, of `count` in all."""
    parts = [finding_text(one, n) for n, one in enumerate(findings, 1) if n >= begin]
    if count > len(findings):
        parts.append(MORE_THAN_HELD.format(count - len(findings)))
    return _joined(parts) or NO_MORE


def finding_text(one: Told, number: int) -> str:
    """A finding with its code, what happens, the idea, and the question that leads on."""
    last = ". ".join(filter(None, (_capital(one.again), f"Taught by: {words(one.taught)}" if one.taught else "")))
    return _joined(
        [
            f"**{number}. {one.severity}: {words(one.title)}** · {code(one.at)}",
            code_block(one.frame),
            words(" ".join(filter(None, (one.message, one.idea)))),
            f"{LEADS_ON} *{words(one.question)}*" if one.question else "",
            f"{last}." if last else "",
        ]
    )


def why_text(one: Told, number: int) -> str:
    """Why a finding matters, without a model."""
    return finding_text(replace(one, again=""), number)


def facts_text(one: Told) -> str:
    """The finding as the tutor is given it."""
    lines = (
        f"A finding of a code review at {one.at}: {one.severity}, {one.title} ({one.rule})",
        "The code (line numbers before the bar):",
        *one.frame,
        f"What happens: {one.message}",
        f"The idea: {one.idea}",
        f"The question that leads on: {one.question}",
        f"Taught by: {one.taught}" if one.taught else "",
    )
    return "\n".join(filter(None, lines))


def fix_text(one: Told, number: int) -> str:
    """How a finding is mended: the patch, if there is one, else the question."""
    heading = f"**{number}. {words(one.title)}** · {code(one.at)}"
    if one.fix:
        patch = tuple(without_unseen(line, keep="\t") for line in one.fix.rstrip("\n").split("\n"))
        return _joined([heading, FIX, code_block(patch, "diff")])
    if one.has_fix:
        return _joined([heading, NOT_HELD])
    return _joined([heading, NO_FIX, words(one.idea), f"{LEADS_ON} *{words(one.question)}*" if one.question else ""])


def history_text(kept: Iterable[KeptFinding], zone: tzinfo, folder: Path) -> str:
    """The mistakes that were made most often, one line each; places are seen from the folder."""
    by_rule: dict[str, list[KeptFinding]] = {}
    for one in kept:
        if one.state != "dismissed" and one.finding.severity != "style":
            by_rule.setdefault(one.finding.rule, []).append(one)
    if not by_rule:
        return NO_HISTORY
    often = sorted(by_rule.values(), key=lambda group: (-len(_moments(group)), -max(_moments(group))))
    lines = [_mistake_line(group, zone, folder) for group in often[:MOST_MISTAKES]]
    rest = len(often) - len(lines)
    more = f"And {rest} {'other' if rest == 1 else 'others'}: `coach review --history`." if rest else ""
    return _joined(["**What comes most often in your code:**", "\n".join(lines), more])


def _moments(group: Iterable[KeptFinding]) -> set[float]:
    return {moment.timestamp() for one in group for moment in one.seen}


def _mistake_line(group: Sequence[KeptFinding], zone: tzinfo, folder: Path) -> str:
    first = date_text(min(one.first_seen for one in group).astimezone(zone).date())
    times = len(_moments(group))
    still = [place(one.finding, folder) for one in group if one.state == "open"]
    where = f"still in {still[0]}" if len(still) == 1 else f"still in {len(still)} places" if still else "all mended"
    often = f"once, on {first}" if times == 1 else f"{times} times, first on {first}"
    return f"- {group[0].finding.severity}: {words(group[0].finding.title)}: {often}; {where}"


def place(one: Finding, folder: Path) -> str:
    """The place of a finding that is kept, as it is seen from the folder."""
    return code(one.at.removeprefix(f"{os.path.realpath(folder)}/"))


def words(text: str) -> str:
    """A text from outside as the words it is, in one line; what stands between backticks is shown as code."""
    return words_and_code(text, _LONGEST, _plain)


def _plain(part: str) -> str:
    """A part of a line, which may begin or end with a space."""
    before, after = len(part) - len(part.lstrip()), len(part.rstrip())
    return part if not part.strip() else part[:before] + escaped(part, 2 * _LONGEST) + part[after:]


def code(text: str) -> str:
    """A short text from outside, as a place, shown as code."""
    return f"`{one_line(text, _LONGEST_LINE).replace('`', chr(39))}`"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts))
