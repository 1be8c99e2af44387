"""Each check of plain code finds its own bad example, once, and nothing in its good one."""

import ast

import pytest

from studycoach.domain.checks.check import Check
from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS, REPLACES
from studycoach.domain.checks.registry import CHECKS as ALL
from studycoach.domain.finding import SEVERITIES, Edit
from studycoach.tools.roadmap_file import read_shipped

BY_NAME = [pytest.param(check, id=check.name) for check in CHECKS]
AT = {
    "alias-not-copy": 4, "array-append": 5, "array-as-truth": 4, "bare-except": 3, "blocking-in-async": 5, "builtin-hidden": 4, "chained-assignment": 4,
    "chained-inplace": 4, "changed-while-iterated": 4, "closure-over-loop": 3, "compared-in-vain": 2,
    "counts-divided-whole": 2, "drawn-with-replacement": 3, "drop-without-axis": 4, "empty-taken-for-zeros": 5, "eval-of-input": 2,
    "float-equality": 2, "float-into-int-array": 4, "frame-append": 4, "gpu-not-awaited": 7, "grown-in-loop": 5,
    "hardcoded-secret": 3, "index-past-end": 4, "index-saved": 4, "input-overwritten": 5, "input-as-number": 2, "is-with-literal": 2,
    "iterator-used-up": 3, "key-not-there": 3, "last-batch-dropped": 1, "least-taken-for-best": 4, "loaded-again-and-again": 4,
    "loop-name-reused": 2, "loop-without-end": 2, "method-not-called": 2, "misaligned-concat": 5, "missing-parentheses": 4,
    "mutable-default": 1, "nan-equality": 5, "never-reached": 3, "no-timeout": 3, "none-assigned": 2,
    "none-by-equality": 2, "nothing-returned": 5, "one-file-for-both": 4, "or-always-true": 2, "own-path": 3, "result-thrown-away": 4, "return-in-loop": 5,
    "row-changed-in-vain": 5, "rows-one-by-one": 4, "rows-repeated": 1, "shape-without-parentheses": 3, "shell-from-text": 4, "shuffled-alone": 4,
    "sql-from-text": 2, "swallowed-error": 5, "text-plus-number": 2, "text-without-f": 2, "uint8-overflow": 5, "unsafe-load": 4,
}  # fmt: skip


def patched(text: str, edits: tuple[Edit, ...]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize("check", BY_NAME)
def test_the_bad_example_is_found_once_and_at_its_line(check: Check) -> None:
    found = list(check.find(Code(check.bad)))
    assert [hit.line for hit in found] == [AT[check.name]]
    assert [hit.message for hit in found if not hit.message.endswith((".", "?"))] == []


@pytest.mark.parametrize("check", BY_NAME)
def test_no_check_of_any_family_speaks_in_the_good_example(check: Check) -> None:
    code = Code(check.good)
    assert [one.name for one in ALL if list(one.find(code))] == []


@pytest.mark.parametrize("check", BY_NAME)
def test_only_its_own_check_of_the_family_speaks_in_the_bad_example(check: Check) -> None:
    code = Code(check.bad)
    assert [one.name for one in CHECKS if list(one.find(code))] == [check.name]


@pytest.mark.parametrize("check", BY_NAME)
def test_an_edit_leaves_python_in_which_the_check_is_silent(check: Check) -> None:
    for hit in check.find(Code(check.bad)):
        if hit.edits:
            mended = patched(check.bad, hit.edits)
            ast.parse(mended)
            assert list(check.find(Code(mended))) == []


@pytest.mark.parametrize("check", BY_NAME)
def test_what_a_check_teaches_is_in_the_roadmap(check: Check) -> None:
    roadmap = read_shipped("genai-scientist")
    known = {name for stage in roadmap.stages for item in stage.items for name in (item.id, item.title, *item.terms)}
    assert [term for term in check.terms if term not in known] == []
    assert check.severity in SEVERITIES
    assert not check.title.endswith(".")


def test_what_replaces_a_rule_of_ruff_is_a_check_of_this_family() -> None:
    assert set(REPLACES.values()) <= {check.name for check in CHECKS}
