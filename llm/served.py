"""Which models the endpoint of a model serves besides."""

from ..domain.plain_text import unseen_in
from .endpoint import Access
from .model_card import ModelCard
from .wire_json import NoJson, entries, get_json

SECONDS = 4.0
MOST_NAMES, LONGEST_NAME = 50, 200


def served(card: ModelCard, access: Access) -> tuple[str, ...]:
    """The names of the models that can be had there, those for embeddings too; none where it doesn't tell."""
    place, many, one = ("api/tags", "models", "name") if card.provider == "ollama" else ("models", "data", "id")
    try:
        listed = entries(get_json(f"{access.url}/{place}", access, seconds=SECONDS), many)
    except NoJson:
        return ()
    names = [entry.get(one) for entry in listed]
    return tuple(n for n in names if isinstance(n, str) and 0 < len(n) <= LONGEST_NAME and not unseen_in(n))[
        :MOST_NAMES
    ]
