"""Tests of the inbox: each letter once, read in order, whatever else lies there."""

import mailbox
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.tools.maildir import count_new, deliver, letters, mark_seen, read_letter


def mail(subject: str, day: int = 1, body: str = "Hello.", more: str = "") -> bytes:
    date = f"Date: {day:02d} Nov 2026 08:00:00 +0100\n" if day else ""
    return f"Subject: {subject}\n{date}{more}\n{body}\n".encode()


def test_a_letter_is_delivered_once(tmp_path: Path):
    assert deliver(tmp_path / "inbox", "weekly_plan:2026-W48:1", mail("First"))
    assert not deliver(tmp_path / "inbox", "weekly_plan:2026-W48:1", mail("Second"))
    assert deliver(tmp_path / "inbox", "weekly_plan:2026-W49:1", mail("Third"))
    assert [letter.subject for letter in letters(tmp_path / "inbox")].count("First") == 1
    assert count_new(tmp_path / "inbox") == 2
    assert list((tmp_path / "inbox" / "tmp").iterdir()) == []


@pytest.mark.parametrize("flags", ["", ":2,", ":2,S", ":2,FRS"])
def test_a_letter_that_was_read_isnt_delivered_again(tmp_path: Path, flags: str):
    deliver(tmp_path, "a", mail("First"))
    (file,) = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / (file.name + flags))
    assert not deliver(tmp_path, "a", mail("First"))
    assert count_new(tmp_path) == 0
    assert len(letters(tmp_path)) == 1


def test_many_at_once_deliver_one_letter(tmp_path: Path):
    said: list[bool] = []
    ready = threading.Barrier(8)

    def run() -> None:
        ready.wait()
        said.append(deliver(tmp_path, "a", mail("First")))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False] * 7 + [True]
    assert len(letters(tmp_path)) == 1


@pytest.mark.parametrize("key", ["../../x", "a/b", "x" * 999, "", "\0", "ü: *?", "\ud800"])
def test_any_key_gives_a_file_in_the_inbox(tmp_path: Path, key: str):
    assert deliver(tmp_path / "inbox", key, mail("First"))
    assert not deliver(tmp_path / "inbox", key, mail("First"))
    assert deliver(tmp_path / "inbox", key + "1", mail("First"))
    assert count_new(tmp_path / "inbox") == 2
    assert [p.name for p in tmp_path.iterdir()] == ["inbox"]


def test_other_mail_programs_read_the_inbox(tmp_path: Path):
    deliver(tmp_path, "a", mail("First"))
    box = mailbox.Maildir(tmp_path, create=False)
    try:
        assert [(m["Subject"], m.get_payload(), m.get_subdir()) for m in box] == [("First", "Hello.\n", "new")]
        mark_seen(tmp_path, letters(tmp_path)[0])
        assert [(m.get_subdir(), m.get_flags()) for m in mailbox.Maildir(tmp_path, create=False)] == [("cur", "S")]
    finally:
        box.close()


def test_letters_are_numbered_from_the_newest(tmp_path: Path):
    for day in (2, 9, 5):
        deliver(tmp_path, f"letter {day}", mail(f"Day {day}", day))
    mark_seen(tmp_path, letters(tmp_path)[0])
    found = letters(tmp_path)
    assert [(x.number, x.subject, x.is_new) for x in found] == [
        (1, "Day 9", False),
        (2, "Day 5", True),
        (3, "Day 2", True),
    ]
    assert found[0].date == datetime(2026, 11, 9, 7, 0, tzinfo=UTC)
    assert count_new(tmp_path) == 2


def test_a_letter_is_read_with_both_its_parts(tmp_path: Path):
    parts = (
        'Subject: =?utf-8?q?Zo=C3=AB?=\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FCezi\n"
        "--b\nContent-Type: text/html; charset=utf-8\n\n<p>Zoë</p>\n--b--\n"
    )
    deliver(tmp_path, "a", parts.encode())
    info, text, html = read_letter(tmp_path, 1)
    assert (info.subject, text.strip(), html.strip()) == ("Zoë", "Grüezi", "<p>Zoë</p>")


def test_marking_keeps_other_flags_and_does_it_once(tmp_path: Path):
    deliver(tmp_path, "a", mail("First"))
    (file,) = (tmp_path / "new").iterdir()
    file.rename(tmp_path / "cur" / (file.name + ":2,F"))
    for _ in range(2):
        (info,) = letters(tmp_path)
        mark_seen(tmp_path, info)
    assert letters(tmp_path)[0].path.name.endswith(":2,FS")


def test_marking_a_letter_that_another_program_moved_leaves_it_there(tmp_path: Path):
    deliver(tmp_path, "a", mail("First"))
    (info,) = letters(tmp_path)
    info.path.rename(tmp_path / "cur" / (info.path.name + ":2,R"))
    mark_seen(tmp_path, info)
    assert [p.name[-4:] for p in (tmp_path / "cur").iterdir()] == [":2,R"]


@pytest.mark.parametrize("number", [-1, 0, 2, 99])
def test_a_number_without_letter_is_refused_in_a_sentence(tmp_path: Path, number: int):
    with pytest.raises(WrongInput, match=f"There is no letter {number}. The inbox is empty."):
        read_letter(tmp_path, number)
    deliver(tmp_path, "a", mail("First"))
    with pytest.raises(WrongInput, match=f"There is no letter {number}. They are numbered 1 to 1."):
        read_letter(tmp_path, number)


STRANGE = [
    b"",
    b"\0\xff\xfe" * 100,
    mail("=?nonsense?q?x?=", 0),
    mail("=?utf-8?b?!!!?="),
    mail("=?utf-8?b?A?="),
    mail("ü".encode("latin-1").decode("latin-1"), more="Date: whenever\n"),
    mail("x", 0, more="Date: Mon, 99 Foo 99999 99:99:99 +9999\n"),
    mail("x", 0, more="Content-Type: text/plain; charset=nonsense\n"),
    mail("x", 0, more="Content-Type: multipart/mixed\n"),
    mail("x" * 100_000, more="X: " + "y" * 100_000 + "\n"),
]


@pytest.mark.parametrize("content", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_letter_is_listed_and_read_all_the_same(tmp_path: Path, content: bytes):
    deliver(tmp_path, "a", content)
    (info,) = letters(tmp_path)
    assert info.subject
    assert len(info.subject) <= 200
    assert read_letter(tmp_path, 1)[0] == info


def test_strange_things_in_the_folder_are_left_alone(tmp_path: Path):
    deliver(tmp_path, "a", mail("First"))
    (tmp_path / "new" / "folder").mkdir()
    (tmp_path / "new" / ".hidden").write_bytes(b"")
    (tmp_path / "cur" / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "cur" / "pipe")
    assert [letter.subject for letter in letters(tmp_path)] == ["First"]
    assert count_new(tmp_path) == 1


def test_a_letter_cant_steer_the_terminal(tmp_path: Path):
    deliver(tmp_path, "a", mail("=?utf-8?q?=1B[2JBoo=0D=0A=E2=80=AE?=", body="\x1b[2J\x9b2Jone\n\ttwo"))
    info, text, _ = read_letter(tmp_path, 1)
    assert info.subject == "[2JBoo"
    assert text == "[2J2Jone\n\ttwo\n"


def test_without_an_inbox_there_is_nothing(tmp_path: Path):
    assert (count_new(tmp_path / "none"), letters(tmp_path / "none")) == (0, ())
    (tmp_path / "file").write_bytes(b"")
    assert (count_new(tmp_path / "file"), letters(tmp_path / "file")) == (0, ())


def test_an_inbox_that_is_a_file_is_said_in_a_sentence(tmp_path: Path):
    (tmp_path / "inbox").write_bytes(b"mine")
    with pytest.raises(CoachError, match="can't be written"):
        deliver(tmp_path / "inbox", "a", mail("First"))
    assert (tmp_path / "inbox").read_bytes() == b"mine"
