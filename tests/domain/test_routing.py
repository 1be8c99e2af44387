"""Routing without a model: votes of examples, several steps, and what holds for any text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.routing import Examples, by_examples, route_without_model
from studycoach.domain.steps import MOST_STEPS
from studycoach.prompts.examples import routing_examples

EXAMPLES = Examples(routing_examples())
FEW = Examples(
    [
        ("planner", "move the session to Friday"),
        ("paper_reader", "find a paper about agents"),
        ("code_reviewer", "review my code"),
        ("publisher", "write a post about agents"),
        ("tutor", "explain agents"),
    ]
)


def route(message: str, examples: Examples = EXAMPLES):
    return route_without_model(message, examples, lambda _: False)


def shape(message: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(step.agent, step.after) for step in route(message)]


@pytest.mark.parametrize(
    ("message", "agent"),
    [
        ("Could we put Monday's lesson on Thursday instead?", "planner"),
        ("¿me cambias la sesión del lunes al viernes?", "planner"),
        ("SCHIEB DIE SITZUNG BITTE AUF SAMSTAG", "planner"),
        ("j’ai pas pu bosser mardi, deplace la seance", "planner"),
        ("把星期一的课改到星期五", "planner"),
        ("सोमवार का सत्र शुक्रवार को रख दो", "planner"),
        ("月曜のセッションを金曜に変更して", "planner"),
        ("replan plz", "planner"),
        ("which new papers on tokenizers are there", "paper_reader"),
        ("新しい論文を探してください", "paper_reader"),
        ("pls reveiw my cod", "code_reviewer"),
        ("mera code dekh lo", "code_reviewer"),
        ("redacta un artículo para el blog", "publisher"),
        ("帮我写一篇博客文章", "publisher"),
        ("docker?", "tutor"),
        ("???", "tutor"),
        ("was ist ein Gradient", "tutor"),
    ],
)
def test_messages_that_no_example_repeats_reach_their_agent(message, agent):
    assert message not in EXAMPLES.texts
    (step,) = route(message)
    assert (step.agent, step.request) == (agent, message)


@pytest.mark.parametrize("message", ["", "   \n", "привет, что нового", "🙂🙂", "qxzj wvkq", "سلام"])
def test_what_no_example_resembles_goes_to_the_tutor_by_default(message):
    (step,) = route(message)
    assert (step.agent, step.request, step.decided_by) == ("tutor", message, "default")


@pytest.mark.parametrize(
    ("message", "steps"),
    [
        (
            "Find the LoRA paper, explain it and draft a post",
            [("paper_reader", ()), ("tutor", (1,)), ("publisher", (2,))],
        ),
        (
            "Busca un paper sobre RAG, explícamelo y escribe un post",
            [("paper_reader", ()), ("tutor", (1,)), ("publisher", (2,))],
        ),
        ("Such mir das BERT-Paper und erklär es mir dann", [("paper_reader", ()), ("tutor", (1,))]),
        ("帮我找LoRA的论文，然后给我解释一下", [("paper_reader", ()), ("tutor", (1,))]),
        ("LoRA का पेपर खोजो और फिर मुझे समझाओ", [("paper_reader", ()), ("tutor", (1,))]),
        (
            "Trouve le papier sur Mamba, explique-le et rédige un billet",
            [("paper_reader", ()), ("tutor", (1,)), ("publisher", (2,))],
        ),
        ("このコードをレビューして、それから火曜のセッションを金曜に移して", [("code_reviewer", ()), ("planner", ())]),
        ("Move Tuesday's session and review train.py", [("planner", ()), ("code_reviewer", ())]),
        ("skip tomorrow, and quiz me on recursion", [("planner", ()), ("tutor", ())]),
    ],
)
def test_a_message_that_asks_several_agents_is_several_steps(message, steps):
    assert shape(message) == steps
    assert by_examples(message, EXAMPLES).is_mixed


@pytest.mark.parametrize(
    ("message", "agent"),
    [
        ("Thanks, and now show me my plan", "planner"),
        ("I finished the pandas session, took 50 minutes, and I want to move Friday to Sunday", "planner"),
        ("I was ill on Monday and Tuesday, so please plan the rest of the week again", "planner"),
        ("Write a post about pandas, numpy and matplotlib", "publisher"),
        ("explain recursion, loops and functions", "tutor"),
        ("What is the difference between bagging and boosting, and when do I use which?", "tutor"),
        ('write a post with the title "Find papers and review my code"', "publisher"),
        ("schreib einen Beitrag über „plane meine Woche und prüf meinen Code“", "publisher"),
        ("what did Vaswani et al. propose", "paper_reader"),
        ("सोमवार का सत्र फिर से दिखाओ", "planner"),
    ],
)
def test_a_message_that_asks_one_agent_is_one_step_with_all_its_words(message, agent):
    (step,) = route(message)
    assert (step.agent, step.request) == (agent, message)
    assert not by_examples(message, EXAMPLES).is_mixed


def test_requests_are_the_learners_words_without_the_joints():
    steps = route("Find the LoRA paper, and then explain it to me; draft a post, please")
    assert [step.request for step in steps] == ["Find the LoRA paper", "explain it to me", "draft a post, please"]


def test_more_things_than_there_may_be_steps_join_the_last():
    message = "find a paper, explain it, write a post about it, review my code, move the session to Friday"
    steps = route(message)
    assert len(steps) == MOST_STEPS
    assert steps[-1].request.endswith("move the session to Friday")


def test_code_without_doubt_but_with_words_of_another_agent_is_not_split():
    message = "is this what the paper says, and explain it\n```python\nprint(1)\n```"
    (step,) = route(message)
    assert step.decided_by != "rule"
    assert step.request == message


def test_pages_of_text_are_one_step():
    message = "review my code, then write a post. " * 400
    (step,) = route(message)
    assert step.request == message


def test_a_vote_says_how_sure_it_is():
    sure, unsure = by_examples("review my code", FEW), by_examples("qxzj", FEW)
    assert (sure.agent, sure.is_sure) == ("code_reviewer", True)
    assert not unsure.is_sure
    assert 0 <= unsure.confidence < sure.confidence <= 1


def test_without_examples_all_goes_to_the_tutor():
    (step,) = route("review my code", Examples([]))
    assert (step.agent, step.decided_by) == ("tutor", "default")


def test_most_examples_would_be_routed_rightly_by_the_others():
    kept = [pair for n, pair in enumerate(routing_examples()) if n % 10]
    others = Examples(kept)
    left_out = routing_examples()[::10]
    right = sum(route(text, others)[0].agent == agent for agent, text in left_out)
    assert right >= 0.75 * len(left_out)


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                *EXAMPLES.texts[::40],
                " and ",
                ", ",
                "然后",
                "、",
                "\n",
                '"',
                "```",
                "arXiv:2106.09685",
                "w48-3",
                "x.py",
                "/plan ",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(TEXTS)
@example("/nonsense")
@example("```\n" * 300)
@example("~" * 5000)
@example("a." * 5000)
@example("\u0345\u1e9e\ufdfa" * 300)
def test_any_text_gets_one_to_four_steps_made_of_its_own_words(message):
    try:
        steps = route(message)
    except WrongInput:
        assert message.strip().startswith("/")
        return
    assert steps == route(message)
    assert 1 <= len(steps) <= MOST_STEPS
    assert all(step.request in message for step in steps)
    assert all(0 < earlier < n for n, step in enumerate(steps, 1) for earlier in step.after)
    assert all(first.agent != second.agent for first, second in pairwise(steps))


@given(
    st.text(max_size=80), st.lists(st.tuples(st.sampled_from(["planner", "tutor"]), st.text(max_size=40)), max_size=6)
)
def test_a_vote_of_any_examples_is_a_share_and_its_order_does_not_matter(message, pairs):
    found = by_examples(message, Examples(pairs))
    assert 0 <= found.confidence <= 1
    assert by_examples(message, Examples(pairs[::-1])) == found
