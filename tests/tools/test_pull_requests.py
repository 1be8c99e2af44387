"""Pull requests: read from GitHub with GET alone, and every refusal told in a sentence without the token."""

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from github_stub import HEAD, GithubStub
from repositories import changed_of, notebook

from studycoach.domain.errors import CoachError, Unreachable, WrongInput
from studycoach.tools.gathering import Gathered, ReviewLimits
from studycoach.tools.github import refusal
from studycoach.tools.pull_request import pull_request

TOKEN = "ghp_secret"
CODE = "import os\nx = 1\ny = 5\nz = 3\n"
PATCH = "@@ -2,3 +2,3 @@ import os\n x = 1\n-y = 2\n+y = 5\n z = 3"


def read(stub: GithubStub, address: str = "learner/shop#12", token: str = TOKEN, **options: Any) -> Gathered:
    limits = options.pop("limits", ReviewLimits())
    return pull_request(address, api=stub.url, token=token, seconds=options.pop("seconds", 20), limits=limits)


def listed(path: str, patch: str | None = PATCH, status: str = "modified") -> dict[str, Any]:
    return {"filename": path, "status": status, **({} if patch is None else {"patch": patch})}


def test_the_files_are_whole_at_the_last_commit_with_what_changed() -> None:
    files = [
        listed("src/train it.py"),
        listed("new.py", "@@ -0,0 +1 @@\n+a = 1", "added"),
        listed("gone.py", "@@ -1 +0,0 @@\n-a = 1", "removed"),
        listed("README.md"),
        listed("moved.py", None, "renamed"),
        listed("big.py", None),
    ]
    contents = {"src/train it.py": CODE.encode(), "new.py": b"a = 1\n", "big.py": b"b = 1\n"}
    with GithubStub(files, contents) as stub:
        found = read(stub, "https://github.com/learner/shop/pull/12/files#diff")
    assert (found.target, found.root) == ("pull request learner/shop#12", None)
    assert changed_of(found.sources) == {"big.py": None, "new.py": None, "src/train it.py": {3}}
    assert found.sources[2].text == CODE
    assert [(one.path, one.why) for one in found.skipped] == [("README.md", "not Python")]
    assert found.remarks == ("GitHub shows no changes of big.py, so all of it is looked at.",)
    assert {one.method for one in stub.asked} == {"GET"}
    assert {one.headers["Authorization"] for one in stub.asked} == {f"Bearer {TOKEN}"}
    assert {one.query.get("ref") for one in stub.asked if "/contents/" in one.path} == {HEAD}


def test_of_a_notebook_the_cells_that_changed_are_under_review() -> None:
    new = notebook("x = 1\ny = 7", "z = 3")
    number = next(n for n, line in enumerate(new.split("\n"), 1) if "y = 7" in line)
    patch = f'@@ -{number} +{number} @@\n-    "y = 2"\n+    "y = 7"'
    with GithubStub([listed("eda.ipynb", patch)], {"eda.ipynb": new.encode()}) as stub:
        assert changed_of(read(stub).sources) == {"eda.ipynb": {2}}


def test_no_token_is_sent_when_there_is_none() -> None:
    with GithubStub([listed("a.py")], {"a.py": CODE.encode()}) as stub:
        read(stub, token="")
    assert not any("Authorization" in one.headers for one in stub.asked)


def test_many_files_come_page_by_page_and_only_the_first_are_fetched() -> None:
    files = [listed(f"m{n:03}.py", "@@ -0,0 +1 @@\n+a = 1", "added") for n in range(250)]
    with GithubStub(files, {one["filename"]: b"a = 1\n" for one in files}) as stub:
        found = read(stub, limits=ReviewLimits(most_files=5))
    assert [one.path for one in found.sources] == [f"m00{n}.py" for n in range(5)]
    assert found.remarks == ("245 more files were not looked at: 5 are the most.",)
    assert len(stub.asked) == 1 + 3 + 5


@pytest.mark.parametrize(
    "address",
    [
        "", "12", "learner/shop", "learner/shop#", "https://github.com/learner/shop", "https://github.com/a/b/issues/1",
        "https://github.com/../b/pull/1", "../..#1", "https://github.com@evil.example/a/b/pull/1", "ftp://github.com/a/b/pull/1",
        "https://evil.example/a/b/pull/1", "https://github.com/a/b/pull/1x", "a/b#" + "9" * 50, "a/b\r\n#1", "-x/y z#3",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_pull_request_is_told_before_anything_is_asked(address: str) -> None:
    with GithubStub() as stub:
        with pytest.raises(WrongInput):
            read(stub, address)
        assert stub.asked == []


@pytest.mark.parametrize(
    "api", ["http://api.github.com", "ftp://x", "", "https://[::1", "http://10.0.0.1/api", "x" * 999]
)
def test_the_token_never_goes_out_in_the_clear(api: str) -> None:
    with pytest.raises(WrongInput):
        pull_request("a/b#1", api=api, token=TOKEN, seconds=1, limits=ReviewLimits())


@pytest.mark.parametrize("token", ["two\nlines", "späce", " x", "a" * 999])
def test_a_token_that_is_none_is_refused_without_showing_it(token: str) -> None:
    with GithubStub() as stub, pytest.raises(WrongInput, match="GITHUB_TOKEN") as caught:
        read(stub, token=token)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "headers", "has_token", "said"),
    [
        (401, {}, True, "doesn't accept the token"),
        (403, {}, True, "doesn't permit"),
        (
            403,
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795514400"},
            False,
            "until 10:00 UTC. With a token",
        ),
        (429, {"Retry-After": "60"}, True, "for 60 seconds. Try again then"),
        (429, {"Retry-After": "x" * 99, "X-RateLimit-Reset": "9" * 99}, True, "for now"),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}, True, "until"),
        (404, {}, False, "set GITHUB_TOKEN"),
        (404, {}, True, "may the token read it"),
        (502, {}, True, "trouble of its own"),
        (418, {}, True, "status 418"),
    ],
)
def test_every_refusal_has_its_sentence(status: int, headers: Mapping[str, str], has_token: bool, said: str) -> None:
    assert said in str(refusal(status, dict(headers), has_token=has_token))
    answers = {"/pulls/12": (status, headers, b"no")}
    with GithubStub(answers=answers) as stub, pytest.raises(CoachError, match=said.split(".")[0]) as caught:
        read(stub, token=TOKEN if has_token else "")
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"head": {"sha": "../../x"}}',
        b"[" * 99_999,
        b'{"head": 1}',
        b"\xff",
        b"9" * 9999,
    ],
)
def test_an_answer_that_is_no_pull_request_is_told(body: bytes) -> None:
    with (
        GithubStub(answers={"/pulls/12": (200, {}, body)}) as stub,
        pytest.raises(Unreachable, match="What GitHub answered"),
    ):
        read(stub)


@pytest.mark.parametrize("body", [b"{}", b'[1, {"filename": 7}, {}, {"filename": ""}]'])
def test_a_list_of_files_that_is_none_does_no_harm(body: bytes) -> None:
    with GithubStub(answers={"/files": (200, {}, body)}) as stub:
        if body == b"{}":
            with pytest.raises(Unreachable, match="no list of files"):
                read(stub)
        else:
            assert read(stub).sources == ()


def test_redirects_lead_nowhere_but_to_the_same_host() -> None:
    with GithubStub([listed("a.py")], {"a.py": CODE.encode()}) as other:
        away = {"/pulls/12": (302, {"Location": f"{other.url}/repos/learner/shop/pulls/12"}, b"")}
        with GithubStub(answers=away) as stub, pytest.raises(Unreachable, match="another host"):
            read(stub)
        assert other.asked == []
    around = {"/pulls/12": (301, {"Location": "/repos/learner/shop/pulls/12"}, b"")}
    with GithubStub(answers=around) as stub, pytest.raises(Unreachable, match="without end"):
        read(stub)
    moved = {
        "/pulls/12": (301, {"Location": "/repositories/7"}, b""),
        "/repositories/7": (200, {}, b'{"head": {"sha": "%s"}}' % HEAD.encode()),
    }
    with GithubStub([listed("a.py")], {"a.py": CODE.encode()}, answers=moved) as stub:
        assert len(read(stub).sources) == 1


def test_one_file_that_is_not_given_costs_that_file_only() -> None:
    files = [listed("a.py"), listed("big.py"), listed("gone.py"), listed("packed.py"), listed("../out.py")]
    contents = {"a.py": CODE.encode(), "big.py": b"x" * 5000}
    answers = {"packed.py": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")}
    with GithubStub(files, contents, answers) as stub:
        found = read(stub, limits=ReviewLimits(most_bytes=2000))
        assert not any("out.py" in one.path for one in stub.asked)
    assert changed_of(found.sources) == {"a.py": {3}}
    assert {one.path: one.why.split(":")[0] for one in found.skipped} == {
        "../out.py": "its path leads out of the repository",
        "big.py": "too large",
        "gone.py": "GitHub didn't give it",
        "packed.py": "GitHub didn't give it",
    }


def test_what_was_not_given_in_time_is_told_and_the_rest_is_reviewed() -> None:
    files = [listed("a.py"), listed("b.py"), listed("c.py")]
    contents = dict.fromkeys(("a.py", "c.py"), CODE.encode()) | {"b.py": b"# " * 2000}
    start = time.monotonic()
    with GithubStub(files, contents, drips=frozenset({"b.py"})) as stub:
        found = read(stub, seconds=1.0)
    assert time.monotonic() - start < 5
    assert [one.path for one in found.sources] == ["a.py"]
    assert {one.path: one.why for one in found.skipped} == dict.fromkeys(
        ("b.py", "c.py"), "GitHub didn't give it in time"
    )


def test_a_server_that_is_not_there_or_silent_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(Unreachable, match=r"within 0\.5 seconds"):
            pull_request("a/b#1", api=address, token=TOKEN, seconds=0.5, limits=ReviewLimits())
    with pytest.raises(Unreachable, match="can't be reached"):
        pull_request("a/b#1", api=address, token=TOKEN, seconds=5, limits=ReviewLimits())


def test_a_server_that_never_ends_its_headers_is_told_in_time() -> None:
    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):  # whoever has enough hangs up
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(600):
                connection.sendall(b"x")
                time.sleep(0.02)

    start = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        dripping = threading.Thread(target=drip, args=(listening,))
        dripping.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(Unreachable, match=r"within 0\.5 seconds"):
            pull_request("a/b#1", api=address, token=TOKEN, seconds=0.5, limits=ReviewLimits())
        dripping.join()
    assert time.monotonic() - start < 8


def test_a_server_that_speaks_in_the_clear_where_it_should_not_is_told() -> None:
    with GithubStub() as stub, pytest.raises(Unreachable, match="No secure connection"):
        pull_request("a/b#1", api=stub.url.replace("http:", "https:"), token=TOKEN, seconds=5, limits=ReviewLimits())
