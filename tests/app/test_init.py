"""`coach init`: five questions, or none, or a file."""

from pathlib import Path

import pytest
from coach_runner import CoachRunner

QUESTIONS = 5


def test_enter_five_times_takes_the_defaults(coach: CoachRunner):
    told = coach.good("init", stdin="\n" * QUESTIONS)
    assert "Welcome, Ada." in told.words
    assert "Next step: coach plan" in told.words
    learner = coach.json("learner", "show")
    assert learner["slots"] == [f"{day} 19:00-21:00" for day in ("mon", "tue", "wed", "thu", "fri")]
    assert (learner["timezone"], learner["roadmap"], learner["stage"]) == ("Europe/Berlin", "genai-scientist", 1)
    assert (learner["session_minutes"], learner["day_limit_minutes"]) == ([25, 90], 180)


def test_five_answers_are_kept(coach: CoachRunner):
    answers = "Grace\nAmerica/New_York\nmon-wed 07:00-08:30, sat 10:00-12:00\nspanish-a2 2\ngrace@example.org\n"
    assert "Welcome, Grace." in coach.good("init", stdin=answers).words
    learner = coach.json("learner", "show")
    assert learner["name"] == "Grace"
    assert learner["timezone"] == "America/New_York"
    assert learner["slots"] == ["mon 07:00-08:30", "tue 07:00-08:30", "wed 07:00-08:30", "sat 10:00-12:00"]
    assert (learner["roadmap"], learner["stage"]) == ("spanish-a2", 2)
    assert learner["email"] == "grace@example.org"


def test_a_wrong_answer_is_explained_and_asked_again(coach: CoachRunner):
    told = coach.good("init", stdin="Ada\nMars/Olympus\n\nmon 21:00-19:00\n\n\n\n")
    assert told.out.count("2. Your time zone") == 2
    assert told.out.count("3. When are you free each week") == 2
    assert "Mars/Olympus" in told.out + told.err
    assert coach.json("learner", "show")["timezone"] == "Europe/Berlin"


@pytest.mark.parametrize("answers", ["", "Ada\n", "Ada\nEurope/Berlin\n\n\n"])
def test_answers_that_end_early_leave_nothing_behind(coach: CoachRunner, answers: str):
    stopped = coach("init", stdin=answers)
    assert stopped.status in (1, 130)
    assert stopped.err.strip().splitlines()[-1].startswith("Nobody answered")
    assert coach("progress").status == 1


def test_yes_takes_the_defaults_without_a_question(coach: CoachRunner):
    told = coach.good("init", "--yes")
    assert "?" not in told.out
    assert coach.json("learner", "show")["name"] == "Ada"


def test_a_file_gives_what_it_says_and_defaults_for_the_rest(coach: CoachRunner, tmp_path: Path):
    (tmp_path / "busy.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n"
        "DTSTART:20261124T180000Z\r\nDTEND:20261124T200000Z\r\nSUMMARY:Concert\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        "utf-8",
    )
    file = tmp_path / "learner.yaml"
    file.write_text(
        "name: Grace\ntimezone: Europe/Paris\nslots: [tue 19:00-21:00, sat 10:00-12:00]\n"
        "session_minutes: [30, 60]\ntime_off: [2026-12-24..2026-12-31]\nbusy: busy.ics\nstage: 2\n"
        "interests: [agents]\n",
        "utf-8",
    )
    coach.good("init", "--file", str(file))
    learner = coach.json("learner", "show")
    assert learner["busy"] == str((tmp_path / "busy.ics").resolve())
    assert (learner["session_minutes"], learner["day_limit_minutes"]) == ([30, 60], 180)
    assert (learner["time_off"], learner["interests"]) == (["2026-12-24..2026-12-31"], ["agents"])
    plan = coach.json("plan")
    assert {s["day"] for s in plan["sessions"]} == {"2026-11-28"}, "on Tuesday they are at a concert"
    assert coach.json("plan", "--week", "2026-W53")["empty_because"] is None
    assert {s["day"] for s in coach.json("plan", "--week", "2026-W53")["sessions"]} == {"2027-01-02"}


def test_a_later_stage_marks_what_comes_before_as_known_apart_from_finished(coach: CoachRunner, tmp_path: Path):
    file = tmp_path / "learner.yaml"
    file.write_text("stage: 3\n", "utf-8")
    coach.good("init", "--file", str(file))
    stages = coach.json("progress")["stages"]
    assert [s["items_known"] == s["items"] for s in stages] == [True, True, False, False, False, False]
    assert all(s["items_finished"] == 0 for s in stages)
    learner = coach.json("learner", "show")
    assert len(learner["known"]) == stages[0]["items"] + stages[1]["items"]
    assert learner["finished"] == []
    titles = {s["topic"] for s in coach.json("plan")["sessions"] if s["kind"] in ("learn", "practise", "project")}
    third = {i["id"] for i in coach.json("roadmap", "show", "3")["stages"][0]["items"]}
    assert titles
    assert titles <= third
    assert [s for s in coach.json("plan")["sessions"] if s["kind"] == "review"] == [], "known isn't finished"


def test_what_is_known_can_be_named_in_the_file(coach: CoachRunner, tmp_path: Path):
    file = tmp_path / "learner.yaml"
    file.write_text("known: [Python, vectors]\n", "utf-8")
    coach.good("init", "--file", str(file))
    known = coach.json("learner", "show")["known"]
    assert {"python-basics", "python-loops", "vectors"} <= set(known)


def test_init_again_keeps_the_record(planned: CoachRunner, tmp_path: Path):
    planned.good("done", "w48-2")
    planned.good("init", stdin="Grace\n\n\n\n\n")
    assert planned.json("learner", "show")["name"] == "Grace"
    assert planned.json("progress")["stages"][0]["minutes_done"] == 90
    assert planned.json("plan")["learner"] == "Grace"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slots: [mon 21:00-19:00]\n", "line 1"),
        ("name: Ada\nslots:\n  - mon 19:00-21:00\n  - mon 2500-26:00\n", "line 4"),
        ("timezone: Mars/Olympus\n", "Mars/Olympus"),
        ("slotz: []\n", "Did you mean slots"),
        ("stage: 9\n", "stage"),
        ("stage: -1\n", "line 1"),
        ("roadmap: genai-scientits\n", "Did you mean genai-scientist"),
        ("roadmap: nowhere.yaml\n", "nowhere.yaml"),
        ("session_minutes: [90, 25]\n", "line 1"),
        ("session_minutes: ninety\n", "line 1"),
        ("time_off: [2026-12-31..2026-12-24]\n", "line 1"),
        ("known: [pythno loops]\n", "Did you mean"),
        ("name: [\n", "not YAML"),
        ("- a\n- b\n", "line 1"),
        ("name: &a x\n", "anchors"),
        ("name: !!python/object/apply:os.system [ls]\n", "tags"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_changes_nothing(coach: CoachRunner, tmp_path: Path, text: str, said: str):
    file = tmp_path / "learner.yaml"
    file.write_text(text, "utf-8")
    failed = coach("init", "--file", str(file))
    assert (failed.status, failed.out) == (2, "")
    assert said in failed.err
    assert len(failed.err.strip().splitlines()) == 1
    assert coach("progress").status == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"hello", "busy.ics"), (b"\x00\xff\xfe", "busy.ics"), (b"", "busy.ics"), (None, "busy.ics")],
)
def test_a_busy_calendar_that_is_none_is_one_sentence(
    coach: CoachRunner, tmp_path: Path, content: bytes | None, said: str
):
    if content is not None:
        (tmp_path / "busy.ics").write_bytes(content)
    file = tmp_path / "learner.yaml"
    file.write_text("busy: busy.ics\n", "utf-8")
    outcomes = [coach("init", "--file", str(file)), coach("plan", "--json")]
    failed = next(o for o in outcomes if o.status)
    assert failed.status in (1, 2)
    assert said in failed.err
    assert failed.out == ""
    assert len(failed.err.strip().splitlines()) == 1
