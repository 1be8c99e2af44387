"""Files and folders that a learner names: which are taken, how they are decoded, and what is skipped and why."""

import ast
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import NEEDS_GIT, changed_of, notebook, repository, write

from studycoach.domain.errors import WrongInput
from studycoach.tools.gathering import make_source
from studycoach.tools.source import Gathered, ReviewLimits, paths, uncommitted
from studycoach.tools.source_changes import changed_lines
from studycoach.tools.source_names import NotReviewed, not_for_review, shown
from studycoach.tools.source_text import decoded, normalised

USUAL = ReviewLimits()


def reasons(gathered: Gathered) -> dict[str, str]:
    return {one.path: one.why for one in gathered.skipped}


def test_a_folder_gives_its_scripts_and_notebooks_whole_and_counts_the_rest(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.py": "a = 1\n", "src/b.py": "b = 1\n", "eda.ipynb": notebook("c = 1"), "data.csv": "1\n", "notes": "n\n",
            ".hidden/h.py": "h\n", "env1/pyvenv.cfg": "", "env1/lib/x.py": "x\n", "build/y.py": "y\n",
            "node_modules/z.py": "z\n", "__pycache__/q.py": "q\n",
        },
    )  # fmt: skip
    found = paths(tmp_path, ["."], USUAL)
    assert changed_of(found.sources) == {"a.py": None, "eda.ipynb": None, "src/b.py": None}
    assert found.remarks == ("2 other files are not Python.",)
    assert found.root == tmp_path


@NEEDS_GIT
def test_in_a_repository_what_git_ignores_is_left_out_unless_it_is_named(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n", ".gitignore": "old/\n", "src/b.py": "b = 1\n"})
    write(shop, {"old/c.py": "c = 1\n", "src/d.py": "d = 1\n"})
    (shop / "a.py").unlink()
    assert changed_of(paths(shop, ["."], USUAL).sources) == {"src/b.py": None, "src/d.py": None}
    assert changed_of(paths(shop / "src", ["."], USUAL).sources) == {"b.py": None, "d.py": None}
    assert changed_of(paths(shop, ["old/c.py"], USUAL).sources) == {"old/c.py": None}
    assert changed_of(paths(shop, ["old"], USUAL).sources) == {"old/c.py": None}


def test_names_elsewhere_are_relative_to_what_they_have_in_common(tmp_path: Path) -> None:
    write(tmp_path, {"here/a.py": "a = 1\n", "there/b.py": "b = 1\n"})
    found = paths(tmp_path / "here", [str(tmp_path / "there/b.py")], USUAL)
    assert (found.root, changed_of(found.sources)) == (tmp_path / "there", {"b.py": None})
    both = paths(tmp_path / "here", ["a.py", "../there"], USUAL)
    assert (both.root, changed_of(both.sources)) == (tmp_path, {"here/a.py": None, "there/b.py": None})
    assert both.target == "a.py, ../there"


def test_a_file_named_twice_is_reviewed_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n"})
    assert len(paths(tmp_path, ["a.py", "./a.py", "."], USUAL).sources) == 1


@pytest.mark.parametrize("name", ["trian.py", "no/such/thing.py", "a\0b", "x" * 5000, "-rf", "\udcff"])
def test_what_is_not_there_is_told_with_the_nearest_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"train.py": "a = 1\n"})
    with pytest.raises(WrongInput, match="There is no") as caught:
        paths(tmp_path, [name], USUAL)
    assert ("Did you mean train.py?" in str(caught.value)) == (name == "trian.py")
    assert str(caught.value).isprintable()


def test_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"out/secret.py": "s = 1\n", "shop/a.py": "a = 1\n"})
    shop = tmp_path / "shop"
    (shop / "link.py").symlink_to(tmp_path / "out/secret.py")
    (shop / "folder").symlink_to(tmp_path / "out")
    (shop / "loop").symlink_to(shop)
    found = paths(shop, ["."], USUAL)
    assert changed_of(found.sources) == {"a.py": None}
    assert reasons(found) == {"link.py": "a link", "folder": "a link", "loop": "a link"}
    assert reasons(paths(shop, ["link.py"], USUAL)) == {"link.py": "a link"}
    with pytest.raises(WrongInput, match="through a link"):
        paths(shop, ["folder/secret.py"], USUAL)


def test_a_folder_that_is_itself_reached_by_a_link_is_reviewed(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.py": "a = 1\n"})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert changed_of(paths(tmp_path / "link", ["a.py"], USUAL).sources) == {"a.py": None}


def test_pipes_sockets_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.py"))
        assert reasons(paths(tmp_path, ["."], USUAL)) == {"pipe.py": "not a file", "s.py": "not a file"}
    assert reasons(paths(tmp_path, ["/dev/zero"], USUAL)) == {"zero": "not Python"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n"})
    (tmp_path / "a.py").chmod(0)
    assert reasons(paths(tmp_path, ["a.py"], USUAL)) == {"a.py": "can't be read: Permission denied"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (".env", "a secrets"), ("conf/.env.local", "a secrets"), ("prod.env", "a secrets"), ("key.pem", "a secrets"),
        ("id_rsa", "a secrets"), ("id_ed25519.pub", "a secrets"), ("aws_credentials.json", "a secrets"), ("secrets.py", "a secrets"),
        (".netrc", "a secrets"), ("vendor/a.py", "vendored"), ("x/node_modules/a.py", "vendored"), (".venv/a.py", "vendored"),
        ("lib/site-packages/a.py", "vendored"), ("a_pb2.py", "generated"), ("a.min.py", "generated"), ("a.md", "not Python"),
        ("Makefile", "not Python"), (".ipynb_checkpoints/a-checkpoint.ipynb", "a copy"), ("vendor.py", ""), ("env.py", ""), ("A.PY", ""), ("nb.ipynb", ""), ("stub.pyi", ""),
    ],
)  # fmt: skip
def test_names_tell_what_is_not_opened(path: str, why: str) -> None:
    assert not_for_review(path).startswith(why)
    assert bool(not_for_review(path)) == bool(why)


def test_a_secrets_file_is_not_opened_even_when_it_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")
    write(tmp_path, {"vendor/x_pb2.py": "# DO NOT EDIT\nx = 1\n"})
    found = paths(tmp_path, [".env", "vendor/x_pb2.py"], USUAL)
    assert reasons(found) == {".env": "a secrets file, so it was not opened"}
    assert changed_of(found.sources) == {"vendor/x_pb2.py": None}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"x = 1\n\0", "binary"),
        (b"\xff\xfex\0=\0", "binary"),
        (b"x = '\xe9'\n", "can't be decoded"),
        (b"# coding: nope\n", "can't be decoded"),
        (b"# coding: rot13\nk = 1\n", "can't be decoded"),
        (b"# coding: punycode\nk = 1\n", "can't be decoded"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "can't be decoded"),
        (b"# @generated by a tool\nx = 1\n", "generated"),
        (b"'''m'''\n# Code made by x. DO NOT EDIT.\n", "generated"),
        (b"x = [" + b"1," * 20_000 + b"]\n", "minified"),
        (b"a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> topic\n", "has conflicts"),
        (b"x" * 1_000_001, "too large: 1.0 MB"),
    ],
)
def test_contents_tell_what_is_not_reviewed(tmp_path: Path, content: bytes, why: str) -> None:
    write(tmp_path, {"pkg/a.py": content})
    found = paths(tmp_path, ["pkg"], USUAL)
    assert found.sources == ()
    assert reasons(found)["pkg/a.py"].startswith(why)


def test_a_hundred_megabytes_are_told_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "big.py").open("wb") as file:
        file.truncate(104_000_000)
    assert reasons(paths(tmp_path, ["big.py"], USUAL)) == {"big.py": "too large: 104.0 MB"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2\rz = 3", "x = 1\ny = 2\nz = 3\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"# -*- coding: latin-1 -*-\ns = '\xe9'\n", "# -*- coding: latin-1 -*-\ns = 'é'\n"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\ns = '\x80'\n", "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\ns = '€'\n"),
        ("a = '\x0c\x0b\x1c\x85\u2028'\nb = 2\n".encode(), "a = '\x0c\x0b\x1c\x85\u2028'\nb = 2\n"),
        (b"if x:\n\ty = 1\n", "if x:\n\ty = 1\n"),
        (b"", ""),
    ],
)  # fmt: skip
def test_text_has_the_lines_that_python_counts(data: bytes, text: str) -> None:
    source = make_source("a.py", decoded(data), most=1000)
    assert source.text == text
    assert source.raw.encode("utf-8") == data or b"coding" in data
    ends = [node.lineno for node in ast.parse(data).body]
    assert ends == [node.lineno for node in ast.parse(source.text).body]


@given(st.text(), st.booleans())
def test_every_text_is_kept_as_it_stands(text: str, is_book: bool) -> None:
    data = text.encode("utf-8", "replace")
    try:
        source = make_source("a.ipynb" if is_book else "a.py", decoded(data), most=10_000)
    except NotReviewed:
        return
    assert source.raw.encode() == data or b"coding" in data
    assert "\r" not in source.text
    assert not source.text or source.text.endswith("\n")


@given(st.binary(max_size=80))
def test_every_file_is_decoded_or_refused(data: bytes) -> None:
    try:
        text = decoded(data)
    except NotReviewed:
        return
    assert "\0" not in normalised(text)


lines = st.lists(st.sampled_from(["a = 1", "b = 2", "", ")", "c = 3", "d = 4"]), max_size=12)


@given(lines, lines)
def test_without_the_changed_lines_nothing_new_is_left(old: list[str], new: list[str]) -> None:
    changed = changed_lines(old, new)
    assert changed <= set(range(1, len(new) + 1))
    kept = iter(old)
    assert all(line in kept for number, line in enumerate(new, 1) if number not in changed)
    assert bool(changed) == (old != new and bool(new))


def test_endless_repetition_is_compared_in_linear_time() -> None:
    old, new = ["x = 1"] * 100_000, ["y = 1", *["x = 1"] * 100_000, "x = 1", "z = 1"]
    assert changed_lines([*old, "q"], new) == {1, 100_002, 100_003}


def test_names_are_shown_without_what_a_screen_obeys() -> None:
    assert shown("a\x1b[31m\u202eb\n\udcff.py") == "a\ufffd[31m\ufffdb\ufffd\ufffd.py"


def test_compiled_files_are_not_told_of_unless_they_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n", "a.pyc": b"\0", "vendor/__pycache__/b.pyc": b"\0"})
    found = paths(tmp_path, ["."], USUAL)
    assert (found.skipped, found.remarks) == ((), ())
    assert reasons(paths(tmp_path, ["a.pyc"], USUAL)) == {"a.pyc": "not Python"}


@NEEDS_GIT
def test_compiled_files_that_git_does_not_ignore_are_not_told_of(tmp_path: Path) -> None:
    shop = repository(tmp_path / "shop", {"a.py": "a = 1\n"})
    write(shop, {"__pycache__/a.cpython-311.pyc": b"\0", "b.py": "b = 1\n"})
    found = uncommitted(shop, USUAL)
    assert (changed_of(found.sources), found.skipped) == ({"b.py": None}, ())


def test_a_link_to_a_folder_that_is_named_is_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"out/b.py": "b = 1\n"})
    (tmp_path / "data").symlink_to(tmp_path / "out")
    assert reasons(paths(tmp_path, ["data"], USUAL)) == {"data": "a link"}


def test_a_path_named_twice_is_one(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n"})
    found = paths(tmp_path, ["a.py", "./a.py", "a.py"], USUAL)
    assert (found.target, len(found.sources)) == ("a.py", 1)


@NEEDS_GIT
def test_a_folder_whose_name_is_not_utf_8_is_reviewed(tmp_path: Path) -> None:
    shop = repository(Path(os.fsdecode(os.fsencode(tmp_path) + b"/sh\xffop")), {"a.py": "a = 1\n"})
    write(shop, {"a.py": "a = 2\n", os.fsdecode(b"\xfe.py"): "b = 1\n"})
    for found in (uncommitted(shop, USUAL), paths(shop, [], USUAL), paths(shop.parent, [shop.name], USUAL)):
        found.target.encode()
        assert all(source.path.encode() for source in found.sources)
        assert len(found.sources) == 2
