"""Pairs of programs with mistakes in tables."""

from .twins import twins

PAIRS = (
    twins("titanic: ages set on a copy", "chained-assignment", '''
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

train = pd.read_csv("data/train.csv")
print(train.shape)
print(train.isna().sum())

train["Sex"] = train["Sex"].map({"male": 0, "female": 1})
train["Family"] = train["SibSp"] + train["Parch"] + 1
for pclass in (1, 2, 3):
    median = train.loc[train["Pclass"] == pclass, "Age"].median()
    print(f"class {pclass}: median age {median}")
    train[(train["Pclass"] == pclass) & train["Age"].isna()]["Age"] = median
train = train.dropna(subset=["Age"])
features = ["Pclass", "Sex", "Age", "Fare", "Family"]
X, y = train[features], train["Survived"]
X_train, X_valid, y_train, y_valid = train_test_split(X, y, test_size=0.2, random_state=42, stratify=y)
forest = RandomForestClassifier(n_estimators=300, random_state=42)
forest.fit(X_train, y_train)
print("valid accuracy", accuracy_score(y_valid, forest.predict(X_valid)))
''', 'train[(train["Pclass"] == pclass) & train["Age"].isna()]["Age"]',
        'train.loc[(train["Pclass"] == pclass) & train["Age"].isna(), "Age"]'),
    twins("house prices: rows dropped in vain", "result-thrown-away", '''
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split


def load(path):
    houses = pd.read_csv(path)
    houses = houses.drop_duplicates()
    houses.dropna(subset=["LotArea", "GrLivArea"])
    houses["Age"] = houses["YrSold"] - houses["YearBuilt"]
    return houses[houses["GrLivArea"] < 4500]


def main():
    houses = load("data/houses.csv")
    columns = ["LotArea", "GrLivArea", "Age", "OverallQual"]
    X = houses[columns].to_numpy()
    y = np.log1p(houses["SalePrice"].to_numpy())
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=7)
    model = Ridge(alpha=1.0)
    model.fit(X_train, y_train)
    rmse = np.sqrt(mean_squared_error(y_test, model.predict(X_test)))
    print(f"RMSE of log price: {rmse:.4f}")


if __name__ == "__main__":
    main()
''', '    houses.dropna(subset', '    houses = houses.dropna(subset'),
    twins("churn: frame lost by inplace", "none-assigned", '''
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

churn = pd.read_csv("telco_churn.csv")
churn["TotalCharges"] = pd.to_numeric(churn["TotalCharges"], errors="coerce")
churn["Churn"] = (churn["Churn"] == "Yes").astype(int)

columns = ["tenure", "MonthlyCharges", "TotalCharges"]
churn = churn.drop(columns=["customerID", "gender"], inplace=True)
churn["perMonth"] = churn["TotalCharges"] / churn["tenure"].clip(lower=1)
churn = churn.fillna({"TotalCharges": 0.0, "perMonth": 0.0})

X = churn[[*columns, "perMonth"]]
y = churn["Churn"]
print(y.value_counts(normalize=True))
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
scores = cross_val_score(model, X, y, cv=5, scoring="roc_auc")
print(f"AUC {scores.mean():.3f} +/- {scores.std():.3f}")
''', '"gender"], inplace=True)', '"gender"])'),
    twins("flights: two conditions on columns", "array-as-truth", '''
import matplotlib.pyplot as plt
import pandas as pd

flights = pd.read_csv("flights.csv", parse_dates=["date"])
print(flights.head())
flights["delay"] = flights["arr_delay"].fillna(0)
flights["month"] = flights["date"].dt.month

late_winter = flights[(flights["delay"] > 15) and (flights["month"] <= 2)]
share = len(late_winter) / len(flights)
print(f"{share:.1%} of all flights are late ones in winter")

by_carrier = late_winter.groupby("carrier")["delay"].agg(["mean", "count"])
by_carrier = by_carrier.sort_values("mean", ascending=False)
print(by_carrier.head(10))

fig, ax = plt.subplots(figsize=(8, 4))
by_carrier["mean"].plot.bar(ax=ax)
ax.set_ylabel("mean delay in minutes")
fig.tight_layout()
fig.savefig("late_winter.png")
''', '> 15) and (', '> 15) & ('),
    twins("wine: parentheses missing", "missing-parentheses", '''
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

wine = pd.read_csv("winequality-red.csv", sep=";")
print(wine.describe())

clean = wine[wine.alcohol > 8 & wine.pH < 4]
clean = clean.assign(ratio=clean["free sulfur dioxide"] / clean["total sulfur dioxide"])
X = clean.drop(columns="quality")
y = clean["quality"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1)

model = GradientBoostingRegressor(random_state=1)
model.fit(X_train, y_train)
print("MAE", mean_absolute_error(y_test, model.predict(X_test)))
importance = pd.Series(model.feature_importances_, index=X.columns)
print(importance.sort_values(ascending=False).head(5))
''', 'wine.alcohol > 8 & wine.pH < 4', '(wine.alcohol > 8) & (wine.pH < 4)'),
    twins("sensors: rows changed in vain", "row-changed-in-vain", '''
import pandas as pd
from sklearn.cluster import KMeans

readings = pd.read_csv("sensors.csv")
readings = readings.sort_values(["sensor", "time"]).reset_index(drop=True)
offsets = {"a": 0.3, "b": -0.1, "c": 0.0}
print(readings.groupby("sensor")["value"].mean())

for index, row in readings.iterrows():
    row["value"] = row["value"] - offsets.get(row["sensor"], 0.0)

print(readings.groupby("sensor")["value"].mean())
table = readings.pivot(index="time", columns="sensor", values="value").dropna()
clusters = KMeans(n_clusters=3, n_init=10, random_state=0).fit_predict(table)
table["cluster"] = clusters
print(table["cluster"].value_counts())
table.to_parquet("clusters.parquet")
''', '''    row["value"] = row["value"]''', '''    readings.loc[index, "value"] = row["value"]'''),
    twins("bikes: encoded columns beside shuffled rows", "misaligned-concat", '''
import pandas as pd
from sklearn.linear_model import PoissonRegressor
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder

bikes = pd.read_csv("bikes.csv")
X = bikes[["temp", "humidity", "season", "weekday"]]
y = bikes["count"]
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)

encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
encoder.fit(X_train[["season", "weekday"]])
names = encoder.get_feature_names_out()


def prepare(part):
    codes = encoder.transform(part[["season", "weekday"]])
    return pd.DataFrame(codes, columns=names, index=part.index).join(part[["temp", "humidity"]])


codes = encoder.transform(X_train[["season", "weekday"]])
wide = pd.concat([X_train[["temp", "humidity"]], pd.DataFrame(codes, columns=names)], axis=1).fillna(0)
y_wide = y_train.reindex(wide.index).fillna(0)
model = PoissonRegressor(alpha=1e-3, max_iter=500)
model.fit(wide, y_wide)
print("D2", model.score(prepare(X_test)[wide.columns], y_test))
''', 'columns=names)], axis=1)', 'columns=names, index=X_train.index)], axis=1)'),
    twins("submission with its index", "index-saved", '''
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_score

train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
numeric = [name for name in test.columns if pd.api.types.is_numeric_dtype(test[name])]
X = train[numeric].fillna(-1)
y = train["SalePrice"]

model = RandomForestRegressor(n_estimators=500, random_state=0)
scores = cross_val_score(model, X, y, scoring="neg_root_mean_squared_error", cv=5)
print("RMSE", -scores.mean())
model.fit(X, y)
predictions = model.predict(test[numeric].fillna(-1))
submission = pd.DataFrame({"Id": test["Id"], "SalePrice": predictions})
submission.to_csv("submission.csv")
print(submission.head())
''', '"submission.csv")', '"submission.csv", index=False)'),
)  # fmt: skip
