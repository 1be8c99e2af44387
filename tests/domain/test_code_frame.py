"""A place in code is shown with its number and a caret that stands under it, whatever the line is made of."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.code_frame import cells, code_frame
from studycoach.domain.finding import Finding
from studycoach.domain.source import Cell, Source

LINES = st.text(
    st.sampled_from("ab= '\t名🎉é\u0301\u200d\u202e\x1b()") | st.characters(exclude_characters="\n"), max_size=120
)


def framed(text: str, line: int, column: int, end_column: int, end_line: int = 0, width: int = 160) -> list[str]:
    source = Source("a.py", text, text)
    finding = Finding(
        "a.py",
        line,
        end_line or line,
        "bug",
        "r",
        "T",
        "m",
        "check",
        source.line(line).strip(),
        None,
        column,
        end_column,
    )
    return list(code_frame(finding, source, width))


def under(rows: list[str]) -> str:
    """What a terminal shows over the carets."""
    at = next(n for n, row in enumerate(rows) if "^" in row and set(row.split("| ", 1)[1]) <= {" ", "^"})
    screen = pyte.Screen(300, 2)
    pyte.Stream(screen).feed(f"{rows[at - 1]}\r\n{rows[at]}")
    return "".join(screen.buffer[0][x].data for x in range(300) if screen.buffer[1][x].data == "^")


def test_the_place_is_shown_with_a_line_before_and_after_it():
    assert framed("a = 1\nb = f(a)\nc = 2\nd = 3\n", 2, 5, 8) == [
        "1 | a = 1", "2 | b = f(a)", "  |     ^^^^", "3 | c = 2",
    ]  # fmt: skip


def test_numbers_stand_right_and_the_empty_end_of_a_file_is_no_line():
    assert framed("\n" * 9 + "x\n", 10, 1, 1) == [" 9 |", "10 | x", "   | ^"]


@pytest.mark.parametrize(
    ("line", "column", "end_column", "over"),
    [
        ("\t\tbad", 3, 5, "bad"),
        ("x = '名前' + bad", 12, 14, "bad"),
        ("x = '🎉é' + bad", 12, 14, "bad"),
        ("x = 'e\u0301\u0301' + bad", 13, 15, "bad"),
        ("x = '\u202e\u2066' + bad", 12, 14, "bad"),
        ("x = '\x1b[31m\r' + bad", 16, 18, "bad"),
        ("x = 名", 5, 5, "名"),
    ],
)
def test_carets_stand_under_the_place(line, column, end_column, over):
    assert under(framed(f"a\n{line}\nb\n", 2, column, end_column)) == over


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("before", [0, 30, 70, 1000, 100_000])
@pytest.mark.parametrize("filler", ["x", "名", "\t"])
def test_the_place_in_a_long_line_is_seen_on_every_screen(width, before, filler):
    line = f"{filler * before} bad {filler * 300}"
    rows = framed(f"short\n{line}\n", 2, before + 2, before + 4, width=width)
    assert under(rows) == "bad"
    assert max(map(cells, rows)) <= width
    assert "…" in rows[1]


def test_of_several_lines_the_carets_stand_under_the_last():
    assert framed("for x in y:\n    a()\n    b()  \n", 1, 1, 7, end_line=3) == [
        "1 | for x in y:", "2 |     a()", "3 |     b()", "  |     ^^^",
    ]  # fmt: skip


def test_of_very_many_lines_the_first_is_shown():
    rows = framed("if x:\n" + "    a()\n" * 50, 1, 1, 5, end_line=51)
    assert rows == ["1 | if x:", "  | ^^^^^", "2 |     a()"]


def test_a_place_after_the_last_line_has_a_caret():
    assert framed("def f(:\n", 2, 1, 1) == ["1 | def f(:", "2 |", "  | ^"]


def test_a_cell_shows_nothing_of_its_neighbours():
    source = Source("n.ipynb", "a\nb\nc\n", "", (Cell(1, 1, 1), Cell(4, 2, 1), Cell(5, 3, 1)))
    finding = Finding("n.ipynb", 1, 1, "bug", "r", "T", "m", "check", "b", 4)
    assert code_frame(finding, source) == ("1 | b", "  | ^")


@pytest.mark.parametrize(
    ("source", "cell"),
    [(None, None), (Source("a.py", 'k = "abcdefgh"\n', ""), None), (Source("n.ipynb", "x\n", "", (Cell(1, 1, 1),)), 7)],
)
def test_the_quote_stands_alone_where_the_source_reads_otherwise(source, cell):
    finding = Finding("a.py", 1, 1, "leak", "r", "T", "m", "check", '  k = "abc…"', cell)
    assert code_frame(finding, source) == ('1 | k = "abc…"',)


@given(st.lists(LINES, min_size=1, max_size=4), st.data(), st.integers(20, 90))
def test_whatever_the_lines_hold_the_rows_fit_and_can_be_printed(lines, data, width):
    number = data.draw(st.integers(1, len(lines)))
    end = data.draw(st.integers(number, len(lines) + 1))
    column, end_column = data.draw(st.integers(1, 130)), data.draw(st.integers(0, 130))
    rows = framed("\n".join(lines) + "\n", number, column, end_column, end, width)
    assert max(map(cells, rows)) <= width
    assert not any(char in row for row in rows for char in "\t\x1b\u202e\u200d\n\r")
    assert any("^" in row for row in rows)
