"""What goes wrong in a conversation ends in a sentence, keeps what came, and leaves a conversation that goes on."""

import asyncio
import json
import sqlite3
import time
from contextlib import aclosing, closing
from dataclasses import replace

import pytest
from model_wire import QUICK, ModelStub
from talking import answer, end, replies, scripted, turn, with_model

from studycoach.agents.supervisor import Route, RoutedStep
from studycoach.domain.errors import CoachError
from studycoach.llm.chat_models import open_endpoint
from studycoach.llm.endpoint import Access
from studycoach.llm.model_card import ModelCard
from studycoach.memory import checkpoints, conversations, learners, thread_lock
from studycoach.memory.answers import KeptAnswers
from studycoach.memory.database import connect
from studycoach.workflows.chat import open_chat
from studycoach.workflows.chat_events import Piece
from studycoach.workflows.chat_saver import open_saver
from studycoach.workflows.weekly_plan import make

FAULTS = ["cut", "stall", "garbage", "busy"]
FAULTS += [pytest.param(name, marks=pytest.mark.slow) for name in ("fade", "drop", "broken", "load", "odd_json")]
TUTOR = json.dumps({"steps": [{"agent": "tutor", "request": "x", "follows": False}], "remember": ""})


def on_the_wire(services, stub, provider="ollama", pacing=QUICK, **card):
    """The services with the stub's model, asked over its protocol."""
    url = stub.url if provider == "ollama" else stub.v1
    known = {"name": "small:3b", "context": 32768} | card
    endpoint = open_endpoint(ModelCard(provider=provider, address=url, **known), Access(url))
    return with_model(services, endpoint, pacing=pacing)


def said(services, learner_id):
    with services.database.read() as db:
        return [(m.by, m.text, m.state) for m in conversations.all_of(db, learner_id, "main")]


@pytest.mark.parametrize("provider", ["ollama", "openai"])
def test_stopping_closes_the_connection_at_once_and_keeps_what_came(services, learner_id, provider):
    long = "one two three four five six seven eight nine ten " * 40
    with ModelStub([TUTOR, long], pace=0.03) as stub:

        async def stopped(chat):
            came = asyncio.Event()

            async def listen():
                async with aclosing(chat.turn("so what of the blorps then")) as events:
                    async for event in events:
                        if isinstance(event, Piece):
                            came.set()

            task = asyncio.create_task(listen())
            await asyncio.wait_for(came.wait(), 20)
            began = time.monotonic()
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled(), time.monotonic() - began

        patient = replace(QUICK, deadline=30.0, silence=10.0)
        with open_chat(on_the_wire(services, stub, provider, patient), learner_id, "main") as chat:
            cancelled, seconds = asyncio.run(stopped(chat))
            assert cancelled
            assert stub.hung_up.wait(1.0)
            assert seconds < 1.0
            by, text, state = said(services, learner_id)[-1]
            assert (by, state) == ("coach", "stopped")
            assert long.startswith(text)
            assert text.startswith("one ")
            stub.replies, stub.pace = [TUTOR, "Here again."], 0.0
            assert end(turn(chat, "brrr and now")).reply == "Here again."


@pytest.mark.parametrize("provider", ["ollama", "openai"])
def test_stopping_while_the_message_is_being_routed_closes_the_connection_too(services, learner_id, provider):
    with ModelStub([TUTOR], always="stall") as stub:
        patient = replace(QUICK, deadline=30.0, silence=20.0)

        async def stopped(chat):
            async def listen():
                async with aclosing(chat.turn("so what of the blorps then")) as events:
                    return [event async for event in events]

            task = asyncio.create_task(listen())
            while not stub.chats():
                await asyncio.sleep(0.01)
            began = time.monotonic()
            task.cancel()
            await asyncio.wait([task])
            assert stub.hung_up.wait(1.0)
            return began

        with open_chat(on_the_wire(services, stub, provider, patient), learner_id, "main") as chat:
            began = asyncio.run(stopped(chat))
            # The event loop waits for its threads before it closes.
            assert time.monotonic() - began < 2.0
            stub.always = ""
            stub.replies = [TUTOR, "Here again."]
            assert end(turn(chat, "brrr and now")).reply == "Here again."


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("routed", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_model_that_fails_is_a_sentence_and_the_next_message_is_answered(services, learner_id, fault, routed):
    with ModelStub([TUTOR, "A long answer in many words, all of them good."]) as stub:
        stub.faults, stub.always = [""] if routed else [], fault
        quick = replace(QUICK, tries=2, silence=0.4)
        with open_chat(on_the_wire(services, stub, pacing=quick), learner_id, "main") as chat:
            ended = end(turn(chat, "so what of the chain rule then"))
            assert ended.problems
            assert all(problem.endswith(".") for problem in ended.problems)
            stub.always, stub.replies = "", [TUTOR, "Here again."]
            assert end(turn(chat, "so what of the chain rule then")).reply == "Here again."


def test_an_unknown_model_and_a_context_that_is_too_small_are_sentences(services, learner_id):
    with ModelStub([TUTOR]) as stub:
        with open_chat(on_the_wire(services, stub, name="gone:1b"), learner_id, "main") as chat:
            (problem,) = end(turn(chat, "so what of the chain rule then")).problems
            assert "gone:1b" in problem
        with open_chat(on_the_wire(services, stub, context=600), learner_id, "main") as chat:
            ended = end(turn(chat, "so what of the chain rule then"))
            assert "context" in " ".join(ended.problems)


def test_a_database_that_stays_locked_is_a_sentence(services, learner_id, db_url):
    if not db_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no such lock")
    again = connect(db_url, wait=0.1)
    with closing(sqlite3.connect(db_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_chat(replace(services, database=again), learner_id, "main") as chat:
            with pytest.raises(CoachError, match="locked"):
                turn(chat, "/plan")
            other.rollback()
            assert end(turn(chat, "/plan")).reply
    again.close()


def test_a_conversation_is_worked_on_in_one_window_at_a_time(services, learner_id):
    with services.database.read() as db:
        name = f"{learners.find(db, learner_id).key}/main/"
    with open_chat(services, learner_id, "main") as chat:
        with thread_lock.held(services.database, name), pytest.raises(CoachError, match="another window"):
            turn(chat, "/plan")
        assert end(turn(chat, "/plan")).reply


def test_what_a_killed_program_left_is_cleared_by_the_next_message(services, learner_id, week):
    make(services, learner_id, week)
    with services.database.read() as db:
        key = learners.find(db, learner_id).key
    with open_chat(services, learner_id, "main") as chat:
        question = end(turn(chat, "only 2 hours this week")).waiting
        # As if the program had died after the graph's own commit and before ours.
        with services.database.write() as db:
            conversations.set_state(db, learner_id, "main", {})
        assert chat.waiting() is None
        turn(chat, "/today")
        with services.database.read() as db:
            assert checkpoints.thread_ids(db, key) == ()
        again = end(turn(chat, "only 2 hours this week")).waiting
        assert question.text == again.text


def test_a_yes_that_comes_too_late_is_asked_again_with_what_would_happen_now(services, learner_id, week):
    from studycoach.workflows import record_work

    make(services, learner_id, week)
    with open_chat(services, learner_id, "main") as chat:
        question = end(turn(chat, "only 2 hours this week")).waiting
        record_work.skip(services, learner_id, first_planned(services, learner_id, week), "ill")
        ended = end(answer(chat, question, "yes"))
        assert ended.waiting is not None
        assert ended.problems
        ended = end(answer(chat, ended.waiting, "yes"))
        assert ended.waiting is None


def first_planned(services, learner_id, week):
    from studycoach.workflows.kept_plan import kept_week

    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    return next(s.id for s in kept_week(services, stored, week).plan.sessions if s.state == "planned")


def test_steps_that_need_nothing_of_each_other_run_side_by_side_and_are_told_in_order(services, learner_id):
    route = Route([RoutedStep("tutor", "explain one thing"), RoutedStep("planner", "show my week")])

    class Slow(type(scripted([]))):
        async def stream(self, messages, limits, *, silence):
            await asyncio.sleep(0.3)
            async for reply in super().stream(messages, limits, silence=silence):
                yield reply

    model = Slow([route, "It is so."], scripted([]).card)
    with open_chat(with_model(services, model), learner_id, "main") as chat:
        events = turn(chat, "zig, zag")
    assert [agent for agent, _ in replies(events)] == ["tutor", "planner"]


def test_embeddings_decide_where_the_provider_serves_them_and_the_examples_are_embedded_once(services, learner_id):
    from studycoach.llm.scripted import SCRIPTED

    counted = []

    class Embeds(type(scripted([]))):
        def embed(self, texts, *, seconds):
            counted.append(len(texts))
            return super().embed(texts, seconds=seconds)

    model = Embeds(["Because.", "Because."], SCRIPTED)
    kept = KeptAnswers(services.database, services.now)
    with open_chat(with_model(services, model, cache=kept), learner_id, "main") as chat:
        decided = []
        for _ in range(2):
            ended = end(turn(chat, "tell me more about that"))
            decided += [(s.agent, s.decided_by) for s in ended.steps]
    assert decided == [("tutor", "embedding")] * 2
    assert counted[-1] == 1
    assert counted.count(1) == 2


def test_the_saver_leaves_no_transaction_open_that_would_lock_the_coach_out(services, learner_id):
    if services.database.dialect != "sqlite":
        pytest.skip("PostgreSQL's saver commits by itself, and locks no more than its rows")

    async def write_meanwhile():
        async with open_saver(services.database) as saver:
            await saver.conn.execute("INSERT INTO checkpoints (thread_id, checkpoint_id) VALUES ('x', '1')")
            # What the event loop does next may be a write of the coach, which would wait for a commit that never comes.
            began = time.monotonic()
            with services.database.write() as db:
                checkpoints.forget(db, "x")
            return time.monotonic() - began

    assert asyncio.run(write_meanwhile()) < 5


@pytest.mark.slow
def test_two_hundred_turns_grow_the_database_by_less_than_three_megabytes(services, learner_id, db_url, week):
    if not db_url.startswith("sqlite"):
        pytest.skip("measured on the file")
    make(services, learner_id, week)
    path = db_url.removeprefix("sqlite:///")

    def size():
        with closing(sqlite3.connect(path)) as db:
            return db.execute("PRAGMA page_count").fetchone()[0] * db.execute("PRAGMA page_size").fetchone()[0]

    model = scripted([reply for n in range(200) for reply in (TUTOR, f"Answer {n}: " + "so it is, and so on. " * 40)])
    before = size()
    with open_chat(with_model(services, model), learner_id, "main") as chat:
        for n in range(200):
            turn(chat, f"zyx {n} " + "what of it? " * 16)
    assert size() - before < 3_000_000
