"""What is new at arXiv in the learner's categories: the announcements, and what came since the last look."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..domain.errors import CoachError
from ..domain.paper import Paper, PaperName
from ..memory import papers
from .services import Services

KEPT_FOR = timedelta(hours=12)
"""What is new is looked for anew after so long; until then all learners share what was found."""


@dataclass(frozen=True, slots=True)
class News:
    """The new papers, each once; sentences on what could not be looked at; and known papers in a new version."""

    papers: tuple[Paper, ...]
    remarks: tuple[str, ...]
    renewed: tuple[Paper, ...] = ()


def news(services: Services, since: date) -> News:
    """The papers that are new since that day, the most recent first, kept for the next time.

    The interface for searching lags behind the announcements and these tell only of the latest day, so both are asked.

    Raises:
        CoachError: neither of them can be reached.
    """
    rules = services.digest
    key = f"news {since} {rules.candidates} {' '.join(rules.categories)}"
    with services.database.read() as db:
        ids = papers.kept_search(db, key, services.now() - KEPT_FOR)
        held = papers.find(db, ids) if ids is not None else {}
    found = News(tuple(held.values()), ()) if held else _looked(services, since)
    if not held:
        with services.database.write() as db:
            papers.keep(db, (*found.papers, *found.renewed), services.now())
            if not found.remarks:
                papers.keep_search(db, key, [paper.id for paper in found.papers], services.now())
    if len(found.papers) < rules.candidates:
        return found
    cut = f"There are at least {rules.candidates} new papers; the newest of them were ranked (digest.candidates)."
    return replace(found, remarks=(*found.remarks, cut))


def _looked(services: Services, since: date) -> News:
    from ..tools.arxiv_wish import Wish

    arxiv, rules = services.arxiv(), services.digest
    renewed: tuple[Paper, ...] = ()
    problems: list[CoachError] = []
    remarks: list[str] = []
    services.tell(f"looks for new papers of {', '.join(rules.categories)}")
    found: dict[str, Paper] = {}
    try:
        wish = Wish(categories=rules.categories, since=since, newest_first=True)
        answer = arxiv.search(wish, rules.candidates)
        found = {paper.id: paper for paper in answer.papers}
        remarks += [f"arXiv counts {answer.missing} more new papers than it gave."] if answer.missing else []
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
    return News(tuple(newest[: rules.candidates]), tuple(remarks), renewed)


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
