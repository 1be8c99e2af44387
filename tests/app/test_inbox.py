"""`coach inbox`: the letters, each exactly once."""

import mailbox
from email import policy
from email.parser import BytesParser

import pytest
from coach_runner import CoachRunner


def test_a_plan_comes_as_one_letter_however_often_one_looks(planned: CoachRunner):
    for command in ("plan", "today", "week", "plan", "inbox", "progress"):
        planned.good(command)
    planned.good("skip", "w48-2")
    for command in ("today", "plan", "replan"):
        planned.good(command, *(("--yes",) if command == "replan" else ()))
    letters = planned.json("inbox")["letters"]
    assert [list(letter) for letter in letters] == [["number", "new", "date", "subject"]]
    assert letters[0]["number"] == 1
    assert letters[0]["new"] is True
    assert letters[0]["subject"].startswith("Your week 2026-W48")


def test_each_week_has_a_letter_of_its_own_the_newest_first(planned: CoachRunner):
    planned.at("2026-11-28T08:00+01:00").good("plan")
    subjects = [letter["subject"] for letter in planned.json("inbox")["letters"]]
    assert [s.split(":")[0] for s in subjects] == ["Your week 2026-W49", "Your week 2026-W48"]
    assert planned.json("today")["new_letters"] == 2


def test_today_says_how_many_letters_are_new_until_they_are_read(planned: CoachRunner):
    assert "1 new letter: coach inbox" in planned.good("today").words
    assert planned.json("inbox", "list")["letters"][0]["new"] is True, "listing isn't reading"
    planned.good("inbox", "show", "1")
    assert planned.json("inbox")["letters"][0]["new"] is False
    assert planned.json("today")["new_letters"] == 0
    assert "new letter" not in planned.good("today").words


def test_a_letter_that_was_read_does_not_come_again(planned: CoachRunner):
    planned.good("inbox", "show", "1")
    for command in ("plan", "today", "inbox"):
        planned.good(command)
    assert len(planned.json("inbox")["letters"]) == 1


def test_a_letter_that_was_thrown_away_does_not_come_again(planned: CoachRunner):
    for file in (planned.home / "inbox" / "new").iterdir():
        file.unlink()
    for command in ("plan", "today"):
        planned.good(command)
    assert planned.json("inbox") == {"letters": []}
    assert planned.good("inbox").out == "No letters yet.\n"


def test_showing_a_letter_shows_the_week(planned: CoachRunner):
    told = planned.good("inbox", "show", "1").out
    for session in planned.json("plan")["sessions"]:
        assert session["title"] in told


def test_the_letter_is_a_mail_of_text_and_html_that_other_programs_read(planned: CoachRunner):
    box = mailbox.Maildir(planned.home / "inbox", create=False)
    (key,) = box.keys()
    message = BytesParser(policy=policy.default).parsebytes(box.get_bytes(key))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message["Message-ID"]
    assert message["Date"].datetime.isoformat().startswith("2026-11-23T")
    assert "Python basics" in message.get_body(("plain",)).get_content()
    assert "Python basics" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("number", ["0", "2", "-1", "first", "99999999999999999999"])
def test_a_letter_that_is_not_there_is_one_sentence(planned: CoachRunner, number: str):
    for command in ("show", "open"):
        failed = planned("inbox", command, number)
        assert (failed.status, failed.out) == (2, "")
        assert len(failed.err.strip().splitlines()) == 1


def test_an_empty_inbox_is_no_failure(coach: CoachRunner):
    assert coach.good("inbox").out == "No letters yet.\n"
    assert coach.json("inbox") == {"letters": []}
    assert coach.good("inbox", "list").out == "No letters yet.\n"


def test_a_strangers_letter_cannot_steer_the_terminal(planned: CoachRunner):
    hostile = b"Subject: \x1b[2J=?utf-8?q?=1B]0;x=07?=\r\nDate: nonsense\r\n\r\n\x1b[31mred\x9b0m\r\n"
    (planned.home / "inbox" / "new" / "stranger").write_bytes(hostile)
    for command in (("inbox",), ("inbox", "show", "1"), ("inbox", "show", "2"), ("today",)):
        told = planned.good(*command)
        assert not {"\x1b", "\x9b", "\x07"} & set(told.out)


def test_an_opened_letter_is_a_page_in_which_nothing_acts(planned: CoachRunner):
    html = "<html><head><script>evil()</script><meta http-equiv=refresh content=0;url=//example.org>Grüße"
    stranger = "Subject: Hi\nDate: Mon, 30 Nov 2026 08:00:00 +0100\nContent-Type: text/html; charset=utf-8\n\n" + html
    (planned.home / "inbox" / "new" / "stranger").write_text(stranger, "utf-8")
    opened = planned.outside("inbox", "open", "1", BROWSER="true")
    assert opened.status == 0, opened.err
    page = (planned.home / "letter.html").read_text("utf-8")
    assert page.startswith('<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ')
    assert page.count("http-equiv=") - page.count("data-http-equiv=") == 1
    assert "Grüße" in page
    assert planned.json("inbox")["letters"][0]["new"] is False


def test_an_inbox_that_is_a_file_is_one_sentence_and_the_plan_is_kept(coach: CoachRunner):
    coach.home.mkdir()
    (coach.home / "inbox").write_text("not a folder", "utf-8")
    made = coach("plan")
    assert made.status in (0, 1)
    assert (coach.home / "inbox").read_text("utf-8") == "not a folder"
    (coach.home / "inbox").unlink()
    assert coach.json("plan")["revision"] == 1
    coach.at("2026-11-23T09:00+01:00")
    assert coach.json("today")["new_letters"] == 1, "it is delivered as soon as it can be"
