"""arXiv's documents as they come, odd ones included; and real ones, where they are at hand."""

import json
from datetime import date
from pathlib import Path

import arxiv
import pytest
from arxiv_server import ArxivServer
from arxiv_server_pace import MemoryPace, StillTime
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.paper import Paper, PaperName
from studycoach.tools.arxiv import Arxiv, Wish
from studycoach.tools.arxiv_feeds import (
    MOST_TITLE,
    Refused,
    check_atom,
    check_rss,
    paper_of,
    plain,
    read_rss,
    readable_entries,
)
from studycoach.tools.arxiv_http import Document, Fault

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "arxiv"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="recorded answers of arXiv are not at hand (shared/data)")

FEED = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">{}</feed>'
DATES = "<published>2024-01-02T23:30:00-05:00</published><updated>2024-01-09T00:00:00Z</updated>"
GOOD = f"<entry><id>http://arxiv.org/abs/2401.00001v2</id><title>Good</title>{DATES}</entry>"
RSS = '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{}</channel></rss>'


class Saying(ArxivServer):
    """A server that says this and nothing else."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said.encode()

    def answer(self, *_: object) -> tuple[int, str, bytes]:
        return 200, "application/xml", self.said


def found(entries: str) -> tuple[Paper, ...]:
    """What a search finds whose answer holds these entries."""
    time = StillTime()
    with Saying(FEED.format(entries)) as server:
        return (
            Arxiv(server.addresses, MemoryPace(time), clock=time.clock, sleep=time.sleep)
            .search(Wish(("x",)), 100)
            .papers
        )


def test_an_entry_with_the_least_is_a_paper_with_days_in_utc() -> None:
    assert found(GOOD) == (Paper("2401.00001", 2, "Good", "", (), (), date(2024, 1, 3), date(2024, 1, 9)),)


@pytest.mark.parametrize(
    "entry",
    [
        "<entry/>",
        f"<entry><id>http://arxiv.org/abs/2401.00009v1</id>{DATES}</entry>",
        f"<entry><id>http://arxiv.org/abs/not-an-id</id><title>x</title>{DATES}</entry>",
        f"<entry><id>own-0123456789abcdef</id><title>x</title>{DATES}</entry>",
        f"<entry><title>x</title>{DATES}</entry>",
        "<entry><id>http://arxiv.org/abs/2401.00009v1</id><title>x</title></entry>",
        "<entry><id>http://arxiv.org/abs/2401.00009v1</id><title>x</title><published>tomorrow</published><updated>x</updated></entry>",
        "<entry><id>http://arxiv.org/abs/2401.00009v1</id><title>x</title><published>0001-01-01T00:00:00+14:00</published>"
        "<updated>2024-01-01T00:00:00Z</updated></entry>",
    ],
)
def test_an_odd_entry_costs_only_itself(entry: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert [paper.title for paper in found(entry + GOOD)] == ["Good"]
    assert capfd.readouterr().err == ""


def test_texts_are_one_plain_line_and_keep_mathematics_and_markup_as_written() -> None:
    entry = f"""<entry><id>http://arxiv.org/abs/2401.00001v2</id>{DATES}
    <title>On  $a &lt; b$ &lt;script&gt;x&lt;/script&gt;
      &#x202e;and\u200b \u009b31m more</title><summary>  $\\alpha_{{1}}$\n &amp; so on </summary>
    <author><name> Ada
      Lovelace </name></author><author><name>\u200b</name></author><author/>
    <category term="cs.CL"/><category term="68T50"/><category term="cs.CL"/><category term="&lt;b>"/></entry>"""
    (paper,) = found(entry)
    assert paper.title == "On $a < b$ <script>x</script> and 31m more"
    assert paper.abstract == "$\\alpha_{1}$ & so on"
    assert paper.authors == ("Ada Lovelace",)
    assert paper.categories == ("cs.CL",)


def test_long_texts_are_cut_with_a_sign() -> None:
    assert len(plain("x" * 10_000, MOST_TITLE)) == MOST_TITLE
    assert plain("a bc", 3) == "a…"
    assert plain("abc", 3) == "abc"


def test_entities_are_not_resolved() -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    body = (bomb + FEED.format(GOOD.replace("Good", "Good &a;&b;"))).encode()
    assert b"aaaa" not in readable_entries(body)
    assert b"root:" not in readable_entries(body)


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00\xff", b"no", b"<html></html>", b"<!DOCTYPE html><p>x", FEED.encode()[:-3]]
)
def test_what_is_no_whole_document_is_a_fault(body: bytes) -> None:
    for check in (check_atom, check_rss):
        with pytest.raises(Fault):
            check(Document(200, body))


@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 400))
def test_a_document_broken_anywhere_is_read_or_a_fault(junk: bytes, start: int, end: int) -> None:
    for whole, read in (
        (FEED.format(GOOD), readable_entries),
        (RSS.format(ITEM.format(kind="new", more="")), read_rss),
    ):
        body = whole.encode()
        try:
            read(body[:start] + junk + body[end:])
        except Fault:
            continue


ITEM = """<item><title>Seeing</title><link>https://arxiv.org/abs/2401.00002</link>
<description>arXiv:2401.00002v3 Announce Type: {kind}
Abstract: We see.</description>{more}</item>"""


@pytest.mark.parametrize(
    ("kind", "read"), [("new", "new"), ("cross", "cross"), ("replace", "replace"), ("replace-cross", "replace")]
)
@pytest.mark.parametrize("is_named", [True, False])
def test_an_announcement_tells_what_is_new_about_a_paper(kind: str, read: str, is_named: bool) -> None:
    more = f"<arxiv:announce_type>{kind}</arxiv:announce_type>" if is_named else ""
    channel = "<pubDate>Tue, 24 Nov 2026 00:00:00 -0500</pubDate>" + ITEM.format(kind=kind, more=more)
    day, (announced,), unread = read_rss(RSS.format(channel).encode())
    assert (day, unread, announced.kind) == (date(2026, 11, 24), 0, read)
    assert (announced.paper.id, announced.paper.version) == ("2401.00002", 3)
    assert announced.paper.abstract == "We see."
    assert announced.paper.updated == date(2026, 11, 24)
    assert announced.paper.published == (date(2024, 1, 1) if read == "replace" else date(2026, 11, 24))


def test_announcements_name_authors_and_categories() -> None:
    more = "<category>cs.CV</category><category>cs.LG</category><dc:creator>Ada Lovelace (London, UK), G. Hopper</dc:creator>"
    _, (announced,), _ = read_rss(RSS.format(ITEM.format(kind="new", more=more)).encode())
    assert announced.paper.authors == ("Ada Lovelace", "G. Hopper")
    assert announced.paper.categories == ("cs.CV", "cs.LG")


def test_an_announcement_without_a_day_is_of_the_month_in_its_id() -> None:
    channel = ITEM.format(kind="new", more="<pubDate>someday</pubDate>")
    day, (announced,), _ = read_rss(RSS.format(channel).encode())
    assert day == announced.paper.updated == date(2024, 1, 1)


def test_announcements_that_cant_be_read_are_counted_and_told() -> None:
    odd = "<item><title>No id</title></item><item><link>https://arxiv.org/abs/2401.00003</link></item>"
    time = StillTime()
    with Saying(RSS.format(odd + ITEM.format(kind="new", more="") * 2)) as server:
        announced = Arxiv(server.addresses, MemoryPace(time), clock=time.clock, sleep=time.sleep).announced(["cs.CV"])
    assert [paper.id for paper in announced.papers] == ["2401.00002"]
    assert announced.remarks == ("2 entries of arXiv's announcements could not be read.",)


def recorded() -> list[Path]:
    return sorted((DATA / "atom").glob("*.json"))


@needs_data
@pytest.mark.parametrize("path", recorded(), ids=lambda path: path.stem)
def test_recorded_answers_are_read(path: Path) -> None:
    answer = json.loads(path.read_text(encoding="utf-8"))
    document = Document(answer["status_code"], answer["body"].encode())
    if "id_abc" in path.stem:
        with pytest.raises(Refused, match="incorrect id format for abc"):
            check_atom(document)
        return
    check_atom(document)
    time = StillTime()
    with Saying(answer["body"]) as server:
        reads = Arxiv(server.addresses, MemoryPace(time), clock=time.clock, sleep=time.sleep)
        papers = reads.search(Wish(("testing",)), answer["body"].count("<entry>") or 1).papers
    assert len(papers) == answer["body"].count("<entry>")
    assert all(paper.authors and paper.categories and paper.abstract and paper.version for paper in papers)


@needs_data
def test_a_recorded_old_id_is_found_by_its_name() -> None:
    body = (DATA / "atom" / "id_quant-ph_0201082v1_s0_m100_86989fe779ef.xml").read_text(encoding="utf-8")
    time = StillTime()
    with Saying(body) as server:
        reads = Arxiv(server.addresses, MemoryPace(time), clock=time.clock, sleep=time.sleep)
        (paper,) = reads.papers([PaperName("quant-ph/0201082", 1)])
    assert (paper.id, paper.version, paper.published.year) == ("quant-ph/0201082", 1, 2002)


@needs_data
def test_recorded_announcements_are_read() -> None:
    (path,) = (DATA / "rss").glob("*.xml")
    day, (announced,), unread = read_rss(path.read_bytes())
    assert (day, unread, announced.kind) == (date(2025, 9, 18), 0, "new")
    assert announced.paper.id == "2509.13332"
    assert announced.paper.abstract.startswith("As Large Language Models")


def test_a_result_without_a_pdf_is_a_paper_all_the_same() -> None:
    result = arxiv.Result("http://arxiv.org/abs/2401.00001v1", title="x", summary="This paper was withdrawn.")
    paper = paper_of(result)
    assert paper
    assert paper.is_withdrawn


@pytest.mark.parametrize(
    ("said", "is_withdrawn"),
    [
        ("Withdrawn: Lemma 2 is wrong", True),
        ("withdrawn due to an error", True),
        ("[WITHDRAWN] 12 pages", True),
        ("This article has been withdrawn", True),
        ("12 pages. This paper has now been withdrawn by the authors", True),
        ("Paper withdrawn by its author; see 2401.00001", True),
        ("The submission was withdrawn from arXiv", True),
        ("It is withdrawn", True),
        ("We have withdrawn this paper because of a mistake", True),
        ("Withdrawn from a conference, since improved", False),
        ("This paper was withdrawn from ICLR", False),
        ("Supersedes the withdrawn arXiv:2401.00001", False),
        ("Supersedes 2401.00001, whose first version was withdrawn", False),
        ("Not withdrawn; v2 fixes typos", False),
        ("Dataset of withdrawn drugs, 12 pages", False),
        ("12 pages. Replaces a withdrawn submission", False),
        ("This paper studies two hundred withdrawn drugs", False),
        ("The work asks why papers are withdrawn", False),
        ("This paper is not withdrawn", False),
    ],
)
def test_a_paper_is_withdrawn_when_a_sentence_says_so_of_itself(said: str, is_withdrawn: bool) -> None:
    assert found(f"{GOOD[:-8]}<arxiv:comment>{said}</arxiv:comment></entry>")[0].is_withdrawn == is_withdrawn
    assert found(f"{GOOD[:-8]}<summary>{said.split('pages. ')[-1]}</summary></entry>")[0].is_withdrawn == is_withdrawn


def test_categories_are_those_of_arxiv_as_it_writes_them() -> None:
    terms = (
        "cs.CL",
        "cond-mat.mtrl-sci",
        "hep-th",
        "68T50",
        "I.2.7",
        "Primary 68T50; Secondary 03B70",
        "CS.lg",
        "cs.CL",
    )
    entry = GOOD[:-8] + "".join(f'<category term="{term}"/>' for term in terms) + "</entry>"
    assert found(entry)[0].categories == ("cs.CL", "cond-mat.mtrl-sci", "hep-th", "cs.LG")


def test_an_answer_without_anything_in_it_finds_nothing() -> None:
    assert found("") == ()
