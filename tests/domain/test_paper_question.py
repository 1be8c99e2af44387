"""What is looked up in a paper to answer a question."""

import pytest

from studycoach.domain.paper_question import asked_words, is_foreign, places
from studycoach.domain.paper_text import Passage


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What rank is used in the experiments?", "rank experiments"),
        ("Which datasets does arXiv 1910.10683 evaluate on?", "datasets evaluate"),
        ("what does https://arxiv.org/abs/2106.09685v2 say about latency", "latency"),
        ("How do key-value caches differ from KV's?", "key-value caches differ KV's"),
        ("what are the key points about dropout", "key points dropout"),
        ("¿Qué conjunto de datos usaron?", "conjunto datos"),
        ("welchen Datensatz haben sie benutzt", "Datensatz"),
        ("quelles limites citent les auteurs ?", "limites citent"),
        ("पेपर में सटीकता क्या है", "सटीकता"),
        ("这篇论文的方法是什么", "这篇论文的方法是什么"),
    ],
)
def test_the_words_that_could_stand_in_an_answer_are_left(question, words):
    assert asked_words(question) == words


@pytest.mark.parametrize(
    "question",
    [
        "What is it about?",
        "compare 2106.09685 and 2305.14314",
        "compare the first and the second",
        "the key points in three sentences, please",
        "What's the main idea?",
        "de qué trata el artículo",
        "worum geht es in der Arbeit",
        "de quoi parle ce papier",
        "",
        "?!",
    ],
)
def test_a_question_about_the_paper_as_a_whole_has_none(question):
    assert asked_words(question) == ""


PAPER = (
    Passage(0, "Abstract", 1, "We train adapters of low rank, which need a third of the memory."),
    Passage(1, "1 Introduction", 1, "Large models are hard to adapt."),
    Passage(2, "3 Costs", 4, "One run takes 24 hours on a GPU with 48 GB."),
    Passage(3, "5 Limitations", 8, "We tried two languages alone."),
    Passage(4, "6 Outlook", 8, "More tasks are for future work."),
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What are its limits?", 3),
        ("How much does it cost?", 2),
        ("Which rank do the adapters have?", 0),
        ("adapting large models", 1),
        ("How many hours does a run take?", 2),
    ],
)
def test_a_question_leads_to_the_passages_that_say_it_by_their_headings_too(question: str, first: int):
    assert places(question, PAPER, 3)[0] == PAPER[first]


@pytest.mark.parametrize(
    "question", ["Who landed the helicopter?", "zzz?", "What is the?", "", "¿?", "它的内存成本是多少？"]
)
def test_where_no_word_stands_there_is_no_place(question: str):
    assert places(question, PAPER, 9) == ()


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Was sind die Grenzen der Methode?", True),
        ("¿Cuánta memoria necesita?", True),
        ("Quel est le coût?", True),
        ("它的内存成本是多少？", True),
        ("What are its limits?", False),
        ("xylophone zebra?", False),
        ("die cutting of sheets", False),
        ("LoRA", False),
    ],
)
def test_a_question_in_another_language_is_known_by_its_script_or_small_words(question: str, foreign: bool):
    assert is_foreign(question) is foreign
