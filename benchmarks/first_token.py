"""How long our reply's first token comes after the endpoint's own: python benchmarks/first_token.py [TURNS].

In each turn code decides that the tutor answers, so that no call comes before the reply's. The endpoint is the tests'
stand-in, as a process of its own, which answers at once: what is measured is our share.
"""

import asyncio
import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlsplit

from machine import print_machine

from studycoach.app.bootstrap import default_learner
from studycoach.app.config import ModelSettings, Settings
from studycoach.app.models import form_words
from studycoach.domain.steps import Step
from studycoach.domain.week import Week
from studycoach.llm.finding import find_model
from studycoach.llm.model_card import ModelCard
from studycoach.llm.models import Models
from studycoach.memory.answers import KeptAnswers
from studycoach.memory.database import open_database
from studycoach.memory.model_calls import CallRecords
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.chat import Chat, open_chat
from studycoach.workflows.chat_events import Piece, Routed
from studycoach.workflows.services import PlanRules, Services
from studycoach.workflows.set_up import set_up
from studycoach.workflows.weekly_plan import make

STUB = Path(__file__).resolve().parents[1] / "tests" / "servers" / "model_stub.py"
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
TURNS, WARM_UP, TARGET_MS = 60, 5, 30
QUESTION = "Explain to me how gradient descent finds its way, and give me one small example of it"


@contextmanager
def stub_process() -> Iterator[str]:
    """The address of the stand-in, in a process of its own so that it takes no time from ours."""
    with subprocess.Popen(
        [sys.executable, str(STUB)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()


def without_router(card: ModelCard) -> ModelCard:
    """The card of a model that doesn't route well, so that it isn't asked to: code decides who answers."""
    return replace(card, embedder="", routing_right=0, routing_asked=20)


@contextmanager
def conversation(home: Path, environment: dict[str, str]) -> Iterator[Chat]:
    """A conversation of a learner with a plan, with everything that a real one has."""
    database = open_database(f"sqlite:///{home}/coach.db", backups=home / "backups", now=NOW)
    services = Services(database, lambda: NOW, home, PlanRules())
    stored = set_up(services, default_learner(Settings()), read_shipped("genai-scientist"))
    make(services, stored.id, Week.of(NOW.date()))
    found = find_model(ModelSettings(), environment)
    models = Models(
        lambda _: found,
        log=CallRecords(database, stored.id),
        cache=KeptAnswers(database, lambda: NOW),
        now=lambda: NOW,
        measured=without_router,
        words=form_words(),
    )
    try:
        with open_chat(replace(services, models=lambda: models), stored.id, "measured") as chat:
            yield chat
    finally:
        database.close()


async def our_first(chat: Chat, message: str) -> tuple[float, tuple[Step, ...]]:
    """Milliseconds from the message to the first piece of the reply, and who answered."""
    begin, first, steps = perf_counter(), 0.0, ()
    async with aclosing(chat.turn(message)) as events:
        async for event in events:
            if isinstance(event, Routed):
                steps = event.steps
            if isinstance(event, Piece) and not first:
                first = (perf_counter() - begin) * 1000
    return first, steps


def own_first(url: str, path: str, model: str, words: str) -> float:
    """Milliseconds from a bare request, connection included, to the first line of the endpoint's answer."""
    body = {"model": model, "messages": [{"role": "user", "content": words}], "stream": True}
    begin = perf_counter()
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.readline()
    first = (perf_counter() - begin) * 1000
    answer.read()
    connection.close()
    return first


def measure(url: str, path: str, environment: dict[str, str], turns: int) -> None:
    """Print the differences of one protocol, each of a turn and a bare request right before it."""
    differences, own, deciders = [], [], set()
    with tempfile.TemporaryDirectory() as home, conversation(Path(home), environment) as chat:
        cold, _ = asyncio.run(our_first(chat, f"{QUESTION} (0)"))
        for n in range(1, WARM_UP + turns + 1):
            bare = own_first(url, path, "small:3b", QUESTION * 20)
            ours, steps = asyncio.run(our_first(chat, f"{QUESTION} ({n})"))
            deciders |= {f"{step.agent} by {step.decided_by}" for step in steps}
            if n > WARM_UP:
                differences.append(ours - bare)
                own.append(bare)
    p95 = quantiles(differences, n=20)[-1]
    print(
        f"{path:24}{median(own):8.1f}{median(differences):12.1f}{p95:8.1f}{cold:12.0f}   {', '.join(sorted(deciders))}"
    )


def main() -> None:
    """Measure both protocols."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    print_machine()
    print(
        f"{turns} turns; milliseconds; ours = first piece of our reply minus the endpoint's own (target: {TARGET_MS})"
    )
    print(f"{'':24}{'own':>8}{'ours':>12}{'p95':>8}{'first turn':>12}   who answered")
    with stub_process() as url:
        measure(url, "/v1/chat/completions", {"OPENAI_BASE_URL": f"{url}/v1"}, turns)
        measure(url, "/api/chat", {"OLLAMA_HOST": url}, turns)


if __name__ == "__main__":
    main()
