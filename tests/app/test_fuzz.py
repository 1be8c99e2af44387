"""Whatever is typed, and whatever the two YAML formats hold: a result or one sentence, never a traceback."""

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coach_runner import CoachRunner, Outcome
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

STEERING = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")

# Shrinking a life takes minutes and shortens little.
fast = settings(phases=[Phase.explicit, Phase.generate], max_examples=100, suppress_health_check=list(HealthCheck))
at_length = settings(
    settings.get_profile("fuzz"), phases=fast.phases, max_examples=1200, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a plan, a done session and a skipped one."""
    coach = CoachRunner(tmp_path_factory.mktemp("fuzz") / "home")
    coach.good("plan")
    coach.good("done", "w48-1")
    coach.good("skip", "w48-2", "--why", "ill")
    return coach.home


@contextmanager
def sandbox(template: Path) -> Iterator[CoachRunner]:
    """A coach of its own with odd files beside it, in a folder that is the current one meanwhile."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            shutil.copytree(template, "home")
            Path("a folder").mkdir()
            Path("binary").write_bytes(bytes(range(256)) * 9)
            Path("empty").touch()
            Path("text.yaml").write_text("name: Grace\n", "utf-8")
            Path("loop").symlink_to("loop")
            os.mkfifo("pipe")
            yield CoachRunner(Path(folder) / "home", settings={"VISUAL": "true", "EDITOR": "true", "HOME": folder})
        finally:
            os.chdir(before)


def is_harmless(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in STEERING for c in text)


def check(arguments: tuple[str, ...], outcome: Outcome) -> None:
    assert outcome.status in (0, 1, 2, 130)
    assert "Traceback" not in outcome.err
    assert is_harmless(outcome.err)
    assert len(outcome.err) < 2500, "a sentence, not a copy of what was typed"
    if "--json" in arguments and "--" not in arguments:
        assert outcome.status == 0 or outcome.out == ""
    else:
        assert is_harmless(outcome.out)
    if outcome.status:
        assert outcome.err.strip(), "it says what is wrong"


hostile = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "-",
            "--",
            "-1",
            "0",
            "9" * 400,
            "1e999",
            "NaN",
            "0x10",
            "²",
            "../..",
            "a\nb",
            "\x1b[2J",
            "\u202e",
            "%s%n",
            "{0}",
        )
    ),
    st.sampled_from(
        (
            "'; DROP TABLE learners; --",
            "not UTF-8: \udce9",
            "x" * 5000,
            "w48-",
            "w48-3",
            "W48-4",
            "python",
            "vectors",
            "2",
        )
    ),
    st.text(st.characters(exclude_characters="\0/~", exclude_categories=("Cs",)), max_size=20),
    st.integers().map(str),
)
paths = st.one_of(
    st.sampled_from(
        (
            "a folder",
            "binary",
            "empty",
            "text.yaml",
            "loop",
            "pipe",
            "~",
            "~nosuchuser",
            "~nosuchuser/x",
            "missing/x",
            "new.json",
            "x" * 300,
            ".",
        )
    ),
    hostile,
)
ids = st.one_of(st.sampled_from(tuple(f"w48-{n}" for n in range(1, 20))), hostile)
weeks = st.one_of(st.sampled_from(("2026-W48", "2026-W49", "2026-W53", "2026-W54", "1990-W01", "2200-W52")), hostile)


def option(name: str, values: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[tuple[str, ...]]:
    """An option that may be left out, given apart, or given with an equals sign."""
    if values is None:
        return st.sampled_from(((), (name,)))
    return st.one_of(st.just(()), values.map(lambda v: (name, v)), values.map(lambda v: (f"{name}={v}",)))


def line(*parts: object) -> st.SearchStrategy[tuple[str, ...]]:
    """A command line of words, values and options."""
    drawn = [
        st.just((p,)) if isinstance(p, str) else p.map(lambda v: v if isinstance(v, tuple) else (v,)) for p in parts
    ]
    return st.tuples(*drawn).map(lambda groups: tuple(word for group in groups for word in group))


as_json = option("--json")
changes = st.one_of(
    hostile,
    st.tuples(
        st.sampled_from(("name", "slots", "timezone", "stage", "time_off", "busy", "session_minutes", "known")), hostile
    ).map("=".join),
)
commands = st.one_of(
    line("plan", option("--week", weeks), as_json, option("--explain"), option("--dry-run")),
    line("replan", option("--yes"), option("--fresh"), as_json),
    line(st.sampled_from(("today", "week", "progress", "undo")), as_json),
    line("why", ids),
    line(
        "done",
        ids,
        option("--minutes", hostile),
        option("--note", hostile),
        option("--recall", hostile),
        option("--finished"),
    ),
    line("skip", ids, option("--why", hostile)),
    line("log", hostile, option("--minutes", hostile), option("--note", hostile), option("--finished")),
    line("inbox", st.sampled_from(((), ("list",))), as_json),
    line("inbox", "show", hostile),
    line("init", option("--yes"), option("--file", paths)),
    line("learner", "show", as_json),
    line("learner", "edit", option("--set", changes), option("--file", paths)),
    line("learner", "know", hostile),
    line("roadmap", "show", hostile, as_json),
    line("roadmap", st.sampled_from(("check", "use")), paths, option("--stage", hostile)),
    line(st.sampled_from(("backup", "export", "import")), paths),
    line("erase", option("--yes")),
    st.lists(hostile, max_size=4).map(tuple),
)
lives = st.lists(
    st.tuples(commands, st.text(st.characters(exclude_categories=("Cs",)), max_size=40)), min_size=1, max_size=5
)
moments = st.sampled_from(
    (
        "2026-11-23T08:00+01:00",
        "2026-11-25T20:15+01:00",
        "2026-11-29T23:59+14:00",
        "2020-01-01T00:00+00:00",
        "2199-12-31T23:00-12:00",
    )
)


def live(template: Path, now: str, life: list[tuple[tuple[str, ...], str]]) -> None:
    with sandbox(template) as coach:
        coach.at(now)
        for arguments, stdin in life:
            check(arguments, coach(*arguments, stdin=stdin))
        check(("today", "--json"), coach("today", "--json"))


@fast
@given(moments, lives)
def test_no_command_line_gives_a_traceback(template: Path, now: str, life: list[tuple[tuple[str, ...], str]]):
    live(template, now, life)


@pytest.mark.slow
@at_length
@given(moments, lives)
def test_no_command_line_gives_a_traceback_at_length(template: Path, now: str, life: list[tuple[tuple[str, ...], str]]):
    live(template, now, life)


LEARNER = """\
name: Grace
email: grace@example.org
timezone: Europe/Paris
roadmap: spanish-a2
stage: 1
slots:
  - mon-fri 19:00-21:00
  - sat 10:00-12:00
session_minutes: [25, 90]
day_limit_minutes: 180
time_off: [2026-12-24..2026-12-31]
busy: ""
interests: [poems]
"""
ROADMAP = """\
id: mine
title: Mine
stages:
  - id: one
    title: One
    goal: Begin.
    months: [1, 2]
    items:
      - id: first
        title: First
        type: topic
        area: Area
        kind: concept
        minutes: 60
        done_when: You can tell it.
        terms: [begin]
      - id: second
        title: Second
        type: project
        area: Area
        kind: procedure
        minutes: 200
        done_when: It runs.
        terms: []
        prerequisites: [first]
    outputs: [A page]
habits:
  - id: maths
    title: Maths
    kind: habit
    every: day
    minutes: 30
    task: Do maths.
    stages: [one]
"""
VALUES = (
    "", "null", "true", "-1", "0", "1.5", "1e400", "9" * 30, "[]", "{}", "[[[]]]", "{a: b}", "'", '"', "*x", "&x y", "!!int 3", "!x",
    "2026-W48", "mon 25:00-26:00", "mon 00:00-24:00", "x" * 3000, "é\u202e", "a: b", "- a", "one", "first", "second", "|", ">", "%", "@",
    "Europe/../etc/passwd", "../../x", "/dev/zero", "[1, 2, 3]", "[5, 5]", "[first, first]",
)  # fmt: skip


KEYS = ("idd", "x", "1", "~", "[a]", "name")


@st.composite
def spoiled(draw: st.DrawFn, document: str) -> bytes:
    """The document after a few accidents."""
    lines = document.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        n = draw(st.integers(0, len(lines)))
        lines[n : n + 1] = spoiled_line(draw, lines[n] if n < len(lines) else draw(st.sampled_from(lines or [""])))
    data = "\n".join(lines).encode("utf-8")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=6)) + data[at:]
    return data


def spoiled_line(draw: st.DrawFn, line: str) -> list[str]:
    """What stands in the line's place."""
    key, colon, _ = line.partition(":")
    choices = {
        "drop": [],
        "twice": [line, line],
        "value": [f"{key}{colon} {draw(st.sampled_from(VALUES))}"],
        "indent": [" " * draw(st.integers(0, 8)) + line.lstrip()],
        "key": [line.replace(key.strip(" -"), draw(st.sampled_from(KEYS)), 1)],
        "cut": [line[: draw(st.integers(0, len(line)))]],
    }
    return choices[draw(st.sampled_from((*choices, "value", "value")))]


def refused_in_one_sentence(outcome: Outcome, name: str, *by_value: str) -> None:
    """One sentence that names the file; or, where the shape is right, the value that can't be used."""
    assert outcome.status == 2, outcome.err
    assert outcome.out == ""
    assert len(outcome.err.strip().splitlines()) == 1
    assert len(outcome.err) < 1000
    assert is_harmless(outcome.err)
    assert any(words in outcome.err for words in (name, *by_value)), outcome.err


def init_from(template: Path, data: bytes) -> None:
    with sandbox(template) as coach:
        Path("spoiled.yaml").write_bytes(data)
        outcome = coach("init", "--file", "spoiled.yaml")
        check(("init",), outcome)
        if outcome.status:
            refused_in_one_sentence(
                outcome, "spoiled.yaml", "has no stage", "comes with the coach", "The roadmap ", "Your busy times"
            )
            return
        planned = coach("plan", "--json")
        check(("plan", "--json"), planned)
        assert planned.status == 0, planned.err


def use_roadmap(template: Path, data: bytes) -> None:
    with sandbox(template) as coach:
        Path("spoiled.yaml").write_bytes(data)
        checked, used = coach("roadmap", "check", "spoiled.yaml"), coach("roadmap", "use", "spoiled.yaml")
        check(("roadmap",), checked)
        assert (checked.status == 0) == (used.status == 0)
        if used.status:
            assert all("spoiled.yaml" in line for line in checked.err.strip().splitlines())
            refused_in_one_sentence(used, "spoiled.yaml")
            return
        for command in ("plan", "today", "progress"):
            assert coach(command, "--json").status == 0


@fast
@given(spoiled(LEARNER))
def test_no_learners_file_gives_a_traceback(template: Path, data: bytes):
    init_from(template, data)


@fast
@given(spoiled(ROADMAP))
def test_no_roadmap_file_gives_a_traceback_and_a_good_one_can_be_planned(template: Path, data: bytes):
    use_roadmap(template, data)


@pytest.mark.slow
@at_length
@given(spoiled(LEARNER))
def test_no_learners_file_gives_a_traceback_at_length(template: Path, data: bytes):
    init_from(template, data)


@pytest.mark.slow
@at_length
@given(spoiled(ROADMAP))
def test_no_roadmap_file_gives_a_traceback_at_length(template: Path, data: bytes):
    use_roadmap(template, data)


@pytest.mark.parametrize("document", [LEARNER, ROADMAP])
def test_the_documents_are_good_before_they_are_spoiled(template: Path, document: str):
    with sandbox(template) as coach:
        Path("good.yaml").write_text(document, "utf-8")
        coach.good(*(("init", "--file") if document == LEARNER else ("roadmap", "use")), "good.yaml")
        assert coach.json("plan")["sessions"]
