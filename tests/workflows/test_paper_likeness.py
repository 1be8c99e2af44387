"""Papers like a known one: whatever stands in its title is words, and the likest comes first."""

import re
from dataclasses import replace
from datetime import date

import pytest
from arxiv_server import ArxivServer
from paper_worlds import some_papers

from studycoach.workflows.paper_likeness import alike
from studycoach.workflows.services import Services

ONE = some_papers()[0]
TERM = r'all:("[^"]*"|\w+)'


@pytest.mark.parametrize(
    "title", ["TO ANDNOT: Negation", "OR", "NOT LoRA", 'cat:cs.CL "au:', "id:2401.00001 since:yesterday", "?!", ""]
)
def test_a_title_is_words_and_nothing_else(at_hand: Services, arxiv: ArxivServer, title: str) -> None:
    assert alike(at_hand, replace(ONE, id="2611.00099", title=title), 3) == ()
    for request in arxiv.requests:
        assert re.fullmatch(rf"{TERM}( AND {TERM})*", request.query["search_query"])


def test_the_likest_come_first_and_never_the_paper_itself(at_hand: Services) -> None:
    like = replace(ONE, id="2611.00099", title="Spanish questions and their words")
    found = [paper.id for paper in alike(at_hand, like, 3)]
    assert ONE.id not in {paper.id for paper in alike(at_hand, ONE, 3)}
    assert found[:1] == ["2611.00004"]


def test_they_can_be_asked_to_be_recent(at_hand: Services, arxiv: ArxivServer) -> None:
    alike(at_hand, ONE, 3, f"since:{date(2026, 1, 1)}")
    assert all("submittedDate:[202601010000" in request.query["search_query"] for request in arxiv.requests)
    assert arxiv.requests
