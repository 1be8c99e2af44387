"""`coach backup`, `export`, `import` and `erase`: the data is the learner's."""

import json
import sqlite3
from pathlib import Path

import pytest
from coach_runner import CoachRunner

pytestmark = pytest.mark.slow


@pytest.fixture
def lived(planned: CoachRunner) -> CoachRunner:
    """A coach with a few days behind it."""
    planned.at("2026-11-24T22:00+01:00")
    planned.good("done", "w48-1")
    planned.good("done", "w48-2", "--minutes", "100", "--note", "my own words")
    planned.good("skip", "w48-3", "--why", "ill")
    planned.good("log", "numpy", "--minutes", "25")
    planned.good("learner", "know", "vectors")
    planned.good("undo")
    planned.good("today")
    return planned


def another(coach: CoachRunner, tmp_path: Path) -> CoachRunner:
    """An empty coach beside it, at the same moment."""
    return CoachRunner(tmp_path / "another", now=coach.now)


def test_what_is_exported_is_readable_and_complete(lived: CoachRunner, tmp_path: Path):
    lived.good("export", str(tmp_path / "me.json"))
    text = (tmp_path / "me.json").read_text("utf-8")
    assert isinstance(json.loads(text), dict)
    for words in ("my own words", "Europe/Berlin", "w48-2", "ill"):
        assert words in text
    assert (tmp_path / "me.json").stat().st_mode & 0o077 == 0, "it is nobody else's business"


def test_an_import_into_an_empty_coach_gives_the_same_progress_and_plan(lived: CoachRunner, tmp_path: Path):
    lived.good("export", str(tmp_path / "me.json"))
    other = another(lived, tmp_path)
    assert "Welcome back, Ada." in other.good("import", str(tmp_path / "me.json")).words
    for command in (("progress",), ("week",), ("plan",), ("today",)):
        mine, theirs = lived.json(*command), other.json(*command)
        mine.pop("new_letters", None), theirs.pop("new_letters", None)
        assert mine == theirs, command
    other.good("undo")


def test_an_import_does_not_send_old_letters_again(lived: CoachRunner, tmp_path: Path):
    lived.good("export", str(tmp_path / "me.json"))
    other = another(lived, tmp_path)
    other.good("import", str(tmp_path / "me.json"))
    other.good("plan")
    assert other.json("inbox")["letters"] == []


def test_an_import_is_for_an_empty_coach(lived: CoachRunner, tmp_path: Path):
    lived.good("export", str(tmp_path / "me.json"))
    before = lived.json("progress")
    failed = lived("import", str(tmp_path / "me.json"))
    assert failed.status in (1, 2)
    assert failed.out == ""
    assert lived.json("progress") == before


def test_a_spoiled_export_changes_nothing(lived: CoachRunner, tmp_path: Path):
    lived.good("export", str(tmp_path / "me.json"))
    text = (tmp_path / "me.json").read_text("utf-8")
    other = another(lived, tmp_path)
    spoiled = (
        "",
        "{}",
        "[]",
        "null",
        text[: len(text) // 2],
        text.replace('"evidence"', '"evidenze"', 1),
        text.replace('"w48-1"', '"first"'),
        text.replace('"w48-1"', f'"w48-{"1" * 5000}"'),
        text.replace("2026-11-23T", "0001-01-01T"),
        text.replace('"2026-W48"', '"foo"'),
        "\0",
        "[" * 50_000,
    )
    for content in spoiled:
        (tmp_path / "spoiled.json").write_text(content, "utf-8")
        failed = other("import", str(tmp_path / "spoiled.json"))
        assert failed.status in (1, 2), content[:40]
        assert failed.out == ""
        assert len(failed.err.strip().splitlines()) == 1
        assert other("progress").status == 1, "nobody is there"
    other.good("import", str(tmp_path / "me.json"))


@pytest.mark.parametrize("name", ["folder", "missing", "me.json"])
def test_files_that_cannot_be_imported_or_exported_to_are_one_sentence(lived: CoachRunner, tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "me.json").write_text("precious", "utf-8")
    if name != "missing":
        failed = lived("export", str(tmp_path / name))
        assert failed.status in (1, 2)
        assert "exists already" in failed.err
        assert (tmp_path / "me.json").read_text("utf-8") == "precious"
    failed = another(lived, tmp_path)("import", str(tmp_path / name))
    assert failed.status in (1, 2)
    assert len(failed.err.strip().splitlines()) == 1


def test_a_backup_is_a_whole_database(own_coach: CoachRunner, tmp_path: Path):
    own_coach.good("plan")
    own_coach.good("done", "w48-2")
    before = own_coach.json("progress")
    told = own_coach.good("backup")
    (made,) = (own_coach.home / "backups").iterdir()
    assert str(made) in told.out.replace("\n", "")
    own_coach.good("backup", str(tmp_path / "mine.db"))
    other = CoachRunner(tmp_path / "restored")
    other.home.mkdir()
    (other.home / "coach.db").write_bytes((tmp_path / "mine.db").read_bytes())
    assert other.json("progress") == before
    failed = own_coach("backup", str(tmp_path / "mine.db"))
    assert failed.status in (1, 2)
    assert len(failed.err.strip().splitlines()) == 1


def test_a_servers_database_is_not_copied_but_told_how(tmp_path: Path, postgresql_url: str):
    coach = CoachRunner(tmp_path / "home", database=postgresql_url)
    coach.good("plan")
    for target in ((), (str(tmp_path / "copy"),)):
        failed = coach("backup", *target)
        assert failed.status == 1
        assert "pg_dump" in failed.err
        assert "coach export" in failed.err
        assert len(failed.err.strip().splitlines()) == 1
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("stdin", ["", "n\n", "\n"])
def test_erase_asks_first(lived: CoachRunner, stdin: str):
    before = lived.json("progress")
    kept = lived.good("erase", stdin=stdin)
    assert "Nothing was deleted." in kept.err
    assert lived.json("progress") == before


@pytest.mark.parametrize(("arguments", "stdin"), [((), "y\n"), (("--yes",), "")])
def test_erase_leaves_nothing_but_the_learners_own_settings(lived: CoachRunner, arguments: tuple[str, ...], stdin: str):
    (lived.home / "config.yaml").write_text("planning:\n  review_share: 0.2\n", "utf-8")
    if not lived.database:
        lived.good("backup")
    for left in (".coach-x7.tmp", ".coach-x7.tmp-journal"):
        (lived.home / left).write_text("what a killed command was writing", "utf-8")
    assert "Everything is deleted." in lived.good("erase", *arguments, stdin=stdin).words
    assert [path.name for path in lived.home.iterdir()] == ["config.yaml"]
    assert lived("progress").status == 1
    again = lived.json("plan")
    assert again["revision"] == 1
    assert len(lived.json("inbox")["letters"]) == 1


def test_nothing_of_the_learner_is_left_in_an_erased_file(own_coach: CoachRunner):
    own_coach.good("plan")
    own_coach.good("done", "w48-2", "--note", "ZEBRAFISH")
    other = sqlite3.connect(own_coach.home / "coach.db")  # another program holds it open
    try:
        own_coach.good("erase", "--yes")
    finally:
        other.close()
    assert not [p for p in own_coach.home.rglob("*") if p.is_file() and b"ZEBRAFISH" in p.read_bytes()]


def test_erase_with_nobody_there_says_so(coach: CoachRunner):
    failed = coach("erase", "--yes")
    assert failed.status == 1
    assert "Nobody is set up" in failed.err


def test_a_backup_that_has_no_place_is_one_sentence(planned: CoachRunner, tmp_path: Path):
    (planned.home / "backups").write_text("not a folder", "utf-8")
    (tmp_path / "file").touch()
    for target in ((), (str(tmp_path / "file" / "copy.db"),), (str(tmp_path / "missing" / "copy.db"),)):
        failed = planned("backup", *target)
        if failed.status:
            assert failed.status in (1, 2)
            assert failed.out == ""
            assert len(failed.err.strip().splitlines()) == 1
    assert planned("backup").status in (1, 2)
    assert (planned.home / "backups").read_text("utf-8") == "not a folder"
