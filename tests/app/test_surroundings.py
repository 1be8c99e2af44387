"""What surrounds a command: settings, home, clock, terminal, pipes, and words that are no command."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from coach_runner import CoachRunner, Outcome

pytestmark = pytest.mark.slow

needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to the superuser"
)


def is_one_sentence(failed: Outcome) -> bool:
    return failed.out == "" and len(failed.err.strip().splitlines()) == 1 and "Traceback" not in failed.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("planing:\n  review_share: 0.2\n", "line 1: unknown key 'planing'. Did you mean planning"),
        ("planning:\n  reveiw_share: 0.2\n", "line 2: unknown key 'reveiw_share'. Did you mean review_share"),
        ("planning:\n  review_share: a lot\n", "line 2"),
        ("planning:\n  review_share: 0.9\n", "planning.review_share is 0.9"),
        ("delivery:\n  channel: pigeon\n", "line 2"),
        ("learner:\n  slots: [mon 21:00-19:00]\n", "21:00"),
        ("learner:\n  timezone: Mars/Olympus\n", "Mars/Olympus"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_setting_names_the_file_the_line_and_the_right_name(coach: CoachRunner, settings: str, said: str):
    coach.home.mkdir()
    (coach.home / "config.yaml").write_text(settings, "utf-8")
    coach.settings |= {"COACH__LEARNER__TIMEZONE": ""}
    failed = coach("plan", "--json")
    assert failed.status == 2
    assert said in failed.err
    assert is_one_sentence(failed)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COACH__PLANING__REVIEW_SHARE", "0.2", "COACH__PLANING__REVIEW_SHARE"),
        ("COACH__PLANNING__REVIEW_SHARE", "much", "COACH__PLANNING__REVIEW_SHARE"),
        ("COACH__PLANNING__", "1", "COACH__PLANNING__"),
        ("COACH__LEARNER__STAGE", "first", "COACH__LEARNER__STAGE"),
        ("COACH__DATABASE__URL", "mysql://x", "postgresql://"),
        ("COACH__DATABASE__URL", "sqlite://", "sqlite:"),
        ("COACH__DATABASE__URL", "postgresql://localhost:notaport/x", "postgresql://"),
        ("COACH_NOW", "yesterday", "COACH_NOW"),
        ("COACH_NOW", "2026-11-23T08:00", "offset"),
        ("COACH_NOW", "9999-12-31T23:59+00:00", "COACH_NOW"),
        ("COACH_NOW", "0001-01-01T00:00+23:59", "COACH_NOW"),
    ],
)
def test_a_wrong_variable_is_named(own_coach: CoachRunner, name: str, value: str, said: str):
    own_coach.settings[name] = value
    failed = own_coach("plan", "--json")
    assert failed.status in (1, 2)
    assert said in failed.err
    assert is_one_sentence(failed)


def test_settings_of_the_environment_win_over_the_file_and_the_file_over_the_defaults(coach: CoachRunner):
    coach.home.mkdir()
    (coach.home / "config.yaml").write_text("learner:\n  name: File\n  day_limit_minutes: 60\n", "utf-8")
    coach.settings["COACH__LEARNER__NAME"] = "1234"
    coach.good("plan")
    told = coach.json("learner", "show")
    assert (told["name"], told["day_limit_minutes"], told["stage"]) == ("1234", 60, 1)


def test_a_home_that_is_a_file_is_one_sentence(tmp_path: Path):
    (tmp_path / "home").write_text("precious", "utf-8")
    for command in (("plan", "--json"), ("today",), ("init", "--yes")):
        failed = CoachRunner(tmp_path / "home")(*command)
        assert failed.status == 1
        assert is_one_sentence(failed)
        assert "COACH_HOME" in failed.err
    assert (tmp_path / "home").read_text("utf-8") == "precious"


@needs_permissions
def test_a_home_that_cannot_be_written_is_one_sentence(own_coach: CoachRunner):
    own_coach.home.mkdir(mode=0o500)
    failed = own_coach("plan", "--json")
    assert failed.status == 1
    assert is_one_sentence(failed)


def test_a_home_below_a_file_or_with_a_name_too_long_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("x", "utf-8")
    for home in (tmp_path / "file" / "home", tmp_path / ("x" * 300), Path("/proc/nothing/here")):
        failed = CoachRunner(home)("plan", "--json")
        assert failed.status in (1, 2)
        assert is_one_sentence(failed)


@pytest.mark.parametrize("content", [b"not a database at all, and long enough to be one" * 30, b"short", b"\0" * 4096])
def test_a_foreign_file_in_the_databases_place_is_left_alone(own_coach: CoachRunner, content: bytes):
    own_coach.home.mkdir()
    file = own_coach.home / "coach.db"
    file.write_bytes(content)
    failed = own_coach("plan", "--json")
    assert failed.status in (1, 2)
    assert is_one_sentence(failed)
    assert file.read_bytes() == content


def test_another_programs_database_is_left_alone(own_coach: CoachRunner):
    own_coach.home.mkdir()
    with sqlite3.connect(own_coach.home / "coach.db") as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    failed = own_coach("plan", "--json")
    assert failed.status == 1
    assert "another program" in failed.err
    assert is_one_sentence(failed)


def test_a_newer_coachs_database_is_refused(own_coach: CoachRunner):
    own_coach.good("plan")
    with sqlite3.connect(own_coach.home / "coach.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    failed = own_coach("today")
    assert failed.status == 1
    assert "newer version of the coach" in failed.err
    assert is_one_sentence(failed)


def test_a_plans_folder_that_is_a_file_does_not_lose_the_plan(coach: CoachRunner):
    coach.home.mkdir()
    (coach.home / "plans").write_text("precious", "utf-8")
    made = coach("plan", "--json")
    assert (made.status, made.json["revision"]) == (0, 1)
    assert "plans" in made.err
    (coach.home / "plans").unlink()
    assert coach.json("plan")["revision"] == 1
    assert (coach.home / "plans" / "2026-W48.ics").exists()


@pytest.mark.parametrize(
    ("arguments", "offered"),
    [(("plna",), "Did you mean plan"), (("xyz" * 100,), "`coach --help`"), (("plan", "--jsn"), "--json")],
)
def test_a_mistyped_command_or_option_offers_the_nearest(coach: CoachRunner, arguments: tuple[str, ...], offered: str):
    failed = coach(*arguments)
    assert failed.status == 2
    assert offered in failed.err
    assert is_one_sentence(failed)
    assert not coach.home.exists()


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("plan", "--help"), ("inbox", "show", "-h"), ("--version",)]
)
def test_help_and_version_touch_nothing(coach: CoachRunner, arguments: tuple[str, ...]):
    assert coach.good(*arguments).out
    assert not coach.home.exists()


def test_every_command_has_help_with_an_example(coach: CoachRunner):
    from studycoach.app.main import COMMANDS

    for name in COMMANDS:
        told = coach.good(name, "--help").out
        assert "Example" in told or name in ("learner", "roadmap"), name


def test_every_process_ends_as_it_should(own_coach: CoachRunner):
    assert own_coach.outside("--version").out.startswith("coach ")
    assert own_coach.outside("done", "w48-1").status == 1
    wrong = own_coach.outside("plan", "--week", "2026-W60", "--json")
    assert (wrong.status, wrong.out) == (2, "")
    made = own_coach.outside("plan", "--json")
    assert (made.status, made.err) == (0, "")
    assert made.json["week"] == "2026-W48"


def test_a_pipe_that_closes_early_is_no_traceback(own_coach: CoachRunner):
    own_coach.good("plan")
    for command in (("plan",), ("roadmap", "show", "--json")):
        with own_coach.start(*command) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == ""
            assert process.wait(60) in (0, 1)


def test_ctrl_c_is_130_and_one_word(own_coach: CoachRunner):
    with subprocess.Popen(
        [sys.executable, "-m", "studycoach", "init"],
        env=os.environ | own_coach.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("Five questions")
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == "Stopped."
        assert process.wait(60) == 130


def test_a_terminal_that_lacks_a_character_gets_question_marks(own_coach: CoachRunner):
    own_coach.good("plan")
    own_coach.good("done", "w48-1")
    told = own_coach.outside("week", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert told.status == 0
    assert "? 19:00" in told.out


def colours(coach: CoachRunner, **environment: str) -> bytes:
    """What `coach week` prints to a terminal."""
    import pty

    inside, outside = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "studycoach", "week"],
        env=os.environ | coach.environment | {"TERM": "xterm"} | environment,
        stdout=outside,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(outside)
        told = b""
        try:
            while part := os.read(inside, 4096):
                told += part
        except OSError:  # Linux says so when the other side has closed
            assert process.wait(60) == 0
        os.close(inside)
    return told


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_colours_are_for_terminals_without_no_color(own_coach: CoachRunner):
    own_coach.good("plan")
    assert b"\x1b[1m" in colours(own_coach)
    assert b"\x1b" not in colours(own_coach, NO_COLOR="1")
    assert "\x1b" not in own_coach.good("week").out


@pytest.mark.parametrize("command", [("roadmap", "check"), ("init", "--file"), ("import",), ("backup",), ("export",)])
def test_a_path_into_nobodys_home_is_one_sentence(own_coach: CoachRunner, command: tuple[str, ...]):
    own_coach.good("plan")
    failed = own_coach(*command, "~nobody-of-that-name/x")
    assert failed.status == 2
    assert is_one_sentence(failed)
    assert "~nobody-of-that-name/x" in failed.err


def test_a_coachs_home_in_nobodys_home_is_one_sentence(tmp_path: Path):
    failed = CoachRunner(Path("~nobody-of-that-name/x"))("plan")
    assert failed.status in (1, 2)
    assert is_one_sentence(failed)
