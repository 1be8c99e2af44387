"""The graph of a conversation for LangGraph's own development server and Studio: see langgraph.json and CONTRIBUTING.md."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from .bootstrap import open_coach


@asynccontextmanager
async def graph() -> AsyncIterator[Any]:
    """The graph at this home's learner, without a saver: the server brings its own."""
    with ExitStack() as stack:
        yield await asyncio.to_thread(_opened, stack)


def _opened(stack: ExitStack) -> Any:
    from ..workflows.chat import studio_graph

    coach = stack.enter_context(open_coach())
    return studio_graph(coach.services, coach.needed_learner().id)
