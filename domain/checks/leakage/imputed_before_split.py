"""An imputer fitted on all rows, the test rows among them."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check
from ..code import Code
from .before_split import hits
from .estimators import IMPUTERS, LEARNERS, SAMPLERS


def _find(code: Code) -> Iterator[Hit]:
    what = "gaps in the training rows are filled with what the test rows say"
    yield from hits(code, IMPUTERS, what, but_not=(LEARNERS | SAMPLERS) - IMPUTERS)


CHECK = Check(
    name="imputed-before-split",
    title="Gaps filled before the split",
    severity="leak",
    idea="The values that fill gaps are learned, so they may come from the training rows only.",
    question="Whose mean or median may fill a gap in a training row?",
    terms=("sklearn-workflow", "scaling", "cross-validation"),
    bad="""
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
imputer = SimpleImputer(strategy="median")
X = imputer.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
imputer = SimpleImputer(strategy="median")
X_train = imputer.fit_transform(X_train)
X_test = imputer.transform(X_test)
""",
    find=_find,
)
