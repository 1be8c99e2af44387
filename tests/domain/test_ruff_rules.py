"""What is said of ruff's rules."""

import json
import re
import subprocess
from functools import cache
from typing import Any

import pytest

from studycoach.domain.finding import SEVERITIES
from studycoach.domain.ruff_faults import FAULTS
from studycoach.domain.ruff_habits import HABITS
from studycoach.domain.ruff_rules import NAMED_NOT_CALLED, RULES_DROPPED, SELECT, words_of
from studycoach.tools.programs import beside
from studycoach.tools.roadmap_file import read_shipped


@cache
def rules() -> dict[str, dict[str, Any]]:
    ruff = beside("ruff")
    assert ruff
    told = subprocess.run([ruff, "rule", "--all", "--output-format", "json"], capture_output=True, check=True)
    return {rule["code"]: rule for rule in json.loads(told.stdout) if rule["code"]}


def selected() -> list[str]:
    found = [c for c in rules() if any(re.fullmatch(family + r"\d*", c) for family in SELECT)]
    return [c for c in found if c not in RULES_DROPPED and "Removed" not in rules()[c]["status"]]


def test_every_rule_of_the_selection_has_words() -> None:
    assert len(selected()) > 250
    for code in selected():
        words = words_of(code, (rules()[code]["message_formats"] or ["It is doubtful."])[0])
        assert words.severity in SEVERITIES
        assert words.terms
        assert 0 < len(words.title) <= 120, code
        assert not words.title.endswith("."), code
        assert words.question.endswith("?"), code
        assert words.idea.endswith((".", ".)")), code


def test_rules_with_words_of_their_own_and_rules_left_out_are_rules_of_ruff() -> None:
    own = {*FAULTS, *HABITS} - {"syntax-error", "C4", "NPY"}
    assert own <= set(selected())
    assert set(RULES_DROPPED) <= set(rules())
    assert not FAULTS.keys() & HABITS.keys()


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("syntax-error", "bug"), ("F821", "bug"), ("F632", "bug"), ("PLE1205", "bug"), ("B023", "bug"), ("NPY001", "bug"),
        ("SIM222", "bug"), ("S105", "leak"), ("S106", "leak"), ("S107", "leak"), ("S602", "risk"), ("S608", "risk"),
        ("E722", "risk"), ("B006", "risk"), ("F811", "risk"), ("C901", "smell"), ("PLR0913", "smell"), ("F841", "smell"),
        ("RET503", "smell"), ("ARG001", "smell"), ("PLW0603", "smell"), ("F401", "style"), ("UP031", "style"),
        ("N802", "style"), ("C416", "style"), ("E741", "style"), ("mypy:arg-type", "risk"), ("ty:invalid-assignment", "risk"),
        ("XYZ123", "smell"), ("B020", "risk"), ("F402", "risk"),
    ],
)  # fmt: skip
def test_a_rule_is_as_bad_as_what_it_finds(code: str, severity: str) -> None:
    assert words_of(code, "It is so.").severity == severity


def test_a_rule_without_words_of_its_own_is_called_what_ruff_says() -> None:
    assert words_of("SIM201", "use `!=` instead.\nmore").title == "Use `!=` instead"
    assert words_of("S106", "Possible hardcoded password").title == words_of("S105", "").title


def test_a_method_that_is_not_called_is_a_bug_and_another_useless_line_a_smell() -> None:
    assert words_of("B018", f"`model.eval` {NAMED_NOT_CALLED}: nothing happens.").severity == "bug"
    assert words_of("B018", "Found useless expression.").severity == "smell"


def test_the_default_roadmap_teaches_what_each_rule_of_its_own_names() -> None:
    roadmap = read_shipped("genai-scientist")
    known = {name.casefold() for item in roadmap.items() for name in (item.id, item.title, *item.terms)}
    for code, words in {**FAULTS, **HABITS}.items():
        assert words.terms[0].casefold() in known, code


def test_rules_that_fight_what_the_coach_asks_for_or_are_taste_are_left_out() -> None:
    assert {"NPY002", "PD002", "S301"} <= set(RULES_DROPPED)
