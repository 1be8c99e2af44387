"""The same mistakes in other spellings: each is found."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.leakage import CHECKS

pytestmark = pytest.mark.slow

SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
FIT = "model.fit(X_train, y_train)\n"

FIRES: dict[str, list[str]] = {
    "scaled-before-split": [
        "scaler = StandardScaler()\nX = scaler.fit_transform(X)\n" + SPLIT,
        "from sklearn import preprocessing as pp\nX2 = pp.MinMaxScaler().fit_transform(df[cols])\n"
        "a, b = train_test_split(X2, random_state=1)",
        "from sklearn.preprocessing import RobustScaler as RS\nrs = RS()\nrs.fit(X)\nX = rs.transform(X)\n" + SPLIT,
        "scaler = StandardScaler().fit(X)\n" + SPLIT + "X_train = scaler.transform(X_train)\nX_test = scaler.transform(X_test)",
        "scaler = StandardScaler()\nscaler.fit(X)\n" + SPLIT + "X_train_s = scaler.transform(X_train)",
        "df[['a', 'b']] = StandardScaler().fit_transform(df[['a', 'b']])\nX = df.drop('y', axis=1)\ny = df['y']\n" + SPLIT,
        "X = pd.DataFrame(PCA(n_components=2).fit_transform(X))\n" + SPLIT,
        "def load(path):\n    X, y = read(path)\n    return StandardScaler().fit_transform(X), y\n"
        "def main():\n    X, y = load('a')\n    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n",
        "class Job:\n    def prepare(self, X, y):\n        self.scaler = StandardScaler()\n        X = self.scaler.fit_transform(X)\n"
        "        self.X_train, self.X_test, self.y_train, self.y_test = train_test_split(X, y, random_state=0)\n",
        "scaled = MinMaxScaler().fit_transform(values)\ntrain, test = scaled[:800], scaled[800:]\n",
        "scaled = MinMaxScaler().fit_transform(values)\ntrain = scaled[0:size, :]\ntest = scaled[size:, :]\n",
        "X = StandardScaler().fit_transform(X)\nscores = cross_val_score(SVC(), X, y, cv=5)",
        "X = StandardScaler().fit_transform(X)\nkf = KFold(5)\nfor a, b in kf.split(X):\n    model.fit(X[a], y[a])",
        "pre = ColumnTransformer([('n', StandardScaler(), num), ('c', OneHotEncoder(), cat)])\nX = pre.fit_transform(df)\n" + SPLIT,
        "def scale(X):\n    scaler = StandardScaler()\n    return scaler.fit_transform(X)\nX = scale(X)\n" + SPLIT,
        "X_std = make_pipeline(StandardScaler(), PCA(5)).fit_transform(X)\n"
        "X_train, X_test, y_train, y_test = train_test_split(X_std, y, random_state=0)",
        "for c in cols:\n    df[c] = MinMaxScaler().fit_transform(df[[c]])\ntrain, test = train_test_split(df, random_state=2)",
        "x = StandardScaler().fit_transform(df)\ndata = TensorDataset(torch.tensor(x), y)\ntrain, val = random_split(data, [80, 20])",
    ],
    "imputed-before-split": [
        "imp = SimpleImputer()\ndf[num] = imp.fit_transform(df[num])\ntrain, test = train_test_split(df, random_state=0)",
        "from sklearn.impute import KNNImputer\nX = KNNImputer().fit_transform(X)\n" + SPLIT,
        "imputer = SimpleImputer(strategy='mean')\nimputer.fit(X)\nX = imputer.transform(X)\n" + SPLIT,
        "X = IterativeImputer().fit_transform(X)\nprint(cross_val_score(model, X, y))",
        "self_imputer = SimpleImputer()\nX = pd.DataFrame(self_imputer.fit_transform(X), columns=names)\n" + SPLIT,
        "import sklearn.impute as si\nX = si.SimpleImputer().fit_transform(X)\n" + SPLIT,
    ],
    "vectorised-before-split": [
        "cv = CountVectorizer()\nX = cv.fit_transform(df['text']).toarray()\ny = df['label']\n" + SPLIT,
        "tfidf = TfidfVectorizer()\ntfidf.fit(texts)\nX = tfidf.transform(texts)\n" + SPLIT,
        "vectorizer = TfidfVectorizer()\nvectorizer.fit(texts)\ntr, te = train_test_split(texts, random_state=0)\n"
        "A = vectorizer.transform(tr)\nB = vectorizer.transform(te)",
        "def features(texts):\n    return TfidfVectorizer().fit_transform(texts)\nX = features(docs)\n" + SPLIT,
        "X = vectorizer.fit_transform(corpus)\n" + SPLIT,
        "X = CountVectorizer().fit_transform(mails)\nprint(cross_val_score(MultinomialNB(), X, y, cv=10).mean())",
    ],
    "selected-before-split": [
        "X = SelectKBest(chi2, k=10).fit_transform(X, y)\n" + SPLIT,
        "sel = SelectKBest(k=10)\nsel.fit(X, y)\nX_new = sel.transform(X)\nprint(cross_val_score(m, X_new, y))",
        "rfe = RFE(LogisticRegression(), n_features_to_select=5)\nX = rfe.fit_transform(X, y)\n" + SPLIT,
        "selector = SelectFromModel(Lasso()).fit(X, y)\nX = selector.transform(X)\n" + SPLIT,
        "sel = SelectKBest(k=10).fit(X, y)\nX = X[:, sel.get_support()]\n" + SPLIT,
        "corr = df.corr()['price'].abs()\ntop = corr.sort_values().index[-10:]\nX = df[top]\ny = df['price']\n" + SPLIT,
    ],
    "oversampled-before-split": [
        "sm = SMOTE()\nX, y = sm.fit_resample(X, y)\n" + SPLIT,
        "X_r, y_r = RandomOverSampler(random_state=0).fit_resample(X, y)\n"
        "X_train, X_test, y_train, y_test = train_test_split(X_r, y_r, random_state=0)",
        "minor = resample(df[df.y == 1], replace=True, n_samples=900, random_state=0)\ndf2 = pd.concat([df[df.y == 0], minor])\n"
        "train, test = train_test_split(df2, random_state=0)",
        "up = df[df.y == 1].sample(900, replace=True)\ndf = pd.concat([df, up])\ntrain, test = train_test_split(df, random_state=0)",
        "X, y = ADASYN().fit_resample(X, y)\nprint(cross_val_score(model, X, y))",
        "def balance(X, y):\n    return SMOTE().fit_resample(X, y)\nX, y = balance(X, y)\n" + SPLIT,
        SPLIT + "X_s, y_s = SMOTE().fit_resample(X_train, y_train)\nprint(cross_val_score(model, X_s, y_s))",
    ],
    "scaled-by-hand-before-split": [
        "X = (X - X.mean()) / X.std()\n" + SPLIT,
        "X = (X - np.mean(X, axis=0)) / np.std(X, axis=0)\n" + SPLIT,
        "df = (df - df.min()) / (df.max() - df.min())\ntrain, test = train_test_split(df, random_state=0)",
        "mu, sd = X.mean(axis=0), X.std(axis=0)\nX = (X - mu) / sd\n" + SPLIT,
        "df['a'] = (df['a'] - df['a'].mean()) / df['a'].std()\ntrain = df[:800]\ntest = df[800:]",
        "mean = X.mean(0)\nstd = X.std(0)\nXn = (X - mean) / (std + 1e-8)\na, b = train_test_split(Xn, random_state=0)",
        "def norm(x):\n    return (x - x.mean()) / x.std()\nX = norm(X)\n" + SPLIT,
    ],
    "filled-by-hand-before-split": [
        "df = df.fillna(df.mean())\ntrain, test = train_test_split(df, random_state=0)",
        "df.fillna(df.mean(), inplace=True)\nX = df[cols]\ny = df['y']\n" + SPLIT,
        "df['age'].fillna(df['age'].median(), inplace=True)\ntrain, test = train_test_split(df, random_state=0)",
        "m = df['age'].mean()\ndf['age'] = df['age'].fillna(m)\nX, y = df[c], df['y']\n" + SPLIT,
        "X = X.fillna(X.mode().iloc[0])\n" + SPLIT,
        "X = X.fillna(value=X.mean())\nscores = cross_val_score(model, X, y)",
    ],
    "refitted-on-test": [
        "sc = StandardScaler()\nX_train = sc.fit_transform(X_train)\nX_test = sc.fit_transform(X_test)",
        "X_train = StandardScaler().fit_transform(X_train)\nX_test = StandardScaler().fit_transform(X_test)",
        "a = MinMaxScaler()\nb = MinMaxScaler()\nXtr = a.fit_transform(Xtrain)\nXte = b.fit_transform(Xtest)",
        SPLIT + "sc = StandardScaler().fit(X_train)\nA = sc.transform(X_train)\nsc2 = StandardScaler().fit(X_test)\nB = sc2.transform(X_test)",
        "le = LabelEncoder()\ny_train = le.fit_transform(y_train)\ny_test = le.fit_transform(y_test)",
        "train['c'] = LabelEncoder().fit_transform(train['c'])\ntest['c'] = LabelEncoder().fit_transform(test['c'])",
        "scaler = StandardScaler()\nscaler.fit(pd.concat([X_train, X_test]))",
        "scaler.fit(X_train)\nX_train = scaler.transform(X_train)\nscaler.fit(X_test)\nX_test = scaler.transform(X_test)",
        "pca = PCA(2)\nX_train = pca.fit_transform(X_train)\nX_val = pca.fit_transform(X_val)",
    ],
    "model-fitted-on-test": [
        "clf = SVC()\nclf.fit(X_test, y_test)\npred = clf.predict(X_test)\nprint(accuracy_score(y_test, pred))",
        SPLIT + "model.fit(X_test, y_test)\nprint(model.score(X_test, y_test))",
        "class A:\n    def run(self, X_test, y_test):\n        self.model.fit(X_test, y_test)\n        return self.model.score(X_test, y_test)",
        "clf = SVC().fit(X_test, y_test)\nprint(clf.score(X_test, y_test))",
        "model.fit(test[cols], test['y'])\nprint(model.score(test[cols], test['y']))",
        "model.fit(x_test, y_test, epochs=3)\nmodel.evaluate(x_test, y_test)",
    ],
    "fitted-on-all-rows": [
        SPLIT + "model.fit(X, y)\npred = model.predict(X_test)",
        SPLIT + "model = SVC().fit(X, y)\nprint(model.score(X_test, y_test))",
        SPLIT + "gs = GridSearchCV(SVC(), {'C': [1, 2]})\ngs.fit(X, y)\nprint(gs.score(X_test, y_test))",
        SPLIT + "gs = GridSearchCV(SVC(), {'C': [1, 2]})\ngs.fit(X, y)\nprint(gs.best_estimator_.score(X_test, y_test))",
        "def run(X, y):\n    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n    m = SVC()\n    m.fit(X, y)\n"
        "    return m.score(X_test, y_test)",
        "df = pd.read_csv('a.csv')\nX = df[['a']]\ny = df['b']\n" + SPLIT + "lr = LinearRegression()\nlr.fit(X, y)\n"
        "print(r2_score(y_test, lr.predict(X_test)))",
        "train, test = train_test_split(df, random_state=0)\nm.fit(df[cols], df['y'])\nprint(m.score(test[cols], test['y']))",
        "clf.fit(X, y)\n" + SPLIT + "print(clf.score(X_test, y_test))",
    ],
    "scored-on-train": [
        SPLIT + FIT + "print(np.mean(model.predict(X_train) == y_train))",
        "iris = load_iris()\nX, y = iris.data, iris.target\nknn = KNeighborsClassifier(1)\nknn.fit(X, y)\nprint('accuracy', knn.score(X, y))",
        "clf = DecisionTreeClassifier().fit(X, y)\np = clf.predict(X)\nprint(accuracy_score(y, p))",
        "def run(X, y):\n    m = SVC()\n    m.fit(X, y)\n    return accuracy_score(y, m.predict(X))",
        SPLIT + FIT + "print(model.score(X_train, y_train))",
        SPLIT + FIT + "pred = model.predict(X_train)\nprint(accuracy_score(y_train, pred))",
        SPLIT + "sc = StandardScaler()\nX_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)\n" + FIT
        + "print(accuracy_score(y_train, model.predict(X_train)))",
        SPLIT + "print(X_test.shape)\n" + FIT + "acc = model.score(X_train, y_train)\nprint(acc)",
        "def main():\n    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n    m = SVC().fit(X_train, y_train)\n"
        "    print(classification_report(y_train, m.predict(X_train)))",
        SPLIT + FIT + "p = model.predict(X_train)\nprint(mean_squared_error(y_train, p))",
    ],
    "parts-mismatched": [
        FIT + "print((model.predict(X_test) == y_train).mean())",
        SPLIT + FIT + "p = model.predict(X_train)\nacc = np.mean(p == y_test)",
        FIT + "print(accuracy_score(y_train, model.predict(X_test)))",
        FIT + "print(model.score(X_test, y_train))",
        "model.fit(X_train, y_test)",
        SPLIT + FIT + "p = model.predict(X_train)\nprint(f1_score(y_test, p, average='macro'))",
        FIT + "y_pred = model.predict(X_test)\nprint(mean_absolute_error(y_train, y_pred))",
        FIT + "y_pred = np.round(model.predict(X_train))\nprint(accuracy_score(y_test, y_pred))",
    ],
    "split-unpacked": [
        "X_train, y_train, X_test, y_test = train_test_split(X, y, random_state=0)",
        "X_test, X_train, y_test, y_train = train_test_split(X, y, random_state=0)",
        "y_train, y_test, X_train, X_test = train_test_split(X, y, random_state=0)",
        "test, train = train_test_split(df, random_state=0)",
        "from sklearn import model_selection\n(xtr, ytr, xte, yte) = model_selection.train_test_split(x, y, random_state=0)",
        "X_train, X_test, y_test, y_train = train_test_split(X, y, random_state=0)",
    ],
    "split-without-seed": [
        "X_train, X_test, y_train, y_test = train_test_split(X, y)",
        "import sklearn.model_selection as ms\na, b = ms.train_test_split(df, test_size=0.3)",
        "train, test = train_test_split(df, stratify=df['y'])",
        "def f(X, y):\n    return train_test_split(X, y, test_size=0.1)",
        "import random\nrandom.seed(1)\na, b = train_test_split(X)",
        "a, b = train_test_split(X,\n    test_size=0.2,\n)",
    ],
    "folds-without-seed": [
        "KFold(5, shuffle=True)", "from sklearn.model_selection import StratifiedKFold as S\ncv = S(n_splits=5, shuffle=True)",
        "ShuffleSplit(n_splits=3)", "model_selection.KFold(shuffle=True)", "f = RepeatedKFold()", "cross_val_score(m, X, y, cv=KFold(3, shuffle=True))",
    ],
    "folds-seed-ignored": [
        "KFold(n_splits=5, random_state=1)", "StratifiedKFold(5, random_state=SEED)", "KFold(5, shuffle=False, random_state=1)",
        "from sklearn.model_selection import KFold as K\nK(random_state=3)", "ms.KFold(10, random_state=1)",
        "cross_val_score(m, X, y, cv=StratifiedKFold(random_state=2))",
    ],
    "seed-too-late": [
        "a, b = train_test_split(X)\nnp.random.seed(0)",
        "X = np.random.rand(10, 2)\nnp.random.seed(1)",
        "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    pass\nnet = Net().cuda()\ntorch.manual_seed(3)",
        "w = torch.randn(3)\ntorch.manual_seed(3)",
        "def main():\n    m = nn.Sequential(nn.Linear(1, 1))\n    torch.manual_seed(0)",
        "import numpy\nx = numpy.random.normal(size=3)\nnumpy.random.seed(3)",
    ],
    "time-series-shuffled": [
        "df['lag'] = df['y'].shift(1)\nkf = KFold(5, shuffle=True, random_state=0)\nprint(cross_val_score(m, df[['lag']], df['y'], cv=kf))",
        "df = df.sort_values('date')\ntrain, test = train_test_split(df, random_state=0)",
        "df['lag'] = df['y'].shift(1)\nX = df[['lag']]\ny = df['y']\n" + SPLIT,
        "df = df.set_index('Date')\ndf['m'] = df['p'].rolling(7).mean()\nX = df[['m']]\ny = df['p']\n" + SPLIT,
        "df.sort_values(by='timestamp', inplace=True)\nX = df[cols]\ny = df['y']\n" + SPLIT,
        "df['target'] = df['close'].shift(-1)\nX = df[cols]\ny = df['target']\n" + SPLIT,
        "def feats(d):\n    d['l'] = d['y'].shift(1)\n    return d\ndf = feats(df)\ntrain, test = train_test_split(df, random_state=0)",
    ],
}  # fmt: skip


def found(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FIRES.items() for text in texts])
def test_each_spelling_of_a_mistake_is_found_once_and_nothing_else(rule: str, text: str) -> None:
    assert found(text) == [rule]
