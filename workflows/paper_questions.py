"""Questions about papers: passages are looked up in them, the answer comes from these alone, and code writes the references."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ..agents.paper_questions import Answered, Keyed, answer
from ..domain.errors import WrongInput
from ..domain.paper import Paper
from ..domain.paper_question import asked_words
from ..domain.paper_text import Passage
from ..llm.errors import ModelTrouble
from ..memory import paper_texts
from .paper_explaining import FoundReader, found_reader, level_of
from .paper_facts import paper_facts
from .paper_reading import fetch
from .services import Services

MOST_PAPERS, MOST_PASSAGES, MOST_EXTRACTS = 8, 12, 3
LONGEST_QUESTION = 2000
NOTHING = "Nothing in {papers} speaks of that."
UNANSWERED = "The paper doesn't say; these passages come nearest."


@dataclass(frozen=True, slots=True)
class Reference:
    """A passage that an answer rests on, by its number in the answer."""

    number: int
    paper: Paper
    passage: Passage


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """An answer whose sentences end with the numbers of their references.

    Without a model, or when it fails (`trouble`), `text` is empty and the references are the passages found.
    `left_out` counts sentences that named no passage, or numbers that don't stand in it. `nothing` says that nothing was
    found, empty otherwise.
    """

    question: str
    text: str
    references: tuple[Reference, ...]
    written_by: str
    left_out: int = 0
    trouble: str = ""
    nothing: str = ""


def ask(
    services: Services, learner_id: int, names: Sequence[str], question: str, *, found: FoundReader | None = None
) -> PaperAnswer:
    """The answer to a question about these papers (ids, addresses or own files); `found` is the reader's model where it is
    known already.

    Raises:
        WrongInput: a paper isn't known, or there are too many, or the question is too long.
        CoachError: a paper can't be fetched or read.
    """
    named = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not named or len(named) > MOST_PAPERS:
        raise WrongInput(f"{len(named)} papers can't be asked at once.", f"Name one to {MOST_PAPERS}, commas between.")
    if not question.strip() or len(question) > LONGEST_QUESTION:
        raise WrongInput("The question is empty or too long.", f"Write at most {LONGEST_QUESTION} characters.")
    held = {paper.id: paper for paper, _ in (fetch(services, learner_id, name) for name in named)}
    places = _places(services, held, question)
    if not places:
        titles = " or ".join(f"“{paper.title}”" for paper in held.values())
        return PaperAnswer(question, "", (), "rules", nothing=NOTHING.format(papers=titles))
    return _answered(services, learner_id, question, places, found or found_reader(services))


def _places(services: Services, held: dict[str, Paper], question: str) -> list[Reference]:
    """The passages that the question's words lead to, the papers taking turns; their beginnings for a question that
    asks about them as a whole."""
    words, most = asked_words(question), max(1, MOST_PASSAGES // len(held))
    with services.database.read() as db:
        if words:
            found = [paper_texts.passages(db, [id_], words, most) for id_ in held]
        else:
            texts = [paper_texts.find(db, id_) for id_ in held]
            found = [tuple((text.paper, passage) for passage in text.passages[:most]) for text in texts if text]
    turns = [place for places in zip_longest(*found) for place in places if place]
    return [Reference(number, held[id_], passage) for number, (id_, passage) in enumerate(turns, 1)]


def _answered(
    services: Services, learner_id: int, question: str, places: list[Reference], reader: FoundReader
) -> PaperAnswer:
    model, trouble = reader.model, reader.trouble
    extracts = PaperAnswer(
        question,
        "",
        tuple(places[: max(MOST_EXTRACTS, len({place.paper.id for place in places}))]),
        "rules",
        trouble=trouble,
    )
    if model is None:
        return extracts
    services.tell(f"asks {model.card.name}")
    facts = paper_facts(services, learner_id)
    keyed = [Keyed(f"p{place.number}", place.paper.title, place.passage) for place in places]
    try:
        given = answer(model, question, keyed, level_of(facts, facts.stage))
    except ModelTrouble as error:
        return replace(extracts, trouble=str(error))
    if not isinstance(given, Answered) or not given.sentences:
        left_out = given.left_out if isinstance(given, Answered) else 0
        return replace(extracts, nothing=UNANSWERED, written_by=given.written_by, left_out=left_out)
    return _referenced(question, places, given)


def _referenced(question: str, places: list[Reference], given: Answered) -> PaperAnswer:
    """The answer with numbers for the passages that it names, in the order in which it does."""
    by_key = {f"p{place.number}": place for place in places}
    keys = list(dict.fromkeys(key for sentence in given.sentences for key in sentence.keys))
    text = " ".join(
        f"{sentence.text} {''.join(f'[{keys.index(key) + 1}]' for key in sentence.keys)}"
        for sentence in given.sentences
    )
    references = tuple(replace(by_key[key], number=number) for number, key in enumerate(keys, 1))
    return PaperAnswer(question, text, references, given.written_by, given.left_out)
