"""How structured answers are asked for and read: schema, JSON, one labelled line; one repair; the cache."""

from collections.abc import Callable

import pytest
from model_wire import Choice, ModelStub, Task, Wire

from studycoach.llm.account import Account
from studycoach.llm.asking import Model
from studycoach.llm.errors import BudgetSpent, UnusableAnswer
from studycoach.llm.model_card import ModelCard
from studycoach.llm.scripted import SCRIPTED, WHEN, CallList, ScriptedEndpoint, scripted_model

GOOD = '{"task": "read", "minutes": 25}'
Start = Callable[..., Wire]


class Shelf:
    """A cache in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], str] = {}

    def get(self, model: str, prompt: str, inputs: str) -> str | None:
        return self.kept.get((model, prompt, inputs))

    def put(self, model: str, prompt: str, inputs: str, answer: str) -> None:
        self.kept[model, prompt, inputs] = answer


def wire_form(one: Wire) -> object:
    """The form that the last chat request asked for."""
    body = one.stub.chats()[-1].body
    return body.get("format") if one.provider == "ollama" else body.get("response_format")


def test_a_schema_is_sent_and_its_answer_read(wire: Start) -> None:
    one = wire(GOOD)
    answer = one.model().ask("What now?", Task, prompt="try@1", system="You are a coach.", room=77)
    assert (answer.value, answer.written_by) == (Task("read", 25), "small:3b")
    sent = wire_form(one)
    assert isinstance(sent, dict)
    schema = sent if one.provider == "ollama" else sent["json_schema"]["schema"]
    assert set(schema["properties"]) == set(schema["required"]) == {"task", "minutes"}
    body = one.stub.chats()[-1].body
    assert [(m["role"], m["content"]) for m in body["messages"]] == [
        ("system", "You are a coach."),
        ("user", "What now?"),
    ]
    assert 77 in (body.get("max_tokens"), body.get("options", {}).get("num_predict"))


def test_ollama_is_told_its_context_and_to_stay_loaded() -> None:
    with ModelStub([GOOD]) as stub:
        model = Wire("ollama", stub).model()
        for words in ("short", "word " * 6000, "short again"):
            model.ask(words, Task, prompt="try@1")
        bodies = [chat.body for chat in stub.chats()]
        assert [body["options"]["num_ctx"] for body in bodies] == [4096, 16384, 16384]
        assert {body["keep_alive"] for body in bodies} == {1800}
        assert {body["think"] for body in bodies} == {False}


def test_json_is_asked_for_in_words_where_a_schema_is_not_taken(wire: Start) -> None:
    one = wire(GOOD)
    assert one.model(answers="json").ask("What now?", Task, prompt="try@1").value == Task("read", 25)
    assert wire_form(one) in ("json", {"type": "json_object"})
    assert '"minutes"' in one.stub.chats()[-1].prompt


def test_an_endpoint_that_takes_no_form_is_asked_in_words(wire: Start) -> None:
    one = wire(GOOD, takes_forms=False)
    assert one.model().ask("What now?", Task, prompt="try@1").value == Task("read", 25)
    assert wire_form(one) in (None, "")
    assert one.outcomes() == ["refused", "refused", "ok"]


def test_a_weak_model_answers_with_one_labelled_line(wire: Start) -> None:
    one = wire("Sure!\n**ANSWER:** Tutor")
    assert one.model(answers="label").ask("Who?", Choice, prompt="try@1").value == Choice("tutor")
    assert "planner, tutor" in one.stub.chats()[-1].prompt
    assert wire_form(one) in (None, "")


def test_a_weak_model_is_asked_for_json_where_there_is_more_than_a_choice() -> None:
    endpoint = ScriptedEndpoint([Task("read", 25)], ModelCard("weak", "ollama", answers="label"))
    assert scripted_model(endpoint).ask("What?", Task, prompt="try@1").value == Task("read", 25)
    assert endpoint.forms == ["json"]


def test_reasoning_is_stripped(wire: Start) -> None:
    one = wire(f"<think>{{'task': 'rest'}} no, better:</think>\n{GOOD}")
    assert one.model().ask("What now?", Task, prompt="try@1").value == Task("read", 25)
    assert one.stub.calls == 1


def test_an_unusable_answer_is_repaired_once(wire: Start) -> None:
    one = wire('{"task": "read", "minutes": "soon"}', GOOD)
    assert one.model().ask("What now?", Task, prompt="try@1").value == Task("read", 25)
    messages = one.stub.chats()[-1].body["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[1]["content"] == '{"task": "read", "minutes": "soon"}'
    assert "minutes" in messages[2]["content"]
    assert one.outcomes() == ["unusable", "ok"]


def test_an_answer_that_was_cut_off_is_asked_for_more_shortly(wire: Start) -> None:
    one = wire(GOOD, faults=["full"])
    assert one.model().ask("What now?", Task, prompt="try@1").value == Task("read", 25)
    assert "cut off" in one.stub.chats()[-1].body["messages"][-1]["content"]


def test_nobody_is_told_what_is_asked_whatever_the_environment_says(
    wire: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langsmith.utils import tracing_is_enabled

    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    wire(GOOD).model().ask("What now?", Task, prompt="try@1")
    assert not tracing_is_enabled()


@pytest.mark.parametrize("text", ["no", "", "<think>hm</think>", '{"task": "read"'])
def test_two_unusable_answers_are_enough(wire: Start, text: str) -> None:
    one = wire(text)
    with pytest.raises(UnusableAnswer, match="small:3b gave no usable answer: ") as raised:
        one.model().ask("What now?", Task, prompt="try@1")
    assert one.stub.calls == 2
    assert one.outcomes() == ["unusable", "unusable"]
    assert "\n" not in str(raised.value)


def test_a_call_is_recorded_with_its_cost(wire: Start) -> None:
    one = wire(GOOD)
    model = one.model()
    model.ask("one two three", Task, prompt="try@3")
    (call,) = one.log.calls
    assert (call.run, call.prompt, call.model, call.outcome) == (7, "try@3", "small:3b", "ok")
    assert (call.tokens_in, call.tokens_out) == (4, 6)
    assert 0 <= call.milliseconds < 5000
    assert (model.account.calls, model.account.tokens_in, model.account.tokens_out) == (1, 4, 6)


def test_an_answer_about_something_unchanging_is_kept() -> None:
    endpoint, shelf = ScriptedEndpoint([Task("read", 1), Task("read", 2), Task("read", 3)]), Shelf()
    model = scripted_model(endpoint, cache=shelf)

    def minutes(words: str, prompt: str = "try@1") -> int:
        return model.ask(words, Task, prompt=prompt, unchanging=True).value.minutes

    assert [minutes("paper A"), minutes("paper A"), minutes("paper B"), minutes("paper A", "try@2")] == [1, 1, 2, 3]
    assert len(endpoint.asked) == model.account.calls == 3


def test_an_answer_about_something_that_changes_is_not_kept() -> None:
    shelf = Shelf()
    model = scripted_model(ScriptedEndpoint([Task("a", 1), Task("b", 2)]), cache=shelf)
    assert [model.ask("now", Task, prompt="try@1").value.minutes for _ in range(2)] == [1, 2]
    assert shelf.kept == {}


def test_an_answer_kept_in_another_shape_is_asked_for_anew() -> None:
    shelf = Shelf()
    for shape, reply in ((Task, Task("read", 1)), (Choice, Choice("tutor"))):
        model = scripted_model(ScriptedEndpoint([reply]), cache=shelf)
        assert model.ask("paper A", shape, prompt="try@1", unchanging=True).value == reply


def test_the_run_s_budget_stops_with_a_sentence(wire: Start) -> None:
    one = wire(GOOD)
    model = Model([one.endpoint()], one.account(per_run=30))
    model.ask("What now?", Task, prompt="try@1")
    with pytest.raises(BudgetSpent, match="30 tokens allowed for this run"):
        model.ask("word " * 30, Task, prompt="try@1")
    assert one.stub.calls == 1


def test_the_day_s_budget_counts_other_runs() -> None:
    log = CallList()
    earlier = Account(log, now=lambda: WHEN.replace(hour=1))
    earlier.record("try@1", "small:3b", "ok", tokens_in=900, tokens_out=50)
    yesterday = Account(log, now=lambda: WHEN.replace(day=1))
    yesterday.record("try@1", "small:3b", "ok", tokens_in=9000)
    account = Account(log, now=lambda: WHEN, per_day=1000)
    endpoint = ScriptedEndpoint([Choice("tutor")], SCRIPTED)
    assert Model([endpoint], account).ask("Who?", Choice, prompt="try@1").value == Choice("tutor")
    with pytest.raises(BudgetSpent, match="1000 tokens allowed for today"):
        Model([endpoint], account).ask("word " * 50, Choice, prompt="try@1")
