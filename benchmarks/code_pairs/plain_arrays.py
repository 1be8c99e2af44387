"""Pairs of programs with mistakes in arrays and numbers."""

from .twins import twins

PAIRS = (
    twins("perceptron: weights of whole numbers", "float-into-int-array", '''
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std

weights = np.zeros(X_train.shape[1], dtype=int)
bias = 0.0
rate = 0.1
for epoch in range(20):
    wrong = 0
    for x, target in zip(X_train, y_train):
        answer = int(x @ weights + bias > 0)
        for i in range(len(weights)):
            weights[i] = weights[i] + rate * (target - answer) * x[i] / 2
        bias += rate * (target - answer)
        wrong += int(answer != target)
    print(epoch, wrong)
answers = (X_test @ weights + bias > 0).astype(int)
print("accuracy", (answers == y_test).mean())
''', 'X_train.shape[1], dtype=int)', 'X_train.shape[1])'),
    twins("frames: difference of two images", "uint8-overflow", '''
import cv2
import numpy as np


def motion(path):
    video = cv2.VideoCapture(path)
    ok, first = video.read()
    scores = []
    while ok:
        ok, frame = video.read()
        if ok:
            scores.append(float(np.abs(frame.astype(np.int16) - first.astype(np.int16)).mean()))
            first = frame
    video.release()
    return scores


reference = cv2.imread("empty_room.png", cv2.IMREAD_GRAYSCALE)
picture = cv2.imread("room.png", cv2.IMREAD_GRAYSCALE)
difference = np.abs(picture - reference)
mask = difference > 30
print(f"{mask.mean():.2%} of the room changed")
cv2.imwrite("changed.png", mask.astype(np.uint8) * 255)
for number, score in enumerate(motion("room.mp4")):
    if score > 4:
        print("motion at frame", number)
''', 'np.abs(picture - reference)', 'cv2.absdiff(picture, reference)'),
    twins("evaluation: accuracy of whole numbers", "counts-divided-whole", '''
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

device = "cuda" if torch.cuda.is_available() else "cpu"
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
loader = DataLoader(test_set, batch_size=256)


def evaluate(model, loader):
    model.eval()
    correct, total = 0, 0
    with torch.no_grad():
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            guesses = model(images).argmax(dim=1)
            correct += (guesses == labels).sum().item()
            total += labels.size(0)
    return correct // total


model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).to(device)
model.load_state_dict(torch.load("mnist.pt", map_location=device))
print(f"test accuracy: {evaluate(model, loader):.3f}")
''', 'correct // total', 'correct / total'),
    twins("search: the worst five", "least-taken-for-best", '''
import numpy as np
from sentence_transformers import SentenceTransformer

documents = [
    "Gradient descent follows the negative gradient.",
    "A tokenizer splits text into pieces.",
    "Attention weighs the values by similarity.",
    "Dropout switches units off at random.",
    "A scheduler changes the learning rate.",
    "Embeddings place similar texts near each other.",
]
encoder = SentenceTransformer("all-MiniLM-L6-v2")
vectors = encoder.encode(documents, normalize_embeddings=True)


def search(question, k=3):
    query = encoder.encode([question], normalize_embeddings=True)[0]
    similarities = vectors @ query
    top = np.argsort(similarities)[:k]
    return [(documents[i], float(similarities[i])) for i in top]


for text, score in search("How does a network learn?"):
    print(f"{score:.3f}  {text}")
''', 'np.argsort(similarities)[:k]', 'np.argsort(-similarities)[:k]'),
    twins("regression by hand: shuffled without labels", "shuffled-alone", '''
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(1000, 3))
y = X @ np.array([1.5, -2.0, 0.5]) + rng.normal(scale=0.1, size=1000)


def fit(X, y, epochs=50, rate=0.05, batch=50):
    w = np.zeros(X.shape[1])
    for epoch in range(epochs):
        for start in range(0, len(X), batch):
            xb, yb = X[start:start + batch], y[start:start + batch]
            gradient = 2 * xb.T @ (xb @ w - yb) / len(xb)
            w -= rate * gradient
    return w


order = rng.permutation(len(X))
X = X[order]
cut = int(0.8 * len(X))
w = fit(X[:cut], y[:cut])
error = np.mean((X[cut:] @ w - y[cut:]) ** 2)
print("weights", w, "test error", error)
''', 'X = X[order]', 'X, y = X[order], y[order]'),
    twins("own gradient descent: the best weights move on", "alias-not-copy", '''
import numpy as np
import pandas as pd

table = pd.read_csv("advertising.csv")
X = table[["tv", "radio", "paper"]].to_numpy(dtype=float)
y = table["sales"].to_numpy(dtype=float)
rng = np.random.default_rng(3)
order = rng.permutation(len(X))
train, valid = order[:150], order[150:]
mean, std = X[train].mean(axis=0), X[train].std(axis=0)
X = (X - mean) / std

weights = np.zeros(3)
best_weights = None
best_error = float("inf")
for step in range(500):
    gradient = 2 * X[train].T @ (X[train] @ weights - y[train]) / len(train)
    weights -= 0.05 * gradient
    error = np.mean((X[valid] @ weights - y[valid]) ** 2)
    if error < best_error:
        best_error = error
        best_weights = weights
print("best", best_error)
print(pd.Series(best_weights, index=["tv", "radio", "paper"]))
''', '''        best_weights = weights
print''', '''        best_weights = weights.copy()
print'''),
    twins("epochs over a zip", "iterator-used-up", '''
import torch
from torch import nn

torch.manual_seed(0)
inputs = torch.randn(640, 20).split(32)
targets = torch.randint(0, 3, (640,)).split(32)
batches = zip(inputs, targets)

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(10):
    total = 0.0
    for xb, yb in batches:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
    print(f"epoch {epoch}: loss {total / 640:.4f}")
torch.save(model.state_dict(), "small.pt")
''', 'zip(inputs, targets)\n', 'list(zip(inputs, targets))\n'),
    twins("speed of a model on the GPU", "gpu-not-awaited", '''
import time

import torch
from torchvision.models import resnet50

device = torch.device("cuda")
model = resnet50(weights="DEFAULT").to(device).eval()
images = torch.randn(64, 3, 224, 224, device=device)

with torch.no_grad():
    for _ in range(5):
        model(images)
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(50):
        output = model(images)
    seconds = time.perf_counter() - start

print(f"{50 * 64 / seconds:.0f} images per second")
print(f"{1000 * seconds / 50:.2f} ms per batch")
''', '''        output = model(images)
''', '''        output = model(images)
    torch.cuda.synchronize()
'''),
)  # fmt: skip
