"""Which terms of a roadmap a text speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.paper_terms import RoadmapTerms, terms_of
from studycoach.tools.roadmap_file import read_shipped

TERMS = terms_of(read_shipped("genai-scientist"))


def found(text: str) -> dict[str, str]:
    """By item (or a stage's title), the words that name it."""
    return {m.term.item or m.term.title: m.words for m in TERMS.find(text)}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("We study LoRA.", "lora"),
        ("LoRAs are merged", "lora"),
        ("low-rank adaptation of models", "lora"),
        ("Fine-tuning on one GPU", "supervised-fine-tuning"),
        ("it was fine-tuned twice", "supervised-fine-tuning"),
        ("finetuning", "supervised-fine-tuning"),
        ("Decision\ntrees win", "decision-trees"),
        ("a decision tree", "decision-trees"),
        ("quantisation of weights", "quantization"),
        ("Quantized models", "quantization"),
        ("GPT-4 as a judge", "gpt-architecture"),
        ("large\nlanguage   models (LLMs)", "transformer-block"),
        ("a ViT backbone", "transformer-intro"),
        ("Retrieval-Augmented Generation", "rag-system"),
        ("multi-agent systems", "multi-agent"),
        ("Multimodal reasoning", "multimodal-models"),
        ("support vector machines", "svm"),
        ("RLHF and DPO", "dpo"),
        ("overfitting", "overfitting"),
    ],
)
def test_a_term_is_found_in_the_forms_that_papers_use(text: str, item: str):
    assert item in found(text)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("nodes that talk by LoRa radio", "lora"),
        ("a rag doll", "rag-system"),
        ("we transform the input", "transformer-intro"),
        ("exploration", "lora"),
        ("Sampling at a temperature of 300 K", "sampling"),
        ("Sampling at a temperature of 300 K", "temperature"),
        ("in a few functions and loops", "python-functions"),
        ("code is on GitHub and HuggingFace", "hf-transformers-library"),
        ("a decision. Trees grow", "decision-trees"),
        ("decision (trees)", "decision-trees"),
        ("recall and precision", "precision-recall"),
    ],
)
def test_everyday_words_and_other_things_of_that_name_are_not_taken_for_terms(text: str, item: str):
    assert item not in found(text)


def test_a_longer_term_hides_those_within_it():
    assert found("supervised fine-tuning") == {"supervised-fine-tuning": "supervised fine-tuning"}
    assert set(found("Llama architecture")) == {"llama-architecture"}


def test_a_term_of_several_stages_counts_for_the_earliest():
    (mention,) = TERMS.find("RLHF")
    assert (mention.term.item, mention.term.stage) == ("rlhf-idea", 4)


def test_the_name_of_a_field_names_its_stage():
    (mention,) = TERMS.find("deep learning")
    assert (mention.term.item, mention.term.stage) == ("", 3)


def test_mentions_are_counted_and_told_in_the_words_that_stand_there_first():
    (mention,) = TERMS.find("Chain of thought. chain-of-thought\nCoT")
    assert (mention.words, mention.times) == ("Chain of thought", 3)


def test_a_roadmap_of_another_field_finds_its_own_terms_and_none_of_this_one():
    terms = RoadmapTerms(read_shipped("spanish-a2"))
    assert terms.find("LoRA fine-tunes large language models") == ()


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through_and_what_is_found_stands_in_it(text: str):
    plain = " ".join(text.split())
    for mention in TERMS.find(text):
        assert mention.words in plain
        assert mention.times >= 1


@given(st.sampled_from(["LoRA", "BERT", "decision trees", "chain-of-thought"]), st.text(max_size=60))
def test_a_term_between_sentences_is_found_whatever_stands_around(term: str, around: str):
    assert {m.term for m in TERMS.find(f"{around}. {term}. {around}")} >= {m.term for m in TERMS.find(term)}
