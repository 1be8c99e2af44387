"""A vocabulary and its weights learned from all texts, those of the test part among them."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check
from ..code import Code
from .before_split import hits
from .estimators import LEARNERS, SAMPLERS, VECTORISERS


def _find(code: Code) -> Iterator[Hit]:
    what = "vocabulary and weights are learned from the test texts too, so no word of them is ever new"
    yield from hits(code, VECTORISERS, what, but_not=(LEARNERS | SAMPLERS) - VECTORISERS)


CHECK = Check(
    name="vectorised-before-split",
    title="Texts turned into numbers before the split",
    severity="leak",
    idea="A vocabulary is learned from data. New texts hold words that training never saw, and the test should show what they cost.",
    question="Which texts may the vocabulary be made of, if the test texts stand for mails of tomorrow?",
    terms=("sklearn-workflow", "spam-detector", "cross-validation"),
    bad="""
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
X = TfidfVectorizer().fit_transform(texts)
X_train, X_test, y_train, y_test = train_test_split(X, labels, random_state=0)
""",
    good="""
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
train_texts, test_texts, y_train, y_test = train_test_split(texts, labels, random_state=0)
vectorizer = TfidfVectorizer()
X_train = vectorizer.fit_transform(train_texts)
X_test = vectorizer.transform(test_texts)
""",
    find=_find,
)
