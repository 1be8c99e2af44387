"""Each file is read by a process of its own: what hangs, swells or dies there costs that file alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from paper_files import PdfPage, latexml, pdf, prose, section, tex, wrapped

from studycoach.tools.paper_blocks import Unreadable
from studycoach.tools.paper_isolated import Limits, convert


def long_pdf() -> bytes:
    """A PDF that takes seconds to read."""
    page = PdfPage()
    page.lines(20, 780, wrapped(prose(900), 110), size=8)
    return pdf([page] * 3000)


LONG = long_pdf()


def busy(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that read already."""
    return [process for process in processes if process.cpu_times().user > 0.3]


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if child.is_running()]


def test_what_takes_too_long_is_ended() -> None:
    start, before = time.monotonic(), children()
    with pytest.raises(Unreadable, match=r"takes longer than 0\.5 seconds"):
        convert("pdf", LONG, Limits(seconds=0.5, pages=3000))
    assert time.monotonic() - start < 5
    assert set(children()) <= set(before)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system can")
def test_what_needs_too_much_memory_is_ended() -> None:
    data = latexml(section("1", "One", *("word " * 20 for _ in range(300_000))))
    with pytest.raises(Unreadable, match="memory"):
        convert("html", data, Limits(memory=120_000_000))


def test_five_thousand_pages_are_read_up_to_the_limit() -> None:
    page = PdfPage()
    page.lines(72, 700, wrapped(prose(30), 95))
    found = convert("pdf", pdf([page] * 5000), Limits(pages=100))
    assert found.remarks == ("Only the first 100 of 5000 pages were read.",)


def test_a_file_that_is_nested_too_deeply_is_a_sentence_or_a_text() -> None:
    found = convert("tex", tex("\\section{One}Text. " + "\\emph{" * 100_000), Limits())
    assert found.blocks[0].text.startswith("Text.")


def test_nothing_is_written_and_what_lies_in_the_folder_is_not_run(tmp_path: Path) -> None:
    """A file of the name of a module, where the coach is started, must not be imported."""
    for name in ("json.py", "lxml.py", "resource.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    program = "from studycoach.tools.paper_isolated import convert, USUAL; from sys import stdin; print(convert('html', stdin.buffer.read(), USUAL).blocks[0].text)"
    page = latexml(section("1", "One", "Text."))
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, input=page, capture_output=True, timeout=60
    )
    assert done.stdout.decode().strip() == "Text.", done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["json.py", "lxml.py", "resource.py"]


@pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")
def test_ctrl_c_ends_the_process_that_reads(tmp_path: Path) -> None:
    (tmp_path / "long.pdf").write_bytes(LONG)
    program = (
        "from pathlib import Path; from studycoach.tools.paper_isolated import convert, Limits\n"
        "convert('pdf', Path('long.pdf').read_bytes(), Limits(seconds=100, pages=3000))"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, stderr=subprocess.DEVNULL) as parent:
        process = psutil.Process(parent.pid)
        deadline = time.monotonic() + 30
        while not (reading := busy(process.children())) and time.monotonic() < deadline:
            time.sleep(0.02)
        parent.send_signal(signal.SIGINT)
        assert parent.wait(10) != 0
    assert reading
    assert psutil.wait_procs(reading, timeout=5)[1] == []
