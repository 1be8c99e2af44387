"""Papers like one that is known: found by the words of its title, and ranked by its title and abstract."""

from ..domain.paper import OWN, Paper
from ..domain.paper_question import asked_words
from ..domain.ranking import Candidate, Index, Profile, Taste, rank
from ..memory import papers
from .paper_search import search
from .services import Services

MOST_LOOKED_AT, WORDS = 40, (3, 2)


def alike(services: Services, paper: Paper, most: int, more: str = "") -> tuple[Paper, ...]:
    """The papers most like this one, best first: of those that are kept, and of what arXiv has for `more` and the
    longest words of its title.

    Raises CoachError when arXiv can't be reached.
    """
    words = sorted(dict.fromkeys(asked_words(paper.title).split()), key=len, reverse=True)
    found: dict[str, Paper] = {}
    for count in WORDS:
        if words and len(found) < most:
            # Quoted, since a title may hold what means something in a search, such as OR.
            wish = " ".join(f'"{word}"' for word in words[:count])
            found |= {one.id: one for one in search(services, f"{wish} {more}", MOST_LOOKED_AT)}
            found.pop(paper.id, None)
    with services.database.read() as db:
        found |= {one.id: one for one in papers.search(db, " ".join(words), MOST_LOOKED_AT)}
    others = [one for one in found.values() if one.id != paper.id and not one.id.startswith(OWN)]
    wanted = Profile((Taste(f"{paper.title}. {paper.abstract}", paper.id, kind="liked"),))
    ranked = rank(Index(Candidate(one.id, one.title, one.abstract) for one in others), wanted, most)
    return tuple(found[one.id] for one in ranked if one.score > 0)
