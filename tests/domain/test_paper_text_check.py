"""Whether a text can be that of the paper it was fetched for."""

import pytest

from studycoach.domain.paper_text import PaperText, Passage, is_text_of

TITLE = "Thin Adapters for Language Models"
ABSTRACT = (
    "Full fine-tuning updates all parameters, which is too costly for small teams. We propose thin adapters, small"
    " matrices that are trained while the pretrained weights stay frozen, and reach the accuracy of full fine-tuning."
)
BODY = "The layers of the network are described below in more detail. " * 30


def text(words: str) -> PaperText:
    return PaperText("2611.00001", 1, "html", TITLE, (Passage(0, "Abstract", 1, words), Passage(1, "1 Text", 1, BODY)))


@pytest.mark.parametrize(
    "words",
    [
        ABSTRACT,
        ABSTRACT.upper().replace(" ", "  "),
        f"On Something Else. {ABSTRACT[:80]} But the rest was written anew by them.",
        f"{TITLE}. What the authors say of it here has other words in each line.",
        f"Published as a paper of 2026 THIN ADAPTERS for Language-Models A. Author {BODY}",
    ],
)
def test_a_text_with_the_abstract_or_with_the_title_at_its_top_is_the_papers(words: str):
    assert is_text_of(TITLE, ABSTRACT, text(words))


@pytest.mark.parametrize(
    "words",
    [
        "We study adapters for speech models: language is not thin, and frozen weights are no trained ones.",
        f"{BODY} {TITLE} is a paper that others wrote.",
        "Cooking pasta for ten people is a guide in Italian.",
        "",
    ],
)
def test_a_text_with_only_words_of_the_title_is_another_papers(words: str):
    assert not is_text_of(TITLE, ABSTRACT, text(words))


@pytest.mark.parametrize("title", ["On AI", "", "GPT-4"])
def test_a_short_title_says_nothing_by_itself(title: str):
    assert not is_text_of(title, ABSTRACT, text("Cooking pasta for ten people on a guide."))
    assert is_text_of(title, ABSTRACT, text(ABSTRACT))


def test_where_there_is_no_abstract_half_of_the_titles_words_are_enough_and_without_both_anything():
    assert is_text_of(TITLE, "", text("Adapters for speech models"))
    assert not is_text_of(TITLE, "", text("Cooking pasta for ten people."))
    assert is_text_of("", "", text("Cooking pasta for ten people."))


@pytest.mark.parametrize(
    ("words", "is_its"),
    [
        ("Fat Adapters of Language Networks. We looked at other things then.", True),
        (f"Early Notes. {BODY} We propose thin adapters, small matrices of little cost.", True),
        ("Cooking pasta for ten people is a guide in Italian.", False),
    ],
)
def test_an_older_version_may_have_had_another_title_and_abstract(words: str, is_its: bool):
    assert is_text_of(TITLE, ABSTRACT, text(words), is_newest=False) is is_its
    assert not is_text_of(TITLE, ABSTRACT, text(words))
