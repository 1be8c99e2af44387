"""A mistake made again brings its topic back into the next plan, says so, and is settled by looking at it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.plan_wording import SessionWords, accept
from studycoach.domain.record import Evidence
from studycoach.domain.recording import known_rows, undo_rows
from studycoach.domain.session_states import live

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ROADMAP = a_roadmap(
    (an_item("split", 300), an_item("loops", 300), an_item("p", 400, type="project")), (an_item("adam", 900),)
)


class Learning(Life):
    """A learner whose code is reviewed."""

    def mistake(
        self, topic: str = "split", days: int = 0, rule: str = "scaled", kind: str = "mistake_seen", **other
    ) -> None:
        at = self.now + days * DAY
        row = Evidence(
            0, 0, kind, at, topic, f"Title of {topic}", note="Scaled before the split", finding="f012345678", rule=rule
        )
        self.write((replace(row, **other),))

    def reviews(self, week=None) -> list:
        _, plan = self.plan(week)
        return [s for s in plan.sessions if s.kind == "review" and s.state == "planned"]

    def topics(self, week=None) -> list[str]:
        return [s.topic for s in self.reviews(week)]


@pytest.fixture
def life() -> Learning:
    return Learning(a_learner(), ROADMAP, MONDAY)


@pytest.fixture
def finished(life) -> Learning:
    """The topic was finished five weeks ago and recalled well since, so that it is due in months."""
    life.now = MONDAY - 35 * DAY
    life.log("split", 300)
    for days in (4, 11, 15):
        life.now += days * DAY
        life.write((Evidence(0, 0, "recalled", life.now, "split", "Title of split", rating="easy"),))
    life.now = MONDAY
    assert life.topics() == []
    life.plans.clear()
    return life


def test_a_mistake_made_once_changes_no_plan(life):
    _, before = life.plan()
    life.plans.clear()
    life.mistake()
    life.mistake(rule="another")
    _, plan = life.plan()
    assert plan == before


@pytest.mark.parametrize("world", ["life", "finished"])
def test_a_mistake_made_again_brings_its_topic_into_the_plan_from_the_next_day_on(request, world):
    life = request.getfixturevalue(world)
    life.mistake(days=-51)
    for _ in range(2):
        life.mistake()
    (review,) = life.reviews()
    assert review.topic == "split"
    assert review.day == (MONDAY + DAY).date()
    assert review.why == "you made this mistake for the third time: Scaled before the split, first on 3 October"
    assert review.task.startswith("`coach review show f012345678` shows the place:")
    assert "Title of split" in review.task


def test_the_year_is_told_when_it_is_another_one(life):
    life.mistake(days=-400)
    life.mistake()
    assert life.reviews()[0].why.endswith("for the second time: Scaled before the split, first on 19 October 2025")


def test_a_kept_week_is_revised_and_its_other_sessions_stay_on_their_days(life):
    _, before = life.plan()
    life.mistake(days=-9)
    life.mistake()
    _, plan = life.plan()
    assert [s.topic for s in plan.sessions if s.kind == "review"] == ["split"]
    stay = {s.id for s in before.sessions} & {s.id for s in plan.sessions if s.state == "planned"}
    assert len(stay) >= len(before.sessions) - 1


def test_a_mistake_on_sunday_comes_into_the_next_week(life):
    life.now = MONDAY + 6 * DAY
    life.mistake(days=-9)
    life.mistake()
    assert life.topics() == []
    assert life.topics(life.week.plus(1)) == ["split"]


@pytest.mark.parametrize("world", ["life", "finished"])
def test_looking_at_it_settles_it_until_it_is_made_again(request, world):
    life = request.getfixturevalue(world)
    life.mistake(days=-9)
    life.mistake()
    (review,) = life.reviews()
    life.now = review.starts_at + timedelta(minutes=10)
    life.do(review)
    assert life.record().mistakes == {}
    assert life.topics() == []
    life.mistake(days=1)
    life.now += DAY
    assert life.record().mistakes["split"].times == 3
    assert life.topics() == ["split"]


def test_work_on_an_unfinished_topic_settles_it_and_what_was_made_before_it_doesn_t_come_back(life):
    life.mistake(days=-9)
    life.mistake(days=-1)
    life.log("split", 30)
    assert life.topics() == []
    life.mistake(days=-2)
    assert life.record().mistakes == {}


def test_a_mistake_that_is_seen_day_after_day_stays_due_since_the_first(life):
    life.mistake(days=-9)
    life.mistake(days=-4)
    due = life.record().cards[0].due
    for days in (-3, -2, -1, 0):
        life.mistake(days=days)
    (card,) = life.record().cards
    assert card.due == due
    assert life.record().mistakes["split"].times == 6


def test_a_finished_topic_was_not_recalled_and_comes_soon_again_after_the_review(finished):
    before = finished.record().cards[0].due
    finished.mistake(days=-9)
    finished.mistake()
    finished.now += DAY
    finished.write((Evidence(0, 0, "recalled", finished.now, "split", "Title of split", rating="good"),))
    (card,) = finished.record().cards
    assert finished.now < card.due < before


def test_a_topic_of_a_later_stage_is_looked_at_too_since_its_code_is_written_already(life):
    life.mistake("adam", days=-9)
    assert life.record().mistakes == {}
    life.mistake("adam")
    assert life.topics() == ["adam"]


def test_a_later_topic_that_is_known_by_word_is_looked_at(life):
    life.write(known_rows([ROADMAP.by_id["adam"]], life.record(), at=life.now - 30 * DAY))
    life.mistake("adam", days=-9)
    life.mistake("adam")
    assert life.topics() == ["adam"]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "What split was before"},
        {"topic": "gone"},
        {"topic": "", "title": ""},
        {"topic": "p", "title": "Title of p"},
    ],
)
def test_a_mistake_on_no_topic_of_this_roadmap_is_counted_and_planned_for_no_one(life, other):
    life.mistake(days=-9, **other)
    life.mistake(days=-8, **other)
    assert life.record().mistakes == {}
    assert life.topics() == []
    life.mistake()
    assert life.record().mistakes["split"].times == 3


def test_what_was_taken_back_as_no_mistake_is_not_planned_for(life):
    life.mistake(days=-9)
    life.mistake()
    life.write((Evidence(0, 0, "undone", life.now, undoes=1),))
    assert life.record().mistakes == {}


def test_undo_takes_back_what_the_learner_did_and_no_mistake(life):
    life.log("loops", 30)
    life.mistake()
    life.mistake(kind="mistake_fixed")
    _, undone = undo_rows(life.evidence, at=life.now)
    assert [row.kind for row in undone] == ["work_logged"]
    only = [row for row in live(life.evidence) if row.kind != "work_logged"]
    assert undo_rows(only, at=life.now) is None


def test_mending_is_a_day_of_study_and_being_found_out_is_none(life):
    life.mistake()
    assert life.record().last_active is None
    life.mistake(kind="mistake_fixed")
    assert life.record().last_active == MONDAY.date()
    assert life.record().cards == ()


def test_a_model_can_t_word_away_where_to_look(life):
    life.mistake(days=-9)
    life.mistake()
    _, plan = life.plan()
    (review,) = [s for s in plan.sessions if s.kind == "review"]
    words = SessionWords(review.id, "Recall Title of split once more.", "You recalled Title of split.")
    assert accept(plan, [words], ROADMAP, "tiny") == plan
