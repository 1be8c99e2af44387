"""The documents name every command and setting there is, and none that there isn't."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from studycoach.app.main import cli

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?:^|[`&|$] *)coach((?: +[a-z][a-z-]*)+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def commands(group: click.Command, path: str = "coach") -> Iterator[str]:
    """Every command below this one, as typed: coach plan, coach roadmap show."""
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield f"{path} {name}"
            yield from commands(command, f"{path} {name}")


def settings(values: dict, path: str = "") -> Iterator[str]:
    """Every setting of a configuration, as written: planning.review_share."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from settings(value, f"{path}{key}.")
        else:
            yield f"{path}{key}"


def unknown_commands(page: str, known: set[str]) -> set[str]:
    """The commands in a page's code that don't exist; words after a whole command are its arguments."""
    used = set()
    for code in CODE.findall(page):
        for match in COMMAND.finditer(code):
            first, *rest = match[1].split()
            name = f"coach {first}"
            # `coach review` takes paths beside the names of its commands.
            is_group = name != "coach review" and any(other.startswith(f"{name} ") for other in known)
            used.add(f"{name} {rest[0]}" if rest and is_group else name)
    return used - known


def test_every_command_has_its_heading_in_the_reference() -> None:
    headings = re.findall(r"^#+ `(coach [a-z -]+)`$", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(commands(cli))


def test_every_setting_has_its_row_in_the_reference() -> None:
    rows = re.findall(r"^\| `([a-z_]+(?:\.[a-z_<>]+)*)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(settings(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_commands_that_exist(page: Path) -> None:
    assert unknown_commands(page.read_text(encoding="utf-8"), set(commands(cli))) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_links_only_to_files_that_exist(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    known = {"coach plan", "coach roadmap", "coach roadmap show"}
    page = "The coach said `coach plan` and `coach roadmap shwo`.\n```\npip install -e . && coach plam\ncoach plan now\n```"
    assert unknown_commands(page, known) == {"coach roadmap shwo", "coach plam"}


def test_settings_are_named_by_their_path() -> None:
    assert list(settings({"model": {"name": "", "limits": {"tokens": 1}}, "models": {}})) == [
        "model.name",
        "model.limits.tokens",
        "models",
    ]


def test_the_reference_is_what_the_code_says() -> None:
    from studycoach.app.reference import reference

    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == reference()
