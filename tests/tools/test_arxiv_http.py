"""One answer of arXiv as it comes over the wire: packed, endless, with a pause asked for, or hung up on."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest
from arxiv_server import ArxivServer

from studycoach.domain.errors import CoachError
from studycoach.tools.arxiv_http import MOST_BYTES, MOST_PAUSE_S, Fault, ask, pause_asked


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        (" 0.5 ", 0.5),
        ("99999999999", MOST_PAUSE_S),
        ("Tue, 24 Nov 2026 09:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 08:00:00 GMT", 0),
        ("Tue, 24 Nov 2036 08:00:00 GMT", MOST_PAUSE_S),
        ("-5", 0),
        ("soon", 0),
        ("²", 0),
        ("Tue, 99 Nov 2026 99:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_moment(said: str, seconds: float) -> None:
    assert pause_asked({"Retry-After": said, "Date": "Tue, 24 Nov 2026 09:00:00 GMT"}) == seconds


def test_a_moment_without_a_date_to_see_it_from_asks_for_nothing() -> None:
    assert pause_asked({"Retry-After": "Tue, 24 Nov 2026 09:01:00 GMT"}) == 0


def test_who_hangs_up_while_a_connection_comes_about_waits_for_no_answer() -> None:
    with ArxivServer(always="stall") as server:
        start = time.monotonic()
        with pytest.raises(Fault, match="in time"):
            ask(f"{server.url}/api/query", user_agent="test", timeout=(2, 5), within_s=20, told=lambda end: end())
    assert time.monotonic() - start < 2


def unpacked(packed: bytes) -> bytes:
    """What is read of an answer that comes packed like this."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sending = threading.Thread(target=_send_packed, args=(listening, packed))
        sending.start()
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            return ask(address, user_agent="test", timeout=(5, 5), within_s=20).body
        finally:
            sending.join()


def _send_packed(listening: socket.socket, packed: bytes) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError):  # whoever has enough hangs up
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + packed)


def test_an_answer_packed_in_several_pieces_is_read_whole() -> None:
    pieces = [b"first half, ", b"", b"second half, " * 20_000, b"end"]
    assert unpacked(b"".join(map(gzip.compress, pieces))) == b"".join(pieces)
    assert unpacked(gzip.compress(b"padded", mtime=0) + bytes(1000)) == b"padded"
    assert unpacked(b"") == b""


@pytest.mark.parametrize("more", [b"<html>", gzip.compress(b"second", mtime=0)[:-1], gzip.compress(b"x", mtime=0)[:3]])
def test_what_follows_a_packed_answer_and_is_no_whole_piece_is_a_fault(more: bytes) -> None:
    with pytest.raises(Fault):
        unpacked(gzip.compress(b"first", mtime=0) + more)


def test_what_comes_counts_even_where_it_unpacks_to_nothing() -> None:
    with pytest.raises(CoachError, match="over 50 MB"):
        unpacked(gzip.compress(b"little", mtime=0) + bytes(MOST_BYTES + 1_000_000))
