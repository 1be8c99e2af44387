"""What a message to the code reviewer asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.review_request import (
    ReviewRequest,
    Shown,
    asks_history,
    points_at_findings,
    read_review_request,
)

HERE = ("train.py", "utils.py", "src", "my file.py", "/data/x.py", "~/m.py", "notes")
FOUR = Shown(4)


def is_here(name: str) -> bool:
    return name.rstrip("/") in HERE


def asked(message: str, shown: Shown | None = None, *, is_command: bool = False) -> ReviewRequest:
    return read_review_request(message, is_here, shown, is_command=is_command)


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("review train.py", ("train.py",)),
        ("review train.py and utils.py, please", ("train.py", "utils.py")),
        ("look at src/", ("src/",)),
        ("lint my folder src", ("src",)),
        ("review 'my file.py'", ("my file.py",)),
        ("看一下train.py有没有问题", ("train.py",)),
        ("check /data/x.py:12", ("/data/x.py",)),
        ("schau dir ~/m.py an", ("~/m.py",)),
        ("review trian.py", ("trian.py",)),
        ("review ../x.py", ("../x.py",)),
    ],
)
def test_the_paths_that_a_message_names_are_reviewed(message, names):
    assert asked(message) == ReviewRequest("paths", names)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("review my code", "changes"),
        ("what do you think of my changes?", "changes"),
        ("revisa mi código", "changes"),
        ("mera code dekh lo", "changes"),
        ("review what I staged", "staged"),
        ("please review my last commit", "last commit"),
        ("review main..HEAD", "between"),
        ("review https://github.com/ada/engine/pull/7", "pull request"),
        ("review ada/engine#7", "pull request"),
        ("review PR 7", "elsewhere"),
        ("https://github.com/ada/engine", "elsewhere"),
        ("what mistakes do I make often?", "history"),
        ("¿qué errores suelo cometer?", "history"),
        ("我经常犯的错误", "history"),
        ("getting index out of range, help", "talk"),
        ("why does this throw an exception", "talk"),
        ("wow...ok", "talk"),
        ("show the rest", "talk"),
    ],
)
def test_what_names_no_path_is_told_apart_by_its_words(message, kind):
    assert asked(message).kind == kind


@pytest.mark.parametrize(
    ("after", "request_"),
    [
        ("", ReviewRequest("changes")),
        ("notes", ReviewRequest("paths", ("notes",))),
        ("trian.py", ReviewRequest("paths", ("trian.py",))),
        ("~/gone/x", ReviewRequest("paths", ("~/gone/x",))),
        ("main..HEAD", ReviewRequest("between", ("main..HEAD",))),
        ("--staged", ReviewRequest("staged")),
        ("history", ReviewRequest("history")),
        ("my code", ReviewRequest("changes")),
    ],
)
def test_what_follows_the_command_is_a_path_or_says_which_changes(after, request_):
    assert asked(after, is_command=True) == request_


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        ("show me the rest please", ReviewRequest("rest")),
        ("why is that bad?", ReviewRequest("explain", place=1)),
        ("why?", ReviewRequest("explain", place=1)),
        ("explain the second one", ReviewRequest("explain", place=2)),
        ("why is the second one bad?", ReviewRequest("explain", place=2)),
        ("the last one", ReviewRequest("explain", place=4)),
        ("2", ReviewRequest("explain", place=2)),
        ("erklär mir den zweiten", ReviewRequest("explain", place=2)),
        ("how do I fix the first one?", ReviewRequest("fix", place=1)),
        ("dismiss the second, the data is sorted", ReviewRequest("dismiss", place=2, why="the data is sorted")),
        ("ignore #3 because I like it so", ReviewRequest("dismiss", place=3, why="I like it so")),
        ("that's not a bug", ReviewRequest("which")),
        ("explain number 9", ReviewRequest("which")),
    ],
)
def test_what_is_asked_about_findings_that_were_shown(message, request_):
    assert asked(message, FOUR) == request_
    assert points_at_findings(message, FOUR)
    assert not points_at_findings(message, Shown())


def test_that_is_the_finding_spoken_of_last():
    assert asked("fix it", Shown(4, 3)) == ReviewRequest("fix", place=3)
    assert asked("dismiss it, it is a test", Shown(4, 3)) == ReviewRequest("dismiss", place=3, why="it is a test")


@pytest.mark.parametrize(
    "message",
    [
        "move the second session to Friday",
        "what should I study today?",
        "explain gradient descent",
        "explain the second paper",
        "why is linear algebra on my plan?",
        "review the rest of my code",
        "why does this throw an exception",
        "thanks!",
        "why is this wrong?\n```python\nx = 1\n```",
    ],
)
def test_what_speaks_of_something_else_is_not_about_findings(message):
    assert not points_at_findings(message, FOUR)


@pytest.mark.parametrize("message", ["quiz me on my past mistakes", "find papers on the mistakes I often make"])
def test_past_mistakes_may_be_for_another_agent(message):
    assert not asks_history(message)


def test_nothing_in_pasted_code_is_taken_for_a_name():
    message = "is this ok?\n```python\n# review train.py and /data/x.py\nx = open('utils.py')\n```"
    assert asked(message).names == ()


@given(st.text(max_size=300), st.integers(0, 5), st.booleans())
def test_any_message_is_read_and_every_name_stands_in_it(message, count, is_command):
    request = read_review_request(message, lambda _: True, Shown(count), is_command=is_command)
    spaced = " ".join(message.split())
    assert all(name in spaced for name in request.names)
    assert 0 <= request.place <= count
