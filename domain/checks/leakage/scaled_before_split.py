"""A scaler or a projection learned from all rows, the test rows among them."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check
from ..code import Code
from .before_split import hits
from .estimators import REDUCERS, SAMPLERS, SCALERS, SELECTORS, TARGET_ENCODERS


def _find(code: Code) -> Iterator[Hit]:
    what = "the mean, spread or directions it learns come from the rows that are to test the model as well"
    yield from hits(code, SCALERS | REDUCERS, what, but_not=SELECTORS | TARGET_ENCODERS | SAMPLERS)


CHECK = Check(
    name="scaled-before-split",
    title="Scaled before the split",
    severity="leak",
    idea="All that is learned from data belongs to training. A scaler that has seen the test rows tells the model about them.",
    question="Which rows may the scaler know of when the model is trained?",
    terms=("scaling", "sklearn-workflow", "cross-validation"),
    bad="""
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
def prepare(X, y):
    X = StandardScaler().fit_transform(X)
    return train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
def prepare(X, y):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    scaler = StandardScaler()
    return scaler.fit_transform(X_train), scaler.transform(X_test), y_train, y_test
""",
    find=_find,
)
