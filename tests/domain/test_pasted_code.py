"""Code and diffs that stand in messages are taken out of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.routing_code import code_in, diff_in

BARE = "def mean(xs):\n    total = sum(xs)\n    return total / len(xs)\n"
DIFF = "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"look:\n```python\n{BARE}```\nok?", (BARE,)),
        (f"```\n{BARE}```\nand\n```py\nx = 1\n```", (BARE, "x = 1\n")),
        (f"{BARE}\nwhat is wrong with it?? it fails", (BARE,)),
        (f"is this right\n\n{BARE}", (BARE,)),
        ("```js\nlet x = 1;\nconsole.log(x);\n```", ()),
        ("let x = 1;\nconst y = 2;\nconsole.log(x);\n", ()),
        ("x = 1\n", ("x = 1\n",)),
        ("review my code", ()),
        ("hello", ()),
        ('Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    main()\nTypeError: x', ()),
    ],
)
def test_python_is_taken_out_of_the_words_around_it(text, code):
    assert code_in(text) == code


def test_a_diff_is_taken_out_bare_or_fenced():
    assert diff_in(f"did I break it?\n\n{DIFF}") == DIFF
    assert diff_in(f"did I break it?\n```diff\n{DIFF}```\nthanks") == DIFF
    assert diff_in(BARE) == ""
    assert code_in(f"```diff\n{DIFF}```") == ()


@given(st.text(alphabet=st.sampled_from("ab=():`\n ~#@-+d"), max_size=200))
def test_what_is_taken_out_stands_in_the_text(text):
    assert all(code.rstrip("\n") in text.replace("\r", "\n") for code in code_in(text))
    assert diff_in(text) in text
