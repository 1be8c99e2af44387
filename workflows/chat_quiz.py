"""/quiz: one question at a time, judged against a key that is made before the question is shown."""

from typing import Any, Protocol

from ..agents import tutor
from ..domain.errors import CoachError
from ..domain.lookup import find_items
from ..domain.roadmap import Item
from ..domain.slash import parse_slash
from ..llm.asking import Model
from ..llm.errors import ModelTrouble, UnusableAnswer
from ..memory import conversations, roadmaps
from ..memory.learners import StoredLearner
from .chat_state import Result, failed, said
from .services import Services

MOST_TRIES, MOST_ASKED = 2, 5
LEAVE = "`/quiz stop` ends the quiz."


class Quizzer(Protocol):
    """Who asks."""

    services: Services
    stored: StoredLearner

    def model(self, agent: str) -> Model | None:
        """The model of an agent, if there is one."""

    def open_quiz(self, thread: str) -> dict[str, Any]:
        """The quiz that waits for an answer in this conversation; empty when none does."""


def turn(quizzer: Quizzer, message: str, thread: str) -> Result | None:
    """What a quiz answers to a message; None when the message is no part of one."""
    command = parse_slash(message)
    quiz = quizzer.open_quiz(thread)
    try:
        if command and command[0].name == "quiz":
            return _begun(quizzer, command[1], thread, quiz)
        return _answered(quizzer, message, thread, quiz) if quiz and not command else None
    except ModelTrouble as error:
        return failed(str(error))


def _begun(quizzer: Quizzer, topic: str, thread: str, quiz: dict[str, Any]) -> Result:
    if topic.casefold() in ("stop", "end", "quit"):
        _keep(quizzer, thread, {})
        return said("The quiz is over." if quiz else "No quiz is running.")
    topic = topic or quiz.get("topic", "")
    if not topic:
        return said("Name a topic, as in `/quiz Vectors`.")
    return _asked(quizzer, topic[:200], thread, [])


def _asked(quizzer: Quizzer, topic: str, thread: str, asked: list[str], before: str = "") -> Result:
    item, stage = _item(quizzer, topic)
    model = quizzer.model("tutor")
    if model is None:
        return _without_model(topic, item)
    title = item.title if item else topic
    about = f"{stage}; the topic holds {', '.join(item.terms[:8])}" if item and item.terms else stage
    try:
        made = tutor.ask_about(model, title, about, asked)
    except UnusableAnswer:
        return _without_model(topic, item)
    _keep(
        quizzer,
        thread,
        {
            "topic": topic,
            "question": made.question,
            "key": made.key,
            "tries": 0,
            "asked": [*asked, made.question][-MOST_ASKED:],
        },
    )
    return said(f"{before}{made.question}\n\n{LEAVE}", model.card.name)


def _answered(quizzer: Quizzer, answer: str, thread: str, quiz: dict[str, Any]) -> Result | None:
    model = quizzer.model("tutor")
    if model is None:
        return None
    verdict = tutor.judge(model, quiz["question"], quiz["key"], answer)
    if verdict.verdict == "no_answer":
        return None
    if verdict.verdict == "right":
        return _asked(quizzer, quiz["topic"], thread, quiz["asked"], f"**Right.** {verdict.hint}\n\nNext: ")
    if quiz["tries"] + 1 < MOST_TRIES:
        _keep(quizzer, thread, quiz | {"tries": quiz["tries"] + 1})
        word = "Partly." if verdict.verdict == "partly" else "Not yet."
        return said(f"**{word}** {verdict.hint}\n\nTry once more. {LEAVE}", model.card.name)
    _keep(quizzer, thread, {})
    text = f"**Not quite.** {verdict.hint}\n\nA right answer holds: {quiz['key']}\n\n`/quiz {quiz['topic']}` asks another one."
    return said(text, model.card.name)


def _without_model(topic: str, item: Item | None) -> Result:
    """A question from the roadmap's own words, for the learner to judge."""
    if item is None:
        return said(
            f"Without a model that can ask, only topics of your roadmap can be asked about, and {topic!r} isn't one."
        )
    terms = f" It should say what these are: {', '.join(item.terms[:6])}." if item.terms else ""
    done = item.done_when.rstrip(".")
    text = f"Explain {item.title} on an empty page, from memory.{terms} You have it when: {done}."
    return said(f"{text}\n\n(No model here can judge the answer: check it against your source.)")


def _item(quizzer: Quizzer, topic: str) -> tuple[Item | None, str]:
    """The roadmap's item of that name, if it has one, and the title of its stage or of the learner's."""
    with quizzer.services.database.read() as db:
        roadmap = roadmaps.find(db, quizzer.stored.roadmap_hash)
    try:
        item = find_items(roadmap, topic)[0]
    except CoachError:
        return None, roadmap.stages[quizzer.stored.learner.stage - 1].title
    return item, roadmap.stages[roadmap.stage_of[item.id] - 1].title


def _keep(quizzer: Quizzer, thread: str, quiz: dict[str, Any]) -> None:
    with quizzer.services.database.write() as db:
        state = conversations.state_of(db, quizzer.stored.id, thread)
        conversations.set_state(db, quizzer.stored.id, thread, state | {"quiz": quiz})
