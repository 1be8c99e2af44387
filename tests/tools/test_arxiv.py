"""arXiv as the coach asks it: search, metadata, announcements and downloads, from a server that stands in for it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from arxiv_server import ArxivRequest, ArxivServer
from arxiv_server_pace import MemoryPace, StillTime

from studycoach import __version__
from studycoach.domain.errors import WrongInput
from studycoach.domain.paper import Paper, PaperName
from studycoach.tools.arxiv import Announced, Arxiv, Searched, Wish, read_wish
from studycoach.tools.arxiv_addresses import ArxivAddresses

LORA = Paper(
    "2401.00001",
    1,
    "Adapters of low rank: $r < d$ & more",
    "We train adapters of low rank. They are small.",
    ("Ada Lovelace", "Jürgen Groß"),
    ("cs.CL", "cs.LG"),
    date(2024, 1, 2),
    date(2024, 1, 2),
    "12 pages",
)
SIGHT = replace(
    LORA,
    id="2401.00002",
    version=3,
    title="Seeing without labels",
    abstract="We learn to see.",
    categories=("cs.CV", "cs.LG"),
    published=date(2024, 1, 3),
    updated=date(2024, 6, 1),
)
OLD = replace(LORA, id="hep-th/9901001", title="Strings of old", categories=("hep-th",), published=date(1999, 1, 4))
GONE = replace(LORA, id="2401.00004", title="Too good", comment="Withdrawn: Lemma 2 is wrong", is_withdrawn=True)
PAPERS = (LORA, SIGHT, OLD, GONE)


@pytest.fixture
def asking(time: StillTime, pace: MemoryPace) -> Callable[[ArxivServer], Arxiv]:
    """Gives what asks that server."""
    return lambda server: Arxiv(server.addresses, pace, clock=time.clock, sleep=time.sleep, jitter=lambda: 1.0)


Asking = Callable[[ArxivServer], Arxiv]


def ids(papers: Sequence[Paper]) -> list[str]:
    return [paper.id for paper in papers]


def test_a_search_gives_whole_papers(asking: Asking) -> None:
    with ArxivServer(PAPERS) as server:
        assert asking(server).search(read_wish('"low rank" cat:cs.CL since:2024-01-01'), 1) == Searched((LORA,))
        assert asking(server).search(Wish(words=("unheard-of",)), 10) == Searched(())
    assert server.requests[0].query["max_results"] == "1"
    assert server.requests[0].headers["user-agent"] == f"study-coach/{__version__}"


def test_a_search_can_put_the_newest_first(asking: Asking) -> None:
    with ArxivServer(PAPERS) as server:
        found = asking(server).search(Wish(categories=("cs.LG", "hep-th"), newest_first=True), 10)
    assert ids(found.papers) == [SIGHT.id, LORA.id, GONE.id, OLD.id]


def test_many_papers_are_found_page_by_page(asking: Asking) -> None:
    many = [replace(LORA, id=f"2401.{number:05}") for number in range(1, 701)]
    with ArxivServer(many) as server:
        found = asking(server).search(Wish(words=("rank",)), 600)
    assert (ids(found.papers), found.missing) == (ids(many)[:600], 0)
    assert [request.query["start"] for request in server.requests] == ["0", "500"]


def test_a_wish_for_nothing_is_refused_without_a_request(asking: Asking) -> None:
    with ArxivServer(PAPERS) as server:
        with pytest.raises(WrongInput, match="nothing to search for"):
            asking(server).search(Wish(words=("?!",)), 10)
        assert asking(server).search(Wish(words=("rank",)), 0) == Searched(())
    assert server.requests == []


def test_papers_come_in_the_order_in_which_they_are_named_and_missing_ones_are_absent(asking: Asking) -> None:
    names = [PaperName(OLD.id), PaperName("2401.99999"), PaperName(SIGHT.id, 3), PaperName(LORA.id), PaperName(LORA.id)]
    with ArxivServer(PAPERS) as server:
        assert asking(server).papers(names) == (OLD, SIGHT, LORA)
        assert asking(server).papers([PaperName(SIGHT.id, 2)]) == ()


def test_what_cant_be_at_arxiv_is_not_asked_for(asking: Asking) -> None:
    with ArxivServer(PAPERS) as server:
        arxiv, own = asking(server), PaperName("own-0123456789abcdef")
        assert arxiv.papers([own, PaperName("../etc"), PaperName("x&y=1")]) == ()
        assert (arxiv.html(own), arxiv.source(PaperName("../x")), arxiv.pdf(own)) == (None, None, None)
    assert server.requests == []


def test_two_hundred_papers_are_two_requests_three_seconds_apart(asking: Asking, pace: MemoryPace) -> None:
    many = [replace(LORA, id=f"2401.{number:05}") for number in range(200)]
    with ArxivServer(many) as server:
        assert len(asking(server).papers([PaperName(paper.id) for paper in many])) == 200
    assert len(server.requests) == 2
    assert pace.turns[1] - pace.turns[0] >= 3


def test_an_id_that_arxiv_complains_about_costs_only_itself(asking: Asking) -> None:
    class Picky(ArxivServer):
        def answer(self, request: ArxivRequest, fault: str | int) -> tuple[int, str, bytes]:
            if "foo/1234567" in request.query["id_list"]:
                request = replace(request, query={"id_list": "foo/12345"})
            status, kind, body = super().answer(request, fault)
            return status, kind, body.replace(b"foo/12345", b"foo/1234567")

    with Picky(PAPERS) as server:
        assert asking(server).papers([PaperName(LORA.id), PaperName("foo/1234567"), PaperName(SIGHT.id)]) == (
            LORA,
            SIGHT,
        )


def test_another_paper_than_the_one_asked_for_is_not_taken_for_it(asking: Asking) -> None:
    class Mistaken(ArxivServer):
        def answer(self, request: ArxivRequest, fault: str | int) -> tuple[int, str, bytes]:
            return super().answer(replace(request, query={"id_list": SIGHT.id}), fault)

    with Mistaken(PAPERS) as server:
        assert asking(server).papers([PaperName(LORA.id)]) == ()


def test_a_withdrawn_paper_is_known_as_such(asking: Asking) -> None:
    gone = replace(LORA, id="2401.00005", abstract="This paper has been withdrawn by the author.", comment="")
    back = replace(LORA, id="2401.00006", comment="Withdrawn from a conference, since improved")
    with ArxivServer([LORA, GONE, gone, back]) as server:
        found = asking(server).papers([PaperName(paper.id) for paper in (LORA, GONE, gone, back)])
        assert asking(server).pdf(PaperName(GONE.id)) is None
    assert [paper.is_withdrawn for paper in found] == [False, True, True, False]


def test_announcements_are_one_request_and_tell_new_from_replaced(asking: Asking) -> None:
    with ArxivServer(PAPERS, announced=[SIGHT.id, LORA.id], day=date(2026, 11, 24)) as server:
        found = asking(server).announced(("cs.CL", "CS.lg", "cs.CL"))
    new, replaced = (
        replace(p, published=date(2026, 11, 24), updated=date(2026, 11, 24), comment="") for p in (LORA, SIGHT)
    )
    assert found == Announced((new,), (replace(replaced, published=date(2024, 1, 1)),), date(2026, 11, 24))
    assert [request.path for request in server.requests] == ["/rss/cs.CL+cs.LG"]


def test_a_weekend_has_no_announcements(asking: Asking) -> None:
    with ArxivServer(PAPERS, day=date(2026, 11, 28)) as server:
        assert asking(server).announced(["cs.CL"]) == Announced((), day=date(2026, 11, 28))
        assert asking(server).announced([]) == Announced(())
    assert len(server.requests) == 1


def test_a_category_that_arxiv_doesnt_have_is_told(asking: Asking) -> None:
    with ArxivServer(PAPERS, always=400) as server, pytest.raises(WrongInput, match=r"announces nothing for cs\.XX"):
        asking(server).announced(["cs.XX"])


def test_papers_are_fetched_as_html_source_and_pdf(asking: Asking) -> None:
    files = {LORA.id: b"\x1f\x8b tar", OLD.id: b"%PDF-1.4 only this"}
    pdfs = {f"{SIGHT.id}v2": b"%PDF-1.4 second", SIGHT.id: b"%PDF-1.4 newest"}
    with ArxivServer(PAPERS, html={LORA.id: "<html>ä</html>"}, source=files, pdf=pdfs) as server:
        arxiv = asking(server)
        assert arxiv.html(PaperName(LORA.id)) == "<html>ä</html>".encode()
        assert arxiv.source(PaperName(LORA.id, 1)) == b"\x1f\x8b tar"
        assert arxiv.pdf(PaperName(SIGHT.id, 2)) == b"%PDF-1.4 second"
        assert arxiv.pdf(PaperName(SIGHT.id)) == b"%PDF-1.4 newest"
        assert arxiv.source(PaperName(OLD.id)) is None
        assert arxiv.html(PaperName(SIGHT.id)) is None
    paths = [request.path for request in server.requests]
    assert paths[:3] == ["/html/2401.00001", "/e-print/2401.00001v1", "/pdf/2401.00002v2"]
    assert paths[4] == "/e-print/hep-th/9901001"


def test_every_request_is_a_turn_of_its_own_on_a_connection_of_its_own(asking: Asking, pace: MemoryPace) -> None:
    with ArxivServer(PAPERS, html={LORA.id: "<p>"}, announced=[LORA.id]) as server:
        arxiv = asking(server)
        arxiv.search(Wish(words=("rank",)), 5)
        arxiv.announced(["cs.CL"])
        arxiv.html(PaperName(LORA.id))
    gaps = [after - before for before, after in zip(pace.turns, pace.turns[1:], strict=False)]
    assert len(server.requests) == len(pace.turns) == 3
    assert min(gaps) >= 3
    assert server.most_at_once == 1
    assert {request.headers["connection"] for request in server.requests} == {"close"}


def test_addresses_must_be_of_the_web(pace: MemoryPace) -> None:
    with pytest.raises(WrongInput, match=r"arxiv\.pdf_url is 'file:///etc'"):
        Arxiv(ArxivAddresses(pdf_url="file:///etc"), pace)


def test_an_address_with_a_question_and_braces_still_works(asking: Asking, time: StillTime, pace: MemoryPace) -> None:
    with ArxivServer(PAPERS) as server:
        odd = replace(server.addresses, api_url=f"{server.addresses.api_url}?key={{1}}")
        found = Arxiv(odd, pace, clock=time.clock, sleep=time.sleep).papers([PaperName(LORA.id)])
    assert found == (LORA,)
    assert server.requests[0].query["key"] == "{1}"


def test_a_paper_that_comes_twice_in_an_answer_is_found_once_in_its_newest_version(asking: Asking) -> None:
    with ArxivServer([LORA, replace(LORA, version=2), LORA]) as server:
        found = asking(server).search(Wish(categories=("cs.CL",)), 10)
    assert [(paper.id, paper.version) for paper in found.papers] == [(LORA.id, 2)]
