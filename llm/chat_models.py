"""Opens the endpoint of a model. The packages that speak to models are imported when the first question is asked."""

from .endpoint import Access, Endpoint
from .model_card import ModelCard
from .ollama_endpoint import OllamaEndpoint
from .openai_endpoint import OpenAIEndpoint


def open_endpoint(card: ModelCard, access: Access) -> Endpoint:
    """The model of this card, ready to be asked."""
    return OllamaEndpoint(card, access) if card.provider == "ollama" else OpenAIEndpoint(card, access)
