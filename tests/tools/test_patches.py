"""Patches: put together with the files that are here, or shown in part; and what isn't followed."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patching import AFTER, BEFORE, PATCH, USUAL, reasons
from repositories import NEEDS_GIT, changed_of, git, notebook, repository, write

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.tools.patch import both_sides, from_patch
from studycoach.tools.patch_read import hunks_of, read_patch


@pytest.mark.parametrize("here", [BEFORE, AFTER])
def test_a_file_that_is_here_is_reviewed_whole_as_the_patch_leaves_it(tmp_path: Path, here: str) -> None:
    write(tmp_path, {"src/train.py": here})
    found = from_patch(PATCH, tmp_path, USUAL)
    (source,) = found.sources
    assert (found.target, source.path, source.text, source.is_partial) == ("the patch", "src/train.py", AFTER, False)
    assert source.changed == {3}
    assert (tmp_path / "src/train.py").read_text() == here


@pytest.mark.parametrize("there", [None, "something = 'else'\n" * 9])
def test_of_a_file_that_is_not_here_the_lines_keep_their_numbers(tmp_path: Path, there: str | None) -> None:
    if there is not None:
        write(tmp_path, {"src/train.py": there})
    for folder in (tmp_path, None):
        (source,) = from_patch(PATCH, folder, USUAL).sources
        assert source.is_partial
        assert source.text == "\nx = 1\ny = 5\nz = 3\n"
        assert source.changed == {3}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ends_of_lines_in_file_and_patch_may_differ(tmp_path: Path, end: str) -> None:
    write(tmp_path, {"src/train.py": ("\ufeff" + AFTER).replace("\n", end)})
    (source,) = from_patch(PATCH.replace("\n", "\r\n"), tmp_path, USUAL).sources
    assert (source.text, source.changed) == (AFTER, {3})
    assert source.raw == ("\ufeff" + AFTER).replace("\n", end)


NEW = """\
diff --git a/new.py b/new.py
new file mode 100644
index 0000000..e69de29
--- /dev/null
+++ b/new.py
@@ -0,0 +1,2 @@
+a = 1
+b = 2
\\ No newline at end of file
"""
GONE = """\
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-a = 1
"""
MOVED = """\
diff --git a/old name.py b/new name.py
similarity index 90%
rename from old name.py
rename to new name.py
--- a/old name.py\t
+++ b/new name.py\t
@@ -1,2 +1,3 @@
 a = 1
+b = 2
 c = 3
"""
PLAIN = """\
Only in after: x
diff -ru before/pkg/a.py after/pkg/a.py
--- before/pkg/a.py\t2026-11-24 10:00:00.000000000 +0000
+++ after/pkg/a.py\t2026-11-24 10:00:01.000000000 +0000
@@ -1,2 +1 @@
 a = 1
-b = 2
"""
MAIL = f"From 1234 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] work\n\n---\n a.py | 2 +-\n\n{NEW}-- \n2.39.5\n\n"
DASHES = "--- a/q.sql.py\n+++ b/q.sql.py\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n x = 1\n"


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        (NEW, {"new.py": {1, 2}}),
        (MAIL, {"new.py": {1, 2}}),
        (GONE, {}),
        (GONE + NEW + PATCH, {"new.py": {1, 2}, "src/train.py": {3}}),
        (MOVED, {"new name.py": {2}}),
        (PLAIN, {"after/pkg/a.py": {1}}),
        (DASHES, {"q.sql.py": {1}}),
        (PATCH.replace("a/src", "i/src").replace("b/src", "w/src"), {"src/train.py": {3}}),
        (PATCH.replace("a/src", "src").replace("b/src", "src"), {"src/train.py": {3}}),
        (
            '--- "a/caf\\303\\251 \\"x\\".py"\n+++ "b/caf\\303\\251 \\"x\\".py"\n@@ -0,0 +1 @@\n+a\n',
            {'café "x".py': {1}},
        ),
        ("diff --git a/a.py b/a.py\nold mode 100644\nnew mode 100755\n", {}),
        ("diff --git a/a.py b/b.py\nsimilarity index 100%\nrename from a.py\nrename to b.py\n", {}),
        ("diff --git a/e.py b/e.py\nnew file mode 100644\nindex 0000000..e69de29\n", {}),
        ("--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@\n a = 1\n+b = 2\n@@ -9 +10,2 @@\n+c = 3\n d = 4\n", {"a.py": {2, 10}}),
    ],
)
def test_patches_of_all_kinds_are_followed(patch: str, changed: dict[str, set[int]]) -> None:
    found = from_patch(patch, None, USUAL)
    assert changed_of(found.sources) == changed
    assert found.skipped == ()
    assert all(one.line(1) for one in found.sources if one.path == "q.sql.py")


def test_a_new_file_is_known_whole_by_its_patch() -> None:
    (source,) = from_patch(NEW, None, USUAL).sources
    assert (source.text, source.is_partial) == ("a = 1\nb = 2\n", False)


def test_a_moved_file_is_put_together_from_its_old_place(tmp_path: Path) -> None:
    write(tmp_path, {"old name.py": "a = 1\nc = 3\nd = 4\n"})
    (source,) = from_patch(MOVED, tmp_path, USUAL).sources
    assert (source.path, source.text, source.is_partial) == ("new name.py", "a = 1\nb = 2\nc = 3\nd = 4\n", False)


def test_a_first_folder_that_is_not_here_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/a.py": "a = 1\n"})
    (source,) = from_patch(PLAIN, tmp_path, USUAL).sources
    assert (source.path, source.is_partial) == ("pkg/a.py", False)


@pytest.mark.parametrize(
    ("patch", "path", "why"),
    [
        (PATCH.replace("src/train.py", "../train.py"), "../train.py", "its path leads out of the folder"),
        (PATCH.replace("a/src", "/etc").replace("b/src", "/etc"), "/etc/train.py", "its path leads out of the folder"),
        (PATCH.replace("src/train.py", "C:\\x\\t.py"), "C:\\x\\t.py", "its path leads out of the folder"),
        (PATCH.replace("src/train.py", "..\\t.py"), "..\\t.py", "its path leads out of the folder"),
        (PATCH.replace("src/train.py", "README.md"), "README.md", "not Python"),
        (PATCH.replace("src/train.py", ".env"), ".env", "a secrets file, so it was not opened"),
        (PATCH.replace("src/train.py", "vendor/x.py"), "vendor/x.py", "vendored: the code of others"),
        (PATCH.replace("src/train.py", "a.ipynb"), "a.ipynb", "only a part of the notebook is known"),
        (PATCH[:-7], "src/train.py", "its part of the patch is cut short, or broken"),
        (PATCH.replace("+2,3", "+2,9"), "src/train.py", "its part of the patch is cut short, or broken"),
        (PATCH.replace("+2,3", "+999999999,3"), "src/train.py", "the line numbers of its part of the patch can't be"),
        (PATCH.replace("+2,3", "+0,3"), "src/train.py", "the line numbers of its part of the patch can't be"),
        (PATCH + PATCH[PATCH.index("@@") :], "src/train.py", "the line numbers of its part of the patch can't be"),
        ("diff --git a/m.py b/m.py\nBinary files a/m.py and b/m.py differ\n", "m.py", "binary"),
        ("diff --cc m.py\nindex 1,2..3\n--- a/m.py\n+++ b/m.py\n@@@ -1,1 -1,1 +1,2 @@@\n  a\n++b\n", "m.py", "its part of the patch is of a merge, with several old sides"),
    ],
)  # fmt: skip
def test_what_can_not_be_followed_is_skipped_with_its_reason(tmp_path: Path, patch: str, path: str, why: str) -> None:
    inside = tmp_path / "inside"
    write(tmp_path, {"train.py": BEFORE, "inside/a.py": ""})
    found = from_patch(patch, inside, USUAL)
    assert (found.sources, reasons(found)) == ((), {path: why})


def test_a_link_at_the_place_of_a_patched_file_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"out/train.py": BEFORE + "secret = 1\n", "in/a.py": ""})
    (tmp_path / "in/src").symlink_to(tmp_path / "out")
    (source,) = from_patch(PATCH, tmp_path / "in", USUAL).sources
    assert source.is_partial
    assert "secret" not in source.text


@pytest.mark.parametrize("text", ["hello\n", "+++ b/x\n--- a/x\n", "@@ -1 +1 @@\n-a\n+b\n", "\udcff\0\n"])
def test_what_is_no_patch_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(WrongInput, match="not a patch"):
        from_patch(text, None, USUAL)


def test_a_patch_beyond_the_limits_is_told_in_a_sentence() -> None:
    with pytest.raises(WrongInput, match="over 20 MB"):
        from_patch("x" * 20_000_001, None, USUAL)


@NEEDS_GIT
def test_what_git_writes_is_followed_as_git_means_it(tmp_path: Path) -> None:
    before = {"a.py": BEFORE * 9, "b.ipynb": notebook("x = 1\ny = 2", "z = 3"), "c d.py": "c = 1", "é.py": "e = 1\n"}
    after = {
        "a.py": AFTER + BEFORE * 8 + "end = 1",
        "b.ipynb": notebook("x = 1\ny = 7", "z = 3"),
        "c d.py": "c = 2",
        "é.py": "e = 2\n",
    }
    shop = repository(tmp_path / "shop", before)
    write(shop, after)
    patch = git(shop, "diff", "--no-ext-diff")
    expected = {"a.py": {3, 46}, "b.ipynb": {2}, "c d.py": {1}, "é.py": {1}}
    for files in (after, before):
        write(shop, files)
        found = from_patch(patch, shop, USUAL)
        assert changed_of(found.sources) == expected
        assert not any(source.is_partial for source in found.sources)
    texts = {one.path: one.text for one in found.sources}
    assert texts["a.py"] == after["a.py"] + "\n"


patchy = st.lists(
    st.sampled_from(
        [
            "diff --git a/x.py b/x.py", "--- a/x.py", "+++ b/x.py", "--- /dev/null", "+++ /dev/null", "+++ b/n.ipynb",
            "@@ -1,2 +1,2 @@", "@@ -1 +0,0 @@", "@@ -0,0 +1 @@", "@@ -5,0 +7,3 @@", " a = 1", "-b = 2", "+c = 3", "", "\\ No",
            "rename to ../y.py", "new file mode 1", "deleted file mode 1", "GIT binary patch", "diff --git \"a/\\3\" \"b/\\777\"",
            "diff --git ", "diff --cc ", '--- "', '+++ "\\', "+++ ", "@@ -99999999999 +1 @@",
        ]
    )
    | st.text(max_size=9),
    max_size=25,
)  # fmt: skip


@given(patchy)
def test_whatever_comes_as_a_patch_is_followed_or_refused(lines: list[str]) -> None:
    try:
        found = from_patch("\n".join(lines), None, USUAL)
    except CoachError:
        return
    for source in found.sources:
        assert source.changed is not None
        assert source.changed <= set(range(1, source.text.count("\n") + 1))
        assert source.path.isprintable()


code = st.lists(st.sampled_from(["a = 1", "b = 2", "", "c = 3", "--- x", "+++ y", "@@ z"]), max_size=9)


@given(code, code, st.integers(0, 3))
def test_a_patch_made_of_two_texts_leads_from_one_to_the_other(old: list[str], new: list[str], context: int) -> None:
    diff = [line.rstrip("\n") for line in difflib.unified_diff(old, new, "a/x.py", "b/x.py", n=context, lineterm="")]
    if not diff:
        return
    (one,) = read_patch("\n".join(diff) + "\n")
    assert one.why_not == ""
    sides = both_sides("".join(f"{line}\n" for line in new), one.hunks)
    assert sides == tuple("".join(f"{line}\n" for line in side) for side in (old, new))


def test_hunks_without_a_header_are_read_for_themselves() -> None:
    hunks = hunks_of(PATCH[PATCH.index("@@") :])
    assert hunks is not None
    assert [hunk.changed for hunk in hunks] == [{3}]
    assert hunks_of("@@ -1,9 +1,9 @@\n a\n") is None
