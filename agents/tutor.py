"""The tutor: explains at the learner's stage, from what is known of them, and quizzes one question at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..llm.answer_stream import AnswerStream
from ..llm.answers import Unparsable, parse_answer
from ..llm.asking import Model
from ..llm.endpoint import Message, most_tokens
from ..llm.strategy import known_context
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.marked import marked

ROOM = 1500
MOST_LOOK_UPS = 2
# A longer prompt costs more than it helps, whatever the model can take; what the learner pastes may be longer.
_KNOWN, _RECENT = 700, 1200
_LEAST_ATTACHED = 200
_BOUND = {"plan": 900, "facts": 800, "found": 900, "earlier": 800, "results": 4000, "looked_up": 3000}


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the tutor is told of the learner. `found` is what their own record says about the message.

    `plan` is today's plan and what is due, `earlier` a summary of what was said before the `recent` messages.
    """

    name: str
    roadmap: str
    stage: str
    plan: str = ""
    facts: str = ""
    found: str = ""
    earlier: str = ""
    recent: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What to answer: the request, what came with it, what earlier steps gave, and what was looked up."""

    request: str
    attached: str = ""
    results: str = ""
    looked_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """Something the tutor wants to look up: words, in one of the places it may look into."""

    source: Literal["record", "roadmap", "papers"]
    words: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A conversation that fits the model. `left_out` counts the characters cut out of what was attached."""

    messages: tuple[Message, ...]
    left_out: int

    @property
    def tokens(self) -> int:
        """The size of the prompt, in tokens at most."""
        return most_tokens(self.messages)


def prepare(model: Model, briefing: Briefing, question: Question, *, may_look_up: bool) -> Prepared:
    """The conversation for the model, within its context: the oldest turns go first, then what is only useful."""
    prompt = load("tutor")
    system = prompt.fill(name=briefing.name, roadmap=briefing.roadmap, stage=briefing.stage)
    if may_look_up:
        system += "\n\n" + load("look_up").fill()
    space = known_context(model.card) - ROOM - most(system) - most(question.request) - 64
    known = _known(briefing, min(_KNOWN, space // 3))
    given = [marked(f"looked_up_{n}", text[: _BOUND["looked_up"]]) for n, text in enumerate(question.looked_up, 1)]
    given.append(marked("results", question.results[: _BOUND["results"]]))
    space -= most(known) + sum(map(most, given))
    recent = _recent(briefing.recent, min(_RECENT, space // 2))
    attached, left_out = _within(question.attached, space - sum(most(m.text) + 8 for m in recent))
    words = "\n\n".join(filter(None, [*given, marked("attached", attached), question.request]))
    first = Message("system", f"{system}\n\n{known}".strip())
    return Prepared((first, *recent, Message("user", words)), left_out)


def explain(model: Model, prepared: Prepared) -> AnswerStream:
    """The tutor's answer as it comes."""
    return model.stream(prepared.messages, prompt=str(load("tutor")), room=ROOM)


def wants_to_look_up(text: str) -> LookUp | None:
    """What an answer asks to look up, if that is all it says."""
    if not may_be_look_up(text):
        return None
    try:
        wish = parse_answer(text, LookUp)
    except Unparsable:
        return None
    return wish if wish.words.strip() else None


def may_be_look_up(text: str) -> bool:
    """Whether an answer that begins so may turn out to be a wish to look something up."""
    begin = text.lstrip()
    return len(begin) < 400 and (not begin or begin.startswith("{") or "```json".startswith(begin[:7]))


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question, and the key: what a right answer contains."""

    question: str
    key: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an answer compares with the key, and a hint that doesn't give it away."""

    verdict: Literal["right", "partly", "wrong", "no_answer"]
    hint: str


def ask_about(model: Model, topic: str, about: str, asked: Sequence[str] = ()) -> QuizQuestion:
    """A new question on a topic, unlike those that were `asked`. Raises the errors of llm/errors.py."""
    prompt = load("quiz_question")
    words = prompt.fill(topic=topic, about=about, asked=marked("asked_before", "\n".join(asked)))
    return model.ask(words, QuizQuestion, prompt=str(prompt), room=400).value


def judge(model: Model, question: str, key: str, answer: str) -> Verdict:
    """How the learner's answer compares with the key. Raises the errors of llm/errors.py."""
    prompt = load("quiz_verdict")
    told = answer.replace("</", "< /")[:4000]
    return model.ask(prompt.fill(question=question, key=key, answer=told), Verdict, prompt=str(prompt), room=300).value


def _known(briefing: Briefing, tokens: int) -> str:
    """What is known of the learner, the most useful first, as far as it fits."""
    blocks = []
    for name in ("facts", "plan", "found", "earlier"):
        block = marked("record" if name == "found" else name, getattr(briefing, name)[: _BOUND[name]])
        if block and most(block) <= tokens:
            blocks.append(block)
            tokens -= most(block)
    return "\n".join(blocks)


def _recent(messages: Sequence[Message], tokens: int) -> list[Message]:
    """The newest messages that fit, beginning with one of the learner's."""
    kept: list[Message] = []
    for message in reversed(messages):
        tokens -= most(message.text) + 8
        if tokens < 0:
            break
        kept.insert(0, message)
    while kept and kept[0].role != "user":
        kept.pop(0)
    return kept


def _within(text: str, tokens: int) -> tuple[str, int]:
    """The text if it fits, else its beginning and end, and how many characters were left out between."""
    tokens = max(tokens, _LEAST_ATTACHED)
    kept = text
    while kept and most(kept) > tokens:
        share = max(0, int(len(kept) * min(0.9, tokens / most(kept))) - 16)
        kept = f"{text[: share * 3 // 4]}\n[…]\n{text[len(text) - share // 4 :]}" if share > 8 else ""
    return kept, len(text) - len(kept) if kept != text else 0
