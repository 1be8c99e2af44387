"""One label out of a few, for models that are too weak for JSON: `ANSWER: planner`."""

import re
from collections.abc import Sequence

from .answer_fit import Unparsable, fold, the_one_alike
from .answer_reasoning import without_reasoning

_LONGEST_TEXT = 20_000
_LONGEST_LINE = 500
_LONGEST_PROSE = 300

_ANSWER_LINE = re.compile(
    r"[^\w\n]{0,20}(?:(?:the|my|final|best|correct|right)\s{1,3}){0,3}(?:answer|label|choice|option)\b"
    r"[^\w\n]{0,8}?(?:[:=：–—-]|\bis\b)(.*)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\A[\W_]{1,500}|[\W_]{1,500}\Z")
_OPTION = re.compile(
    r"(?:(?:option|choice|number)\s{1,3})?([a-z]|[0-9]{1,3})(?:\s{0,3}[.):\]=–—-]\W{0,9}(.*))?", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|neither|except|instead|rather|unlike|cannot|or|\w{2,6}n['’]t)\b", re.IGNORECASE
)


def parse_label(text: str, labels: Sequence[str]) -> str:
    """The one label that the text means, by its name, or by its number (from 1) or letter (from a) in `labels`.

    Case, punctuation, quotes and Markdown don't matter. A line `ANSWER: …` counts before other lines; words about the
    answer are taken only when they are few and name one label. Raises `Unparsable` when no label is meant or several.
    """
    said = without_reasoning(text)
    if len(said) > _LONGEST_TEXT:
        raise Unparsable(f"the answer is longer than {_LONGEST_TEXT} characters; one line is wanted")
    lines = [line.strip()[:_LONGEST_LINE] for line in said.splitlines() if line.strip()]
    answers = _answers(lines)
    meant = {label for line in answers or lines for label in _exactly(line, labels)}
    if not meant and (answers or sum(map(len, lines)) <= _LONGEST_PROSE):
        meant = _mentioned("\n".join(answers or lines), labels)
    if len(meant) == 1:
        return meant.pop()
    what = f"several labels are meant: {', '.join(sorted(meant))}" if meant else "no label is meant"
    raise Unparsable(f"{what}; the answer must be one of {', '.join(labels)}")


def _answers(lines: Sequence[str]) -> list[str]:
    """What stands behind `ANSWER:` in each such line, or in the line below when nothing does."""
    answers = []
    for line, below in zip(lines, [*lines, ""][1:], strict=True):
        if found := _ANSWER_LINE.match(line):
            answers.append(found[1] if _bare(found[1]) else below)
    return answers


def _bare(line: str) -> str:
    return _ENDS.sub("", line)


def _exactly(line: str, labels: Sequence[str]) -> set[str]:
    """The label that the whole line is: a name, an option, or an option with its name (both, where they differ)."""
    bare = _bare(line)
    if (label := the_one_alike(bare, labels)) is not None:
        return {label}
    option = _OPTION.fullmatch(bare)
    if not option:
        return set()
    sign = option[1].casefold()
    place = int(sign) - 1 if sign.isdigit() else ord(sign) - ord("a")
    placed = {labels[place]} if 0 <= place < len(labels) else set()
    if not option[2]:
        return placed
    named = _mentioned(option[2], labels)
    return placed | named if named else set()


def _mentioned(text: str, labels: Sequence[str]) -> set[str]:
    """The labels named in the text; none when something is denied there, unless the text begins with its only label."""
    long = [label for label in sorted(labels, key=len, reverse=True) if len(fold(label)) > 1]
    if not long:
        return set()
    words = (r"[\s_-]*".join(map(re.escape, re.split(r"[\s_-]+", label))) for label in long)
    found = list(re.finditer(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", text, re.IGNORECASE | re.ASCII))
    meant = {label for one in found for label in long if fold(label) == fold(one[0])}
    first = bool(found) and not _bare(text[: found[0].start()]) and text[found[0].end() :][:1] in tuple("*`\"',.:;–—-")
    return set() if len(meant) == 1 and not first and _DENIED.search(text) else meant
