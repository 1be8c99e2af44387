"""Markdown that comes in pieces: what is finished never changes again, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.app.chat_blocks import continues_list, not_shown, split_blocks

LINES = st.sampled_from(
    [
        "words\n",
        "\n",
        "- item\n",
        "1. item\n",
        "  more of it\n",
        "```\n",
        "````python\n",
        "~~~\n",
        "> said\n",
        "# Head\n",
        " \n",
    ]
)
TEXTS = st.lists(LINES, max_size=12).map("".join) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("one line", ""),
        ("one\n\n", ""),
        ("one\n\nt", "one\n\n"),
        ("one\n\ntwo\n\nthree", "one\n\ntwo\n\n"),
        ("one\n\n   ", ""),
        ("- a\n\n  its second paragraph", ""),
        ("- a\n\n- b", "- a\n\n"),
        ("```python\na\n\nb", ""),
        ("```python\na\n\nb\n```\n\nafter", "```python\na\n\nb\n```\n\n"),
        ("````\n```\n\nstill code\n", ""),
        ("```\n~~~\n\nstill code\n", ""),
        ("``` is `inline` code\n\nafter", "``` is `inline` code\n\n"),
        ("- a\n  ```\n\n  x\n  ```\n\nafter", "- a\n  ```\n\n  x\n  ```\n\n"),
        ("", ""),
    ],
)
def test_a_block_is_finished_at_an_empty_line_outside_of_code_once_more_follows(text: str, finished: str):
    blocks, rest = split_blocks(text)
    assert ("".join(blocks), rest) == (finished, text[len(finished) :])


@given(TEXTS, TEXTS)
def test_what_is_finished_stays_so_whatever_comes(before: str, after: str):
    done, rest = split_blocks(before)
    assert "".join(done) + rest == before
    assert split_blocks(before + after)[0][: len(done)] == done


@given(st.lists(TEXTS, max_size=5))
def test_piece_by_piece_it_is_cut_as_it_is_as_a_whole(pieces: list[str]):
    shown, rest = [], ""
    for piece in pieces:
        done, rest = split_blocks(rest + piece)
        shown += done
    assert (shown, rest) == split_blocks("".join(pieces))


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("- a\n", "- b\n", True),
        ("1. a\n", "2) b\n", True),
        ("- a\n", "b\n", False),
        ("a\n", "- b\n", False),
        ("", "- b", False),
    ],
)
def test_items_of_one_list_belong_together(before: str, after: str, same: bool):
    assert continues_list(before, after) == same


@pytest.mark.parametrize(
    ("whole", "came", "rest"),
    [
        ("All of it.", "", "All of it."),
        ("All of it.", "All of", " it."),
        ("All of it.", "All of it.\n\n", ""),
        ("Another text.", "All of it.", ""),
    ],
)
def test_of_a_streamed_reply_only_what_did_not_come_is_left(whole: str, came: str, rest: str):
    assert not_shown(whole, came) == rest
