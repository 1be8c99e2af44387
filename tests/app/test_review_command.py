"""`coach review` as it is typed: what it looks at, prints and refuses, and how it exits."""

import subprocess
from pathlib import Path

import pytest
from coach_runner import CoachRunner
from repositories import NEEDS_GIT, git, repository

SCALED = """\
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def prepare(X, y):
    scaler = StandardScaler()
    X = scaler.fit_transform(X)
    return train_test_split(X, y)
"""
NAMES = {
    "id", "path", "line", "end_line", "cell", "severity", "rule", "title", "message", "question", "fix", "topic", "source",
    "quote", "seen_before",
}  # fmt: skip


@pytest.fixture
def script(tmp_path: Path) -> str:
    """A script with a leak and a split that nobody can repeat."""
    path = tmp_path / "shop" / "train.py"
    path.parent.mkdir()
    path.write_text(SCALED)
    return str(path)


def test_json_has_the_promised_names_and_every_finding_its_line(coach: CoachRunner, script: str):
    found = coach.json("review", script)
    assert {"target", "files", "findings", "dropped", "skipped", "written_by"} <= set(found)
    assert found["dropped"] == {"no_such_line": 0, "refuted": 0, "repeated": 0}
    assert {one["rule"] for one in found["findings"]} == {"scaled-before-split", "split-without-seed"}
    for one in found["findings"]:
        assert set(one) == NAMES
        assert SCALED.splitlines()[one["line"] - 1].strip() == one["quote"]
    assert found["findings"][0]["topic"] == "scaling"
    assert found["findings"][0]["seen_before"] == 0


def test_without_memory_no_database_is_made_and_the_findings_are_the_same(coach: CoachRunner, script: str):
    found = coach.json("review", script, "--no-memory")
    assert not coach.home.exists()
    assert found["findings"] == coach.json("review", script)["findings"]


@pytest.mark.parametrize(("severity", "status"), [("bug", 0), ("leak", 1), ("risk", 1), ("smell", 1), ("style", 1)])
def test_the_exit_status_says_whether_one_is_as_bad(coach: CoachRunner, script: str, severity: str, status: int):
    assert coach("review", script, "--no-memory", "--fail-on", severity).status == status


def test_a_fix_is_a_patch_that_mends(coach: CoachRunner, script: str):
    patch = coach.good("review", script, "--no-memory", "--fix").out
    folder = Path(script).parent
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, text=True, check=True)
    rules = {one["rule"] for one in coach.json("review", script, "--no-memory")["findings"]}
    assert rules == {"scaled-before-split"}


def test_five_are_shown_and_all_on_wish(coach: CoachRunner, tmp_path: Path):
    (tmp_path / "many.py").write_text("".join(f"def f{n}(a):\n    return a is {n}000\n" for n in range(1, 8)))
    few = coach.good("review", str(tmp_path / "many.py"), "--no-memory").words
    whole = coach.good("review", str(tmp_path / "many.py"), "--no-memory", "--all").words
    assert (few.count("Ask yourself:"), whole.count("Ask yourself:")) == (5, 7)
    assert "`coach review --all` shows" in few


def test_a_good_review_is_empty_and_says_what_was_looked_at(coach: CoachRunner, tmp_path: Path):
    (tmp_path / "fine.py").write_text("def double(number: int) -> int:\n    return 2 * number\n")
    shown = coach.good("review", str(tmp_path / "fine.py")).words
    assert "Looked at: 2 lines in 1 file" in shown


def test_a_finding_is_shown_again_dismissed_and_gone(coach: CoachRunner, script: str):
    name = coach.json("review", script)["findings"][0]["id"]
    assert "Scaled before the split" in coach.good("review", "show", name[:6]).words
    assert coach("review", "dismiss", name).status == 2
    coach.good("review", "dismiss", name, "--why", "the rows are independent")
    assert name not in {one["id"] for one in coach.json("review", script)["findings"]}
    kept = {one["id"]: one for one in coach.json("review", "--history")["findings"]}
    assert (kept[name]["state"], kept[name]["why"]) == ("dismissed", "the rows are independent")
    assert "dismissed" in coach.good("review", "--history").words


def test_the_second_time_is_told_and_brings_the_topic_into_the_plan(coach: CoachRunner, script: str):
    coach.good("plan")
    loose = Path(script).with_name("other.py")
    loose.write_text("def f(a, seen=[]):\n    seen.append(a)\n    return seen\n")
    coach.good("review", str(loose))
    coach.at("2026-11-24T09:00+01:00")
    loose.with_name("third.py").write_text("def g(b, kept=[]):\n    kept.append(b)\n    return kept\n")
    shown = coach.good("review", str(loose.with_name("third.py"))).words
    assert "econd time, first on 23 November" in shown
    reviews = [s for s in coach.json("plan")["sessions"] if s["kind"] == "review"]
    assert [s["topic"] for s in reviews] == ["python-functions"]
    assert "you made this mistake for the second time" in reviews[0]["why"]


@NEEDS_GIT
def test_changes_ranges_and_what_is_staged_are_looked_at(coach: CoachRunner, tmp_path: Path, monkeypatch):
    folder = repository(tmp_path / "work", {"a.py": "x = 1\n"}, {"a.py": "import os\nx = 1\n"})
    monkeypatch.chdir(folder)
    assert [f["rule"] for f in coach.json("review", "HEAD~1..HEAD", "--no-memory")["findings"]] == ["F401"]
    assert coach.json("review", "--no-memory")["files"] == []
    (folder / "b.py").write_text("import sys\n")
    assert coach.json("review", "--no-memory")["files"] == ["b.py"]
    assert coach.json("review", "--staged", "--no-memory")["files"] == []
    git(folder, "add", "b.py")
    assert coach.json("review", "--staged", "--no-memory")["files"] == ["b.py"]
    assert coach.json("review", "--since", "HEAD~1", "--no-memory")["files"] == ["a.py", "b.py"]


def test_a_patch_comes_on_standard_input(coach: CoachRunner):
    patch = "--- /dev/null\n+++ b/new.py\n@@ -0,0 +1,2 @@\n+import os\n+x = 1\n"
    found = coach.good("review", "-", "--no-memory", "--json", stdin=patch).json
    assert found["files"] == ["new.py"]
    assert coach("review", "-", "--no-memory", stdin="no patch at all").status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.py",), "nowhere.py"),
        (("x.py", "--staged"), "two things"),
        (("--since", "--help"), ""),
        (("--json", "--sarif"), "different things"),
        (("--fail-on", "awful"), "awful"),
        (("show", "f000000000"), "no finding"),
        (("dismiss", "nothing", "--why", "x"), "no finding"),
        (("--pr", "ftp://example.org/x"), ""),
    ],
)
def test_what_can_t_be_meant_is_refused_in_a_sentence(coach: CoachRunner, arguments: tuple[str, ...], said: str):
    refused = coach("review", *arguments)
    assert refused.status == 2
    assert said in refused.err
    assert refused.out == ""


def test_what_is_no_repository_is_a_sentence(coach: CoachRunner, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = coach("review")
    assert refused.status in (1, 2)
    assert "repository" in refused.err
    assert refused.out == ""
