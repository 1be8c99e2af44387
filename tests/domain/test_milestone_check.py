"""A project against a milestone: what shows a demand stands where it is said to stand; what nothing shows is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_projects import CALCULATOR, ONLY_WORDS, README, ROADMAP, SPAM, compared, source

from studycoach.domain.code_mentions import Project
from studycoach.domain.errors import WrongInput
from studycoach.domain.milestone_check import by_rules, limits_of, meant
from studycoach.domain.milestone_demand import demands_of
from studycoach.domain.source import Cell, Source

ITEMS = [item for item in ROADMAP.items() if item.type in ("milestone", "project")]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("spam-detector", ["spam-detector"]),
        ("Project:  Spam Detector", ["spam-detector"]),
        ("spam detector", ["spam-detector"]),
        ("Python portfolio", ["python-portfolio"]),
        ("Problem-solving ability", ["problem-set"]),
        ("Kaggle beginner competitions", ["kaggle-titanic", "kaggle-house-prices"]),
        ("3", ["image-classifier", "sentiment-classifier", "style-transfer"]),
        ("stage-3", ["image-classifier", "sentiment-classifier", "style-transfer"]),
        ("deep-learning", ["image-classifier", "sentiment-classifier", "style-transfer"]),
        ("Deep Learning Foundations", ["image-classifier", "sentiment-classifier", "style-transfer"]),
    ],
)
def test_a_name_means_a_milestone_a_project_an_output_or_a_stage(name, ids):
    assert [item.id for item in meant(ROADMAP, name)] == ids


@pytest.mark.parametrize(("name", "near"), [("spam-detecter", "spam-detector"), ("stage-33", "stage-3")])
def test_an_unknown_name_is_refused_with_the_nearest_ones(name, near):
    with pytest.raises(WrongInput, match="No milestone, project, output or stage") as refused:
        meant(ROADMAP, name)
    assert near in str(refused.value)


@pytest.mark.parametrize("name", ["", "  ", "0", "99", "f1-score", "\x1b[2J", "x" * 10_000])
def test_what_is_no_milestone_is_refused_in_a_short_sentence(name):
    with pytest.raises(WrongInput) as refused:
        meant(ROADMAP, name)
    assert len(str(refused.value)) < 400
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    ("item", "clauses"),
    [
        ("spam-detector", ["A command marks a mail as spam or not", "its precision and recall on a held-out set are in the README",
                           "five of its mistakes are explained"]),
        ("calculator", ["The calculator adds, divides and chains results", 'survives a division by zero and the word "banana"',
                        "someone else has used it"]),
        ("rag-system", ["A deployed system answers from a thousand changing documents with checked citations and access rights",
                        "with recall, faithfulness, cost and latency on 150 questions in a public report"]),
        ("image-classifier", ["A page in the browser classifies an uploaded photo into at least ten classes", "with test accuracy",
                              "a confusion matrix and ten mistakes explained in the README"]),
    ],
)  # fmt: skip
def test_a_text_is_split_into_its_demands_and_lists_stay_whole(item, clauses):
    assert [demand.text for demand in demands_of(ROADMAP.by_id[item].done_when)] == clauses


def test_a_demand_is_shown_by_the_names_that_it_asks_for_each_with_its_place():
    marks, measured, explained = compared("spam-detector", ("spam.py", SPAM), ("README.md", README)).values()
    assert (marks.state, marks.path, marks.line) == ("shown", "spam.py", 19)
    assert "`predict` at spam.py:9" in marks.why
    assert (measured.state, measured.path, measured.quote) == ("shown", "README.md", README.split("\n")[2])
    assert "`precision_score` at spam.py:16" in measured.why
    assert "`train_test_split` at spam.py:13" in measured.why
    assert (explained.state, explained.path, explained.line) == ("not shown", "", 0)
    assert "Nothing in the code speaks of wrong predictions" in explained.why


def test_what_is_missing_of_a_demand_is_named():
    _, measured, _ = compared("spam-detector", ("spam.py", SPAM.replace("recall_score(y_test, found)", "0"))).values()
    assert measured.state == "partly"
    assert "Nothing in the code speaks of a README." in measured.why
    assert "recall: `sklearn.metrics.recall_score` is imported at spam.py:4 and not used" in measured.why.casefold()


@pytest.mark.parametrize(
    ("readme", "state"),
    [("# Spam\n\nHow to install it.\n", "partly"), (README, "shown")],
    ids=["silent", "with both"],
)
def test_a_readme_counts_for_what_stands_in_it(readme, state):
    _, measured, _ = compared("spam-detector", ("spam.py", SPAM), ("README.md", readme)).values()
    assert measured.state == state


def test_a_readme_that_was_not_read_shows_nothing_by_its_name():
    _, measured, _ = compared("spam-detector", ("spam.py", SPAM), names=("README.rst",)).values()
    assert measured.state == "partly"
    assert "README.rst is there, but it wasn't read" in measured.why


def test_functions_and_caught_errors_show_what_a_calculator_does():
    adds, survives, used = compared("calculator", ("calculator.py", CALCULATOR)).values()
    assert (adds.state, adds.line, adds.quote) == ("shown", 1, "def add(a, b):")
    assert (survives.state, survives.quote) == ("shown", "except ZeroDivisionError:")
    assert (used.state, used.why) == ("not shown", "People show this, not code.")


def test_comments_docstrings_and_idle_strings_show_nothing():
    for item in ("spam-detector", "calculator"):
        assert {one.state for one in compared(item, ("x.py", ONLY_WORDS)).values()} == {"not shown"}


def test_a_promise_in_a_text_alone_shows_nothing():
    text = 'PROMISE = "three outputs show what the style weight does to content loss and style loss"\n'
    assert all(one.state == "not shown" for one in compared("style-transfer", ("x.py", text)).values())


def test_an_import_that_is_not_used_shows_nothing():
    text = "from sklearn.metrics import confusion_matrix, accuracy_score\n"
    assert {one.state for one in compared("image-classifier", ("x.py", text)).values()} == {"not shown"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_empty_project_shows_nothing(item):
    criteria = by_rules(item, Project(())).criteria
    assert criteria
    assert all(one.state == "not shown" and one.why and not one.path for one in criteria)


def test_a_number_counts_as_shown_only_where_it_stands():
    text = "import argparse\nfrom collections import Counter\nargparse.ArgumentParser()\nsentence_lengths = reading_time = 1\n"
    count = text + 'found = Counter(open("a").read()).most_common({})\n'
    ten, some = (compared("text-analyzer", ("t.py", count.format(n)))  for n in ("10", "n"))  # fmt: skip
    assert next(iter(ten.values())).state == "shown"
    assert next(iter(some.values())).state == "partly"
    assert "The number (ten) can't be told from the code." in next(iter(some.values())).why


def test_what_takes_a_run_or_a_reader_is_never_shown_by_code_alone():
    assert limits_of("beats the median baseline by a stated margin")[0] == "partly"
    assert limits_of("F1 of at least 0.85")[0] == "partly"
    assert limits_of("you can say why a dict was used")[0] == "not shown"
    assert limits_of("A command marks a mail as spam or not") == ("shown", "")
    text = "from sklearn.dummy import DummyRegressor\nmedian_baseline = DummyRegressor()\nmargin = 3\n"
    beats = list(compared("price-prediction", ("p.py", text)).values())[1]
    assert (beats.state, beats.line) == ("partly", 2)
    assert "Only a run tells" in beats.why


def test_a_name_counts_under_the_name_it_was_imported_from():
    text = "import torch.nn as nn\nfrom transformers import BertModel as Encoder\nnn.LSTM(2, 2)\nEncoder()\n"
    compares = next(iter(compared("sentiment-classifier", ("m.py", text)).values()))
    assert "An LSTM: `LSTM` at m.py:3" in compares.why
    assert "a BERT: `transformers.BertModel` at m.py:4" in compares.why


def test_a_place_in_a_notebook_is_a_cell_and_a_line_in_it():
    text = "import torch\n\ncm = confusion_matrix(a, b)\n"
    book = Source("eda.ipynb", text, "", (Cell(2, 1, 2), Cell(5, 3, 1)))
    mistakes = by_rules(ROADMAP.by_id["image-classifier"], Project([book])).criteria[2]
    assert (mistakes.cell, mistakes.line, mistakes.at) == (5, 1, "eda.ipynb cell 5, line 1")


@pytest.mark.parametrize(
    "line", ['store = Pinecone(api_key="abcdefghijkl")', 'store = pinecone.Index("sk-abc123def456ghi789")']
)
def test_a_quoted_line_holds_no_secret(line):
    answered = next(
        iter(compared("document-qa", ("q.py", f"import pinecone\nfrom pinecone import Pinecone\n{line}\n")).values())
    )
    assert answered.quote.startswith("store = ")
    assert not any(secret in answered.quote for secret in ("defgh", "def456"))


CODE = st.lists(
    st.sampled_from(
        [*SPAM.split("\n"), *CALCULATOR.split("\n"), "import gradio as g", "g.Image()", "(", "x = '''", "\t", "\x00"]
    )
)


@given(code=CODE, page=st.text(max_size=60), number=st.integers(0, len(ITEMS) - 1))
def test_whatever_the_code_is_what_is_shown_stands_where_it_is_said_to(code, page, number):
    sources = {one.path: one for one in (source("a.py", "\n".join(code) + "\n"), source("README.md", page))}
    for one in by_rules(ITEMS[number], Project(list(sources.values()))).criteria:
        assert one.why
        if one.state == "shown" or one.line:
            assert one.quote
            assert sources[one.path].line(one.line).strip().startswith(one.quote)


@given(st.text(max_size=300))
def test_any_text_is_split_into_demands_without_loss(text):
    for demand in demands_of(text):
        assert demand.text in " ".join(text.split())
        assert limits_of(demand.text)[0] in ("shown", "partly", "not shown")
