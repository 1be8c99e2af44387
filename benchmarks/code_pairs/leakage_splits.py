"""Programs in which the test rows reach the training, and their clean twins."""

from . import Pair
from .leakage_twins import twins

CHURN = '''"""Which customers will leave? A first model."""
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("data/churn.csv")
print(df.shape)
print(df.isna().sum())
df = df.dropna()
df["contract"] = df["contract"].map({"monthly": 0, "yearly": 1, "two years": 2})

features = ["tenure", "monthly_charges", "contract", "calls"]
X = df[features].to_numpy()
y = (df["churn"] == "Yes").astype(int).to_numpy()

scaler = StandardScaler()
<<HERE>>

clf = LogisticRegression(C=0.5, max_iter=1000)
clf.fit(X_train, y_train)
y_hat = clf.predict(X_test)
print(classification_report(y_test, y_hat))
ConfusionMatrixDisplay.from_predictions(y_test, y_hat)
plt.savefig("confusion.png")
for name, weight in zip(features, clf.coef_[0]):
    print(f"{name:20s} {weight:+.3f}")
'''

REVIEWS = """import re

import pandas as pd
from sklearn.feature_extraction import text as sktext
from sklearn import model_selection, naive_bayes, metrics


def clean(review):
    review = re.sub(r"<[^>]+>", " ", review.lower())
    return re.sub(r"[^a-z ]", "", review)


def load(path):
    table = pd.read_csv(path)
    table["review"] = table["review"].map(clean)
    return table["review"], table["sentiment"].map({"positive": 1, "negative": 0})


def main():
    reviews, sentiment = load("IMDB.csv")
    vec = sktext.TfidfVectorizer(stop_words="english", max_features=20000, ngram_range=(1, 2))
<<HERE>>
    nb = naive_bayes.MultinomialNB(alpha=0.1)
    nb.fit(A_train, b_train)
    guess = nb.predict(A_test)
    print("accuracy:", metrics.accuracy_score(b_test, guess))
    words = vec.get_feature_names_out()
    best = nb.feature_log_prob_[1].argsort()[-20:]
    print([words[i] for i in best])


if __name__ == "__main__":
    main()
"""

GENES = """# Leukaemia: 72 patients, 7129 genes
import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

genes = pd.read_csv("golub.csv", index_col=0)
labels = pd.read_csv("golub_labels.csv", index_col=0)["type"]
assert (genes.index == labels.index).all()
X = np.log2(genes.to_numpy() + 1)
y = (labels == "AML").astype(int).to_numpy()
print("patients", X.shape[0], "genes", X.shape[1])

folds = StratifiedKFold(n_splits=6, shuffle=True, random_state=3)
results = {}
for k in (10, 50, 200):
    select = SelectKBest(f_classif, k=k)
<<HERE>>
    results[k] = scores
for k, scores in results.items():
    print(f"{k:4d} genes: {scores.mean():.3f} +- {scores.std():.3f}")
"""

FRAUD = """import pandas as pd
from collections import Counter
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import average_precision_score, recall_score
from sklearn.model_selection import train_test_split

SEED = 11


def read_cards(path="creditcard.csv"):
    cards = pd.read_csv(path)
    cards = cards.drop_duplicates()
    return cards.drop(columns=["Class", "Time"]), cards["Class"]


X, y = read_cards()
print("before:", Counter(y))
balance = SMOTE(random_state=SEED, k_neighbors=3)
<<HERE>>

model = GradientBoostingClassifier(n_estimators=80, random_state=SEED)
model.fit(X_train, y_train)
proba = model.predict_proba(X_test)[:, 1]
print("AP", average_precision_score(y_test, proba))
print("recall", recall_score(y_test, proba > 0.5))
"""

IMPUTE = """import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.impute import KNNImputer
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

houses = pd.read_csv("train.csv", index_col="Id")
numeric = houses.select_dtypes("number").columns.drop("SalePrice")
print(houses[numeric].isna().mean().sort_values(ascending=False).head(10))

target = np.log1p(houses["SalePrice"])
data = houses[numeric]
fill = KNNImputer(n_neighbors=5)
<<HERE>>

forest = RandomForestRegressor(n_estimators=300, random_state=1, n_jobs=-1)
forest.fit(X_tr, y_tr)
print("MAE of the log price:", mean_absolute_error(y_te, forest.predict(X_te)))
ranks = pd.Series(forest.feature_importances_, index=numeric).sort_values(ascending=False)
print(ranks.head(15))
ranks.head(15).plot.barh()
"""

POWER = """import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler
from tensorflow.keras import layers, models

series = pd.read_csv("power.csv", parse_dates=["when"], index_col="when")["load"].to_numpy().reshape(-1, 1)
n = int(len(series) * 0.8)
scaler = MinMaxScaler()
<<HERE>>


def windows(values, size=24):
    xs, ys = [], []
    for i in range(len(values) - size):
        xs.append(values[i : i + size])
        ys.append(values[i + size])
    return np.array(xs), np.array(ys)


X_train, y_train = windows(train)
X_test, y_test = windows(test)
net = models.Sequential([layers.Input((24, 1)), layers.LSTM(32), layers.Dense(1)])
net.compile(optimizer="adam", loss="mse")
net.fit(X_train, y_train, epochs=10, batch_size=64, verbose=0)
print("test loss", net.evaluate(X_test, y_test, verbose=0))
"""

SALES = """import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import mean_absolute_percentage_error
from sklearn.model_selection import train_test_split

sales = pd.read_csv("store_sales.csv", parse_dates=["date"])
sales = sales[sales["store"] == 7].sort_values("date").reset_index(drop=True)
for lag in (1, 7, 14):
    sales[f"lag_{lag}"] = sales["amount"].shift(lag)
sales["week_mean"] = sales["amount"].shift(1).rolling(7).mean()
sales["weekday"] = sales["date"].dt.dayofweek
sales = sales.dropna()

inputs = sales[["lag_1", "lag_7", "lag_14", "week_mean", "weekday"]]
amount = sales["amount"]
<<HERE>>
gbm = HistGradientBoostingRegressor(max_depth=4, random_state=0)
gbm.fit(tr_x, tr_y)
print("MAPE", mean_absolute_percentage_error(te_y, gbm.predict(te_x)))
"""

WINE = """import pandas as pd
import seaborn as sns
from sklearn.tree import DecisionTreeClassifier, export_text
from sklearn.model_selection import train_test_split

wine = pd.read_csv("winequality-red.csv", sep=";")
sns.histplot(wine["quality"])
wine["is_good"] = (wine["quality"] >= 7).astype(int)
print(wine["is_good"].mean())

<<HERE>>
y = wine["is_good"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=8)
tree = DecisionTreeClassifier(max_depth=4, random_state=8)
tree.fit(X_train, y_train)
print(export_text(tree, feature_names=list(X.columns)))
print("train", tree.score(X_train, y_train))
print("test", tree.score(X_test, y_test))
"""

LOANS = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

loans = pd.read_csv("loans.csv")
loans = loans.dropna(subset=["income", "amount", "defaulted"])
loans["ratio"] = loans["amount"] / loans["income"]
target = loans["defaulted"]
<<HERE>>
print(len(columns), "features:", columns)
features = loans[columns]

X_train, X_valid, y_train, y_valid = train_test_split(features, target, test_size=0.3, random_state=21)
model = LogisticRegression(max_iter=2000)
model.fit(X_train, y_train)
p = model.predict_proba(X_valid)[:, 1]
print("AUC", round(roc_auc_score(y_valid, p), 4))
"""

PAIRS: tuple[Pair, ...] = (
    twins("churn", "scaled-before-split", CHURN, ("""\
X = scaler.fit_transform(X)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)""",), ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)""",)),
    twins("churn-test-scaler", "refitted-on-test", CHURN, ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
X_train = scaler.fit_transform(X_train)
X_test = scaler.fit_transform(X_test)""",), ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)""",)),
    twins("churn-half-scaled", "left-untransformed", CHURN, ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
X_train = scaler.fit_transform(X_train)""",), ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)""",)),
    twins("reviews", "vectorised-before-split", REVIEWS, ("""\
    A = vec.fit_transform(reviews)
    A_train, A_test, b_train, b_test = model_selection.train_test_split(A, sentiment, random_state=1)""",), ("""\
    train, test, b_train, b_test = model_selection.train_test_split(reviews, sentiment, random_state=1)
    A_train = vec.fit_transform(train)
    A_test = vec.transform(test)""",)),
    twins("genes", "selected-before-split", GENES, ("""\
    chosen = select.fit_transform(X, y)
    scores = cross_val_score(SVC(kernel="linear"), chosen, y, cv=folds)""",), ("""\
    scores = cross_val_score(make_pipeline(select, SVC(kernel="linear")), X, y, cv=folds)""",)),
    twins("fraud", "oversampled-before-split", FRAUD, ("""\
X_new, y_new = balance.fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X_new, y_new, test_size=0.3, random_state=SEED)""",), ("""\
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=SEED)
X_train, y_train = balance.fit_resample(X_train, y_train)""",)),
    twins("house-gaps", "imputed-before-split", IMPUTE, ("""\
filled = pd.DataFrame(fill.fit_transform(data), columns=numeric, index=data.index)
X_tr, X_te, y_tr, y_te = train_test_split(filled, target, random_state=1)""",), ("""\
X_tr, X_te, y_tr, y_te = train_test_split(data, target, random_state=1)
X_tr = fill.fit_transform(X_tr)
X_te = fill.transform(X_te)""",)),
    twins("house-gaps-by-hand", "filled-by-hand-before-split", IMPUTE, ("""\
data = data.fillna(data.median())
X_tr, X_te, y_tr, y_te = train_test_split(data, target, random_state=1)""",), ("""\
X_tr, X_te, y_tr, y_te = train_test_split(data, target, random_state=1)
X_te = X_te.fillna(X_tr.median())
X_tr = X_tr.fillna(X_tr.median())""",)),
    twins("power", "scaled-before-split", POWER, ("""\
scaled = scaler.fit_transform(series)
train, test = scaled[:n], scaled[n:]""",), ("""\
train = scaler.fit_transform(series[:n])
test = scaler.transform(series[n:])""",)),
    twins("sales", "time-series-shuffled", SALES, ("""\
tr_x, te_x, tr_y, te_y = train_test_split(inputs, amount, test_size=0.2, random_state=4)""",), ("""\
tr_x, te_x, tr_y, te_y = train_test_split(inputs, amount, test_size=0.2, shuffle=False)""",)),
    twins("wine", "target-source-in-features", WINE, ("""\
X = wine.drop("is_good", axis=1)""",), ("""\
X = wine.drop(["is_good", "quality"], axis=1)""",)),
    twins("loans", "target-in-features", LOANS, ("""\
columns = [c for c in loans.columns if c not in ("customer_id", "city")]""",), ("""\
columns = [c for c in loans.columns if c not in ("customer_id", "city", "defaulted")]""",)),
)  # fmt: skip
