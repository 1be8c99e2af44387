"""Which sessions and topics the words of a message name: by title, term, area or single words, a slip of the pen allowed."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .plan_request_times import plain
from .plan_request_words import COMMON, KINDS
from .roadmap import Item, Roadmap
from .weekly_plan import StudySession

_WORDS = re.compile(r"[a-z0-9à-öø-ÿ+#]+")
_OTHER_SCRIPTS = re.compile(r"[^\u0000-\u024f\s⟨⟩]{2,}")
SHORTEST_SLIP, LIKENESS = 5, 0.8


@dataclass(frozen=True, slots=True)
class _Names:
    """How one thing is called: phrases by weight, and the words of its title that say something."""

    key: str
    phrases: tuple[tuple[int, str], ...]
    words: frozenset[str]
    kind: str = ""


def sessions_named(text: str, sessions: Sequence[StudySession], roadmap: Roadmap) -> tuple[StudySession, ...]:
    """The sessions that a plain text names best; all of them where it can't tell them apart, none where it names none."""
    known = []
    for session in sessions:
        item = roadmap.by_id.get(session.topic)
        known.append(_names(session.id, session.title, item, kind=session.kind))
    best = _best(text, known)
    return tuple(s for s in sessions if s.id in best)


def items_named(text: str, roadmap: Roadmap) -> tuple[Item, ...]:
    """The items of the roadmap that a plain text names best; see `sessions_named`."""
    best = _best(text, [_names(item.id, item.title, item) for item in roadmap.items()])
    return tuple(item for item in roadmap.items() if item.id in best)


def _names(key: str, title: str, item: Item | None, kind: str = "") -> _Names:
    title = plain(title)
    phrases = [(3, _phrase(title))]
    if item:
        phrases += [
            (3, _phrase(item.id)),
            *((2, _phrase(plain(term))) for term in item.terms),
            (1, _phrase(plain(item.area))),
        ]
    words = frozenset(word for word in _stems(title) if len(word) > 2 and word not in COMMON)
    return _Names(key, tuple((weight, phrase) for weight, phrase in phrases if phrase.strip()), words, kind)


def _phrase(name: str) -> str:
    """A name for comparison: Latin words as stems between blanks, other scripts as they stand."""
    stems = _stems(name)
    return f" {' '.join(stems)} " if stems else "".join(_OTHER_SCRIPTS.findall(name))


def _stems(text: str) -> list[str]:
    return [w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in _WORDS.findall(text)]


def _best(text: str, known: Sequence[_Names]) -> set[str]:
    said = _stems(re.sub("⟨[a-z]+⟩", " ", text))
    ranks = _ranks(text, said, known)
    if not ranks:
        ranks = _ranks(text, _without_slips(said, known), known)
    most = max(ranks.values(), default=(0, 0))
    return {key for key, rank in ranks.items() if rank == most}


def _ranks(text: str, said: Sequence[str], known: Iterable[_Names]) -> dict[str, tuple[int, int]]:
    line, words = f" {' '.join(said)} ", set(said)
    kinds = {kind for kind, pattern in KINDS.items() if pattern.search(text)}
    ranks = {}
    for names in known:
        inside = [(weight, len(phrase)) for weight, phrase in names.phrases if _holds(line, text, phrase)]
        shared = len(names.words & words)
        if shared and names.kind in kinds:
            # The kind is said and a word of the title: that tells more than an area's name.
            inside.append((2, shared))
        if inside:
            ranks[names.key] = max(inside)
        elif shared or names.kind in kinds:
            ranks[names.key] = (0, shared)
    return ranks


def _holds(line: str, text: str, phrase: str) -> bool:
    if not phrase.startswith(" "):
        return phrase in text
    return phrase in line and phrase.strip() not in COMMON


def _without_slips(said: Sequence[str], known: Iterable[_Names]) -> list[str]:
    """The words with those replaced that are nearly one of the words that name something."""
    telling = {word for names in known for word in names.words if len(word) >= SHORTEST_SLIP}
    mended = []
    for word in said:
        able = len(word) >= SHORTEST_SLIP and word not in COMMON
        near = difflib.get_close_matches(word, telling, n=1, cutoff=LIKENESS) if able else []
        mended.append(near[0] if near else word)
    return mended
