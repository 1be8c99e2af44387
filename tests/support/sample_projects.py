"""Small made-up projects, and the demands of the shipped roadmap that they are compared with."""

from studycoach.domain.code_mentions import Project
from studycoach.domain.milestone_check import Criterion, by_rules
from studycoach.domain.source import Source
from studycoach.tools.roadmap_file import read_shipped

ROADMAP = read_shipped("genai-scientist")
SPAM = '''\
"""Marks mails."""
import argparse

from sklearn.metrics import precision_score, recall_score
from sklearn.model_selection import train_test_split


def mark(mail, model):
    return "spam" if model.predict([mail])[0] else "ham"


def evaluate(model, X, y):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    model.fit(X_train, y_train)
    found = model.predict(X_test)
    return precision_score(y_test, found), recall_score(y_test, found)


parser = argparse.ArgumentParser()
'''
README = "# Spam\n\nPrecision 0.93, recall 0.88 on held-out mails.\n"
CALCULATOR = """\
def add(a, b):
    return a + b


def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return None


def chain_calculator(text):
    try:
        return float(text)
    except ValueError:
        return None
"""
ONLY_WORDS = '''\
# The calculator adds, divides and chains results; ZeroDivisionError and ValueError are caught: add, divide, ArgumentParser.
# precision_score, recall_score, train_test_split, model.predict(mail) == "spam"
"""A command marks a mail as spam, with precision_score and recall_score on a held-out set."""
pass
"a string that is no code: predict, argparse, mail, spam"
'''


def source(path: str, text: str) -> Source:
    return Source(path, text, text)


def compared(item: str, *files: tuple[str, str], names: tuple[str, ...] = ()) -> dict[str, Criterion]:
    """Each demand of an item by its first words, as rules compare it with these files."""
    project = Project([source(path, text) for path, text in files], names)
    return {one.text: one for one in by_rules(ROADMAP.by_id[item], project).criteria}
