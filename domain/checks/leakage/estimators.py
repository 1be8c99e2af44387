"""What scikit-learn's classes and their like do with data, by their names."""

import ast
from collections.abc import Iterator
from typing import Final

from ..code import Code
from ..syntax import dotted, last

SCALERS: Final = frozenset(
    ["StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "PowerTransformer", "QuantileTransformer"]
)
REDUCERS: Final = frozenset(
    [
        "PCA",
        "KernelPCA",
        "IncrementalPCA",
        "SparsePCA",
        "TruncatedSVD",
        "FactorAnalysis",
        "FastICA",
        "NMF",
        "LinearDiscriminantAnalysis",
        "LDA",
        "LatentDirichletAllocation",
        "UMAP",
        "Isomap",
        "NeighborhoodComponentsAnalysis",
    ]
)
IMPUTERS: Final = frozenset(["SimpleImputer", "KNNImputer", "IterativeImputer", "Imputer"])
VECTORISERS: Final = frozenset(["TfidfVectorizer", "CountVectorizer", "TfidfTransformer", "DictVectorizer"])
SELECTORS: Final = frozenset(
    [
        "SelectKBest",
        "SelectPercentile",
        "SelectFromModel",
        "RFE",
        "RFECV",
        "SelectFdr",
        "SelectFpr",
        "SelectFwe",
        "GenericUnivariateSelect",
        "SequentialFeatureSelector",
        "SequentialForwardSelection",
    ]
)
TARGET_ENCODERS: Final = frozenset(
    ["TargetEncoder", "LeaveOneOutEncoder", "JamesSteinEncoder", "MEstimateEncoder", "CatBoostEncoder", "WOEEncoder"]
)
ENCODERS: Final = frozenset(
    ["LabelEncoder", "OneHotEncoder", "OrdinalEncoder", "LabelBinarizer", "MultiLabelBinarizer"]
)
SAMPLERS: Final = frozenset(
    [
        "SMOTE",
        "SMOTENC",
        "SMOTEN",
        "BorderlineSMOTE",
        "SVMSMOTE",
        "KMeansSMOTE",
        "ADASYN",
        "RandomOverSampler",
        "SMOTEENN",
        "SMOTETomek",
    ]
)
COMPOSITES: Final = frozenset(["Pipeline", "ColumnTransformer", "FeatureUnion"])
FOLDS: Final = frozenset(
    [
        "KFold",
        "StratifiedKFold",
        "GroupKFold",
        "StratifiedGroupKFold",
        "RepeatedKFold",
        "RepeatedStratifiedKFold",
        "ShuffleSplit",
        "StratifiedShuffleSplit",
        "GroupShuffleSplit",
        "TimeSeriesSplit",
        "LeaveOneOut",
        "LeavePOut",
        "LeaveOneGroupOut",
    ]
)
SEARCHES: Final = frozenset(
    ["GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV", "BayesSearchCV"]
)
LEARNERS: Final = SCALERS | REDUCERS | IMPUTERS | VECTORISERS | SELECTORS | TARGET_ENCODERS
"""Transformers that learn from the rows more than which categories there are."""
TRANSFORMERS: Final = LEARNERS | ENCODERS
CLASSIFIERS: Final = frozenset(
    [
        "LogisticRegression",
        "LogisticRegressionCV",
        "SVC",
        "NuSVC",
        "LinearSVC",
        "GaussianNB",
        "MultinomialNB",
        "BernoulliNB",
        "ComplementNB",
        "Perceptron",
        "LinearDiscriminantAnalysis",
        "QuadraticDiscriminantAnalysis",
    ]
)
_MAKERS: Final = {
    "make_pipeline": "Pipeline",
    "make_column_transformer": "ColumnTransformer",
    "make_union": "FeatureUnion",
}
_SAME: Final = frozenset({"fit", "set_params", "set_output", "partial_fit", "copy"})
_BY_NAME: Final = {
    "scaler": "StandardScaler", "imputer": "SimpleImputer", "pca": "PCA", "vectorizer": "TfidfVectorizer",
    "vectoriser": "TfidfVectorizer", "tfidf": "TfidfVectorizer", "selector": "SelectKBest", "smote": "SMOTE",
}  # fmt: skip
_MOST_STEPS = 8


def short_name(code: Code, call: ast.expr) -> str:
    """The last part of the name of what is called, `f1_score`, where it is known; also in a fragment without imports."""
    if not isinstance(call, ast.Call):
        return ""
    known = code.called(call)
    if known in code.functions or known in code.classes:
        return ""
    name = dotted(call.func)
    return last(known) or (last(name) if name and not code.bindings(name.split(".")[0], code.scope_of(call)) else "")


def maker(code: Code, node: ast.expr | None) -> ast.Call | None:
    """The call that made an estimator: `StandardScaler()` of a `scaler` made so, or of `StandardScaler().fit(X)`."""
    for _ in range(_MOST_STEPS):
        if node is None:
            return None
        node = code.value(node)
        if not isinstance(node, ast.Call):
            return None
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME:
            node = node.func.value
            continue
        return node
    return None


def kind(code: Code, node: ast.expr | None) -> str:
    """The name of an estimator's class, without its modules; by what the variable is called when nothing else tells."""
    made = maker(code, node)
    if made is not None:
        name = short_name(code, made)
        name = _MAKERS.get(name, name)
        return name if name[:1].isupper() and name not in code.classes else ""
    name = dotted(node).rpartition(".")[2].lower() if node is not None else ""
    return next((cls for word, cls in _BY_NAME.items() if name == word or name.endswith("_" + word)), "")


def steps(code: Code, node: ast.expr | None) -> frozenset[str]:
    """The class of an estimator and those of what it is composed of."""
    made = maker(code, node)
    if made is None:
        return frozenset(filter(None, [kind(code, node)]))
    return frozenset(filter(None, (kind(code, call) for call in _composed(code, made))))


def _composed(code: Code, made: ast.Call) -> Iterator[ast.expr]:
    todo: list[ast.AST] = [made]
    for _ in range(200):
        if not todo:
            return
        one = todo.pop()
        if isinstance(one, ast.Name | ast.Attribute) and dotted(one):
            known = code.value(one)
            if known is not one:
                todo.append(known)
            continue
        if isinstance(one, ast.Call):
            yield one
            inner = kind(code, one)
            if inner and inner not in COMPOSITES and one is not made:
                continue
        todo += ast.iter_child_nodes(one)


def is_classifier(code: Code, node: ast.expr | None) -> bool:
    """Whether an estimator is surely a classifier of scikit-learn's kind (or a pipeline or search that ends in one)."""
    names = steps(code, node)
    return any(one in CLASSIFIERS or one.endswith("Classifier") for one in names)
