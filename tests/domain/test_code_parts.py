"""Code is cut so that a model sees whole functions where they fit, every line under review once, and never too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.code_parts import Part, parts_of, statements_of
from studycoach.domain.source import Source, tree_of

NET = """import torch

SIZE = 3


def load(path):
    rows = read(path)
    return rows


# What learns.
@final
class Net:
    width = 8

    def forward(self, x):
        y = self.fc(x)
        return y

    def loss(self, x, t):
        return x - t


print(load("a"))
"""


def cut(text: str, most: int, changed: set[int] | None = None, is_partial: bool = False) -> list[tuple[str, int, int]]:
    source = Source(
        "net.py", text, text, changed=None if changed is None else frozenset(changed), is_partial=is_partial
    )
    return [(part.scope, part.first, part.last) for part in parts_of(source, lambda line: 1, most)]


def test_a_file_that_fits_is_one_part():
    text = NET
    assert parts_of(Source("net.py", text, text), lambda line: 1, 24) == (Part("net.py", "", 1, 24),)


def test_neighbours_are_read_together_and_a_comment_with_what_it_is_about():
    assert cut(NET, 21) == [("", 1, 21), ("", 22, 24)]
    assert cut(NET, 16) == [("", 1, 8), ("", 9, 24)]


def test_what_is_too_large_is_cut_at_its_methods_then_at_statements_then_by_lines():
    assert cut(NET, 8) == [("", 1, 8), ("Net", 9, 14), ("Net", 15, 21), ("", 22, 24)]
    assert cut(NET, 2)[8:12] == [
        ("Net.forward", 15, 16),
        ("Net.forward", 17, 17),
        ("Net.forward", 18, 18),
        ("Net.loss", 19, 20),
    ]
    assert cut("x = [\n1,\n2,\n3,\n]\n", 2) == [("", 1, 2), ("", 3, 4), ("", 5, 5)]


def test_only_parts_with_lines_under_review_are_given():
    assert cut(NET, 8, {17}) == [("Net", 15, 21)]
    assert cut(NET, 8, {3, 24}) == [("", 1, 8), ("", 22, 24)]
    assert cut(NET, 8, set()) == []
    assert cut(NET, 8, {400}) == []


def test_code_that_is_no_python_is_cut_by_lines():
    assert cut("def f(:\n  x\n  y\n", 2) == [("", 1, 2), ("", 3, 3)]
    assert tree_of("x = '\\d'\n") is not None
    assert tree_of("(" * 5000) is None
    assert tree_of("a\0b") is None


def test_a_partial_source_is_cut_between_its_hunks():
    text = "\n" * 20 + "a = 1\nb = 2\n" + "\n" * 20 + "c = 3\n"
    source = Source("p.py", text, text, changed=frozenset({22, 43}), is_partial=True)
    found = parts_of(source, bool, 2)
    assert [(part.first, part.last) for part in found] == [(1, 42), (43, 43)]
    assert len(parts_of(source, bool, 3)) == 1


def test_a_hunk_that_fits_is_not_cut_to_fill_the_part_before_it():
    text = "\n" * 9 + "a = 1\nb = 2\nc = 3\n" + "\n" * 9 + "d = 4\ne = 5\nf = 6\n"
    source = Source("p.py", text, text, is_partial=True)
    assert [(part.first, part.last) for part in parts_of(source, bool, 4)] == [(1, 21), (22, 24)]


def test_a_chain_of_a_thousand_branches_is_cut_without_end_of_the_stack():
    text = "if a == 0:\n    x = 0\n" + "".join(f"elif a == {n}:\n    x = {n}\n" for n in range(900))
    parts = cut(text, 10)
    assert parts[0][1] == 1
    assert parts[-1][2] == text.count("\n")


LINES = st.sampled_from(
    ["def f(x):", "class A:", "    def g(self):", "    return x", "        y = (", "        )", "x = 1; y = 2", "", "# note",
     "if x:", "else:", "    pass", "try:", "except E:", "for i in r:", "'''", "@dec", "\tz = 3", "async def h(): pass"]
)  # fmt: skip


@given(
    st.one_of(st.lists(LINES, min_size=1, max_size=40).map("\n".join), st.just(NET)),
    st.integers(1, 12),
    st.one_of(st.none(), st.frozensets(st.integers(1, 45), max_size=6)),
    st.booleans(),
)
def test_the_parts_hold_every_line_under_review_once_in_order_and_within_the_limit(text, most, changed, is_partial):
    text += "\n"
    source = Source("f.py", text, text, changed=changed, is_partial=is_partial)
    parts = parts_of(source, lambda line: 1 + len(line) // 8, most)
    held = [line for part in parts for line in range(part.first, part.last + 1)]
    assert held == sorted(set(held))
    under_review = set(range(1, text.count("\n") + 1)) & (changed if changed is not None else set(held) | {1})
    assert under_review <= set(held)
    for part in parts:
        assert 1 <= part.first <= part.last <= text.count("\n")
        assert source.is_changed(part.first, part.last)
        size = sum(1 + len(source.line(n)) // 8 for n in range(part.first, part.last + 1))
        assert size <= most or part.first == part.last


@pytest.mark.parametrize(
    ("line", "span"),
    [
        (1, (1, 1)),
        (2, (2, 2)),
        (6, (6, 8)),
        (7, (7, 7)),
        (10, (10, 10)),
        (12, (12, 13)),
        (14, (14, 14)),
        (16, (16, 18)),
        (17, (17, 17)),
    ],
)
def test_a_line_belongs_to_its_innermost_statement_and_a_class_is_only_its_head(line: int, span: tuple[int, int]):
    assert statements_of(Source("net.py", NET, NET))(line) == span


def test_lines_of_a_call_over_several_lines_belong_together_but_not_in_code_that_cannot_be_parsed():
    text = "fit(\n    X,\n    y,\n)\n"
    assert statements_of(Source("a.py", text, text))(3) == (1, 4)
    assert statements_of(Source("a.py", f"{text}(", text))(3) == (3, 3)
