"""The page of a review: what it says, and that neither code nor a model can write anything else into it."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from kept_findings import A_FINDING, A_REVIEW
from markdown_it import MarkdownIt
from worlds import a_roadmap, an_item

from studycoach.domain.finding import Finding, Review, Skipped
from studycoach.domain.source import Source
from studycoach.tools.review_file import review_markdown

AT = datetime(2026, 11, 24, 9, 5)  # noqa: DTZ001 - a local time
ROADMAP = a_roadmap((an_item("saw"),))
CODE = "a = 1\n" * 6 + "saw(plank)\nmeasure(plank)\n"
SOURCE = Source("shop/cut.py", CODE, CODE)
FIX = "--- a/cut.py\n+++ b/cut.py\n@@ -1 +1 @@\n-saw(plank)\n+measure(plank)\n"
HOSTILE = st.text("ab1@#*_`<>[]()!|~\\&;:/.-+= \n\r\t") | st.sampled_from(
    (
        "</details>",
        "```\n# x",
        "~~~",
        "<script>",
        "![x](http://e.org)",
        "[x]: http://e.org",
        "\r\r# x",
        "\u2028# x",
        "---",
    )
)


def page(*findings: Finding, source: Source | None = SOURCE, **other) -> str:
    review = replace(A_REVIEW, findings=findings, **other)
    return review_markdown(review, {source.path: source} if source else {}, ROADMAP, AT)


def shape(text: str) -> list[str]:
    """The blocks that a Markdown reader sees, and the kinds of what stands in paragraphs."""
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    return [token.content.strip() if token.type == "html_block" else token.type for token in tokens]


def test_the_page_tells_each_finding_with_its_code():
    finding = replace(A_FINDING, end_column=10, end_line=7, fix=FIX, seen_before=2, first_seen="2026-10-03")
    assert page(finding) == (
        "# Code review: cut\\.py\n\n24 November 2026, 09:05 · 1 leak\n\n"
        "## 1. leak: Sawed before it is measured\n\nshop/cut\\.py:7 · sawed-before-measured · f0123456ab\n\n"
        "```\n6 | a = 1\n7 | saw(plank)\n  | ^^^^^^^^^^\n8 | measure(plank)\n```\n\n"
        "`plank` is sawed in line 7 and measured in line 9. What is cut can't be made longer.\n\n"
        "**Ask yourself:** When is its length known?\n\nThird time, first on 3 October.\n\n"
        "**Taught by:** Title of saw (saw)\n\n"
        f"<details><summary>A fix</summary>\n\n```diff\n{FIX}```\n\n</details>\n\n"
        "## About this review\n\n- Good: The saw is sharp.\n- Looked at: 9 lines\n"
        "- Left out of what the model said: 1 at no such line, 2 refuted, 3 said already\n"
        "- Not reviewed: big\\.py (it is large)\n- ruff is missing\n- Written by: tiny\n\n"
        "*The coach writes this file; what you change in it is overwritten.*\n"
    )


def test_an_empty_review_says_what_was_looked_at():
    text = page(fixed=(A_FINDING,))
    assert "09:05 · nothing found\n\n## About this review\n" in text
    assert "- Mended since the last time: Sawed before it is measured (shop/cut\\.py)\n" in text


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_from_outside_changes_the_shape_of_the_page(code, words, fix):
    plain = replace(A_FINDING, topic=None, fix="-a\n+b\n", quote="a", line=1, end_line=1)
    hostile = replace(
        plain,
        title=f"T{words}",
        message=f"M{words}",
        idea=words,
        question=f"Q{words}",
        quote=code.strip(),
        fix=f"-{fix}",
    )
    source = Source("shop/cut.py", f"{code}\n", "")
    said = {
        "skipped": (Skipped(f"p{words}", words),),
        "good": f"G{words}",
        "remarks": (f"r{words}",),
        "target": f"t{words}",
    }
    like = {"skipped": (Skipped("p", "w"),), "good": "G", "remarks": ("r",), "target": "t"}
    text = page(hostile, source=source, **said)
    assert shape(text) == shape(page(plain, source=Source("shop/cut.py", "a\n", ""), **like))
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    inner = {child.type for token in tokens for child in token.children or []}
    assert inner <= {"text", "code_inline", "strong_open", "strong_close", "em_open", "em_close"}


def test_what_turns_the_direction_of_writing_is_not_in_the_page():
    code = "a = 1 # \u202e\u2066 x\x1b[31m\n"
    finding = replace(A_FINDING, line=1, end_line=1, quote=code.strip(), fix=f"-{code}")
    text = page(finding, source=Source("shop/cut.py", code, code))
    assert not any(char in text for char in "\u202e\u2066\x1b")


def test_a_secret_is_nowhere_in_the_page():
    secret = "hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"
    code = f'login("{secret}")\nx = eval(y)\n'
    leak = replace(
        A_FINDING, rule="hardcoded-secret", end_column=38, line=1, end_line=1, quote='login("hf_…")', fix=None
    )
    other = replace(A_FINDING, rule="S307", line=2, end_line=2, quote="x = eval(y)", fix=f" {code}")
    text = page(leak, other, source=Source("shop/cut.py", code, code))
    assert secret not in text
    assert text.count('1 | login("hf_…")\n') == 2


def test_a_page_without_sources_shows_the_quotes():
    assert "```\n7 | saw(plank)\n```" in page(A_FINDING, source=None)


def test_a_review_of_nothing_is_a_page():
    text = review_markdown(Review("t", (), ()), {}, ROADMAP, AT)
    assert text.startswith("# Code review: t\n\n24 November 2026, 09:05 · nothing found\n\n## About")
