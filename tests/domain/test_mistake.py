"""The same mistake is known again, wherever it is made and however its lines move; what isn't one isn't counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_findings import BERLIN, RULES, Shelf, a_finding

from studycoach.domain.finding import Finding
from studycoach.domain.mistake import (
    MOST_TIMES,
    KeptFinding,
    distrusted,
    fixed,
    known_again,
    ordinal,
    seen,
    told,
    with_ids,
    without_dismissed,
)
from studycoach.domain.session_states import live

MORNING = datetime(2026, 10, 3, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def befores(findings: tuple[Finding, ...]) -> list[int]:
    return [one.seen_before for one in findings]


PLACES = st.builds(
    a_finding,
    quote=st.sampled_from(("fit(X)", "fit( X )", "fit(Y)")),
    line=st.integers(1, 30),
    path=st.sampled_from(("train.py", "eval.py")),
    scope=st.sampled_from(("", "main", "Net.forward")),
    rule=st.sampled_from(RULES),
    cell=st.sampled_from((None, 3)),
)


@given(st.lists(PLACES, max_size=8), st.integers(1, 500))
def test_ids_are_unlike_and_stay_when_lines_move(findings, moved):
    named = with_ids(findings)
    ids = [one.id for one in named]
    assert len(set(ids)) == len(ids)
    assert [replace(one, id="") for one in named] == findings
    later = with_ids(replace(one, line=one.line + moved, end_line=one.line + moved) for one in findings)
    assert [one.id for one in later] == ids


@given(st.lists(PLACES, max_size=8, unique_by=lambda one: (one.line, one.cell)), st.randoms())
def test_ids_do_not_depend_on_the_order_in_which_findings_come(findings, random):
    ids = {replace(one, id=""): one.id for one in with_ids(findings)}
    mixed = random.sample(findings, len(findings))
    assert {replace(one, id=""): one.id for one in with_ids(mixed)} == ids


def test_an_id_is_of_path_scope_rule_and_words_alone_and_always_the_same():
    (one,) = with_ids([a_finding()])
    assert len(one.id) == 10
    assert one.id[0] == "f"
    like = [a_finding("scaler . fit( X )", 90, message="Y", severity="bug", title="other", column=9)]
    assert with_ids(like)[0].id == one.id
    unlike = ({"path": "b.py"}, {"scope": "main"}, {"rule": "seeded"}, {"quote": "scaler.fit(Z)"})
    assert one.id not in {with_ids([a_finding(**other)])[0].id for other in unlike}


def test_the_same_mistake_elsewhere_is_told_with_its_number_and_first_day():
    shelf = Shelf()
    assert befores(shelf.review(MORNING, a_finding())) == [0]
    assert befores(shelf.review(MORNING + 9 * DAY, a_finding(path="eval.py"))) == [1]
    (third,) = shelf.review(MORNING + 50 * DAY, a_finding(path="deep.py"))
    assert (third.seen_before, third.first_seen) == (2, "2026-10-03")
    assert told(third, date(2026, 11, 22)) == "third time, first on 3 October"
    assert told(third, date(2027, 1, 2)) == told(third) == "third time, first on 3 October 2026"
    assert told(a_finding()) == ""


def test_other_rules_and_several_places_at_once_are_no_earlier_time():
    shelf = Shelf()
    both = a_finding(), a_finding("scaler.fit(Z)", 9), a_finding(rule="seeded")
    assert befores(shelf.review(MORNING, *both)) == [0, 0, 0]
    assert shelf.times() == [MORNING, MORNING]


def test_looking_again_on_the_same_day_is_no_new_time_and_on_another_day_it_is():
    shelf = Shelf()
    shelf.review(MORNING, a_finding())
    assert befores(shelf.review(MORNING + HOUR, a_finding())) == [0]
    late = datetime(2026, 10, 3, 21, 59, tzinfo=UTC)
    assert befores(shelf.review(late, a_finding())) == [0]
    assert befores(shelf.review(late + timedelta(minutes=1), a_finding())) == [1], "midnight in Berlin"
    assert befores(shelf.review(late + HOUR, a_finding())) == [1]
    assert shelf.times() == [MORNING, late + timedelta(minutes=1)]


def test_another_place_on_the_same_day_is_a_new_time_and_the_first_place_keeps_its_own():
    shelf = Shelf()
    shelf.review(MORNING, a_finding())
    assert befores(shelf.review(MORNING + HOUR, a_finding(), a_finding(path="eval.py"))) == [0, 1]
    assert befores(shelf.review(MORNING + 2 * HOUR, a_finding(), a_finding(path="eval.py"))) == [0, 1]


def test_what_was_mended_and_comes_again_on_the_same_day_is_a_new_time():
    shelf = Shelf()
    shelf.review(MORNING, a_finding())
    assert [k.finding.quote for k in shelf.mend()] == ["scaler.fit(X)"]
    assert befores(shelf.review(MORNING + HOUR, a_finding())) == [1]
    assert [k.state for k in shelf.kept.values()] == ["open"]


def test_a_line_that_was_edited_and_is_still_wrong_is_the_same_place():
    shelf = Shelf()
    (first,) = shelf.review(MORNING, a_finding())
    edited = a_finding("scaler.fit(X_all)")
    assert shelf.mend(edited) == []
    for _ in range(2):
        (again,) = shelf.review(MORNING + HOUR, edited)
        assert (again.id, again.seen_before, again.quote) == (first.id, 0, "scaler.fit(X_all)")
    assert befores(shelf.review(MORNING + DAY, edited)) == [1]
    shelf.dismiss(again, MORNING + DAY)
    assert without_dismissed(with_ids([edited]), shelf.kept.values()) == ()


def test_a_place_beside_a_dismissed_one_is_a_place_of_its_own():
    shelf = Shelf()
    (first,) = shelf.review(MORNING, a_finding())
    shelf.dismiss(first, MORNING)
    (other,) = without_dismissed(with_ids([a_finding(), a_finding("scaler.fit(Z)")]), shelf.kept.values())
    assert (other.quote, other.id != first.id) == ("scaler.fit(Z)", True)
    assert befores(seen([other], shelf.kept.values(), BERLIN, MORNING + DAY)) == [0], "dismissed ones don't count"


def test_dismissing_takes_its_times_back_from_the_record_but_not_those_of_other_places():
    shelf = Shelf()
    first, second = shelf.review(MORNING, a_finding(), a_finding(path="eval.py"))
    shelf.dismiss(first, MORNING + HOUR)
    assert shelf.times() == [MORNING]
    shelf.dismiss(second, MORNING + HOUR)
    assert shelf.times() == []


@pytest.mark.parametrize(
    ("other", "reviewed", "rules", "is_mended"),
    [
        ({}, {"train.py": ()}, RULES, True),
        ({}, {"eval.py": ()}, RULES, False),
        ({}, {"train.py": ()}, ("seeded",), False),
        ({"source": "model"}, {"train.py": ()}, RULES, False),
        ({"source": "ruff"}, {"train.py": ()}, RULES, True),
        ({"scope": "main"}, {"train.py": {"main"}}, RULES, True),
        ({"scope": "main"}, {"train.py": {"other"}}, RULES, False),
    ],
)
def test_mended_is_what_is_gone_from_a_whole_file_whose_rule_was_run(other, reviewed, rules, is_mended):
    shelf = Shelf()
    shelf.review(MORNING, a_finding(**other))
    gone = fixed((), shelf.kept.values(), reviewed, rules)
    assert [k.finding.quote for k in gone] == ["scaler.fit(X)"] * is_mended


def test_of_two_places_in_one_function_the_one_that_is_gone_is_mended():
    shelf = Shelf()
    shelf.review(MORNING, a_finding(), a_finding("pca.fit(X)", 7))
    (gone,) = shelf.mend(a_finding("pca.fit(X)", 6))
    assert gone.finding.quote == "scaler.fit(X)"
    assert shelf.mend(a_finding("pca.fit(X)", 6)) == []


def kept_as(rule: str, **states: int) -> list[KeptFinding]:
    return [
        KeptFinding(a_finding(rule=rule, id=f"{rule}{state}{n}"), (MORNING,), MORNING, state)
        for state, many in states.items()
        for n in range(many)
    ]


@pytest.mark.parametrize(
    ("states", "is_distrusted"),
    [
        ({"dismissed": 2}, False),
        ({"dismissed": 3, "open": 9}, True),
        ({"dismissed": 3, "fixed": 3}, False),
        ({"dismissed": 4, "fixed": 3}, True),
    ],
)
def test_a_rule_that_is_dismissed_again_and_again_and_seldom_heeded_comes_last(states, is_distrusted):
    assert distrusted([*kept_as("scaled", **states), *kept_as("seeded", open=1)]) == {"scaled"} & (
        {"scaled"} if is_distrusted else set()
    )


def test_matters_of_style_are_known_again_but_stand_in_no_record():
    shelf = Shelf()
    shelf.review(MORNING, a_finding(severity="style"))
    assert befores(shelf.review(MORNING + DAY, a_finding(severity="style"))) == [1]
    assert shelf.rows == []


def test_a_row_of_the_record_names_topic_title_place_and_rule():
    shelf = Shelf()
    (one,) = shelf.review(MORNING, a_finding())
    (row,) = shelf.rows
    assert (row.kind, row.topic, row.title, row.note) == ("mistake_seen", "t", "Title of t", "Scaled before the split")
    assert (row.finding, row.rule, row.at) == (one.id, "scaled", MORNING)
    shelf = Shelf()
    shelf.review(MORNING, a_finding(topic="gone"), a_finding(topic=None, path="eval.py"))
    assert [(row.topic, row.title) for row in shelf.rows] == [("", "")]


def test_of_very_many_times_the_first_and_the_newest_are_kept():
    shelf = Shelf()
    for day in range(MOST_TIMES + 20):
        (one,) = shelf.review(MORNING + day * DAY, a_finding())
    assert one.seen_before == MOST_TIMES
    assert one.first_seen == "2026-10-03"
    assert len(shelf.times()) == MOST_TIMES


REVIEWS = st.lists(
    st.tuples(
        st.sampled_from(("review", "review", "mend", "dismiss")), st.integers(0, 30), st.lists(PLACES, max_size=4)
    ),
    max_size=8,
)


@given(REVIEWS)
def test_whatever_happens_the_record_tells_of_each_time_once_and_numbers_go_with_it(steps):
    shelf, now = Shelf(), MORNING
    for what, hours, findings in steps:
        now += timedelta(hours=hours, minutes=1)
        if what == "review":
            found = shelf.review(now, *findings)
            assert len({one.id for one in found}) == len(found)
            size = len(shelf.rows)
            assert shelf.review(now, *findings) == found
            assert len(shelf.rows) == size, "looking again writes nothing down"
        elif what == "mend":
            gone = shelf.mend(*findings, scopes=("main",))
            ids = {one.id for one in known_again(with_ids(findings), shelf.kept.values())}
            assert not ids & {k.finding.id for k in gone}
            assert all(k.finding.path == "train.py" and k.finding.scope != "Net.forward" for k in gone)
        elif shelf.kept:
            shelf.dismiss(next(iter(shelf.kept.values())).finding, now)
        standing = live(shelf.rows)
        times = {(row.rule, row.at) for row in standing}
        assert len(times) == len(standing)
        assert times == {(k.finding.rule, at) for k in shelf.kept.values() if k.state != "dismissed" for at in k.seen}
        for rule in RULES:
            (elsewhere,) = seen([a_finding(path="new.py", rule=rule, id="f0")], shelf.kept.values(), BERLIN, now)
            assert elsewhere.seen_before == sum(row.rule == rule for row in standing)


def test_numbers_in_order_are_written_as_people_say_them():
    said = [ordinal(n) for n in (1, 2, 3, 10, 11, 12, 13, 21, 22, 23, 24, 111, 1001)]
    assert said[:4] == ["first", "second", "third", "tenth"]
    assert said[4:] == ["11th", "12th", "13th", "21st", "22nd", "23rd", "24th", "111th", "1001st"]
