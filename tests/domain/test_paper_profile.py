"""What is known of a learner as a profile for papers, and what a paper asks of them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import a_learner

from studycoach.domain.paper import Paper
from studycoach.domain.paper_profile import (
    VotedPaper,
    exercise_minutes,
    place_of,
    profile_of,
    readable,
    sized,
    topics_ahead,
    words_to_know,
)
from studycoach.domain.plain_text import unseen_in
from studycoach.domain.record import ItemRecord, Record
from studycoach.tools.roadmap_file import read_shipped

ROADMAP = read_shipped("genai-scientist")
NOTHING = Record()


def a_paper(title: str, abstract: str = "", id_: str = "2106.09685") -> Paper:
    return Paper(id_, 1, title, abstract, ("A",), ("cs.CL",), date(2021, 6, 17), date(2021, 6, 17))


def knows(*stages: int, also: tuple[str, ...] = ()) -> Record:
    """A record in which these stages (from 1) are known, and some items of others."""
    known = [item.id for number in stages for item in ROADMAP.stages[number - 1].items]
    return Record(items={item: ItemRecord(known=True) for item in (*known, *also)})


def tastes(record: Record = NOTHING, **given):
    learner = a_learner(stage=4, interests=given.pop("interests", ()))
    return profile_of(ROADMAP, record, learner, **given).tastes


def labels(kind: str, **given) -> list[str]:
    return [taste.label for taste in tastes(**given) if taste.kind == kind]


def test_this_weeks_topics_interests_and_votes_weigh_most_then_the_next_topics_and_what_was_read():
    found = tastes(
        this_week=["lora"],
        coming=["qlora"],
        interests=("agents",),
        votes=[VotedPaper(a_paper("A"), 1)],
        read=[a_paper("B")],
        notes=["The rank decides how much can be learned."],
    )
    weights = {taste.label: taste.weight for taste in found}
    this_week, coming = weights["“LoRA”, your topic this week"], weights["“QLoRA”, next on your roadmap"]
    assert this_week == weights["your interest in agents"] == weights["you liked 2106.09685"] == max(weights.values())
    assert this_week > coming > weights["you read 2106.09685"] > 0
    assert all(weight > 0 for weight in weights.values())


def test_a_topic_is_told_by_its_title_terms_and_area():
    (taste,) = [t for t in tastes(this_week=["lora"]) if "LoRA" in t.label]
    assert taste.text == "LoRA. Fine-tuning"
    (project,) = [t for t in tastes(this_week=["custom-chatbot"]) if "chatbot" in t.label]
    assert "Project" not in project.text
    assert "custom chatbot" in project.text


def test_prerequisites_that_were_finished_lately_count_a_little():
    record = Record(items={"peft": ItemRecord(worked=60, finished_on=date(2026, 11, 20))})
    assert "“Parameter-efficient fine-tuning (PEFT)”, which you finished" in [
        taste.label for taste in tastes(record, this_week=["lora"])
    ]


@pytest.mark.parametrize(
    ("interest", "wanted", "avoided"),
    [
        ("agents", ["agents"], []),
        ("not robotics", [], ["robotics"]),
        ("No medical imaging", [], ["medical imaging"]),
        ("-crypto", [], ["crypto"]),
        ("avoid: remote sensing", [], ["remote sensing"]),
        ("except games", [], ["games"]),
        ("agents, but not robotics", ["agents"], ["robotics"]),
        ("anything except crypto", [], ["crypto"]),
        ("no-code tools", ["no-code tools"], []),
        ("notebooks", ["notebooks"], []),
        ("not-for-profit work", ["not-for-profit work"], []),
        ("learning without labels", ["learning without labels"], []),
        ("  two\nlines ", ["two lines"], []),
        ("", [], []),
    ],
)
def test_interests_say_what_is_wanted_and_what_is_not(interest: str, wanted: list[str], avoided: list[str]):
    found = tastes(interests=(interest,))
    assert [t.text for t in found if t.kind == "interest"] == wanted
    assert [t.text for t in found if t.kind == "avoid"] == avoided


@pytest.mark.parametrize(
    ("fact", "wanted", "avoided"),
    [
        ("I am interested in retrieval for law", ["retrieval for law"], []),
        ("I'm not interested in robotics.", [], ["robotics"]),
        ("I don't want papers about medical imaging", [], ["medical imaging"]),
        ("My research is on small models", ["small models"], []),
        ("I am curious about agents, but not robotics", ["agents"], ["robotics"]),
        ("I live in Berlin", [], []),
        ("I prefer evenings", [], []),
        ("My exam is on 3 March", [], []),
    ],
)
def test_facts_count_where_they_speak_of_papers_or_interests(fact: str, wanted: list[str], avoided: list[str]):
    found = tastes(facts=(fact,))
    assert [t.text for t in found if t.kind == "interest"] == wanted
    assert [t.text for t in found if t.kind == "avoid"] == avoided


def test_votes_say_what_is_liked_and_what_is_not_with_the_reason():
    liked, disliked = a_paper("Adapters", "Small ones."), a_paper("Radar", id_="2401.00001")
    votes = [VotedPaper(liked, 1, "clear about ranks"), VotedPaper(disliked, -1), VotedPaper(a_paper("C"), 0)]
    found = {t.label: t for t in tastes(votes=votes) if t.kind in ("liked", "disliked")}
    assert set(found) == {"you liked 2106.09685", "you voted down 2401.00001"}
    assert found["you liked 2106.09685"].text == "Adapters. Small ones. clear about ranks"
    assert found["you voted down 2401.00001"].kind == "disliked"


def test_many_votes_together_do_not_drown_the_topics():
    votes = [VotedPaper(a_paper(f"Paper {n}", id_=f"2401.{n:05}"), 1) for n in range(200)]
    found = tastes(this_week=["lora"], votes=votes)
    assert sum(t.weight for t in found if t.kind == "liked") < 5, "twenty count as √20 of one"
    assert labels("liked", votes=votes)[0] == "you liked 2401.00000", "the newest come first"


def test_an_own_file_is_named_by_its_title():
    own = a_paper("My thesis", id_="own-0123456789abcdef")
    assert labels("read", read=[own]) == ["you read your file “My thesis”"]


def test_from_the_first_day_on_the_roadmap_itself_is_something_to_go_by():
    (taste,) = tastes()
    assert "Gen-AI" in taste.text


@given(st.lists(st.text(max_size=200), max_size=3), st.lists(st.text(max_size=200), max_size=3))
def test_whatever_the_learner_wrote_a_label_is_one_short_line(interests: list[str], others: list[str]):
    for taste in tastes(interests=tuple(interests), facts=others, notes=others):
        assert taste.text.strip()
        assert len(taste.label) < 120
        assert not unseen_in(taste.label)
        assert "\n" not in taste.label


def test_topics_ahead_begin_with_what_this_weeks_topics_make_ready_and_go_on_in_the_roadmaps_order():
    ahead = topics_ahead(ROADMAP, NOTHING, ["python-loops", "vectors"])
    assert ahead[:2] == ("python-functions", "matrices")
    assert "svm" not in ahead, "vectors open it, but much else is missing"
    assert ahead[2:] == ("python-basics", "python-oop", "python-modules")
    assert topics_ahead(ROADMAP, knows(1, 2, 3, 4, 5, 6), ["lora"]) == ()


@pytest.mark.parametrize(
    ("title", "stage", "now", "after"),
    [
        ("LoRA: low-rank adaptation of large language models", 3, False, "stage 4, Gen-AI Core Learning"),
        ("LoRA: low-rank adaptation of large language models", 4, True, ""),
        ("LoRA and DPO", 4, False, "stage 6, Research & Leadership Stage (Lead Gen-AI Scientist)"),
        ("RLHF, the idea", 4, True, ""),
        ("Deep learning of weather", 2, False, "stage 3, Deep Learning Foundations"),
        ("Deep learning of weather", 3, True, ""),
        ("How people feel about AI: a survey", 1, True, ""),
        ("Robot arms and magnets", 1, False, "stage 1, Foundation Stage (Beginner)"),
        ("Robot arms and magnets", 2, True, ""),
    ],
)
def test_a_paper_is_readable_when_what_it_speaks_of_does_not_belong_to_a_later_stage(title, stage, now, after):
    found = readable(a_paper(title), ROADMAP, NOTHING, stage)
    assert (found.now, found.after) == (now, after)


def test_a_term_that_is_named_once_in_the_abstract_keeps_nobody_from_reading():
    assert readable(
        a_paper("Learning of weather", "A neural network, unlike multimodal ones."), ROADMAP, NOTHING, 3
    ).now
    paper = a_paper("Learning of weather", "A multimodal model. Multimodal models are new.")
    assert readable(paper, ROADMAP, NOTHING, 3).missing == ("multimodal-models",)


def test_what_papers_only_use_asks_for_nothing():
    used = a_paper(
        "Learning of weather", "We reach an F1 of 0.9, and GPT-4 an F1 of 0.8. F1 and GPT-4 are PyTorch code."
    )
    assert readable(used, ROADMAP, NOTHING, 2).now
    assert not readable(a_paper("Why GPT learns"), ROADMAP, NOTHING, 2).now


def test_where_the_learner_is_names_each_topic_once_and_only_those_of_the_roadmap():
    record = Record(items={"peft": ItemRecord(worked=60, finished_on=date(2026, 11, 20))})
    place = place_of(ROADMAP, record, ["lora", "lora", "gone"], ["qlora", "lora"])
    assert (place.this_week, place.coming, place.finished) == (("lora",), ("qlora",), ("peft",))
    assert place.stage == 1


def test_what_is_finished_of_a_later_stage_is_met():
    paper = a_paper("LoRA and DPO")
    assert readable(paper, ROADMAP, NOTHING, 4).missing == ("dpo",)
    assert readable(paper, ROADMAP, knows(also=("dpo",)), 4).now
    assert readable(a_paper("Deep learning"), ROADMAP, knows(3), 1).now


def test_what_is_missing_is_told_in_the_order_of_the_roadmap():
    paper = a_paper("GRPO for RAG", "We fine-tune BERT. A BERT that was fine-tuned is better.")
    found = readable(paper, ROADMAP, NOTHING, 3)
    assert found.missing == ("bert-architecture", "supervised-fine-tuning", "rag-system", "grpo")


@given(st.integers(1, 5))
def test_who_has_come_further_can_read_no_less(stage: int):
    paper = a_paper("Multimodal RAG", "CNNs, LLMs and decision trees by gradient descent.")
    if readable(paper, ROADMAP, NOTHING, stage).now:
        assert readable(paper, ROADMAP, NOTHING, stage + 1).now


def test_words_to_know_are_unfinished_terms_of_the_paper_the_most_specific_first():
    text = "We fine-tune BERT with LoRA and align it by DPO; a CNN is the baseline. LoRA again."
    found = words_to_know(text, ROADMAP, knows(1, 2))
    assert (found[0].word, found[0].topic) == ("DPO", "dpo")
    assert [w.topic for w in found][-1] == "cnn"
    assert len({w.topic for w in found}) == len(found)
    assert "cnn" not in [w.topic for w in words_to_know(text, ROADMAP, knows(1, 2, 3))]


def test_words_that_the_summary_names_come_first_and_there_are_never_more_than_six():
    text = "DPO, GRPO, RAG, LoRA, PEFT, BERT, CNN, LSTM"
    found = words_to_know(text, ROADMAP, NOTHING, words=("CNN", "no such term"))
    assert found[0].word == "CNN"
    assert len(found) == 6


@pytest.mark.parametrize(
    ("free", "session", "minutes"),
    [(0, (25, 90), 30), (180, (25, 90), 35), (300, (25, 90), 60), (6000, (25, 240), 90), (600, (25, 50), 50)],
)
def test_an_exercise_fits_the_free_time_and_the_sessions(free: int, session: tuple[int, int], minutes: int):
    assert exercise_minutes(replace(a_learner(), session_minutes=session), free) == minutes


@given(st.integers(0, 100_000), st.integers(10, 240))
def test_an_exercise_always_has_30_to_90_minutes_in_steps_of_five(free: int, longest: int):
    minutes = exercise_minutes(replace(a_learner(), session_minutes=(10, longest)), free)
    assert 30 <= minutes <= 90
    assert minutes % 5 == 0


def test_an_exercise_says_its_time_and_how_to_make_it_fit():
    assert (
        sized("Train an adapter", 30)
        == "30 minutes: Train an adapter. Take the smallest version that shows the effect."
    )
    assert sized("Train\nan adapter.", 60) == "60 minutes: Train an adapter."
    assert sized("Why?", 90) == "90 minutes: Why? Then change one thing and write down what that does."
    assert sized(" ", 60) == ""
