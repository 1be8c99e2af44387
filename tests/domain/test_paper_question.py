"""What is looked up in a paper to answer a question."""

import pytest

from studycoach.domain.paper_question import asked_words


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
