"""Which numbers of a point stand in its quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.quotation_numbers import missing_amounts, missing_numbers

STAND = [
    ("It reaches 93.4%.", "a score of 93.4% is reached"),
    ("93.4 %", "93.4\\%"),
    ("93.4 percent", "$93.4\\%$"),
    ("by 5%", "by 5 percentage points"),
    ("1.50", "1.5"),
    ("1,000 papers", "1000 papers"),
    ("10\u2009000", "10,000"),
    ("10{,}000", "10 000".replace(" ", "\u00a0")),
    ("10k examples", "10,000 examples"),
    ("7B parameters", "7 billion parameters"),
    ("1.5B", "1.5 billion"),
    ("2M", "two million"),
    ("a million tokens", "1M tokens"),
    ("five data sets", "5 data sets"),
    ("Twenty-one tasks", "21 tasks"),
    ("12 tasks", "a dozen tasks"),
    ("3x faster", "three times faster"),
    ("3× faster", "a factor of 3"),
    ("two-fold", "twofold"),
    ("twice as fast", "a $2\\times$ speed-up"),
    ("doubles", "2x"),
    ("half of them", "50% of them"),
    ("halves the cost", "half the cost"),
    ("0.5", "½"),
    ("two thirds", "2/3"),
    ("1e-4", "$1 \\times 10^{-4}$"),
    ("10⁻⁴", "1e-4"),
    ("3.2e5", "3.2 × 10^5"),
    ("3-5 epochs", "between 3 and 5 epochs"),
    ("from 80 to 85%", "from 80% to 85%"),
    ("80%", "80 and 85%"),
    ("90%, 91%", "90, 91, and 93%"),
    ("2019-2020", "2019–2020"),
    ("4-bit", "four-bit"),
    ("224x224", "224 × 224"),
    ("falls by −5", "a change of -5"),
    ("12,5 Punkte", "12.5 points"),
    ("１２ tasks", "12 tasks"),
    ("١٢", "12"),
    ("five GPU hours", "5 GPU hours"),
    ("5 hours", "5 GPU-hours"),
    ("5 h", "5 hours"),
    ("3-5 hours", "from 3 to 5 hours"),
    ("16GB", "16 gigabytes of memory"),
    ("5 of these", "5 GPU hours"),  # only one side has a unit
    ("7B weights", "7 billion parameters"),
    ("3 tasks", "3% of tasks"),  # a bare number may stand for either
    ("GPT-4", "GPT-4 is used"),
    ("GPT-4", "with GPT 4,"),
    ("F1 of 93", "93 F1"),
    ("ResNet-50", "a ResNet50"),
    ("x^2", "x²"),
    ("top-5", "top 5"),
    ("GPT-4s", "GPT-4"),
    ("8 A100 GPUs", "8×A100 GPUs"),
    ("version 1.2.3", "version 1.2.3"),
    ("one model of its own", "the model"),  # `one` is an everyday word
    ("the first to do it", "nobody has done it"),
    ("no number at all", ""),
    ("", ""),
]
FALL = [
    ("93.4%", "93.5%"),
    ("93%", "93.4%"),  # nothing is rounded
    ("93.4%", "93%"),
    ("93.4%", "93.4"),  # per cent of what?
    ("5%", "5 points"),
    ("5x", "5 models"),
    ("3x", "3%"),
    ("10k", "10"),
    ("10", "10k"),
    ("7B", "7M"),
    ("1,000", "1,001"),
    ("1000", "100 0"),
    ("five", "six"),
    ("two-fold", "threefold"),
    ("doubles", "triples"),
    ("half", "a third"),
    ("1e-4", "1e-5"),
    ("10^{-4}", "10^{4}"),
    ("3-5", "3 and 6"),
    ("-5", "5"),
    ("5", "−5"),
    ("0.5", "5"),
    ("34", "1234 and 345"),
    ("2/3", "3/2"),
    ("GPT-4", "the model"),
    ("GPT-4", "GPT-3"),
    ("GPT-4", "GPT-4o"),
    ("GPT-4", "GPT-40"),
    ("GPT-4", "GPT-4.5"),
    ("F1", "ELF1"),
    ("1.2.3", "1.2.4"),
    ("Llama 3", "the model"),
    ("five GPU minutes", "5 GPU hours"),
    ("5 days", "5 hours"),
    ("16 MB", "16GB"),
    ("7 billion tokens", "7B parameters"),
    ("5", ""),
]


@pytest.mark.parametrize(("point", "quote"), STAND)
def test_numbers_of_the_same_value_stand(point, quote):
    assert missing_numbers(point, quote) == ()


@pytest.mark.parametrize(("point", "quote"), FALL)
def test_other_numbers_do_not_stand(point, quote):
    assert missing_numbers(point, quote)


def test_what_is_missing_is_told_as_it_is_written():
    assert missing_numbers("It is 3x faster, with 93.4% and GPT-4.", "It is two times faster.") == (
        "3x",
        "93.4%",
        "GPT-4",
    )


@pytest.mark.parametrize(
    ("point", "names", "stands"),
    [
        ("Llama 3 is asked.", ["Llama 3: open models"], True),
        ("Llama 4 is asked.", ["Llama 3: open models"], False),
        ("ResNet-50 is trained.", ["On ResNet-50"], True),
        ("Two-stage training is used.", ["Two-Stage Training of Models"], True),
        ("It asks llama 3 for it.", ["Llama 3: open models"], False),
        ("It scales to 100 data sets.", ["Scaling to 100 Languages"], False),  # a word before it makes no name
        ("To 100 data sets it scales.", ["Scaling To 100 Languages"], False),
        ("It gains 3 points.", ["Llama 3: open models"], False),  # a number alone is no name
    ],
)
def test_digits_of_names_may_stand_in_the_papers_title(point, names, stands):
    assert (not missing_numbers(point, "It is done.", names)) is stands


@pytest.mark.parametrize(
    ("task", "missing"),
    [
        ("Take 10 examples and make two runs of 50 steps each.", ()),
        ("Use 3 models of rank 512 as they do.", ()),  # the 512 stands there
        ("Draw a 3x3 grid and a 2 × 4 one. Mark 9 fields.", ()),
        ("Train with 513 examples.", ("513",)),
        ("Reach 9 percent of them.", ("9 percent",)),
        ("Set the rate to 0.3 and look.", ("0.3",)),
        ("It should be 3x faster.", ("3x",)),
        ("Ask Llama 3 and GPT-4 for it.", ("3", "GPT-4")),
        ("Halve it, then take a million words.", ("million",)),
    ],
)
def test_a_task_may_have_small_whole_amounts_of_its_own_and_no_other_numbers(task, missing):
    assert missing_amounts(task, "A rank of 512 halves the cost.") == missing


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_two_numbers_are_the_same_when_their_values_are(one, two):
    assert (not missing_numbers(f"It is {one} here.", f"It was {two:,} there.")) is (one == two)


@given(st.text(max_size=200), st.text(max_size=100))
def test_a_point_that_is_its_quotation_always_stands(text, more):
    assert not missing_numbers(text, text)
    assert isinstance(missing_numbers(text, more, [more]), tuple)
