"""Tests of the learner's file: what it may say, what it leaves out, and where it is wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.learner import DateRange, Learner, WeekLimit, check_learner
from studycoach.domain.slot import Slot, parse_slots
from studycoach.tools.learner_file import read_learner, write_learner

DEFAULT = Learner(
    name="Default",
    email="",
    timezone="Europe/Berlin",
    roadmap="genai-scientist",
    stage=1,
    slots=parse_slots(["mon-fri 19:00-21:00"]),
    session_minutes=(25, 90),
    day_limit_minutes=180,
    time_off=(),
    busy="",
    interests=(),
)
FULL = """\
name: Ada
email: ada@example.org
timezone: America/New_York
roadmap: spanish-a2
stage: 2
slots: [mon 19:00-21:00, "sat,sun 10:00-12:00"]
session_minutes: [30, 60]
day_limit_minutes: 120
time_off:
  - 2026-12-24..2026-12-31
  - 2026-11-30
busy: calendars/work.ics
interests: [agents, evaluation]
known: [Python, loops]
"""


def read(folder: Path, text: str) -> tuple[Learner, tuple[str, ...]]:
    path = folder / "ada.yaml"
    path.write_text(text, encoding="utf-8")
    return read_learner(path, DEFAULT)


def test_a_full_file_is_read(tmp_path: Path):
    learner, known = read(tmp_path, FULL)
    assert learner == Learner(
        name="Ada",
        email="ada@example.org",
        timezone="America/New_York",
        roadmap="spanish-a2",
        stage=2,
        slots=(Slot(0, 1140, 1260), Slot(5, 600, 720), Slot(6, 600, 720)),
        session_minutes=(30, 60),
        day_limit_minutes=120,
        time_off=(DateRange(date(2026, 11, 30), date(2026, 11, 30)), DateRange(date(2026, 12, 24), date(2026, 12, 31))),
        busy=str(tmp_path / "calendars" / "work.ics"),
        interests=("agents", "evaluation"),
    )
    assert known == ("Python", "loops")


@pytest.mark.parametrize("text", ["", "# nothing\n", "name:\nslots:\n"])
def test_what_is_left_out_takes_its_default(tmp_path: Path, text: str):
    assert read(tmp_path, text) == (DEFAULT, ())


def test_one_entry_needs_no_list(tmp_path: Path):
    learner, known = read(tmp_path, "slots: sat 9:00-10:00\ntime_off: 2026-12-24\ninterests: agents\nknown: Python\n")
    assert learner.slots == (Slot(5, 540, 600),)
    assert learner.time_off == (DateRange(date(2026, 12, 24), date(2026, 12, 24)),)
    assert (learner.interests, known) == (("agents",), ("Python",))


def test_empty_lists_take_the_default_away(tmp_path: Path):
    assert read(tmp_path, "slots: []\n")[0].slots == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("spanish-a2", "spanish-a2"), ("./my.yaml", "{0}/my.yaml"), ("my.yml", "{0}/my.yml"), ("../x/r.yaml", "{1}/x/r.yaml"),
     ("/there/r.yaml", "/there/r.yaml")],
)  # fmt: skip
def test_a_roadmap_is_an_id_or_a_path_that_counts_from_the_file(tmp_path: Path, written: str, meant: str):
    assert read(tmp_path, f"roadmap: {written}\n")[0].roadmap == meant.format(tmp_path, tmp_path.parent)


WRONG = [
    ("name: Ada\nslots:\n  - mon 19:00-21:00\n  - mon 21:00-19:00\n", 4, "ends before it starts"),
    ("slots: noon\n", 1, "is not a slot"),
    ("slots:\n  - mon: 19:00-21:00\n", 2, "expected"),
    ("slots: [1140]\n", 1, "expected text"),
    ("timezone: Europe/Berlinn\n", 1, "no timezone.*Europe/Berlin"),
    ("timezone: ../etc\n", 1, "no timezone"),
    ("\nstage: 0\n", 2, "is not the number of a stage"),
    ("stage: first\n", 1, "is not the number of a stage"),
    ("stage: ²\n", 1, "is not the number of a stage"),
    ("stage: true\n", 1, "expected"),
    ("session_minutes: [90, 25]\n", 1, "can't be"),
    ("session_minutes: 25\n", 1, "expected"),
    ("day_limit_minutes: 0\n", 1, "can't be"),
    ("day_limit_minutes: two hours\n", 1, "expected a whole number"),
    ("time_off: 2026-12-31..2026-12-24\n", 1, "ends before it starts"),
    ("time_off: Christmas\n", 1, "is not a range of days"),
    ("week_limits: 2026-W48\n", 1, "is not a limit of a week"),
    ("week_limits: [2026-W48 240, 2026-W54 240]\n", 1, "has no week 54"),
    ("week_limits:\n- 2026-W48 10081\n", 2, "10081 minutes a week can't be"),
    ("email: nobody\n", 1, "is not a mail address"),
    ("interests: ['']\n", 1, "is empty or too long"),
    (f"known: [{'x' * 201}]\n", 1, "is empty or too long"),
    (f"known: [{', '.join(['x'] * 1001)}]\n", 1, "1001 entries"),
    ("nmae: Ada\n", 1, "unknown key 'nmae'. Did you mean name"),
    ("name: [\n", 2, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "why"), WRONG, ids=[why for _, _, why in WRONG])
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, why: str):
    with pytest.raises(WrongInput, match=rf"^ada\.yaml, line {line}: .*{why}"):
        read(tmp_path, text)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(WrongInput, match="The learner's file"):
            read_learner(path, DEFAULT)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Cn")), max_size=60
)
ENTRIES = WORDS.map(str.strip).filter(bool)
SLOTS = st.builds(
    lambda days: parse_slots([str(Slot(d, s, s + n)) for d, s, n in days]),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1380), st.integers(1, 60)), max_size=8),
)
LEARNERS = st.builds(
    Learner,
    name=WORDS.filter(str.strip),
    email=st.sampled_from(["", "ada@example.org", "zoë@exämple.org"]),
    timezone=st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kathmandu"]),
    roadmap=st.sampled_from(["spanish-a2", "no", "1e3", "/there/my roadmap: new.yaml"]),
    stage=st.integers(1, 6),
    slots=SLOTS,
    session_minutes=st.sampled_from([(25, 90), (10, 10), (30, 240)]),
    day_limit_minutes=st.integers(1, 1440),
    time_off=st.lists(
        st.dates(date(2000, 1, 1)).map(lambda d: DateRange(d, d))
        | st.just(DateRange(date(2026, 12, 24), date(2026, 12, 31)))
    ).map(lambda ranges: tuple(sorted(ranges))),
    busy=st.sampled_from(["", "/there/my #1 calendar.ics", "/there/ü.ics"]),
    interests=st.lists(ENTRIES, max_size=5).map(tuple),
    week_limits=st.dictionaries(st.sampled_from(["2026-W48", "2026-W53", "2027-W01"]), st.integers(0, 10080)).map(
        lambda limits: tuple(sorted(WeekLimit(week, minutes) for week, minutes in limits.items()))
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(LEARNERS.map(check_learner))
def test_what_is_written_is_read_back(tmp_path: Path, learner: Learner):
    assert read(tmp_path, write_learner(learner)) == (learner, ())


def test_the_written_file_explains_each_key():
    text = write_learner(DEFAULT)
    assert "# When you can study: " in text
    assert '\nslots:\n  - "mon 19:00-21:00"\n' in text
    keys = [n for n, line in enumerate(text.split("\n")) if line[:1].isalpha()]
    assert len(keys) == 13
    assert all(text.split("\n")[n - 1].startswith("# ") for n in keys)
