"""Reviews are kept, findings known again over them, and the record tells of each time once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from kept_findings import A_FINDING, A_REVIEW
from sqlalchemy import func, select

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.finding import Finding, Review, Skipped
from studycoach.domain.mistake import seen, with_ids
from studycoach.domain.session_states import live
from studycoach.memory import code_reviews, evidence, learners, roadmaps
from studycoach.memory.tables import metadata

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
DAY = timedelta(days=1)


@pytest.fixture
def finding() -> Finding:
    return A_FINDING


@pytest.fixture
def review() -> Review:
    return A_REVIEW


@pytest.fixture
def keep(database, learner_id, review):
    """Keeps a review with these findings, which are known again first, as `coach review` does."""

    def save(now, *findings, fixed=()):
        with database.write() as db:
            held = code_reviews.kept(db, learner_id)
            found = seen(with_ids(findings), held, learners.find(db, learner_id).learner.zone, now)
            made = replace(review, findings=found, fixed=tuple(fixed))
            return code_reviews.save(db, learner_id, made, now), found

    return save


@pytest.fixture
def told(database, learner_id):
    """What the record tells of mistakes."""

    def rows() -> list[tuple]:
        with database.read() as db:
            return [(r.kind, r.rule, r.at) for r in live(evidence.all_of(db, learner_id))]

    return rows


def counts(database) -> dict[str, int]:
    with database.read() as db:
        tables = metadata.sorted_tables
        return {table.name: db.execute(select(func.count()).select_from(table)).scalar() for table in tables}


@on_both
def test_a_review_is_found_as_it_was_made_and_the_newest_comes_first(database, learner_id, review, finding, now):
    with database.write() as db:
        assert code_reviews.latest(db, learner_id) is None
        first = code_reviews.save(db, learner_id, review, now)
        mended = replace(review, target="nothing", findings=(), fixed=(finding,))
        second = code_reviews.save(db, learner_id, mended, now + DAY)
        assert code_reviews.find(db, learner_id, first) == code_reviews.KeptReview(first, now, review)
        assert code_reviews.find(db, learner_id, second).review == mended
        assert code_reviews.find(db, learner_id, second + 1) is None
        assert [one.id for one in code_reviews.all_of(db, learner_id, 9)] == [second, first]
        assert [one.id for one in code_reviews.all_of(db, learner_id, 1)] == [second]
        assert code_reviews.latest(db, learner_id).id == second


@on_both
def test_the_same_mistake_in_another_review_is_known_again_and_told_in_the_record(
    database, learner_id, finding, keep, told, now
):
    _, (first,) = keep(now, finding)
    number, (second,) = keep(now + DAY, replace(finding, path="shop/glue.py"))
    assert (first.seen_before, second.seen_before, second.first_seen) == (0, 1, "2026-11-24")
    rule = finding.rule
    assert told() == [("mistake_seen", rule, now), ("mistake_seen", rule, now + DAY)]
    with database.read() as db:
        (row, _) = evidence.all_of(db, learner_id)
        assert (row.topic, row.title, row.note, row.finding) == ("saw", "Sawing", finding.title, first.id)
        newest, oldest = code_reviews.kept(db, learner_id)
        assert (newest.finding, newest.review, newest.times) == (second, number, 1)
        assert oldest.first_seen == oldest.last_seen == now


def test_looking_again_at_the_same_code_adds_one_review_and_nothing_else(database, finding, keep, now):
    keep(now, finding, replace(finding, rule="other"))
    before = counts(database)
    for minutes in range(5):
        keep(now + timedelta(minutes=minutes), finding, replace(finding, rule="other"))
    assert counts(database) == before | {"code_reviews": before["code_reviews"] + 5}


@on_both
def test_what_is_mended_is_learned_and_told_once(database, learner_id, finding, keep, told, now):
    _, found = keep(now, finding, replace(finding, quote="saw(board)"), replace(finding, rule="E501", severity="style"))
    for _ in range(2):
        keep(now + DAY, fixed=found)
    assert told() == [("mistake_seen", finding.rule, now), ("mistake_fixed", finding.rule, now + DAY)]
    with database.read() as db:
        assert {k.state for k in code_reviews.kept(db, learner_id)} == {"fixed"}
    keep(now + 2 * DAY, finding)
    with database.read() as db:
        held = {k.finding.quote: k for k in code_reviews.kept(db, learner_id, rules=[finding.rule])}
    assert (held["saw(plank)"].state, held["saw(plank)"].times, held["saw(board)"].state) == ("open", 2, "fixed")


@on_both
def test_a_dismissed_finding_keeps_its_reason_and_stays_so_and_its_times_are_taken_back(
    database, learner_id, finding, keep, told, now
):
    _, (one,) = keep(now, finding)
    with database.write() as db:
        kept = code_reviews.dismiss(db, learner_id, one.id, "  the plank is\n long ", now)
        assert (kept.state, kept.why) == ("dismissed", "the plank is long")
        assert code_reviews.find_finding(db, learner_id, one.id) == kept
    assert told() == []
    keep(now + DAY, one)
    assert told() == []
    with database.write() as db:
        assert code_reviews.find_finding(db, learner_id, one.id).state == "dismissed"
        back = code_reviews.take_back(db, learner_id, one.id, now + DAY)
        assert (back.state, back.why) == ("open", "")
        with pytest.raises(CoachError, match="isn't dismissed"):
            code_reviews.take_back(db, learner_id, one.id, now)
    assert told() == [("mistake_seen", finding.rule, now)]


@pytest.mark.parametrize("why", ["", " \n ", "x" * 2001])
def test_a_finding_is_not_dismissed_without_a_reason_that_can_be_kept(database, learner_id, finding, keep, now, why):
    _, (one,) = keep(now, finding)
    with pytest.raises(WrongInput, match="reason"), database.write() as db:
        code_reviews.dismiss(db, learner_id, one.id, why, now)


@on_both
def test_a_finding_is_named_by_the_beginning_of_its_id_as_long_as_that_is_one(
    database, learner_id, finding, review, now
):
    three = tuple(replace(finding, id=id_) for id_ in ("f0123456ab", "f0123456cd", "fa00000000"))
    with database.write() as db:
        code_reviews.save(db, learner_id, replace(review, findings=three), now)
        for name in ("fa", "FA0", " fa00000000 "):
            assert code_reviews.find_finding(db, learner_id, name).finding == three[2]
        with pytest.raises(WrongInput, match="2 findings"):
            code_reviews.find_finding(db, learner_id, "f0123")
        for name in ("", "f9", "%", "_", "f0123456ab0", "'; DROP TABLE findings", "\0", "\ud800"):
            with pytest.raises(WrongInput, match="There is no finding"):
                code_reviews.find_finding(db, learner_id, name)


@on_both
def test_findings_are_read_by_id_rule_or_file(database, learner_id, finding, keep, now):
    _, (here, there, other) = keep(now, finding, replace(finding, path="b.py"), replace(finding, rule="other"))
    with database.read() as db:

        def ids(**wanted) -> set[str]:
            return {k.finding.id for k in code_reviews.kept(db, learner_id, **wanted)}

        assert ids() == {here.id, there.id, other.id}
        assert ids(rules=[finding.rule]) == {here.id, there.id}
        assert ids(paths=["b.py"], ids=[other.id]) == {there.id, other.id}
        assert ids(rules=[]) == set()


@on_both
def test_two_learners_have_their_own_mistakes(database, learner_id, learner, roadmap, review, finding, told, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        number = code_reviews.save(db, other, review, now)
        assert code_reviews.kept(db, learner_id) == ()
        assert code_reviews.find(db, learner_id, number) is None
        with pytest.raises(WrongInput):
            code_reviews.dismiss(db, learner_id, finding.id, "not mine", now)
        code_reviews.save(db, learner_id, review, now)
        code_reviews.dismiss(db, learner_id, finding.id, "mine", now)
        assert code_reviews.find_finding(db, other, finding.id).state == "open"
        assert len(live(evidence.all_of(db, other))) == 1
    assert told() == []


@on_both
def test_reviews_at_once_count_each_time_once(database, learner_id, review, finding, told, now):
    ready = threading.Barrier(4)

    def look(path: str) -> None:
        ready.wait()
        with database.write() as db:
            found = with_ids([finding, replace(finding, path=path)])
            code_reviews.save(db, learner_id, replace(review, findings=found), now)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(look, ("0.py", "1.py", "0.py", "1.py")))
    with database.read() as db:
        assert len(code_reviews.kept(db, learner_id)) == 3
        assert len(code_reviews.all_of(db, learner_id, 9)) == 4
    assert told() == [("mistake_seen", finding.rule, now)]


def test_plans_rest_on_mistakes_and_not_on_matters_of_style(database, learner_id, finding, keep, now):
    def facts_version() -> int:
        with database.read() as db:
            return learners.find(db, learner_id).facts_version

    keep(now, replace(finding, severity="style"))
    assert facts_version() == 0
    keep(now, finding)
    assert facts_version() == 1
    keep(now, finding)
    assert facts_version() == 1


@on_both
def test_what_can_t_be_stored_or_is_endless_is_kept_as_far_as_it_can(database, learner_id, review, finding, now):
    odd = replace(
        finding,
        path="a\udcff\0.py",
        message="m" * 100_000,
        quote="q\0" * 9000,
        idea="\udc80",
        title="t" * 900,
        question="?" * 9000,
        fix="+" * 100_000,
    )
    wide = replace(
        review,
        target="\udcff",
        files=tuple(f"{n}\udcff.py" for n in range(5000)),
        skipped=tuple(Skipped("\0", "\udcff") for _ in range(5000)),
        findings=(odd, *(replace(finding, id=f"f{n:09x}") for n in range(2000))),
        fixed=(odd,) * 900,
        good="\udcff",
    )
    with database.write() as db:
        number = code_reviews.save(db, learner_id, wide, now)
        kept = code_reviews.find_finding(db, learner_id, odd.id).finding
        held = code_reviews.find(db, learner_id, number).review
        assert len(code_reviews.kept(db, learner_id)) == len(held.findings) == code_reviews.MOST_FINDINGS
    assert (kept.path, kept.fix, kept.idea) == ("a?\N{REPLACEMENT CHARACTER}.py", None, "?")
    assert max(len(kept.message), len(kept.quote), len(kept.question), len(kept.title)) == 2000
    assert len(held.files) == len(held.skipped) == len(held.fixed) == code_reviews.MOST_NAMES
    assert (held.target, held.good) == ("?", "?")


def test_after_a_change_of_roadmap_the_record_names_topics_of_the_new_one(
    database, learner_id, learner, roadmap, finding, keep, now
):
    keep(now, finding)
    stage = replace(roadmap.stages[0], items=(replace(roadmap.stages[0].items[1], prerequisites=()),))
    with database.write() as db:
        key = roadmaps.save(db, replace(roadmap, stages=(stage,)), now)
        learners.change(db, learner_id, learner, key)
    keep(now + DAY, finding)
    with database.read() as db:
        assert [(row.topic, row.title) for row in evidence.all_of(db, learner_id)] == [("saw", "Sawing"), ("", "")]
