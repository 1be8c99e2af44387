"""A model's word on a demand counts where its line stands and is code; else the rules' word stays."""

from dataclasses import replace

import pytest
from sample_code import scores
from sample_projects import ONLY_WORDS, ROADMAP, SPAM, source

from studycoach.agents.milestone_reviewer import Judgement, Judgements, compared
from studycoach.domain.code_mentions import Project
from studycoach.domain.milestone_check import by_rules
from studycoach.llm.errors import ModelUnreachable
from studycoach.llm.scripted import ScriptedEndpoint, scripted_model

SHOW = source("spam.py", SPAM + "\n\nfor mail, cause in odd:\n    print(mail, cause)  # why it went wrong\n")
ITEM = ROADMAP.by_id["spam-detector"]
BY_RULES = by_rules(ITEM, Project([SHOW]))
EXPLAINS = Judgement(
    3, 1, "    print(mail, cause)  # why it went wrong", 22, "`print` gives the cause of each odd mail.", "shown"
)


def by_model(*replies: object, sources=(SHOW,), told: list[str] | None = None):
    model = scripted_model(ScriptedEndpoint(replies))
    return compared(model, BY_RULES, sources, seconds=60, tell=(told if told is not None else []).append)


def test_a_judgement_that_stands_and_is_not_refuted_takes_the_place_of_the_rules_word():
    made = by_model(Judgements([EXPLAINS]), scores(9))
    assert made.written_by == "scripted"
    assert made.criteria[:2] == BY_RULES.criteria[:2]
    assert (made.criteria[2].path, made.criteria[2].line) == ("spam.py", 23)
    # Five of them, and explained well: that takes more than code.
    assert made.criteria[2].state == "partly"
    assert made.criteria[2].why.startswith("`print` gives the cause of each odd mail. The number (five) can't")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(EXPLAINS, quote="print(everything)"),
        replace(EXPLAINS, line=2),
        replace(EXPLAINS, line=10**9),
        replace(EXPLAINS, file=2),
        replace(EXPLAINS, file=0),
        replace(EXPLAINS, number=0),
        replace(EXPLAINS, number=4),
        replace(EXPLAINS, quote="x" * 100_000),
        replace(EXPLAINS, state="not shown"),
        replace(EXPLAINS, why="See https://example.org for it."),
        replace(EXPLAINS, quote='"""Marks mails."""', line=1),
    ],
)
def test_a_judgement_that_does_not_stand_changes_nothing(wrong):
    assert by_model(Judgements([wrong])) == BY_RULES


def test_a_refuted_judgement_changes_nothing():
    assert by_model(Judgements([EXPLAINS]), scores(3)) == BY_RULES


def test_a_comment_proves_nothing_to_a_model_either():
    claims = source("claims.py", ONLY_WORDS)
    line = ONLY_WORDS.split("\n")[1]
    said = Judgement(1, 1, line, 2, "It predicts.", "shown")
    assert by_model(Judgements([said]), sources=[claims]) == BY_RULES


def test_what_no_code_can_show_is_not_asked():
    endpoint = ScriptedEndpoint([Judgements([])])
    friend = by_rules(ROADMAP.by_id["ml-basics-explained"], Project([SHOW]))
    assert compared(scripted_model(endpoint), friend, [SHOW], seconds=60, tell=lambda _: None) == friend
    assert not endpoint.asked


def test_a_model_that_fails_leaves_the_rules_word_and_says_so():
    told: list[str] = []
    assert by_model(ModelUnreachable("The model is away.", again=False), told=told) == BY_RULES
    assert told[-1] == "keeps to the rules: The model is away."


def test_code_larger_than_the_context_is_shown_as_far_as_it_fits():
    endpoint = ScriptedEndpoint([Judgements([])])
    large = source("large.py", "\n".join(f"x{n} = {n}" for n in range(20_000)) + "\n")
    compared(scripted_model(endpoint), BY_RULES, [large, SHOW], seconds=60, tell=lambda _: None)
    asked = endpoint.asked[0][-1].text
    assert "name: spam.py" in asked
    assert len(asked) < 40_000
