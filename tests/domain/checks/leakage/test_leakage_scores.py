"""Mistakes in scores, features and folds in other spellings: each is found."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.leakage import CHECKS

pytestmark = pytest.mark.slow

SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
FIT = "model.fit(X_train, y_train)\n"

FIRES: dict[str, list[str]] = {
    "roc-auc-of-classes": [
        "m = LogisticRegression().fit(A, b)\np = m.predict(C)\nprint(roc_auc_score(d, p))",
        "clf = RandomForestClassifier(random_state=0)\nclf.fit(X_train, y_train)\nfpr, tpr, t = roc_curve(y_test, clf.predict(X_test))",
        "import sklearn.metrics as m\nclf = XGBClassifier()\nauc = m.roc_auc_score(y_test, clf.predict(X_test))",
        "pipe = make_pipeline(StandardScaler(), SVC())\npipe.fit(A, b)\nprint(roc_auc_score(y_score=pipe.predict(C), y_true=d))",
        "gs = GridSearchCV(DecisionTreeClassifier(), grid)\ngs.fit(A, b)\nprint(average_precision_score(d, gs.predict(C)))",
        "class M:\n    def __init__(self):\n        self.clf = SVC()\n    def auc(self, X, y):\n        p = self.clf.predict(X)\n"
        "        return roc_auc_score(y, p)",
    ],
    "score-of-class-zero": [
        "roc_auc_score(y_test, m.predict_proba(X_test)[:, 0])", "p = m.predict_proba(X)[:, 0]\nfpr, tpr, t = roc_curve(y, p)",
        "p = m.predict_proba(X)\nroc_auc_score(y, p[:, 0])", "average_precision_score(y, m.predict_proba(X)[:, 0])",
        "from sklearn import metrics\nmetrics.roc_auc_score(y, m.predict_proba(X)[:, 0])",
        "class A:\n    def f(self, X, y):\n        return roc_auc_score(y, self.m.predict_proba(X)[:, 0])",
    ],
    "metric-arguments-swapped": [
        "p = m.predict(X_test)\nprint(precision_score(p, y_test))", "print(r2_score(m.predict(X_test), y_test))",
        "confusion_matrix(y_pred, y_true)", "print(classification_report(preds, labels))",
        "from sklearn import metrics\nmetrics.f1_score(y_hat, y_test, average='weighted')",
        "y_pred = (m.predict_proba(X)[:, 1] > 0.3).astype(int)\nrecall_score(y_pred, y_test)",
    ],
    "target-in-features": [
        "X = df.drop('id', axis=1)\ny = df['price']\n" + SPLIT,
        "X = df\ny = df['price']\n" + SPLIT,
        "y = df['price'].values\nX = df.values\n" + SPLIT,
        "features = ['a', 'b', 'price']\nX = df[features]\ny = df['price']\nmodel.fit(X, y)",
        "cols = [c for c in df.columns if c != 'id']\nX = df[cols]\ny = df['price']\n" + SPLIT,
        "y = df['price']\nX = df.copy()\nscores = cross_val_score(m, X, y)",
    ],
    "target-source-in-features": [
        "df['t'] = df['g'].apply(lambda v: 1 if v > 3 else 0)\nX = df.drop('t', axis=1)\ny = df['t']",
        "df['t'] = np.where(df['g'] > 3, 1, 0)\nX = df.drop(columns='t')\ny = df['t'].values",
        "df['t'] = df['g'].map({'a': 1, 'b': 0})\nX = df.drop(columns=['t', 'id'])\ny = df['t']",
        "df['log_p'] = np.log1p(df['p'])\ny = df['log_p']\nX = df.drop(['log_p'], axis=1)",
        "df['t'] = LabelEncoder().fit_transform(df['g'])\nX = df.drop('t', axis=1)\ny = df['t']",
        "df['t'] = pd.cut(df['g'], 3, labels=False)\nX = df.drop('t', axis=1)\ny = df['t']",
    ],
    "shuffled-apart": [
        "np.random.shuffle(X)\nnp.random.shuffle(y)", "import random\nrandom.shuffle(images)\nrandom.shuffle(labels)",
        "X_train = X_train.sample(frac=1)\ny_train = y_train.sample(frac=1)",
        "X = X[np.random.permutation(len(X))]\ny = y[np.random.permutation(len(y))]",
        "from sklearn.utils import shuffle\nX = shuffle(X)\ny = shuffle(y)",
        "rng = np.random.default_rng(0)\nrng.shuffle(X)\nrng.shuffle(y)",
    ],
    "cross-validated-on-test": [
        "cross_val_score(m, X_test, y_test, cv=5)", "cross_validate(m, test[cols], test['y'])",
        SPLIT + "print(cross_val_score(SVC(), X_test, y_test))", "gs = GridSearchCV(SVC(), g)\ngs.fit(X_test, y_test)",
        "from sklearn import model_selection as ms\nms.cross_val_score(m, x_test, y_test)",
        "s = cross_val_score(estimator=m, X=X_test, y=y_test)",
    ],
    "tuned-on-test": [
        "best = 0\nfor seed in range(99):\n    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)\n"
        "    m = SVC().fit(X_train, y_train)\n    acc = m.score(X_test, y_test)\n    if acc > best:\n        best = acc",
        "best = 0\nfor c in (1, 2):\n    m = SVC(C=c)\n    m.fit(X_train, y_train)\n    acc = accuracy_score(y_test, m.predict(X_test))\n"
        "    if acc > best:\n        best = acc",
        "best_score = -1\nfor k in range(9):\n    m = KNeighborsClassifier(k).fit(X_train, y_train)\n    if m.score(X_test, y_test) > best_score:\n"
        "        best_score = m.score(X_test, y_test)",
        "m = XGBClassifier(early_stopping_rounds=5)\nm.fit(X_train, y_train, eval_set=[(X_test, y_test)])\nprint(m.score(X_test, y_test))",
        "m = LGBMClassifier()\nm.fit(X_train, y_train, eval_set=[(X_test, y_test)], callbacks=[lgb.early_stopping(10)])\np = m.predict(X_test)",
        "best_err = 1e9\nfor d in ds:\n    for n in ns:\n        m = Tree(max_depth=d, n=n)\n        m.fit(X_train, y_train)\n"
        "        err = mean_squared_error(y_test, m.predict(X_test))\n        if best_err > err:\n            best_err = err",
        "scores = []\nfor k in range(1, 20):\n    m = KNeighborsClassifier(n_neighbors=k).fit(X_train, y_train)\n"
        "    scores.append(m.score(X_test, y_test))\nbest_k = np.argmax(scores) + 1\nprint(max(scores))",
    ],
    "left-untransformed": [
        SPLIT + "sc = StandardScaler()\nX_train = sc.fit_transform(X_train)\n" + FIT + "print(model.score(X_test, y_test))",
        SPLIT + "sc = StandardScaler().fit(X_train)\nA = sc.transform(X_train)\nm = SVC()\nm.fit(A, y_train)\np = m.predict(X_test)",
        SPLIT + "sc = StandardScaler()\nX_train_s = sc.fit_transform(X_train)\nX_test_s = sc.transform(X_test)\nm = SVC()\nm.fit(X_train, y_train)\n"
        "print(m.score(X_test_s, y_test))",
        SPLIT + "sc = StandardScaler()\nX_train_s = sc.fit_transform(X_train)\nX_test_s = sc.transform(X_test)\nm = SVC()\nm.fit(X_train_s, y_train)\n"
        "print(m.score(X_test, y_test))",
        SPLIT + "X_train = PCA(5).fit_transform(X_train)\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))",
        "def go(X, y):\n    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n    s = MinMaxScaler()\n"
        "    X_train = s.fit_transform(X_train)\n    m = Ridge()\n    m.fit(X_train, y_train)\n    return m.predict(X_test)",
    ],
    "overlapping-parts": [
        "train = df[:800]\ntest = df[700:]", "X_train = X[:100]\nX_test = X[:100]", "train, test = df.iloc[:80], df.iloc[60:]",
        "for train_idx, test_idx in kf.split(X):\n    X_train = X[train_idx]\n    X_test = X[train_idx]",
        "train_df = df.sample(frac=0.7)\ntest_df = df.sample(frac=0.3)", "x_train = x[0:50, :]\nx_val = x[20:, :]",
    ],
    "dummies-apart": [
        "train = pd.get_dummies(train)\ntest = pd.get_dummies(test)",
        SPLIT + "A = pd.get_dummies(X_train, columns=['c'])\nB = pd.get_dummies(X_test, columns=['c'])",
        "import pandas\nx_tr = pandas.get_dummies(x_train)\nx_te = pandas.get_dummies(x_test)",
    ],
    "scored-against-itself": [
        "accuracy_score(y_pred, y_pred)", "p = m.predict(X)\nprint(metrics.f1_score(y_test, y_test))", "m.score(X, m.predict(X))",
        "p = clf.predict(X_test)\nprint(clf.score(X_test, p))", "r2_score(preds, preds)",
    ],
    "augmented-before-split": [
        "X = np.concatenate([X, np.fliplr(X)])\ny = np.concatenate([y, y])\n" + SPLIT,
        "X = np.vstack([X, X + noise])\n" + SPLIT, "df = pd.concat([df, df])\ntrain, test = train_test_split(df, random_state=0)",
        "X, y = augment(X, y)\n" + SPLIT, "def more(X):\n    return np.concatenate((X, X[:, ::-1]))\nX = more(X)\n" + SPLIT,
        "X_aug, y_aug = augment_images(X, y, n=5)\na, b = train_test_split(X_aug, random_state=0)",
    ],
    "target-encoded-before-split": [
        "df['m'] = df['c'].map(df.groupby('c')['y'].mean())\nX = df[['m']]\ny = df['y']\n" + SPLIT,
        "means = df.groupby('c')['y'].mean()\ndf['m'] = df['c'].map(means)\nX, y = df[['m']], df['y']\n" + SPLIT,
        "df['m'] = df.groupby('c').y.transform('mean')\nX = df[['m']]\ny = df['y']\n" + SPLIT,
    ],
    "seed-of-other-library": [
        "import torch, random\nfrom torch import nn\nrandom.seed(1)\nclass Net(nn.Module):\n    pass\nnet = Net()\nnet(x).sum().backward()",
    ],
    "model-kept-across-folds": [
        "from torch import nn\nclass Net(nn.Module):\n    pass\nnet = Net()\nfor i, (a, b) in enumerate(KFold(5).split(X)):\n    train(net, X[a])",
        "from tensorflow.keras.models import Sequential\nmodel = Sequential()\nfor a, b in kf.split(X, y):\n    model.fit(X[a], y[a])",
    ],
    "transformed-wrong-part": [
        "X_test = vec.transform(X_train)", "Xte = pca.transform(Xtr)", "test_x = scaler.transform(train_x)",
    ],
}  # fmt: skip


def found(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FIRES.items() for text in texts])
def test_each_spelling_of_a_later_mistake_is_found_once_and_nothing_else(rule: str, text: str) -> None:
    assert found(text) == [rule]
