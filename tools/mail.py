"""Letters: what the coach sends, as text and as HTML, and the bytes of the mail."""

import re
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from ..domain.errors import WrongInput
from ..domain.mail_address import ascii_domain, is_mail_address
from ..domain.week import Week
from ..domain.weekly_plan import StudySession, WeeklyPlan
from .plan_text import (
    amount_text,
    buffer_text,
    by_day,
    days_text,
    duration_text,
    empty_text,
    forecast_texts,
    one_line,
    sentence,
    shown,
    written_text,
)

if TYPE_CHECKING:
    from email.headerregistry import Address

    from jinja2 import Template

MOST_HTML_BYTES = 90_000  # Gmail cuts a mail's HTML at about 102 kB
MOST_SESSIONS, MOST_NOTES = 100, 10
NO_ADDRESS = "learner@localhost"
_LETTERS = UUID("0d1f7c0a-2f0e-5c55-8a62-7f0a4c9b6f02")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, before it is sent. The same thing for the same learner has the same `message_id`."""

    message_id: str
    sender: str
    to: str
    to_name: str
    subject: str
    date: datetime
    text: str
    html: str


def plan_letter(
    plan: WeeklyPlan, *, learner_key: str, name: str, email: str, sender: str, now: datetime, stage: str = ""
) -> Letter:
    """The letter that brings a weekly plan, for the learner of that name and address; `now` is its date."""
    subject = f"Your week {plan.week}: {amount_text(plan)}" if shown(plan) else f"Your week {plan.week} is free"
    return Letter(
        message_id=letter_id("weekly_plan", plan.week, learner_key),
        sender=sender,
        to=email,
        to_name=name,
        subject=subject,
        date=now,
        text=_plan_text(plan, name, stage),
        html=_plan_html(plan, subject, name, stage),
    )


def letter_id(thing: str, period: str, learner_key: str) -> str:
    """The message id of the letter that brings a learner this thing of this period."""
    return f"<{uuid5(_LETTERS, f'{thing}:{period}:{learner_key}')}@study-coach.local>"


def letter_template(name: str) -> "Template":
    """A letter's HTML, to be filled in: all that it is given is escaped. `text|line` can be set by who fills it in."""
    from importlib.resources import files

    from jinja2 import Environment, StrictUndefined

    source = files(__package__).joinpath(f"templates/{name}").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {"duration": duration_text, "line": one_line}
    return environment.from_string(source)


def _plan_text(plan: WeeklyPlan, name: str, stage: str) -> str:
    lines = [_when(plan, stage), "", *([*wrap(one_line(plan.note), 76), ""] if plan.note else [])]
    for heading, sessions in by_day(shown(plan)[:MOST_SESSIONS]):
        lines += [heading, "-" * len(heading), *(line for s in sessions for line in _session_text(s)), ""]
    lines += _rest(plan)
    return f"Hello {one_line(name, 120) or 'learner'},\n\n" + "\n".join(lines) + "\n"


def _session_text(session: StudySession) -> list[str]:
    mark = "" if session.state == "planned" else f" [{session.state}]"
    lines = [f"{session.start}  {one_line(session.title)} ({duration_text(session.minutes)}, {session.kind}){mark}"]
    said = (("", session.task), ("Done when: ", session.done_when), ("Why: ", session.why))
    tell = [f"       coach done {session.id}"] if session.state in ("planned", "missed") else []
    texts = [f"{label}{one_line(text)}" for label, text in said if text]
    return lines + [line for text in texts for line in wrapped(text, " " * 7)] + tell


def wrapped(text: str, indent: str) -> list[str]:
    """The text as lines of a letter, as wide as can be read anywhere."""
    # An address is never broken: it must stay one to click on.
    return wrap(
        text, 76, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _when(plan: WeeklyPlan, stage: str) -> str:
    days = Week.parse(plan.week).days
    return " · ".join([days_text(days[0], days[-1]), *([one_line(stage, 120)] if stage else [])])


def _rest(plan: WeeklyPlan) -> list[str]:
    """What there is to say besides the sessions, a sentence each."""
    sessions = shown(plan)
    more = len(sessions) - MOST_SESSIONS
    return [
        *([] if sessions else [empty_text(plan)]),
        *([f"{more} more sessions stand in the plan's file."] if more > 0 else []),
        *(
            f"Carried over: {one_line(c.title)}, {duration_text(c.minutes)}: {sentence(one_line(c.why))}"
            for c in plan.carried_over[:MOST_NOTES]
        ),
        *(f"Not placed: {sentence(one_line(n.why))}" for n in plan.not_placed[:MOST_NOTES]),
        *forecast_texts(plan)[:MOST_NOTES],
        buffer_text(plan),
        f"Written by: {written_text(plan)}.",
    ]


def _plan_html(plan: WeeklyPlan, subject: str, name: str, stage: str) -> str:
    template = letter_template("plan.html.j2")
    html = ""
    for most in (500, 160, 60, 10):
        template.environment.filters["line"] = lambda text, most=most: one_line(text, most)
        html = template.render(
            subject=subject,
            name=one_line(name, 120) or "learner",
            when=_when(plan, stage),
            note=one_line(plan.note),
            days=by_day(shown(plan)[:MOST_SESSIONS]),
            rest=[one_line(sentence, max(most, 100)) for sentence in _rest(plan)],
        )
        if len(html.encode()) <= MOST_HTML_BYTES:
            break
    return html


def _address(name: str, address: str) -> "Address":
    """An address that can't bring a header or an address of its own."""
    from email.headerregistry import Address

    if not is_mail_address(address):
        raise WrongInput(f"{one_line(address, 120)!r} is not a mail address.", "Write it as name@example.org.")
    local, _, domain = address.rpartition("@")
    # Marks of address lists are left out of names: Python's email package loses its way among them.
    return Address(re.sub(r'[()<>\[\]:;@\\,"=?]+', " ", one_line(name, 120)), local, ascii_domain(domain))


def to_bytes(letter: Letter) -> bytes:
    """The mail (RFC 5322, with the line ends of a Maildir), the same bytes for the same letter."""
    from email import policy
    from email.message import EmailMessage
    from email.utils import format_datetime
    from hashlib import sha256

    is_ascii = f"{letter.to}{letter.sender}".isascii()
    message = EmailMessage(policy=policy.default.clone(utf8=not is_ascii))
    message["Message-ID"] = letter.message_id
    message["Date"] = format_datetime(letter.date)
    message["From"] = _address("Study coach", letter.sender)
    message["To"] = _address(letter.to_name, letter.to or NO_ADDRESS)
    message["Subject"] = one_line(letter.subject, 200)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    # Quoted-printable never holds "=_", so no text can be taken for the boundary.
    message.set_boundary("=_" + sha256(letter.message_id.encode()).hexdigest()[:32])
    return message.as_bytes()
