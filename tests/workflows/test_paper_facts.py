"""What the ranking of papers rests on, read from the database."""

from datetime import date

from studycoach.domain.paper import Paper
from studycoach.workflows import weekly_plan
from studycoach.workflows.paper_facts import paper_facts
from studycoach.workflows.services import Services


def a_paper(id_: str, title: str, abstract: str = "") -> Paper:
    return Paper(id_, 1, title, abstract, ("A",), ("cs.CL",), date(2026, 11, 20), date(2026, 11, 20))


def test_without_a_plan_no_topic_is_called_this_weeks(services: Services, learner_id, week):
    facts = paper_facts(services, learner_id)
    assert facts.place.this_week == ()
    assert facts.stage == facts.place.stage == 1
    weekly_plan.make(services, learner_id, week)
    planned = paper_facts(services, learner_id).place
    assert set(planned.this_week) & set(facts.place.coming)
    assert not set(planned.this_week) & set(planned.coming)


def test_the_best_papers_are_near_the_learners_topics_and_not_all_the_same(services: Services, learner_id):
    facts = paper_facts(services, learner_id)
    title = facts.roadmap.by_id[facts.place.coming[0]].title
    same = [a_paper(f"2611.0000{n}", f"{title} in Spanish", f"Vowels that are heard {n} times.") for n in range(4)]
    other = a_paper("2611.00009", "Spanish Verbs", "How Spanish is learned by adults.")
    robots = a_paper("2611.00010", "Robot Arms", "Arms that are steered by magnets.")
    picked = facts.pick([robots, *same, other], 4)
    assert [paper.id for paper, _ in picked[:1]] == ["2611.00000"]
    assert f"near “{title}”, next on your roadmap" in picked[0][1].why
    assert other in [paper for paper, _ in picked]
    assert robots not in [paper for paper, _ in picked]


def test_a_single_paper_is_ranked_too(services: Services, learner_id):
    _, (one,) = paper_facts(services, learner_id).ranked([a_paper("2611.00010", "Robot Arms", "Steered by magnets.")])
    assert (one.id, one.score) == ("2611.00010", 0)
    assert one.why == "near nothing that is known of you"
