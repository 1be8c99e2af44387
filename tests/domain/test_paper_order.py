"""Papers in the order of their worth for one learner."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from worlds import a_learner

from studycoach.domain.paper import Paper
from studycoach.domain.paper_order import Order, varied
from studycoach.domain.paper_profile import VotedPaper, place_of, profile_of
from studycoach.domain.ranking import Part, Ranked
from studycoach.domain.record import ItemRecord, Record
from studycoach.tools.roadmap_file import read_shipped

ROADMAP = read_shipped("genai-scientist")
KNOWN = Record(items={item.id: ItemRecord(known=True) for stage in ROADMAP.stages[:3] for item in stage.items})
ROBOT = "Robot arms are steered by magnets, and magnets hold what the robot arms take from a conveyor belt."
WEAVING = "Looms weave silk into patterns, and weavers knot the silk threads by hand in the old villages."


def a_paper(id_: str, title: str, abstract: str = "") -> Paper:
    return Paper(id_, 1, title, abstract, ("A",), ("cs.CL",), date(2026, 11, 20), date(2026, 11, 20))


LORA = a_paper("2611.00001", "LoRA in Small Steps", "LoRA adapts a model.")
AGENTS = a_paper("2611.00002", "Agentic Work with RAG", "Agents that look things up.")
ROBOTS = a_paper("2611.00003", "Robot Arms and Magnets", ROBOT)
WEAVERS = a_paper("2611.00004", "Weaving of Silk", WEAVING)
POTS = a_paper("2611.00005", "Clay Pots", "Clay is burnt at a low heat in pits.")
PAPERS = (LORA, AGENTS, ROBOTS, WEAVERS, POTS)


def ranked(papers: Sequence[Paper] = PAPERS, this_week=("lora",), near=None, **given) -> dict[str, Ranked]:
    learner = replace(a_learner(stage=4), interests=given.pop("interests", ()))
    profile = profile_of(ROADMAP, KNOWN, learner, this_week=this_week, **given)
    order = Order(ROADMAP, KNOWN, place_of(ROADMAP, KNOWN, this_week), profile)
    found = order.of(papers, near) if near else order.of(papers)
    return {one.id: one for one in found[1]}


def ids(**given) -> list[str]:
    return list(ranked(**given))


def test_a_topic_of_this_week_comes_first_then_what_is_on_the_road_then_all_else_with_a_score_of_0():
    found = ranked()
    assert list(found) == [LORA.id, AGENTS.id, ROBOTS.id, WEAVERS.id, POTS.id]
    assert found[LORA.id].score == 1
    assert found[LORA.id].why.startswith("near “LoRA”, your topic this week")
    assert found[LORA.id].parts[0].label == "“LoRA”, your topic this week"
    assert found[POTS.id].score == 0
    assert found[POTS.id].why == "near nothing that is known of you"


def test_a_paper_like_a_liked_one_comes_before_a_topic_and_says_why():
    found = ranked(votes=[VotedPaper(a_paper("2601.00001", "Magnets That Steer Robot Arms", ROBOT), 1)])
    assert next(iter(found)) == ROBOTS.id
    assert found[ROBOTS.id].why.startswith("you liked 2601.00001; shares: ")


def test_a_liked_paper_that_is_like_none_moves_nothing_and_is_not_named():
    liked = VotedPaper(a_paper("2601.00001", "Volcanoes", "Lava flows over a low ridge at night."), 1)
    found = ranked(votes=[liked])
    assert list(found)[:2] == [LORA.id, AGENTS.id]
    assert not any("2601.00001" in one.why for one in found.values())


def test_many_liked_papers_do_not_drown_a_topic():
    votes = [VotedPaper(a_paper(f"2601.{n:05}", "Magnets That Steer Robot Arms", ROBOT), 1) for n in range(200)]
    found = ranked(votes=votes)
    assert set(list(found)[:2]) == {ROBOTS.id, LORA.id}
    assert found[LORA.id].score > 0.5


def test_a_paper_like_one_that_was_voted_down_falls_behind_even_when_it_is_near_a_topic():
    arms = a_paper("2611.00009", "LoRA for Robot Arms", ROBOT)
    before = ids(papers=(arms, AGENTS, POTS))
    down = [VotedPaper(a_paper("2601.00001", "Magnets That Steer Robot Arms", ROBOT), -1)]
    after = ranked(papers=(arms, AGENTS, POTS), votes=down)
    assert before[0] == arms.id
    assert next(iter(after)) == AGENTS.id
    assert after[arms.id].why.endswith("but you voted down 2601.00001")
    assert "voted down" not in after[AGENTS.id].why


def test_an_interest_is_named_only_where_most_of_its_words_stand():
    both = a_paper("2611.00010", "Silk Weaving Machines")
    one = a_paper("2611.00011", "Silk of Spiders")
    found = ranked(papers=(both, one, POTS), interests=("silk weaving",))
    assert next(iter(found)) == both.id
    assert "your interest in silk weaving" in found[both.id].why
    assert "silk weaving" not in found[one.id].why


def test_what_the_learner_does_not_want_comes_last_and_says_so():
    found = ranked(papers=(a_paper("2611.00012", "LoRA for Robotics"), LORA, POTS), interests=("not robotics",))
    assert list(found)[-1] == "2611.00012"
    assert found["2611.00012"].score == 0
    assert "robotics, which you don't want" in found["2611.00012"].why


def test_what_can_be_read_now_comes_before_what_asks_for_more():
    later = a_paper("2611.00000", "LoRA in Small Steps by GRPO", "LoRA adapts a model.")
    found = ranked(papers=(later, LORA))
    assert list(found) == [LORA.id, later.id]


def test_where_there_are_embeddings_what_is_near_by_them_rises_but_not_what_is_not_wanted():
    unwanted = a_paper("2611.00012", "Robotics")

    def near(profile, found):
        return {paper.id: 1.0 if paper.id in (POTS.id, unwanted.id) else 0.0 for paper in found}

    found = ids(papers=(*PAPERS, unwanted), near=near, interests=("not robotics",))
    assert found.index(POTS.id) < found.index(ROBOTS.id)
    assert found[-1] == unwanted.id


def test_without_papers_there_is_no_order():
    assert ranked(papers=()) == {}


@given(st.permutations(PAPERS))
def test_the_order_in_which_papers_come_makes_no_difference(papers: list[Paper]):
    votes = [VotedPaper(a_paper("2601.00001", "Looms", WEAVING), 1)]
    assert ranked(papers=papers, votes=votes) == ranked(votes=votes)


@given(
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=200)), max_size=5),
    st.lists(st.text(max_size=40), max_size=3),
)
def test_any_papers_and_interests_give_each_paper_a_place_a_score_and_a_line(texts, interests):
    papers = [a_paper(f"2611.{n:05}", title, abstract) for n, (title, abstract) in enumerate(texts)]
    found = ranked(papers=papers, interests=tuple(interests))
    assert set(found) == {paper.id for paper in papers}
    scores = [one.score for one in found.values()]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert all(one.why and "\n" not in one.why for one in found.values())


def test_of_one_topic_there_are_no_more_than_three_while_others_are_left():
    lora = Part("“LoRA”, your topic this week", "topic", 1.0, ())
    many = [Ranked(f"a{n}", 1.0, "", (lora,)) for n in range(6)]
    others = [Ranked(f"b{n}", 0.5, "") for n in range(4)]
    assert [one.id for one in varied([*many, *others], 6)] == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert [one.id for one in varied(many, 5)] == ["a0", "a1", "a2", "a3", "a4"]
