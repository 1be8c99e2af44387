"""Whatever is typed: a result or one sentence, never a traceback."""

from pathlib import Path

import pytest
from fuzzing import at_length, check, fast, sandbox
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.slow
@fast
@given(moments, lives)
def test_no_command_line_gives_a_traceback(template: Path, now: str, life: list[tuple[tuple[str, ...], str]]):
    live(template, now, life)


@pytest.mark.slow
@at_length
@given(moments, lives)
def test_no_command_line_gives_a_traceback_at_length(template: Path, now: str, life: list[tuple[tuple[str, ...], str]]):
    live(template, now, life)
