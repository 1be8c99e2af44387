"""The body of a review as GitHub takes it: comments only at lines of the diff, and nobody is called."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_findings import A_FINDING, A_REVIEW
from markdown_it import MarkdownIt

from studycoach.domain.finding import Finding, Review, Skipped
from studycoach.domain.source import Cell, Source
from studycoach.tools.github_review import MOST_BODY, MOST_COMMENTS, github_review

BLOCKS = {"inline"} | {
    f"{kind}_{end}" for kind in ("paragraph", "bullet_list", "list_item") for end in ("open", "close")
}
TEXT = "".join(f"x = {n}\n" for n in range(1, 31))


def source(changed: set[int] | None, path: str = "a.py") -> Source:
    return Source(path, TEXT, TEXT, changed=None if changed is None else frozenset(changed))


def finding(line: int, end_line: int = 0, **other) -> Finding:
    made = replace(A_FINDING, path="a.py", line=line, end_line=end_line or line, quote=f"x = {line}", fix=None)
    return replace(made, **other)


def made(*findings: Finding, changed: set[int] | None = None, is_diff: bool = False, **other) -> dict:
    review = Review("main..HEAD", ("a.py",), findings, checked="30 lines.", **other)
    return github_review(review, {"a.py": source(changed)}, is_diff=is_diff)


def test_a_finding_at_a_changed_line_is_a_comment_there():
    assert made(finding(7), changed={7}) == {
        "event": "COMMENT",
        "body": "1 leak in main..HEAD.\n\nLooked at: 30 lines.\n\nWritten by: rules.",
        "comments": [
            {
                "path": "a.py",
                "line": 7,
                "side": "RIGHT",
                "body": "**leak: Sawed before it is measured** `plank` is sawed in line 7 and measured in line 9. "
                "What is cut can't be made longer. When is its length known? (sawed-before-measured)",
            }
        ],
    }


@pytest.mark.parametrize(
    ("place", "changed", "at"),
    [
        ((7, 9), {6, 7, 8, 9, 10}, (7, 9)),
        ((7, 9), {8}, (None, 8)),
        ((7, 9), {7, 9}, (None, 9)),
        ((7, 9), {5, 6, 7, 8}, (7, 8)),
        ((7, 9), {1, 10}, None),
        ((7, 7), set(), None),
    ],
)
def test_a_comment_stands_at_changed_lines_alone(place, changed, at):
    told = made(finding(*place), changed=changed)
    assert [(one.get("start_line"), one["line"]) for one in told["comments"]] == ([at] if at else [])
    assert all(one.get("start_side", "RIGHT") == "RIGHT" for one in told["comments"])
    assert ("- a\\.py:7: **leak: " in told["body"]) == (at is None)


def test_a_file_without_known_changes_is_new_in_a_diff_and_unknown_elsewhere():
    assert made(finding(7), is_diff=True)["comments"][0]["line"] == 7
    assert made(finding(7))["comments"] == []
    assert made(finding(31, 99), is_diff=True)["comments"] == []


def test_places_in_notebooks_and_in_unknown_files_stand_in_the_body():
    book = Source("n.ipynb", "x = 1\n", "", (Cell(3, 1, 1),), frozenset({1}))
    review = Review("t", (), (finding(1, path="n.ipynb", cell=3), finding(1, path="gone.py")))
    told = github_review(review, {"n.ipynb": book}, is_diff=True)
    assert told["comments"] == []
    assert "- n\\.ipynb cell 3, line 1: **leak" in told["body"]
    assert "- gone\\.py:1: **leak" in told["body"]


def test_more_comments_than_anybody_reads_go_to_the_body_and_the_body_ends():
    told = made(*(finding(7, idea="long " * 200) for _ in range(300)), changed={7})
    assert len(told["comments"]) == MOST_COMMENTS
    assert len(told["body"]) < MOST_BODY + 200
    assert re.search(r"\n\n\d+ more lines are left out\.$", told["body"])


def test_what_is_good_and_what_was_not_looked_at_is_said():
    body = github_review(replace(A_REVIEW, findings=()), {})["body"]
    assert body == (
        "Nothing found in cut\\.py.\n\nGood: The saw is sharp.\n\nLooked at: 9 lines\n\nWritten by: tiny.\n\n"
        "- Not reviewed: big\\.py (it is large)\n- ruff is missing"
    )


def test_nobody_is_called_and_no_issue_is_pointed_to():
    told = made(
        finding(7, message="Thanks @ada, see #12 and GH-3; `@ada #12` is code.", idea="", question=""), changed={7}
    )
    body = told["comments"][0]["body"]
    assert r"Thanks \@<!-- -->ada, see \#<!-- -->12 and GH<!-- -->-3; `@ada #12` is code." in body


@given(st.text("ab1@#*_`<>[]()!|~\\&;:/.-+= \n\r\u202e") | st.text(max_size=60))
def test_nothing_in_a_finding_becomes_markup_or_a_link(text):
    told = made(
        finding(7, title=text, message=text, idea=text, question=text, rule=text or "r"),
        finding(8, title=text, message=text, path=text or "p"),
        changed={7},
        skipped=(Skipped(text, text),),
        good=text,
        remarks=(text,),
    )
    for page in (told["body"], told["comments"][0]["body"]):
        tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(page)
        inner = [child for token in tokens for child in token.children or []]
        assert {token.type for token in tokens} <= BLOCKS
        assert {child.type for child in inner} <= {"text", "code_inline", "html_inline", "strong_open", "strong_close"}
        assert {child.content for child in inner if child.type == "html_inline"} <= {"<!-- -->"}
        assert sum(token.type == "list_item_open" for token in tokens) <= 3
        for token in tokens:
            # Whoever looks for names in what is rendered sees each text alone.
            texts = (child.content if child.type == "text" else "\0" for child in token.children or [])
            assert not re.search(r"[@#]\w", "".join(texts))


def test_a_secret_is_left_out():
    secret = "hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"
    code = f'login("{secret}")\n'
    held = finding(1, rule="hardcoded-secret", end_column=38, message=f"`{secret}`", quote=code.strip())
    told = github_review(Review("t", ("a.py",), (held,)), {"a.py": Source("a.py", code, code)}, is_diff=True)
    assert secret not in str(told)
    assert "`hf_…`" in told["comments"][0]["body"]
