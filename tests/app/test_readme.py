"""What the README shows is what the coach prints."""

from pathlib import Path

from coach_runner import CoachRunner

README = Path(__file__).parents[2] / "README.md"


def test_the_week_that_the_readme_shows_is_the_one_that_is_printed(own_coach: CoachRunner):
    shown = README.read_text("utf-8").partition("```\nWeek 2026-W48")[2].partition("```")[0].splitlines()[1:]
    printed = own_coach.good("plan").out.splitlines()
    place = 0
    for line in (line for line in shown if line != "..."):
        place = printed.index(line, place)
    assert place


def test_every_command_that_the_readme_shows_is_one(own_coach: CoachRunner):
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| `coach")]
    commands = {row.split("`")[1].split()[1] for row in rows if len(row.split("`")[1].split()) > 1}
    for command in sorted(commands):
        assert "Usage:" in own_coach.good(command, "--help").out
    assert len(commands) >= 10
