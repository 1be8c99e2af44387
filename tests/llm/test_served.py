"""What an endpoint offers besides the model at hand; its names are somebody else's words."""

from collections.abc import Callable

from model_wire import ModelStub, Wire

from studycoach.llm.endpoint import Access
from studycoach.llm.model_card import ModelCard
from studycoach.llm.served import served


def names(one: Wire, key: str = "") -> tuple[str, ...]:
    url = one.stub.url if one.provider == "ollama" else one.stub.v1
    return served(ModelCard("small:3b", one.provider, url), Access(url, key))


def test_all_models_of_the_place_are_listed(wire: Callable[..., Wire]) -> None:
    assert names(wire(models=["small:3b", "large:70b"])) == ("small:3b", "large:70b", "words-embed:1")


def test_names_that_nobody_could_mean_are_left_out_and_lists_are_bounded(wire: Callable[..., Wire]) -> None:
    assert names(wire(models=["good", "bad\x1b[2J", "x" * 201, ""], embedders=[])) == ("good",)
    assert len(names(wire(models=[f"m{n}" for n in range(90)]))) == 50


def test_a_place_that_tells_nothing_has_no_others(wire: Callable[..., Wire]) -> None:
    assert names(wire(key="sk-right"), key="sk-wrong") == ()
    with ModelStub() as stub:
        gone = stub.v1
    assert served(ModelCard("small:3b", "openai", gone), Access(gone)) == ()
