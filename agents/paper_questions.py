"""Answers questions about papers from passages alone: each sentence names the keys of the passages that say it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..domain.paper_check import plain, unfit, unsupported
from ..domain.paper_text import Passage
from ..llm.asking import Model
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.marked import marked
from .paper_budget import SECONDS, Level, beginning, one_line, space

ROOM = 1000
MOST_SENTENCES, LONGEST_SENTENCE = 10, 600
_LONGEST_QUESTION, _LONGEST_TITLE, _LEAST_PASSAGE = 1500, 160, 120


@dataclass(frozen=True, slots=True)
class Keyed:
    """A passage of the paper with that title, and the key by which a model names it: a letter and a number, as p3."""

    key: str
    title: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, and the keys of the passages that say it, one at least."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer. `left_out` counts sentences that the passages they name don't prove, `unread` passages for which the
    model had no space; there may be no sentence left."""

    sentences: tuple[Sentence, ...]
    left_out: int
    written_by: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nothing in the passages answers the question, as the model says; `unread` as in Answered."""

    written_by: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class GivenSentence:
    """A sentence as the model gives it."""

    keys: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The model's answer."""

    is_answered: bool
    sentences: list[GivenSentence]


def answer(
    model: Model, question: str, passages: Sequence[Keyed], level: Level, *, seconds: float = SECONDS
) -> Answered | Unanswered:
    """What these passages, the best first, say to the question; without any, no model is asked.

    A sentence stays only with the key of a passage, when all its numbers stand in the passages that it names and they
    speak of the same. Raises the errors of llm/errors.py.
    """
    if not passages:
        return Unanswered("rules")
    prompt = load("answer_from_papers")
    system = prompt.fill()
    asked = marked("question", one_line(question, _LONGEST_QUESTION))
    read = _within(passages, space(model, system, f"{level.told}\n{asked}", GivenAnswer, ROOM, seconds))
    words = "\n".join([level.told, marked("passages", "\n".join(map(_line, read))), asked])
    given = model.ask(words, GivenAnswer, prompt=str(prompt), system=system, room=ROOM, seconds=seconds)
    unread = len(passages) - len(read)
    if not given.value.is_answered or not given.value.sentences:
        return Unanswered(given.written_by, unread)
    by_key = {one.key.casefold(): one for one in read}
    sentences = [_checked(one, by_key) for one in given.value.sentences[:MOST_SENTENCES]]
    kept = tuple(sentence for sentence in dict.fromkeys(sentences) if sentence)
    left_out = sentences.count(None) + len(given.value.sentences[MOST_SENTENCES:])
    return Answered(kept, left_out, given.written_by, unread)


def _within(passages: Sequence[Keyed], tokens: int) -> list[Keyed]:
    """The passages that fit when the model reads them; the one at the border with its beginning."""
    read: list[Keyed] = []
    for one in passages:
        left = tokens - most(_line(_with_text(one, ""))) - 8
        text = beginning(one.passage.text, left) if left >= _LEAST_PASSAGE or not read else ""
        if not text:
            break
        read.append(_with_text(one, text))
        tokens = left - most(text)
    return read


def _line(one: Keyed) -> str:
    title, place = one_line(one.title, _LONGEST_TITLE), one_line(one.passage.place, _LONGEST_TITLE)
    return f"[{one.key}] {', '.join(filter(None, (title, place)))}: {one.passage.text}"


def _with_text(one: Keyed, text: str) -> Keyed:
    return replace(one, passage=replace(one.passage, text=text))


def _checked(given: GivenSentence, by_key: dict[str, Keyed]) -> Sentence | None:
    """The sentence if the passages that it names prove it."""
    named = dict.fromkeys(key for text in given.keys for key in re.split(r"[\s,;\[\]().]+", text.casefold()))
    proof = [by_key[key] for key in named if key in by_key]
    text = _without_keys(plain(given.text), by_key)
    source = "\n".join(one.passage.text for one in proof)
    if not proof or unfit(text, 2, LONGEST_SENTENCE, source):
        return None
    if unsupported(text, source, [one.title for one in proof], least=1):
        return None
    return Sentence(text, tuple(one.key for one in proof))


def _without_keys(text: str, keys: Iterable[str]) -> str:
    """The text without keys in brackets, known or invented: the references are written by code."""
    letters = "|".join(sorted({re.escape(key.rstrip("0123456789")) for key in keys})) or "p"
    key = rf"(?:{letters})\d+"
    return re.sub(rf"\s*[\[(]\s*{key}(?:\s*[,;&]\s*{key})*\s*[\])]", "", text, flags=re.IGNORECASE).strip()
