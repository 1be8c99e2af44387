"""`coach roadmap`: show, check and use."""

import os
from pathlib import Path

import pytest
from coach_runner import CoachRunner

SMALL = """\
id: {id}
title: {title}
stages:
  - id: one
    title: One
    goal: Begin.
    months: [1, 2]
    items:
      - {{id: python-basics, title: "{first}", type: topic, area: Python, kind: procedure, minutes: 60, done_when: It runs., terms: []}}
      - {{id: more, title: More, type: topic, area: Python, kind: concept, minutes: 90, done_when: You can tell it., terms: [], prerequisites: [python-basics]}}
"""


def small(tmp_path: Path, name: str = "mine.yaml", **said: str) -> str:
    words = {"id": "mine", "title": "My roadmap", "first": "Python basics: values and names"} | said
    (tmp_path / name).write_text(SMALL.format(**words), "utf-8")
    return str(tmp_path / name)


def test_the_roadmap_can_be_seen_before_anything_is_set_up(coach: CoachRunner):
    told = coach.json("roadmap", "show")
    assert list(told) == ["id", "title", "stages", "resources", "portfolio", "habits"]
    assert len(told["stages"]) == 6
    for stage in told["stages"]:
        assert {"id", "title", "goal", "months", "items", "outputs"} <= set(stage)
        for item in stage["items"]:
            assert {"id", "title", "kind", "minutes", "prerequisites", "done_when", "terms"} <= set(item)
    assert told["resources"]
    assert told["portfolio"]
    assert told["habits"]


def test_it_is_shown_in_the_sources_terms(coach: CoachRunner):
    told = coach.good("roadmap", "show").words.casefold()
    for term in ("numpy", "qlora", "grpo", "math practice", "portfolio ideas"):
        assert term in told


@pytest.mark.parametrize("name", ["2", "machine-learning", "Machine Learning Foundations", "MACHINE-learning"])
def test_one_stage_by_number_id_or_title(coach: CoachRunner, name: str):
    assert [s["id"] for s in coach.json("roadmap", "show", name)["stages"]] == ["machine-learning"]


@pytest.mark.parametrize("name", ["7", "0", "-1", "machine-lerning", "x" * 500])
def test_a_stage_that_is_not_there_is_one_sentence(coach: CoachRunner, name: str):
    failed = coach("roadmap", "show", "--json", "--", name)
    assert (failed.status, failed.out) == (2, "")
    assert len(failed.err) < 300
    assert any(hint in failed.err for hint in ("Did you mean machine-learning", "Did you mean 1", "from 1 to 6"))


def test_a_good_roadmap_is_called_good(coach: CoachRunner, tmp_path: Path):
    assert "1 stages, 2 items, 2 h 30. Nothing is wrong" in coach.good("roadmap", "check", small(tmp_path)).words
    assert not coach.home.exists(), "checking a file needs no home"


def test_every_problem_is_named_with_its_line(coach: CoachRunner, tmp_path: Path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        Path(small(tmp_path))
        .read_text("utf-8")
        .replace("minutes: 60", "minutes: 0")
        .replace("[python-basics]", "[pyton]"),
        "utf-8",
    )
    failed = coach("roadmap", "check", str(file))
    assert (failed.status, failed.out) == (1, "")
    assert [line.partition(":")[0] for line in failed.err.strip().splitlines()] == [
        "bad.yaml, line 9",
        "bad.yaml, line 10",
    ]


def odd_files(tmp_path: Path) -> dict[str, Path]:
    """Paths at which no roadmap lies."""
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.yaml").write_bytes(b"")
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(50_000_000)
    (tmp_path / "deep.yaml").write_text("[" * 100_000, "utf-8")
    (tmp_path / "bomb.yaml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    names = ("folder", "binary", "empty", "huge", "deep", "bomb", "pipe", "loop", "missing")
    return {name: tmp_path / f"{name}.yaml" for name in names}


@pytest.mark.parametrize("name", ["folder", "binary", "empty", "huge", "deep", "bomb", "pipe", "loop", "missing"])
def test_a_file_that_is_no_roadmap_is_one_sentence_that_names_it(planned: CoachRunner, tmp_path: Path, name: str):
    path = odd_files(tmp_path)[name]
    before = planned.json("plan")
    for command in ("check", "use"):
        failed = planned("roadmap", command, str(path))
        assert failed.status in (1, 2)
        assert failed.out == ""
        assert len(failed.err.strip().splitlines()) == 1
        assert path.name in failed.err
    assert planned.json("plan") == before


def test_another_roadmap_is_used_and_the_next_plan_follows(planned: CoachRunner):
    assert "You study by" in planned.good("roadmap", "use", "spanish-a2").words
    plan = planned.json("plan")
    assert plan["revision"] == 2
    spanish = {i["id"] for stage in planned.json("roadmap", "show")["stages"] for i in stage["items"]}
    assert {s["topic"] for s in plan["sessions"] if s["kind"] in ("learn", "practise", "project")} <= spanish


def test_a_name_that_is_nearly_a_roadmaps_is_offered(planned: CoachRunner):
    failed = planned("roadmap", "use", "spanish-a1")
    assert (failed.status, failed.out) == (2, "")
    assert "Did you mean spanish-a2?" in failed.err


def test_progress_is_kept_by_id_and_title(planned: CoachRunner, tmp_path: Path):
    planned.good("done", "w48-2", "--minutes", "40")
    planned.good("roadmap", "use", small(tmp_path))
    assert planned.json("progress")["stages"][0]["minutes_done"] == 40
    planned.good("roadmap", "use", small(tmp_path, "other.yaml", first="Something else"))
    assert planned.json("progress")["stages"][0]["minutes_done"] == 0
    planned.good("roadmap", "use", "genai-scientist")
    assert planned.json("progress")["stages"][0]["minutes_done"] == 40


def test_the_roadmap_is_kept_even_when_its_file_is_gone(planned: CoachRunner, tmp_path: Path):
    file = small(tmp_path)
    planned.good("roadmap", "use", file)
    Path(file).unlink()
    assert planned.json("roadmap", "show")["id"] == "mine"
    assert planned.json("plan")["sessions"]
    planned.good("learner", "edit", "--set", "name=Grace")


def test_a_stage_to_begin_at_can_be_named(planned: CoachRunner, tmp_path: Path):
    planned.good("roadmap", "use", "spanish-a2", "--stage", "2")
    assert planned.json("progress")["stages"][0]["minutes_left"] == 0
    failed = planned("roadmap", "use", "spanish-a2", "--stage", "40")
    assert failed.status == 2
    assert "has no stage 40" in failed.err


def test_use_needs_a_learner(coach: CoachRunner, tmp_path: Path):
    failed = coach("roadmap", "use", small(tmp_path))
    assert failed.status == 1
    assert "Nobody is set up" in failed.err


def test_a_hostile_roadmap_cannot_steer_the_terminal_or_the_files(planned: CoachRunner, tmp_path: Path):
    file = small(tmp_path, first="<script>alert(1)</script> [x](javascript:alert(1)) \\\\x1b[2J\\\\u202e")
    planned.good("roadmap", "use", file)
    for command in (("plan",), ("roadmap", "show"), ("today",), ("inbox", "show", "1")):
        assert not {"\x1b", "\u202e"} & set(planned.good(*command).out)
    page = (planned.home / "plans" / "2026-W48.md").read_text("utf-8")
    assert "<script>" not in page
    assert "[x](javascript:" not in page
