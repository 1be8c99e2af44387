"""Programs whose scores, parts or seeds are wrong, and their clean twins."""

from . import Pair
from .leakage_twins import twins

DIABETES = '''import numpy as np
import pandas as pd
import sklearn.metrics as skm
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split


class Experiment:
    """Trains one model on one table."""

    def __init__(self, path, target):
        self.table = pd.read_csv(path)
        self.target = target
        self.model = RandomForestClassifier(n_estimators=200, min_samples_leaf=3, random_state=5)

    def run(self):
        X = self.table.drop(columns=[self.target])
        y = self.table[self.target]
        X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=5)
<<HERE>>

    def report(self, truth, guess):
        print(skm.confusion_matrix(truth, guess))


if __name__ == "__main__":
    Experiment("diabetes.csv", "Outcome").run()
'''

BIKES = """# %% Bike rentals: how many tomorrow?
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import r2_score, mean_squared_error
from sklearn.model_selection import train_test_split, GridSearchCV

# %%
bikes = pd.read_csv("hour.csv")
bikes = pd.get_dummies(bikes, columns=["season", "weathersit"])
X = bikes.drop(columns=["cnt", "casual", "registered", "dteday", "instant"])
y = bikes["cnt"]

# %%
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=2)
grid = GridSearchCV(
    GradientBoostingRegressor(random_state=2),
    {"max_depth": [2, 3, 4], "learning_rate": [0.05, 0.1]},
    cv=3,
)
<<HERE>>
print(grid.best_params_)

# %%
pred = grid.predict(X_test)
<<HERE>>
print("RMSE", mean_squared_error(y_test, pred) ** 0.5)
"""

DEPTHS = """from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
import matplotlib.pyplot as plt

X, y = load_breast_cancer(return_X_y=True)
<<HERE>>
curve = []
best_k, best_score = None, 0.0
for k in range(1, 31, 2):
    knn = make_pipeline(StandardScaler(), KNeighborsClassifier(n_neighbors=k))
    knn.fit(X_train, y_train)
<<HERE>>
    curve.append(score)
    if score > best_score:
        best_k, best_score = k, score

plt.plot(range(1, 31, 2), curve)
plt.xlabel("neighbours")
plt.show()
final = make_pipeline(StandardScaler(), KNeighborsClassifier(n_neighbors=best_k)).fit(X_train, y_train)
print("best k", best_k, "accuracy", final.score(X_test, y_test))
"""

DIGITS = """import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

digits = load_digits()
images, labels = digits.images, digits.target
flat = images.reshape(len(images), -1) / 16.0

<<HERE>>
scores = []
for number, (fit_rows, check_rows) in enumerate(folds.split(flat)):
    model = SGDClassifier(loss="log_loss", random_state=0)
    model.fit(flat[fit_rows], labels[fit_rows])
    guesses = model.predict(flat[check_rows])
<<HERE>>
    scores.append(f1)
    print("fold", number, f1)
print("mean", np.mean(scores))
"""

TORCH = """import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = np.load("sensors.npz")
x = torch.tensor(data["x"], dtype=torch.float32)
y = torch.tensor(data["y"], dtype=torch.float32).unsqueeze(1)


class Regressor(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, batch):
        return self.layers(batch)


<<HERE>>
loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.MSELoss()
for epoch in range(50):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    print(epoch, total / len(x))
"""

PERCEPTRON = """import numpy as np

points = np.loadtxt("points.csv", delimiter=",")
X = points[:, :2]
y = points[:, 2]

rng = np.random.default_rng(1)
<<HERE>>
w, b = np.zeros(2), 0.0
for epoch in range(20):
    errors = 0
    for row, label in zip(X_train, y_train):
        guess = 1 if row @ w + b > 0 else -1
        if guess != label:
            w, b = w + label * row, b + label
            errors += 1
    print("epoch", epoch, "errors", errors)
right = np.sign(X_test @ w + b) == y_test
print("accuracy", right.mean())
"""

PAIRS: tuple[Pair, ...] = (
    twins("diabetes-auc", "roc-auc-of-classes", DIABETES, ("""\
        self.model.fit(X_train, y_train)
        guess = self.model.predict(X_test)
        print("AUC", skm.roc_auc_score(y_test, guess))
        self.report(y_test, guess)""",), ("""\
        self.model.fit(X_train, y_train)
        guess = self.model.predict(X_test)
        print("AUC", skm.roc_auc_score(y_test, self.model.predict_proba(X_test)[:, 1]))
        self.report(y_test, guess)""",)),
    twins("diabetes-train-score", "scored-on-train", DIABETES, ("""\
        self.model.fit(X_train, y_train)
        guess = self.model.predict(X_train)
        print("accuracy", skm.accuracy_score(y_train, guess))
        self.report(y_train, guess)""",), ("""\
        self.model.fit(X_train, y_train)
        guess = self.model.predict(X_test)
        print("accuracy", skm.accuracy_score(y_test, guess))
        self.report(y_test, guess)""",)),
    twins("diabetes-all-rows", "fitted-on-all-rows", DIABETES, ("""\
        self.model.fit(X, y)
        guess = self.model.predict(X_test)
        print("accuracy", skm.accuracy_score(y_test, guess))
        self.report(y_test, guess)""",), ("""\
        self.model.fit(X_train, y_train)
        guess = self.model.predict(X_test)
        print("accuracy", skm.accuracy_score(y_test, guess))
        self.report(y_test, guess)""",)),
    twins("bikes-search", "fitted-on-all-rows", BIKES,
          ("grid.fit(X, y)", 'print("R2", r2_score(y_test, pred))'),
          ("grid.fit(X_train, y_train)", 'print("R2", r2_score(y_test, pred))')),
    twins("bikes-r2", "metric-arguments-swapped", BIKES,
          ("grid.fit(X_train, y_train)", 'print("R2", r2_score(pred, y_test))'),
          ("grid.fit(X_train, y_train)", 'print("R2", r2_score(y_test, pred))')),
    twins("bikes-parts", "parts-mismatched", BIKES,
          ("grid.fit(X_train, y_train)", 'print("R2", r2_score(y_train, pred))'),
          ("grid.fit(X_train, y_train)", 'print("R2", r2_score(y_test, pred))')),
    twins("neighbours", "tuned-on-test", DEPTHS, (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=9)",
        "    score = knn.score(X_test, y_test)"), (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=9)",
        "    score = cross_val_score(knn, X_train, y_train, cv=5).mean()")),
    twins("neighbours-order", "split-unpacked", DEPTHS, (
        "X_train, y_train, X_test, y_test = train_test_split(X, y, stratify=y, random_state=9)",
        "    score = cross_val_score(knn, X_train, y_train, cv=5).mean()"), (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=9)",
        "    score = cross_val_score(knn, X_train, y_train, cv=5).mean()")),
    twins("neighbours-seed", "split-without-seed", DEPTHS, (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)",
        "    score = cross_val_score(knn, X_train, y_train, cv=5).mean()"), (
        "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=9)",
        "    score = cross_val_score(knn, X_train, y_train, cv=5).mean()")),
    twins("digits-folds", "folds-seed-ignored", DIGITS,
          ("folds = KFold(5, random_state=7)", '    f1 = f1_score(labels[check_rows], guesses, average="macro")'),
          ("folds = KFold(5, shuffle=True, random_state=7)", '    f1 = f1_score(labels[check_rows], guesses, average="macro")')),
    twins("digits-f1", "binary-metric-on-many-classes", DIGITS,
          ("folds = KFold(5, shuffle=True, random_state=7)", "    f1 = f1_score(labels[check_rows], guesses)"),
          ("folds = KFold(5, shuffle=True, random_state=7)", '    f1 = f1_score(labels[check_rows], guesses, average="macro")')),
    twins("sensors-seed", "seed-too-late", TORCH,
          ("model = Regressor(width=64)\ntorch.manual_seed(0)",), ("torch.manual_seed(0)\nmodel = Regressor(width=64)",)),
    twins("sensors-numpy-seed", "seed-of-other-library", TORCH,
          ("np.random.seed(0)\nmodel = Regressor(width=64)",), ("torch.manual_seed(0)\nmodel = Regressor(width=64)",)),
    twins("perceptron-shuffle", "shuffled-apart", PERCEPTRON,
          ("rng.shuffle(X)\nrng.shuffle(y)\nX_train, X_test = X[:160], X[160:]\ny_train, y_test = y[:160], y[160:]",),
          ("order = rng.permutation(len(X))\nX, y = X[order], y[order]\n"
           "X_train, X_test = X[:160], X[160:]\ny_train, y_test = y[:160], y[160:]",)),
    twins("perceptron-overlap", "overlapping-parts", PERCEPTRON,
          ("order = rng.permutation(len(X))\nX, y = X[order], y[order]\n"
           "X_train, X_test = X[:160], X[140:]\ny_train, y_test = y[:160], y[140:]",),
          ("order = rng.permutation(len(X))\nX, y = X[order], y[order]\n"
           "X_train, X_test = X[:160], X[160:]\ny_train, y_test = y[:160], y[160:]",)),
)  # fmt: skip
