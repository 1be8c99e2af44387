"""Who answers a message: certain rules, else the nearest examples by embeddings, else the model, else n-grams."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..agents.supervisor import Decision, route
from ..domain.review_request import dismisses
from ..domain.routing import Examples, Vote, by_examples, by_rule, route_without_model, vote
from ..domain.steps import Step
from ..llm.asking import Model
from ..llm.errors import BudgetSpent, ModelTrouble, ModelUnknown, ModelUnreachable, UnusableAnswer
from ..llm.strategy import routes_by_model
from ..llm.vectors import alike, kept_vectors, small

# So sure, the examples were right about 97 of 100 messages that nobody had tuned them to (benchmarks/routing.py); of a
# model of 8B parameters 90 are hoped for, and asking it costs a call.
CERTAIN = 0.98
SECONDS_FOR_EXAMPLES = 3.0
# Embeddings tell more than letters do, so fewer examples are enough, and a laptop embeds some hundred in seconds.
EVERY = 5
_LOOKED_AT = 4000


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be routed: the learner's words, what came with them through a pipe, and what the coach said before."""

    text: str
    attached: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules look up: whether a path exists, whether the rules of the plan understand a message, and whether it
    speaks of the papers that were shown just before, or of what was found in code."""

    exists: Callable[[str], bool]
    is_about_plan: Callable[[str], bool]
    is_about_papers: Callable[[str], bool]
    is_about_findings: Callable[[str], bool]


def decide(message: Message, model: Model | None, examples: Examples, known: Known) -> Decision:
    """The steps for a message. What the model can't decide, the examples do.

    Raises WrongInput for a command that doesn't exist, BudgetSpent when the learner's limit is reached.
    """
    if steps := _by_rule(message, known.exists):
        return Decision(steps)
    found = by_examples(message.text, examples)
    if (
        steps := _by_papers(message, found, known)
        or _by_findings(message, found, known)
        or _by_plan(message, found, known)
        or _by_certain_vote(message, found)
    ):
        return Decision(steps)
    problem = ""
    try:
        if model is not None and (decision := _by_model(message, model, examples, found)):
            return decision
    except BudgetSpent:
        raise
    except ModelTrouble as error:
        # One that can't route may still be asked for words; of others the learner hears.
        problem = "" if isinstance(error, UnusableAnswer) else str(error)
    steps = route_without_model(message.text, examples, known.exists)
    if message.attached and len(steps) == 1 and steps[0].agent == "code_reviewer":
        # A rule would have told if it were code; other text that comes with a question is to be explained.
        steps = (Step("tutor", message.text),)
    return Decision(steps, problem=problem)


def by_rules(message: Message, examples: Examples, known: Known) -> tuple[Step, ...]:
    """The steps where the words leave no doubt: a certain rule, or the rules of the plan if the examples agree."""
    return _by_rule(message, known.exists) or _by_plan(message, by_examples(message.text, examples), known)


def _by_papers(message: Message, found: Vote, known: Known) -> tuple[Step, ...]:
    is_one_wish = not found.is_mixed and not message.attached
    return (Step("paper_reader", message.text, "rule"),) if is_one_wish and known.is_about_papers(message.text) else ()


def _by_findings(message: Message, found: Vote, known: Known) -> tuple[Step, ...]:
    # Why a finding isn't true may sound like a wish of its own.
    is_one_wish = not message.attached and (not found.is_mixed or dismisses(message.text))
    return (
        (Step("code_reviewer", message.text, "rule"),) if is_one_wish and known.is_about_findings(message.text) else ()
    )


def _by_plan(message: Message, found: Vote, known: Known) -> tuple[Step, ...]:
    if found.agent == "planner" and found.is_sure and not found.is_mixed and known.is_about_plan(message.text):
        return (Step("planner", message.text, "rule"),)
    return ()


def _by_certain_vote(message: Message, found: Vote) -> tuple[Step, ...]:
    certain = not found.is_mixed and found.confidence >= CERTAIN
    return (Step(found.agent, message.text, "examples"),) if certain else ()


def _by_model(message: Message, model: Model, examples: Examples, found: Vote) -> Decision | None:
    try:
        if not found.is_mixed and (steps := _by_embedding(message, model, examples)):
            return Decision(steps)
    except (ModelUnreachable, ModelUnknown, UnusableAnswer):
        # Another model gives embeddings; this one may be well.
        if not routes_by_model(model.card):
            raise
    if routes_by_model(model.card):
        return route(model, message.text, message.before, attached=_described(message.attached))
    return None


def _by_rule(message: Message, exists: Callable[[str], bool]) -> tuple[Step, ...]:
    if steps := by_rule(message.text, exists):
        return steps
    if message.attached:
        together = f"{message.text}\n{message.attached[:_LOOKED_AT]}"
        steps = by_rule(together, lambda _: False) or ()
        # Of what came through a pipe only this can be told: that it is code.
        if len(steps) == 1 and steps[0].agent == "code_reviewer":
            return (replace(steps[0], request=message.text),)
    return ()


def _by_embedding(message: Message, model: Model, examples: Examples) -> tuple[Step, ...]:
    """One step when the nearest examples agree; nothing otherwise."""
    if not model.card.embedder or len(message.text) > _LOOKED_AT:
        return ()
    vectors = kept_vectors(model, examples.texts[::EVERY], seconds=SECONDS_FOR_EXAMPLES)
    if vectors is None:
        return ()
    (asked,) = model.embed([message.text], seconds=SECONDS_FOR_EXAMPLES)
    near = small(asked)
    found = vote([alike(near, vector) for vector in vectors], examples.agents[::EVERY])
    return (Step(found.agent, message.text, "embedding"),) if found.is_sure else ()


def _described(attached: str) -> str:
    """What came through a pipe, as the one who routes is told of it: its size and its first line, never its content."""
    if not attached:
        return ""
    first = attached.lstrip().splitlines()[0] if attached.strip() else ""
    return f"{len(attached)} characters, beginning: {first[:60]}"
