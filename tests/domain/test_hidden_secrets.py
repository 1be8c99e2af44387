"""What a review calls a secret is nowhere in what is written down of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.finding import Finding, Review
from studycoach.domain.hidden_secrets import SECRET_RULES, hide_secrets, without_literals
from studycoach.domain.source import Cell, Source

KEY = "hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg"


def a_source(*lines: str, **other) -> Source:
    return Source(other.pop("path", "a.py"), "".join(f"{line}\n" for line in lines), "", **other)


def found(source: Source, line: int, rule: str = "hardcoded-secret", **other) -> Finding:
    text = source.line(source.at(other.get("cell"), line))
    made = Finding(
        source.path, line, line, "leak", rule, "T", "m", "check", text.strip(), end_column=len(text), id=f"f{line}"
    )
    return replace(made, **other)


def hidden(source: Source, *findings: Finding) -> tuple[tuple[Finding, ...], str]:
    review, sources = hide_secrets(Review("t", (source.path,), findings), {source.path: source})
    return review.findings, sources[source.path].text


@pytest.mark.parametrize("rule", sorted(SECRET_RULES))
def test_a_secret_is_cut_in_the_source_and_in_the_quote(rule):
    source = a_source("a = 1", f"    token = '{KEY}'  # mine", "b = 2")
    (finding,), text = hidden(source, found(source, 2, rule))
    assert text == "a = 1\n    token = 'hf_…'  # mine\nb = 2\n"
    assert finding.quote == "token = 'hf_…'  # mine"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f'os.environ["A"] = login("{KEY}")', 'os.environ["A"] = login("hf_…")'),
        (f'd["id"], x = "harmless text", "{KEY}"', 'd["id"], x = "harmless text", "hf_…"'),
        (f"x = f('', \"token='{KEY}'\")", "x = f('', \"tok…\")"),
        (f'x = "\\"", "{KEY}"', 'x = "\\"", "hf_…"'),
        (f'x = """{KEY}"""  # don\'t', 'x = """hf_…"""  # don\'t'),
        (f"x = '{KEY}\\", "x = 'hf_…\\"),
    ],
)
def test_the_text_that_is_the_secret_is_cut_and_no_other(line, shown):
    source = a_source(line)
    column = line.index(KEY) + 1
    assert hidden(source, found(source, 1, column=column, end_column=column + len(KEY) - 1))[1] == f"{shown}\n"


def test_a_line_can_be_cut_alone():
    assert without_literals(f'os.environ["A"] = login("{KEY}")') == 'os.environ["A"] = login("hf_…")'


def test_words_of_the_code_stay_in_what_is_said():
    source = a_source(f'x = {{"kind": "a secret", "token": "{KEY}"}}')
    made = found(source, 1, title="A secret", message="A secret of a kind", column=35, end_column=40)
    (finding,), _ = hidden(source, made)
    assert (finding.title, finding.message) == ("A secret", "A secret of a kind")


def test_short_passwords_show_nothing():
    source = a_source('password = "Ab3$xy"')
    assert hidden(source, found(source, 1))[1] == 'password = "…"\n'


def test_a_secret_over_several_lines_is_cut_in_all_of_them():
    source = a_source('KEY = """-----BEGIN PRIVATE KEY-----', "MIIEvQIBADANBgkqhkiG9w0", '-----END""" + x', "y = 1")
    assert hidden(source, found(source, 1, end_line=3))[1] == 'KEY = """---…\n…\n…\ny = 1\n'


def test_a_secret_that_stands_in_no_text_takes_its_line_along():
    source = a_source("  # password: hunter2")
    (finding,), text = hidden(source, found(source, 1, "secret-in-code"))
    assert (finding.quote, text) == ("…", "  …\n")


def test_other_findings_of_that_line_tell_nothing_of_it_and_their_fix_is_left_out():
    source = a_source(f'login(token="{KEY}"); print(eval(x))')
    fix = f'-login(token="{KEY}"); print(eval(x))\n+login(token="{KEY}"); print(x)\n'
    other = found(source, 1, "S307", message=f"`login(token='{KEY}')` stands beside it.", fix=fix)
    far = found(source, 1, "S307", fix="-a\n+b\n")
    _, kept, whole = hidden(source, found(source, 1), other, far)[0]
    assert kept.quote == 'login(token="hf_…"); print(eval(x))'
    assert kept.message == "`login(token='hf_…')` stands beside it."
    assert (kept.fix, whole.fix) == (None, "-a\n+b\n")


def test_a_secret_beside_a_changed_line_is_cut_though_nothing_is_said_of_it():
    source = a_source(f'token = "{KEY}"', "x = eval(y)", changed=frozenset({2}))
    assert hidden(source, found(source, 2, "S307"))[1] == 'token = "hf_…"\nx = eval(y)\n'


@pytest.mark.parametrize("text", ["def f(:\n", "\0\n", "(" * 5000 + "\n"])
def test_changed_code_that_is_no_python_stays_as_it_is(text):
    source = Source("a.py", text, text, changed=frozenset({1}))
    assert hidden(source, found(source, 1, "syntax-error"))[1] == text


def test_cells_of_a_notebook_are_told_apart():
    cells = (Cell(2, 1, 1), Cell(5, 2, 1))
    source = a_source(f"a = '{KEY}'", f"b = '{KEY}'", path="n.ipynb", cells=cells)
    assert hidden(source, found(source, 1, cell=5))[1] == f"a = '{KEY}'\nb = 'hf_…'\n"


def test_a_review_without_secrets_stays_as_it_is():
    source = a_source("x = 'harmless text'")
    review = Review("t", ("a.py", "b.py"), (found(source, 1, "F401"), replace(found(source, 1), path="b.py")))
    assert hide_secrets(review, {"a.py": source}) == (review, {"a.py": source})


@given(st.text(st.characters(exclude_characters="\n\"'\\"), min_size=9), st.sampled_from(("'", '"', '"""')))
def test_no_text_of_such_a_line_stays_whole(secret, quotes):
    source = Source("a.py", f"k = {quotes}{secret}{quotes}\n", "")
    (finding,), text = hidden(source, found(source, 1))
    assert secret[3:] not in text
    assert secret[3:] not in finding.quote
    assert text.count("\n") == 1
