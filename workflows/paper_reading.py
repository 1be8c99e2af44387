"""Reading one paper: its text, what it says with proof, and what that means for this learner."""

from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.digest import ExplainedPaper
from ..domain.errors import WrongInput
from ..domain.paper import Paper, PaperName, read_name
from ..domain.paper_summary import Summary
from ..domain.paper_text import KINDS, PaperText
from ..memory import paper_marks
from .paper_explaining import FoundReader, Reader, personal
from .paper_facts import PaperFacts, paper_facts
from .paper_search import known
from .paper_texts import own_file, text_of
from .services import Services


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper as it was read. `trouble` says why a model that is at hand didn't explain it, if so."""

    explained: ExplainedPaper
    text: PaperText
    trouble: str = ""


def read(
    services: Services, learner_id: int, name: str, *, level: int | None = None, found: FoundReader | None = None
) -> ReadPaper:
    """The paper of that name or address, or the file at that path, explained for a stage (the learner's, if none is named).

    `found` is the reader's model where it is known already. It counts as shown to the learner: no digest brings it again.

    Raises:
        WrongInput: nothing is called so, or the roadmap has no such stage.
        CoachError: it can't be fetched or read.
    """
    facts = paper_facts(services, learner_id)
    stages = len(facts.roadmap.stages)
    if level is not None and not 1 <= level <= stages:
        raise WrongInput(f"The roadmap has no stage {level}.", f"Its stages are 1 to {stages}.")
    paper, text = fetch(services, learner_id, name)
    reader = Reader(services, facts, level, found)
    services.tell(f"explains {paper.id}")
    summary, trouble = reader.summary(text)
    with services.database.write() as db:
        paper_marks.expose(db, learner_id, [paper.id], place="read", period="", now=services.now())
    return ReadPaper(_explained(facts, paper, text, summary), text, trouble)


def fetch(services: Services, learner_id: int, name: str) -> tuple[Paper, PaperText]:
    """The paper of that name, or the file at that path, with its text."""
    if _is_file(name):
        return own_file(services, learner_id, Path(name))
    try:
        meant: PaperName = read_name(name)
    except WrongInput:
        # A name with such an ending is a path, whether there is such a file or not.
        if "://" not in name and name.lower().endswith(tuple(KINDS)):
            return own_file(services, learner_id, Path(name))
        raise
    paper = known(services, learner_id, meant)
    return paper, text_of(services, paper, meant.version)


def _is_file(name: str) -> bool:
    """Whether there is such a file. One that is called like a paper, 2106.09685.pdf, comes before that paper."""
    try:
        return name.endswith(".pdf") and Path(name).is_file()
    except (OSError, ValueError):
        return False  # too long, or with a NUL: no file's name


def _explained(facts: PaperFacts, paper: Paper, text: PaperText, summary: Summary) -> ExplainedPaper:
    _, ranked = facts.ranked([paper])
    of_it = ranked[0] if paper.url else replace(ranked[0], why="your own file")
    return personal(facts, paper, text, summary, of_it)
