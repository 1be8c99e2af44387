"""Programs that prepare rows in a way that the future, or another vocabulary, gets in, and their clean twins."""

from . import Pair
from .twins import twins

PAIRS: tuple[Pair, ...] = (
    twins("a demand forecast that looks both ways", "future-in-features", '''
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import mean_absolute_error

HORIZON = 1


def load(path):
    rides = pd.read_csv(path, parse_dates=["hour"]).sort_values("hour")
    rides["weekday"] = rides["hour"].dt.dayofweek
    rides["hour_of_day"] = rides["hour"].dt.hour
    return rides.reset_index(drop=True)


rides = load("data/bike_rides.csv")
rides["level"] = rides["count"].rolling(48, min_periods=1, center=True).mean()
rides["yesterday"] = rides["count"].shift(24)
rides["next_count"] = rides["count"].shift(-HORIZON)
rides = rides.dropna()

features = ["weekday", "hour_of_day", "temperature", "level", "yesterday"]
edge = int(len(rides) * 0.85)
train, test = rides.iloc[:edge], rides.iloc[edge:]

model = HistGradientBoostingRegressor(learning_rate=0.05, max_iter=400, random_state=0)
model.fit(train[features], train["next_count"])
forecast = np.clip(model.predict(test[features]), 0, None)
print("mean absolute error", mean_absolute_error(test["next_count"], forecast))
''', "min_periods=1, center=True", "min_periods=1"),
    twins("news in two vocabularies", "vectoriser-refitted", '''
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split

news = pd.read_csv("data/headlines.tsv", sep="\\t")
news["headline"] = news["headline"].str.lower().str.replace(r"[^a-z ]", " ", regex=True)

train_texts, test_texts, y_train, y_test = train_test_split(
    news["headline"], news["topic"], test_size=0.2, stratify=news["topic"], random_state=1
)
words = TfidfVectorizer(max_features=5000, ngram_range=(1, 2), stop_words="english")
train_matrix = words.fit_transform(train_texts)
print(train_matrix.shape)

model = SGDClassifier(loss="log_loss", alpha=1e-5, random_state=1)
model.fit(train_matrix, y_train)

test_matrix = words.fit_transform(test_texts)
print(classification_report(y_test, model.predict(test_matrix)))
''', "test_matrix = words.fit_transform", "test_matrix = words.transform"),
    twins("one flower measured by itself", "fitted-on-one-row", '''
import joblib
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

flowers = load_iris()
X_train, X_test, y_train, y_test = train_test_split(
    flowers.data, flowers.target, test_size=0.3, stratify=flowers.target, random_state=4
)
scaler = StandardScaler().fit(X_train)
classifier = SVC(C=5, gamma="scale").fit(scaler.transform(X_train), y_train)
print("accuracy", classifier.score(scaler.transform(X_test), y_test))
joblib.dump((scaler, classifier), "iris.joblib")


def species(sepal_length, sepal_width, petal_length, petal_width):
    """The species of one flower, by name."""
    row = np.array([[sepal_length, sepal_width, petal_length, petal_width]])
    scaled = StandardScaler().fit_transform(row)
    return flowers.target_names[classifier.predict(scaled)[0]]


print(species(5.1, 3.5, 1.4, 0.2))
print(species(6.7, 3.0, 5.2, 2.3))
''', "StandardScaler().fit_transform(row)", "scaler.transform(row)"),
    twins("card fraud by accuracy", "accuracy-of-rare-class", '''
import pandas as pd
import sklearn.metrics as metrics
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

payments = pd.read_csv("data/card_payments.csv")
print(payments["is_fraud"].value_counts(normalize=True))
X = payments.drop(columns=["is_fraud", "card_number"])
y = payments["is_fraud"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=7)

forest = RandomForestClassifier(n_estimators=300, max_depth=12, n_jobs=-1, random_state=7)
forest.fit(X_train, y_train)
found = forest.predict(X_test)
print("score", metrics.accuracy_score(y_test, found))
''', "metrics.accuracy_score", "metrics.f1_score"),
    twins("prices off by a square", "rmse-without-root", '''
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error
from sklearn.model_selection import train_test_split

flats = pd.read_csv("data/flats.csv").dropna()
X = flats[["area", "rooms", "floor", "distance"]]
y = flats["rent"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)

ridge = Ridge(alpha=2.0).fit(X_train, y_train)
rents = ridge.predict(X_test)
rmse = mean_squared_error(y_test, rents)
mae = mean_absolute_error(y_test, rents)
print(f"RMSE {rmse:.1f} euros, MAE {mae:.1f} euros, of a mean of {np.mean(y_test):.1f}")
''', "rmse = mean_squared_error(y_test, rents)", "rmse = np.sqrt(mean_squared_error(y_test, rents))"),
    twins("equal rents to the cent", "accuracy-of-regression", '''
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split

flats = pd.read_csv("data/flats.csv").dropna()
X, y = flats.drop(columns=["rent", "street"]), flats["rent"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)

forest = RandomForestRegressor(n_estimators=200, min_samples_leaf=2, random_state=5)
forest.fit(X_train, y_train)
rents = forest.predict(X_test)
print("score", accuracy_score(y_test, rents))
''', "accuracy_score(y_test, rents)", "r2_score(y_test, rents)"),
)  # fmt: skip
