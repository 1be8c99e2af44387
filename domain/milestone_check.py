"""A project against a milestone: for each demand what in the code shows it, and what is still missing.

Nothing here says that a milestone is reached: only where the project shows what it asks for.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from .code_mentions import Place, Project, printable, words_in
from .errors import WrongInput, did_you_mean
from .milestone_demand import Demand, demands_of, value
from .milestone_evidence import Seen, seen_of, word_places
from .roadmap import Item, Roadmap, Stage

State = Literal["shown", "partly", "not shown"]
RULES: Final = "rules"
_ASKED: Final = ("milestone", "project")
_LONGEST_QUOTE = 200
_WORD, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"(?<![\d.])\d+(?![\d.])")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand, and what is seen of it.

    `why` says what shows it and what is missing. The place is where the first of it stands: `line` is of the file, or of
    its `cell`, from 1; 0 with a path means the file itself, and without one there is no place. `quote` is that line.
    """

    text: str
    state: State
    why: str
    path: str = ""
    line: int = 0
    cell: int | None = None
    quote: str = ""

    @property
    def at(self) -> str:
        """Its place in words; empty when it has none."""
        name = printable(self.path)
        if not self.line:
            return name
        return f"{name}:{self.line}" if self.cell is None else f"{name} cell {self.cell}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Against:
    """A project against one item of the roadmap: its demands in order. `written_by` says who compared them."""

    item: str
    title: str
    criteria: tuple[Criterion, ...]
    written_by: str = RULES


def meant(roadmap: Roadmap, name: str) -> tuple[Item, ...]:
    """The milestones and projects that a name means: one by its id, title or a term, or all of a stage with what it puts
    out. An output that no item stands for is an item with itself as its demand.

    Raises:
        WrongInput: there is no such thing; the nearest names are offered.
    """
    wanted = " ".join(name.split()).casefold()
    items = [item for item in roadmap.items() if item.type in _ASKED]
    exact = [i for i in items if wanted in (i.id, i.title.casefold(), i.title.casefold().partition(": ")[2])]
    stage = _stage(roadmap, wanted)
    named = [i for i in items if wanted in map(str.casefold, i.terms)]
    outputs = [_output(one, out) for one in roadmap.stages for out in one.outputs if out.casefold() == wanted]
    for found in (exact[:1], _all_of(stage) if stage else [], named, outputs):
        if wanted and found:
            return tuple(found)
    if stage:
        raise WrongInput(f"The stage {stage.title} has no milestones, projects or outputs.", "Name another.")
    known = chain((i.id for i in items), (i.title for i in items), *(_names(roadmap)))
    hint = did_you_mean(name, known) or "`coach roadmap show` lists everything."
    raise WrongInput(f"No milestone, project, output or stage of your roadmap is called {printable(name)!r}.", hint)


def _names(roadmap: Roadmap) -> Iterator[tuple[str, ...]]:
    for number, stage in enumerate(roadmap.stages, 1):
        yield (stage.id, stage.title, f"stage-{number}", *stage.outputs)


def _stage(roadmap: Roadmap, wanted: str) -> Stage | None:
    for number, stage in enumerate(roadmap.stages, 1):
        if wanted in (str(number), f"stage-{number}", f"stage {number}", stage.id, stage.title.casefold()):
            return stage
    return None


def _all_of(stage: Stage) -> list[Item]:
    items = [item for item in stage.items if item.type in _ASKED]
    called = {name.casefold() for item in items for name in (item.title, *item.terms)}
    return items + [_output(stage, output) for output in stage.outputs if output.casefold() not in called]


def _output(stage: Stage, output: str) -> Item:
    number = stage.outputs.index(output) + 1
    return Item(f"{stage.id}-output-{number}", output, "milestone", "", "design", 0, output)


def by_rules(item: Item, project: Project) -> Against:
    """What the names in a project's code, its pages and its files show of each demand of an item."""
    demands = demands_of(item.done_when) or demands_of(item.title)
    return Against(item.id, item.title, tuple(_criterion(demand, project) for demand in demands))


def limits_of(text: str) -> tuple[State, str]:
    """The most that code alone can show of a demand, whoever reads it, and why no more."""
    demand = next(iter(demands_of(text)), None)
    if demand is None or demand.beyond:
        return "not shown", demand.beyond if demand else ""
    notes = [_uncounted(demand.numbers)] if demand.numbers else []
    notes += demand.untold
    return "partly" if notes else "shown", " ".join(notes)


def _criterion(demand: Demand, project: Project) -> Criterion:
    if demand.beyond:
        return Criterion(demand.text, "not shown", demand.beyond)
    signs = [seen_of(sign, demand, project) for sign in demand.signs]
    words = word_places(demand.words, project)
    found = [one.place for one in signs if one.place] + list(words.values())
    uncounted = [number for number in demand.numbers if not _is_there(number, found)]
    notes = ([_uncounted(uncounted)] if uncounted else []) + list(demand.untold)
    state = _state(demand, signs, project, is_open=bool(notes))
    if state == "not shown":
        why = " ".join(_why(demand, signs, {}, project)) or "Only texts in the code speak of it."
        return Criterion(demand.text, state, why)
    told = " ".join((*_why(demand, signs, words, project), *notes))
    place = next((one for one in found if one.quote), None)
    if place is None:
        return Criterion(demand.text, "partly", told, next((one.file for one in signs if one.file), ""))
    cell, line = place.source.place(place.line)
    return Criterion(demand.text, state, told, place.source.path, line, cell, place.quote[:_LONGEST_QUOTE])


def _state(demand: Demand, signs: Sequence[Seen], project: Project, *, is_open: bool) -> State:
    named = sum(word in project.words for word in demand.words)
    spoken = sum(_is_spoken(word, project) for word in demand.words)
    if signs:
        if not any(one.place or one.file for one in signs):
            return "not shown"
        is_whole = all(one.place for one in signs) and (spoken or not demand.words)
    else:
        # Words alone say less: one of them may mean anything, and a text may promise what no code does.
        if not spoken or 2 * spoken < len(demand.words) or not named:
            return "not shown"
        is_whole = named == len(demand.words) > 1
    return "shown" if is_whole and not is_open else "partly"


def _is_spoken(word: str, project: Project) -> bool:
    return word in project.words or word in project.text_words or word in project.path_words


def _why(demand: Demand, signs: Sequence[Seen], words: dict[str, Place], project: Project) -> Iterator[str]:
    """What shows a demand, then what is missing."""
    told = [f"{one.sign.what}: {_named(one.place)}" for one in signs if one.place]
    told += [_named(place) for place in list(dict.fromkeys(words.values()))[: 1 if told else 3]]
    told += [f"{one.sign.what}: {one.hint}" for one in signs if one.hint]
    if told:
        yield f"{_sentence('; '.join(told))}."
    missing = [one.sign.what for one in signs if not one.place and not one.hint]
    unsaid = [word for word in demand.words if not _is_spoken(word, project)]
    if unsaid and (not signs or len(unsaid) == len(demand.words)):
        missing += _as_said(demand, unsaid)
    if missing:
        yield f"Nothing in the code speaks of {_listed(missing)}."


def _named(place: Place) -> str:
    return f"`{place.name}` at {place.at}" if place.name else place.at


def _as_said(demand: Demand, words: Collection[str]) -> list[str]:
    """These words as they stand in a demand, the first of them."""
    said = _WORD.findall(demand.text)
    return list(dict.fromkeys(word for word in said if not {*words_in(word)}.isdisjoint(words)))[:4]


def _uncounted(numbers: Sequence[str]) -> str:
    what = "number" if len(numbers) == 1 else "numbers"
    return f"The {what} ({', '.join(numbers)}) can't be told from the code."


def _is_there(number: str, places: Iterable[Place]) -> bool:
    """Whether a number stands in one of the lines that were found."""
    wanted = value(number)
    return any(str(wanted) in _DIGITS.findall(place.quote) for place in places)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
