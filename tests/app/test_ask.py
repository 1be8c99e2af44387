"""`coach ask`: one message from the command line or a pipe, and its answer as text or JSON."""

import signal
import sys
import time
from collections.abc import Iterator

import pytest
from coach_runner import CoachRunner
from model_stub import ModelStub

JSON_KEYS = ["thread", "steps", "reply", "waiting", "written_by", "calls", "tokens_in", "tokens_out"]


@pytest.fixture
def asked(planned: CoachRunner) -> CoachRunner:
    """A coach with a plan and no model."""
    planned.settings["COACH__MODEL__PROVIDER"] = "none"
    return planned


@pytest.fixture
def stub() -> Iterator[ModelStub]:
    with ModelStub(["LoRA learns *two* small\tmatrices.\x1b[31m"], embedders=()) as running:
        yield running


@pytest.fixture
def with_model(planned: CoachRunner, stub: ModelStub) -> CoachRunner:
    """A coach with a plan and a model that always says the same."""
    planned.settings |= {"COACH__MODEL__PROVIDER": "openai", "COACH__MODEL__BASE_URL": stub.v1}
    return planned


def test_the_reply_is_printed_as_markdown(asked: CoachRunner):
    told = asked.good("ask", "/today")
    assert told.out.startswith("**Monday 23 November**\n\n- 19:00")
    assert told.out.endswith("\n")
    assert told.err == ""


def test_as_json_it_has_all_that_was_promised(asked: CoachRunner):
    told = asked.json("ask", "/today", "--thread", "morning")
    assert list(told) == JSON_KEYS
    assert told["thread"] == "morning"
    assert told["steps"] == [{"agent": "planner", "request": "/today", "decided_by": "rule"}]
    assert "Math practice" in told["reply"]
    assert (told["waiting"], told["written_by"], told["calls"]) == (None, "rules", 0)


def test_a_model_streams_its_words_without_what_a_terminal_would_obey(with_model: CoachRunner, stub: ModelStub):
    told = with_model.good("ask", "what is LoRA good for?")
    assert told.out == "LoRA learns *two* small\tmatrices.[31m\n"
    assert any("what is LoRA good for?" in request.prompt for request in stub.chats())


def test_what_a_model_used_is_counted(with_model: CoachRunner, stub: ModelStub):
    told = with_model.json("ask", "what is LoRA good for?")
    assert told["written_by"] == "small:3b"
    assert told["calls"] == len(stub.chats()) > 0
    assert (told["tokens_in"], told["tokens_out"]) == (stub.tokens_in, stub.tokens_out)


def test_what_is_piped_in_goes_with_the_message(with_model: CoachRunner, stub: ModelStub):
    with_model.good("ask", "what is this about?", stdin="\x1b[31mThe rank of a matrix\x1b[0m is the number of …\n")
    assert any("The rank of a matrix is the number" in request.prompt for request in stub.chats())


def test_a_pipe_alone_is_enough_and_too_much_of_it_is_left_out(asked: CoachRunner):
    told = asked("ask", "--json", stdin="x" * 1_500_000)
    assert told.status == 0
    assert "Only the first 1 MB" in told.err
    assert told.json["thread"] == "ask"


def test_nothing_said_and_nothing_piped_is_wrong_usage(asked: CoachRunner):
    for words in ((), ("",), ("  ",)):
        failed = asked("ask", *words)
        assert (failed.status, failed.out) == (2, "")
        assert "Write a message, or pipe something in." in failed.err


def test_a_question_waits_until_it_is_answered_in_its_thread(asked: CoachRunner):
    first = asked.json("ask", "I lost Tuesday")
    assert list(first["waiting"]) == ["id", "agent", "kind", "text", "choices"]
    assert first["waiting"]["choices"] == ["yes", "edit", "no"]
    between = asked.good("ask", "/today")
    assert first["waiting"]["text"] not in between.out, "it isn't repeated in the midst of another answer"
    assert "A question waits. To answer it: coach ask --thread ask …" in between.err
    assert asked.json("ask", "yes", "--thread", "other")["reply"] != ""
    assert asked.json("week")["revision"] == 1
    done = asked.json("ask", "yes")
    assert done["waiting"] is None
    assert asked.json("week")["revision"] == 2
    assert {s["state"] for s in asked.json("week")["sessions"] if s["day"] == "2026-11-24"} <= {"skipped", "cancelled"}


def test_text_from_a_pipe_never_approves(asked: CoachRunner):
    asked.json("ask", "I lost Tuesday")
    for words in (["yes"], [], ["edit only Wednesday"]):
        assert asked.good("ask", *words, "--json", stdin="yes\n").json["waiting"] is not None
    assert asked.json("week")["revision"] == 1


def test_a_new_question_is_printed_with_the_ways_to_answer(asked: CoachRunner):
    told = asked.good("ask", "I lost Tuesday")
    assert told.out.startswith("This would be recorded:\n")
    assert told.out.endswith("\nyes / edit … / no\n")


@pytest.mark.parametrize("message", ["/plam", "x" * 300_000, "edit"])
def test_what_cannot_be_meant_is_one_sentence(asked: CoachRunner, message: str):
    asked.json("ask", "I lost Tuesday")
    failed = asked("ask", message)
    assert failed.status == 2
    assert len(failed.err) < 300


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_trouble_alone_is_one_sentence_and_nothing_on_standard_output(
    with_model: CoachRunner, stub: ModelStub, json: tuple[str, ...]
):
    stub.context = 300
    failed = with_model("ask", "what is LoRA good for?", *json)
    assert (failed.status, failed.out) == (1, "")
    assert "small:3b has 300" in failed.err
    stub.context = 32768
    assert with_model("ask", "what is LoRA good for?", *json).status == 0, "and the conversation goes on"


def test_a_model_that_dies_in_the_middle_leaves_what_it_said_and_a_sentence(with_model: CoachRunner, stub: ModelStub):
    route = '{"steps": [{"agent": "tutor", "request": "explain LoRA", "follows": false}], "remember": ""}'
    stub.replies = lambda request: route if request.body.get("response_format") else "LoRA learns two matrices."
    stub.faults = ["", "cut"]
    told = with_model("ask", "what is LoRA good for?")
    assert told.out.startswith("LoRA")
    assert "matrices." not in told.out
    assert "small:3b" in told.err


@pytest.mark.parametrize("name", ["a/b", "-x", "", "x" * 61])
def test_a_thread_has_a_plain_name(asked: CoachRunner, name: str):
    failed = asked("ask", "hello", f"--thread={name}")
    assert (failed.status, failed.out) == (2, "")
    assert "no name for a conversation" in failed.err


def test_route_only_decides_and_does_nothing(asked: CoachRunner):
    told = asked.json("ask", "/done w48-1", "--route-only")
    assert list(told) == JSON_KEYS
    assert told["steps"] == [{"agent": "planner", "request": "/done w48-1", "decided_by": "rule"}]
    assert (told["reply"], told["calls"]) == ("", 0)
    assert {s["state"] for s in asked.json("week")["sessions"]} == {"planned"}
    assert asked.good("ask", "/done w48-1", "--route-only").out == "planner: /done w48-1 (rule)\n"


def test_a_newcomer_is_set_up_and_told_so_beside_the_answer(coach: CoachRunner):
    coach.settings["COACH__MODEL__PROVIDER"] = "none"
    told = coach.good("ask", "/today", "--json")
    assert told.json["steps"][0]["agent"] == "planner"
    assert "You are set up as Ada, with default times. `coach init` makes it yours." in told.err
    assert coach.good("ask", "/today").err == ""


def test_chat_needs_a_terminal_and_says_what_does_not(coach: CoachRunner):
    failed = coach("chat", stdin="hello\n")
    assert (failed.status, failed.out) == (2, "")
    assert failed.err == '`coach chat` needs a terminal. For pipes there is: coach ask "…"\n'


def test_two_conversations_at_once_are_refused(coach: CoachRunner):
    assert coach("chat", "--resume", "--thread", "x").status == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_ctrl_c_stops_the_model_within_a_second_and_keeps_what_came(planned: CoachRunner):
    with ModelStub(["word " * 400], embedders=(), pace=0.02) as stub:
        planned.settings |= {"COACH__MODEL__PROVIDER": "openai", "COACH__MODEL__BASE_URL": stub.v1}
        with planned.start("ask", "what is LoRA good for?") as process:
            assert process.stdout is not None
            assert process.stdout.read(20).startswith("word word")
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert stub.hung_up.wait(1)
            _, err = process.communicate(timeout=20)
            assert time.monotonic() - began < 3
        assert (process.returncode, err) == (130, "Stopped.\n")
        found = planned.json("memory", "search", "word")["found"]
        assert any("word word" in one["text"] for one in found)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are others there")
def test_a_reader_that_goes_away_hears_no_complaint(asked: CoachRunner):
    with asked.start("ask", "show my week") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
