"""Taking turns at asking arXiv: held while a request lasts, given back whatever happens, waited for and told."""

import threading
import time as real_time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from arxiv_server import ArxivServer
from arxiv_server_pace import MemoryPace, RealTime, StillTime

from studycoach.domain.errors import CoachError
from studycoach.domain.paper import Paper, PaperName
from studycoach.memory.database import Database
from studycoach.memory.paces import Paces
from studycoach.tools.arxiv import Arxiv, ArxivUnreachable, Searched, Wish
from studycoach.tools.arxiv_fetch import Fetcher

DAY = date(2026, 11, 24)
LORA = Paper("2401.00001", 1, "Adapters", "Of low rank.", ("Ada",), ("cs.CL",), DAY, DAY)
WISH = Wish(words=("adapters",))
NAME = PaperName(LORA.id)
PDF = {LORA.id: b"%PDF-1.4 " + b"x" * 500}

Asking = Callable[..., Arxiv]


def test_another_process_that_keeps_the_turn_is_waited_for_until_the_deadline(
    asking: Asking, time: StillTime, pace: MemoryPace
) -> None:
    pace.claim("arxiv", "another", 60)
    with ArxivServer([LORA]) as server:
        with pytest.raises(ArxivUnreachable, match="in time"):
            asking(server, deadline_s=20).search(WISH, 5)
        assert (server.requests, time.slept) == ([], 20)
        assert asking(server, deadline_s=60).search(WISH, 5) == Searched((LORA,))


def test_a_turn_is_held_for_as_long_as_a_request_takes_and_not_much_longer() -> None:
    real = RealTime()
    pace = MemoryPace(real)
    with ArxivServer([LORA], pdf=PDF, faults=["stall"]) as server:
        fetcher = Fetcher(pace, "test", real.clock, real.sleep, lambda: 0.0, 30, (2, 5), lease_s=0.9)

        def fetch() -> None:
            with suppress(ArxivUnreachable):
                fetcher.get(f"{server.url}/pdf/{LORA.id}", lambda _: None)

        asked = threading.Thread(target=fetch)
        asked.start()
        while not server.requests:
            real.sleep(0.01)
        for _ in range(12):
            assert pace.claim("arxiv", "another", 1) > 0
            assert pace.held_until <= real.clock() + 0.91
            real.sleep(0.1)
        fetcher.hang_up()
        asked.join()
    assert (pace.owner, len(pace.pauses)) == ("", 1)


def test_a_turn_that_could_not_be_renewed_is_tried_again_in_silence(pace: MemoryPace) -> None:
    class Locked(MemoryPace):
        def claim(self, service: str, owner: str, seconds: float) -> float:
            if self.owner == owner:
                self.turns.append(-1)
                raise CoachError("The database is locked.")
            return super().claim(service, owner, seconds)

    locked = Locked(pace.time)
    with ArxivServer([LORA], pdf=PDF, always="drip", drip_s=0.001) as server:
        fetcher = Fetcher(locked, "test", pace.time.clock, pace.time.sleep, lambda: 0.0, 30, (2, 2), lease_s=0.1)
        assert fetcher.get(f"{server.url}/pdf/{LORA.id}", lambda _: None).body == PDF[LORA.id]
    assert locked.turns.count(-1) >= 2
    assert locked.owner == ""


@pytest.mark.parametrize(
    ("free_in", "held_for", "told"),
    [(4, 0, []), (0, 4, []), (40, 0, ["waits for arXiv (40 s)"]), (0, 12, ["waits while another asks arXiv"])],
)
def test_a_long_wait_is_told_once(
    asking: Asking, time: StillTime, pace: MemoryPace, free_in: float, held_for: float, told: list[str]
) -> None:
    class Brief(MemoryPace):
        """Doesn't know when another will be done, like the real one."""

        def claim(self, service: str, owner: str, seconds: float) -> float:
            wait = super().claim(service, owner, seconds)
            return wait if self.free_at > self.time.clock() else min(wait, 0.25)

    said: list[str] = []
    busy = Brief(time, "another", time.now + held_for, time.now + free_in)
    with ArxivServer([LORA]) as server:
        arxiv = Arxiv(server.addresses, busy, clock=time.clock, sleep=time.sleep, tell=said.append)
        assert arxiv.search(WISH, 5).papers == (LORA,)
    assert said == told


def test_one_anew_has_all_its_time_and_a_teller_of_its_own(asking: Asking, time: StillTime, pace: MemoryPace) -> None:
    said: list[str] = []
    with ArxivServer([LORA]) as server:
        spent = asking(server, deadline_s=20)
        spent.hang_up()
        with pytest.raises(ArxivUnreachable, match="not asked any more"):
            spent.search(WISH, 5)
        pace.free_at = time.now + 15
        assert spent.anew(said.append).search(WISH, 5) == Searched((LORA,))
    assert said == ["waits for arXiv (15 s)"]


def test_ctrl_c_gives_the_turn_back(time: StillTime, pace: MemoryPace) -> None:
    class Interrupted(Exception):
        pass

    def interrupt() -> float:
        raise Interrupted

    with ArxivServer([LORA], always=503) as server, pytest.raises(Interrupted):
        Arxiv(server.addresses, pace, clock=time.clock, sleep=time.sleep, jitter=interrupt).search(WISH, 5)
    assert pace.owner == ""


def test_the_real_pace_is_renewed_while_a_request_lasts(database: Database) -> None:
    paces = Paces(database, real_time.time)
    with ArxivServer([LORA], pdf=PDF, always="drip", drip_s=0.003) as server:
        fetcher = Fetcher(paces, "test", real_time.monotonic, real_time.sleep, lambda: 0.0, 30, (2, 2), lease_s=0.9)
        with ThreadPoolExecutor() as aside:
            body = aside.submit(lambda: fetcher.get(f"{server.url}/pdf/{LORA.id}", lambda _: None).body)
            while not server.requests:
                real_time.sleep(0.01)
            while not body.done():
                assert paces.claim("arxiv", "another", 1) > 0
                real_time.sleep(0.05)
    assert body.result() == PDF[LORA.id]
    assert 2 < paces.claim("arxiv", "another", 1) <= 3
