"""Pairs of programs with mistakes in the language itself."""

from .twins import twins

PAIRS = (
    twins("history shared by all runs", "mutable-default", '''
import numpy as np
from sklearn.datasets import make_classification
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

X, y = make_classification(n_samples=2000, n_features=20, random_state=0)
X_train, X_valid, y_train, y_valid = train_test_split(X, y, random_state=0)


def train(alpha, epochs=10, history=[]):
    model = SGDClassifier(loss="log_loss", alpha=alpha, random_state=0)
    for epoch in range(epochs):
        model.partial_fit(X_train, y_train, classes=np.unique(y))
        history.append(log_loss(y_valid, model.predict_proba(X_valid)))
    return model, history


for alpha in (1e-4, 1e-3, 1e-2):
    model, history = train(alpha)
    print(f"alpha {alpha}: {len(history)} epochs, best loss {min(history):.4f}")
''', '''history=[]):
    model''', '''history=None):
    history = [] if history is None else history
    model'''),
    twins("articles that fail unseen", "swallowed-error", '''
import json
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

texts, labels, failed = [], [], []
for path in sorted(Path("articles").glob("*.json")):
    try:
        article = json.loads(path.read_text(encoding="utf-8"))
        texts.append(article["title"] + " " + article["body"])
        labels.append(article["section"])
    except Exception:
        pass

print(len(texts), "articles")
split = int(0.8 * len(texts))
model = make_pipeline(TfidfVectorizer(min_df=2), MultinomialNB())
model.fit(texts[:split], labels[:split])
print("accuracy", model.score(texts[split:], labels[split:]))
print("failed", failed)
''', '''    except Exception:
        pass''', '''    except (KeyError, json.JSONDecodeError) as error:
        failed.append((path.name, str(error)))'''),
    twins("stop words removed while walking", "changed-while-iterated", '''
import re
from collections import Counter

STOP = {"the", "a", "of", "and", "to", "in", "is", "it"}


def words(text):
    return re.findall(r"[a-z]+", text.lower())


def clean(tokens):
    for token in tokens:
        if token in STOP or len(token) < 2:
            tokens.remove(token)
    return tokens


def main():
    with open("book.txt", encoding="utf-8") as file:
        text = file.read()
    counts = Counter(clean(words(text)))
    for word, count in counts.most_common(20):
        print(f"{word:15} {count}")


main()
''', 'for token in tokens:', 'for token in list(tokens):'),
    twins("one loss for all thresholds", "closure-over-loop", '''
import numpy as np
import pandas as pd

scores = pd.read_csv("scores.csv")
y = scores["label"].to_numpy()
p = scores["probability"].to_numpy()

rules = []
for threshold in np.linspace(0.1, 0.9, 9):
    rules.append(lambda values: values >= threshold)


def f1(y, guesses):
    tp = np.sum((guesses == 1) & (y == 1))
    fp = np.sum((guesses == 1) & (y == 0))
    fn = np.sum((guesses == 0) & (y == 1))
    return 2 * tp / max(2 * tp + fp + fn, 1)


results = [f1(y, rule(p)) for rule in rules]
best = int(np.argmax(results))
print("best threshold number", best, "with F1", results[best])
''', 'lambda values: values', 'lambda values, threshold=threshold: values'),
    twins("a grid of one row", "rows-repeated", '''
import random

SIZE = 8
ACTIONS = ((0, 1), (1, 0), (0, -1), (-1, 0))
values = [[0.0] * SIZE] * SIZE
rng = random.Random(4)


def step(row, column, action):
    row = min(max(row + action[0], 0), SIZE - 1)
    column = min(max(column + action[1], 0), SIZE - 1)
    reward = 1.0 if (row, column) == (SIZE - 1, SIZE - 1) else -0.01
    return row, column, reward


for episode in range(2000):
    row, column = 0, 0
    for _ in range(100):
        action = rng.choice(ACTIONS)
        next_row, next_column, reward = step(row, column, action)
        target = reward + 0.95 * values[next_row][next_column]
        values[row][column] += 0.1 * (target - values[row][column])
        row, column = next_row, next_column
for line in values:
    print(" ".join(f"{value:6.2f}" for value in line))
''', '[[0.0] * SIZE] * SIZE', '[[0.0] * SIZE for _ in range(SIZE)]'),
    twins("average returned after the first batch", "return-in-loop", '''
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(1)
X = torch.randn(512, 10)
y = (X.sum(dim=1) > 0).long()
loader = DataLoader(TensorDataset(X, y), batch_size=64)
model = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 2))
criterion = nn.CrossEntropyLoss(reduction="sum")


@torch.no_grad()
def mean_loss(model, loader):
    model.eval()
    total = 0.0
    for inputs, labels in loader:
        total += criterion(model(inputs), labels).item()
        return total / len(loader.dataset)


print(f"mean loss: {mean_loss(model, loader):.4f}")
''', '''        return total / len''', '''    return total / len'''),
    twins("names that hide built-in functions", "builtin-hidden", '''
import csv

with open("grades.csv", newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file))

grades = [float(row["grade"]) for row in rows]
sum = 0
for grade in grades:
    sum += grade
mean = sum / len(grades)
print(f"mean {mean:.2f}")

variance = sum((grade - mean) ** 2 for grade in grades) / len(grades)
deviation = variance ** 0.5
print(f"standard deviation {deviation:.2f}")
for row, grade in zip(rows, grades):
    print(row["name"], round((grade - mean) / deviation, 2))
''', '''sum = 0
for grade in grades:
    sum += grade
mean = sum / len(grades)''', '''total = 0
for grade in grades:
    total += grade
mean = total / len(grades)'''),
    twins("until the rate is just right", "float-equality", '''
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score

X, y = load_diabetes(return_X_y=True)
results = {}
alpha = 0.0
while alpha != 1.0:
    alpha += 0.1
    scores = cross_val_score(Ridge(alpha=alpha), X, y, cv=5)
    results[round(alpha, 1)] = scores.mean()

best = max(results, key=results.get)
print("best alpha", best, "R2", round(results[best], 3))
model = Ridge(alpha=best).fit(X, y)
print(np.round(model.coef_, 1))
''', 'while alpha != 1.0:', 'while alpha < 0.95:'),
    twins("eval that is never called", "method-not-called", '''
import torch
from PIL import Image
from torchvision import models, transforms

weights = models.ResNet18_Weights.DEFAULT
model = models.resnet18(weights=weights)
model.fc = torch.nn.Linear(model.fc.in_features, 5)
model.load_state_dict(torch.load("flowers.pt"))
model.eval

prepare = transforms.Compose([
    transforms.Resize((224, 224)),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
names = ["daisy", "dandelion", "rose", "sunflower", "tulip"]
with torch.no_grad():
    image = prepare(Image.open("flower.jpg").convert("RGB")).unsqueeze(0)
    probabilities = torch.softmax(model(image), dim=1)[0]
for name, probability in zip(names, probabilities):
    print(f"{name:10} {probability:.3f}")
''', 'model.eval\n', 'model.eval()\n'),
)  # fmt: skip
