"""A conversation whose answers are scripted, with the interface of the real one; as a program, `coach chat` with it.

What is answered depends on the message: see `ANSWERS`. Questions that wait lie in a file of the home.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

from studycoach.domain.errors import CoachError
from studycoach.domain.steps import Step
from studycoach.memory import conversations
from studycoach.memory.conversations import Message
from studycoach.workflows.chat_events import Ended, Event, Piece, Question, Remembered, Routed, Said, Working
from studycoach.workflows.services import Services

PAGE = """## LoRA

It *freezes* the weights and learns two **small** matrices.

- first point with `code`
- second point

```python
def f(x):

    return x ** 2
```

| a | b |
|---|---|
| 1 | 2 |

The last words.
"""
HOSTILE = "\x1b[2J\x1b]0;title\x07\x9b31m[bold]not markup[/bold] :smile: <b>html</b> &#x202e; [a link](https://example.org/x)\n"
LONG_CODE = "```python\n" + "".join(f"line_{n} = {n}\n" for n in range(120)) + "```\n"
QUESTION = "Tuesday's session **moves** to Wednesday."
ANSWERS = {
    "page": (PAGE,),
    "hostile": (HOSTILE,),
    "long code": (LONG_CODE,),
    "steps": ("The paper.", "What it says.", "The draft."),
}
AGENTS = ("paper_reader", "tutor", "publisher")


class ScriptedChat:
    """One conversation of one learner."""

    def __init__(self, services: Services, learner_id: int, thread: str) -> None:
        self.services, self.learner_id, self.thread = services, learner_id, thread
        self.desk = SimpleNamespace(account=SimpleNamespace(calls=1, tokens_in=90, tokens_out=9))
        self.waits_in = Path(services.home) / f"{thread}.waiting.json"

    def waiting(self) -> Question | None:
        if not self.waits_in.exists():
            return None
        kept = json.loads(self.waits_in.read_text("utf-8"))
        return Question(**kept | {"choices": tuple(kept["choices"])})

    def is_clear(self, question: Question) -> bool:
        return True

    def route(self, message: str, attached: str = "") -> tuple[Step, ...]:
        if message != "steps":
            return (Step("tutor", message or attached[:40], "default"),)
        return tuple(Step(agent, f"part of {agent}", "examples") for agent in AGENTS)

    def history(self, most: int = 200) -> tuple[Message, ...]:
        with self.services.database.read() as db:
            return conversations.recent(db, self.learner_id, self.thread, most)

    async def answer(self, question: Question, reply: str) -> AsyncGenerator[Event, None]:
        self.waits_in.unlink()
        async for event in self._told(f"reply to {question.id}", (f"The answer was {reply!r}.",)):
            yield event

    async def turn(self, message: str, attached: str = "") -> AsyncGenerator[Event, None]:
        if message == "boom":
            yield Routed(self.route(message))
            raise CoachError("The model went away.", "Ask again.")
        if message in ("move", "choose"):
            kind, choices = ("approve", ("yes", "edit", "no")) if message == "move" else ("choose", ("w48-1", "w48-2"))
            question = Question("q1", "planner", kind, QUESTION, choices)
            self.waits_in.write_text(json.dumps(asdict(question)), "utf-8")
        if message == "remember":
            yield Remembered(1, "I move to Lyon in May")
        usual = f"You said {message!r}" + (f" with {len(attached)} characters: {attached[:60]!r}" if attached else "")
        async for event in self._told(message, ANSWERS.get(message, (usual,))):
            yield event

    async def _told(self, message: str, texts: tuple[str, ...]) -> AsyncGenerator[Event, None]:
        steps = self.route(message)
        yield Routed(steps)
        self._keep("learner", message)
        for number, text in enumerate(texts, 1):
            yield Working(number, "thinking")
            if message == "slow":
                try:
                    for n in range(1000):
                        yield Piece(number, f"word{n} ")
                        await asyncio.sleep(0.02)
                finally:
                    self._keep("coach", "word0 and more")
            for place in range(0, len(text), 7):
                yield Piece(number, text[place : place + 7])
                await asyncio.sleep(0.001)
            self._keep("coach", text)
            yield Said(number, steps[number - 1].agent, text, "small:3b", streamed=True)
        problems = ("The paper wasn't found.",) if message == "trouble" else ()
        yield Ended(steps, "\n\n".join(texts), self.waiting(), "small:3b", 1, 100, 20, 1200, 32768, problems)

    def _keep(self, by: str, text: str) -> None:
        services = self.services
        with services.database.write() as db:
            conversations.open_thread(db, self.learner_id, self.thread, services.now())
            turn = conversations.next_turn(db, self.learner_id, self.thread)
            conversations.add(db, self.learner_id, self.thread, Message(turn, services.now(), by, text, agent="tutor"))


@contextmanager
def open_scripted(services: Services, learner_id: int, thread: str) -> Iterator[ScriptedChat]:
    yield ScriptedChat(services, learner_id, thread)


def main(thread: str) -> None:
    from studycoach.app.bootstrap import open_coach
    from studycoach.app.chat import talk
    from studycoach.app.chat_start import learner_of

    with open_coach() as coach:
        talk(coach, learner_of(coach)[0], thread, open_scripted)


if __name__ == "__main__":
    main(sys.argv[1])
