"""Which model is found: configuration, environment, this computer's Ollama, none; and why not another."""

from dataclasses import dataclass

import pytest
from model_wire import ModelStub

from studycoach.llm.finding import Found, find_model
from studycoach.llm.finding_probes import ollama_address

NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Wish:
    provider: str = "auto"
    base_url: str = ""
    name: str = ""
    context: int = 0


def find(wish: Wish = Wish(), **environment: str) -> Found:
    """Finds a model; an Ollama of the machine that runs the tests is out of the way."""
    return find_model(wish, {"OLLAMA_HOST": NOWHERE} | environment)


def taken(found: Found) -> tuple[str, str]:
    assert found.card is not None, found
    return found.card.provider, found.card.name


def test_the_configuration_comes_first() -> None:
    with ModelStub() as configured, ModelStub() as other:
        wish = Wish("ollama", configured.url)
        found = find(wish, OPENAI_BASE_URL=other.v1, OLLAMA_HOST=other.url)
        assert taken(found) == ("ollama", "small:3b")
        assert found.why == "The configuration says model.provider: ollama."
        assert found.access is not None
        assert found.access.url == configured.url
        assert other.requests == []


def test_what_the_configuration_names_is_taken_or_nothing_is() -> None:
    with ModelStub() as other:
        found = find(Wish("openai", NOWHERE), OPENAI_BASE_URL=other.v1, OLLAMA_HOST=other.url)
        assert found.card is None
        assert other.requests == []
        (why_not,) = found.passed_over
        assert why_not == (
            "The configuration says model.provider: openai, but http://127.0.0.1:9 can't be used: nothing answers there."
        )


def test_none_is_none() -> None:
    with ModelStub() as other:
        found = find(Wish("none"), OPENAI_BASE_URL=other.v1)
        assert (found.card, found.why) == (None, "The configuration says model.provider: none.")
        assert other.requests == []


@pytest.mark.parametrize(("provider", "path"), [("ollama", ""), ("openai", "/v1")])
def test_an_address_alone_tells_what_speaks_there(provider: str, path: str) -> None:
    with ModelStub() as stub:
        assert taken(find(Wish(base_url=stub.url + path + "/"))) == (provider, "small:3b")


def test_the_environment_comes_before_this_computer_s_ollama() -> None:
    with ModelStub(models=["remote"], key="sk-1") as stub:
        found = find(OPENAI_BASE_URL=stub.v1, OPENAI_API_KEY="sk-1")
        assert taken(found) == ("openai", "remote")
        assert found.why == "OPENAI_BASE_URL is set."
        assert "sk-1" not in repr(found)


def test_the_first_model_listed_is_used_and_openai_model_overrides() -> None:
    with ModelStub(models=["first", "second"], context=9000) as stub:
        found = find(OPENAI_BASE_URL=stub.v1)
        assert found.card is not None
        assert (found.card.name, found.card.context, found.card.embedder) == ("first", 9000, "words-embed:1")
        assert taken(find(OPENAI_BASE_URL=stub.v1, OPENAI_MODEL="second")) == ("openai", "second")
        assert taken(find(Wish(name="mine"), OPENAI_BASE_URL=stub.v1, OPENAI_MODEL="second")) == ("openai", "mine")


def test_what_can_not_be_used_is_passed_over_with_a_reason() -> None:
    with ModelStub() as stub:
        found = find(OPENAI_BASE_URL=NOWHERE, OLLAMA_HOST=stub.url)
        assert taken(found) == ("ollama", "small:3b")
        assert found.why == "OLLAMA_HOST is set."
        assert found.passed_over == (
            "OPENAI_BASE_URL is set, but http://127.0.0.1:9 can't be used: nothing answers there.",
        )


def test_a_refused_key_is_said_and_not_shown() -> None:
    with ModelStub(key="sk-right") as stub:
        found = find(OPENAI_BASE_URL=stub.v1, OPENAI_API_KEY="sk-wrong")
        assert found.card is None
        assert "doesn't accept the key" in found.passed_over[0]
        assert "sk-wrong" not in repr(found)


def test_openai_itself_is_asked_for_nothing_until_a_model_is_named() -> None:
    found = find(OPENAI_API_KEY="sk-1")
    assert found.card is None
    assert found.passed_over[0] == "OPENAI_API_KEY is set, but no model is named; set OPENAI_MODEL or model.name."


def test_this_computer_s_ollama_is_the_last_resort() -> None:
    with ModelStub() as stub:
        assert taken(find_model(Wish(), {}, local=stub.url)) == ("ollama", "small:3b")
    found = find_model(Wish(), {}, local=stub.url)
    assert (found.card, found.why) == (None, "No model was found.")
    assert found.passed_over[0].startswith("Ollama may run on this computer, but ")
    assert found.failures == ()


def test_an_ollama_without_the_wanted_model_says_how_to_get_it() -> None:
    with ModelStub(models=["small:3b", "other:latest"]) as stub:
        assert "`ollama pull` gets it" in find(Wish(name="large:70b"), OLLAMA_HOST=stub.url).passed_over[0]
        assert taken(find(Wish(name="other"), OLLAMA_HOST=stub.url)) == ("ollama", "other:latest")


def test_an_ollama_that_only_embeds_is_passed_over() -> None:
    with ModelStub(models=[]) as stub:
        assert "serves no model" in find(OLLAMA_HOST=stub.url).passed_over[0]


@pytest.mark.parametrize(("asked", "told", "used"), [(0, 40960, 40960), (8192, 40960, 8192), (99999, 40960, 40960)])
def test_the_context_is_what_the_model_takes_within_what_is_wished(asked: int, told: int, used: int) -> None:
    with ModelStub(context=told) as stub:
        for found in (find(Wish(context=asked), OLLAMA_HOST=stub.url), find(Wish("openai", stub.v1, context=asked))):
            assert found.card is not None
            assert found.card.context == used


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "localhost:8080/v1", "http://", "http://h:99999999/", "http://a b/"]
)
def test_an_address_that_is_none_is_said_to_be(url: str) -> None:
    for found in (find(Wish("openai", url)), find(Wish(base_url=url)), find(OPENAI_BASE_URL=url)):
        assert found.card is None
        assert "its address must be like" in found.passed_over[0]


def test_a_password_in_the_address_is_not_shown() -> None:
    with ModelStub() as stub:
        url = stub.v1.replace("http://", "http://me:pass-word@")
        found = find(OPENAI_BASE_URL=url)
        assert found.card is not None
        assert found.card.address == stub.v1
        assert "pass-word" not in repr(found)
    assert "pass-word" not in repr(find(OPENAI_BASE_URL=url))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("0.0.0.0:11434", "http://127.0.0.1:11434"),
        (":8000", "http://127.0.0.1:8000"),
        ("http://box.lan", "http://box.lan:80"),
        ("https://box.lan/ollama/", "https://box.lan:443/ollama"),
        ("[::1]:8000", "http://[::1]:8000"),
        (" box.lan ", "http://box.lan:11434"),
    ],
)
def test_ollama_s_host_is_read_as_ollama_reads_it(host: str, address: str) -> None:
    assert ollama_address(host) == address
