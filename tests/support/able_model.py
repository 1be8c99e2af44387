"""What a model on the wire answers when it is measured: everything right, or with the weaknesses that a test wants."""

import json
import re
from dataclasses import dataclass, field

from model_stub_parts import Request

from studycoach.prompts.measures import measures, routing_cases

CODE = re.compile(r"The code of the \w+ locker is (\d{4})")


@dataclass
class AbleModel:
    """Gives replies for a ModelStub. It has the first `writes` notes right and the first `routes` messages.

    It remembers only the last `remembers` words, and calls `busy` at every request.
    """

    writes: int = 10
    routes: int = 20
    remembers: int = 1_000_000
    spelled: str = "json"
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> str:
        prompt = request.prompt
        for case in measures().answers[: self.writes]:
            if case.note in prompt:
                self.asked.append("note")
                return json.dumps(case.right) if self.spelled == "json" else "As you wish."
        for routed in routing_cases()[: self.routes]:
            if routed.text.strip() in prompt:
                self.asked.append("message")
                steps = [{"agent": agent, "request": "that", "follows": False} for agent in routed.agents]
                return json.dumps({"steps": steps, "remember": ""})
        if "lockers" in prompt:
            self.asked.append("codes")
            return ", ".join(CODE.findall(" ".join(prompt.split()[-self.remembers :]))) or "I don't know"
        self.asked.append("words")
        return "Flour, water, salt and time make a loaf of bread. " * (15 if "bread" in prompt else 1)
