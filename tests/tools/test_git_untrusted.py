"""Repositories that plant programs and traps: none of them runs, and nothing is written."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from repositories import NEEDS_GIT, changed_of, commit, git, repository, write

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.tools.git import Repository, git_program, open_repository
from studycoach.tools.source import ReviewLimits, between, paths, staged, uncommitted

pytestmark = NEEDS_GIT
USUAL = ReviewLimits()


def all_reviews(shop: Path) -> None:
    uncommitted(shop, USUAL)
    staged(shop, USUAL)
    between(shop, "HEAD~1..HEAD", USUAL)
    between(shop, "HEAD~1", USUAL)
    between(shop, "HEAD~1...HEAD", USUAL)
    paths(shop, ["."], USUAL)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with two commits and a change."""
    made = repository(tmp_path / "shop", {"a.py": "a = 1\n"}, {"a.py": "a = 2\n", "b.py": "b = 1\n"})
    write(made, {"a.py": "a = 3\n", "new.py": "n = 1\n"})
    return made


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a mark when it runs, and then passes on what it was given."""
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("settings", "attributes"),
    [
        ({"core.fsmonitor": "TRAP"}, ""),
        ({"core.fsmonitor": "TRAP", "core.fsmonitorHookVersion": "1"}, ""),
        ({"filter.x.clean": "TRAP", "filter.x.smudge": "TRAP", "filter.x.required": "true"}, "* filter=x"),
        ({"filter.x.process": "TRAP"}, "* filter=x"),
        ({"diff.x.textconv": "TRAP", "diff.x.command": "TRAP"}, "* diff=x"),
        ({"diff.external": "TRAP", "merge.x.driver": "TRAP"}, "* merge=x"),
        ({"core.pager": "TRAP", "pager.ls-files": "TRAP", "pager.cat-file": "TRAP", "core.editor": "TRAP"}, ""),
        ({"alias.ls-files": "!TRAP", "alias.rev-parse": "!TRAP", "alias.ls-tree": "!TRAP"}, ""),
        ({"core.hooksPath": "HOOKS"}, ""),
        ({"core.sshCommand": "TRAP", "core.askPass": "TRAP", "credential.helper": "!TRAP"}, ""),
        ({"core.alternateRefsCommand": "TRAP", "uploadpack.packObjectsHook": "TRAP", "gpg.program": "TRAP"}, ""),
        ({"trace2.normalTarget": "TOUCHED", "trace2.eventTarget": "TOUCHED"}, ""),
    ],
)
def test_nothing_that_a_repository_configures_runs(
    shop: Path, trap: Path, settings: Mapping[str, str], attributes: str
) -> None:
    hooks = trap.parent / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "post-checkout", "pre-auto-gc", "reference-transaction"):
        for place in (hooks, shop / ".git/hooks"):
            place.mkdir(exist_ok=True)
            (place / name).write_bytes(trap.read_bytes())
            (place / name).chmod(0o755)
    named = {"TRAP": str(trap), "!TRAP": f"!{trap}", "HOOKS": str(hooks), "TOUCHED": str(trap.parent / "ran")}
    included = trap.parent / "included"
    for name, value in settings.items():
        git(shop, "config", "-f", str(included), name, named.get(value, value))
    with (shop / ".git/config").open("a") as config:
        config.write(f"[include]\n\tpath = {included}\n")
    write(shop, {".gitattributes": f"{attributes}\n"})
    os.utime(shop / "b.py")
    all_reviews(shop)
    assert not (trap.parent / "ran").exists()
    assert changed_of(uncommitted(shop, USUAL).sources) == {"a.py": {1}, "new.py": None}


def test_the_traps_would_have_run_under_plain_git(shop: Path, trap: Path) -> None:
    git(shop, "config", "filter.x.clean", str(trap))
    write(shop, {".gitattributes": "* filter=x\n"})
    os.utime(shop / "b.py")
    git(shop, "status")
    assert (trap.parent / "ran").exists()


def test_nothing_is_fetched_for_what_is_missing(shop: Path, trap: Path) -> None:
    commit(shop)
    blob = git(shop, "rev-parse", "HEAD:a.py").strip()
    place = shop / ".git/objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(trap),
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        git(shop, "config", name, value)
    write(shop, {"a.py": "a = 4\n"})
    with suppress(CoachError):
        assert [one.path for one in uncommitted(shop, USUAL).sources] == ["a.py"]
    assert not (trap.parent / "ran").exists()


@pytest.mark.parametrize("elsewhere", ["/", "..", "b", "/etc"])
def test_a_working_tree_elsewhere_is_refused(shop: Path, elsewhere: str) -> None:
    git(shop, "config", "core.worktree", elsewhere if elsewhere.startswith("/") else str(shop / elsewhere))
    with pytest.raises(CoachError):
        uncommitted(shop, USUAL)


def test_a_bare_repository_is_refused_even_when_it_lies_inside_a_folder(shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(shop), "bare")
    with pytest.raises(WrongInput, match="without files of its own"):
        uncommitted(tmp_path / "bare", USUAL)
    git(shop, "config", "core.bare", "true")
    with pytest.raises(CoachError):
        uncommitted(shop, USUAL)


def test_worktrees_and_submodules_are_reviewed_as_repositories(shop: Path, tmp_path: Path) -> None:
    git(shop, "worktree", "add", "-q", str(tmp_path / "other"), "HEAD")
    write(tmp_path / "other", {"b.py": "b = 2\n"})
    assert changed_of(uncommitted(tmp_path / "other", USUAL).sources) == {"b.py": {1}}
    git(shop, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "other"), "lib")
    write(shop, {"lib/b.py": "b = 7\n"})
    assert changed_of(uncommitted(shop / "lib", USUAL).sources) == {"b.py": {1}}


def test_nothing_is_written_into_the_repository(shop: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        files = (path for path in shop.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    os.utime(shop / "b.py")
    before = state()
    all_reviews(shop)
    assert state() == before


def test_a_lock_of_another_git_is_no_hindrance(shop: Path) -> None:
    (shop / ".git/index.lock").touch()
    assert len(uncommitted(shop, USUAL).sources) == 2


@pytest.mark.parametrize("broken", [".git/HEAD", ".git/index", ".git/config"])
def test_a_broken_repository_is_told_in_a_sentence(shop: Path, broken: str) -> None:
    (shop / broken).write_bytes(b"\xff[broken")
    with pytest.raises(CoachError) as caught:
        uncommitted(shop, USUAL)
    assert "\n" not in str(caught.value)


def test_another_owner_is_told_with_what_to_do(shop: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in [shop, *shop.rglob("*")]:
        os.lchown(path, 4242, 4242)
    with pytest.raises(CoachError, match=r"belongs to another user.*safe\.directory"):
        uncommitted(shop, USUAL)
    found = paths(shop, ["."], USUAL)
    assert len(found.sources) == 3
    assert found.remarks[0].startswith("What git ignores isn't left out.")


def test_a_git_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    slow = tmp_path / "bin/git"
    write(tmp_path, {"bin/git": f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/pid\nwait\n"})
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    shop = tmp_path / "shop"
    shop.mkdir()
    environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    with pytest.raises(CoachError, match=r"longer than 0\.5 seconds"):
        open_repository(shop, environment=environment, seconds=0.5)
    child = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_git_inside_the_reviewed_folder_is_not_run(tmp_path: Path) -> None:
    write(tmp_path, {"git": f"#!/bin/sh\ntouch {tmp_path}/ran\n"})
    (tmp_path / "git").chmod(0o755)
    with pytest.raises(CoachError, match="isn't installed"):
        open_repository(tmp_path, environment={"PATH": str(tmp_path)}, seconds=5)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("home", ["", "home"])
def test_a_git_below_the_root_or_the_home_that_is_reviewed_is_run(home: str, tmp_path: Path) -> None:
    there = os.environ["PATH"]
    folder = tmp_path / home if home else Path("/")
    if home:
        write(folder, {"bin/git": '#!/bin/sh\nexec /usr/bin/env -S PATH="' + there + '" git "$@"\n'})
        (folder / "bin/git").chmod(0o755)
        there = str(folder / "bin")
    assert git_program(folder, {"PATH": there, "HOME": str(tmp_path / "home")})


def test_a_git_of_the_repository_or_by_a_search_path_that_begins_here_is_not_run(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, {"bin/git": "#!/bin/sh\n", "src/a.py": ""})
    (shop / "bin/git").chmod(0o755)
    assert git_program(shop / "src", {"PATH": str(shop / "bin")}) is None
    monkeypatch.chdir(shop)
    assert git_program(Path("/"), {"PATH": "bin"}) is None


def test_a_disk_without_room_is_told_in_a_sentence(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(shop / "gone"))
    with pytest.raises(CoachError, match="Temporary files can't be written"):
        uncommitted(shop, USUAL)


def test_a_folder_that_became_a_link_leads_nowhere(shop: Path, tmp_path: Path) -> None:
    write(shop, {"src/c.py": "c = 1\n"})
    commit(shop)
    write(tmp_path, {"out/c.py": "secret = 1\n"})
    (shop / "src/c.py").unlink()
    (shop / "src").rmdir()
    (shop / "src").symlink_to(tmp_path / "out")
    found = uncommitted(shop, USUAL)
    assert found.sources == ()
    assert {one.why for one in found.skipped} == {"a link"}


@pytest.mark.parametrize("path", ["x" * 5000 + ".py", "a.py/b.py", "d/" * 1000 + "z.py"])
def test_a_path_that_can_not_be_on_this_disk_is_passed_over(shop: Path, path: str) -> None:
    blob = git(shop, "rev-parse", "HEAD:b.py").strip()
    git(shop, "update-index", "--add", "--replace", "--cacheinfo", f"100644,{blob},{path}")
    assert "new.py" in changed_of(uncommitted(shop, USUAL).sources)
    assert len(staged(shop, USUAL).sources) == 1


def test_the_learners_own_settings_of_git_count(shop: Path, tmp_path: Path) -> None:
    write(tmp_path, {"home/.gitconfig": f"[core]\n\texcludesFile = {tmp_path}/ignored\n", "ignored": "new.py\n"})
    limits = ReviewLimits(environment={"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home")})
    assert changed_of(uncommitted(shop, limits).sources) == {"a.py": {1}}


def test_contents_larger_than_wanted_are_left_out(shop: Path) -> None:
    opened: Repository = open_repository(shop, environment={}, seconds=20)
    blob = opened.tree(opened.head())["a.py"].blob
    assert opened.blobs([blob, blob, "0" * 40], 100) == {blob: b"a = 2\n"}
    assert opened.blobs([blob], 3) == {}
