"""Whether what a model says of code holds: its copied line stands there, it is new, and it is fit to be shown."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from keyword import iskeyword
from typing import Final

from .finding import Finding
from .judged_kind import JUDGED
from .paper_check import gives_orders
from .plain_text import without_unseen
from .quotation_sense import meaning
from .source import Source

KEEP_FROM: Final = 7
"""The score, of 0 to 10, from which on a finding that a model was asked to refute is kept."""
WITHIN: Final = 3
"""A copied line may stand so many lines beside the place that is named."""
_SHORTEST_QUOTE, _SHORTEST_PART, _LONGEST_QUOTE = 4, 12, 2000
_ENDS = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"\s*(?:```|~~~)\w*\s*")
_PREFIX = re.compile(r"\s*[+>|]?\s*(?:line\s*)?\d{1,9}\s*\+?\s*[:|](?!=)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d]\w*")
# Findings so many lines apart say the same if they have so many words in common.
_NEAR = ((WITHIN, 2), (12, 4))
_COMMON = meaning(
    "function method class value values variable name argument parameter line code call called return returns"
    " example raises wrong instead always before after without object should which when where this that must will would could because"
)

_TITLE, _TEXT = 100, 600
# A model counts lines badly, and lines of a notebook's text aren't those of its cells.
_NUMBERS = r"lines?\s+(?:number\s+)?\d+(?:\s*(?:-|–|to|and|,|through)\s*\d+)*"
_LINES = re.compile(
    rf"\s*\((?:(?:on|at|in|see|from)\s+)?{_NUMBERS}\)|(?:^|\s+)(?:on|at|in|see|from)\s+{_NUMBERS}(?!\w)|^{_NUMBERS}(?!\w)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://|(?<!\w)(?:www\.|mailto:)|\w@[\w-]+\.(?:com|org|io|dev)(?!\w)", re.IGNORECASE
)
_REVIEWERS = r"(?:code[ -]?)?review(?:er|ing)?s?(?:\s+(?:ai|bot|model|agent))?|assistants?|ai|llms?|models?|copilot|chatgpt|claude|agents?"
_TO_A_REVIEWER = re.compile(
    rf"(?<![\w.])(?:{_REVIEWERS})\s*[:,]\s*(?:please\s+)?(?:do\s+not|don['’]t|never|ignore|skip|report|approve|say|give|find|return"
    r"|answer|respond|output|write|stop|treat|rate|score)(?!\w)"
    r"|(?<!\w)(?:report|find|return|flag)\s+(?:nothing|no\s+(?:findings?|issues?|problems?|bugs?))(?!\w)"
    r"|(?<!\w)(?:do\s+not|don['’]t|never)\s+(?:report|review|flag|criticise|criticize)(?!\w)"
    r"|(?<!\w)(?:ignore|disregard|forget|override)\s[^.\n]{0,20}?\b(?:all|any|your|previous|prior|above|earlier|system)\b"
    r"[^.\n]{0,30}\b(?:instructions?|prompts?|rules|orders|guidelines)(?!\w)",
    re.IGNORECASE,
)
# Test data or a secret: what a leak is about.
_LEAK = re.compile(
    r"(?<![a-z])(?:test|held[ -]?out|hold[ -]?out|validation|unseen|future|target|labels?|leak\w*|secrets?|passwords?"
    r"|(?:api|access|private)[ _-]?keys?|tokens?|credentials?)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of a line, fit to be shown."""

    title: str
    message: str
    idea: str
    question: str


def stands_at(source: Source, quote: str, line: int, within: int = WITHIN) -> int | None:
    """The line of the text at which a copied line stands, the nearest to `line` and at most `within` lines from it; None
    when it stands nowhere there.

    White space makes no difference, nor does a number that the line was shown with. A part of a line is enough where it
    is long; what has no word but keywords is never. Of several lines each must stand below the other.
    """
    copied = _copied(quote)
    if not copied:
        return None
    nearby = range(max(1, line - within), min(len(source.lines), line + within) + 1)
    standing = (number for number in nearby if _stand(source, copied, number))
    return min(standing, key=lambda number: abs(number - line), default=None)


def _copied(quote: str) -> list[str]:
    """The lines of a quotation; none when it can't tell one line from others."""
    if len(quote) > _LONGEST_QUOTE:
        return []
    lines = [line for line in _ENDS.split(quote) if line.strip() and not _FENCE.fullmatch(line)]
    lines = [line.strip().removeprefix("```").removesuffix("```") for line in lines]
    first = _PREFIX.sub("", lines[0]) if lines else ""
    tells = len(_squeezed(first)) >= _SHORTEST_QUOTE and any(not iskeyword(word) for word in _WORD.findall(first))
    return lines if tells else []


def _stand(source: Source, copied: list[str], number: int) -> bool:
    for quoted in copied:
        if not _same(quoted, source.line(number)):
            return False
        number += 1
        while number <= len(source.lines) and not source.line(number).strip():
            number += 1
    return True


def _same(quoted: str, line: str) -> bool:
    stands = _squeezed(line)
    for form in map(_squeezed, (quoted, _PREFIX.sub("", quoted, count=1))):
        if form == stands:
            return True
        shown = form.removesuffix("…").removesuffix("...")
        if len(shown) >= _SHORTEST_PART and shown in stands:
            return True
    return False


def _squeezed(text: str) -> str:
    return "".join(text.split())


def is_repetition(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether one of the others, at the same lines or nearly, says the same.

    At the same line one word that their titles have in common tells, else more words must be in common, the farther they
    are apart. Names that stand in the code itself don't count, since whatever is said of a line speaks of them.
    """
    for other in others:
        if (other.path, other.cell) != (finding.path, finding.cell):
            continue
        # What is said of a whole function stands at its head.
        end = other.end_line if other.end_line - other.line <= WITHIN else other.line
        apart = max(finding.line - end, other.line - finding.end_line)
        least = next((words for lines, words in _NEAR if apart <= lines), 0)
        known = _meaning(finding.quote) | _meaning(other.quote) | _COMMON
        if apart <= 0 and (other.rule == finding.rule or (_head(finding) & _head(other)) - known):
            return True
        if least and len((_words(finding) & _words(other)) - known) >= least:
            return True
    return False


def _head(finding: Finding) -> frozenset[str]:
    return _meaning(f"{finding.title} {finding.rule.removeprefix(JUDGED)}")


def _words(finding: Finding) -> frozenset[str]:
    rule = "" if finding.rule.startswith(JUDGED) else finding.rule
    return _meaning(f"{finding.title} {rule} {finding.message}")


def _meaning(text: str) -> frozenset[str]:
    return meaning(text.replace("_", " ").replace("-", " "))


def fit_to_show(title: str, message: str, idea: str, question: str) -> Said | None:
    """A model's words, each in one paragraph and short enough; None when they can't be shown: they have no title or
    message, give orders or name addresses. What isn't a question is none."""
    said = Said(_plain(title, _TITLE).rstrip("."), _plain(message, _TEXT), _plain(idea, _TEXT), _plain(question, _TEXT))
    whole = " ".join((said.title, said.message, said.idea, said.question))
    if not said.title or not said.message or gives_orders(whole) or _ADDRESS.search(whole):
        return None
    return said if said.question.endswith("?") else Said(said.title, said.message, said.idea, "")


def fit_praise(source: Source, text: str, line: int) -> str:
    """A model's praise of a line in one sentence; empty when it can't be shown, or names nothing that stands there."""
    said = fit_to_show("praise", text, "", "")
    if said is None or len(said.message) > 2 * _TITLE:
        return ""
    names = {name for name in _WORD.findall(source.line(line)) if len(name) > 1 and not iskeyword(name)}
    return said.message if names.intersection(_WORD.findall(said.message)) else ""


def is_about_a_leak(text: str) -> bool:
    """Whether it speaks of test data or of a secret."""
    return bool(_LEAK.search(text))


def orders_at(source: Source, first: int, last: int) -> int | None:
    """The first of these lines of the text that tells a reviewer what to do; None when none does."""
    return next((n for n in range(first, last + 1) if _TO_A_REVIEWER.search(source.line(n)[:_LONGEST_QUOTE])), None)


def _plain(text: str, longest: int) -> str:
    """A text in one line, without places and unseen characters, cut after a word."""
    seen = " ".join(without_unseen(text[: 4 * longest], keep="\u200c\u200d\t\n\r").split())
    told = _LINES.sub("", seen).strip(" ,;:")
    told = told[:1].upper() + told[1:] if told != seen else told
    if len(told) <= longest:
        return told
    return f"{told[: longest - 1].rpartition(' ')[0] or told[: longest - 1]}…"
