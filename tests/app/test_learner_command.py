"""`coach learner`: what the coach knows about the learner, shown and changed."""

from pathlib import Path

import pytest
from coach_runner import CoachRunner


def test_show_tells_everything_and_where_it_lies(planned: CoachRunner):
    told = planned.json("learner", "show")
    assert list(told) == [
        "name", "email", "timezone", "roadmap", "stage", "slots", "session_minutes", "day_limit_minutes", "time_off", "week_limits",
        "busy", "interests", "known", "finished", "home",
    ]  # fmt: skip
    assert told["home"] == str(planned.home)
    shown = planned.good("learner", "show").words
    assert "mon 19:00-21:00, tue 19:00-21:00" in shown
    assert str(planned.home) in shown


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ("name=Grace Hopper", "name", "Grace Hopper"),
        ("slots=[mon 07:00-08:00]", "slots", ["mon 07:00-08:00"]),
        ("slots=mon-tue 07:00-08:00", "slots", ["mon 07:00-08:00", "tue 07:00-08:00"]),
        ("time_off=[2026-12-24..2026-12-31]", "time_off", ["2026-12-24..2026-12-31"]),
        ("session_minutes=[20, 60]", "session_minutes", [20, 60]),
        ("day_limit_minutes=90", "day_limit_minutes", 90),
        ("timezone=Asia/Kolkata", "timezone", "Asia/Kolkata"),
        ("email=a@example.org", "email", "a@example.org"),
        ("email=", "email", ""),
    ],
)
def test_one_value_is_changed_and_the_rest_stays(planned: CoachRunner, change: str, key: str, value: object):
    before = planned.json("learner", "show")
    planned("learner", "edit", "--set", change)
    assert planned.json("learner", "show") == before | {key: value}


@pytest.mark.parametrize(
    "change",
    ["name", "=x", "nmae=x", "stage=99", "slots=[mon 9:00-8:00]", "timezone=Nowhere", "name=a\nb", "email=nobody"],
)
def test_a_change_that_cannot_be_is_one_sentence_and_changes_nothing(planned: CoachRunner, change: str):
    before = planned.json("learner", "show")
    failed = planned("learner", "edit", "--set", change)
    assert (failed.status, failed.out) == (2, "")
    assert len(failed.err.strip().splitlines()) == 1
    assert planned.json("learner", "show") == before


def test_a_file_changes_what_it_says_and_keeps_the_rest(planned: CoachRunner, tmp_path: Path):
    planned.good("learner", "edit", "--set", "name=Grace")
    (tmp_path / "changes.yaml").write_text("day_limit_minutes: 60\n", "utf-8")
    planned.good("learner", "edit", "--file", str(tmp_path / "changes.yaml"))
    told = planned.json("learner", "show")
    assert (told["name"], told["day_limit_minutes"]) == ("Grace", 60)


def test_no_change_is_no_new_fact(planned: CoachRunner):
    assert "Nothing was changed." in planned.good("learner", "edit", "--set", "name=Ada").err
    assert "The plan is revised" not in planned.good("today").words


def test_the_editor_is_given_the_file_and_its_changes_are_taken(planned: CoachRunner, tmp_path: Path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/^day_limit_minutes:.*/day_limit_minutes: 45/' \"$1\"\n", "utf-8")
    editor.chmod(0o700)
    planned.settings |= {"VISUAL": str(editor), "EDITOR": str(editor)}
    assert "Changed." in planned.good("learner", "edit").words
    assert planned.json("learner", "show")["day_limit_minutes"] == 45


@pytest.mark.parametrize("editor", ["true", "false", "/nonexistent/editor"])
def test_an_editor_that_saves_nothing_or_fails_changes_nothing(planned: CoachRunner, editor: str):
    planned.settings |= {"VISUAL": editor, "EDITOR": editor}
    before = planned.json("learner", "show")
    assert planned("learner", "edit").status in (0, 1)
    assert planned.json("learner", "show") == before


def test_skipping_ahead_marks_a_topic_an_area_or_a_stage(planned: CoachRunner):
    assert "Known by your word: 1 topic (Vectors)" in planned.good("learner", "know", "vectors").words
    assert "python-loops" not in planned.json("learner", "show")["known"]
    planned.good("learner", "know", "Python")
    assert "python-loops" in planned.json("learner", "show")["known"]
    planned.good("learner", "know", "foundation")
    assert planned.json("progress")["stages"][0]["minutes_left"] == 0
    topics = {s["topic"] for s in planned.json("plan")["sessions"] if s["kind"] in ("learn", "practise", "project")}
    assert topics <= {i["id"] for i in planned.json("roadmap", "show", "2")["stages"][0]["items"]}


def test_knowing_can_be_taken_back(planned: CoachRunner):
    planned.good("learner", "know", "foundation")
    assert "known, Python basics: values and names and 27 more" in planned.good("undo").words
    assert planned.json("learner", "show")["known"] == []


def test_knowing_what_is_known_already_says_so_without_a_failure(planned: CoachRunner):
    planned.good("learner", "know", "vectors")
    assert "Known by your word: 0 topics" in planned.good("learner", "know", "vectors").words
    assert "known, Vectors" in planned.good("undo").words


def test_what_is_finished_stays_finished_and_is_not_marked_as_known(planned: CoachRunner):
    planned.good("done", "vectors", "--finished")
    planned.good("learner", "know", "vectors")
    told = planned.json("learner", "show")
    assert (told["known"], told["finished"]) == ([], ["vectors"])


def test_an_unknown_zone_after_the_fact_is_not_kept_by_halves(planned: CoachRunner):
    planned.good("learner", "edit", "--set", "timezone=America/New_York")
    plan = planned.json("plan")
    assert plan["timezone"] == "America/New_York"
    first = next(s for s in plan["sessions"] if s["state"] == "planned")
    assert first["starts_at"] == "2026-11-24T00:00:00Z"
    assert first["day"] == "2026-11-23"
