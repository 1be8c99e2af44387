"""The prompt loader takes only files that say exactly what they need, and fills in only exactly that."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.prompts import library
from studycoach.prompts.library import Prompt, PromptError, faults, load

GOOD = """---
version: 3
used_by: agents/planner.py
inputs: [week, name]
---
Plan $week for ${name}. It costs 5 $$.
---
A line of dashes in the words stays.
"""


def write(folder: Path, text: str, name: str = "write_sessions") -> Path:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_prompt_is_read_with_its_version_and_inputs(tmp_path: Path) -> None:
    prompt = load("write_sessions", write(tmp_path, GOOD))
    assert (prompt.version, prompt.used_by, prompt.inputs) == (3, "agents/planner.py", ("week", "name"))
    assert str(prompt) == "write_sessions@3"
    filled = prompt.fill(week="2026-W48", name="Ada")
    assert filled == "Plan 2026-W48 for Ada. It costs 5 $.\n---\nA line of dashes in the words stays."


def test_a_file_with_windows_line_ends_is_the_same_prompt(tmp_path: Path) -> None:
    unix = load("write_sessions", write(tmp_path, GOOD))
    (tmp_path / "write_sessions.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load("write_sessions", tmp_path) == unix


@given(st.text(), st.text())
def test_inputs_are_put_in_as_they_are(week: str, name: str) -> None:
    prompt = Prompt("p", 1, "agents/a.py", ("week", "name"), "<$week|$name>")
    assert prompt.fill(week=week, name=name) == f"<{week}|{name}>"


@pytest.mark.parametrize("inputs", [{}, {"week": "1"}, {"week": "1", "name": "Ada", "extra": "x"}])
def test_missing_and_unknown_inputs_are_refused(tmp_path: Path, inputs: dict[str, str]) -> None:
    prompt = load("write_sessions", write(tmp_path, GOOD))
    with pytest.raises(PromptError, match="takes"):
        prompt.fill(**inputs)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("---\nversion", "version", "front matter"),
        ("---\nversion", "words first\n---\nversion", "front matter has exactly"),
        ("version: 3\n", "", "front matter has exactly"),
        ("version: 3\n", "version: 3\nmood: good\n", "front matter has exactly"),
        ("version: 3", "version: [", "no front matter"),
        ("version: 3", "version: true", "whole number"),
        ("version: 3", "version: 0", "whole number"),
        ("[week, name]", "week name", "list of names"),
        ("[week, name]", "[week, 1]", "list of names"),
        ("[week, name]", "[week]", "the words have"),
        ("[week, name]", "[week, name, other]", "the words have"),
        ("5 $$", "5 $", "written \\$\\$"),
        (GOOD[GOOD.index("Plan") :], "\n", "must be words"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(PromptError, match=says):
        load("write_sessions", write(tmp_path, GOOD.replace(old, new, 1)))


def test_a_missing_prompt_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="nothing_here"):
        load("nothing_here", tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.md").write_bytes(b"---\nversion: \xff\n---\n")
    with pytest.raises(PromptError, match="binary"):
        load("binary", tmp_path)


def test_faults_name_bad_files_and_prompts_that_nobody_loads(tmp_path: Path) -> None:
    prompts, package = tmp_path / "prompts", tmp_path
    prompts.mkdir()
    (package / "agents").mkdir()
    (package / "agents" / "planner.py").write_text('PROMPT = "write_sessions"\n')
    write(prompts, GOOD)
    assert faults(prompts, package) == ()
    write(prompts, GOOD, "forgotten")
    write(prompts, GOOD.replace("planner", "nobody"), "homeless")
    write(prompts, GOOD.replace("[week, name]", "[week]"), "wrong")
    assert [fault.split(".md")[0] for fault in faults(prompts, package)] == ["forgotten", "homeless", "wrong"]


def test_the_shipped_prompts_have_no_faults() -> None:
    assert library.faults() == ()
