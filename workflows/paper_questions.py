"""Questions about papers: passages are looked up in them, the answer comes from these alone, and code writes the references."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ..agents.paper_questions import Answered, Keyed, answer
from ..domain.errors import WrongInput
from ..domain.paper import Paper
from ..domain.paper_question import asked_words, is_foreign, places
from ..domain.paper_text import PaperText, Passage
from ..llm.errors import ModelTrouble
from ..memory import paper_marks
from .paper_explaining import FoundReader, found_reader, level_of
from .paper_facts import paper_facts
from .paper_reading import fetch
from .services import Services

MOST_PAPERS, MOST_PASSAGES, MOST_EXTRACTS = 8, 12, 3
LONGEST_QUESTION = 2000
NOTHING = "Nothing in {papers} speaks of that."
IN_ENGLISH = " Without a model only words are looked up, so ask in the language of the paper."
UNANSWERED = "None of the {count} passages that were looked at answers that; these come nearest."
UNPROVEN = "What {model} answered has no proof in the passages that were looked at; these come nearest."
UNREAD = "{count} more passages speak of it and didn't fit the model's context."


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
    held = [fetch(services, learner_id, name) for name in named]
    with services.database.write() as db:
        ids = [paper.id for paper, _ in held]
        paper_marks.expose(db, learner_id, ids, place="ask", period="", now=services.now())
    reader = found or found_reader(services)
    foreign = is_foreign(question)
    # Words are looked up as they are; a model understands a question in another language.
    found_in = _places(held, question, or_any=foreign and reader.model is not None)
    if not found_in:
        titles = " or ".join(f"“{paper.title}”" for paper, _ in held)
        nothing = NOTHING.format(papers=titles) + (IN_ENGLISH if foreign else "")
        return PaperAnswer(question, "", (), "rules", nothing=nothing)
    return _answered(services, learner_id, question, found_in, reader)


def _places(held: Sequence[tuple[Paper, PaperText]], question: str, *, or_any: bool) -> list[Reference]:
    """The passages that the question's words lead to, the papers taking turns; their beginnings for a question that
    asks about them as a whole and, where `or_any`, for one whose words stand nowhere."""
    most = max(1, MOST_PASSAGES // len(held))
    found = [places(question, text.passages, most) for _, text in held] if asked_words(question) else []
    if not any(found) and (or_any or not found):
        found = [text.passages[:most] for _, text in held]
    each = ([(paper, passage) for passage in passages] for (paper, _), passages in zip(held, found, strict=True))
    turns = [pair for pairs in zip_longest(*each) for pair in pairs if pair]
    return [Reference(number, paper, passage) for number, (paper, passage) in enumerate(turns, 1)]


def _answered(
    services: Services, learner_id: int, question: str, passages: list[Reference], reader: FoundReader
) -> PaperAnswer:
    model, trouble = reader.model, reader.trouble
    shown = max(MOST_EXTRACTS, len({passage.paper.id for passage in passages}))
    extracts = PaperAnswer(question, "", tuple(passages[:shown]), "rules", trouble=trouble)
    if model is None:
        return extracts
    services.tell(f"asks {model.card.name}")
    facts = paper_facts(services, learner_id)
    keyed = [Keyed(f"p{place.number}", place.paper.title, place.passage) for place in passages]
    try:
        given = answer(model, question, keyed, level_of(facts, facts.stage))
    except ModelTrouble as error:
        return replace(extracts, trouble=str(error))
    unread = UNREAD.format(count=given.unread) if given.unread else ""
    if not isinstance(given, Answered):
        nothing = UNANSWERED.format(count=len(passages) - given.unread)
        return replace(extracts, nothing=nothing, written_by=given.written_by, trouble=unread)
    if not given.sentences:
        nothing = UNPROVEN.format(model=given.written_by)
        return replace(extracts, nothing=nothing, left_out=given.left_out, trouble=unread)
    return replace(_referenced(question, passages, given), trouble=unread)


def _referenced(question: str, passages: list[Reference], given: Answered) -> PaperAnswer:
    """The answer with numbers for the passages that it names, in the order in which it does."""
    by_key = {f"p{place.number}": place for place in passages}
    keys = list(dict.fromkeys(key for sentence in given.sentences for key in sentence.keys))
    text = " ".join(
        f"{sentence.text} {''.join(f'[{keys.index(key) + 1}]' for key in sentence.keys)}"
        for sentence in given.sentences
    )
    references = tuple(replace(by_key[key], number=number) for number, key in enumerate(keys, 1))
    return PaperAnswer(question, text, references, given.written_by, given.left_out)
