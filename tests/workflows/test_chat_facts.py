"""What a learner tells about themselves is kept, shown at once, and taken back when they want."""

from talking import answer, end, scripted, turn, with_model

from studycoach.agents.supervisor import Route, RoutedStep
from studycoach.memory import facts
from studycoach.workflows.chat import open_chat
from studycoach.workflows.chat_events import Remembered


def test_a_fact_is_kept_with_its_source_and_can_be_taken_back(services, learner_id):
    with open_chat(services, learner_id, "main") as chat:
        events = turn(chat, "I move to Lyon in May")
        told = [e.text for e in events if isinstance(e, Remembered)]
        assert told == ["I move to Lyon in May"]
        with services.database.read() as db:
            (fact,) = facts.standing(db, learner_id)
        assert (fact.text, fact.source) == ("I move to Lyon in May", "chat:main#1")
        assert "Lyon" in end(turn(chat, "/memory")).reply
        question = end(turn(chat, "/forget")).waiting
        assert "I move to Lyon in May" in question.text
        with services.database.read() as db:
            assert facts.standing(db, learner_id) == (fact,)
        assert "Lyon" in end(answer(chat, question, "yes")).reply
        assert end(turn(chat, "/forget 99")).problems
    with services.database.read() as db:
        assert facts.standing(db, learner_id) == ()


def test_a_fact_that_the_model_makes_up_or_that_is_secret_is_not_kept(services, learner_id):
    route = Route([RoutedStep("tutor", "hm")], remember="The learner loves cats")
    secret = Route([RoutedStep("tutor", "hm")], remember="my password is hunter22")
    model = scripted([route, "Hm.", secret, "Hm."])
    with open_chat(with_model(services, model), learner_id, "main") as chat:
        for message in ("blub blub cats", "by the way my password is hunter22 okay"):
            assert not [e for e in turn(chat, message) if isinstance(e, Remembered)]
