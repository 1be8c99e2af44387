"""Tests of a learner in the sandbox: for real where bubblewrap is installed, and what comes out of it, whoever wrote it."""

import os
import shutil
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError
from studycoach.tools.sandbox import MOST_FILES, run_tests

needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap isn't installed")
needs_posix = pytest.mark.skipif(os.name != "posix", reason="the sandbox is for Linux")
REPORT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase file="test_a.py" line="3" classname="test_a" name="test_ok"/>
<testcase file="test_a.py" line="8" classname="test_a" name="test_bad"><failure message="assert 3 == 4&#10;more">…</failure></testcase>
<testcase classname="test_b" name=""><error message="collection failure"/></testcase>
<testcase file="test_a.py" line="x" classname="test_a" name="test_skipped"><skipped/></testcase>
</testsuite></testsuites>"""
BOMB = '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b SYSTEM "file:///etc/passwd">]><r><testcase name="t"><failure message="&a;">&b;</failure></testcase></r>'


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in place of bubblewrap: it puts `report` (or what `do` says) where the report belongs, and runs nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "bwrap"
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/arguments"\n'
        'while [ "$2" != /report ]; do shift; done\nreport="$1/report.xml"\nhere="$(dirname "$0")"\n'
        'if [ -e "$here/do" ]; then . "$here/do"; else cp "$here/report" "$report"; fi\necho "2 said"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.defpath}")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "test_a.py").write_text("def test_ok():\n    pass\n")
    return folder


def test_without_bubblewrap_nothing_is_run(work: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (work / "conftest.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CoachError, match="Tests can't be run safely here"):
        run_tests(work)
    assert not (tmp_path / "ran").exists()


@needs_posix
def test_a_report_tells_who_passed_who_failed_where_and_why(work: Path, stand_in: Path) -> None:
    (stand_in / "report").write_text(REPORT, encoding="utf-8")
    found = run_tests(work)
    assert (found.passed, found.failed) == (1, 2)
    assert found.errors == (
        ("test_a.py::test_bad", 9, "assert 3 == 4\nmore"),
        ("test_b", None, "collection failure"),
    )
    assert found.said == "2 said\n"


@needs_posix
@pytest.mark.parametrize(
    "deed",
    [
        'ln -s /etc/passwd "$report"', 'mkdir "$report"', 'mkfifo "$report"', "true", 'printf "" > "$report"',
        'echo "<a" > "$report"', 'head -c 6000000 /dev/zero > "$report"', "sleep 60", "kill -9 $$", "yes", 'ln -s "$report" "$report"',
    ],
)  # fmt: skip
def test_whatever_is_put_in_the_place_of_the_report_is_a_sentence(deed: str, work: Path, stand_in: Path) -> None:
    (stand_in / "do").write_text(deed)
    with pytest.raises(CoachError):
        run_tests(work, seconds=3 if deed != "sleep 60" else 0.3)


@needs_posix
def test_a_report_opens_no_files_and_shows_no_control_characters(work: Path, stand_in: Path) -> None:
    (stand_in / "report").write_text(BOMB)
    (stand_in / "do").write_text('cp "$here/report" "$report"; printf "\\033[31mred"')
    found = run_tests(work)
    assert "root" not in str(found)
    assert "\x1b" not in found.said


@needs_posix
def test_neither_keys_nor_links_nor_environments_are_copied(work: Path, stand_in: Path, tmp_path: Path) -> None:
    for name in (
        ".env",
        ".env.local",
        "id_rsa",
        "server.pem",
        "credentials.json",
        "secrets.toml",
        "key.p12",
        ".npmrc",
        ".git/config",
        ".venv/bin/python",
        "src/mod.py",
        "data/a.csv",
    ):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text("x")
    (work / "out").symlink_to("/etc")
    (work / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(work / "pipe")
    (stand_in / "report").write_text(REPORT, encoding="utf-8")
    (stand_in / "do").write_text('cp "$here/report" "$report"; find . ! -type d | sort > "$here/seen"')
    run_tests(work)
    assert (stand_in / "seen").read_text().split() == ["./data/a.csv", "./src/mod.py", "./test_a.py"]


@needs_posix
def test_the_sandbox_has_no_network_no_home_and_no_environment(work: Path, stand_in: Path) -> None:
    (stand_in / "report").write_text(REPORT, encoding="utf-8")
    run_tests(work)
    told = (stand_in / "arguments").read_text().split("\n")
    assert {"--unshare-all", "--die-with-parent", "--new-session", "--clearenv"} <= set(told)
    assert "--share-net" not in told
    bound = [told[n + 1] for n, word in enumerate(told) if word == "--bind"]
    assert len(bound) == 2
    assert not any(str(work) in word for word in told)


@needs_posix
def test_a_folder_that_is_not_there_is_a_sentence(work: Path, stand_in: Path) -> None:
    with pytest.raises(CoachError, match="The tests were stopped"):
        run_tests(work / "nowhere")


@needs_posix
def test_too_much_is_not_copied(work: Path, stand_in: Path) -> None:
    with open(work / "huge.bin", "wb") as file:
        file.truncate(400_000_000)
    with pytest.raises(CoachError, match=f"over {MOST_FILES} files or 300 MB"):
        run_tests(work)


@pytest.mark.slow
@needs_bubblewrap
def test_real_tests_run_on_a_copy_without_network_home_or_secrets(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "hidden")
    (work / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (work / "mod.py").write_text("def add(a, b):\n    return a + b\n")
    (work / "test_a.py").write_text(
        "import os, pathlib, socket\n\nimport pytest\nfrom mod import add\n\n\ndef test_ok():\n    assert add(1, 2) == 3\n\n\n"
        "def test_bad():\n    assert add(1, 2) == 4\n\n\ndef test_shut_in():\n    assert 'GITHUB_TOKEN' not in os.environ\n"
        f"    assert not pathlib.Path({str(work)!r}).exists()\n    pathlib.Path('new').write_text('x')\n"
        "    with pytest.raises(OSError):\n        socket.create_connection(('127.0.0.1', 22), timeout=1)\n"
    )
    found = run_tests(work)
    assert (found.passed, found.failed) == (2, 1)
    ((name, line, message),) = found.errors
    assert (name, line) == ("test_a.py::test_bad", 11)
    assert message.startswith("assert 3 == 4")
    assert not (work / "new").exists()


@pytest.mark.slow
@needs_bubblewrap
def test_tests_that_do_not_end_are_ended(work: Path) -> None:
    (work / "test_a.py").write_text("import time\n\n\ndef test_long():\n    time.sleep(60)\n")
    with pytest.raises(CoachError, match="took longer than 3 seconds"):
        run_tests(work, seconds=3)
