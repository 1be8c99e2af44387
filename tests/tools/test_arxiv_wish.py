"""What a learner types, as a search of arXiv."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.paper import PaperName
from studycoach.tools.arxiv_wish import MOST_CHARS, Wish, read_category, read_wish

WELL_FORMED = r'(all|ti|au):([A-Za-z0-9]+|"[^":()\[\]\\]+")'
CATEGORIES = r"cat:[\w.*-]+|\(cat:[\w.*-]+( OR cat:[\w.*-]+)+\)"
SINCE = r"submittedDate:\[\d{12} TO \d{12}\]"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("lora", "all:lora"),
        ("low rank adaptation", "all:low AND all:rank AND all:adaptation"),
        ('"low rank" adaptation', 'all:"low rank" AND all:adaptation'),
        ("“low rank”", 'all:"low rank"'),
        ('"never closed', 'all:"never closed"'),
        ("au:LeCun", "au:LeCun"),
        ('author:"Yann LeCun" cnn', 'all:cnn AND au:"Yann LeCun"'),
        ("au: LeCun", "au:LeCun"),
        ("au:del_maestro", 'au:"del maestro"'),
        ("ti:attention TI:need", "ti:attention AND ti:need"),
        ("cat:cs.cl", "cat:cs.CL"),
        ("lora cat:cs.CL cat:stat.ML", "all:lora AND (cat:cs.CL OR cat:stat.ML)"),
        ("cat:cs.CL,cs.LG", "(cat:cs.CL OR cat:cs.LG)"),
        ("cat:cs lora", "all:lora AND cat:cs.*"),
        ("cat:hep-th", "cat:hep-th"),
        ("lora since:2026-01-31", "all:lora AND submittedDate:[202601310000 TO 999912312359]"),
        ("a AND b", "all:a AND all:b"),
        ('"OR"', 'all:"OR"'),
        ("or", 'all:"or"'),
        ("state-of-the-art GPT-3.5", 'all:"state of the art" AND all:"GPT 3.5"'),
        ("foo:bar", 'all:"foo bar"'),
        ("Müller", 'all:"Müller"'),
        ("x) OR\u00a0(y", None),
        ('" OR cat:cs.CL OR "', 'all:"OR cat cs.CL OR"'),
        ('ti:"a\\" AND au:b"', "ti:a AND au:b"),
    ],
)
def test_what_is_typed_is_put_into_arxivs_language(typed: str, query: str | None) -> None:
    if query is None:
        with pytest.raises(WrongInput, match="OR isn't understood"):
            read_wish(typed)
    else:
        assert read_wish(typed).query == query


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("2106.09685", ["2106.09685"]),
        ("2106.09685, 1706.03762v5", ["2106.09685", ("1706.03762", 5)]),
        ("2106.09685,1706.03762", ["2106.09685", "1706.03762"]),
        ("https://arxiv.org/abs/2106.09685v2", [("2106.09685", 2)]),
        ("(https://arxiv.org/pdf/2106.09685).", ["2106.09685"]),
        ("arXiv:hep-th/9901001", ["hep-th/9901001"]),
        ("id:math.GT/0309136", ["math/0309136"]),
        ("what does 1706.03762 say? 1706.03762", ["1706.03762"]),
    ],
)
def test_a_papers_id_or_address_means_just_that_paper(typed: str, ids: list[str | tuple[str, int]]) -> None:
    wish = read_wish(typed)
    assert wish.ids == tuple(PaperName(*((id_,) if isinstance(id_, str) else id_)) for id_ in ids)
    assert wish.query == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing to search for"),
        ("?! ::", "nothing to search for"),
        ("since:2026-01-31", "nothing to search for"),
        ("lora since:yesterday", "not a day"),
        ("cat:!", "not a category"),
        ("id:lora", "not a paper's id"),
        ("https://example.org/x", "not a paper's id"),
        ("a OR b", "OR isn't understood"),
        ("a ANDNOT b", "ANDNOT isn't understood"),
        ("own-0123456789abcdef", "file of your own"),
        ("x" * (MOST_CHARS + 1), "too long"),
        ("x " * 100, "too many words"),
    ],
)
def test_what_cant_be_meant_is_told(typed: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        read_wish(typed)


@given(st.text(max_size=200) | st.text('"“ au:ti:cat:ANDORNOT()[]\\-+*\n', max_size=60))
def test_whatever_is_typed_gives_a_well_formed_query_or_a_sentence(typed: str) -> None:
    try:
        wish = read_wish(typed)
    except WrongInput:
        return
    terms = re.sub(rf"({WELL_FORMED}|{CATEGORIES}|{SINCE})( AND |$)", "", wish.query)
    assert terms == ""
    assert bool(wish.ids) != bool(wish.query)


@given(st.text(max_size=100).map(lambda text: re.sub('["“”„]', "", text)))
def test_nothing_within_quotation_marks_is_an_operator_or_a_field(words: str) -> None:
    query = read_wish(f'start "{words}" end').query
    assert re.fullmatch(r'all:start( AND all:(\w+|"[^"]*"))? AND all:end', query)


@given(st.builds(Wish, words=st.tuples(st.text(max_size=50)), authors=st.tuples(st.text(max_size=50))))
def test_wishes_made_by_the_program_are_as_harmless(wish: Wish) -> None:
    assert re.fullmatch(rf"({WELL_FORMED}( AND {WELL_FORMED})?)?", wish.query)


def test_wishes_that_find_the_same_have_the_same_key() -> None:
    one, other = read_wish("lora Quantization cat:cs.CL,cs.LG"), read_wish("quantization cat:cs.CL,cs.LG lora")
    assert one.key == other.key
    different = [
        replace(one, newest_first=True),
        replace(one, since=date(2026, 1, 1)),
        read_wish("lora"),
        read_wish("1706.03762"),
    ]
    assert len({one.key, *(wish.key for wish in different)}) == 5


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("cs.CL", "cs.CL"),
        (" CS.lg ", "cs.LG"),
        ("cond-mat.mtrl-sci", "cond-mat.mtrl-sci"),
        ("physics.AO-PH", "physics.ao-ph"),
        ("q-bio.NC", "q-bio.NC"),
        ("math-ph", "math-ph"),
        ("hep-th", "hep-th"),
        ("physics.optics", "physics.optics"),
        ("cs.*", "cs"),
    ],
)
def test_categories_are_written_as_arxiv_writes_them(typed: str, category: str) -> None:
    assert read_category(typed) == category


@pytest.mark.parametrize(
    "typed", ["", "cs.", "cs.CL+cs.LG", "cs/../x", "cs.CL?x=1", "computer science", "cs.CL\ncs.LG"]
)
def test_what_is_no_category_is_refused(typed: str) -> None:
    with pytest.raises(WrongInput, match="not a category"):
        read_category(typed)
