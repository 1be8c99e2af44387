"""What the ranking of papers rests on, read from the database."""

from datetime import date

from studycoach.domain.paper import Paper
from studycoach.workflows.paper_facts import paper_facts
from studycoach.workflows.services import Services


def a_paper(id_: str, title: str, abstract: str = "") -> Paper:
    return Paper(id_, 1, title, abstract, ("A",), ("cs.CL",), date(2026, 11, 20), date(2026, 11, 20))


def test_without_a_plan_the_first_open_topics_count_as_this_weeks_and_others_as_the_next(
    services: Services, learner_id
):
    facts = paper_facts(services, learner_id)
    assert len(facts.place.this_week) == 3
    assert facts.place.coming
    assert not set(facts.place.this_week) & set(facts.place.coming)
    assert facts.stage == facts.place.stage == 1


def test_the_best_papers_are_near_the_learners_topics_and_not_all_the_same(services: Services, learner_id):
    facts = paper_facts(services, learner_id)
    title = facts.roadmap.by_id[facts.place.this_week[0]].title
    same = [a_paper(f"2611.0000{n}", f"{title} in Spanish", f"Vowels that are heard {n} times.") for n in range(4)]
    other = a_paper("2611.00009", "Spanish Verbs", "How Spanish is learned by adults.")
    robots = a_paper("2611.00010", "Robot Arms", "Arms that are steered by magnets.")
    picked = facts.pick([robots, *same, other], 4)
    assert [paper.id for paper, _ in picked[:1]] == ["2611.00000"]
    assert f"near “{title}”, your topic this week" in picked[0][1].why
    assert other in [paper for paper, _ in picked]
    assert robots not in [paper for paper, _ in picked]


def test_a_single_paper_is_ranked_too(services: Services, learner_id):
    _, (one,) = paper_facts(services, learner_id).ranked([a_paper("2611.00010", "Robot Arms", "Steered by magnets.")])
    assert (one.id, one.score) == ("2611.00010", 0)
    assert one.why == "near nothing that is known of you"
