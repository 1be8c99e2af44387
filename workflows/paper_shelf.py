"""The papers that are kept: what the learner was shown, how they voted, and what is known of each. Nobody is asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.errors import WrongInput
from ..domain.extract import by_rules
from ..domain.paper import Paper, read_name
from ..domain.paper_summary import Summary
from ..memory import learners, paper_marks, paper_texts, papers, summaries
from ..memory.database import Connection
from .services import Services


@dataclass(frozen=True, slots=True)
class ShelvedPaper:
    """A paper with what the learner and it have had to do: when and where it was shown, None and empty if never.

    `place` is `digest`, `read` or `ask`, `vote` 1, -1 or 0.
    """

    paper: Paper
    shown_at: datetime | None
    place: str
    period: str
    vote: int
    why: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """All that is kept of a paper. `sections` are those of its text, empty when it wasn't read yet."""

    shelved: ShelvedPaper
    sections: tuple[str, ...]
    summary: Summary | None


def shelf(services: Services, learner_id: int, words: str, most: int) -> tuple[ShelvedPaper, ...]:
    """The papers that the learner was shown or voted on, newest first; with words, those of all kept that speak of them."""
    with services.database.read() as db:
        marked = _marked(db, learner_id)
        if words:
            found = [paper.id for paper in papers.search(db, words, most)]
            found += [id_ for id_, _ in paper_texts.search(db, learner_id, words, most)]
            ids = list(dict.fromkeys(found))[:most]
        else:
            ids = list(marked)[:most]
        held = papers.find(db, ids)
    return tuple(_shelved(held[id_], marked) for id_ in ids if id_ in held)


def kept_paper(services: Services, learner_id: int, name: str) -> KeptPaper:
    """What is kept of the paper of that name. Raises WrongInput when nothing is."""
    meant = read_name(name)
    with services.database.read() as db:
        paper = paper_marks.known(db, learner_id, meant.id)
        if paper is None:
            raise WrongInput(f"Nothing is kept of {meant.id} yet.", f"Run: coach papers read {meant.id}")
        text = paper_texts.find(db, paper.id, meant.version)
        summary = summaries.newest(db, paper.id, text.version) if text else None
        shelved, stage = _shelved(paper, _marked(db, learner_id)), learners.find(db, learner_id).learner.stage
    if text is None:
        return KeptPaper(shelved, (), None)
    return KeptPaper(shelved, text.sections, summary or by_rules(text, stage))


@dataclass(frozen=True, slots=True)
class _Mark:
    at: datetime | None = None
    place: str = ""
    period: str = ""
    vote: int = 0
    why: str = ""


def _marked(db: Connection, learner_id: int) -> dict[str, _Mark]:
    """What the learner had to do with each paper, newest first."""
    shown = {one.paper: one for one in paper_marks.exposures(db, learner_id)}
    voted = {one.paper: one for one in paper_marks.votes(db, learner_id)}
    latest = {id_: max(one.at for one in (shown.get(id_), voted.get(id_)) if one) for id_ in {**shown, **voted}}
    marks = {id_: _Mark(one.at, one.place, one.period) for id_, one in shown.items()}
    for id_, one in voted.items():
        marks[id_] = replace(marks.get(id_, _Mark()), vote=one.vote, why=one.reason)
    return {id_: marks[id_] for id_ in sorted(marks, key=lambda id_: (latest[id_], id_), reverse=True)}


def _shelved(paper: Paper, marked: dict[str, _Mark]) -> ShelvedPaper:
    mark = marked.get(paper.id, _Mark())
    return ShelvedPaper(paper, mark.at, mark.place, mark.period, mark.vote, mark.why)
