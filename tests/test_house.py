"""The house as files: what lies at the root, what is packaged, what the documents say of versions."""

import fnmatch
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

import studycoach

ROOT = Path(__file__).resolve().parent.parent
ROOT_NAMES = """
README.md CHANGELOG.md CONTRIBUTING.md LICENSE pyproject.toml constraints.txt langgraph.json config.yaml
app workflows agents prompts memory tools llm domain roadmaps tests benchmarks docs examples
__init__.py __main__.py .ci .typing .gitignore .pre-commit-hooks.yaml
"""
BAD_NAME = re.compile(r"(?:.*_)?(?:utils?|helpers?|common|manager|base)|(?:process|handle)_.*")
# Written in pieces, so that this file isn't its own finding.
FOREIGN = re.compile(
    r"(?<![\w.~-])/(?:work|root|farm|home/\w+|Users/\w+|tmp/w)/"
    r"|files\.pythonhosted|pypi\.org/simple|registry\.npmjs|deb\.debian|--(?:extra-)?index-url|--find-links"
)


def listed(root: Path) -> tuple[str, ...]:
    """Every file that git tracks or would add, as a path with slashes; without git, every file not ignored."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            names = done.stdout.decode().split("\0")
            return tuple(sorted({name for name in names if name and (root / name).is_file()}))
    ignored = [line.rstrip("/") for line in (root / ".gitignore").read_text().split() if line] + [".git"]
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    kept = (p for p in paths if not any(fnmatch.fnmatch(part, ig) for part in p.parts for ig in ignored))
    return tuple(sorted(p.as_posix() for p in kept))


@cache
def files() -> tuple[str, ...]:
    return listed(ROOT)


@cache
def project() -> dict[str, dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def folder_of(package: str) -> Path:
    return ROOT.joinpath(*package.split(".")[1:])


def packaged() -> list[str]:
    return project()["tool"]["setuptools"]["packages"]


def missing_data(root: Path, names: tuple[str, ...], packages: list[str], data: dict[str, list[str]]) -> set[str]:
    """The files of the packages below the root that are neither code nor listed as package data."""
    folders = {PurePosixPath(*p.split(".")[1:]) for p in packages if "." in p}
    tops = {folder.parts[0] for folder in folders}
    shipped = {
        path.relative_to(root).as_posix()
        for package, patterns in data.items()
        for pattern in patterns
        for path in root.joinpath(*package.split(".")[1:]).glob(pattern)
    }
    inside = {name for name in names if name.split("/")[0] in tops and not name.endswith(".py")}
    return (inside | ({"config.yaml"} & set(names))) - shipped


def test_only_known_names_lie_at_the_root() -> None:
    assert {name.split("/")[0] for name in files()} <= set(ROOT_NAMES.split())


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name for name in files() if BAD_NAME.fullmatch(PurePosixPath(name).name.split(".")[0])] == []


@pytest.mark.parametrize("stem", ["utils", "text_utils", "helper", "common", "base", "run_manager", "process_week"])
def test_names_that_say_nothing_are_recognised(stem: str) -> None:
    assert BAD_NAME.fullmatch(stem)


@pytest.mark.parametrize("stem", ["database", "processing", "handler", "weekly_plan", "basement"])
def test_names_that_say_something_are_let_be(stem: str) -> None:
    assert not BAD_NAME.fullmatch(stem)


def test_every_package_is_listed() -> None:
    inside = {name for name in files() if name.endswith(".py") and not name.startswith(("tests/", "benchmarks/"))}
    code = {PurePosixPath(name).parent for name in inside}
    assert {".".join(("studycoach", *folder.parts)) for folder in code} == set(packaged())
    assert [package for package in packaged() if not (folder_of(package) / "__init__.py").is_file()] == []


def test_every_data_file_is_packaged() -> None:
    data = project()["tool"]["setuptools"]["package-data"]
    assert missing_data(ROOT, files(), packaged(), data) == set()


def test_a_data_file_outside_the_patterns_is_noticed(tmp_path: Path) -> None:
    for name in ("prompts/a.md", "prompts/deep/b.md", "tools/c.j2", "docs/d.md", "config.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_text("")
    packages, data = ["studycoach", "studycoach.prompts", "studycoach.tools"], {"studycoach.prompts": ["*.md"]}
    assert missing_data(tmp_path, listed(tmp_path), packages, data) == {
        "prompts/deep/b.md",
        "tools/c.j2",
        "config.yaml",
    }


def test_without_git_ignored_files_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("__pycache__/\n*.egg-info/\n")
    for name in ("a.py", "x/__pycache__/a.pyc", "p.egg-info/PKG-INFO", ".git/HEAD"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".git").rename(tmp_path / "x" / ".git")
    assert listed(tmp_path) == (".gitignore", "a.py")


def test_the_root_holds_no_module_but_its_own_two() -> None:
    assert {name for name in files() if "/" not in name and name.endswith(".py")} == {"__init__.py", "__main__.py"}


def test_the_versions_agree() -> None:
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project()["project"]["version"] == studycoach.__version__


def test_the_licence_is_mit() -> None:
    assert project()["project"]["license"] == "MIT"
    assert text("LICENSE").startswith("MIT License\n")
    assert "Permission is hereby granted, free of charge" in text("LICENSE")


def test_the_readme_has_the_two_commands() -> None:
    commands = re.findall(r"<!-- \.ci/run runs this: (\w+) -->\n+```\w*\n(.+?)\n```", text("README.md"), re.DOTALL)
    assert commands == [("first", "pip install -e . && coach plan"), ("test", 'pip install -e ".[test]" && pytest')]


def test_no_file_names_a_registry_or_a_machine() -> None:
    readable = [name for name in files() if not (ROOT / name).is_symlink() and name != "tests/test_house.py"]
    found = {name: FOREIGN.search((ROOT / name).read_bytes().decode("utf-8", "replace")) for name in readable}
    assert {name: match[0] for name, match in found.items() if match} == {}


@pytest.mark.parametrize("line", ["cd /" + "work/x", "open('/" + "root/.x')", "https://pypi.org/" + "simple"])
def test_registries_and_machine_paths_are_recognised(line: str) -> None:
    assert FOREIGN.search(line)


@pytest.mark.parametrize("line", ["tests/work/x", "https://example.org/root/x", "docs at ~/work/notes"])
def test_ordinary_paths_are_let_be(line: str) -> None:
    assert not FOREIGN.search(line)


def test_every_pin_is_exact_and_every_dependency_pinned() -> None:
    lines = [line for line in text("constraints.txt").splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
    extras = project()["project"]["optional-dependencies"]
    asked = [want for wants in (project()["project"]["dependencies"], *extras.values()) for want in wants]
    assert {re.match(r"[\w.-]+", want)[0].lower() for want in asked} <= pinned
