"""Settings that can be read but not meant."""

import pytest
from coach_runner import CoachRunner


@pytest.mark.parametrize("address", ["nobody", "Coach <coach@example.org>", "a@b@c", f"a@{'x' * 70}.de"])
def test_a_sender_that_is_no_address_is_named_before_anything_is_planned(coach: CoachRunner, address: str):
    coach.settings["COACH__MAIL__FROM"] = address
    failed = coach("plan")
    assert (failed.status, failed.out) == (2, "")
    assert "mail.from is " in failed.err
    assert "is not a mail address. Write it as name@example.org." in " ".join(failed.err.split())


def test_letters_come_from_the_address_that_is_set(coach: CoachRunner):
    coach.settings["COACH__MAIL__FROM"] = "zoë@example.org"
    coach.good("plan")
    (letter,) = (coach.home / "inbox" / "new").iterdir()
    assert "\nFrom: Study coach <zoë@example.org>\n" in letter.read_text("utf-8")


def test_categories_are_what_arxiv_can_be_asked_for(coach: CoachRunner):
    coach.settings["COACH__DIGEST__CATEGORIES"] = "[cs.CL, 68T50]"
    failed = coach("today")
    assert (failed.status, failed.out) == (2, "")
    assert "digest.categories has '68T50'. Write arXiv's names, such as cs.CL." in " ".join(failed.err.split())
    coach.settings["COACH__DIGEST__CATEGORIES"] = "[cs.CL, cond-mat.mtrl-sci, stat, CS.lg]"
    coach.good("today")
