"""Words that stand in a paper are found there, whatever way they are set; all others aren't."""

import re
from time import perf_counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from studycoach.domain.paper_text import Passage
from studycoach.domain.quotation import Quotable
from studycoach.domain.quotation_form import form_of, text_of
from studycoach.domain.quotation_numbers import missing_numbers


def passages(*texts: str, section: str = "3.2 Attention") -> list[Passage]:
    return [Passage(n, section, n + 1, text) for n, text in enumerate(texts)]


PAPER = passages(
    "We do not ﬁnd that GPT-4 out-\nperforms state-of-the-art models by 3.5% (p < 0.05) on 1,024 “hard” questions.",
    "The model’s learning rate is $\\alpha = 10^{-5}$, and the loss ${\\mathcal L}_1 \\leq 3 \\times 10^{4}$ is na¨ıve.",
    "Results get no worse: the error is lower by −2.1 points. [...] It takes 2018–2020 data and 7B parameters in all.",
)


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("do not find that GPT-4 outperforms", "do not ﬁnd that GPT-4 out-\nperforms"),  # ligature, line end
        ("We do not ﬁnd that GPT-4 out-\nperforms", "We do not ﬁnd that GPT-4 out-\nperforms"),
        ("WE DO NOT FIND THAT GPT4", "We do not ﬁnd that GPT-4"),
        ("state of the art models by 3.5 %", "state-of-the-art models by 3.5%"),
        ("models  by\n3.5% (p<0.05) on 1024", "models by 3.5% (p < 0.05) on 1,024"),
        ('on 1,024 "hard" questions.', "on 1,024 “hard” questions"),
        ("“...GPT–4 outperforms state-of-the-art…”", "GPT-4 out-\nperforms state-of-the-art"),
        ("The model's learn\u00ading rate\u200b is α = 10⁻⁵", "The model’s learning rate is $\\alpha = 10^{-5}$"),
        ("learning rate is $α=10^-5$, and", "learning rate is $\\alpha = 10^{-5}$, and"),
        ("the loss 𝓛₁ ≤ 3×10⁴ is naïve", "the loss ${\\mathcal L}_1 \\leq 3 \\times 10^{4}$ is na¨ıve"),
        ("**the error is lower** by -2.1 points", "the error is lower by −2.1 points"),
        ("It takes 2018-2020 data and 7 B parameters", "It takes 2018–2020 data and 7B parameters"),
        ("2.1 points. [...] It takes 2018–2020 data", None),  # a minus is cut off
        ("by −2.1 points. [...] It takes", "by −2.1 points. [...] It takes"),  # the paper has the ellipsis itself
    ],
)
def test_a_quotation_is_found_however_it_is_set(quote, verbatim):
    found = Quotable(PAPER).find(quote)
    assert (found and found.verbatim) == verbatim


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "We do not",  # too short to say anything
        "a b c d e f g h",
        "…………………………",
        "We do find that GPT-4 outperforms state-of-the-art models",  # without its `not`
        "We do not find that GPT-4 outperforms state-of-the-art models by 3.6%",
        "We do not find that GPT-3 outperforms state-of-the-art models",
        "Results get worse: the error is lower by",
        "Results get no worse: the error is higher by −2.1 points",
        "the error is lower by 2.1 points",
        "learning rate is $\\alpha = 10^{-4}$",
        "learning rate is α = 10⁵",
        "the loss ${\\mathcal L}_1 \\geq 3 \\times 10^{4}$",
        "state-of-the-art models by 3.5% (p > 0.05)",
        "We do not find that … state-of-the-art models",  # an ellipsis that isn't the paper's
        "We do not find that [...] state-of-the-art models",
        "We do not find that state-of-the-art models",
        "do not find that GPT-4 outperforms the learning rate",  # of two places
        "“hard” questions. Results get no worse: the error",  # of passages that aren't next to each other
        "5% (p < 0.05) on 1,024 hard questions",  # begins within a number
        "24 “hard” questions. The model’s learning rate",
        "4 outperforms state-of-the-art models",
        "e do not find that GPT-4 outperforms",  # begins within a word
        "do not find that GPT-4 outper",
        "We donot find that GPT-4 outperforms",
        "Re sults get no worse: the error",
        "data and 7 parameters in all",
        "x" * 100_000,
    ],
)
def test_what_does_not_stand_in_the_paper_is_not_found(quote):
    assert Quotable(PAPER).find(quote) is None


def test_a_quotation_may_run_on_into_the_next_passage_of_its_section():
    found = Quotable(PAPER).find("on 1,024 hard questions. The model's learning rate")
    assert found is not None
    assert (found.passage, found.verbatim) == (PAPER[0], "on 1,024 “hard” questions The model’s learning rate")


def test_a_quotation_runs_neither_into_another_section_nor_over_a_gap():
    one, two = passages("and so the first part of it ends", "here the second part goes on from there")
    quote = "the first part of it ends here the second part"
    assert Quotable([one, two]).find(quote)
    assert Quotable([one, Passage(1, "4 Results", 2, two.text)]).find(quote) is None
    assert Quotable([one, Passage(2, one.section, 2, two.text)]).find(quote) is None


def test_a_word_is_joined_over_two_passages_only_where_a_hyphen_parts_it():
    quote = "we learn a good representation of words"
    assert Quotable(passages("Here we learn a good represen-", "tation of words")).find(quote)
    assert Quotable(passages("Here we learn a good represen", "tation of words")).find(quote) is None
    assert (
        Quotable(passages("there are exactly 12-", "34 words in it")).find("there are exactly 1234 words in it") is None
    )


def test_a_place_that_only_has_the_same_letters_is_passed_over():
    paper = passages("Now here is a place that is nowhere to be seen. It is nowhere is a place that counts.")
    found = Quotable(paper).find("nowhere is a place that counts")
    assert found is not None
    assert found.verbatim == "nowhere is a place that counts"
    assert Quotable(paper).find("no where is a place that counts") is None


@pytest.mark.parametrize(
    ("text", "quote", "changed"),
    [
        (
            "我们提出了一种基于注意力机制的全新模型。它在三个数据集上更好。",
            "一种基于注意力机制的全新模型",
            "一种基于记忆力机制的全新模型",
        ),
        (
            "Мы предлагаем новый метод обучения моделей без разметки.",
            "новый метод обучения МОДЕЛЕЙ",
            "новый метод обучения модели",
        ),
        ("हम एक नई विधि प्रस्तुत करते हैं जो तेज़ है।", "एक नई विधि प्रस्तुत करते हैं", "एक नई विधि प्रस्तुत करता हैं"),
        ("نقترح طريقة جديدة لتدريب النماذج الكبيرة", "طريقة جديدة لتدريب النماذج", "طريقة قديمة لتدريب النماذج"),
        (
            "Wir zeigen, daß größere Modelle besser übersetzen.",
            "größere Modelle besser u\u0308bersetzen",
            "größere Modelle besser ersetzen",
        ),
    ],
)
def test_quotations_of_other_scripts_are_found(text, quote, changed):
    assert Quotable(passages(text)).find(quote)
    assert Quotable(passages(text)).find(changed) is None


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäéß", min_size=3, max_size=9)
PIECES = st.lists(WORDS, min_size=12, max_size=30, unique_by=lambda word: form_of(word).text[:3])
FIGURES = st.sampled_from(
    [
        "3.5%",
        "1,024",
        "10^{-5}",
        "$x_1 = 2$",
        "GPT-4",
        "(12)",
        "[7]",
        "−0.3",
        "2018–2020",
        "½",
        "10⁻⁵",
        "7B",
        "$5\\times$",
    ]
)


@st.composite
def written(draw):
    """A text of words that are all different, with figures between them."""
    parts = []
    for word in draw(PIECES):
        parts += [word, draw(FIGURES)] if draw(st.booleans()) else [word]
    return parts


@st.composite
def quoted(draw):
    """A text and a run of its words that is long enough."""
    parts = draw(written())
    begin = draw(st.integers(0, len(parts) - 10))
    return " ".join(parts), parts[begin : draw(st.integers(begin + 10, len(parts)))]


@given(quoted())
def test_what_is_copied_is_always_found_and_comes_back_as_it_is(case):
    text, parts = case
    found = Quotable(passages(text)).find(" ".join(parts))
    assert found is not None
    assert found.verbatim in text
    assert form_of(found.verbatim).text == form_of(" ".join(parts)).text


@given(quoted(), st.data())
def test_with_any_digit_changed_it_is_never_found(case, data):
    text, parts = case
    quote = " ".join(parts)
    digits = [m.start() for m in re.finditer(r"[0-9]", quote)]
    assume(digits)
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != quote[at]]))
    assert Quotable(passages(text)).find(quote[:at] + other + quote[at + 1 :]) is None


@given(quoted(), st.data())
def test_with_a_word_left_out_of_its_middle_it_is_never_found(case, data):
    text, parts = case
    left_out = data.draw(st.integers(1, len(parts) - 2))
    assume(form_of(parts[left_out]).text)
    assert Quotable(passages(text)).find(" ".join(parts[:left_out] + parts[left_out + 1 :])) is None


def set_anew(data: st.DataObject, text: str) -> str:
    """The same words, set otherwise."""
    ways = {
        "as they are": lambda t: t,
        "capitals": lambda t: re.sub(r"(?<![\\\w])[a-z]+(?![\w}])", lambda m: m[0].title(), t),
        "broken": lambda t: re.sub(r"(?<![\\\w])([a-z]{2})([a-z]{3})", "\\1-\n\\2", t),
        "blanks": lambda t: t.replace(" ", " \n\t"),
        "unseen": lambda t: re.sub(r"(?<=[a-z])(?=[a-z]{2})", "\u200b", t) if "\\" not in t else t,
        "quoted": lambda t: f"“{t}”…",
        "dashes": lambda t: t.replace("−", "-").replace("–", "-"),
        "commas": lambda t: re.sub(r"(?<=[a-z]) (?=[a-z])", ", ", t),
    }
    for way in data.draw(st.lists(st.sampled_from(sorted(ways)), max_size=3, unique=True)):
        text = ways[way](text)
    return text


@given(quoted(), st.data())
def test_set_otherwise_it_is_still_found(case, data):
    text, parts = case
    assert Quotable(passages(set_anew(data, text))).find(set_anew(data, " ".join(parts)))


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("aZ09 .,-–$\\{}^_…²½ﬁ\u0301\u200b\n你"), max_size=80))
@example("a. . .b ... 1,000 \\,5 \\alpha$x$ -5 5-6 x²⁻¹ ﬁ né e\u0301 你好a")
def test_the_quick_way_to_a_text_gives_the_same_as_the_exact_one(text):
    form = form_of(text)
    assert text_of(text) == form.text
    assert len(form.joints) == len(form.text)
    assert len(form.starts) == len(form.spans)
    assert "\n" not in form.text


@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_is_looked_up_without_trouble(quote, texts):
    found = Quotable(passages(*texts)).find(quote)
    assert found is None or found.passage.text in texts


def test_five_quotations_in_a_long_paper_are_quick():
    """A bound ten times what it takes, so that only work that grows too fast breaks it."""
    paper = passages(*(f"Passage number {n} says that the model {n * 7} is trained well. " * 12 for n in range(150)))
    assert sum(len(p.text) for p in paper) > 100_000
    begin = perf_counter()
    quotable = Quotable(paper)
    found = [quotable.find(f"passage number {n} says that the model {n * 7} is trained") for n in (1, 30, 60, 90, 129)]
    assert all(found)
    assert perf_counter() - begin < 0.2


@pytest.mark.parametrize("bit", ["a ", "aa", "$", "1,", "…", "-", "{", "\\a", "A-a1", "( ", "\u0301", "ﬁ"])
def test_no_text_takes_long(bit):
    text = (bit * 100_000)[:100_000]
    begin = perf_counter()
    Quotable(passages(text, text)).find(text[:3999])
    missing_numbers(text[:4000], text[:4000], [text[:4000]])
    assert perf_counter() - begin < 5
