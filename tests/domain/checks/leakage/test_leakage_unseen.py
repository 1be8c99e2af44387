"""Mistakes that fragments show by names and columns alone: each is found once, and what only looks like them is not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.leakage import CHECKS

pytestmark = pytest.mark.slow

SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
TUNED = "for a in [0.1, 1, 10]:\n    clf = MultinomialNB(alpha=a).fit(X_train, y_train)\n"
FOLDS = (
    "train = pd.read_csv('t.csv')\ny = np.log1p(train.pop('p'))\nX = train.fillna(-1)\noof = np.zeros(len(X))\nparts = []\n"
    "kf = KFold(5, shuffle=True, random_state=0)\nfor tr, val in kf.split(X):\n    model = Ridge()\n"
    "    model.fit(X.iloc[tr], y.iloc[tr])\n"
)

FIRES: dict[str, list[str]] = {
    "roc-auc-of-classes": [
        "y_hat = clf.predict(X_test)\nprint(roc_auc_score(y_test, y_hat))",
        "print(average_precision_score(y_test, grid.predict(X_test)))",
        "from sklearn.metrics import roc_auc_score\ndef evaluate(model, X, y):\n    return roc_auc_score(y, model.predict(X))",
        "from sklearn.metrics import roc_auc_score as auc\np = self.model.predict(X_test)\nprint(auc(y_test, p))",
        "y_pred = best_clf.predict(X_test)\nfpr, tpr, _ = roc_curve(y_test, y_pred)",
        "pred = rf_classifier.predict(X_val)\nprint(log_loss(y_val, pred))",
    ],
    "target-encoded-before-split": [
        "df['te'] = df['city'].map(df.groupby('city')['target'].mean())\ntrain, test = train_test_split(df, random_state=3)",
        "T = 'price'\nm = df.groupby('city')[T].mean()\ndf['te'] = df['city'].map(m)\ny = df[T]\nX = df.drop(columns=[T])\n" + SPLIT,
        "df['te'] = df.groupby('c')['won'].transform('mean')\nX = df.drop(columns=['won'])\ny = df.won\n" + SPLIT,
        "m = df.groupby('c').price.mean().to_dict()\ndf['te'] = df['c'].map(m)\na, b = train_test_split(df, random_state=3)\n"
        "y_train = a['price']",
    ],
    "target-in-features": [
        "y = df['sold']\nX = pd.get_dummies(df[['sold', 'rooms']])\n" + SPLIT,
        "y = df['sold']\nX = pd.get_dummies(df, drop_first=True)\n" + SPLIT,
        "cols = ['sold', 'rooms']\nX = pd.get_dummies(df[cols])\ny = df.sold\n" + SPLIT,
        "X_train, X_test, y_train, y_test = train_test_split(df, df['sold'], random_state=0)\nmodel.fit(X_train, y_train)",
        "X_train = train[['sold', 'rooms']]\ny_train = train['sold']\nmodel.fit(X_train, y_train)",
        "model = RandomForestClassifier(random_state=0)\nmodel.fit(df, df['sold'])",
    ],
    "groups-ignored": [
        "# patient_id, scan, label\nfrom sklearn.model_selection import GroupKFold, train_test_split\ndf = pd.read_csv('s.csv')\n"
        "train, test = train_test_split(df, random_state=0)",
        "patient_ids = df['patient_id']\n" + SPLIT,
        "print(df['subject_id'].nunique(), 'subjects')\ntrain, test = train_test_split(df, random_state=0)",
    ],
    "future-in-features": [
        "df['week'] = df['sales'].rolling(7).mean()\ny = df['sales']\nX = df.drop(columns=['sales'])\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)",
        "df['m'] = df['load'].rolling(24, center=True).mean()\ntrain, test = df.iloc[:900], df.iloc[900:]",
        "df['m'] = df.groupby('shop')['sales'].rolling(window=7, center=True).mean().values\n"
        "train, test = df[:900], df[900:]",
        "df['f'] = df['sales'].shift(-1)\nX = df[['f', 'day']]\ny = df['sales']\n"
        "X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)",
    ],
    "rmse-without-root": [
        "rmse = mean_squared_error(y_test, p)\nprint(rmse)",
        "from sklearn.metrics import mean_squared_error as mse\nrmse_test = mse(y_test, p)",
        "print('RMSE:', mean_squared_error(y_test, p))",
    ],
    "accuracy-of-regression": [
        "reg = Ridge().fit(X_train, y_train)\nprint(accuracy_score(y_test, reg.predict(X_test)))",
        "rf = RandomForestRegressor(random_state=0)\nrf.fit(X_train, y_train)\np = rf.predict(X_test)\nprint(f1_score(y_test, p))",
    ],
    "fitted-on-all-rows": [
        "grid = GridSearchCV(SVC(), {'C': [0.1, 1]}, cv=5)\ngrid.fit(X, y)\nprint(grid.score(X_test, y_test))",
        "model.fit(X, y)\npred = model.predict(X_test)\nprint(accuracy_score(y_test, pred))",
        "model = SVC().fit(X, y)\nprint(model.score(X_test, y_test))",
    ],
    "tuned-on-test": [
        TUNED + "    scores[a] = accuracy_score(y_test, clf.predict(X_test))\nbest = max(scores, key=scores.get)",
        TUNED + "    results[a] = clf.score(X_test, y_test)\nprint(max(results.values()))",
        "A = cv.fit_transform(X_train)\nB = cv.transform(X_test)\nbest = 0\n"
        + TUNED.replace("X_train", "A")
        + "    acc = accuracy_score(y_test, clf.predict(B))\n    if acc > best:\n        best = acc",
    ],
    "vectoriser-refitted": [
        "vec = TfidfVectorizer()\nA = vec.fit_transform(train_texts)\nB = vec.fit_transform(test_texts)",
        "A = CountVectorizer().fit_transform(X_train)\nB = CountVectorizer().fit_transform(X_test)",
        "v = CountVectorizer()\nv.fit(X_train)\nA = v.transform(X_train)\nv.fit(X_test)\nB = v.transform(X_test)",
    ],
    "fitted-on-one-row": [
        "def ask(model, row):\n    scaler = StandardScaler()\n    return model.predict(scaler.fit_transform([row]))",
        "def ask(text):\n    vec = TfidfVectorizer()\n    x = vec.fit_transform([text])\n    return clf.predict(x)",
        "row = pd.DataFrame([{'a': 1}])\nprint(clf.predict_proba(MinMaxScaler().fit_transform(row)))",
        "x = scaler.fit_transform(sample.reshape(1, -1))\nprint(clf.predict(x))",
    ],
    "accuracy-of-rare-class": [
        "y = df['is_fraud']\nX = df.drop(columns='is_fraud')\n" + SPLIT + "print(accuracy_score(y_test, clf.predict(X_test)))",
        "y = df['churn']\nclf = SVC(class_weight='balanced').fit(X_train, y_train)\nprint(clf.score(X_test, y_test))",
    ],
    "seed-never-used": [
        "import torch\ndef set_seed(n=42):\n    torch.manual_seed(n)\nmodel = torch.nn.Linear(4, 1)",
        "import random\nimport numpy as np\ndef seed_everything():\n    np.random.seed(0)\n    random.seed(0)\n"
        "def main():\n    run(np.random.rand(3))\nmain()",
    ],
}  # fmt: skip
SILENT = [
    "import xgboost as xgb\nbst = xgb.train(params, d)\nprint(roc_auc_score(y_test, bst.predict(dtest)))",
    "from tensorflow import keras\nfrom sklearn.metrics import roc_auc_score\nprint(roc_auc_score(y, model.predict(X)))",
    "from sklearn.metrics import roc_auc_score\np = model.predict(X)\nprint(roc_auc_score(y, p))\nc = p > 0.5",
    "from sklearn.metrics import roc_auc_score\nreg = Ridge().fit(X_train, y_train)\nprint(roc_auc_score(y, reg.predict(X)))",
    "print(roc_auc_score(y, clf.predict(X, raw_score=True)))",
    "means = train.groupby('city')['target'].mean()\ntrain['te'] = train['city'].map(means)",
    "print(df.groupby('city')['target'].mean())\ntrain, test = train_test_split(df, random_state=3)",
    "y = df['sold']\nX = pd.get_dummies(df.drop(columns='sold'))\n" + SPLIT,
    "X = pd.get_dummies(df)\ny = df['sold']\nX = X.drop(columns=['sold'])\n" + SPLIT,
    "df['week'] = df['sales'].shift(1).rolling(7).mean()\ny = df['sales']\nX = df.drop(columns=['sales'])\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)",
    "rmse = np.sqrt(mean_squared_error(y_test, p))",
    "rmse = mean_squared_error(y_test, p, squared=False)",
    "rmse = mean_squared_error(y_test, p)\nprint(rmse ** 0.5)",
    "rmse = mean_squared_error(y_test, p)\nrmse = math.sqrt(rmse)",
    "mse = mean_squared_error(y_test, p)\nprint('MSE', mse, 'RMSE', mse ** 0.5)",
    "reg = Ridge().fit(X_train, y_train)\nprint(accuracy_score(y_test, reg.predict(X_test).round()))",
    "reg = Ridge().fit(X_train, y_train)\nprint(accuracy_score(y_test, reg.predict(X_test) > 0.5))",
    "train, test = train_test_split(df, random_state=0)\nX_train = train\ny_train = train['a']\nX_train.pop('a')\nm.fit(X_train, y_train)",
    "pipe = make_pipeline(ColumnTransformer([('n', 'passthrough', ['a'])]), SVC())\npipe.fit(df, df['sold'])",
    "X_train, X_test, y_train, y_test = train_test_split(df, df['t'], random_state=0)\nm.fit(X_train[cols], y_train)",
    "from sklearn.model_selection import GroupKFold, KFold, train_test_split\n" + SPLIT,
    "X = df.drop(columns=['patient_id', 'label'])\ny = df['label']\n" + SPLIT,
    "ids = df['patient_id'].unique()\nprint(df['patient_id'].nunique())\na, b = train_test_split(ids, random_state=0)",
    "df['smooth'] = df['load'].rolling(24, center=True).mean()\ndf['smooth'].plot()",
    "df['next'] = df['load'].shift(-1)\nX = df[['load']]\ny = df['next']\ntrain, test = df[:9], df[9:]",
    "X, y = load('train')\nX_test, y_test = load('test')\nmodel = SVC().fit(X, y)\nprint(model.score(X_test, y_test))",
    "def run(X, y, X_test, y_test):\n    model = SVC().fit(X, y)\n    return model.score(X_test, y_test)",
    FOLDS + "    oof[val] = model.predict(X.iloc[val])\nprint(mean_squared_error(y, oof))",
    FOLDS + "    parts.append(model.predict(X.iloc[val]))\nprint(mean_squared_error(y, np.concatenate(parts)))",
    FOLDS + "    oof[val] = model.predict(X.iloc[val])\nprint(((oof > 0.5) == y).mean())",
    TUNED + "    scores[a] = cross_val_score(clf, X_train, y_train).mean()\nbest = max(scores, key=scores.get)",
    "print(clf.predict(vectorizer.transform([text])))",
    "X = StandardScaler().fit_transform([[1, 2], [3, 4]])\nprint(clf.predict(X))",
    "y = df['is_fraud']\n" + SPLIT + "print(accuracy_score(y_test, p), recall_score(y_test, p))",
    "y = df['species']\nclf = SVC(class_weight='balanced').fit(X_train, y_train)\nprint(clf.score(X_test, y_test))",
    "import torch\ndef set_seed(n=42):\n    torch.manual_seed(n)\n",
    "import torch\ndef set_seed(n=42):\n    torch.manual_seed(n)\nif __name__ == '__main__':\n    set_seed()\n    m = torch.nn.Linear(4, 1)",
]  # fmt: skip


def found(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FIRES.items() for text in texts])
def test_a_mistake_seen_by_names_alone_is_found_once_and_nothing_else(rule: str, text: str) -> None:
    assert found(text) == [rule]


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_like_such_a_mistake_is_let_pass(text: str) -> None:
    assert found(text) == []
