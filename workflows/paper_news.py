"""What is new at arXiv in the learner's categories: the announcements, and what came since the last look."""

from dataclasses import dataclass
from datetime import date

from ..domain.errors import CoachError
from ..domain.paper import Paper, PaperName
from ..memory import papers
from .services import Services


@dataclass(frozen=True, slots=True)
class News:
    """The new papers, each once, and sentences on what could not be looked at."""

    papers: tuple[Paper, ...]
    remarks: tuple[str, ...]


def news(services: Services, since: date) -> News:
    """The papers that are new since that day, the most recent first, kept for the next time.

    The interface for searching lags behind the announcements and these tell only of the latest day, so both are asked.

    Raises:
        CoachError: neither of them can be reached.
    """
    from ..tools.arxiv_wish import Wish

    arxiv, rules = services.arxiv(), services.digest
    renewed: tuple[Paper, ...] = ()
    problems: list[CoachError] = []
    remarks: list[str] = []
    services.tell(f"looks for new papers of {', '.join(rules.categories)}")
    found: dict[str, Paper] = {}
    try:
        wish = Wish(categories=rules.categories, since=since, newest_first=True)
        found = {paper.id: paper for paper in arxiv.search(wish, rules.candidates)}
    except CoachError as error:
        problems.append(error)
    try:
        announced = arxiv.announced(rules.categories)
        remarks += announced.remarks
        found |= {paper.id: paper for paper in _with_metadata(services, announced.papers, found, remarks)}
        renewed = announced.new_versions
    except CoachError as error:
        problems.append(error)
    if len(problems) == 2 and not found:
        raise problems[0]
    remarks += [f"A part of arXiv could not be looked at: {problem}" for problem in problems]
    newest = sorted(found.values(), key=lambda paper: (paper.updated, paper.id), reverse=True)
    if len(newest) > rules.candidates:
        remarks.append(f"There were more new papers than digest.candidates: the {rules.candidates} newest were ranked.")
    with services.database.write() as db:
        papers.keep(db, (*newest[: rules.candidates], *renewed), services.now())
    return News(tuple(newest[: rules.candidates]), tuple(remarks))


def _with_metadata(
    services: Services, announced: tuple[Paper, ...], found: dict[str, Paper], remarks: list[str]
) -> list[Paper]:
    """The announced papers that weren't found, with their metadata where arXiv has it already."""
    unknown = [paper for paper in announced if paper.id not in found or found[paper.id].version < paper.version]
    if not unknown:
        return []
    try:
        listed = {paper.id: paper for paper in services.arxiv().papers([PaperName(paper.id) for paper in unknown])}
    except CoachError as error:
        remarks.append(f"The announcements could not be completed: {error}")
        listed = {}
    return [_newer(paper, listed.get(paper.id)) for paper in unknown]


def _newer(announced: Paper, listed: Paper | None) -> Paper:
    return listed if listed and listed.version >= announced.version else announced
