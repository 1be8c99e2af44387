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
_KNOWN, _RECENT, _LAST_PAIR = 700, 1200, 3000
_LEAST_ATTACHED = 200
_BOUND = {"plan": 900, "facts": 800, "found": 900, "earlier": 800, "looked_up": 3000}


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the tutor is told of the learner. `found` is what their own record says about the message.

    All are lines, the newest or nearest last; `plan` is today's plan and what is due, `said` a line for each earlier
    message, the last ones being those of the `recent` messages.
    """

    learner: str
    plan: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
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
    system = prompt.fill(learner=marked("learner", briefing.learner))
    if may_look_up:
        system += "\n\n" + load("look_up").fill()
    space = known_context(model.card) - ROOM - most(system) - most(question.request) - 64
    given = [marked(f"looked_up_{n}", text[: _BOUND["looked_up"]]) for n, text in enumerate(question.looked_up, 1)]
    recent = _recent(briefing.recent, space // 2)
    known = _known(briefing, len(recent), min(_KNOWN, space // 3))
    space -= most(known) + sum(map(most, given)) + sum(most(m.text) + 8 for m in recent)
    results, cut = _within(question.results, space if not question.attached else space // 2)
    given.append(marked("results", results))
    attached, left_out = _within(question.attached, space - most(results))
    words = "\n\n".join(filter(None, [*given, marked("attached", attached), question.request]))
    first = Message("system", f"{system}\n\n{known}".strip())
    return Prepared((first, *recent, Message("user", words)), left_out + cut)


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


def _known(briefing: Briefing, recent: int, tokens: int) -> str:
    """What is known of the learner, the most useful first, as far as it fits; so many of the messages are told whole."""
    lines = {
        "facts": briefing.facts,
        "plan": briefing.plan,
        "record": briefing.found,
        "earlier": briefing.said[: len(briefing.said) - recent],
    }
    blocks = []
    for name, told in lines.items():
        block = marked(name, _newest(told, _BOUND.get(name, _BOUND["found"])))
        if block and most(block) <= tokens:
            blocks.append(block)
            tokens -= most(block)
    return "\n".join(blocks)


def _newest(lines: Sequence[str], characters: int) -> str:
    """The last lines that fit, whole."""
    kept: list[str] = []
    for line in reversed(lines):
        characters -= len(line) + 1
        if characters < 0:
            break
        kept.insert(0, line)
    return "\n".join(kept)


def _recent(messages: Sequence[Message], tokens: int) -> list[Message]:
    """The newest messages that fit, beginning with one of the learner's.

    Those of the last turn are always there, in their middle shortened if they must be: a word such as "shorter" is
    about them.
    """
    kept: list[Message] = []
    space = min(_RECENT, tokens)
    for number, message in enumerate(reversed(messages)):
        if number < 2:
            text, _ = _within(message.text, min(_LAST_PAIR, tokens) // 2)
            kept.insert(0, Message(message.role, text))
        elif most(message.text) + 8 <= space:
            kept.insert(0, message)
        else:
            break
        space -= most(kept[0].text) + 8
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
