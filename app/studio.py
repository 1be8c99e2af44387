"""The graph of a conversation for LangGraph's own development server and Studio: see langgraph.json and CONTRIBUTING.md."""

from typing import Any

from .bootstrap import open_coach


def graph() -> Any:
    """The graph at this home's learner, without a saver: the server brings its own. The database stays open with it."""
    from ..workflows.chat import studio_graph

    coach = open_coach().__enter__()  # as long as the server runs
    return studio_graph(coach.services, coach.needed_learner().id)
