"""What messages to the paper reader are taken for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.paper_request import PaperRequest, read_paper_request
from studycoach.prompts.examples import routing_examples

LORA, QLORA = "2106.09685", "2305.14314"
LISTED = ("2611.00001", "2611.00002", "2611.00003")
ONE, TWO, THREE = LISTED
NOW = "1910.10683"

SEARCHES = [
    ("find me papers about retrieval augmented generation", "retrieval augmented generation"),
    ("Find recent papers about parameter-efficient fine-tuning.", "parameter-efficient fine-tuning"),
    ("any recent papers on agents?", "agents"),
    ("what's new on arxiv in diffusion models", "diffusion models"),
    ("which papers should I read about prompt tuning", "prompt tuning"),
    ("is there research showing that dropout helps in transformers?", "dropout helps transformers"),
    ("any survey of evaluation of language models", "survey evaluation language models"),
    ("find a good review article on random forests", "review random forests"),
    ("search for work by Hinton on distillation", "Hinton distillation"),
    ("what has been published about hallucination in the last month", "hallucination"),
    ("which study introduced batch normalisation", "batch normalisation"),
    ("literature on chunking for RAG", "chunking RAG"),
    ("recommend a beginner friendly paper on pytorch autograd or backprop", "pytorch autograd backprop"),
    ("state of the art in vision transformers, please with sources", "vision transformers"),
    ("latest research on reinforcement learning from human feedback", "reinforcement learning human feedback"),
    ("I need literature for my thesis on LLM agents", "LLM agents"),
    ("pull up arxiv results for mixture of experts", "mixture experts"),
    ("what did researchers find out about in-context learning", "in-context learning"),
    ("give me seminal papers on neural networks", "neural networks"),
    ("survey articles about vector databases", "survey vector databases"),
    ("got any papers on sql generation?", "sql generation"),
    ("reserch on tokenizers", "tokenizers"),
    ("I'd like something academic to read about recommender systems", "recommender systems"),
    ("papers on neural architecture search", "neural architecture search"),
    ("papers about reading comprehension", "reading comprehension"),
    ("find papers about LoRA and read the first one", "LoRA"),
    ("please, show me papers on state space models", "state space models"),
    ('find papers on "chain of thought" by au:Wei cat:cs.CL', '"chain of thought" au:Wei cat:cs.CL'),
    ("find the first paper on transformers", "transformers"),
    ("look up the paper that introduced ROUGE", "ROUGE"),
    ("I'd like papers on C++ compilers", "C++ compilers"),
    ("papers from https://arxiv.org/list/cs.CL/recent about parsing", "parsing"),
    ("busca papers sobre RAG", "RAG"),
    ("estudios científicos sobre SQL con modelos de lenguaje", "SQL con modelos lenguaje"),
    ("such mir Paper zu RAG", "RAG"),
    ("Übersichtsarbeiten zu neuronalen Netzen", "neuronalen Netzen"),
    ("cherche des papiers sur l'apprentissage profond", "apprentissage profond"),
    ("RAG पर पेपर खोजो", "RAG"),
    ("agents ke bare me research paper chahiye", "agents"),
    ("找几篇RAG的论文", "RAG"),
    ("Hintonの蒸留の研究を調べて", "Hinton"),
]
OF_ONE = [
    # With nothing shown, these ask which paper is meant.
    ("give me a summary of this paper", "read"),
    ("what is this paper about?", "read"),
    ("what dataset did they use in the experiments", "ask"),
    ("what are the limitations the authors mention?", "ask"),
    ("read section 3 of the paper and tell me the main findings", "ask"),
    ("the abstract is hard to follow, what is the paper about?", "ask"),
    ("does the paper report results on SQL or code benchmarks", "ask"),
    ("what evidence do they give in table 2", "ask"),
    ("what's the paper's main claim?", "ask"),
    ("quote the passage where they define attention", "ask"),
    ("how was the model evaluated in that paper", "ask"),
    ("how many citations does it have", "ask"),
    ("is there a newer version of this preprint", "ask"),
    ("what do the researchers conclude", "ask"),
    ("papers similar to this one", "similar"),
    ("more like that, but newer than 2023", "similar"),
    ("add this paper to my list", "like"),
    ("put it on my reading list", "like"),
    ("I liked it", "like"),
    ("not for me", "dislike"),
    ("boring, it is all theory", "dislike"),
    ("I've read it, took 40 minutes", "done"),
    ("mark it as read", "done"),
    ("¿qué métricas usan en el estudio?", "ask"),
    ("marca este paper como leído", "done"),
    ("gib mir eine Zusammenfassung dieser Studie", "read"),
    ("quelles limites citent les auteurs ?", "ask"),
    ("इस शोध पत्र में क्या लिखा है", "ask"),
    ("这篇论文的方法是什么", "ask"),
    ("この論文の概要を教えて", "read"),
]
TITLED = [
    ("look up the LoRA paper", "read", "LoRA"),
    ("summarise the attention is all you need paper", "read", "attention is all you need"),
    ("what does the BERT paper say about masking", "ask", "BERT"),
    ("who are the authors of the RAG paper, and which year is it from?", "wrote", "RAG"),
    ("why did you recommend the RAG paper?", "why", "RAG"),
    ("tldr of the Mamba paper", "read", "Mamba"),
    ("fetch the pdf of the GPT-3 article from arxiv", "read", "GPT-3"),
    ("I've read the word2vec paper", "done", "word2vec"),
    ("mark the RAG paper as read", "done", "RAG"),
    ("key contributions of the CLIP paper", "read", "CLIP"),
    ("explain what the authors of the LoRA paper did in their experiments", "ask", "LoRA"),
    ("sumarize the bert papper", "read", "bert"),
    ("summarise the original LoRA paper", "read", "LoRA"),
    ('read the paper called "Show, Attend and Tell"', "read", "Show, Attend and Tell"),
    ("resume el paper de LoRA", "read", "LoRA"),
    ("was sagt das BERT-Paper über Masking", "ask", "BERT"),
    ("j'ai lu le papier word2vec", "done", "word2vec"),
    ("LoRA paper ka summary do", "read", "LoRA"),
    ("LoRAの論文を要約して", "read", "LoRA"),
]
NAMED = [
    (LORA, "read", (LORA,)),
    (f"read {LORA}", "read", (LORA,)),
    (f"(see arXiv:{LORA}v2).", "read", (f"{LORA}v2",)),
    (f"Read https://arxiv.org/abs/{LORA}, please.", "read", (LORA,)),
    (f"[LoRA](https://arxiv.org/pdf/{LORA}.pdf)", "ask", (LORA,)),
    (f"summarise https://doi.org/10.48550/arXiv.{LORA}", "read", (LORA,)),
    ("what is hep-th/9901001 about?", "read", ("hep-th/9901001",)),
    ("explain math.GT/0309136v1", "read", ("math/0309136v1",)),
    ("Which datasets does arXiv 1910.10683 evaluate on?", "ask", ("1910.10683",)),
    (f"compare {LORA} and {QLORA}", "ask", (LORA, QLORA)),
    (f"what rank do {LORA},{QLORA} use?", "ask", (LORA, QLORA)),
    (f"papers similar to {LORA}", "similar", (LORA,)),
    (f"+ {LORA}", "like", (LORA,)),
    (f"{LORA} -", "dislike", (LORA,)),
    (f"I loved {LORA}", "like", (LORA,)),
    (f"do I like {LORA}?", "ask", (LORA,)),
    (f"I finished reading {LORA} in 35 min", "done", (LORA,)),
    (f"{LORA} is not for me", "dislike", (LORA,)),
    ("summarise own-0123456789abcdef", "read", ("own-0123456789abcdef",)),
    ("read ~/papers/lora.pdf", "read", ("~/papers/lora.pdf",)),
    ('read "~/My Papers/LoRA (final).pdf" please', "read", ("~/My Papers/LoRA (final).pdf",)),
    (r"summarise /srv/ada/My\ Papers/a.tex", "read", ("/srv/ada/My Papers/a.tex",)),
    ("what does thesis.pdf say about rank?", "ask", ("thesis.pdf",)),
]
PLACED = [
    ("read the second one", "read", (TWO,)),
    ("read 3", "read", (THREE,)),
    ("2", "read", (TWO,)),
    ("the last, please", "read", (THREE,)),
    ("#1", "read", (ONE,)),
    ("what does the first paper say about dropout?", "ask", (ONE,)),
    ("compare the first and the third", "ask", (ONE, THREE)),
    ("remove the second paper from my reading list", "unlist", (TWO,)),
    ("the third one is not for me, too much theory", "dislike", (THREE,)),
    ("I've read the first one", "done", (ONE,)),
    ("compare the results of the two papers on quantization", "ask", (ONE, TWO)),
    ("summarize these two studies in five lines", "ask", (ONE, TWO)),
    ("which of these papers is the most relevant for me", "choose", LISTED),
    ("resume el segundo", "read", (TWO,)),
    ("fasse den zweiten Artikel zusammen", "read", (TWO,)),
    ("résume le deuxième article", "read", (TWO,)),
    ("read the first one of the digest", "read", (ONE,)),
    ("what does the second paper in today's digest say about rank?", "ask", (TWO,)),
    ("lies das zweite", "read", (TWO,)),
    ("lies mir bitte den dritten Artikel", "read", (THREE,)),
    ("lee el segundo", "read", (TWO,)),
    ("lis le deuxième", "read", (TWO,)),
    ("दूसरा पढ़ो", "read", (TWO,)),
    ("doosra padho", "read", (TWO,)),
    ("读第二篇", "read", (TWO,)),
    ("二番目を読んで", "read", (TWO,)),
    ("lies das neunte", "search", ()),
    ("तीसरा अध्याय", "search", ()),
    ("lies das sechste", "which", ()),
    ("read the seventh one", "search", ()),
    ("read number 9", "which", ()),
]
OTHERS = [
    ("show my reading list", "list"),
    ("list the papers I haven't read yet", "list"),
    ("muéstrame mi lista de lectura", "list"),
    ("zeig mir meine Leseliste", "list"),
    ("today's paper digest please", "digest"),
    ("what's in the digest this morning", "digest"),
    ("what's new?", "digest"),
    ("anything worth reading in the new papers this week?", "digest"),
    ("今日の論文ダイジェスト", "digest"),
]


@pytest.mark.parametrize(("message", "words"), SEARCHES)
@pytest.mark.parametrize("current", ["", NOW])
def test_what_is_looked_for_is_searched_by_the_words_that_say_what_it_is_about(message, words, current):
    found = read_paper_request(message, (), current)
    assert (found.kind, found.words) == ("search", words)


@pytest.mark.parametrize(("message", "kind"), OF_ONE)
def test_what_is_said_of_this_paper_means_the_current_one_and_else_it_is_asked_which(message, kind):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.named) == (kind, (NOW,))
    assert read_paper_request(message).kind in ("which", "search")
    assert read_paper_request(message, (ONE,)).named == (ONE,), "the only one shown"


@pytest.mark.parametrize(("message", "kind", "title"), TITLED)
def test_a_paper_may_be_called_by_its_title(message, kind, title):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.title, found.named) == (kind, title, ())


@pytest.mark.parametrize(("message", "kind", "named"), NAMED)
def test_a_paper_is_named_by_its_id_or_address_and_a_file_by_its_path(message, kind, named):
    found = read_paper_request(message, LISTED, NOW)
    assert (found.kind, found.named) == (kind, named)


@pytest.mark.parametrize(("message", "kind", "named"), PLACED)
def test_a_paper_is_meant_by_its_place_in_what_was_shown(message, kind, named):
    found = read_paper_request(message, LISTED)
    assert (found.kind, found.named) == (kind, named)


@pytest.mark.parametrize(("message", "kind"), OTHERS)
def test_the_list_and_the_digest_are_asked_for(message, kind):
    assert read_paper_request(message, LISTED, NOW) == PaperRequest(kind)


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("search attention search", PaperRequest("search", words="attention search")),
        ("list adapters", PaperRequest("list", words="adapters")),
        ("list", PaperRequest("list")),
        ("digest", PaperRequest("digest")),
        (f"read {LORA}", PaperRequest("read", (LORA,))),
        (f"ask {LORA} what is the rank?", PaperRequest("ask", (LORA,), f"{LORA} what is the rank?")),
        (f"vote {LORA} +", PaperRequest("like", (LORA,))),
        ("low-rank adaptation", PaperRequest("search", words="low-rank adaptation")),
        ("2", PaperRequest("read", (TWO,))),
    ],
)
def test_what_follows_the_command_may_begin_with_a_verb_of_it(words, request_):
    assert read_paper_request(words, LISTED, NOW, is_command=True) == request_


def test_the_minutes_and_the_reason_are_read_too():
    assert read_paper_request(f"I've read {LORA}, took 45 minutes").minutes == 45
    assert read_paper_request(f"{LORA} is not for me because it has no code").words == "it has no code"
    assert read_paper_request("any recent papers on agents?").is_recent
    assert not read_paper_request("papers on agents").is_recent


@pytest.mark.parametrize("message", ["I've read about transformers", "would I like it?", "have I read it?"])
def test_what_tells_of_no_paper_is_no_deed(message):
    assert read_paper_request(message, LISTED, NOW).kind not in ("like", "dislike", "done")


def test_every_example_of_the_reader_is_understood_in_any_language():
    examples = [message for agent, message in routing_examples() if agent == "paper_reader"]
    lost = []
    for message in examples:
        found = read_paper_request(message, LISTED, NOW)
        assert set(found.named) <= {*LISTED, NOW}, message
        if found.kind == "search" and not found.words:
            lost.append(message)
    assert len(lost) / len(examples) < 0.05, "in these is nothing to search for, so it is asked for words"


@pytest.mark.parametrize(
    "piece",
    ["the ", "a-", "arxiv.org/", "2106.", '"', "first ", "paper of ", "x/", "\\ ", "my list add ", "這", "+ ", "."],
)
def test_a_message_of_any_length_is_read_at_once(piece):
    message = piece * (100_000 // len(piece))
    began = time.perf_counter()
    read_paper_request(message, LISTED, NOW)
    read_paper_request(f"add {message} to the list paper.pdf", (), "", is_command=True)
    assert time.perf_counter() - began < 1.0


@given(st.text(), st.lists(st.sampled_from(LISTED), max_size=3, unique=True), st.sampled_from(["", NOW]), st.booleans())
def test_any_message_is_read_and_names_papers_that_there_are(message, listed, current, is_command):
    found = read_paper_request(message, tuple(listed), current, is_command=is_command)
    assert len(found.named) <= 8
    assert found.kind in ("search", "digest", "list", "which", "elsewhere") or found.named or found.title
    assert len(found.words) <= 2000
