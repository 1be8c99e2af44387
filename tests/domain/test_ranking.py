"""Ranking papers for a learner: what comes first, why, and what holds for any papers and tastes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.ranking import Candidate, Index, Profile, Taste, rank, simple_profile
from studycoach.domain.ranking_pick import pick

PAPERS = (
    Candidate(
        "lora",
        "Low-rank adapters for large language models",
        "We fine-tune large language models by adding low-rank adapters to each attention layer; few weights are trained.",
    ),
    Candidate(
        "prune",
        "Pruning adapters after fine-tuning",
        "Adapters of low rank are pruned, so that fine-tuned models stay small.",
    ),
    Candidate(
        "robot",
        "Robots that fold towels",
        "A robot arm learns to fold towels from demonstrations, with a policy trained by imitation.",
    ),
    Candidate(
        "rag",
        "Retrieval for question answering",
        "Passages are retrieved by dense vectors, and a reader answers questions from them.",
    ),
    Candidate(
        "protein", "Folding proteins", "The structure of proteins is predicted by a network of attention layers."
    ),
)
INDEX = Index(PAPERS)
WORDS = st.sampled_from(
    ("rank", "ranks", "adapter", "adapters", "robot", "towel", "protein", "reader", "the", "论文", "été")
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
CANDIDATES = st.lists(
    st.builds(Candidate, st.sampled_from("abcdefgh"), TEXTS, TEXTS), min_size=1, max_size=8, unique_by=lambda c: c.id
)
TASTES = st.lists(
    st.builds(
        Taste,
        TEXTS,
        st.just("it"),
        st.floats(-2, 2),
        st.sampled_from(["topic", "interest", "liked", "disliked", "avoid", "note", "read"]),
    ),
    max_size=5,
)


def ids(*tastes: Taste, index: Index = INDEX, **settings: object) -> list[str]:
    return [one.id for one in rank(index, Profile(tastes), **settings)]


def whole(paper: Candidate) -> str:
    return f"{paper.title}. {paper.abstract}"


def liked(text: str) -> Taste:
    return Taste(text, "you liked it", 1.0, "liked")


def place(ranked, id_: str) -> int:
    return [one.id for one in ranked].index(id_)


@pytest.mark.parametrize(
    ("interest", "first"),
    [
        ("adapting language models", "lora"),
        ("pruned adapter", "prune"),
        ("towel-folding robots", "robot"),
        ("answering questions by retrieval", "rag"),
        ("PROTEIN folding", "protein"),
    ],
)
def test_words_are_found_in_their_other_forms(interest, first):
    assert ids(Taste(interest, "it"))[0] == first


def test_a_word_of_the_title_counts_more_than_one_of_the_abstract():
    index = Index([Candidate("a", "Towels", "About a robot."), Candidate("b", "Robots", "About a towel.")])
    assert ids(Taste("robot", "it"), index=index) == ["b", "a"]
    assert ids(Taste("towel", "it"), index=index) == ["a", "b"]


def test_words_side_by_side_count_more_than_apart():
    apart = Candidate("a", "On chains", "A chain of models with a thought for memory.")
    together = Candidate("b", "On chains", "A memory of models with a chain of thought.")
    assert ids(Taste("chain of thought", "it"), index=Index([apart, together])) == ["b", "a"]


def test_what_liked_papers_share_counts_more_than_what_each_has_alone():
    papers = [
        Candidate("shared", "Quantization", "It is measured."),
        Candidate("alone", "Translation", "It is measured."),
        *(Candidate(f"other {n}", "Vision", f"Pictures of kind {n}.") for n in range(8)),
        Candidate("more", "Quantization of translation", "And speech."),
    ]
    both = (liked("quantization of speech"), liked("quantization and translation"))
    assert ids(*both, index=Index(papers))[:3] == ["more", "shared", "alone"]


def test_the_reason_names_the_tastes_that_gave_most_and_the_words_shared():
    (best, *_) = rank(
        INDEX,
        Profile(
            (
                Taste("Low-rank adapters. LoRA", "*LoRA*, your topic this week", 1.0, "topic"),
                Taste(whole(PAPERS[1]), "you liked 2106.09685", 1.0, "liked"),
                Taste("proteins", "your interest in proteins"),
            )
        ),
        vectors={"lora": 1.0},
    )
    assert best.id == "prune"
    assert best.why.startswith("you liked 2106.09685; near *LoRA*, your topic this week; shares: ")
    shared = best.why.partition("shares: ")[2].split(", ")
    assert len(shared) == 3
    assert set(shared) & {"adapters", "pruning"}
    assert all(word in whole(PAPERS[1]).lower() for word in shared)
    assert [part.kind for part in best.parts] == ["liked", "topic"]
    assert best.parts[0].share > best.parts[1].share > 0


def test_the_reason_tells_what_speaks_against_a_paper():
    against = Taste("dense vectors and passages", "you voted down 1706.03762", 1.0, "disliked")
    found = rank(INDEX, Profile((Taste("retrieval", "your interest in retrieval"), against)))
    why = next(one.why for one in found if one.id == "rag")
    assert why.startswith("near your interest in retrieval; but you voted down 1706.03762; shares: ")


def test_the_reason_is_one_line_whatever_the_labels_are():
    (best, *_) = rank(INDEX, Profile((Taste("robots", "a\nlabel\r\n\twith\x85lines"),)))
    assert best.why.splitlines() == [best.why]


def test_without_tastes_the_order_is_kept_and_nothing_is_claimed():
    found = rank(INDEX, Profile(()))
    assert [one.id for one in found] == [paper.id for paper in PAPERS]
    assert {(one.score, one.why) for one in found} == {(0.0, "nothing is known yet of what you like")}
    assert rank(INDEX, simple_profile([" "], ["\n"], [""]), 2) == found[:2]


def test_a_paper_far_from_everything_says_so():
    (worst,) = [one for one in rank(INDEX, Profile((Taste("towels", "it"),))) if one.id == "rag"]
    assert (worst.score, worst.why, worst.parts) == (0.0, "near nothing that is known of you", ())


def test_a_disliked_text_pushes_down_what_is_like_it_but_does_not_drown_what_is_liked():
    likes = (liked("adapters of low rank"), liked("retrieval of passages"))
    dislike = Taste("robots, adapters", "you disliked it", 1.0, "disliked")
    before, after = rank(INDEX, Profile(likes)), rank(INDEX, Profile((*likes, dislike)))
    assert [one.id for one in after][-1] == "robot"
    assert {one.id for one in after[:3]} == {one.id for one in before[:3]}


@pytest.mark.parametrize("phrase", ["robot", "Robots", "robot arms", "fold towels"])
def test_a_paper_that_holds_what_is_to_be_avoided_comes_last_and_says_why(phrase):
    taste = Taste("robots that fold towels", "it", 5.0)
    found = rank(INDEX, Profile((taste, Taste(phrase, "robotics, which you don't want", -1.0, "avoid"))))
    assert (found[-1].id, found[-1].score) == ("robot", 0.0)
    assert found[-1].why == "kept back: it speaks of robotics, which you don't want"


@pytest.mark.parametrize("phrase", ["arm robot", "robot proteins", "towels a robot", "of the", "", "!?"])
def test_only_the_whole_phrase_is_avoided(phrase):
    wanted = Taste("robots", "it")
    assert ids(wanted, Taste(phrase, "x", -1.0, "avoid"))[0] == "robot"


def test_orders_by_words_and_by_embeddings_are_fused():
    taste = Taste("retrieval of passages", "it")
    assert ids(taste)[:2] == ["rag", "lora"]
    near = {"rag": 0.9, "robot": 0.8, "lora": 0.2}
    found = rank(INDEX, Profile((taste,)), vectors=near)
    assert [one.id for one in found][:3] == ["rag", "lora", "robot"]
    assert found[0].score == 1.0
    assert rank(INDEX, Profile((taste,)), vectors={})[0] == rank(INDEX, Profile((taste,)))[0]


def test_equal_papers_come_in_the_order_of_their_ids():
    same = [Candidate(id_, "Towels", "About towels.") for id_ in ("c", "a", "b")]
    assert ids(Taste("towels", "it"), index=Index(same)) == ["a", "b", "c"]


def test_of_two_papers_with_one_id_the_first_is_kept():
    index = Index([Candidate("a", "Towels", ""), Candidate("a", "Robots", "")])
    assert index.candidates == (Candidate("a", "Towels", ""),)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("量子计算", "zh"),
        ("квантовые вычисления", "ru"),
        ("निर्देश", "hi"),
        ("Übersetzung", "de"),
        ("ubersetzung", "de"),
    ],
)
def test_other_languages_are_ranked_by_their_words(text, first):
    papers = [
        Candidate("en", "Quantum computing", ""),
        Candidate("zh", "基于量子计算的机器学习", ""),
        Candidate("ru", "Квантовые вычисления", ""),
        Candidate("hi", "भाषा निर्देश", ""),
        Candidate("de", "Übersetzung mit Netzen", ""),
    ]
    assert ids(Taste(text, "it"), index=Index(papers))[0] == first


def test_empty_odd_and_very_long_texts_are_ordinary():
    odd = [
        Candidate("", "", ""),
        Candidate("nul", "\0 towels \ud800 \u202e", "\0"),
        Candidate("long", "Long", "towels " * 15_000),
        Candidate("word", "w" * 100_000, "ed" * 50_000),
    ]
    tastes = [Taste(whole(paper), "it", 1.0, "liked") for paper in odd] + [Taste("towels", "it")]
    found = rank(Index(odd), Profile(tuple(tastes)))
    assert {one.id for one in found} == {"", "nul", "long", "word"}
    assert rank(Index(()), Profile(tuple(tastes))) == ()


def test_ten_thousand_copies_are_ranked_and_one_is_picked_among_others():
    copies = [Candidate(f"{n:05}", PAPERS[0].title, PAPERS[0].abstract) for n in range(10_000)]
    index = Index([*copies, *PAPERS[1:]])
    found = rank(index, simple_profile(["low-rank adapters"], [], []), 10_004)
    assert [one.id for one in found if one.id.isdigit()] == [paper.id for paper in copies]
    assert len(pick(found[-40:], index, 3)) == 3


def test_a_choice_holds_no_two_papers_that_are_much_the_same():
    again = replace(PAPERS[0], id="lora-again", abstract=PAPERS[0].abstract + " Code is released.")
    index = Index([*PAPERS, again])
    found = rank(index, simple_profile(["low-rank adapters of language models", "retrieval"], [], []))
    assert {one.id for one in found[:2]} == {"lora", "lora-again"}
    assert {one.id for one in pick(found, index, 3)} == {found[0].id, "prune", "rag"}
    assert {one.id for one in pick(found, index, 6)} == {paper.id for paper in index.candidates}
    assert pick(found, index, 0) == pick((), index, 3) == ()


def test_papers_kept_back_are_chosen_only_when_no_others_are_left():
    profile = Profile((Taste("robots", "it"), Taste("adapters", "it"), Taste("robot", "x", -1.0, "avoid")))
    found = rank(INDEX, profile)
    assert "robot" not in {one.id for one in pick(found, INDEX, 2)}


@given(CANDIDATES, TASTES, st.integers(0, 9))
def test_what_comes_out_are_the_ids_that_went_in_with_scores_from_0_to_1_best_first(papers, tastes, most):
    found = rank(Index(papers), Profile(tuple(tastes)))
    assert sorted(one.id for one in found) == sorted(paper.id for paper in papers)
    scores = [one.score for one in found]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert all(one.why and "\n" not in one.why for one in found)
    assert rank(Index(papers), Profile(tuple(tastes)), most) == found[:most]


@given(CANDIDATES, TASTES.filter(bool), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(papers, tastes, random):
    mixed = list(papers)
    random.shuffle(mixed)
    tastes.append(Taste("adapters", "it"))
    assert rank(Index(mixed), Profile(tuple(tastes))) == rank(Index(papers), Profile(tuple(tastes)))


@given(CANDIDATES, TASTES, st.data())
def test_liking_a_paper_never_lowers_it_and_disliking_it_never_raises_it(papers, tastes, data):
    index = Index(papers)
    paper = data.draw(st.sampled_from(papers))
    tastes.append(Taste("adapters", "it"))
    before = rank(index, Profile(tuple(tastes)))
    likes = rank(index, Profile((*tastes, liked(whole(paper)))))
    dislikes = rank(index, Profile((*tastes, Taste(whole(paper), "it", 1.0, "disliked"))))
    if index.terms.of(whole(paper)):
        assert place(likes, paper.id) <= place(before, paper.id) <= place(dislikes, paper.id)
