"""What the learner's words to a proposal change in it."""

import pytest

from studycoach.domain.plan_request import PlanRequest
from studycoach.domain.plan_request_edit import edit

TUE, WED = "2026-11-24", "2026-11-25"


@pytest.mark.parametrize(
    ("request_", "words", "after"),
    [
        (PlanRequest("done", ("w48-2",)), "45 minutes", PlanRequest("done", ("w48-2",), minutes=45)),
        (PlanRequest("done", ("w48-2",)), "45", PlanRequest("done", ("w48-2",), minutes=45)),
        (PlanRequest("done", ("w48-2",)), "w48-3, eine Stunde", PlanRequest("done", ("w48-3",), minutes=60)),
        (PlanRequest("done", ("w48-2",), finished=True), "only the session", PlanRequest("done", ("w48-2",))),
        (PlanRequest("done", ("w48-2",), finished=True), "not finished yet", PlanRequest("done", ("w48-2",))),
        (PlanRequest("done", ("w48-2",)), "it is finished", PlanRequest("done", ("w48-2",), finished=True)),
        (PlanRequest("done", ("w48-2",)), "it was hard", PlanRequest("done", ("w48-2",), rating="hard")),
        (PlanRequest("lost_day", day=TUE), "only Wednesday", PlanRequest("lost_day", day=WED)),
        (PlanRequest("lost_day", day=TUE), "because I was ill", PlanRequest("lost_day", day=TUE, why="I was ill")),
        (PlanRequest("limit_week", minutes=240), "3 hours", PlanRequest("limit_week", minutes=180)),
        (PlanRequest("log", topic="t", minutes=45), "half an hour", PlanRequest("log", topic="t", minutes=30)),
    ],
)
def test_a_proposal_can_be_edited(request_, words, after):
    assert edit(request_, words) == after


@pytest.mark.parametrize("words", ["", "hm", "tomorrow", "45 minutes or 50 minutes", "0", "99999 minutes"])
def test_an_edit_that_says_nothing_leaves_the_question_standing(words):
    request = PlanRequest("lost_day", day=TUE) if words == "tomorrow" else PlanRequest("done", ("w48-2",))
    assert edit(request, words) is None
