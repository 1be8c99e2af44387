"""How well a paper fits a place on a roadmap: never by an everyday word, and for reasons that are true."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.paper import Paper
from studycoach.domain.paper_fit import Fit, Fitting, Place, meant_for_learners
from studycoach.domain.roadmap import Item, Roadmap, Stage
from studycoach.tools.roadmap_file import read_shipped

GEN_AI, SPANISH = read_shipped("genai-scientist"), read_shipped("spanish-a2")


def a_paper(title: str, abstract: str = "") -> Paper:
    return Paper("2106.09685", 1, title, abstract, ("A",), ("cs.CL",), date(2021, 6, 17), date(2021, 6, 17))


def a_topic(id_: str, title: str, *terms: str, area: str = "Design") -> Item:
    return Item(id_, title, "topic", area, "concept", 60, "It is shown.", terms)


DATABASES = Roadmap(
    "databases",
    "Relational databases",
    (
        Stage("one", "First Tables", "Store.", None, (
            a_topic("normal-forms", "Normalization", "normal forms", "3NF"),
            a_topic("joins", "Joins", "join", "SQL joins"),
        )),
        Stage("two", "Many Users", "Serve.", None, (
            a_topic("transactions", "Transactions", "transaction", "ACID"),
            a_topic("indexes", "Indexes and query plans", "B-tree", "index"),
        )),
    ),
)  # fmt: skip
MECHANICS = Roadmap(
    "mechanics",
    "Classical mechanics",
    (
        Stage("motion", "Motion", "Move.", None, (a_topic("momentum", "Momentum", "momentum", "linear momentum"),)),
        Stage("lagrange", "Lagrange", "Least.", None, (a_topic("least-action", "Lagrangian mechanics", "action"),)),
    ),
)  # fmt: skip


def fit(paper: Paper, *this_week: str, roadmap: Roadmap = GEN_AI, stage: int = 4) -> tuple[Fit, list[str]]:
    fitting = Fitting(roadmap, Place(stage, this_week))
    found = fitting.of(paper)
    return found, fitting.reasons(paper, found)


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Action Denial in Multimodal Language Models", ("github-actions",)),
        ("Learning Functions on Values: a Module for Object Detection", ("python-functions", "python-oop", "python-modules")),
        ("Gaze Estimation by Multi-Scale Features with Neural Networks", ("scaling", "feature-selection", "encoding")),
        ("A Vision Encoder Model with Random Forests", ("bert-architecture",)),
        ("Detection of Trees from the Air with Neural Networks", ("decision-trees", "hash-tables-trees")),
        ("Panda Arms That Grasp with Language Models", ("pandas",)),
        ("Temperature Forecasts with Neural Networks", ("temperature",)),
        ("Description Logics: DL-Lite and Language Models", ("ai-landscape",)),
        ("Training at Large Scale on Virtual Environments with LLMs", ("python-venv", "training-data-pipelines")),
        ("Reinforcement Learning of Walking", ("rlhf-idea", "rlhf-practice")),
    ],
)  # fmt: skip
def test_a_paper_that_shares_an_everyday_word_with_a_topic_is_not_near_it(title: str, topics: tuple[str, ...]):
    found, reasons = fit(a_paper(title), *topics)
    assert found.topics == ()
    assert "“" not in "".join(reasons)


@pytest.mark.parametrize(
    ("title", "abstract", "reason"),
    [
        ("LoRA Learns Less", "", "near “LoRA”, your topic this week"),
        ("Adapters", "LoRA is small. LoRAs can be added. LoRA forgets.", "near “LoRA”, your topic this week"),
        ("Low-Rank Adaptation of Models", "", "near “LoRA”, your topic this week (Low-Rank Adaptation)"),
        ("Adapters", "Some are like LoRA.", "names LoRA (“LoRA”, your topic this week)"),
        ("On Fine-Tuning", "", "in the area of “LoRA”, your topic this week (Fine-Tuning)"),
        ("Agents with RAG", "", "on your roadmap: RAG"),
    ],
)
def test_the_reason_tells_how_near_a_paper_is_to_a_topic(title: str, abstract: str, reason: str):
    _, reasons = fit(a_paper(title, abstract), "lora")
    assert reasons[0] == reason


def test_a_topic_in_the_title_counts_more_than_one_named_in_passing_and_that_more_than_its_area():
    titled, passing, area, nothing = (
        fit(a_paper(title, abstract), "lora")[0].score
        for title, abstract in (("LoRA", ""), ("Adapters", "As in LoRA."), ("Adapters", "Fine-tuned."), ("Robots", ""))
    )
    assert titled > passing > area > nothing == 0


def test_this_weeks_topic_counts_more_than_the_next_and_that_more_than_a_finished_one():
    paper = a_paper("QLoRA")
    places = (Place(4, ("qlora",)), Place(4, (), ("qlora",)), Place(4, (), (), ("qlora",)), Place(4))
    scores = [Fitting(GEN_AI, place).of(paper).score for place in places]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_one_word_tells_of_one_topic():
    found, _ = fit(a_paper("PyTorch"), "pytorch-tensors", "pytorch-autograd", "pytorch-training-loop")
    assert len(found.topics) == 1


def test_what_lies_ahead_counts_more_the_nearer_it_is_and_what_lies_behind_fades():
    decision_trees, language_models, alignment = a_paper("Decision Trees"), a_paper("BERT"), a_paper("GRPO")
    at_first, at_last = Fitting(GEN_AI, Place(1)), Fitting(GEN_AI, Place(6))
    assert at_first.of(decision_trees).score > at_first.of(language_models).score > at_first.of(alignment).score
    assert at_last.of(decision_trees).score < at_last.of(language_models).score < at_last.of(alignment).score


def test_an_overview_and_what_is_about_learning_come_before_others_of_the_same_subject():
    plain, survey, taught = (
        fit(a_paper(title))[0].score for title in ("RAG", "RAG: a Survey", "RAG in Higher Education")
    )
    assert survey > plain
    assert taught > plain
    assert fit(a_paper("Weeds: a Survey"))[0].score == 0, "of what isn't on the roadmap a survey is no better"


def test_mathematics_counts_against_a_paper_in_the_first_half_of_the_roadmap_alone():
    plain, hard = a_paper("LoRA", "It is small."), a_paper("LoRA", r"Of rank $r$, by a theorem.")
    assert fit(hard, stage=3)[0].score < fit(plain, stage=3)[0].score
    assert fit(hard, stage=4)[0].score == fit(plain, stage=4)[0].score


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("A Survey on Agents", "an overview or introduction"),
        ("Agents: A Tutorial", "an overview or introduction"),
        ("LLMs in Programming Courses", "about learning and teaching"),
        ("Distillation: Teachers and Students", ""),
        ("Teaching Models to Think", ""),
        ("LLM-Based Survey Simulators", ""),
        ("A Review-Driven Recommender", ""),
        ("An Empirical Study of Prompts", "a study"),
    ],
)
def test_how_a_paper_is_meant_stands_in_its_title(title: str, meant: str):
    assert meant_for_learners(a_paper(title)) == meant


@pytest.mark.parametrize(
    ("roadmap", "topic", "title", "is_near"),
    [
        (SPANISH, "stress-accents", "Stress in Spanish", True),
        (SPANISH, "stress-accents", "Stress in Bridges", False),
        (SPANISH, "food-shopping", "Prices of Food", False),
        (SPANISH, "simple-reading", "Reading X-Rays with Language Models", False),
        (SPANISH, "preterite-imperfect", "Preterite vs Imperfect", True),
        (DATABASES, "normal-forms", "Batch Normalization of Images", False),
        (DATABASES, "normal-forms", "Normalization of Relational Schemas up to 3NF", True),
        (DATABASES, "transactions", "Detection of Fraud in Card Transactions", False),
        (DATABASES, "transactions", "ACID Transactions on the Edge", True),
        (DATABASES, "indexes", "Query Plans Learned", True),
        (MECHANICS, "momentum", "Momentum in Stock Prices", False),
        (MECHANICS, "momentum", "Momentum in Classical Mechanics", True),
        (MECHANICS, "least-action", "Action Recognition in Videos", False),
    ],
)
def test_on_a_roadmap_of_any_other_field_a_short_word_counts_only_beside_what_is_surely_of_that_field(
    roadmap: Roadmap, topic: str, title: str, is_near: bool
):
    found, _ = fit(a_paper(title), topic, roadmap=roadmap, stage=1)
    assert bool(found.topics) is is_near


WORDS = st.sampled_from(
    ["LoRA", "fine-tuning", "PyTorch", "language models", "F1", "functions", "a survey", "trees", "RAG", "data", "BERT"]
)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=12), st.sets(st.sampled_from(sorted(GEN_AI.by_id))))
def test_whatever_is_put_together_the_words_that_reasons_name_stand_in_the_paper(title, abstract, topics):
    paper = a_paper("; ".join(title), "; ".join(abstract))
    found, reasons = fit(paper, *sorted(topics))
    text = f"{paper.title} {paper.abstract}"
    assert 0 <= found.score < 4
    for reason in reasons:
        if reason.startswith("on your roadmap: "):
            assert all(word in text for word in reason.removeprefix("on your roadmap: ").split(", "))
        if reason.startswith("names "):
            assert reason.removeprefix("names ").split(" (")[0] in text


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_paper_can_be_looked_at(title: str, abstract: str):
    for roadmap in (GEN_AI, SPANISH, DATABASES):
        found, reasons = fit(a_paper(title, abstract), roadmap.stages[0].items[0].id, roadmap=roadmap, stage=1)
        assert found.score >= 0
        assert all("\n" not in reason for reason in reasons)
