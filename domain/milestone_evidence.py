"""Where a project shows what a demand asks for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .code_mentions import Place, Project, printable, words_in
from .milestone_demand import Demand
from .milestone_signs import README, Sign
from .ranking_stems import stem
from .source import Source


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a sign: its place; else a hint in words at what might show it. `file` is the path of a file that shows it
    by its name alone."""

    sign: Sign
    place: Place | None = None
    hint: str = ""
    file: str = ""


def seen_of(sign: Sign, demand: Demand, project: Project) -> Seen:
    """Where a project shows a sign that a demand asks for."""
    if sign is README:
        return _readme(demand, project)
    if place := next(_places(sign, project), None):
        return Seen(sign, place)
    if file := _file(sign.files, project):
        return Seen(sign, hint=f"{printable(file)} is there, but it wasn't read", file=file)
    for name in (*sign.names.split(), *sign.modules.split()):
        if unused := project.imported.get(name.casefold()):
            return Seen(sign, hint=f"`{unused.name}` is imported at {unused.at} and not used")
    return Seen(sign)


def word_places(words: Iterable[str], project: Project) -> dict[str, Place]:
    """Where words (without endings) stand in the code: within a used name, else within a text."""
    return {word: place for word in words if (place := project.words.get(word) or project.text_words.get(word))}


def _places(sign: Sign, project: Project) -> Iterator[Place]:
    tables = ((sign.names, project.used), (sign.modules, project.modules))
    for names, table in tables:
        yield from (table[name] for name in names.casefold().split() if name in table)
    yield from (project.words[word] for word in map(stem, sign.words.split()) if word in project.words)
    if sign.texts:
        yield from _matching(sign.texts, project.texts)
    if sign.files:
        yield from (_first_line(source) for source in project.code if re.search(sign.files, source.path, re.IGNORECASE))
    if sign.says:
        yield from _matching(sign.says, project.docstrings)
        yield from _matching(sign.says, project.lines_of_pages())


def _matching(pattern: str, lines: Iterable[tuple[str, Place]]) -> Iterator[Place]:
    return (place for text, place in lines if re.search(pattern, text[:1000], re.IGNORECASE))


def _readme(demand: Demand, project: Project) -> Seen:
    """The line of a README that speaks of what the demand asks for besides."""
    others = [sign for sign in demand.signs if sign is not README]
    for line, place in project.lines_of_pages():
        said = line[:1000]
        if any(sign.asked(said) or (sign.says and re.search(sign.says, said)) for sign in others):
            return Seen(README, place)
        if {*words_in(said)} & {*demand.words} or not (others or demand.words):
            return Seen(README, place)
    file = _file(README.files, project)
    is_read = any(source.path == file for source in project.pages)
    if not file:
        return Seen(README)
    if is_read:
        return Seen(README, hint=f"{printable(file)} doesn't speak of it")
    return Seen(README, hint=f"{printable(file)} is there, but it wasn't read", file=file)


def _file(pattern: str, project: Project) -> str:
    found = (path for path in project.files if pattern and re.search(pattern, path, re.IGNORECASE))
    return next(found, "")


def _first_line(source: Source) -> Place:
    number = next((n for n, line in enumerate(source.lines, 1) if line.strip()), 1)
    return Place(source, number, "")
