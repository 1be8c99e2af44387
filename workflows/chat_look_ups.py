"""What the tutor may look into while it answers: read only, and nothing but the learner's own."""

from ..agents.tutor import LookUp
from ..domain.errors import CoachError
from ..domain.fact import looks_secret
from ..domain.lookup import find_items
from ..memory import paper_texts, papers, roadmaps, search
from ..memory.learners import StoredLearner
from .services import Services

MOST_FOUND, _LONGEST, _LONGEST_PASSAGE = 8, 300, 600


def look_up(services: Services, stored: StoredLearner, wish: LookUp) -> str:
    """What is found, a line each; a sentence when there is nothing."""
    words = wish.words.strip()[:200]
    if wish.source == "papers":
        return _papers(services, stored, words)
    with services.database.read() as db:
        if wish.source == "record":
            hits = [hit for hit in search.search(db, stored.id, words, MOST_FOUND) if not looks_secret(hit.text)]
            found = [f"- {hit.at:%Y-%m-%d}: {hit.text[:_LONGEST]}" for hit in hits]
            return "\n".join(found) or "Nothing of it is on record."
        roadmap = roadmaps.find(db, stored.roadmap_hash)
    try:
        items = find_items(roadmap, words)[:MOST_FOUND]
    except CoachError:
        return "The roadmap has nothing of that name."
    sources = {resource.id: resource.title for resource in roadmap.resources}
    return "\n".join(
        f"- {i.title} (stage {roadmap.stage_of[i.id]}, {i.minutes} minutes; {', '.join(i.terms[:6])}). Done when: {i.done_when} "
        f"Sources: {', '.join(sources[r] for r in i.resources if r in sources) or 'none named'}."
        for i in items
    )


def _papers(services: Services, stored: StoredLearner, words: str) -> str:
    """Passages of the papers that were read here, and titles of others that are known."""
    with services.database.read() as db:
        passages = paper_texts.search(db, stored.id, words, MOST_FOUND // 2)
        known = papers.search(db, words, MOST_FOUND // 2)
        titles = {id_: paper.title for id_, paper in papers.find(db, [id_ for id_, _ in passages]).items()}
    found = [
        f"- “{titles.get(id_, id_)}” ({id_}), {passage.place}: {passage.text[:_LONGEST_PASSAGE]}"
        for id_, passage in passages
    ]
    found += [
        f"- “{paper.title}” ({paper.id}): {paper.abstract[:_LONGEST]}" for paper in known if paper.id not in titles
    ]
    return "\n".join(found) or "No paper that is kept speaks of it."
