"""The supervisor's desk: decides who answers, hands each step out when what it needs is there, and asks before it acts."""

import asyncio
from dataclasses import asdict
from functools import partial
from typing import Literal

from langgraph.types import Command, Send, interrupt

from ..agents.supervisor import Decision
from ..domain.errors import CoachError
from ..domain.fact import facts_told, kept_words
from ..domain.plan_talk import from_mapping
from ..domain.steps import Step
from . import chat_papers, chat_reviews, chat_routing, plan_actions
from .chat_events import Routed, Said, Working
from .chat_memory import forget
from .chat_specialists import LATER, Specialists, as_result
from .chat_state import GAVE_NOTHING, Job, Result, State, as_mapping, asking, failed, question_of, said, steps_of

NO = "Nothing was changed."
CHANGED = "What would happen now isn't what was shown, so nothing more was done."
NOT_DONE = "Not done, since it needs what wasn't found or done: {}"
STUDIO = "studio"
"""The conversation of a message that comes with nothing but its text."""


class Desk(Specialists):
    """The nodes of a conversation. Events go to whoever reads the graph's stream."""

    async def route(self, state: State) -> State:
        """Decides the steps, and keeps what the learner told about themselves."""
        state = {**State(thread=STUDIO, turn=0), **state}
        decision = await asyncio.to_thread(self.decide, state)
        self.tell(Routed(decision.steps))
        await asyncio.to_thread(self._remember, decision, state)
        steps = [as_mapping(step) for step in decision.steps]
        return {"thread": state["thread"], "turn": state["turn"], "steps": steps, "problem": decision.problem}

    def decide(self, state: State) -> Decision:
        """The steps for the state's message; an open quiz takes an answer that no rule takes elsewhere."""
        recent = state.get("recent", [])
        before = next((m["text"] for m in reversed(recent) if m["by"] == "coach"), "")
        message = chat_routing.Message(state["message"], state.get("attached", ""), before)
        is_about_papers = partial(chat_papers.is_about_shown, self.services, self.learner_id, state["thread"])
        is_about_findings = partial(chat_reviews.is_about_shown, self.services, self.learner_id, state["thread"])
        known = chat_routing.Known(self.exists, self.is_about_plan, is_about_papers, is_about_findings)
        if self.open_quiz(state["thread"]) and not message.attached:
            certain = chat_routing.by_rules(message, self.examples, known)
            return Decision(certain or (Step("tutor", message.text, "rule"),))
        return chat_routing.decide(message, self.model("supervisor"), self.examples, known)

    def _remember(self, decision: Decision, state: State) -> None:
        if state["message"].startswith("/") or self.open_quiz(state["thread"]):
            return
        told = list(facts_told(state["message"]))
        if quoted := kept_words(decision.remember):
            told += [] if any(quoted in fact or fact in quoted for fact in told) else [quoted]
        for text in told:
            self.keep_fact(text, state["thread"], state["turn"])

    async def next_step(
        self, state: State
    ) -> Command[Literal["planner", "paper_reader", "code_reviewer", "tutor", "later", "ask", "__end__"]]:
        """Hands out every step whose needs are met; then asks what waits; then it is over."""
        results, steps = state.get("results", {}), steps_of(state)
        stopped: dict[str, Result] = {}
        ready = []
        for number, step in enumerate(steps, 1):
            if str(number) in results:
                continue
            needed = [(stopped | results).get(str(n)) for n in step.after]
            if any(need and need["state"] in GAVE_NOTHING for need in needed):
                stopped[str(number)] = said("", state="stopped")
                self.tell(Said(number, step.agent, NOT_DONE.format(step.request), "rules"))
            elif all(need and need["state"] == "ok" for need in needed):
                ready.append(number)
        if ready:
            return Command(update={"results": stopped}, goto=[_sent(state, n) for n in ready])
        goto = "ask" if asking(state) else "__end__"
        return Command(update={"results": stopped}, goto=goto)  # type: ignore[arg-type]

    async def ask(self, state: State) -> State:
        """Waits for the learner's word."""
        reply: str = interrupt(asdict(question_of(state, asking(state))))
        return {"reply": reply, "replying": asking(state)}

    async def perform(self, state: State) -> State:
        """Does what was agreed to; what was edited or chosen is looked at again."""
        number, reply = state["replying"], state["reply"].strip()
        self.tell(Working(number, "does what was agreed"))
        if self.is_stopped:
            raise asyncio.CancelledError
        # A thread can't be stopped: whoever stops the turn now waits for the deed, and is told what became of it.
        self.deed = asyncio.ensure_future(asyncio.to_thread(self._performed, state["results"][str(number)], reply))
        new = await asyncio.shield(self.deed)
        if new["state"] in ("ok", "nothing"):
            self.tell(Said(number, steps_of(state)[number - 1].agent, new["text"], new["written_by"]))
        return {"results": {str(number): new}}

    def _performed(self, result: Result, reply: str) -> Result:
        if reply.casefold() == "no":
            return said(NO, state="nothing")
        try:
            if "forget" in result["request"]:
                return said(forget(self, result["request"]))
            if "paper" in result["request"]:
                return said(chat_papers.perform(self.services, self.learner_id, result["request"]))
            if "finding" in result["request"]:
                return said(chat_reviews.perform(self.services, self.learner_id, result["request"]))
            return self._planned_so(result, reply)
        except CoachError as error:
            return failed(str(error))

    def _planned_so(self, result: Result, reply: str) -> Result:
        """What the learner's word does to the plan, or what would happen now if that isn't what was shown."""
        request, problem = from_mapping(result["request"]), ""
        try:
            if reply.casefold().startswith("edit:"):
                request = plan_actions.edited(request, reply[len("edit:") :])
            elif result["kind"] == "choose":
                request = plan_actions.chosen(request, reply)
            elif reply.casefold() == "yes":
                shown = plan_actions.look(self.services, self.learner_id, request)
                if shown.text == result["text"]:
                    return said(plan_actions.perform(self.services, self.learner_id, request, shown.mark))
                problem = CHANGED
        except plan_actions.AskAgain as error:
            problem = str(error)
        looked = as_result(plan_actions.look(self.services, self.learner_id, request))
        return looked | {"problem": problem} if problem else looked


def _sent(state: State, number: int) -> Send:
    steps = steps_of(state)
    step = steps[number - 1]
    needed = set(step.after)
    for n in range(number - 1, 0, -1):
        needed |= set(steps[n - 1].after) if n in needed else set()
    before = [{"agent": steps[n - 1].agent, "text": state["results"][str(n)]["text"]} for n in sorted(needed)]
    job: Job = {
        "number": number,
        "step": as_mapping(step),
        "turn": state["turn"],
        "thread": state["thread"],
        "message": state["message"],
        "attached": state.get("attached", ""),
        "before": before,
    }
    return Send("later" if step.agent in LATER else step.agent, job)
