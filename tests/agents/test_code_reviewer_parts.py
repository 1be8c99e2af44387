"""Code is read part by part within the model's context and the time; what isn't read is named."""

from dataclasses import replace

import pytest
from sample_code import ABOUT, EMPTY, NOTHING, SOURCE, TEXT, judged, review, scores
from sample_paper import KeptInMemory

from studycoach.agents.code_reviewer import Judged, judge, unable
from studycoach.domain.finding import Skipped
from studycoach.domain.source import Source
from studycoach.llm.errors import BudgetSpent, ContextTooSmall, ModelUnreachable, Stopped
from studycoach.llm.scripted import SCRIPTED, ScriptedEndpoint, scripted_model

LONG = Source("long.py", TEXT * 40, TEXT * 40)
SMALL = replace(SCRIPTED, context=4096)


def test_long_code_is_read_in_parts_and_each_question_fits_into_the_context():
    endpoint = ScriptedEndpoint([NOTHING] * 60, SMALL)
    model = scripted_model(endpoint)
    found = judge(model, [LONG], (), ABOUT, seconds=60, tell=lambda _: None)
    assert found.not_read == ()
    assert 5 < len(endpoint.asked) < 40
    asked = "\n".join(message.text for messages in endpoint.asked for message in messages)
    assert all(f"\n{number}: " in asked for number in range(1, LONG.text.count("\n")) if LONG.line(number))


def test_a_part_without_a_usable_answer_is_named_and_the_others_are_read():
    other = Source("b.py", TEXT, TEXT)
    found = judged("no", "no", review(EMPTY), scores(9), sources=[SOURCE, other])
    assert [one.path for one in found.findings] == ["b.py"]
    assert [one.path for one in found.not_read] == ["shop/mean.py"]
    assert found.not_read[0].why.startswith("lines 1 to 17 not read by the model: scripted gave no usable answer")


def test_a_context_that_turns_out_smaller_cuts_what_is_left_again():
    replies = [ContextTooSmall("scripted", 9000, 4096), *[NOTHING] * 60]
    endpoint = ScriptedEndpoint(replies, replace(SCRIPTED, context=16_384))
    found = judge(scripted_model(endpoint), [LONG], (), ABOUT, seconds=60, tell=lambda _: None)
    assert found.not_read == ()
    assert len(endpoint.asked) > 5


def test_a_context_that_gives_no_room_at_all_ends_with_a_sentence():
    found = judged(*[ContextTooSmall("scripted", 9000, size) for size in (2000, 900, 100, 50)])
    assert found.written_by == ""
    assert found.not_read == (Skipped("shop/mean.py", "not read by the model: hardly any code fits into its context"),)


@pytest.mark.parametrize(
    "error", [BudgetSpent("The tokens for today are spent.", "Wait."), ModelUnreachable("No answer.")]
)
def test_a_model_that_gives_up_leaves_what_was_found_and_names_the_rest(error: Exception):
    sources = [replace(SOURCE, path=name) for name in ("a.py", "b.py", "c.py")]
    found = judged(review(EMPTY), scores(9), error, *[ModelUnreachable("No answer.")] * 9, sources=sources)
    assert [one.path for one in found.findings] == ["a.py"]
    assert [one.path for one in found.not_read] == ["b.py", "c.py"]
    assert len(found.troubles) == 1
    assert found.written_by == "scripted"


def test_when_the_time_is_over_the_rest_is_named():
    model = scripted_model(ScriptedEndpoint([NOTHING] * 3))
    found = judge(model, [SOURCE, replace(SOURCE, path="b.py")], (), ABOUT, seconds=1, tell=lambda _: None)
    assert [one.path for one in found.not_read] == ["shop/mean.py", "b.py"]
    assert found.troubles == ("The model didn't read all of the code: The time for it, 1 s, was over.",)


@pytest.mark.parametrize("when", ["reads", "looks again"])
def test_a_question_that_is_taken_back_ends_the_review(when: str):
    model = scripted_model(ScriptedEndpoint([review(EMPTY), scores(9)]))

    def hang_up(doing: str) -> None:
        if doing.startswith(when):
            model.hang_up()

    with pytest.raises(Stopped):
        judge(model, [SOURCE], (), ABOUT, seconds=60, tell=hang_up)


def test_nothing_of_the_learners_code_is_kept_in_the_cache():
    cache = KeptInMemory()
    judged(review(EMPTY), scores(9), cache=cache)
    assert cache.kept == {}


def test_a_model_without_typed_answers_or_context_judges_nothing_and_says_why():
    for card in (replace(SCRIPTED, answers="label"), replace(SCRIPTED, context=2048)):
        endpoint = ScriptedEndpoint([review(EMPTY), scores(9)], card)
        model = scripted_model(endpoint)
        assert unable(model)
        found = judge(model, [SOURCE], (), ABOUT, seconds=60, tell=lambda _: None)
        assert found == Judged(troubles=(unable(model),))
        assert endpoint.asked == []
    assert unable(scripted_model(ScriptedEndpoint([]))) == ""


def test_a_file_without_lines_under_review_is_not_asked_about():
    assert judged(sources=[replace(SOURCE, changed=frozenset()), Source("empty.py", "", "")]) == Judged()
