"""What changed in a repository: against the last commit, staged, and between revisions."""

import os
import shutil
import time
from pathlib import Path

import pytest
from repositories import NEEDS_GIT, changed_of, commit, git, notebook, repository, write

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.tools.source import Gathered, ReviewLimits, between, staged, uncommitted

pytestmark = NEEDS_GIT
USUAL = ReviewLimits()
TRAIN = "import os\nx = 1\ny = 2\nz = 3\n"


def reasons(gathered: Gathered) -> dict[str, str]:
    return {one.path: one.why for one in gathered.skipped}


def test_changed_and_new_files_are_reviewed_but_not_ignored_or_unchanged_ones(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"train.py": TRAIN, "same.py": "a = 1\n", ".gitignore": "*.log.py\n"})
    write(shop, {"train.py": TRAIN.replace("y = 2", "y = 5"), "new.py": "b = 1\n", "x.log.py": "c = 1\n"})
    found = uncommitted(shop, USUAL)
    assert found.target == "uncommitted changes in shop"
    assert found.root == shop
    assert changed_of(found.sources) == {"new.py": None, "train.py": {3}}


def test_a_folder_inside_the_repository_stands_for_all_of_it(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n", "src/b.py": "b = 1\n"})
    write(shop, {"a.py": "a = 2\n"})
    assert changed_of(uncommitted(shop / "src", USUAL).sources) == {"a.py": {1}}


def test_on_a_branch_without_commits_everything_is_new(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop")
    write(shop, {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    git(shop, "add", "a.py")
    assert changed_of(uncommitted(shop, USUAL).sources) == {"a.py": None, "b.py": None}
    assert changed_of(staged(shop, USUAL).sources) == {"a.py": None}


def test_what_is_gone_puts_the_line_after_it_under_review(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN, "b.py": TRAIN, "c.py": TRAIN})
    write(shop, {"a.py": TRAIN.replace("x = 1\n", ""), "b.py": TRAIN.replace("z = 3\n", "")})
    (shop / "c.py").unlink()
    assert changed_of(uncommitted(shop, USUAL).sources) == {"a.py": {2}, "b.py": {3}}


def test_what_is_staged_is_read_from_the_index(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    write(shop, {"a.py": TRAIN + "staged = 1\n"})
    git(shop, "add", "a.py")
    write(shop, {"a.py": "later = 1\n", "b.py": "b = 1\n"})
    found = staged(shop, USUAL)
    assert changed_of(found.sources) == {"a.py": {5}}
    assert found.sources[0].line(5) == "staged = 1"


def test_in_a_hook_the_index_of_the_commit_is_read(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    shutil.copy(shop / ".git/index", shop / ".git/next-index-1.lock")
    write(shop, {"a.py": "other = 1\n"})
    git(shop, "add", "a.py")
    hook = {"PATH": os.environ["PATH"], "GIT_INDEX_FILE": ".git/next-index-1.lock", "GIT_DIR": "/nowhere"}
    assert staged(shop, ReviewLimits(environment=hook)).sources == ()
    elsewhere = {**hook, "GIT_INDEX_FILE": str(tmp_path / "index")}
    assert len(staged(shop, ReviewLimits(environment=elsewhere)).sources) == 1


def test_a_file_under_a_new_name_is_compared_with_what_it_was(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN, "b.py": "import sys\nq = 1\nr = 2\n"})
    git(shop, "mv", "a.py", "fit.py")
    git(shop, "mv", "b.py", "moved.py")
    write(shop, {"fit.py": TRAIN + "w = 4\n"})
    assert changed_of(uncommitted(shop, USUAL).sources) == {"fit.py": {5}}
    git(shop, "reset", "-q")
    assert changed_of(uncommitted(shop, USUAL).sources) == {"fit.py": {5}}
    commit(shop)
    assert changed_of(between(shop, "HEAD~1..HEAD", USUAL).sources) == {"fit.py": {5}}


def test_revisions_are_compared_by_their_own_content(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN}, {"a.py": TRAIN + "w = 4\n"}, {"b.py": "b = 1\n"})
    write(shop, {"a.py": "dirty = 1\n"})
    found = between(shop, "HEAD~2..HEAD", USUAL)
    assert (found.target, changed_of(found.sources)) == ("HEAD~2..HEAD", {"a.py": {5}, "b.py": None})
    assert changed_of(between(shop, "HEAD~1..", USUAL).sources) == {"b.py": None}
    assert changed_of(between(shop, "HEAD~2", USUAL).sources) == {"a.py": {1}, "b.py": None}


def test_three_dots_leave_out_what_the_other_side_did(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    git(shop, "checkout", "-q", "-b", "topic")
    write(shop, {"mine.py": "m = 1\n"})
    commit(shop)
    git(shop, "checkout", "-q", "main")
    write(shop, {"theirs.py": "t = 1\n", "a.py": "a = 1\n"})
    commit(shop)
    assert changed_of(between(shop, "main...topic", USUAL).sources) == {"mine.py": None}


@pytest.mark.parametrize(
    "revision",
    ["nope", "-x", "--output=hit", "main..nope", "..--all", "a\0b", "a\nb", "x" * 5000, "HEAD:a.py", "\udcff"],
)
def test_what_is_no_revision_is_told_in_a_sentence(tmp_path: Path, revision: str) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    with pytest.raises(WrongInput, match="There is no revision"):
        between(shop, revision, USUAL)
    assert sorted(os.listdir(shop)) == [".git", "a.py"]


def test_a_revision_mistyped_is_answered_with_the_nearest(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    git(shop, "branch", "experiment")
    with pytest.raises(WrongInput, match="Did you mean experiment"):
        between(shop, "experimnet", USUAL)


def test_conflicts_submodules_links_and_inner_repositories_are_skipped_with_their_reason(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN})
    git(shop, "checkout", "-q", "-b", "topic")
    write(shop, {"a.py": "x = 'topic'\n"})
    commit(shop)
    git(shop, "checkout", "-q", "main")
    write(shop, {"a.py": "x = 'main'\n"})
    commit(shop)
    git(shop, "merge", "-q", "topic", check=False)
    repository(shop / "inner", {"i.py": "i = 1\n"})
    git(shop, "update-index", "--add", "--cacheinfo", f"160000,{git(shop, 'rev-parse', 'HEAD').strip()},lib")
    (shop / "link.py").symlink_to("/etc/hostname")
    write(shop, {"b.py": "b = 1\n"})
    found = uncommitted(shop, USUAL)
    assert changed_of(found.sources) == {"b.py": None}
    assert reasons(found) == {
        "a.py": "has conflicts that aren't resolved",
        "inner/": "a repository of its own",
        "lib": "a submodule",
        "link.py": "a link",
    }
    assert reasons(staged(shop, USUAL)) == {"a.py": "has conflicts that aren't resolved", "lib": "a submodule"}


def test_of_a_notebook_the_code_that_changed_is_under_review_and_outputs_are_not(tmp_path: Path) -> None:
    text = {"cell_type": "markdown", "metadata": {}, "source": ["# Notes"]}
    shop = repository(
        tmp_path / "shop", {"a.ipynb": notebook(text, "x = 1\ny = 2", "z = 3"), "b.ipynb": notebook("q = 1")}
    )
    write(
        shop,
        {"a.ipynb": notebook(text, "x = 1\ny = 5", "z = 3"), "b.ipynb": notebook("q = 1").replace("[]", '["out"]')},
    )
    found = uncommitted(shop, USUAL)
    assert changed_of(found.sources) == {"a.ipynb": {2}}
    assert found.sources[0].place(2) == (2, 2)


def test_other_ends_of_lines_are_no_change(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": TRAIN, "notes.md": "one\ntwo\n"})
    write(shop, {"a.py": TRAIN.replace("\n", "\r\n"), "notes.md": "one\r\ntwo\r\n"})
    found = uncommitted(shop, USUAL)
    assert (found.sources, found.skipped) == ((), ())


def test_a_change_that_keeps_size_and_time_is_seen_when_it_fell_into_the_same_moment(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n"})
    about, written = (shop / "a.py").stat(), (shop / ".git/index").stat().st_mtime_ns
    write(shop, {"a.py": "a = 2\n"})
    os.utime(shop / "a.py", ns=(about.st_atime_ns, written))
    assert changed_of(uncommitted(shop, USUAL).sources) == {"a.py": {1}}


def test_secrets_data_and_vendored_files_that_changed_are_named(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"README.md": "a\n", ".env": "KEY=1\n", "data.csv": "1\n"})
    write(shop, {"README.md": "b\n", ".env": "KEY=2\n", "vendor/lib.py": "l = 1\n"})
    found = uncommitted(shop, USUAL)
    assert reasons(found) == {
        ".env": "a secrets file, so it was not opened",
        "README.md": "not Python",
        "vendor/lib.py": "vendored: the code of others",
    }


def test_names_that_could_be_obeyed_are_read_and_shown_harmlessly(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n"})
    names = ["--output=x.py", "-rf.py", "two\nlines.py", "q\"uote's.py", "esc\x1b[31m.py", "(top)*.py", ":(glob)x.py"]
    write(shop, dict.fromkeys(names, "a = 1\n"))
    (Path(os.fsdecode(os.fsencode(shop) + b"/caf\xe9.py"))).write_bytes(b"a = 1\n")
    git(shop, "add", "-A")
    for found in (uncommitted(shop, USUAL), staged(shop, USUAL)):
        shown = [one.path for one in found.sources]
        assert len(shown) == len(names) + 1
        assert all(name.isprintable() for name in shown)


def test_ten_thousand_changed_files_are_reviewed_in_part_and_that_is_said(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n"})
    for number in range(10_000):
        (shop / f"m{number:05}.py").write_text("x = 1\n")
    start = time.monotonic()
    found = uncommitted(shop, USUAL)
    assert time.monotonic() - start < 30
    assert len(found.sources) == 500
    assert found.remarks == ("9,500 more files were not looked at: 500 are the most.",)


def test_what_is_too_much_together_is_named(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop")
    write(shop, {f"m{n}.py": "x = 1\n" * 100 for n in range(5)} | {"big.py": "y = 1\n" * 1000})
    found = uncommitted(shop, ReviewLimits(most_bytes=2000, most_total=1500))
    assert [one.path for one in found.sources] == ["m0.py", "m1.py"]
    assert reasons(found)["big.py"].startswith("too large")
    assert reasons(found)["m2.py"] == "too much for one review together with the others"


def test_no_repository_and_no_git_are_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="isn't in a git repository"):
        uncommitted(tmp_path, USUAL)
    with pytest.raises(CoachError, match="Git isn't installed"):
        uncommitted(tmp_path, ReviewLimits(environment={"PATH": str(tmp_path)}))
    with pytest.raises(WrongInput, match="There is no folder"):
        staged(tmp_path / "gone", USUAL)
