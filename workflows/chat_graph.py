"""The graph of one message in a conversation: route, then the specialists, then what waits for the learner's word."""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from .chat_desk import Desk
from .chat_state import Job, State


def build(desk: Desk, saver: BaseCheckpointSaver[Any] | None = None) -> CompiledStateGraph[State, None, State, State]:
    """The graph of this desk. Without a saver a question can't wait."""
    graph = StateGraph(State)
    graph.add_node("route", desk.route)
    graph.add_node("next_step", desk.next_step)
    graph.add_node("planner", desk.planner, input_schema=Job)
    graph.add_node("tutor", desk.tutor, input_schema=Job)
    graph.add_node("paper_reader", desk.paper_reader, input_schema=Job)
    graph.add_node("code_reviewer", desk.code_reviewer, input_schema=Job)
    graph.add_node("later", desk.later, input_schema=Job)
    for specialist in ("planner", "paper_reader", "code_reviewer", "tutor", "later"):
        graph.add_edge(specialist, "next_step")
    graph.add_node("ask", desk.ask)
    graph.add_node("perform", desk.perform)
    graph.add_edge(START, "route")
    graph.add_edge("route", "next_step")
    graph.add_edge("ask", "perform")
    graph.add_edge("perform", "next_step")
    return graph.compile(checkpointer=saver)
