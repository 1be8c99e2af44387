"""Finding papers at arXiv, and knowing the one that is meant."""

from datetime import timedelta

from ..domain.errors import WrongInput
from ..domain.paper import OWN, Paper, PaperName
from ..memory import paper_marks, papers
from .services import Services

KEPT_FOR = timedelta(days=1)
"""A search asked again so soon costs no request."""


def search(services: Services, words: str, most: int) -> tuple[Paper, ...]:
    """The papers at arXiv that the words mean, as arXiv orders them.

    Raises:
        WrongInput: the words can't be searched for.
        CoachError: arXiv can't be reached.
    """
    from ..tools.arxiv_wish import read_wish

    wish = read_wish(words)
    key = f"{most} {wish.key}"
    with services.database.read() as db:
        ids = papers.kept_search(db, key, services.now() - KEPT_FOR)
        held = papers.find(db, ids) if ids is not None else {}
    if ids is not None:
        return tuple(held[id_] for id_ in ids if id_ in held)
    services.tell("searches arXiv")
    found = services.arxiv().search(wish, most)
    with services.database.write() as db:
        papers.keep(db, found, services.now())
        papers.keep_search(db, key, [paper.id for paper in found], services.now())
    return found


def known(services: Services, learner_id: int, name: PaperName) -> Paper:
    """What is known of a paper, asked at arXiv where it isn't kept yet; of own files the learner's alone are known.

    Raises:
        WrongInput: there is no such paper, or no such version of it.
        CoachError: arXiv can't be reached.
    """
    with services.database.read() as db:
        kept = papers.find(db, [name.id]).get(name.id)
        is_own = name.id.startswith(OWN)
        if is_own and name.id not in paper_marks.exposed(db, learner_id):
            kept = None
    if kept and (name.version or 1) <= kept.version:
        return kept
    if is_own:
        raise WrongInput(f"No file of yours is called {name.id}.", "Name the file itself: coach papers read FILE")
    services.tell(f"asks arXiv about {name.id}")
    # A server that answers with another paper has none of that name.
    found = next((p for p in services.arxiv().papers([PaperName(name.id)]) if p.id == name.id), None)
    if found is None:
        raise WrongInput(f"arXiv has no paper {name.id}.", "`coach papers search WORDS` finds some.")
    with services.database.write() as db:
        papers.keep(db, [found], services.now())
    if (name.version or 1) > found.version:
        raise WrongInput(f"{name.id} has no version {name.version}.", f"Its newest is version {found.version}.")
    return found
