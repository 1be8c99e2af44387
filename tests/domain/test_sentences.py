"""Where a paper's sentences end."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.sentences import sentences

TABLE = [
    ("", ()),
    ("  \n ", ()),
    ("No stop at all", ("No stop at all",)),
    ("We go. They come.", ("We go.", "They come.")),
    ("Is it so? It is! Good…  And so on... The end", ("Is it so?", "It is!", "Good…", "And so on...", "The end")),
    ("Smith et al. (2020) show it. We do too.", ("Smith et al. (2020) show it.", "We do too.")),
    ("It was shown by Smith et al. We go on.", ("It was shown by Smith et al.", "We go on.")),
    ("See Fig. 3 and Eq. (4) in Sec. 2. It helps.", ("See Fig. 3 and Eq. (4) in Sec. 2.", "It helps.")),
    ("Some, e.g. Adam, i.e. SGD, cf. No. 5, help.", ("Some, e.g. Adam, i.e. SGD, cf. No. 5, help.",)),
    ("It gains 3.5 points. 20 runs took 1.5 h.", ("It gains 3.5 points.", "20 runs took 1.5 h.")),
    ("J. R. Smith and Y. LeCun agree. OK.", ("J. R. Smith and Y. LeCun agree.", "OK.")),
    ("It needs vitamin C. We add it.", ("It needs vitamin C.", "We add it.")),
    ("It is w.r.t. the loss on i.i.d. data. Next.", ("It is w.r.t. the loss on i.i.d. data.", "Next.")),
    ("Data, code, etc. are there, etc. PDEs take 5 ms. No. 5 takes 11ms. No.", (
        "Data, code, etc. are there, etc.", "PDEs take 5 ms.", "No. 5 takes 11ms.", "No.",
    )),
    ("Let $f(x) = 1. X$ be so. Then $x$. $y$ is.", ("Let $f(x) = 1. X$ be so.", "Then $x$.", "$y$ is.")),
    ("It costs $5. The other $6 more. So.", ("It costs $5.", "The other $6 more.", "So.")),
    ("This works well.[12] It is “new.” We (all of us.) Like it.", (
        "This works well.[12]", "It is “new.”", "We (all of us.)", "Like it.",
    )),
    ("This works.¹ So does that.", ("This works.¹", "So does that.")),
    ("It has (see Sec. 3.1) two parts. \\textbf{First} this.", (
        "It has (see Sec. 3.1) two parts.", "\\textbf{First} this.",
    )),
    ("we use node.js here. then we stop. Good.", ("we use node.js here. then we stop.", "Good.")),
    ("GPT-3.5 vs. GPT-4. Both are large.", ("GPT-3.5 vs. GPT-4.", "Both are large.")),
    ("What? 5 models. Yes! (No.) So", ("What? 5 models.", "Yes!", "(No.)", "So")),
    ("我们提出新模型。它更好！真的吗？是", ("我们提出新模型。", "它更好！", "真的吗？", "是")),
    ("Дано A. Это так. Мы идём.", ("Дано A. Это так.", "Мы идём.")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), TABLE)
def test_a_text_parts_into_sentences(text, parts):
    assert sentences(text) == parts


@given(st.text(st.characters() | st.sampled_from(".!?… $(\n“”AaWe1。"), max_size=120))
def test_nothing_of_the_text_is_lost_or_changed(text):
    parts = sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part in text and part == part.strip() and part for part in parts)


@pytest.mark.parametrize("bit", ["A. ", "…", ".", "$", "$a", "! ", " ", "(", ".)", "We. \n"])
def test_no_text_takes_long(bit):
    begin = perf_counter()
    sentences((bit * 100_000)[:100_000])
    assert perf_counter() - begin < 5
