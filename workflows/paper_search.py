"""Finding papers at arXiv, and knowing the one that is meant."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..domain.errors import Unreachable, WrongInput
from ..domain.paper import OWN, Paper, PaperName
from ..memory import paper_marks, papers
from ..memory.database import Connection
from .services import Services

if TYPE_CHECKING:
    from ..tools.arxiv_wish import Wish

KEPT_FOR, KNOWN_FOR = timedelta(days=1), timedelta(days=7)
"""A search asked again so soon costs no request, and what is known of a paper holds so long."""
AT_ONCE = 50
"""So many are asked for at least, so that a few more cost no request."""


def search(services: Services, words: str, most: int) -> tuple[Paper, ...]:
    """The papers at arXiv that the words mean, as arXiv orders them.

    Raises:
        WrongInput: the words can't be searched for.
        CoachError: arXiv can't be reached.
    """
    from ..tools.arxiv_wish import read_wish

    return search_for(services, read_wish(words), most)


def search_for(services: Services, wish: "Wish", most: int) -> tuple[Paper, ...]:
    """The papers at arXiv that a wish means. Raises like `search`."""
    asked = max(most, AT_ONCE)
    key = f"{asked} {wish.key}"
    with services.database.read() as db:
        ids = papers.kept_search(db, key, services.now() - KEPT_FOR)
        held = papers.find(db, ids) if ids is not None else {}
    if ids is not None:
        return tuple(held.values())[:most]
    services.tell("searches arXiv")
    found = services.arxiv().search(wish, asked)
    with services.database.write() as db:
        papers.keep(db, found.papers, services.now())
        if not found.missing:
            papers.keep_search(db, key, [paper.id for paper in found.papers], services.now())
    return found.papers[:most]


def known(services: Services, learner_id: int, name: PaperName) -> Paper:
    """What is known of a paper, asked at arXiv where it isn't kept or may be old; of own files the learner's alone are
    known.

    Raises:
        WrongInput: there is no such paper, or no such version of it.
        CoachError: arXiv has to be asked and can't be reached.
    """
    with services.database.read() as db:
        kept = paper_marks.known(db, learner_id, name.id)
        if name.id.startswith(OWN):
            if kept is None:
                todo = "Name the file itself: coach papers read FILE"
                raise WrongInput(f"No file of yours is called {name.id}.", todo)
            return kept
        is_new = _is_new(db, services, name.id)
    if kept and (name.version <= kept.version if name.version else is_new):
        return kept
    return _asked(services, name, kept)


def _is_new(db: Connection, services: Services, id_: str) -> bool:
    """Whether what is known of a paper was asked, or came, lately."""
    since = services.now() - KNOWN_FOR
    asked = papers.kept_search(db, f"id {id_}", since) is not None
    return asked or any(seen >= since for seen in papers.versions(db, id_).values())


def _asked(services: Services, name: PaperName, kept: Paper | None) -> Paper:
    services.tell(f"asks arXiv about {name.id}")
    try:
        found = services.arxiv().papers([PaperName(name.id)])
    except Unreachable:
        if kept is None or (name.version or 1) > kept.version:
            raise
        return kept
    # A server that answers with another paper has none of that name.
    paper = next((one for one in found if one.id == name.id), None)
    if paper is None:
        raise WrongInput(f"arXiv has no paper {name.id}.", "`coach papers search WORDS` finds some.")
    with services.database.write() as db:
        papers.keep(db, [paper], services.now())
        papers.keep_search(db, f"id {name.id}", [name.id], services.now())
    if (name.version or 1) > paper.version:
        raise WrongInput(f"{name.id} has no version {name.version}.", f"Its newest is version {paper.version}.")
    return paper
