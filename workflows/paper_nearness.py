"""How near papers are to what a learner wants to read, by embeddings, where the models' endpoint has any."""

from collections.abc import Mapping, Sequence

from ..domain.errors import CoachError
from ..domain.paper import Paper
from ..domain.ranking import Profile, Taste
from ..llm.vectors import alike, kept_vectors
from .services import Services

SECONDS = 30.0
MOST_TASTES, LONGEST = 24, 2000


def by_embeddings(services: Services, profile: Profile, found: Sequence[Paper]) -> Mapping[str, float]:
    """The nearness of each paper by its id; empty where there are no embeddings, or not in time.

    Vectors are kept text by text and shared by all learners, so what wasn't ready in time is the next time.
    """
    tastes = [taste for taste in profile.tastes if taste.kind != "avoid"][:MOST_TASTES]
    try:
        models = services.models()
        card = models.found("paper_reader").card if models else None
        model = models.of("paper_reader", models.account()) if models and card and card.embedder else None
        if model is None or not tastes:
            return {}
        services.tell("compares papers by their embeddings")
        texts = [*(taste.text for taste in tastes), *(f"{paper.title}. {paper.abstract}" for paper in found)]
        vectors = kept_vectors(model, [text[:LONGEST] for text in texts], seconds=SECONDS, at_once=1)
    except CoachError as error:
        services.tell(f"ranks by words alone: {error}")
        return {}
    if vectors is None:
        return {}
    wanted, papers = vectors[: len(tastes)], vectors[len(tastes) :]
    weights = [_signed(taste) for taste in tastes]
    return {
        paper.id: sum(weight * alike(vector, own) for weight, vector in zip(weights, wanted, strict=True))
        for paper, own in zip(found, papers, strict=True)
    }


def _signed(taste: Taste) -> float:
    return -abs(taste.weight) if taste.kind == "disliked" else taste.weight
