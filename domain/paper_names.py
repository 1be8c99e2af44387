"""The names by which papers may speak of a roadmap's items, its stages, and of what it is about as a whole."""

import re
from collections.abc import Iterator

from .roadmap import Item, Roadmap

_WORD = re.compile(r"[^\W_]+")
_ASIDE = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(r"[,:;/()]|\s+(?:and|with|by|in|of|for|from)\s+(?:a\s+|an\s+|the\s+)?")
# A stage's name is a field's name with these around it.
_STAGE_WORDS = re.compile(r"\b(?:foundations?|basics|core|stage|learning stage|advanced|engineering)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the)\s+(?!idea\b)", re.IGNORECASE)
_TELLING = 10
_SHORTEST_SUBJECT = 4


def stages_of(roadmap: Roadmap) -> Iterator[tuple[str, str, int]]:
    """The names of fields that the stages go by, each with its stage's title and number."""
    for number, stage in enumerate(roadmap.stages, 1):
        for name in re.split(r"[+/()]", f"{stage.phase}/{stage.title}"):
            field = " ".join(_STAGE_WORDS.sub(" ", name).split())
            if len(_WORD.findall(field)) > 1:
                yield field, stage.title, number


def subjects_of(roadmap: Roadmap) -> Iterator[str]:
    """What the whole roadmap is about: words of its title that stand in a topic's title too, such as Spanish, and phrases."""
    yield from (part for part in _BETWEEN.split(roadmap.title) if 1 < len(_WORD.findall(part)) < 4)
    in_topics = {word for item in roadmap.items() if item.type == "topic" for word in _WORD.findall(item.title)}
    for word in _WORD.findall(roadmap.title):
        if word[0].isupper() and len(word) >= _SHORTEST_SUBJECT and word in in_topics:
            yield word


def names_of(item: Item) -> Iterator[str]:
    """What the item may be called: its terms, and its title, whole and in parts of more than one word."""
    yield from item.terms
    title = item.title.partition(":")[2] if item.type == "project" else item.title
    yield _ASIDE.sub(" ", title)
    yield from _ASIDE.findall(title)
    if item.type == "topic":
        parts = (_ARTICLE.sub("", part.strip()) for part in _BETWEEN.split(title))
        yield from (part for part in parts if 1 < len(part.split()) < 4 or len(part) >= _TELLING)
