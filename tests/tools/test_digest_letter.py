"""Tests of the digest's letter: what it says, and that no paper changes a mail's shape."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from digests import DIGEST, LORA, filled
from hypothesis import given, settings
from hypothesis import strategies as st

from studycoach.domain.digest import Digest
from studycoach.tools.digest_letter import digest_letter
from studycoach.tools.mail import MOST_HTML_BYTES, Letter, to_bytes

NOW = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)


def letter(digest: Digest, **changes: str) -> Letter:
    about = {"learner_key": "1", "name": "Ada", "email": "ada@example.org", "sender": "coach@localhost"}
    return digest_letter(digest, now=NOW, **(about | changes))


def read(one: Letter) -> EmailMessage:
    return message_from_bytes(to_bytes(one), policy=policy.default)


class Page(HTMLParser):
    """The tags with their attributes' names, the addresses and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, ...]] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add((tag, *(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("src", "href", "background", "action", "srcset")]

    def handle_data(self, data):
        self.text += data


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_letter_tells_each_paper_with_its_proof_as_text_and_as_html():
    one = letter(DIGEST)
    page = Page(one.html)
    for said in (
        "Papers of week 2026-W48", "23 to 29 November 2026", "2 papers", "LoRA: Low-Rank Adaptation",
        "Edward Hu, Yelong Shen, Phillip Wallis, Zeyuan Allen-Zhu, Yuanzhi Li and 2 more", "2106.09685", "17 June 2021",
        "near LoRA, your topic this week", "Readable now", "Readable after stage 4", "Two small matrices are trained.",
        "Problem", "Full training is dear.", "“full fine-tuning becomes less feasible” ", "Abstract, p. 1",
        "“W₀ + ΔW = W₀ + BA, where B ∈ ℝ^(d×r)” ", "§4.1 Update Matrices, p. 4", "rank (Linear algebra); adapter",
        "Write one layer. 60 min.", "coach papers read 2106.09685", 'coach papers ask 2106.09685 "What are its limits?"',
        "coach papers vote 2106.09685 +", "Written by small:3b. Left out for want of proof in the paper: 1 point.",
        "These are extracts: sentences of the paper itself, chosen by rules.",
        "Looked at: 1,532 new papers in cs.CL, cs.LG since 17 November.",
        "Could not be read: A survey (2401.00001): Its PDF is encrypted.", "Note: Tuesday's list was missing.",
        "The next digest comes on Saturday 5 December.", "Written by: small:3b (1 paper), rules (1 paper).",
    ):  # fmt: skip
        assert words(said) in words(one.text)
        assert words(said) in words(page.text)
    assert "\nhttps://arxiv.org/abs/2106.09685\n" in one.text
    assert page.addresses == ["https://arxiv.org/abs/2106.09685", "https://arxiv.org/abs/2305.14314"]
    assert one.subject == "Papers of week 2026-W48: LoRA: Low-Rank Adaptation and 1 more"


def test_an_extract_is_not_said_twice():
    assert words(letter(DIGEST).text).count("QLoRA reduces memory.") == 1
    assert Page(letter(DIGEST).html).text.count("QLoRA reduces memory.") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"looked_at": 37},
            "37 new papers in cs.CL, cs.LG since 17 November, and none for you this time. "
            "The next digest comes on Saturday 5 December.",
        ),
        (
            {"looked_at": 1, "next_on": None},
            "1 new paper in cs.CL, cs.LG since 17 November, and none for you this time. "
            "The next digest comes when you ask for it: coach papers digest",
        ),
        (
            {"looked_at": 0},
            "0 new papers in cs.CL, cs.LG since 17 November. The next digest comes on Saturday 5 December.",
        ),
        (
            {"looked_at": 0, "since": date(2025, 12, 30)},
            "0 new papers in cs.CL, cs.LG since 30 December 2025. The next digest comes on Saturday 5 December.",
        ),
    ],
)
def test_a_digest_without_papers_is_one_line(changes, said: str):
    one = letter(replace(DIGEST, papers=(), failed=(), remarks=(), **changes))
    assert words(one.text) == f"Hello Ada, {said}"
    assert words(Page(one.html).text).endswith(said)
    assert Page(one.html).addresses == []
    assert one.subject == "Papers of week 2026-W48: none for you"


def test_a_digest_of_failures_says_each():
    text = words(letter(replace(DIGEST, papers=(), remarks=())).text)
    assert "and none that was chosen could be read." in text
    assert "Could not be read: A survey (2401.00001): Its PDF is encrypted." in text


def test_a_day_is_called_by_its_date():
    one = letter(replace(DIGEST, period="2026-11-28"))
    assert one.subject.startswith("Papers of 28 November 2026: LoRA")
    assert "Papers of 28 November 2026 · 2 papers\n" in one.text


def test_the_same_letter_is_the_same_bytes_and_the_same_digest_has_the_same_id():
    assert to_bytes(letter(DIGEST)) == to_bytes(letter(DIGEST))
    assert letter(DIGEST).message_id == letter(replace(DIGEST, looked_at=3)).message_id
    others = (letter(DIGEST, learner_key="2"), letter(replace(DIGEST, period="2026-W49")), letter(DIGEST))
    assert len({one.message_id for one in others}) == 3


def test_the_mail_is_read_back_as_it_was_meant():
    one = letter(DIGEST)
    mail = read(one)
    assert (mail["Subject"], mail["Message-ID"], mail["Date"].datetime) == (one.subject, one.message_id, NOW)
    assert mail.get_body(("plain",)).get_content() == one.text
    assert mail.get_body(("html",)).get_content() == one.html
    assert not mail.defects


def test_a_paper_whose_id_is_none_has_no_link_and_no_commands():
    paper = replace(LORA, paper=replace(LORA.paper, id='2106.09685" onclick="x'))
    one = letter(replace(DIGEST, papers=(paper,)))
    assert Page(one.html).addresses == []
    assert "onclick" not in one.html + one.text
    assert "coach papers" not in one.text


_LONG = [pytest.param(char, marks=pytest.mark.slow) for char in ("'", "🎓", "<b> ", "$\\frac", "𝕏")]


@pytest.mark.parametrize("char", ["x", "&", *_LONG])
def test_the_html_stays_small_enough_for_mail_programs(char: str):
    many = filled(char * 3000, papers=25, points=20)
    one = letter(replace(many, failed=many.failed * 30, remarks=many.remarks * 30))
    assert len(one.html.encode()) < MOST_HTML_BYTES
    assert "more papers in the digest's file" in Page(one.html).text
    assert "more points not shown here" in Page(one.html).text


def test_five_usual_papers_are_told_whole():
    html = letter(replace(DIGEST, papers=(LORA,) * 5)).html
    assert "not shown" not in html
    assert html.count("coach papers vote") == 5


ATTACKS = "\r\nBcc: eve@example.org\r\n\r\n<img src=http://e.org/x></p><script>x</script>{{ 7*7 }}\x1b[31m\u202eabc"


@settings(max_examples=15, deadline=None)
@given(st.text() | st.text("<>&\"'\r\n:=-_ab{}%@,;$\\^🎓"))
def test_no_text_changes_the_shape_of_the_mail(text: str):
    text += ATTACKS
    one = letter(filled(text), name=text)
    mail = read(one)
    usual = letter(filled("x"))
    assert mail.keys() == read(usual).keys()
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    html = mail.get_body(("html",)).get_content()
    assert len(html.encode()) < MOST_HTML_BYTES
    assert Page(html).tags <= Page(usual.html).tags
    assert set(Page(html).addresses) == {"https://arxiv.org/abs/2106.09685"}
    assert not {"\x1b", "\u202e", "\r"} & set(one.html + one.text + one.subject)
