"""`coach`, `coach today`, `coach week` and `coach why`: the plan as it stands."""

import pytest
from coach_runner import CoachRunner


@pytest.mark.parametrize("command", [(), ("today",)])
def test_with_nobody_set_up_it_says_what_to_type(coach: CoachRunner, command: tuple[str, ...]):
    told = coach.good(*command)
    assert "`coach plan` gives a first week at once" in told.words
    assert not (coach.home / "plans").exists()


def test_today_as_json_before_anything_is_set_up(coach: CoachRunner):
    told = coach.json("today")
    assert told["sessions"] == []
    assert told["new_letters"] == 0
    assert "coach plan" in told["next_step"]


@pytest.mark.parametrize("command", ["week", "progress", "undo", "replan"])
def test_what_needs_a_learner_says_so_in_one_sentence(coach: CoachRunner, command: str):
    failed = coach(command)
    assert (failed.status, failed.out) == (1, "")
    assert failed.err == "Nobody is set up here yet. Run `coach plan` for a first week, or `coach init`.\n"


def test_coach_alone_shows_today_and_the_one_next_step(planned: CoachRunner):
    told = planned.good()
    assert told.out.startswith("Monday 23 November\n")
    assert told.words.count("Next step:") == 1
    assert told.words.endswith("Next step: at 19:00: Math practice (30 min). Afterwards: coach done w48-1")
    assert told == planned.good("today")


def test_today_as_json(planned: CoachRunner):
    told = planned.json("today")
    assert list(told) == ["date", "week", "sessions", "next_step", "new_letters"]
    assert (told["date"], told["week"], told["new_letters"]) == ("2026-11-23", "2026-W48", 1)
    assert [s["id"] for s in told["sessions"]] == ["w48-1", "w48-2"]


def test_today_is_the_learners_own_day(planned: CoachRunner):
    planned.at("2026-11-23T23:30+00:00")
    assert planned.json("today")["date"] == "2026-11-24"


def test_a_day_without_a_session_says_so_and_names_the_next_one(planned: CoachRunner):
    planned.good("plan", "--week", "2026-W49")
    planned.at("2026-11-28T10:00+01:00")
    told = planned.good("today")
    assert "No session today." in told.out
    assert "Next step:" in told.out


def test_the_next_step_moves_on_with_the_clock_and_with_what_is_done(planned: CoachRunner):
    planned.at("2026-11-23T19:10+01:00")
    assert planned.json("today")["next_step"].startswith("now: Math practice")
    planned.good("done", "w48-1")
    assert planned.json("today")["next_step"].startswith("at 19:30: Python basics")
    planned.at("2026-11-23T22:00+01:00")
    assert planned.json("today")["next_step"].startswith("tomorrow at 19:00")


def test_today_reminds_of_what_was_not_ticked_and_does_not_come_again(planned: CoachRunner):
    planned.at("2026-11-28T08:00+01:00")
    told = planned.good("today").words
    assert "coach done w48-15" in told
    assert "coach skip w48-15" in told
    planned.good("done", "w48-15")
    assert "w48-15" not in planned.good("today").words


def test_in_a_week_without_a_plan_the_next_step_is_to_plan(planned: CoachRunner):
    planned.at("2026-12-01T08:00+01:00")
    assert "Next step: coach plan" in planned.good("today").words
    assert "coach plan" in planned.json("today")["next_step"]
    failed = planned("week", "--json")
    assert (failed.status, failed.out) == (1, "")
    assert "There is no plan for 2026-W49 yet. Run: coach plan" in failed.err


@pytest.mark.parametrize("command", ["today", "week", "plan"])
def test_the_next_look_after_facts_changed_applies_a_revision_and_says_so(planned: CoachRunner, command: str):
    planned.good("skip", "w48-2")
    first, second = planned.good(command), planned.good(command)
    assert "The plan is revised:" in first.words
    assert "The plan is revised:" not in second.words
    assert planned.json("week")["revision"] == 2


def test_what_changes_nothing_makes_no_revision(planned: CoachRunner):
    planned.at("2026-11-23T19:30+01:00")
    planned.good("done", "w48-1")
    assert "The plan is revised" not in planned.good("today").words
    assert planned.json("week")["revision"] == 1


def test_changed_slots_are_followed_too(planned: CoachRunner):
    planned.good("learner", "edit", "--set", "slots=[sat 10:00-12:00]")
    assert "The plan is revised:" in planned.good("today").words
    days = {s["day"] for s in planned.json("week")["sessions"]}
    assert days == {"2026-11-28"}


def test_week_is_one_line_a_session(planned: CoachRunner):
    told = planned.good("week").out
    sessions = planned.json("week")["sessions"]
    assert all(f"[{s['id']}]" in told for s in sessions)
    assert "Done when:" not in told


def test_week_as_json_is_the_plan(planned: CoachRunner):
    assert planned.json("week") == planned.json("plan")


def test_why_tells_the_reason_and_what_it_rests_on_and_opens(planned: CoachRunner):
    told = planned.good("why", "w48-2").words
    for words in ("Why: begins Python", "Task:", "Done when:", "It opens: Python loops", "It belongs to Python"):
        assert words in told
    assert "It rests on: Vectors" not in told
    assert "Why: a daily habit" in planned.good("why", "w48-1").words


def test_why_of_an_unknown_session_offers_the_nearest(planned: CoachRunner):
    failed = planned("why", "w48-99")
    assert (failed.status, failed.out) == (2, "")
    assert "Did you mean w48-9" in failed.err


def test_files_that_were_deleted_or_changed_come_back(planned: CoachRunner):
    plans = planned.home / "plans"
    page, calendar = plans / "2026-W48.md", plans / "2026-W48.ics"
    before = page.read_bytes(), calendar.read_bytes()
    page.unlink()
    calendar.write_bytes(b"half of it")
    planned.good("today")
    assert (page.read_bytes(), calendar.read_bytes()) == before
    page.write_text("mine", "utf-8")
    planned.good("plan")
    assert page.read_bytes() == before[0]


def test_the_calendar_raises_the_sequence_of_what_changed_alone_and_cancels_what_goes(planned: CoachRunner):
    import vobject

    def events() -> dict[str, tuple[str, str, str]]:
        text = (planned.home / "plans" / "2026-W48.ics").read_text("utf-8")
        return {
            e.uid.value: (e.sequence.value, getattr(e, "status", None) and e.status.value, str(e.dtstart.value))
            for e in vobject.readOne(text).vevent_list
        }

    before = events()
    planned.good("learner", "edit", "--set", "time_off=[2026-11-26]")
    sessions = planned.json("today") and planned.json("week")["sessions"]
    after = events()
    assert before.keys() <= after.keys(), "no event is forgotten, or calendars would keep it"
    cancelled = {uid for uid, (_, status, _) in after.items() if status == "CANCELLED"}
    assert len(after) - len(cancelled) == len(sessions)
    assert cancelled
    changed = {uid for uid in before if before[uid][1:] != after[uid][1:]}
    assert cancelled & before.keys() <= changed
    assert all(int(after[uid][0]) > int(before[uid][0]) for uid in changed)
    unmoved = {uid for uid in before if "2026-11-23" in before[uid][2] or "2026-11-24" in before[uid][2]}
    assert all(after[uid] == before[uid] for uid in unmoved & before.keys() - changed)
    assert unmoved - changed, "what need not move keeps its sequence"


def test_who_begins_on_a_saturday_is_shown_the_week_that_was_planned(coach: CoachRunner):
    coach.at("2026-11-28T10:00+01:00")
    assert coach.json("plan")["week"] == "2026-W49"
    today = coach.good("today").words
    assert "begins on Monday 30 November at 19:00" in today
    assert "2026-W49" in coach.good("week").out


def test_at_the_end_of_a_week_the_next_step_is_that_of_the_next_plan(planned: CoachRunner):
    planned.at("2026-11-29T20:00+01:00").good("plan")
    assert "tomorrow at 19:00" in planned.good("today").words


def test_a_session_of_a_week_further_ahead_can_be_done_and_explained(planned: CoachRunner):
    planned.good("plan", "--week", "2026-W51")
    assert planned.good("why", "w51-1").out
    assert "w51-1" in planned.good("done", "w51-1").out


def test_before_the_plans_week_its_sessions_are_known_all_the_same(planned: CoachRunner):
    assert "w48-2" in planned.at("2026-11-02T08:00+01:00").good("done", "w48-2").out


def test_with_json_a_revision_is_told_on_standard_error(planned: CoachRunner):
    planned.good("skip", "w48-2")
    assert "The plan is revised" in planned("today", "--json").err
