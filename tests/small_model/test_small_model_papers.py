"""Papers read by a real model that is far too small for it: whatever it says, only what the paper proves is shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import small_model
from arxiv_server import ArxivServer
from paper_worlds import an_arxiv, page, reaching, some_papers
from worlds import a_learner

from studycoach.domain.paper_text import PaperText
from studycoach.domain.quotation import Quotable
from studycoach.memory import paper_texts
from studycoach.memory.database import Database
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.paper_questions import ask
from studycoach.workflows.paper_reading import read
from studycoach.workflows.services import PlanRules, Services
from studycoach.workflows.set_up import set_up

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)]
LESS_AGAIN = ("--repeat-penalty", "1.1", "--repeat-last-n", "256")
SHORT, LONG = "2611.00001", "2611.00002"
RUNS = "".join(
    f'<p class="ltx_p">In run {n} we left out {n} of the speakers and trained the network anew with the others. The error '
    f"rose to {n}.25 percent, which is more than the {n} percent of the run before. We see no reason for this but the "
    "smaller number of speakers, since nothing else was changed.</p>"
    for n in range(1, 31)
)


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    """One short paper, and one that no call of this model can hold."""
    with an_arxiv() as server:
        paper = some_papers()[1]
        assert paper.id == LONG
        server.files["html"][LONG] = page(paper).replace("</article>", f"<section>{RUNS}</section></article>").encode()
        yield server


@pytest.fixture(scope="module")
def address(serve) -> Iterator[str]:
    """A server that repeats itself less: the model would go on until the room for its answer is used up."""
    with serve(*LESS_AGAIN) as url:
        yield url


@pytest.fixture
def asked(address: str, ask_at):
    """Asks that server."""
    return ask_at(address)


@pytest.fixture
def reader(database: Database, tmp_path: Path, now: datetime, arxiv: ArxivServer, asked) -> Services:
    """Services with this arXiv and the real model, as it is found."""
    models = asked.models()
    return reaching(Services(database, lambda: now, tmp_path / "home", PlanRules(), models=lambda: models), arxiv)


@pytest.fixture
def learner_id(reader: Services) -> int:
    return set_up(reader, replace(a_learner(), roadmap="spanish-a2"), read_shipped("spanish-a2")).id


def prompts(asked) -> set[str]:
    return {call.prompt.partition("@")[0] for call in asked.log.calls}


def stands(text: PaperText, quote: str, section: str) -> bool:
    return Quotable([passage for passage in text.passages if passage.section == section]).find(quote) is not None


@pytest.mark.parametrize(("name", "way"), [(SHORT, "read_paper"), (LONG, "read_part")])
def test_every_point_that_is_shown_stands_in_the_paper(reader, learner_id, asked, name: str, way: str) -> None:
    done = read(reader, learner_id, name)
    summary = done.explained.summary
    assert way in prompts(asked)
    assert summary.points
    assert all(stands(done.text, point.quote, point.section) for point in summary.points)
    if summary.written_by == "rules":
        assert done.trouble, "it is said why the model's words are not shown"
    else:
        assert summary.written_by == small_model.NAME


@pytest.mark.parametrize("question", ["What accuracy does the method reach?", "Which speakers were left out?"])
def test_an_answer_names_places_that_there_are_or_it_is_said_that_there_is_none(reader, learner_id, asked, question):
    told = ask(reader, learner_id, [SHORT, LONG], question)
    assert prompts(asked) == {"answer_from_papers"}
    assert told.references
    with reader.database.read() as db:
        texts = {id_: paper_texts.find(db, id_) for id_ in (SHORT, LONG)}
    assert all(one.passage in texts[one.paper.id].passages for one in told.references)
    numbers = [one.number for one in told.references]
    if told.text:
        assert sorted({int(n) for n in re.findall(r"\[(\d+)\]", told.text)}) == numbers
        assert told.written_by == small_model.NAME
    else:
        assert told.nothing or told.trouble


def test_what_no_passage_speaks_of_is_not_even_asked(reader, learner_id, asked) -> None:
    told = ask(reader, learner_id, [SHORT], "How tall is the Eiffel tower?")
    assert told.nothing
    assert (told.text, told.references, asked.log.calls) == ("", (), [])
