"""What tests of models share: a stub server for each protocol."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from model_wire import ModelStub, Wire


@pytest.fixture(params=["ollama", "openai"])
def provider(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def wire(provider: str) -> Iterator[Callable[..., Wire]]:
    """Starts a stub with these replies and faults, and gives what asks it, for each protocol in turn."""
    with ExitStack() as stack:
        yield lambda *replies, **how: Wire(provider, stack.enter_context(ModelStub(replies or ("hello",), **how)))


@pytest.fixture(autouse=True, scope="session")
def packages() -> None:
    """Imports what speaks to models, so that no test's time is spent on it."""
    import langchain_ollama
    import langchain_openai

    assert langchain_ollama.ChatOllama
    assert langchain_openai.ChatOpenAI
