"""Papers are kept once, of each the newest version, and found by id, by search and by their words."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.paper import Paper
from studycoach.memory import papers

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_a_kept_paper_is_found_again_in_the_order_asked_for(database, paper, now):
    other = replace(paper, id="hep-th/9901001", version=1, published=date(1989, 1, 1), is_withdrawn=True)
    with database.write() as db:
        papers.keep(db, [other, paper], now)
        found = papers.find(db, [paper.id, "2401.99999", other.id])
    assert list(found.items()) == [(paper.id, paper), (other.id, other)]


@on_both
def test_a_newer_version_takes_the_place_of_an_older_one_and_never_the_other_way_round(database, paper, now):
    newer = replace(paper, version=3, title="Rip saws, sharper", updated=date(2026, 11, 1), comment="")
    older = replace(paper, version=1, title="Saws", published=date(2021, 6, 1))
    later = now + timedelta(days=1)
    with database.write() as db:
        papers.keep(db, [paper], now)
        papers.keep(db, [newer], later)
        papers.keep(db, [older], later + timedelta(days=1))
        assert papers.find(db, [paper.id]) == {paper.id: replace(newer, published=older.published)}
        assert papers.versions(db, paper.id) == {1: later + timedelta(days=1), 2: now, 3: later}
        papers.keep(db, [paper, newer], later + timedelta(days=2))
        assert papers.versions(db, paper.id)[2] == now
        assert [found.title for found in papers.search(db, "sharper")] == ["Rip saws, sharper"]


def test_what_an_announcement_doesn_t_know_is_not_lost_by_it(database, paper, now):
    announced = replace(
        paper, comment="", published=date(2021, 10, 18), updated=date(2021, 10, 18), authors=("Åsa Öberg",)
    )
    withdrawn = replace(paper, is_withdrawn=True)
    with database.write() as db:
        for word in (announced, paper, announced):
            papers.keep(db, [word], now)
        assert papers.find(db, [paper.id])[paper.id] == replace(paper, authors=("Åsa Öberg",))
        papers.keep(db, [withdrawn, paper], now)
        assert papers.find(db, [paper.id])[paper.id].is_withdrawn


def test_a_paper_given_twice_is_kept_once_in_its_newest_version(database, paper, now):
    with database.write() as db:
        papers.keep(db, [paper, replace(paper, version=4), paper], now)
        papers.keep(db, [], now)
        assert papers.find(db, [paper.id, paper.id])[paper.id].version == 4
        assert list(papers.versions(db, paper.id)) == [2, 4]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_the_order_in_which_versions_come_is_no_matter(database, paper, now, data):
    told = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    id_ = f"{data.draw(st.integers(1000, 9999))}.{data.draw(st.integers(10000, 99999))}"
    words = [replace(paper, id=id_, version=v, title=f"Version {v}", published=date(2021, 6, 9 - v)) for v in told]
    with database.write() as db:
        for word in words:
            papers.keep(db, [word], now)
        kept = papers.find(db, [id_])[id_]
        assert set(papers.versions(db, id_)) >= set(told)
    assert kept.version >= max(told)
    assert kept.title == f"Version {kept.version}"
    assert kept.published <= min(word.published for word in words)


def test_what_a_transaction_that_failed_kept_is_not_kept(database, paper, now):
    with suppress(RuntimeError), database.write() as db:
        papers.keep(db, [paper], now)
        raise RuntimeError("killed")
    with database.read() as db:
        assert papers.find(db, [paper.id]) == {}
        assert papers.versions(db, paper.id) == {}
        assert papers.search(db, "saws") == ()


def test_more_papers_than_a_database_takes_ids_at_once_are_found(database, paper, now):
    many = [replace(paper, id=f"2611.{number:05}") for number in range(2500)]
    with database.write() as db:
        papers.keep(db, many, now)
        assert list(papers.find(db, [p.id for p in many]).values()) == many


def test_a_search_is_known_for_as_long_as_was_asked(database, now):
    key = "all:saw " * 1000
    with database.write() as db:
        papers.keep_search(db, key, ["2106.09685", "2401.00001"], now)
        papers.keep_search(db, "nothing \ud800", [], now)
        assert papers.kept_search(db, key, now) == ("2106.09685", "2401.00001")
        assert papers.kept_search(db, key, now + timedelta(seconds=1)) is None
        assert papers.kept_search(db, key + " ", now) is None
        assert papers.kept_search(db, "nothing \ud800", now) == ()
        papers.keep_search(db, key, ["2401.00001"], now + timedelta(days=1))
        assert papers.kept_search(db, key, now + timedelta(hours=1)) == ("2401.00001",)


def test_searches_of_long_ago_are_forgotten(database, now):
    with database.write() as db:
        papers.keep_search(db, "old", ["2106.09685"], now - timedelta(days=40))
        papers.keep_search(db, "new", [], now)
        assert papers.kept_search(db, "old", now - timedelta(days=99)) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("adapters", ["2401.00001", "2401.00002"]),
        ("an ADAPTER for low ranks", ["2401.00001", "2401.00002"]),
        ("微调", ["2401.00003"]),
        ("what is the", []),
        ("own notes", []),
        ("", []),
    ],
)
def test_papers_of_arxiv_are_found_by_the_words_of_title_and_abstract(database, paper, own_paper, now, words, found):
    with database.write() as db:
        papers.keep(
            db,
            [
                replace(paper, id="2401.00001", title="Low-rank adapters", abstract="Adapters of low rank."),
                replace(paper, id="2401.00002", title="A study", abstract="An adapter fits the plug."),
                replace(paper, id="2401.00003", title="大语言模型微调", abstract=""),
                own_paper,
            ],
            now,
        )
        assert [p.id for p in papers.search(db, words)] == found
        assert [p.id for p in papers.search(db, words, most=1)] == found[:1]


def test_a_paper_of_any_text_is_kept_as_it_is(database, paper, now):
    title, abstract = "<b>\x1b[31m'; DROP TABLE papers; --</b>", "word " * 50_000
    strange = Paper("2611.00001", 1, title, abstract, (), (), paper.published, paper.updated)
    with database.write() as db:
        papers.keep(db, [strange], now)
        assert papers.find(db, [strange.id]) == {strange.id: strange}
