"""The paper reader in a conversation: with a model and without, over several messages."""

import asyncio
import mailbox
from dataclasses import replace

import pytest
from paper_talk import doings, marks, reply_to, spoken_of
from paper_worlds import method, some_papers
from talking import answer, end, scripted, turn, with_model

from studycoach.agents.paper_questions import GivenAnswer, GivenSentence
from studycoach.agents.paper_reader import Said, WholePaper
from studycoach.domain.digest import DigestRules
from studycoach.llm.scripted import SCRIPTED
from studycoach.memory import digests
from studycoach.workflows.chat import open_chat, studio_graph
from studycoach.workflows.chat_events import Said as Told

ONE, TWO, FOUR = "2611.00001", "2611.00002", "2611.00004"
BIG = replace(SCRIPTED, embedder="", context=65536)
on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def digest_rules() -> DigestRules:
    """Three papers of one category."""
    return DigestRules(papers=3, categories=("cs.CL",))


@on_both
def test_papers_are_found_read_and_asked_about_without_a_model_over_several_messages(at_hand, learner_id):
    with open_chat(at_hand, learner_id, "main") as chat:
        events = turn(chat, "find papers on spanish")
    assert doings(events) == ["looks at papers", "searches arXiv"]
    assert end(events).reply.splitlines()[0] == (
        f"1. **Verb Endings of Spanish Learned by Small Networks** (2026), https://arxiv.org/abs/{ONE}"
    )
    with open_chat(at_hand, learner_id, "main") as chat:
        events = turn(chat, "read the first one")
    assert doings(events)[:3] == ["looks at papers", f"fetches {ONE}", f"reads {ONE}"]
    assert method(ONE) in end(events).reply
    assert "sentences of the paper itself" in end(events).reply
    assert end(events).written_by == "rules"
    reply = reply_to(at_hand, learner_id, "what did they test on adults?")
    assert "no model" in reply.lower()
    assert "[1] Verb Endings of Spanish Learned by Small Networks, §4 Limitations: “We tested only on adults" in reply
    assert spoken_of(at_hand, learner_id) == {"listed": [ONE, FOUR], "current": ONE}


def test_what_is_spoken_of_is_remembered_for_one_conversation_alone(at_hand, learner_id):
    reply_to(at_hand, learner_id, "find papers on spanish", thread="ask")
    assert method(ONE) in reply_to(at_hand, learner_id, "read the first one", thread="ask")
    assert "Which paper" in reply_to(at_hand, learner_id, "give me a summary of this paper", thread="other")


def test_nothing_found_is_a_sentence_and_what_was_listed_stays(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "find papers on spanish", "find papers on *zyxgon*")
    assert reply == "arXiv has nothing in which all of this stands: zyxgon. Fewer words find more."
    assert spoken_of(at_hand, learner_id)["listed"] == [ONE, FOUR]
    assert "Nothing in “Verb Endings" in reply_to(at_hand, learner_id, f"what does {ONE} say about zyxgons?")
    assert "no paper 2611.09999" in reply_to(at_hand, learner_id, "read 2611.09999")


def test_a_paper_is_called_by_its_title_and_what_fits_several_is_asked_about(at_hand, learner_id, arxiv):
    papers_ = [
        replace(p, title=title) for p, title in zip(some_papers(), ("LoRA: Low Rank", "QLoRA, and LoRA"), strict=False)
    ]
    arxiv.papers = (*papers_, *arxiv.papers[2:])
    assert method(ONE) in reply_to(at_hand, learner_id, "summarise the LoRA paper")
    reply = reply_to(at_hand, learner_id, "read the word order in paper", "read the QLoRA paper")
    assert "Which of these do you mean" in reply
    assert "no paper that is called “Zyxgon”" in reply_to(at_hand, learner_id, "read the Zyxgon paper")


def test_two_papers_are_compared(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, f"compare {ONE} and {TWO}")
    assert "Verb Endings" in reply
    assert "Spoken Greetings" in reply


def test_papers_like_one_are_ranked_by_its_words_and_it_is_not_among_them(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "find papers on spanish", f"read {ONE}", "papers similar to this one")
    assert reply.splitlines()[0].startswith("Most like “Verb Endings of Spanish")
    assert spoken_of(at_hand, learner_id)["listed"][0] == FOUR, "it is of Spanish too"
    assert ONE not in spoken_of(at_hand, learner_id)["listed"]


@pytest.mark.slow
def test_the_papers_shown_are_put_into_the_learners_order_with_the_reasons(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "find papers on spanish", "which of these is the best for me?")
    assert "worth your time" in reply
    assert reply.count("\n   ") == 2


@pytest.mark.slow
def test_the_digest_is_made_in_the_conversation_with_its_progress_and_letter(at_hand, learner_id):
    with open_chat(at_hand, learner_id, "main") as chat:
        events = turn(chat, "what's in the digest today")
        first = end(events).reply
        assert end(turn(chat, "the digest once more")).reply == first
        listed = spoken_of(at_hand, learner_id)["listed"]
        assert method(listed[1]) in end(turn(chat, "read the second one")).reply
    told = doings(events)
    assert any(doing.startswith("explains ") and "(3 of 3)" in doing for doing in told)
    assert "**Papers of 24 November 2026**" in first
    assert len(mailbox.Maildir(at_hand.inbox, create=False)) == 1


@pytest.mark.slow
def test_the_models_of_the_conversation_explain_and_answer_and_are_counted(at_hand, learner_id):
    point = Said("result", method(ONE), "It reaches 01.5 percent accuracy on 21 data sets.")
    paper = WholePaper([point], method(ONE), "It proposes a method.", "Try it on ten verbs.", [])
    given = GivenAnswer(is_answered=True, sentences=[GivenSentence(["p1"], "They tested only on adults.")])
    model = scripted([paper, given], BIG)
    with open_chat(with_model(at_hand, model), learner_id, "main") as chat:
        read = end(turn(chat, f"read {ONE}"))
        asked = end(turn(chat, f"what does {ONE} say: were adults tested?"))
    assert (read.calls, read.written_by) == (1, "scripted")
    assert "It reaches 01.5 percent accuracy on 21 data sets." in read.reply
    assert asked.calls == 1
    assert "They tested only on adults. [1]" in asked.reply
    assert "[1] Verb Endings" in asked.reply


@pytest.mark.slow
def test_a_vote_in_the_learners_words_counts_at_once_with_its_reason(at_hand, learner_id):
    reply = reply_to(
        at_hand, learner_id, "find papers on spanish", "the second one is not for me because it has no code"
    )
    assert "Less like “Word Order in Questions” (2611.00004) will come" in reply
    reply_to(at_hand, learner_id, f"/papers + {ONE}")
    assert marks(at_hand, learner_id)[0] == {(ONE, 1, ""), (FOUR, -1, "it has no code")}


@pytest.mark.slow
def test_having_read_a_paper_is_recorded_after_a_yes(at_hand, learner_id):
    with open_chat(at_hand, learner_id, "main") as chat:
        waiting = end(turn(chat, f"I've read {ONE}, took 40 minutes")).waiting
        assert waiting is not None
        assert "read: “Verb Endings of Spanish Learned by Small Networks” (2611.00001), 40 minutes" in waiting.text
        assert marks(at_hand, learner_id)[2] == []
        assert "Recorded" in end(answer(chat, waiting, "yes")).reply
    assert marks(at_hand, learner_id)[2] == [(ONE, 40)]


@pytest.mark.slow
def test_another_window_sees_what_was_listed_in_this_conversation(at_hand, learner_id):
    with open_chat(at_hand, learner_id, "main") as here, open_chat(at_hand, learner_id, "main") as there:
        turn(here, "find papers on spanish")
        assert method(FOUR) in end(turn(there, "read the second one")).reply
        assert "Word Order" in end(turn(here, "I liked it")).reply


@pytest.mark.slow
def test_the_graph_alone_finds_papers_though_no_conversation_is_marks(at_hand, learner_id):
    async def said(message):
        graph = studio_graph(at_hand, learner_id)
        parts = graph.astream({"message": message}, stream_mode="custom")
        return [part.text async for part in parts if isinstance(part, Told)]

    assert "Verb Endings" in asyncio.run(said("find papers on spanish"))[0]
    assert method(ONE) in asyncio.run(said(f"read {ONE}"))[0]
    assert "Which paper" in asyncio.run(said("/papers summarise this paper"))[0]


@pytest.fixture
def after_reading(at_hand, learner_id):
    """Says something after a paper was found and read; gives the whole end of that turn."""

    def say(message):
        with open_chat(at_hand, learner_id, "main") as chat:
            turn(chat, "find papers on spanish")
            turn(chat, "read the first one")
            return end(turn(chat, message))

    return say


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ("what did they say about adults?", "“We tested only on adults"),
        (
            "who wrote it?",
            "wrote “Verb Endings of Spanish Learned by Small Networks” (2611.00001). It came to arXiv on",
        ),
        ("why did you choose it?", "No digest brought “Verb Endings of Spanish Learned by Small Networks”"),
        ("what is the exercise?", "**Exercise** for “Verb Endings"),
        ("is it readable for me?", "” (2611.00001) is readable for you "),
        ("I liked it", "More like “Verb Endings"),
        ("das gefiel mir", "More like “Verb Endings"),
        ("the paper was bad", "Less like “Verb Endings"),
        ("lies das zweite", "Word Order in Questions"),
    ],
)
@pytest.mark.slow
def test_what_is_said_after_a_paper_was_read_is_taken_to_be_about_it(after_reading, message, reply):
    ended = after_reading(message)
    assert [step.agent for step in ended.steps] == ["paper_reader"]
    assert reply in ended.reply
    assert ended.written_by == "rules"


@pytest.mark.slow
def test_what_was_too_hard_is_voted_down_on_a_yes_alone(at_hand, learner_id):
    with open_chat(at_hand, learner_id, "main") as chat:
        turn(chat, f"read {ONE}")
        waiting = end(turn(chat, "it was too hard")).waiting
        assert waiting is not None
        assert waiting.text == "Shall less like “Verb Endings of Spanish Learned by Small Networks” (2611.00001) come?"
        assert marks(at_hand, learner_id)[0] == set()
        assert "Less like" in end(answer(chat, waiting, "yes")).reply
    assert marks(at_hand, learner_id)[0] == {(ONE, -1, "it was too hard")}


@pytest.mark.slow
def test_a_paper_is_picked_from_the_digest_whatever_was_listed_since_and_its_reason_is_the_digests(at_hand, learner_id):
    assert "No digest was made yet" in reply_to(at_hand, learner_id, "read the first one of the digest")
    reply_to(at_hand, learner_id, "today's digest of papers")
    with at_hand.database.read() as db:
        made = digests.latest(db, learner_id)
    last = made.papers[-1]
    reply_to(at_hand, learner_id, "find papers on spanish")
    assert method(last.paper.id) in reply_to(at_hand, learner_id, "read the last one of the digest")
    reply = reply_to(at_hand, learner_id, "why this paper?")
    assert reply.startswith("The digest of 24 November 2026 brought “")
    assert last.why in reply.replace("\\", "")


@pytest.mark.slow
def test_papers_are_found_and_one_of_them_is_read_in_one_message(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "find papers about spanish and then read the second one")
    assert reply.startswith("1. **Verb Endings")
    assert method(FOUR) in reply
    assert spoken_of(at_hand, learner_id) == {"listed": [ONE, FOUR], "current": FOUR}
    reply = reply_to(at_hand, learner_id, "find papers about spanish and read the ones that fit")
    assert "Left out: “read the ones that fit”." in reply
    assert "Left out" not in reply_to(at_hand, learner_id, "find papers about spanish and show them to me")


@pytest.mark.slow
def test_arxiv_is_said_to_be_searched_in_english_beside_what_foreign_words_find(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "busca artículos sobre spanish")
    assert reply.startswith("arXiv is searched in English, so English words find more.\n\n1. **Verb Endings")
    nothing = reply_to(at_hand, learner_id, "busca artículos sobre recuperación")
    assert nothing.endswith("Fewer words find more. arXiv is searched in English, so English words find more.")


@pytest.mark.slow
def test_an_address_elsewhere_is_said_not_to_be_read(at_hand, learner_id):
    reply = reply_to(at_hand, learner_id, "read https://evil.example/paper.pdf")
    assert reply.startswith("Only arXiv’s addresses are read.")
