"""How often a message reaches the right agent: python benchmarks/routing.py [--model] [--misses].

It routes the messages of routing_messages.yaml without a model, or with the one that is found. `--misses` lists those
whose agents are not exactly right. The first of a message's agents is the primary one.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter

import yaml
from machine import print_machine

from studycoach.domain.routing import Examples, by_examples, by_rule, route_without_model
from studycoach.domain.steps import AGENTS, Step
from studycoach.prompts.examples import routing_examples
from studycoach.workflows.chat_routing import CERTAIN

MESSAGES = Path(__file__).with_name("routing_messages.yaml")
SHOWN = 100

Router = Callable[[str], tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """A message, and the agents that it is for, in order."""

    language: str
    text: str
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, in how many milliseconds. Without steps the model failed, for the reason in `fault`."""

    case: Case
    steps: tuple[Step, ...]
    milliseconds: float
    fault: str = ""

    @property
    def agents(self) -> tuple[str, ...]:
        """Who was to answer it."""
        return tuple(step.agent for step in self.steps)

    @property
    def primary_right(self) -> bool:
        """The first agent is the right one."""
        return self.agents[:1] == self.case.agents[:1]

    @property
    def all_right(self) -> bool:
        """So are the others, and there are no more."""
        return self.agents == self.case.agents


def read_cases() -> list[Case]:
    """The messages in their order."""
    rows = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    return [Case(row["language"], row["text"], tuple(row["agents"])) for row in rows]


def no_file(path: str) -> bool:
    """Whether a path exists: never, since the files that the messages name are not here."""
    del path
    return False


def without_model() -> Router:
    """Rules and the nearest examples. Prints how long the index of the examples takes."""
    examples = routing_examples()
    start = perf_counter()
    index = Examples(examples)
    index.vote("hello")  # which counts what the examples have in common
    print(f"{(perf_counter() - start) * 1000:.0f} ms: the index of {len(examples)} examples")
    return lambda message: route_without_model(message, index, no_file)


def with_model() -> Router:
    """Rules, then the supervisor with the model that the environment names or this computer's Ollama; ends without one."""
    from datetime import UTC, datetime

    from studycoach.agents.supervisor import route
    from studycoach.app.config import ModelSettings
    from studycoach.llm.finding import find_model
    from studycoach.llm.models import Models
    from studycoach.llm.scripted import CallList

    def now() -> datetime:
        return datetime.now(UTC)

    models = Models(lambda _: find_model(ModelSettings(), os.environ), log=CallList(), cache=None, now=now)
    found, model = models.found("supervisor"), models.of("supervisor", models.account())
    if model is None:
        sys.exit(" ".join((found.why, *found.passed_over)))
    print(f"The model is {model.card.name}. {found.why}")
    return lambda message: by_rule(message, no_file) or route(model, message).steps


def outcome(case: Case, router: Router) -> Outcome:
    """Route one message. What can be wrong with a model counts as a miss; any other error ends the benchmark."""
    from studycoach.llm.errors import ModelTrouble

    start, fault = perf_counter(), ""
    try:
        steps = router(case.text)
    except ModelTrouble as error:
        steps, fault = (), str(error)
    return Outcome(case, steps, (perf_counter() - start) * 1000, fault)


def print_share(name: str, outcomes: Iterable[Outcome]) -> None:
    """One line of the table."""
    rows = list(outcomes)
    primary, exact = mean(o.primary_right for o in rows), mean(o.all_right for o in rows)
    print(f"{name:24}{primary:8.2f}{exact:8.2f}{len(rows):8}")


def print_shares(outcomes: list[Outcome]) -> None:
    """The table: all, then by language, by primary agent and by whether one step was wanted."""
    print(f"{'':24}{'primary':>8}{'exact':>8}{'of':>8}")
    print_share("all", outcomes)
    for language in dict.fromkeys(o.case.language for o in outcomes):
        print_share(language, (o for o in outcomes if o.case.language == language))
    for agent in AGENTS:
        print_share(agent, (o for o in outcomes if o.case.agents[0] == agent))
    print_share("one step", (o for o in outcomes if len(o.case.agents) == 1))
    print_share("several steps", (o for o in outcomes if len(o.case.agents) > 1))


def print_times(outcomes: list[Outcome]) -> None:
    """What one message costs, and what decided."""
    times = [o.milliseconds for o in outcomes]
    print(f"{median(times):.1f} ms a message in the median, {max(times):.1f} ms at most")
    decided = Counter(o.steps[0].decided_by if o.steps else "failed" for o in outcomes)
    right = Counter(o.steps[0].decided_by for o in outcomes if o.steps and o.primary_right)
    print(", ".join(f"{by}: {right[by]} of {n} right" for by, n in decided.most_common()) + "\n")


def print_certain(cases: list[Case]) -> None:
    """How many messages the examples decide where a model is at hand too, the plan's own rules aside."""
    index = Examples(routing_examples())
    votes = [(case, by_examples(case.text, index)) for case in cases if not by_rule(case.text, no_file)]
    certain = [(case, vote) for case, vote in votes if not vote.is_mixed and vote.confidence >= CERTAIN]
    right = sum(vote.agent == case.agents[0] for case, vote in certain)
    print(f"\nWith a model, the examples still decide {len(certain)} of these without asking it: {right} are right")


def print_misses(outcomes: list[Outcome]) -> None:
    """One line for each message whose agents are not exactly right; a star where the primary one is wrong."""
    print()
    for o in outcomes:
        if not o.all_right:
            star, wanted = " " if o.primary_right else "*", "+".join(o.case.agents)
            given = f"{'+'.join(o.agents)} ({o.steps[0].decided_by})" if o.steps else o.fault
            print(f"{star} {o.case.language} {wanted}, not {given}: {' '.join(o.case.text.split())[:SHOWN]}")


def main() -> None:
    """Measure and print."""
    print_machine()
    cases = read_cases()
    router = with_model() if "--model" in sys.argv else without_model()
    # What is loaded or remembered on the first use is no part of a message's time; what fails at once would go on failing.
    if (first := outcome(Case("en", "hello", ("tutor",)), router)).fault:
        sys.exit(first.fault)
    outcomes = [outcome(case, router) for case in cases]
    print_times(outcomes)
    print_shares(outcomes)
    if "--model" not in sys.argv:
        print_certain(cases)
    if "--misses" in sys.argv:
        print_misses(outcomes)


if __name__ == "__main__":
    main()
