"""Papers that a model doesn't take whole: read in parts, each within its context, kept one by one, and put together."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sample_paper import BY_RULES, LEVEL, KeptInMemory, a_paper

from studycoach.agents.paper_budget import Level, parts, shown
from studycoach.agents.paper_joining import JoinedParts, Picked
from studycoach.agents.paper_proofs import Proof, Proofs
from studycoach.agents.paper_reader import FIRST_PARTS, LAST_PARTS, PartOfPaper, Said, WholePaper, summarise
from studycoach.domain.paper_summary import Summary
from studycoach.domain.paper_text import PaperText, Passage
from studycoach.llm.endpoint import Limits, Message, Reply, WireForm, most_tokens
from studycoach.llm.errors import ContextTooSmall, ModelTrouble, ModelUnreachable
from studycoach.llm.scripted import SCRIPTED, ScriptedEndpoint, scripted_model
from studycoach.llm.tokens import most

TOPICS = [
    "gradient",
    "optimizer",
    "tokenizer",
    "embedding",
    "attention",
    "dropout",
    "scheduler",
    "sampler",
    "decoder",
    "encoder",
    "quantizer",
    "retriever",
]
SENTENCES = [
    f"The {name} lowers the validation loss of the network to {n}.5 points." for n, name in enumerate(TOPICS, 11)
]
FILLER = "It was measured on several held-out corpora with the same settings for all of the models. "


def a_long_paper(filler: int = 18) -> PaperText:
    """Twelve sections, each with one sentence that says something."""
    told = [
        Passage(n, f"{n + 1} {TOPICS[n].title()}", n + 1, f"{s} {FILLER * filler}") for n, s in enumerate(SENTENCES)
    ]
    return PaperText("2611.00002", 1, "pdf", "Twelve Ways to a Lower Loss", tuple(told))


PAPER = a_long_paper()
SMALL = replace(SCRIPTED, context=4096)


class Answering(ScriptedEndpoint):
    """Answers by what it is asked; `faults` gives, by the number of the call, what goes wrong or what it says instead."""

    def __init__(
        self, card=SMALL, faults: dict[int, object] | None = None, joined: Callable[[str], object] | None = None
    ):
        super().__init__([], card)
        self.faults, self.joined = faults or {}, joined or joined_parts
        self.sizes: list[int] = []

    def reply(self, messages: tuple[Message, ...], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        """See Endpoint."""
        words = messages[1].text
        answer = self.faults.get(len(self.asked)) or (part if "<part>" in words else self.joined)(words)
        self._replies = [answer]
        self.sizes.append(most_tokens(messages) + limits.room)
        return super().reply(messages, form, limits, seconds=seconds)


def part(words: str) -> PartOfPaper:
    said = [
        Said("result", s, f"The {n} lowers the loss of the network.")
        for n, s in zip(TOPICS, SENTENCES, strict=True)
        if s in words
    ]
    return PartOfPaper(said, ["validation loss", "never said"])


def joined_parts(words: str) -> JoinedParts:
    del words
    picks = [
        Picked("[k2]", "With the optimizer the loss of the network is lower."),
        Picked("K1", "It is 99 times better."),
        Picked("k5", "The attention lowers the loss."),
    ]
    task = "Lower the validation loss of a small network by one of these; print it before and after."
    return JoinedParts(picks, ["k1", "k99"], "The gradient lowers the loss of the network.", task)


def read(
    endpoint: ScriptedEndpoint, paper: PaperText = PAPER, level: Level = LEVEL, **made
) -> tuple[Summary, str, list[str]]:
    told: list[str] = []
    summary, trouble = summarise(scripted_model(endpoint, **made), paper, level, tell=told.append, by_rules=BY_RULES)
    return summary, trouble, told


def kinds(endpoint: ScriptedEndpoint) -> list[str]:
    """Which prompts were asked, by the mark of what they read."""
    marks = ("part", "points", "point", "paper")
    asked = ["".join(message.text for message in messages[1:]) for messages in endpoint.asked]
    return [next(mark for mark in marks if f"<{mark}>" in words) for words in asked]


def test_a_long_paper_is_read_in_parts_and_put_together_with_progress_told():
    endpoint = Answering()
    summary, trouble, told = read(endpoint)
    assert trouble == ""
    count = kinds(endpoint).count("part")
    assert kinds(endpoint) == ["part"] * count + ["points"]
    assert 3 <= count <= 12
    assert told[0] == f"reads part 1 of {count} (1 Gradient)"
    assert told[-1] == "puts the parts together"
    assert [p.text for p in summary.points] == [
        "With the optimizer the loss of the network is lower.",
        "The gradient lowers the loss of the network.",
    ]
    assert [(p.section, p.page) for p in summary.points] == [("2 Optimizer", 2), ("1 Gradient", 1)]
    assert summary.tldr == "The gradient lowers the loss of the network."
    assert summary.exercise.startswith("Lower the validation loss")
    assert summary.words == ("validation loss",)
    assert (summary.written_by, summary.dropped) == ("scripted", 0)


@pytest.mark.parametrize("context", [4096, 5000, 8192])
@pytest.mark.parametrize("answers", ["schema", "json"])
def test_every_prompt_with_the_room_for_its_answer_is_within_the_context(context: int, answers: str):
    endpoint = Answering(replace(SMALL, context=context, answers=answers))
    read(endpoint, a_long_paper(24))
    assert max(endpoint.sizes) <= context
    asked = "".join(message.text for messages in endpoint.asked for message in messages)
    assert all(sentence in asked for sentence in SENTENCES)


def test_what_was_measured_to_be_usable_bounds_the_parts_as_well():
    endpoint = Answering(replace(SCRIPTED, context=131072, usable_context=4096, tried_context=8192))
    read(endpoint)
    assert max(endpoint.sizes) <= 4096


def test_a_slow_model_reads_no_more_at_once_than_it_can_in_its_time():
    fast = replace(SCRIPTED, context=131072, tokens_per_second_in=1000.0, tokens_per_second_out=50.0)
    paper = a_long_paper(24)
    whole = WholePaper([Said("result", SENTENCES[0], "The gradient lowers the loss.")], "", "", "", [])
    assert len(read_with(ScriptedEndpoint([whole], fast), paper).asked) == 1
    assert kinds(read_with(Answering(replace(fast, tokens_per_second_in=20.0)), paper)).count("part") > 1


def read_with(endpoint: ScriptedEndpoint, paper: PaperText) -> ScriptedEndpoint:
    read(endpoint, paper)
    return endpoint


def test_parts_that_were_read_are_not_asked_again_after_an_interruption_nor_for_another_level():
    cache = KeptInMemory()
    gone = ModelUnreachable("The laptop sleeps.", again=False)
    first = Answering(faults={2: gone})
    _, trouble, _ = read(first, cache=cache)
    assert "could not be read: The laptop sleeps." in trouble
    second = Answering()
    summary, trouble, _ = read(second, cache=cache)
    whole = Answering()
    read(whole)
    assert (trouble, len(second.asked)) == ("", len(whole.asked) - 2)
    third = Answering()
    assert read(third, cache=cache) == (summary, "", read(Answering())[2])
    assert third.asked == []
    other = Answering()
    read(other, level=Level(5, "Research", ("loss",)), cache=cache)
    assert kinds(other) == ["points"]


def test_a_part_that_fails_costs_that_part_only_and_is_told():
    endpoint = Answering(faults={1: "no idea", 2: "still none"})
    summary, trouble, _ = read(endpoint)
    count = kinds(endpoint).count("part") - 1
    assert trouble.startswith(f"1 of its {count} parts could not be read: scripted gave no usable answer")
    assert (len(summary.points), summary.written_by) == (2, "scripted")


def test_a_model_that_goes_away_between_parts_leaves_what_was_proven_so_far():
    endpoint = Answering(faults={n: ModelUnreachable("It is gone.", again=False) for n in (1, 2)})
    summary, trouble, _ = read(endpoint)
    assert len(endpoint.asked) == 3
    assert "parts could not be read: It is gone." in trouble
    assert "could not be put together: It is gone." in trouble
    assert summary.points
    assert summary.points[0].text == "The gradient lowers the loss of the network."
    assert (summary.tldr, summary.exercise, summary.written_by) == (BY_RULES.tldr, BY_RULES.exercise, "scripted")


@pytest.mark.parametrize(
    "error", [ModelUnreachable("It is gone.", again=False), ContextTooSmall("scripted", 4000, 900)]
)
def test_no_part_at_all_is_the_rules_summary_with_the_reason(error: ModelTrouble):
    summary, trouble, _ = read(Answering(faults={0: error}))
    assert summary == BY_RULES
    assert trouble


def test_a_server_with_less_context_than_told_gets_smaller_parts_and_nothing_is_skipped():
    endpoint = Answering(replace(SCRIPTED, context=32768), faults={0: ContextTooSmall("scripted", 9000, 4096)})
    summary, trouble, told = read(endpoint, a_long_paper(24))
    assert told[0] == "reads the whole paper"
    assert trouble == ""
    assert max(endpoint.sizes[1:]) <= 4096
    asked = "".join(messages[-1].text for messages in endpoint.asked[1:])
    assert all(sentence in asked for sentence in SENTENCES)
    assert len(summary.points) == 2


def test_a_part_that_turns_out_too_large_is_asked_about_in_smaller_parts():
    endpoint = Answering(replace(SCRIPTED, context=6000), faults={1: ContextTooSmall("scripted", 6000, 4096)})
    summary, trouble, _ = read(endpoint, a_long_paper(24))
    assert (trouble, len(summary.points)) == ("", 2)
    assert max(endpoint.sizes[2:]) <= 4096


def test_what_parts_could_not_prove_is_asked_again_once_all_together():
    invented = PartOfPaper(
        [Said("limit", "Nobody knows whether it holds for others.", "It may not hold for the gradient.")], []
    )
    endpoint = Answering(faults={0: invented, 1: invented})
    count = kinds_of_untroubled()
    endpoint.faults[count] = Proofs([Proof(1, SENTENCES[0], "The gradient lowers the loss of the network.")])
    summary, _, told = read(endpoint)
    assert kinds(endpoint) == ["part"] * count + ["point", "points"]
    assert told[-2] == "asks again for the proof of 2 points"
    assert endpoint.asked[count][-1].text.count("</point>") == 2
    assert summary.dropped == 1


def kinds_of_untroubled() -> int:
    endpoint = Answering()
    read(endpoint)
    return kinds(endpoint).count("part")


def test_many_points_without_proof_are_asked_again_within_the_context():
    invented = PartOfPaper(
        [Said("limit", f"Nobody knows whether {n} holds." * 9, f"The {n} may not lower the loss.") for n in TOPICS], []
    )
    endpoint = Answering(faults=dict.fromkeys(range(12), invented))
    read(endpoint)
    assert max(endpoint.sizes) <= 4096


def test_of_a_very_long_paper_the_beginning_and_the_end_are_read_and_that_is_told():
    passages = tuple(Passage(n, f"{n}", None, f"Passage {n}: {FILLER * 12}") for n in range(200))
    endpoint = Answering()
    _, trouble, _ = read(endpoint, replace(PAPER, passages=(*PAPER.passages, *passages)))
    assert kinds(endpoint).count("part") == FIRST_PARTS + LAST_PARTS
    assert f"only the first {FIRST_PARTS} and the last {LAST_PARTS} were read" in trouble
    asked = "".join(messages[-1].text for messages in endpoint.asked)
    assert SENTENCES[0] in asked
    assert "Passage 199" in asked


def test_picks_without_proof_keep_their_own_words_and_unknown_keys_bring_nothing():
    picks = [Picked("k1", "It is 99 times better."), *(Picked(f"k{n}", "x") for n in (0, 77, 1))]
    endpoint = Answering(
        joined=lambda _: JoinedParts(picks, ["k77"], "The gradient lowers the loss of the network.", "")
    )
    summary, _, _ = read(endpoint)
    assert [p.text for p in summary.points] == [f"The {name} lowers the loss of the network." for name in TOPICS[:2]]
    assert summary.tldr == BY_RULES.tldr


def test_parts_hold_all_passages_in_order_and_each_fits():
    huge = Passage(12, "13 Huge", None, "incomprehensibilities " * 5000)
    passages = (*PAPER.passages, huge, *a_paper().passages)
    made = parts(passages, 700)
    assert [p.position for one in made for p in one] == [p.position for p in passages]
    assert all(most(shown(one)) <= 700 for one in made)
    assert all(p.text == passages[n].text for n, p in enumerate(p for one in made for p in one) if n != 12)
