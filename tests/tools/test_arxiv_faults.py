"""arXiv on its bad days: the coach waits, asks again, gives up in time, and tells why."""

import time as real_time
from collections.abc import Callable
from datetime import date
from email.utils import formatdate

import pytest
from arxiv_server import ArxivServer
from arxiv_server_pace import MemoryPace, StillTime

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.paper import Paper, PaperName
from studycoach.tools.arxiv import Arxiv, ArxivUnreachable, Searched, Wish
from studycoach.tools.arxiv_addresses import ArxivAddresses

DAY = date(2026, 11, 24)
LORA = Paper("2401.00001", 1, "Adapters", "Of low rank.", ("Ada",), ("cs.CL",), DAY, DAY)
WISH = Wish(words=("adapters",))
NAME = PaperName(LORA.id)
PDF = {LORA.id: b"%PDF-1.4 " + b"x" * 500}

Asking = Callable[..., Arxiv]


@pytest.mark.parametrize("fault", ["busy", "broken", "half", "cut", "page", "reset", "stall", "empty", 500, 408])
def test_a_fault_of_a_search_that_passes_is_asked_over(asking: Asking, fault: str | int) -> None:
    with ArxivServer([LORA], faults=[fault]) as server:
        assert asking(server).search(WISH, 5) == Searched((LORA,))
    assert len(server.requests) == 2


@pytest.mark.parametrize("fault", ["busy", "broken", "half", "cut", "page", "reset", "stall"])
def test_a_fault_of_the_announcements_that_passes_is_asked_over(asking: Asking, fault: str) -> None:
    with ArxivServer([LORA], announced=[LORA.id], faults=[fault]) as server:
        assert len(asking(server).announced(["cs.CL"]).papers) == 1
    assert len(server.requests) == 2


@pytest.mark.parametrize("fault", ["busy", "broken", "cut", "page", "reset", "stall"])
def test_a_fault_of_a_download_that_passes_is_asked_over(asking: Asking, fault: str) -> None:
    with ArxivServer([LORA], pdf=PDF, faults=[fault]) as server:
        assert asking(server).pdf(NAME) == PDF[LORA.id]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("always", "said"),
    [
        ("busy", "it answered 429"),
        ("broken", "it answered 503"),
        ("half", "only half"),
        ("page", "a web page instead of data"),
        ("reset", "the connection broke"),
        ("stall", "didn't answer in time"),
    ],
)
def test_a_fault_that_stays_is_told_after_growing_pauses(
    asking: Asking, time: StillTime, pace: MemoryPace, always: str, said: str
) -> None:
    with ArxivServer([LORA], always=always) as server, pytest.raises(ArxivUnreachable, match=said):
        asking(server).search(WISH, 5)
    pauses = [after - before for before, after in zip(pace.turns, pace.turns[1:], strict=False)]
    assert 3 <= len(server.requests) <= 5
    assert pauses == sorted(pauses)
    assert pauses[0] >= 3 < pauses[-1]
    assert time.slept < 60


def test_jitter_spreads_the_pauses(asking: Asking, pace: MemoryPace) -> None:
    with ArxivServer(always=503) as server, pytest.raises(ArxivUnreachable):
        asking(server, jitter=lambda: 0.0).search(WISH, 5)
    assert pace.pauses == [3, 3, 6, 12, 24]


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_another_attempt_cant_mend_is_not_asked_over(asking: Asking, status: int) -> None:
    with ArxivServer([LORA], always=status) as server, pytest.raises(CoachError, match=f"status {status}"):
        asking(server).search(WISH, 5)
    assert len(server.requests) == 1


def test_a_complaint_of_the_api_is_told_in_its_words(asking: Asking) -> None:
    class Complaining(ArxivServer):
        def answer(self, *_: object) -> tuple[int, str, bytes]:
            from arxiv_server_pages import error_page

            return 200, "application/atom+xml", error_page("the moon\x1b is full.")

    with (
        Complaining() as server,
        pytest.raises(WrongInput, match=r"^arXiv doesn't take that: the moon is full\. Write"),
    ):
        asking(server).search(WISH, 5)
    assert len(server.requests) == 1


@pytest.mark.parametrize("as_moment", [False, True])
def test_the_pause_that_arxiv_asks_for_is_kept_by_all(asking: Asking, pace: MemoryPace, as_moment: bool) -> None:
    retry_after = formatdate(real_time.time() + 40, usegmt=True) if as_moment else "40"
    with ArxivServer([LORA], faults=["busy"], retry_after=retry_after) as server:
        assert asking(server).search(WISH, 5) == Searched((LORA,))
    assert 38 <= pace.pauses[0] <= 40
    assert pace.pauses[1:] == [3]


def test_a_longer_pause_than_there_is_time_for_is_told_at_once_and_kept_by_all(
    asking: Asking, time: StillTime, pace: MemoryPace
) -> None:
    with ArxivServer([LORA], faults=["busy"], retry_after="600") as server:
        with pytest.raises(ArxivUnreachable, match="pause of 10 minutes"):
            asking(server).search(WISH, 5)
        with pytest.raises(ArxivUnreachable, match="pause of 10 minutes"):
            asking(server).pdf(NAME)
        assert (len(server.requests), time.slept) == (1, 0)
        time.now += 600
        assert asking(server).search(WISH, 5) == Searched((LORA,))


def test_a_page_that_stays_oddly_empty_is_believed_the_second_time_and_what_is_missing_is_told(asking: Asking) -> None:
    with ArxivServer([LORA], always="empty") as server:
        assert asking(server).search(WISH, 5) == Searched((), missing=1)
        assert asking(server).search(Wish(ids=(NAME,)), 5) == Searched((), missing=1)
        assert asking(server).papers([NAME]) == ()
    assert len(server.requests) == 6


@pytest.mark.parametrize(("most", "missing"), [(500, 0), (600, 100), (700, 150)])
def test_a_search_that_counts_more_than_it_gives_tells_how_many(asking: Asking, most: int, missing: int) -> None:
    papers = [Paper(f"2401.{n:05}", 1, "Adapters", "", (), (), DAY, DAY) for n in range(650)]
    with ArxivServer(papers, faults=["", "empty", "empty"]) as server:
        found = asking(server).search(WISH, most)
    assert (len(found.papers), found.missing) == (500, missing)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>see http://arxiv.org/api/errors for help</html>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/api/errors#x</id>",
        b"/api/errors",
    ],
)
def test_a_refusal_that_is_no_whole_complaint_is_told_by_its_status(asking: Asking, body: bytes) -> None:
    class Muttering(ArxivServer):
        def answer(self, *_: object) -> tuple[int, str, bytes]:
            return 400, "text/html", body

    with Muttering() as server, pytest.raises(CoachError, match="status 400"):
        asking(server).search(WISH, 5)
    assert len(server.requests) == 1


def test_the_deadline_holds_over_the_life_of_the_object(asking: Asking, time: StillTime) -> None:
    with ArxivServer([LORA], always=503) as server:
        arxiv = asking(server, deadline_s=30)
        for _ in range(4):
            with pytest.raises(ArxivUnreachable):
                arxiv.search(WISH, 5)
    assert time.slept <= 30
    assert len(server.requests) <= 6


def test_time_spent_on_other_things_doesnt_count(asking: Asking, time: StillTime) -> None:
    with ArxivServer([LORA]) as server:
        arxiv = asking(server, deadline_s=30)
        time.now += 1000
        assert arxiv.search(WISH, 5) == Searched((LORA,))


def test_a_server_that_drips_is_left_at_the_deadline(time: StillTime) -> None:
    start = real_time.monotonic()
    with ArxivServer([LORA], pdf=PDF, always="drip", drip_s=0.02) as server:
        arxiv = Arxiv(server.addresses, MemoryPace(StillTime(start)), timeout=(2, 2), deadline_s=0.4)
        with pytest.raises(ArxivUnreachable, match="didn't answer in time"):
            arxiv.pdf(NAME)
    assert real_time.monotonic() - start < 2


def test_an_answer_that_swells_is_refused(asking: Asking) -> None:
    with ArxivServer([LORA], pdf=PDF, always="bomb") as server, pytest.raises(CoachError, match="over 50 MB") as raised:
        asking(server, timeout=(5, 5)).pdf(NAME)
    assert not isinstance(raised.value, ArxivUnreachable)
    assert len(server.requests) == 1


def test_a_redirect_is_followed_in_a_turn_of_its_own(asking: Asking, pace: MemoryPace) -> None:
    with ArxivServer([LORA], pdf=PDF, faults=["moved"], moved_to=f"/pdf/{LORA.id}v1") as server:
        assert asking(server).pdf(NAME) == PDF[LORA.id]
    assert [request.path for request in server.requests] == [f"/pdf/{LORA.id}", f"/pdf/{LORA.id}v1"]
    assert pace.turns[1] - pace.turns[0] >= 3


@pytest.mark.parametrize(
    "to", ["/pdf/2401.00001", "file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "javascript:x"]
)
def test_redirects_in_circles_or_out_of_the_web_are_not_followed(asking: Asking, to: str) -> None:
    moved = ArxivServer([LORA], pdf=PDF, always="moved", moved_to=to)
    with moved as server, pytest.raises(ArxivUnreachable, match="from one address to another"):
        asking(server).pdf(NAME)
    assert len(server.requests) == (6 if to.startswith("/") else 1)


def test_without_a_connection_it_is_told_soon(time: StillTime, pace: MemoryPace) -> None:
    addresses = ArxivAddresses(api_url="http://127.0.0.1:9/api/query")
    with pytest.raises(ArxivUnreachable, match=r"no connection came about\. Check the connection"):
        Arxiv(addresses, pace, clock=time.clock, sleep=time.sleep).search(WISH, 5)
    assert len(pace.turns) == 3


@pytest.mark.parametrize("address", ["http://", "http://:0:0/", "https://exa mple/\udcff"])
def test_an_address_that_is_none_is_told(pace: MemoryPace, address: str) -> None:
    with pytest.raises(CoachError):
        Arxiv(ArxivAddresses(pdf_url=address), pace, clock=pace.time.clock, sleep=pace.time.sleep).pdf(NAME)
