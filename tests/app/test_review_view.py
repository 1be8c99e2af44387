"""Reviews on the screen: what is shown, how much of it, and that it fits."""

import shlex
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from kept_findings import A_FINDING, A_REVIEW, BERLIN
from worlds import a_roadmap, an_item

from studycoach.app.commands.review import code
from studycoach.app.review_json import finding_json, kept_json, reviewed_json
from studycoach.app.review_view import MOST_KEPT, show_fixes, show_history, show_kept, show_reviewed
from studycoach.domain.finding import Dropped, Finding, Review, Skipped
from studycoach.domain.mistake import KeptFinding
from studycoach.domain.source import Source
from studycoach.workflows.code_review import Reviewed

ROOT = Path(__file__).resolve().parents[2]
ROADMAP = a_roadmap((an_item("saw"),))
CODE = "a = 1\n" * 6 + "saw(plank)\nmeasure(plank)\n"
SOURCES = {"shop/cut.py": Source("shop/cut.py", CODE, CODE)}
ONE = replace(A_FINDING, end_line=7, end_column=10)
OCTOBER, NOVEMBER = datetime(2026, 10, 3, 22, 30, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def screen(capsys, monkeypatch):
    """Shows something on a screen of so many columns, and gives what stands there."""

    def shown(show, *args, columns: int = 80, **options) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        show(*args, **options)
        return capsys.readouterr().out

    return shown


def reviewed(*findings: Finding, **other) -> Reviewed:
    return Reviewed(replace(A_REVIEW, findings=findings, **other), SOURCES)


def numbered(count: int) -> tuple[Finding, ...]:
    return tuple(replace(ONE, title=f"Fault {n}", id=f"f{n}") for n in range(count))


def test_a_finding_is_shown_with_its_code_its_idea_and_its_question(screen):
    done = reviewed(replace(ONE, seen_before=2, first_seen="2026-10-03"))
    assert screen(show_reviewed, done, ROADMAP, shows_all=False, today=date(2026, 11, 24)) == (
        "1 leak in cut.py\n\n"
        "1. leak: Sawed before it is measured\n"
        "   shop/cut.py:7  (sawed-before-measured, f0123456ab)\n"
        "     6 | a = 1\n"
        "     7 | saw(plank)\n"
        "       | ^^^^^^^^^^\n"
        "     8 | measure(plank)\n"
        "   `plank` is sawed in line 7 and measured in line 9. What is cut can't be made\n"
        "   longer.\n"
        "   Ask yourself: When is its length known?\n"
        "   Third time, first on 3 October. Taught by: Title of saw (saw). `--fix` shows\n"
        "   a patch.\n\n"
        "Good: The saw is sharp.\n"
        "Looked at: 9 lines\n"
        "Of what tiny said, 6 left out: 1 at no such line, 2 refuted, 3 said already.\n"
        "Not reviewed: big.py (it is large).\n"
        "ruff is missing\n"
        "Written by: tiny.\n"
    )


def test_five_findings_are_shown_and_the_rest_is_counted(screen):
    text = screen(show_reviewed, reviewed(*numbered(7)), ROADMAP, shows_all=False)
    assert "5. leak: Fault 4" in text
    assert "Fault 5" not in text
    assert "And 2 leaks more: `coach review --all` shows them." in text


def test_all_are_shown_to_whoever_asks(screen):
    text = screen(show_reviewed, reviewed(*numbered(7)), ROADMAP, shows_all=True)
    assert "7. leak: Fault 6" in text
    assert "more:" not in text


def test_an_empty_review_is_a_good_one_and_says_what_was_looked_at(screen):
    text = screen(show_reviewed, reviewed(fixed=(A_FINDING,), dropped=Dropped()), ROADMAP, shows_all=False)
    assert text.startswith(
        "Nothing to say against cut.py.\n\nMended since the last time: Sawed before it is measured ("
    )
    assert "Looked at: 9 lines" in text


def test_where_there_is_no_code_that_is_said(screen):
    done = Reviewed(Review("docs", (), (), checked="There was no Python code to look at."), {})
    assert screen(show_reviewed, done, ROADMAP, shows_all=False) == (
        "docs: no code to review.\n\nLooked at: There was no Python code to look at.\nWritten by: rules.\n"
    )


def test_many_files_left_out_are_counted(screen):
    skipped = tuple(Skipped(f"{n}.bin", "binary") for n in range(20))
    text = screen(show_reviewed, reviewed(skipped=skipped), ROADMAP, shows_all=True)
    assert text.count("Not reviewed:") == 9
    assert "Not reviewed: 12 more files; `--json` names them." in text


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_code_fits_the_screen_and_its_place_is_seen(screen, columns):
    code = f"x = {'1 + ' * 200}bad{' + 1' * 200}\n"
    finding = replace(ONE, line=1, end_line=1, column=805, end_column=807, quote=code.strip())
    done = Reviewed(replace(A_REVIEW, findings=(finding,)), {"shop/cut.py": Source("shop/cut.py", code, code)})
    rows = screen(show_reviewed, done, ROADMAP, shows_all=False, columns=columns).split("\n")
    carets = next(n for n, row in enumerate(rows) if "^^^" in row)
    at = rows[carets].index("^^^")
    assert rows[carets - 1][at : at + 3] == "bad"
    assert max(map(len, rows[carets - 1 : carets + 1])) <= max(columns, 40)


def test_what_a_terminal_obeys_is_not_printed(screen):
    finding = replace(ONE, title="T\x1b[31m\u202e", message="M\x07", quote="x\x1b]0;x\x07", line=1)
    text = screen(show_reviewed, Reviewed(replace(A_REVIEW, findings=(finding,)), {}), ROADMAP, shows_all=True)
    assert not any(char in text for char in "\x1b\x07\u202e")


def test_a_secret_is_not_shown_around_other_findings_either(screen):
    secret = "hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"
    code = f'login("{secret}")\nx = eval(y)\n'
    leak = replace(ONE, rule="hardcoded-secret", end_column=38, line=1, end_line=1, quote='login("hf_…")')
    other = replace(ONE, rule="S307", line=2, end_line=2, quote="x = eval(y)")
    done = Reviewed(replace(A_REVIEW, findings=(leak, other)), {"shop/cut.py": Source("shop/cut.py", code, code)})
    text = screen(show_reviewed, done, ROADMAP, shows_all=True)
    assert secret not in text
    assert text.count('1 | login("hf_…")') == 2


def kept(state="open", *seen: datetime, why: str = "", **other) -> KeptFinding:
    return KeptFinding(replace(ONE, **other), seen or (OCTOBER,), (seen or (OCTOBER,))[-1], state, why)


def test_a_kept_finding_is_shown_with_all_that_is_known_of_it(screen):
    text = screen(show_kept, kept("dismissed", OCTOBER, NOVEMBER, why="It is cut twice."), ROADMAP, BERLIN)
    assert text.startswith(
        "leak: Sawed before it is measured\n   shop/cut.py:7  (sawed-before-measured, f0123456ab)\n     7 | saw(plank)\n"
    )
    assert (
        "   Dismissed. Found 2 times, first on 4 October 2026, last on 24 November 2026.\n"
        "   Dismissed because: It is cut twice.\n\n"
        "   A fix, as it was when it was found last:\n--- a/cut.py\n+++ b/cut.py\n"
    ) in text


def test_the_history_tells_what_how_often_and_what_became_of_it(screen):
    text = screen(show_history, (kept("fixed", NOVEMBER, fix=None), kept("open", OCTOBER, NOVEMBER)), BERLIN)
    assert text == (
        "f0123456ab  mended  leak: Sawed before it is measured\n"
        "            shop/cut.py:7; once, on 24 November 2026\n"
        "f0123456ab  open  leak: Sawed before it is measured\n"
        "            shop/cut.py:7; 2 times, first on 4 October 2026, last on 24 November\n"
        "            2026\n"
    )


def test_a_long_history_is_cut_and_an_empty_one_says_what_to_do(screen):
    assert screen(show_history, (), BERLIN) == "Nothing was found yet: `coach review` looks at your code.\n"
    text = screen(show_history, (kept(),) * (MOST_KEPT + 2), BERLIN)
    assert text.endswith("And 2 more: `coach review --history --json` shows them.\n")


def test_only_a_patch_goes_into_the_pipe(capsys):
    show_fixes("--- a\n+++ b\n")
    show_fixes("")
    told = capsys.readouterr()
    assert told.out == "--- a\n+++ b\n"
    assert told.err == "None of the findings has a fix that can be made by rule.\n"


def test_the_names_in_json_are_those_that_others_rely_on():
    told = reviewed_json(reviewed(ONE, fixed=(A_FINDING,)))
    assert list(told) == [
        "target", "files", "findings", "dropped", "skipped", "good", "checked", "fixed", "remarks", "written_by",
    ]  # fmt: skip
    assert told["dropped"] == {"no_such_line": 1, "refuted": 2, "repeated": 3}
    assert told["skipped"] == [{"path": "big.py", "why": "it is large"}]
    assert told["findings"] == [
        {
            "id": "f0123456ab",
            "path": "shop/cut.py",
            "line": 7,
            "end_line": 7,
            "cell": None,
            "severity": "leak",
            "rule": "sawed-before-measured",
            "title": "Sawed before it is measured",
            "message": "`plank` is sawed in line 7 and measured in line 9. What is cut can't be made longer.",
            "question": "When is its length known?",
            "fix": "--- a/cut.py\n+++ b/cut.py\n",
            "topic": "saw",
            "source": "check",
            "quote": "saw(plank)",
            "seen_before": 0,
        }
    ]


def test_a_kept_finding_in_json_has_its_times_in_the_learners_zone():
    told = kept_json(kept("dismissed", OCTOBER, NOVEMBER, why="no"), BERLIN)
    assert told == finding_json(ONE) | {
        "state": "dismissed",
        "times": 2,
        "first_seen": "2026-10-04T00:30:00+02:00",
        "last_seen": "2026-11-24T09:00:00+01:00",
        "why": "no",
    }


def test_the_hooks_command_is_one_that_the_coach_takes():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    name, command, *options = shlex.split(hook["entry"])
    assert (name, command, hook["pass_filenames"]) == ("coach", "review", False)
    given = code.make_context("review", [*options, "--fail-on", "risk"], help_option_names=["-h", "--help"]).params
    assert (given["staged"], given["no_memory"], given["fail_on"], given["paths"]) == (True, True, "risk", ())
