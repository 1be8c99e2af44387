"""What is said of one paper, after it was shown, and what is left for after a search."""

import pytest

from studycoach.domain.paper_request import picks_from_digest, points_at_shown, read_paper_request

LORA = "2106.09685"
LISTED = ("2611.00001", "2611.00002", "2611.00003")
ONE, TWO, THREE = LISTED
NOW = "1910.10683"

SAID = [
    ("what does it say about cost?", "ask"),
    ("who wrote it?", "wrote"),
    ("who are the authors?", "wrote"),
    ("when was it published?", "wrote"),
    ("who wrote it and what does it cost?", "ask"),
    ("¿quién lo escribió?", "wrote"),
    ("wer hat das geschrieben?", "wrote"),
    ("qui l'a écrit ?", "wrote"),
    ("谁写的", "wrote"),
    ("why did you choose it?", "why"),
    ("why this paper?", "why"),
    ("why did they choose it?", "ask"),
    ("pourquoi cet article ?", "why"),
    ("warum gerade dieser Artikel?", "why"),
    ("what is the exercise?", "exercise"),
    ("what does it say about exercise?", "ask"),
    ("is it readable for me?", "readable"),
    ("can I read it already?", "readable"),
    ("it was too hard", "doubt"),
    ("this paper was way too long for me", "doubt"),
    ("era demasiado difícil", "doubt"),
    ("das war mir zu schwer", "doubt"),
    ("trop long", "doubt"),
    ("太难了", "doubt"),
    ("難しすぎた", "doubt"),
    ("यह बहुत मुश्किल था", "doubt"),
    ("the paper was bad", "dislike"),
    ("it was not very helpful", "dislike"),
    ("it was really interesting", "like"),
    ("me gustó", "like"),
    ("me ha gustado mucho", "like"),
    ("no me ha gustado", "dislike"),
    ("das gefiel mir", "like"),
    ("das gefiel mir nicht", "dislike"),
    ("ça m'a plu", "like"),
    ("ça ne m'a pas plu", "dislike"),
    ("mujhe pasand aaya", "like"),
    ("मुझे पसंद नहीं आया", "dislike"),
    ("我喜欢这篇", "like"),
    ("我不喜欢", "dislike"),
    ("気に入りました", "like"),
    ("気に入らなかった", "dislike"),
    ("the second one was too hard", "doubt"),
    ("the second one was great", "like"),
    ("is the second one readable for me?", "readable"),
    ("who wrote the second one?", "wrote"),
]


@pytest.mark.parametrize(("message", "kind"), SAID)
def test_what_is_said_of_a_paper_is_about_the_current_one_or_the_one_at_that_place(message, kind):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.named) == (kind, (TWO if "second" in message else NOW,))
    assert read_paper_request(message).kind in ("which", "search")


@pytest.mark.parametrize(
    ("message", "points"),
    [
        ("the second one is not for me because it has no code", True),
        ("read 2", True),
        (f"what does {ONE} say about rank?", True),
        ("does this paper have code?", True),
        ("I liked it", True),
        ("more like that", True),
        ("which of these should I read?", True),
        ("find papers about code like the first one", False),
        ("what does it say about cost?", True),
        ("who wrote it?", True),
        ("why did you choose it?", True),
        ("what is the exercise?", True),
        ("is it readable for me?", True),
        ("it was too hard", True),
        ("what's new?", True),
        ("das gefiel mir", True),
        ("太难了，想放弃", False),
        ("it's too hard, I want to give up. Can we make my week easier?", False),
        ("what time is it?", False),
        ("how's it going?", False),
        ("is it true that more data always helps?", False),
        ("冒頭を書き直して、つまらない", False),
        ("is it in my plan?", False),
        ("will you remember it?", False),
        ("when should I post it?", False),
        ("what should I do next?", False),
        ("give me an exercise on SQL", False),
        ("我喜欢简短的回答", False),
        ("check my code", False),
        ("what is a derivative?", False),
        ("I have finished the session on vectors and now I want to go on with matrices on Tuesday", False),
    ],
)
def test_what_surely_speaks_of_the_papers_shown_is_told_from_what_may_not(message, points):
    assert points_at_shown(message, LISTED, NOW) is points


@pytest.mark.parametrize(
    ("message", "then"),
    [
        ("find papers about retrieval and then read the second one", "read the second one"),
        ("busca papers sobre retrieval y luego lee el segundo", "lee el segundo"),
        ("suche Paper zu retrieval und lies das zweite", "lies das zweite"),
        ("finde Artikel zu retrieval und dann lies das zweite", "lies das zweite"),
        ("cherche des articles sur retrieval, puis lis le deuxième", "lis le deuxième"),
        ("find papers about retrieval", ""),
    ],
)
def test_what_is_asked_of_the_papers_that_a_search_will_find_is_kept_for_then(message, then):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.words) == ("search", "retrieval")
    assert found.then == then


@pytest.mark.parametrize(
    ("message", "is_foreign"),
    [
        ("busca artículos sobre recuperación", True),
        ("cherche des papiers sur l'apprentissage profond", True),
        ("Übersichtsarbeiten zu den neuronalen Netzen", True),
        ("busca artículos sobre RAG", False),
        ("find papers about why neurons die in networks", False),
    ],
)
def test_words_of_another_language_than_arxivs_are_known_as_such(message, is_foreign):
    assert read_paper_request(message).is_foreign is is_foreign


@pytest.mark.parametrize(
    ("message", "kind", "named"),
    [
        ("read https://evil.example/paper.pdf", "elsewhere", ()),
        ("summarise https://openreview.net/forum?id=x", "elsewhere", ()),
        (f"is {LORA} what https://evil.example speaks of?", "ask", (LORA,)),
        (f"read https://doi.org/10.48550/arXiv.{LORA}", "read", (LORA,)),
    ],
)
def test_an_address_that_isnt_arxivs_names_no_paper(message, kind, named):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.named) == (kind, named)


@pytest.mark.parametrize(
    ("message", "picks"),
    [
        ("read the first one of the digest", True),
        ("explain the second paper from today's digest", True),
        ("read the first one", False),
        ("what's in the digest?", False),
    ],
)
def test_a_paper_may_be_picked_from_the_digest_by_its_place(message, picks):
    assert picks_from_digest(message) is picks
