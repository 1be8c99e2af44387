"""Programs that stop with an error where arrays, tables and texts are taken for something else, and their clean twins."""

from . import Pair
from .twins import twins

PAIRS: tuple[Pair, ...] = (
    twins("the address of a house as a row", "drop-without-axis", '''
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.model_selection import cross_val_score

houses = pd.read_csv("data/houses.csv")
print(houses.isna().sum())
houses = houses[houses["area"] > 20]
houses = houses.drop(["address", "agent"])
houses["age"] = 2026 - houses["built"]

features = houses[["area", "rooms", "age", "distance"]]
scores = cross_val_score(GradientBoostingRegressor(random_state=0), features, houses["price"], cv=5)
print(scores.mean(), scores.std())
''', '.drop(["address", "agent"])', '.drop(columns=["address", "agent"])'),
    twins("losses in an array that should grow", "array-append", '''
import numpy as np

rng = np.random.default_rng(2)
x = rng.uniform(-1, 1, size=100)
y = 3 * x + 0.5 + rng.normal(scale=0.1, size=100)

slope, offset, rate = 0.0, 0.0, 0.1
losses = np.array([])
for _ in range(200):
    error = slope * x + offset - y
    slope -= rate * 2 * (error * x).mean()
    offset -= rate * 2 * error.mean()
    losses.append((error**2).mean())

print(slope, offset)
print("first and last loss", losses[0], losses[-1])
''', "losses = np.array([])", "losses = []"),
    twins("a confusion matrix of two numbers", "shape-without-parentheses", '''
import numpy as np

NAMES = ["cat", "dog", "horse"]


def confusion(truth, guess, names):
    """How often each class was taken for each other."""
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros(len(names), len(names))
    for right, said in zip(truth, guess, strict=True):
        table[place[right], place[said]] += 1
    return table


truth = ["cat", "dog", "dog", "horse", "cat"]
guess = ["cat", "dog", "cat", "horse", "dog"]
table = confusion(truth, guess, NAMES)
print(table)
print("accuracy", np.trace(table) / table.sum())
''', "np.zeros(len(names), len(names))", "np.zeros((len(names), len(names)))"),
    twins("a report of numbers and texts", "text-plus-number", '''
import json
from pathlib import Path


def load(path):
    """The runs kept in a file, the best first."""
    runs = json.loads(Path(path).read_text(encoding="utf-8"))
    return sorted(runs, key=lambda run: run["accuracy"], reverse=True)


def report(runs):
    """A few lines on the runs."""
    lines = ["runs: " + len(runs)]
    for number, run in enumerate(runs[:3], start=1):
        lines.append(f"{number}. {run['name']}: {run['accuracy']:.3f}")
    return "\\n".join(lines)


print(report(load("runs.json")))
''', '"runs: " + len(runs)', 'f"runs: {len(runs)}"'),
)  # fmt: skip
