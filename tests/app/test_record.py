"""`coach done`, `skip`, `log` and `undo`: what the learner tells."""

import pytest
from coach_runner import CoachRunner


def state_of(coach: CoachRunner, name: str) -> str:
    return {s["id"]: s["state"] for s in coach.json("week")["sessions"]}[name]


def first_stage(coach: CoachRunner) -> dict[str, int]:
    return coach.json("progress")["stages"][0]


def test_a_session_that_was_held_counts_with_its_planned_minutes(planned: CoachRunner):
    told = planned.good("done", "w48-2")
    assert told.words == "Done: Python basics: values and names, 1 h 30 (w48-2)."
    assert state_of(planned, "w48-2") == "done"
    assert first_stage(planned)["minutes_done"] == 90


def test_minutes_and_a_note_are_kept(planned: CoachRunner):
    assert "45 min" in planned.good("done", "w48-2", "--minutes", "45", "--note", "names are labels").words
    assert first_stage(planned)["minutes_done"] == 45
    target = planned.home / "me.json"
    planned.good("export", str(target))
    assert "names are labels" in target.read_text("utf-8")


def test_the_whole_topic_can_be_finished_by_a_session(planned: CoachRunner):
    told = planned.good("done", "w48-2", "--finished").words
    assert "Finished: Python basics: values and names. It comes back for review in a few days." in told
    assert first_stage(planned)["items_finished"] == 1


def test_enough_minutes_finish_a_topic_and_bring_a_review(planned: CoachRunner):
    assert "Finished:" in planned.good("done", "w48-2", "--minutes", "120").words
    planned.at("2026-11-30T08:00+01:00")
    reviews = [s for s in planned.json("plan")["sessions"] if s["kind"] == "review"]
    assert [s["topic"] for s in reviews] == ["python-basics"]
    assert 10 <= reviews[0]["minutes"] <= 20
    planned.at("2026-12-06T08:00+01:00")
    told = planned.good("done", reviews[0]["id"], "--recall", "hard")
    assert "recalled: hard" in told.words
    assert state_of(planned, reviews[0]["id"]) == "done"


def test_a_paper_that_nobody_has_fetched_is_refused_with_the_way_to_it(planned: CoachRunner):
    for command in (("done", "2106.09685"), ("log", "https://arxiv.org/abs/2106.09685v2", "--minutes", "40")):
        failed = planned(*command)
        assert (failed.status, failed.out) == (2, "")
        assert "coach papers read 2106.09685" in failed.err


def test_recall_is_for_reviews(planned: CoachRunner):
    failed = planned("done", "w48-2", "--recall", "good")
    assert (failed.status, failed.out) == (2, "")
    assert "is not a review" in failed.err
    assert state_of(planned, "w48-2") == "planned"


def test_a_topic_can_be_finished_by_its_id(planned: CoachRunner):
    assert "Finished: Python loops" in planned.good("done", "python-loops", "--finished").words
    failed = planned("done", "python-loops")
    assert failed.status == 2
    assert "--finished" in failed.err


def test_a_unique_beginning_of_an_id_is_enough(planned: CoachRunner):
    assert "(w48-9)" in planned.good("done", "W48-9").words
    several = planned("done", "w48-1")
    assert several.status == 0, "an exact id wins over longer ones"
    failed = planned("done", "w48")
    assert (failed.status, failed.out) == (2, "")
    assert "'w48' could be w48-1, w48-2" in failed.err
    assert "(w48-10)" in planned.good("skip", "  w48-10 ").words


@pytest.mark.parametrize(
    ("arguments", "offered"),
    [
        (("done", "w48-77"), "Did you mean w48-7"),
        (("skip", "w84-2"), "Did you mean w48-2"),
        (("done", ""), "`coach week` shows the ids"),
        (("log", "python-lops", "--minutes", "5"), "Did you mean python-loops"),
        (("log", "zzzzzzzzzz", "--minutes", "5"), "`coach roadmap show` lists everything"),
        (("learner", "know", "vektors"), "Did you mean vectors"),
    ],
)
def test_an_unknown_name_offers_the_nearest(planned: CoachRunner, arguments: tuple[str, ...], offered: str):
    failed = planned(*arguments)
    assert (failed.status, failed.out) == (2, "")
    assert offered in failed.err
    assert planned.json("progress")["stages"][0]["minutes_done"] == 0


@pytest.mark.parametrize("minutes", ["0", "-5", "1441", "ten", "9" * 40, "1.5", ""])
def test_minutes_that_cannot_be_are_refused(planned: CoachRunner, minutes: str):
    for command in (("done", "w48-2"), ("log", "python-loops")):
        failed = planned(*command, "--minutes", minutes)
        assert (failed.status, failed.out) == (2, "")
    assert first_stage(planned)["minutes_done"] == 0


def test_a_note_that_is_too_long_is_refused(planned: CoachRunner):
    failed = planned("done", "w48-2", "--note", "x" * 3000)
    assert failed.status == 2
    assert "2000" in failed.err
    assert state_of(planned, "w48-2") == "planned"


def test_a_session_can_be_settled_only_once(planned: CoachRunner):
    planned.good("done", "w48-2")
    for command in ("done", "skip"):
        failed = planned(command, "w48-2")
        assert failed.status == 1
        assert "is done already. `coach undo`" in failed.err
    assert first_stage(planned)["minutes_done"] == 90


def test_a_skipped_session_leaves_its_work_for_later_without_a_pile(planned: CoachRunner):
    told = planned.good("skip", "w48-2", "--why", "ill").words
    assert told.startswith("Skipped: Python basics: values and names (w48-2).")
    plan = planned.json("week")
    assert {s["id"]: s["state"] for s in plan["sessions"]}["w48-2"] == "skipped"
    carried = [s for s in plan["sessions"] if s["carried"]]
    assert {s["topic"] for s in carried} == {"python-basics"}
    assert all("skipped" in s["why"] for s in carried)
    assert len({s["day"] for s in carried}) > 1, "spread out"


def test_work_outside_the_plan_counts_by_id_title_or_term(planned: CoachRunner):
    planned.good("log", "python-loops", "--minutes", "20")
    planned.good("log", "Python LOOPS", "--minutes", "15")
    planned.good("log", "numpy", "--minutes", "10", "--note", "arrays")
    assert first_stage(planned)["minutes_done"] == 45


def test_work_logged_on_an_area_with_many_topics_asks_for_one(planned: CoachRunner):
    failed = planned("log", "python", "--minutes", "20")
    assert failed.status == 2
    assert "could be" in failed.err


def test_log_needs_minutes(planned: CoachRunner):
    failed = planned("log", "python-loops")
    assert failed.status == 2
    assert "--minutes" in failed.err


def test_undo_takes_back_one_deed_at_a_time(planned: CoachRunner):
    before = planned.json("progress")
    planned.good("done", "w48-1")
    planned.good("done", "w48-2", "--finished")
    planned.good("skip", "w48-3")
    assert "skipped, Math practice, w48-3" in planned.good("undo").words
    assert state_of(planned, "w48-3") == "planned"
    assert "done, Python basics" in planned.good("undo").words
    assert first_stage(planned)["items_finished"] == 0
    planned.good("undo")
    after = planned.json("progress")
    assert all(after[key] == before[key] for key in ("stages", "streak", "pace"))
    failed = planned("undo")
    assert failed.status == 1
    assert failed.err == "There is nothing to take back.\n"


def test_what_was_taken_back_can_be_done_anew(planned: CoachRunner):
    planned.good("done", "w48-2")
    planned.good("undo")
    planned.good("done", "w48-2", "--minutes", "30")
    assert first_stage(planned)["minutes_done"] == 30


def test_a_missed_session_of_last_week_can_still_be_ticked(planned: CoachRunner):
    planned.at("2026-11-30T08:00+01:00")
    planned.good("plan")
    assert "(w48-2)" in planned.good("done", "w48-2").words
    assert first_stage(planned)["minutes_done"] == 90


def test_the_page_of_the_week_is_ticked_at_once(planned: CoachRunner):
    page = planned.home / "plans" / "2026-W48.md"
    assert "[x]" not in page.read_text("utf-8")
    planned.good("done", "w48-1")
    assert page.read_text("utf-8").count("[x]") == 1
    planned.good("undo")
    assert "[x]" not in page.read_text("utf-8")


def test_words_of_the_learner_cannot_steer_the_terminal_or_the_files(planned: CoachRunner):
    hostile = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e<script>alert(1)</script>\r\nBEGIN:VEVENT"
    planned.good("skip", "w48-2", "--why", hostile)
    for command in (("today",), ("plan", "--json"), ("plan", "--explain"), ("why", "w48-2"), ("undo",)):
        assert not {"\x1b", "\x9b", "\u202e"} & set(planned.good(*command).out)
    for file in (planned.home / "plans").iterdir():
        text = file.read_bytes()
        assert b"\x1b" not in text
        assert file.suffix == ".ics" or b"<script>" not in text, "a page may be shown as HTML"
        assert text.count(b"\r\nBEGIN:VEVENT") == text.count(b"\r\nEND:VEVENT")


@pytest.mark.parametrize(
    "deed",
    [("skip", "w48-2"), ("log", "vectors", "--minutes", "60"), ("done", "w48-2", "--minutes", "20"), ("done", "w48-7")],
)
def test_undo_takes_back_what_the_deed_did_to_the_plan(planned: CoachRunner, deed: tuple[str, ...]):
    def coming() -> list[tuple[str, ...]]:
        return [(s["id"], s["day"], s["start"], s["minutes"], s["title"]) for s in planned.json("week")["sessions"]]

    before = coming()
    planned.good(*deed)
    planned.at("2026-11-23T09:00+01:00")
    planned.good("week")
    planned.good("undo")
    assert coming() == before
    assert planned.json("plan")["revision"] == planned.json("week")["revision"]
