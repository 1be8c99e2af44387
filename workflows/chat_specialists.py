"""The specialists of a conversation: the planner, the tutor, and those that come later."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from langgraph.config import get_stream_writer

from ..agents import planner_requests
from ..agents.tutor import (
    MOST_LOOK_UPS,
    Prepared,
    Question,
    explain,
    may_be_look_up,
    prepare,
    wants_to_look_up,
)
from ..domain.errors import WrongInput
from ..domain.plan_request import read_request
from ..domain.plan_talk import to_mapping
from ..domain.routing import Examples
from ..llm.account import Account
from ..llm.answer_stream import AnswerStream
from ..llm.asking import Model
from ..llm.errors import ModelTrouble
from ..llm.models import Models
from ..memory import conversations, facts
from ..memory.learners import StoredLearner
from . import chat_papers, chat_quiz, chat_reviews, plan_actions
from .chat_briefing import brief
from .chat_events import YES_EDIT_NO, Event, Piece, Remembered, Said, Working
from .chat_look_ups import look_up
from .chat_memory import memory_command
from .chat_state import Job, Result, State, asked, failed, said
from .services import Services

LATER = {
    "publisher": "Drafting and publishing posts",
}
LEFT_OUT = (
    "\n\n*({count} characters in the middle of what came with the message didn't fit this model's context and were left "
    "out.)*"
)
CUT = "\n\n*(The answer ends here because its length is limited. “Go on” gives the rest.)*"
NO_MODEL = (
    "No language model is at hand, so this can't be answered in words. To connect one: run Ollama and `ollama pull "
    "qwen3:4b`, or set OPENAI_BASE_URL to any compatible endpoint; `coach doctor` tells what is found. Without one these "
    "work: /plan, /today, /done, /skip, /replan, /why, /papers, /review, /quiz, /memory, and plain sentences about your plan."
)


class Specialists:
    """What the specialists work with: one learner, the models, and what is told of a step while it is under way.

    `partial` holds for each step what it has said so far; `prompt_tokens` is the size of the last prompt, and `context`
    what its model can take. `deed` is what is done on the learner's yes.
    """

    def __init__(
        self,
        services: Services,
        stored: StoredLearner,
        examples: Examples,
        exists: Callable[[str], bool],
        models: Models | None,
    ) -> None:
        self.services, self.stored, self.examples, self.exists = services, stored, examples, exists
        self.learner_id = stored.id
        self._models = models
        self.new_turn()

    def new_turn(self) -> None:
        """Begins to count anew."""
        self.account: Account | None = self._models.account() if self._models else None
        self.partial: dict[int, str] = {}
        self.prompt_tokens = self.context = 0
        self.deed: asyncio.Future[Result] | None = None
        self.is_stopped = False
        self._asked: dict[str, Model] = {}

    def model(self, agent: str) -> Model | None:
        """The model of this agent, if there is one."""
        if self._models and self.account and (model := self._models.of(agent, self.account)):
            self._asked[agent] = model
        return self._asked.get(agent)

    def hang_up(self) -> None:
        """Ends what is asked of models in other threads."""
        for model in self._asked.values():
            model.hang_up()

    def open_quiz(self, thread: str) -> dict[str, Any]:
        """The quiz that waits for an answer in this conversation; empty when none does."""
        with self.services.database.read() as db:
            quiz: dict[str, Any] = conversations.state_of(db, self.learner_id, thread).get("quiz", {})
        return quiz

    def keep_fact(self, text: str, thread: str, turn: int) -> int:
        """Keeps a fact, and says so unless it was kept already."""
        with self.services.database.write() as db:
            known = {fact.id for fact in facts.standing(db, self.learner_id)}
            fact = facts.add(db, self.learner_id, text, f"chat:{thread}#{turn}", self.services.now())
        if fact not in known:
            self.tell(Remembered(fact, text))
        return fact

    async def planner(self, state: Job) -> State:
        """Serves what is asked of the plan; what would change it becomes a question."""
        self.tell(Working(state["number"], "looks at your plan"))
        try:
            result = await asyncio.to_thread(self._planned, state["step"]["request"])
        except WrongInput as wrong:
            result = failed(str(wrong))
        return self._told(state, result)

    def is_about_plan(self, words: str) -> bool:
        """Whether the rules of the plan understand a message."""
        return read_request(words, plan_actions.talk(self.services, self.learner_id)) is not None

    def _planned(self, words: str) -> Result:
        talk = plan_actions.talk(self.services, self.learner_id)
        request = read_request(words, talk)
        model = self.model("planner")
        if request is None and model is not None:
            try:
                request = planner_requests.understand(model, words, talk)
            except ModelTrouble as error:
                reply = as_result(plan_actions.look(self.services, self.learner_id, plan_actions.UNCLEAR))
                return {**reply, "problem": str(error)}
        return as_result(plan_actions.look(self.services, self.learner_id, request or plan_actions.UNCLEAR))

    async def paper_reader(self, state: Job) -> State:
        """Finds, reads and answers about papers."""
        self.tell(Working(state["number"], "looks at papers"))
        return self._told(state, await chat_papers.answer(self, state))

    async def code_reviewer(self, state: Job) -> State:
        """Reviews code; what asks for words about it, the tutor answers from the facts, where there is a model."""
        self.tell(Working(state["number"], "looks at code"))
        reply = await chat_reviews.answer(self, state)
        model = await asyncio.to_thread(self.model, "tutor") if reply.facts is not None else None
        if reply.facts is None or model is None:
            return self._told(state, reply.result)
        facts = {"agent": "code_reviewer", "text": reply.facts}
        told = await self._explained({**state, "before": [*state["before"], *([facts] if reply.facts else [])]}, model)
        if told["state"] == "failed" and not told["text"]:
            return self._told(state, {**reply.result, "problem": told["problem"]})
        return self._told(state, told, streamed=True)

    async def later(self, state: Job) -> State:
        """A specialist that this version doesn't have yet."""
        agent = state["step"]["agent"]
        text = f"{LATER[agent]} comes in a later version; I can't do it yet."
        return self._told(state, said(text, state="nothing"))

    async def tutor(self, state: Job) -> State:
        """Explains, quizzes, talks, and shows what is remembered."""
        request = state["step"]["request"]
        # A command is the learner's own; one in a model's words is nothing but words.
        if state["step"]["decided_by"] == "rule":
            command = await asyncio.to_thread(memory_command, self, request, state["thread"], state["turn"])
            command = command or await asyncio.to_thread(chat_quiz.turn, self, request, state["thread"])
            if command is not None:
                return self._told(state, command)
        model = await asyncio.to_thread(self.model, "tutor")
        if model is None:
            return self._told(state, self._without_model())
        return self._told(state, await self._explained(state, model), streamed=True)

    def _without_model(self) -> Result:
        found = self._models.found("tutor") if self._models else None
        return said("\n\n".join([NO_MODEL, *(found.failures if found else ())]), state="nothing")

    async def _explained(self, job: Job, model: Model) -> Result:
        number, request = job["number"], job["step"]["request"]
        briefing = await asyncio.to_thread(brief, self.services, self.stored, job["thread"], request, job["turn"])
        results = "\n\n".join(f"{given['agent']}: {given['text']}" for given in job["before"])
        looked_up: tuple[str, ...] = ()
        while True:
            question = Question(request, job["attached"], results, looked_up)
            may = len(looked_up) < MOST_LOOK_UPS and model.card.answers == "schema"
            prepared = await asyncio.to_thread(prepare, model, briefing, question, may_look_up=may)
            self.prompt_tokens, self.context = prepared.tokens, model.card.context
            try:
                text, answer = await self._streamed(number, model, prepared)
            except ModelTrouble as error:
                return failed(str(error), self.partial.get(number, ""))
            wish = wants_to_look_up(text)
            if wish is None:
                break
            if not may:
                return failed(f"{answer.written_by} only asked to look things up.", self.partial.get(number, ""))
            self.tell(Working(number, f"looks into the {wish.source}"))
            looked_up += (await asyncio.to_thread(look_up, self.services, self.stored, wish),)
        if prepared.left_out:
            text += self._piece(number, LEFT_OUT.format(count=prepared.left_out))
        if answer.cut:
            text += self._piece(number, CUT)
        return said(text, answer.written_by)

    async def _streamed(self, number: int, model: Model, prepared: Prepared) -> tuple[str, AnswerStream]:
        """The whole answer and its stream; told as it comes, but for what may turn out to be a wish to look up."""
        text = held = ""
        holds = True
        async with aclosing(explain(model, prepared)) as answer:
            async for piece in answer:
                text += piece
                held += piece
                holds = holds and may_be_look_up(text)
                if not holds:
                    self._piece(number, held)
                    held = ""
        if held and wants_to_look_up(text) is None:
            self._piece(number, held)
        return text, answer

    def _piece(self, number: int, text: str) -> str:
        self.partial[number] = self.partial.get(number, "") + text
        self.tell(Piece(number, text))
        return text

    def _told(self, job: Job, result: Result, *, streamed: bool = False) -> State:
        """Says a step's reply, unless it waits for the learner's word, and hands it on."""
        number = job["number"]
        if result["state"] != "asks" and result["text"]:
            self.tell(
                Said(
                    number,
                    job["step"]["agent"],
                    result["text"],
                    result["written_by"],
                    streamed and bool(self.partial.get(number)),
                )
            )
        return {"results": {str(number): result}}

    def tell(self, event: Event) -> None:
        """Tells whoever reads the graph's stream."""
        get_stream_writer()(event)


def as_result(reply: plan_actions.PlanReply) -> Result:
    """What the planner answered, as the state holds it."""
    if reply.kind in ("approve", "choose"):
        return asked(reply.text, to_mapping(reply.request), reply.choices or YES_EDIT_NO, reply.kind)
    return said(reply.text, state="ok" if reply.kind == "answer" else "nothing")
