"""What a paper says, in its own sentences: the summary for when there is no model.

One sentence stands for the paper (the TLDR) and some more are its points, chosen by where they stand, what they
announce ("we propose", "however") and how much of the paper's own words they have. Nothing is written anew.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from .extract_cues import ANNOUNCES, CUES, HERE, NEW, NUMBER, OPENING, OTHERS, SECTIONS, UNFIT, in_one_line, is_abstract
from .extract_exercise import exercise_of
from .paper_check import gives_orders
from .paper_summary import POINT_KINDS, Point, PointKind, Summary
from .paper_text import PaperText, Passage
from .quotation import FEWEST_WORDS, Quotable
from .quotation_form import WIDE
from .ranking_terms import Terms
from .sentences import sentences

MOST_SENTENCES, OF_THE_END = 8000, 2000
MOST_WORDS = 60
OPENS_WITH = 15
"""How many sentences are the opening of a paper that has no abstract."""
_WORD = re.compile(r"[^\W_]+")
_WIDE = re.compile(WIDE)
_FIRST_CHOICE: tuple[PointKind, ...] = ("result", "idea", "method", "problem", "limit")
_MOTIVE = re.compile("introduction|motivation|problem", re.IGNORECASE)
_LIMITS = SECTIONS["limit"]
_ONLY_LIMITS = re.compile(r"[\d.\s]*limitations?\b", re.IGNORECASE)
_EARLY, _LONG = 0.1, 40
# Fitted on SciTLDR (benchmarks/summaries.py): what a sentence has in common with the human one-sentence summaries.
_TITLE, _CENTRE, _FIRST_TO_ANNOUNCE, _HERE, _NEW, _WORDS = 0.2, 0.05, 0.07, 0.02, 0.02, 0.03


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence of the paper, as it stands there, and what it says."""

    kind: PointKind
    sentence: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Extracted:
    """The sentence that stands for the paper, None where it has none that could; and its points by kind."""

    tldr: Picked | None
    points: tuple[Picked, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that may be picked; `at` is how far into the paper it stands, from 0 to 1."""

    text: str
    passage: Passage
    at: float
    terms: frozenset[str]
    words: int


def extract(text: PaperText, most_points: int = 5) -> Extracted:
    """The TLDR and at most `most_points` points, of which a kind has at most two, in the order of `POINT_KINDS`."""
    known = Terms()
    title = frozenset(known.of(text.title))
    all_ = _sentences(text, known)
    opening = [s for s in all_ if is_abstract(s.passage.section)] or all_[:OPENS_WITH]
    quotable = Quotable(text.passages)
    tldr = next(_standing("idea", _by_score(opening, _standing_for_all(opening, title)), quotable), None)
    return Extracted(tldr, _points(all_, title, quotable, most_points, tldr.sentence if tldr else ""))


def by_rules(text: PaperText, level: int) -> Summary:
    """The summary of a paper without a model: its own sentences, without what only joins them to others."""
    found = extract(text)
    points = tuple(
        Point(p.kind, without_opening(p.sentence), p.sentence, p.passage.section, p.passage.page) for p in found.points
    )
    tldr = without_opening(found.tldr.sentence) if found.tldr else in_one_line(text.title)
    return Summary(text.paper, text.version, level, tldr, points, exercise_of(text))


def without_opening(sentence: str) -> str:
    """The sentence in one line, without the words at its beginning that only join it to others, such as `However,`."""
    line = in_one_line(sentence)
    rest = OPENING.sub("", line, count=1)
    return rest[:1].upper() + rest[1:] if _size(rest) >= FEWEST_WORDS else line


def _sentences(text: PaperText, known: Terms) -> list[_Sentence]:
    """The sentences that say something by themselves; of a very long paper those of its beginning and end."""
    found = [(s, passage) for passage in text.passages for s in sentences(passage.text)]
    if len(found) > MOST_SENTENCES:
        found = found[: MOST_SENTENCES - OF_THE_END] + found[-OF_THE_END:]
    fit = []
    for i, (sentence, passage) in enumerate(found):
        words = _size(sentence)
        if FEWEST_WORDS <= words <= MOST_WORDS and not UNFIT.search(sentence) and not gives_orders(sentence):
            fit.append(_Sentence(sentence, passage, i / len(found), frozenset(known.of(sentence)), words))
    return fit


def _size(sentence: str) -> int:
    """How many words it has; two characters count as one where there are no spaces."""
    wide = len(_WIDE.findall(sentence))
    return len(_WORD.findall(sentence)) if not wide else wide // 2 + len(_WORD.findall(_WIDE.sub(" ", sentence)))


def _by_score(sentences: Sequence[_Sentence], scores: Sequence[float]) -> list[_Sentence]:
    """Best first; the earlier where two are equal."""
    return [sentences[i] for i in sorted(range(len(sentences)), key=lambda i: (-scores[i], i))]


def _standing_for_all(opening: Sequence[_Sentence], title: frozenset[str]) -> list[float]:
    """How well each sentence of the opening stands for the whole paper."""
    first = next((s for s in opening if ANNOUNCES.search(s.text)), None)
    return [
        _TITLE * _likeness(s.terms, title)
        + _CENTRE * centre
        + _FIRST_TO_ANNOUNCE * (s is first)
        + _HERE * bool(HERE.search(s.text))
        + _NEW * bool(NEW.search(s.text))
        + _WORDS * min(s.words, 40) / 20
        for s, centre in zip(opening, _centres(opening), strict=True)
    ]


def _likeness(terms: frozenset[str], title: frozenset[str]) -> float:
    return 2 * len(terms & title) / (len(terms) + len(title) or 1)


def _centres(sentences: Sequence[_Sentence]) -> list[float]:
    """How many words each sentence shares with the others."""
    counts = Counter(term for s in sentences for term in s.terms)
    return [
        sum(counts[term] - 1 for term in s.terms) / (sqrt(len(s.terms)) + 1) / sqrt(len(sentences)) for s in sentences
    ]


def _points(
    sentences: Sequence[_Sentence], title: frozenset[str], quotable: Quotable, most: int, tldr: str
) -> tuple[Picked, ...]:
    """The best of each kind, then the second best, as long as there is room; no sentence twice."""
    own = [s for s in sentences if not OTHERS.search(s.passage.section)]
    announced = next((s.at for s in own if ANNOUNCES.search(s.text)), 0.0)
    kinds = [_kind_of(s, announced) for s in own]
    ranked = {}
    for kind in _FIRST_CHOICE:
        of_kind = [s for s, its in zip(own, kinds, strict=True) if its == kind]
        ranked[kind] = _standing(kind, _ranked(kind, of_kind, title), quotable)
    picked: dict[str, Picked] = {}
    for kind in _FIRST_CHOICE * 2:
        free = (p for p in ranked[kind] if p.sentence not in picked and p.sentence != tldr)
        if len(picked) < most and (best := next(free, None)):
            picked[best.sentence] = best
    return tuple(sorted(picked.values(), key=lambda p: (POINT_KINDS.index(p.kind), p.passage.position)))


def _kind_of(sentence: _Sentence, announced: float) -> PointKind | None:
    """What a sentence says, by its words and its place; `announced` is where the paper says what it is about."""
    section, words = sentence.passage.section, sentence.text
    if _LIMITS.search(section) and (CUES["limit"].search(words) or _ONLY_LIMITS.match(section)):
        return "limit"
    if sentence.at < announced or (_MOTIVE.search(section) and CUES["problem"].search(words)):
        return "problem" if is_abstract(section) or CUES["problem"].search(words) else None
    if ANNOUNCES.search(words):
        return "idea" if sentence.at < _EARLY or SECTIONS["idea"].search(section) else None
    if CUES["result"].search(words) or (SECTIONS["result"].search(section) and NUMBER.search(words)):
        return "result"
    return "method" if CUES["method"].search(words) or is_abstract(section) else None


def _ranked(kind: PointKind, of_kind: Sequence[_Sentence], title: frozenset[str]) -> list[_Sentence]:
    """The sentences of a kind, the best first; results with numbers go before all others."""
    centres = _centres(of_kind)
    widest = max(centres, default=0) or 1
    scores = [
        centre / widest
        + _likeness(s.terms, title)
        + bool(SECTIONS[kind].search(s.passage.section))
        + 0.7 * is_abstract(s.passage.section)
        + 0.3 * min(3, len(CUES[kind].findall(s.text)))
        + 5 * (kind == "result" and bool(NUMBER.search(s.text) and CUES["result"].search(s.text)))
        - 0.5 * (s.words > _LONG)
        for s, centre in zip(of_kind, centres, strict=True)
    ]
    return _by_score(of_kind, scores)


def _standing(kind: PointKind, ranked: Iterable[_Sentence], quotable: Quotable) -> Iterator[Picked]:
    """Those that can be looked up in the paper again, as quotations must be."""
    for sentence in ranked:
        found = quotable.find(sentence.text)
        # What stands twice is found where it stands first, and is picked from there.
        if found and found.passage == sentence.passage:
            yield Picked(kind, sentence.text, found.passage)
