"""A patch on standard output: as it is for a program, harmless for a terminal."""

import io

import pytest

from studycoach.app.review_view import show_fixes

PATCH = "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1 @@\n x = '\x1b[31mred\udcff'\r\n-import os\n"


class Terminal(io.TextIOWrapper):
    """A standard output that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_into_a_pipe_each_byte_of_the_patch_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", out)
    show_fixes(PATCH)
    assert out.buffer.getvalue() == PATCH.encode("utf-8", "surrogateescape")  # type: ignore[attr-defined]


def test_on_a_terminal_nothing_in_the_patch_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    out = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stdout", out)
    show_fixes(PATCH)
    out.flush()
    said = out.buffer.getvalue()  # type: ignore[attr-defined]
    assert b"\x1b" not in said
    assert b"-import os" in said
