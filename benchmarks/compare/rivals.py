"""The same coach, built with langgraph-supervisor and with deepagents as their documents show it, in their best case.

Both get our tutor's prompt, and one planner's tool whose arguments are those that our own model is asked for. The tool
answers what our planner answered, and its answer goes straight to the learner, so that no call is spent on wording it.
"""

import warnings
from collections.abc import Callable
from typing import Any, Literal, Protocol

from counting import NAME, Answer, CountingStub
from langchain_core.tools import BaseTool, StructuredTool
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from model_stub_parts import Request
from pydantic import BaseModel, SecretStr
from script import SPECIALISTS, Turn

from studycoach.prompts.library import load
from studycoach.prompts.marked import marked

STEPS = 40
DUTIES = {
    "planner": "their study sessions and time: show, move, skip or finish, progress, why a session",
    "tutor": "explain, quiz, what the coach has on record",
}
SUPERVISOR = (
    "You decide which specialists answer a learner's message:\n"
    + "\n".join(f"{name}: {duty}" for name, duty in DUTIES.items())
    + "\nSmall talk you answer yourself. Finding papers, reviewing code and publishing come in a later version: say so. "
    "Keep a lasting fact that the learner tells about themselves with `remember`. The learner sees what the specialists "
    "say, so never repeat it."
)
PLANNER = "You find out what a learner asks of their study plan, and call `plan` with it."
END = "That's all."
RECORD = "- 2026-11-24: I move to Lyon in May, so I'll have a longer commute"
NOT_YET = "Papers, code review and publishing come in a later version; I can't do that yet."


class Rival(Protocol):
    """Something that holds conversations."""

    def say(self, thread: str, message: str) -> None:
        """One turn, to its end."""


class Script:
    """What the model says in a rival, with the fewest calls that its way of working allows.

    `turn` is the turn that is under way, and `results` what our planner said in it.
    """

    def __init__(self, *, one_at_a_time: bool) -> None:
        self._one_at_a_time = one_at_a_time
        self.begin(Turn("", ()), [])

    def begin(self, turn: Turn, results: list[str]) -> None:
        """Begin a turn."""
        self.turn, self.results = turn, results
        self._rounds = [(agent,) for agent in turn.asked] if self._one_at_a_time else [turn.asked] if turn.asked else []
        self._looks_up = bool(turn.looks_up)

    def answer(self, request: Request) -> Answer:
        """The next answer, for whoever asks."""
        names = {offered["function"]["name"] for offered in request.body.get("tools") or ()}
        if "plan" in names:
            return Answer("", [("plan", self.turn.plan)])
        if "look_up" in names:
            if self._looks_up:
                self._looks_up = False
                return Answer("", [("look_up", {"source": self.turn.looks_up, "words": self.turn.say})])
            return Answer(self.turn.reply)
        return self._decided("task" in names)

    def _decided(self, delegates: bool) -> Answer:
        if self._rounds:
            agents = self._rounds.pop(0)
            if delegates:
                return Answer("", [("task", {"description": self.turn.say, "subagent_type": a}) for a in agents])
            return Answer("", [(f"transfer_to_{agent}", {}) for agent in agents])
        text = self.turn.reply if self.turn.talk else END
        if any(step not in SPECIALISTS for step in self.turn.steps):
            text = NOT_YET
        return Answer(text, [("remember", {"fact": self.turn.fact})] if self.turn.fact else [])


class PlanArguments(BaseModel):
    """What our own model is asked for when the rules can't tell what is asked of the plan."""

    action: Literal[
        "show_week", "show_today", "why", "done", "log", "skip", "lost_day", "limit_week", "replan", "progress", "undo"
    ]
    sessions: list[str] = []
    topic: str = ""
    day: str = ""
    minutes: int = 0
    finished: bool = False


class LookUpArguments(BaseModel):
    """What our own tutor may look up."""

    source: Literal["record", "roadmap", "papers"]
    words: str


class RememberArguments(BaseModel):
    """A fact to keep."""

    fact: str


def tools_of(script: Script) -> dict[str, BaseTool]:
    """The tools, whose results are those of our own specialists."""
    return {
        "plan": StructuredTool(
            name="plan",
            description="Show or change the study plan; the learner is asked before a change. Sessions and topics are ids.",
            args_schema=PlanArguments,
            func=lambda **_: "\n\n".join(script.results),
            return_direct=True,
        ),
        "look_up": StructuredTool(
            name="look_up",
            description="Look into what the coach keeps: the learner's record, the roadmap, or papers.",
            args_schema=LookUpArguments,
            func=lambda **_: RECORD,
        ),
        "remember": StructuredTool(
            name="remember",
            description="Keep a lasting fact about the learner, in their words.",
            args_schema=RememberArguments,
            func=lambda **given: f"remembered: {given['fact']}",
            return_direct=True,
        ),
    }


def tutor_prompt(roadmap: str, stage: str) -> str:
    """Our tutor's words."""
    return load("tutor").fill(learner=marked("learner", f"name: Ada\nroadmap: {roadmap}\nstage: {stage}"))


def chat_model(stub: CountingStub) -> ChatOpenAI:
    """The model that everybody asks."""
    return ChatOpenAI(model=NAME, base_url=stub.v1, api_key=SecretStr("none"), max_retries=0, use_responses_api=False)


class _Graph:
    """A compiled graph with its own saver, asked as its documents show."""

    def __init__(self, graph: Any) -> None:
        self._graph = graph

    def say(self, thread: str, message: str) -> None:
        """See Rival."""
        config = {"configurable": {"thread_id": thread}, "recursion_limit": STEPS}
        self._graph.invoke({"messages": [{"role": "user", "content": message}]}, config)


def with_supervisor(script: Script, stub: CountingStub, roadmap: str, stage: str) -> Rival:
    """Built with langgraph-supervisor, which hands over to one specialist at a time."""
    with warnings.catch_warnings():
        # It is built on what langgraph calls deprecated.
        warnings.simplefilter("ignore")
        from langgraph.prebuilt import create_react_agent
        from langgraph_supervisor import create_supervisor

        tools, model = tools_of(script), chat_model(stub)
        planner = create_react_agent(model, [tools["plan"]], prompt=PLANNER, name="planner")
        tutor = create_react_agent(model, [tools["look_up"]], prompt=tutor_prompt(roadmap, stage), name="tutor")
        supervisor = create_supervisor([planner, tutor], model=model, tools=[tools["remember"]], prompt=SUPERVISOR)
        return _Graph(supervisor.compile(checkpointer=InMemorySaver()))


def with_deepagents(*, files: bool) -> Callable[[Script, CountingStub, str, str], Rival]:
    """Built with deepagents: as it comes, or without the tools for files, which nobody needs here."""

    def build(script: Script, stub: CountingStub, roadmap: str, stage: str) -> Rival:
        from deepagents import FilesystemMiddleware, create_deep_agent

        tools, model = tools_of(script), chat_model(stub)
        bare: list[Any] = [] if files else [FilesystemMiddleware(tools=["read_file"])]
        subagents: list[Any] = [
            {"name": "planner", "description": DUTIES["planner"], "system_prompt": PLANNER, "tools": [tools["plan"]]},
            {
                "name": "tutor",
                "description": DUTIES["tutor"],
                "system_prompt": tutor_prompt(roadmap, stage),
                "tools": [tools["look_up"]],
            },
        ]
        for one in subagents:
            one["middleware"] = list(bare)
        return _Graph(
            create_deep_agent(
                model,
                [tools["remember"]],
                system_prompt=SUPERVISOR,
                subagents=subagents,
                middleware=bare,
                checkpointer=InMemorySaver(),
            )
        )

    return build
