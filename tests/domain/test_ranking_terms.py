"""Terms: stems as Porter's paper gives them, stop words, and words of all scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.ranking_stems import stem
from studycoach.domain.ranking_terms import MOST_CHARS, Terms

# The examples of the steps in Porter's paper, each followed through all steps.
PORTER = """caresses caress; ponies poni; ties ti; caress caress; cats cat; feed feed; agreed agre; plastered plaster;
bled bled; motoring motor; sing sing; conflated conflat; troubled troubl; sized size; hopping hop; tanned tan; falling fall;
hissing hiss; fizzed fizz; failing fail; filing file; happy happi; sky sky; relational relat; conditional condit;
rational ration; valenci valenc; hesitanci hesit; digitizer digit; conformabli conform; radicalli radic; differentli differ;
vileli vile; analogousli analog; vietnamization vietnam; predication predic; operator oper; feudalism feudal;
decisiveness decis; hopefulness hope; callousness callous; formaliti formal; sensitiviti sensit; sensibiliti sensibl;
triplicate triplic; formative form; formalize formal; electriciti electr; electrical electr; hopeful hope; goodness good;
revival reviv; allowance allow; inference infer; airliner airlin; gyroscopic gyroscop; adjustable adjust; defensible defens;
irritant irrit; replacement replac; adjustment adjust; dependent depend; adoption adopt; homologou homolog;
communism commun; activate activ; angulariti angular; homologous homolog; effective effect; bowdlerize bowdler;
probate probat; rate rate; cease ceas; controll control; roll roll; generalizations gener; oscillators oscil"""


@pytest.mark.parametrize(("word", "expected"), [pair.split() for pair in PORTER.split(";")])
def test_stems_are_those_of_porters_paper(word, expected):
    assert stem(word) == expected


@pytest.mark.parametrize("word", ["", "a", "is", "4", "gpt4", "über", "论文", "x" * 41])
def test_what_is_no_english_word_is_left_alone(word):
    assert stem(word) == word


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The tuning of Models", ["tune", "model"]),
        ("fine-tuned, GPT-4", ["fine", "tune", "gpt", "4"]),
        ("Poincaré's naïve Übung", ["poincar", "naiv", "ubung"]),
        ("ﬁne ＬＬＭ", ["fine", "llm"]),
        ("量子计算", ["量子", "子计", "计算"]),
        ("用LLM的", ["用", "llm", "的"]),
        ("निर्देश", ["निर्देश"]),
        ("snake_case\0nul\n", ["snake", "case", "nul"]),
        ("of the", []),
        ("", []),
    ],
)
def test_texts_become_terms(text, terms):
    assert Terms().of(text) == terms
    assert [term for term, _ in Terms().with_words(text)] == terms


def test_terms_are_told_with_their_words():
    assert list(Terms().with_words("Adapters of RANKS")) == [("adapt", "adapters"), ("rank", "ranks")]


def test_only_the_beginning_of_a_long_text_counts():
    assert Terms().of("a" * MOST_CHARS + " towel") == ["a" * MOST_CHARS]


@given(st.text(max_size=60))
def test_any_text_has_terms_that_are_single_words_and_its_words_in_another_case_have_the_same(text):
    terms = Terms()
    found = terms.of(text)
    assert all(term and not term.isspace() and " " not in term for term in found)
    if text.isascii():
        assert terms.of(text.upper()) == found


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_a_stem_is_no_longer_than_its_word(word):
    assert len(stem(word)) <= len(word)
