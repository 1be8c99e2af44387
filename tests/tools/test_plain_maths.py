"""Tests of mathematics in letters: what formulas become, and that no text breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.tools.plain_maths import formula_text, plain_maths


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\exp(q^\top k/\sqrt{d_k})", "exp(qᵀk/√dₖ)"),
        (r"W_0 + \Delta W = W_0 + BA", "W₀ + ΔW = W₀ + BA"),
        (r"\mathrm{softmax}\left(\frac{QK^{T}}{\sqrt{d_{k}}}\right)V", "softmax(QKᵀ/√dₖ)V"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\tfrac{1}{2}", "1/2"),
        (r"\frac{1}{2n}", "1/(2n)"),
        (r"1.5\times10^{-8}", "1.5 × 10⁻⁸"),
        (r"B \in \mathbb{R}^{d \times r}", "B ∈ ℝ^(d×r)"),
        (r"x_{ij}^{2}", "xᵢⱼ²"),
        (r"x_12", "x₁2"),
        (r"p_{\text{data}}", "p_data"),
        (r"2^{n_k}", "2^(nₖ)"),
        (r"\mathcal{L} + \mathcal{D}", "ℒ + D"),
        (r"\|\mathbf{x}\|_2 \leq \epsilon", "‖x‖₂ ≤ ϵ"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\arg\max_{\theta}", "arg max_θ"),
        (r"\hat{y} \not\in \{1,\ldots,n\}", "ŷ ∉ {1,…,n}"),
        (r"\bar{ab}", "bar(ab)"),
        (r"\sqrt[3]{x+1}", "∛(x+1)"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", "(a b; c d)"),
        (r"\left.\frac{dL}{dx}\right|_{0}", "dL/dx|₀"),
        (r"50\,\%", "50 %"),
        (r"\ours > \theirs", "ours > theirs"),
        (r"\operatorname*{argmin} x", "argmin x"),
        (r"\today", "today"),
        (r"\input{/etc/passwd}", "input/etc/passwd"),
        ("𝐖 𝔼", "W E"),
    ],
)
def test_a_formula_reads_as_people_say_it(latex: str, plain: str):
    assert formula_text(latex) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("of rank $r$, for $x_1$-axes", "of rank r, for x₁-axes"),
        (r"$$x=1$$ and \(y_1\) and \[z\]", "x=1 and y₁ and z"),
        ("it costs $5 and $10, or $5-$10", "it costs $5 and $10, or $5-$10"),
        (r"from \$5 to \$9", r"from \$5 to \$9"),
        ("a_1 and b^2 are words", "a_1 and b^2 are words"),
        ("$ $$ $$$ $$$$", "$ $$ $$$ $$$$"),
    ],
)
def test_only_formulas_are_changed(text: str, plain: str):
    assert plain_maths(text) == plain


@given(
    st.text()
    | st.text(r"$\{}[]()^_&%~ abfrcsqtxh12")
    | st.lists(
        st.sampled_from(
            [
                "\\frac",
                "\\sqrt",
                "{",
                "}",
                "[",
                "]",
                "^",
                "_",
                "\\not",
                "\\hat",
                "\\begin{array}",
                "\\left",
                ".",
                "x",
                " ",
                "\\",
            ]
        )
    ).map("".join)
)
def test_no_text_breaks_it(text: str):
    assert isinstance(plain_maths(text), str)
    assert "\n" not in formula_text(text)
    assert len(plain_maths(f"${text}$")) <= 12 * len(text) + 40


@pytest.mark.parametrize("part", ["{", "}", "\\sqrt", "\\frac", "^", "_{", "$", "\\(", "\\hat", "\\begin{cases}"])
def test_deep_and_long_formulas_end(part: str):
    assert isinstance(formula_text(part * 5000), str)
    assert isinstance(plain_maths(f"${part * 400}x$"), str)


def test_a_formula_too_deep_loses_nothing():
    assert "secret" in formula_text("{" * 80 + "secret" + "}" * 80)
