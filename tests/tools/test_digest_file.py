"""Tests of the digest's Markdown page: what it says, and that nothing in a paper becomes markup or a link."""

import re
from dataclasses import replace

import pytest
from digests import DIGEST, LORA, QLORA, filled
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from studycoach.domain.digest import Digest
from studycoach.tools.digest_file import digest_markdown

EMPHASIS = ("em_open", "strong_open", "s_open")
BARE_LINK = re.compile(r"https?://|www\.|(?<=\w)@\w|\w\.[a-zA-Z]")


FORMULAS = st.text("_*{}()[]<>~ab1^ ", min_size=1).map(lambda latex: f"$a{latex}b$ ```") | st.sampled_from(
    ["---", "<!--"]
)


def parts(page: str) -> list[tuple[str, str, str]]:
    """The page as a Markdown reader sees it: kinds of its parts, their content and where links lead."""
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(page)
    inner = [child for token in tokens for child in token.children or []]
    blocks = [(t.type, t.content if t.type in ("fence", "code_block", "html_block") else "", t.tag) for t in tokens]
    return blocks + [(t.type, t.content, str(t.attrs.get("href") or t.attrs.get("src") or "")) for t in inner]


def shape(seen: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [part for part in seen if part[2] in ("h1", "h2", "p", "li", "ul", "ol", "code", "hr", "table")]


def titled(text: str) -> Digest:
    return replace(DIGEST, papers=(replace(LORA, paper=replace(LORA.paper, title=text)),))


def test_the_page_tells_each_paper_with_its_proof():
    page = digest_markdown(DIGEST, learner="Ada")
    assert page.startswith(
        "# Papers of week 2026-W48\n\nAda · 23 to 29 November 2026 · 2 papers\n\n## 1. LoRA: Low-Rank Adaptation\n\n"
        "Edward Hu, Yelong Shen, Phillip Wallis, Zeyuan Allen-Zhu, Yuanzhi Li and 2 more · "
        "[2106.09685](https://arxiv.org/abs/2106.09685) · 17 June 2021 · Readable now\n\n"
        "**Why for you:** near LoRA, your topic this week\n\n**In one sentence:** Two small matrices are trained.\n\n"
        "*Written by small:3b. Left out for want of proof in the paper: 1 point.*\n\n"
        "**Problem**\n\n- Full training is dear.\n  - “full fine-tuning becomes less feasible” (Abstract, p.\u00a01)\n\n"
    )
    assert "**Words to know first:** rank (Linear algebra); adapter\n\n**Exercise:** Write one layer. 60 min.\n" in page
    assert "\n```sh\ncoach papers read 2106.09685\n" in page
    assert "\n- “QLoRA reduces memory.” (p.\u00a02)\n" in page
    assert "· Readable after stage 4\n" in page
    assert "*These are extracts: sentences of the paper itself, chosen by rules.*" in page
    assert page.endswith(
        "## About this digest\n\n- Looked at: 1,532 new papers in cs\\.CL, cs\\.LG since 17 November.\n"
        "- Could not be read: A survey (2401.00001): Its PDF is encrypted.\n- Note: Tuesday's list was missing.\n"
        "- The next digest comes on Saturday 5 December.\n- Written by: small:3b (1 paper), rules (1 paper).\n\n"
        "*The coach writes this file; what you change in it is overwritten.*\n"
    )


def test_formulas_stay_formulas():
    page = digest_markdown(DIGEST, learner="Ada")
    assert r"“$W_0 + \Delta W = W_0 + BA$, where $B \in \mathbb{R}^{d \times r}$” (§4.1" in page


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (r"\(x_1\) and $a<b*c$", r"$x_1$ and $a\lt b\ast c$"),
        ("$(a)_i + (b)_j$", "$(a)_ i + (b)_ j$"),
        ("from $5 to $9", r"from \$5 to \$9"),
        ("$<img src=x>$", r"$\lt img src=x\gt$"),
        ("$[x](javascript:1)$", "$[x] (javascript:1)$"),
        ("$`code`$ $www.e.org$ $a@b$", r"\$\`code\`\$ \$www\.e\.org\$ \$a\@b\$"),
        ("![x](http://e.org) <b>", r"!\[x\](http\://e\.org) \<b\>"),
        ("AT&T &lt; &amp", r"AT&T \&lt; &amp"),
        ("1. first", r"1\. first"),
        ("- [ ] done", r"\- \[ \] done"),
        ("2.5 times", "2.5 times"),
    ],
)
def test_a_title_is_shown_as_the_words_it_is(title: str, shown: str):
    assert f"\n## 1. {shown}\n" in digest_markdown(titled(title), learner="Ada")


def test_a_digest_without_papers_is_one_line():
    page = digest_markdown(replace(DIGEST, papers=(), failed=(), remarks=(), looked_at=37), learner="Ada")
    assert page == (
        "# Papers of week 2026-W48\n\n37 new papers in cs\\.CL, cs\\.LG since 17 November, "
        "and none for you this time. The next digest comes on Saturday 5 December.\n"
    )


def test_a_paper_whose_id_is_none_has_no_link():
    paper = replace(QLORA, paper=replace(QLORA.paper, id="x) [y](http://e.org"))
    page = digest_markdown(replace(DIGEST, papers=(paper,)), learner="Ada")
    assert not [href for kind, _, href in parts(page) if kind == "link_open"]
    assert "coach papers" not in page


@settings(max_examples=80, deadline=None)
@given(st.text() | st.text("*_[]()<>|#`\\~&\n\r\u2028\u202e;:/.@ab1-+=!$ ") | FORMULAS)
def test_no_text_becomes_markup_or_a_link(text: str):
    links = "https://e.org/x www.e.org e@e.org <img src=http://e.org> [a](http://e.org) ![b][c]"
    attack = f"{text} {links} {text}"
    page = digest_markdown(filled(attack, papers=1), learner=attack)
    seen = parts(page)
    assert {href for _, _, href in seen if "/" in href} == {"https://arxiv.org/abs/2106.09685"}
    assert not {kind for kind, _, _ in seen} & {"html_inline", "html_block", "image", "code_inline", "code_block"}
    usual = parts(digest_markdown(filled("x", papers=1), learner="x"))
    assert shape(seen) == shape(usual)
    assert [kind for kind, _, _ in seen if kind in EMPHASIS] == [kind for kind, _, _ in usual if kind in EMPHASIS]
    assert not BARE_LINK.search(page.replace("(https://arxiv.org/abs/2106.09685)", "").replace("\\\\", ""))
    assert not {"\x1b", "\u202e", "\r"} & set(page)
