"""Tests of the plan's Markdown page."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.weekly_plan import WeeklyPlan
from studycoach.tools.plan_file import plan_markdown


def test_the_page_tells_the_week_day_by_day(plan: WeeklyPlan):
    page = plan_markdown(plan, learner="Ada")
    assert page.startswith("# Week 2026-W48\n\n23 to 29 November 2026 · Ada · 2 sessions, 2 h\n\n")
    assert (
        "## Tuesday 24 November\n\n"
        "- [ ] 19:00 · 1 h 30 · learn · **Loops** (w48-1)\n"
        "  - Task: Read chapter 4 and write three loops.\n"
        "  - Done when: A script counts the words of a file.\n"
        "  - Why: Next after Variables, which you finished on Sunday.\n"
    ) in page
    assert page.index("Tuesday 24") < page.index("Thursday 26")
    assert "## Carried over\n\n- Vectors, 30 min: It was skipped last week.\n" in page
    assert "## Not placed\n\n- The week is full.\n" in page
    assert "- Foundations ends by 1 February 2027 as likely as not, and by 1 March 2027 nine times in ten.\n" in page
    assert "Of 10 h free when this was planned, 8 h stay as a buffer.\n" in page
    assert page.rstrip().splitlines()[-1].endswith("`coach done w48-1`*")


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("done", "- [x] 19:00 · 1 h 30 · learn · **Loops** (w48-1)"),
        ("skipped", "- [ ] ~~19:00 · 1 h 30 · learn · **Loops**~~ skipped (w48-1)"),
        ("missed", "- [ ] 19:00 · 1 h 30 · learn · **Loops** missed (w48-1)"),
    ],
)
def test_what_became_of_a_session_is_seen(plan: WeeklyPlan, state, line: str):
    sessions = tuple(replace(s, state=state) for s in plan.sessions)
    page = plan_markdown(replace(plan, sessions=sessions), learner="Ada")
    assert line in page.splitlines()
    assert "coach done" not in page


def test_a_session_that_a_revision_took_out_is_not_on_the_page(plan: WeeklyPlan):
    sessions = tuple(replace(s, state="cancelled") for s in plan.sessions)
    assert "Loops" not in plan_markdown(replace(plan, sessions=sessions, carried_over=()), learner="Ada")


def test_an_empty_plan_says_why(plan: WeeklyPlan):
    empty = WeeklyPlan(plan.week, plan.timezone, plan.made_at, 0, 0, (), empty_because="You are away all week.")
    page = plan_markdown(empty, learner="Ada")
    assert "You are away all week." in page
    assert "0 sessions, 0 min" in page


def test_a_web_address_stays_one(with_text: Callable[[str], WeeklyPlan]):
    page = plan_markdown(with_text("See https://example.org/a_b*c?d=1&e=[2]. Then go on."), learner="Ada")
    assert r"Task: See <https://example.org/a_b*c?d=1&e=>\[2\]. Then go on." in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text("*_[]<>|#`\\~&\n\r\u2028\u202e;ab1-+= "))
def test_no_text_changes_the_shape_of_the_page(with_text: Callable[[str], WeeklyPlan], text: str):
    page = plan_markdown(with_text(text or "x"), learner=text)
    shape = [line for line in page.splitlines() if line.startswith(("#", "- ["))]
    assert shape == [line for line in page.split("\n") if line.startswith(("#", "- ["))]
    assert len([line for line in shape if line.startswith("- [ ]")]) == 2
    assert [line for line in shape if line.startswith("#")] == [
        "# Week 2026-W48", "## Tuesday 24 November", "## Thursday 26 November", "## Carried over", "## Not placed", "## Forecast"
    ]  # fmt: skip
    for line in page.split("\n"):
        told = re.match(r"  - Task: (.*)", line)
        if told and "http" not in told[1]:
            bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", told[1])
            assert not re.search(r"[\\`*_\[\]<>|~#]|&#?\w+;", bare)


def worded(plan: WeeklyPlan, *ids: str) -> WeeklyPlan:
    sessions = tuple(replace(s, written_by="small:3b" if s.id in ids else "rules") for s in plan.sessions)
    return replace(plan, sessions=sessions, written_by="small:3b" if ids else "rules", note="A *week* of <b>loops</b>.")


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ((), "Written by: rules."),
        (("w48-1",), "Written by: small:3b (1 of 2 sessions), the others by rules."),
        (("w48-1", "w48-2"), "Written by: small:3b."),
    ],
    ids=str,
)
def test_the_page_says_who_wrote_the_words_and_has_the_weeks_note(plan: WeeklyPlan, ids, told):
    page = plan_markdown(worded(plan, *ids), learner="Ada")
    assert f"\n{told}\n" in page
    assert "\nA \\*week\\* of \\<b\\>loops\\</b\\>.\n" in page
