"""Tests of letters: what they say, and that nothing from outside changes a mail's shape."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.mail_address import ascii_domain, is_mail_address
from studycoach.domain.weekly_plan import WeeklyPlan
from studycoach.tools.mail import MOST_HTML_BYTES, NO_ADDRESS, Letter, plan_letter, to_bytes

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def letter(plan: WeeklyPlan, **changes: str) -> Letter:
    about = {
        "learner_key": "1",
        "name": "Ada",
        "email": "ada@example.org",
        "sender": "coach@localhost",
        "stage": "Start",
    }
    return plan_letter(plan, now=NOW, **(about | changes))


def read(one: Letter) -> EmailMessage:
    return message_from_bytes(to_bytes(one), policy=policy.default)


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "background", "action")]

    def handle_data(self, data):
        self.text += data


def test_a_letter_brings_the_plan_as_text_and_as_html(plan: WeeklyPlan):
    one = letter(plan)
    assert one.subject == "Your week 2026-W48: 2 sessions, 2 h"
    page = Page(one.html)
    for words in ("Tuesday 24 November", "Loops", "Read chapter 4", "A script counts", "Next after Variables", "w48-1",
                  "Thursday 26 November", "Of 10 h free when this was planned, 8 h stay as a buffer", "It was skipped last week.", "The week is full.", "Ada",
                  "23 to 29 November 2026", "Start", "1 February 2027"):  # fmt: skip
        assert words in one.text
        assert words in page.text
    assert page.addresses == []


def test_an_empty_plan_says_why(plan: WeeklyPlan):
    one = letter(WeeklyPlan(plan.week, plan.timezone, NOW, 0, 0, (), empty_because="You are away all week."))
    assert one.subject == "Your week 2026-W48 is free"
    assert "You are away all week." in one.text
    assert "You are away all week." in one.html


def test_the_mail_is_read_back_as_it_was_meant(plan: WeeklyPlan):
    one = letter(plan, name="Zoë Ångström-Łukasz")
    mail = read(one)
    assert (mail["Subject"], mail["Message-ID"], mail["Auto-Submitted"]) == (
        one.subject,
        one.message_id,
        "auto-generated",
    )
    assert mail["Date"].datetime == NOW
    assert str(mail["To"]) == "Zoë Ångström-Łukasz <ada@example.org>"
    assert str(mail["From"]) == "Study coach <coach@localhost>"
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content() == one.text
    assert mail.get_body(("html",)).get_content() == one.html
    assert not mail.defects


def test_the_mail_has_plain_line_ends_and_short_lines_of_ascii(plan: WeeklyPlan):
    content = to_bytes(letter(plan, name="Zoë"))
    assert b"\r" not in content
    assert content.isascii()
    assert max(map(len, content.split(b"\n"))) <= 78


def test_the_same_letter_is_the_same_bytes_and_the_same_thing_has_the_same_id(plan: WeeklyPlan):
    assert to_bytes(letter(plan)) == to_bytes(letter(plan))
    assert letter(plan).message_id == letter(replace(plan, revision=2)).message_id
    ids = {
        letter(p, learner_key=k).message_id
        for p, k in ((plan, "1"), (plan, "2"), (replace(plan, week="2026-W49"), "1"))
    }
    assert len(ids) == 3


def test_a_learner_without_address_gets_a_local_one(plan: WeeklyPlan):
    assert read(letter(plan, email=""))["To"].addresses[0].addr_spec == NO_ADDRESS


def test_an_address_of_other_letters_can_be_written(plan: WeeklyPlan):
    assert read(letter(plan, email="zoe@exämple.org"))["To"].addresses[0].addr_spec == "zoe@xn--exmple-cua.org"
    content = to_bytes(letter(plan, email="zoë@example.org"))
    assert "\nTo: Ada <zoë@example.org>\n".encode() in content


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "a b", "\n", "@", "<>", "a@b, c@d"])
def test_what_is_no_address_is_refused_in_a_sentence(plan: WeeklyPlan, address: str):
    with pytest.raises(WrongInput, match="is not a mail address"):
        to_bytes(letter(plan, sender=address))


LABELS = st.text("abz0-_éß李ⅷ⑴", min_size=1, max_size=66)
ADDRESSES = st.builds(
    lambda local, labels: f"{local}@{'.'.join(labels)}",
    st.text("ab.!#$%&'*+/=?^`{|}~-_é李१", min_size=1, max_size=66) | st.text(min_size=1, max_size=3),
    st.lists(LABELS | st.text(min_size=1, max_size=3), min_size=1, max_size=5),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], deadline=None)
@given(ADDRESSES.filter(is_mail_address))
def test_what_the_domain_takes_for_an_address_is_written_and_read_back(plan: WeeklyPlan, address: str):
    mail = read(letter(plan, email=address, sender=address))
    local, _, domain = address.rpartition("@")
    for name in ("To", "From"):
        (found,) = mail[name].addresses
        said = found.addr_spec.encode(errors="surrogateescape").decode()
        assert said == f"{local}@{ascii_domain(domain)}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text() | st.text("<>&\"'\r\n:=-_ab{}%@,;🎓"))
def test_no_text_changes_the_shape_of_the_mail(plan: WeeklyPlan, with_text: Callable[[str], WeeklyPlan], text: str):
    text = f"{text}\r\nBcc: eve@example.org\r\n\r\n<img src=http://example.org/x>{{{{ 7*7 }}}}"
    one = letter(with_text(text), name=text, stage=text)
    mail = read(replace(one, subject=text))
    assert mail.keys() == read(letter(plan)).keys()
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert len(mail["To"].addresses) == 1
    page = Page(mail.get_body(("html",)).get_content())
    assert set(page.tags) == set(Page(letter(plan).html).tags)
    assert page.addresses == []


@pytest.mark.parametrize("char", ["x", "&", "🎓", "'"])
def test_a_letter_of_a_hundred_sessions_stays_small_enough_for_mail_programs(plan: WeeklyPlan, char: str):
    words = char * 2000
    long = replace(plan.sessions[0], title=words, task=words, why=words, done_when=words)
    sessions = tuple(replace(long, id=f"w48-{n}") for n in range(130))
    one = letter(replace(plan, sessions=sessions))
    assert len(one.html.encode()) <= MOST_HTML_BYTES
    assert "30 more sessions stand in the plan" in Page(one.html).text
    assert one.html.count("coach done w48-") == 100


def test_a_letter_has_the_weeks_note_as_plain_words_and_says_who_wrote(plan: WeeklyPlan):
    one = letter(replace(plan, note="A week of <b>loops</b>\nand more."))
    page = Page(one.html)
    assert "A week of <b>loops</b> and more." in page.text
    assert "b" not in set(page.tags) - set(Page(letter(plan).html).tags)
    assert "\nA week of <b>loops</b> and more.\n" in one.text
    assert "Written by: rules." in one.text
    assert "Written by: rules." in page.text
