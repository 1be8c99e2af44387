"""Pairs of programs whose mistake is in the steps of training."""

from . import Pair
from .twins import twins

_DIGITS = """
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"
to_tensor = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("data", train=True, download=True, transform=to_tensor)
train_loader = DataLoader(train_set, batch_size=128, shuffle=True)


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Linear(16 * 13 * 13, 10)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


net = Digits().to(device)
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
"""
_DIGITS_LOOP = """
for epoch in range(5):
    running = 0.0
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        opt.zero_grad()
        logits = net(images)
        loss = loss_fn(logits, labels)
        loss.backward()
        opt.step()
        running += loss.item() * labels.size(0)
    print(f"epoch {epoch}: {running / len(train_set):.4f}")
"""
_REVIEWS = """
import torch
from torch import nn, optim


class Sentiment(nn.Module):
    def __init__(self, words, width=64):
        super().__init__()
        self.embed = nn.Embedding(words, width, padding_idx=0)
        self.lstm = nn.LSTM(width, width, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(width, 2)

    def forward(self, tokens):
        states, _ = self.lstm(self.embed(tokens))
        return self.out(self.drop(states[:, -1]))


def train_epoch(model, batches, criterion, optimizer, scaler, every=4):
    model.train()
    total = 0.0
    optimizer.zero_grad()
    for number, (tokens, target) in enumerate(batches):
        with torch.autocast("cuda"):
            loss = criterion(model(tokens.cuda()), target.cuda()) / every
        scaler.scale(loss).backward()
        if (number + 1) % every == 0:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
        total += loss.item() * every
    return total / len(batches)


def main(batches, words):
    model = Sentiment(words).cuda()
    optimizer = optim.AdamW(model.parameters(), lr=3e-4)
    scaler = torch.cuda.amp.GradScaler()
    criterion = nn.CrossEntropyLoss()
    for epoch in range(10):
        print(epoch, train_epoch(model, batches, criterion, optimizer, scaler))
"""
_NAMES = """
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)


class NamesRNN(nn.Module):
    def __init__(self, letters, hidden):
        super().__init__()
        self.embed = nn.Embedding(letters, hidden)
        self.rnn = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, letters)

    def forward(self, x, state):
        y, state = self.rnn(self.embed(x), state)
        return self.out(y), state


def fit(chunks, letters, batch_size=32, epochs=20):
    model = NamesRNN(letters, 128)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=2e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
    history = []
    for epoch in range(epochs):
        state = torch.zeros(1, batch_size, 128)
        for inputs, following in chunks:
            optimizer.zero_grad()
            scores, state = model(inputs, state)
            state = state.detach()
            loss = F.cross_entropy(scores.transpose(1, 2), following)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            history.append(loss.item())
        scheduler.step()
    return model, history
"""
_LINE = """
import torch

torch.manual_seed(0)
true_w = torch.tensor([2.0, -3.4])
true_b = 4.2
x = torch.randn(1000, 2)
y = x @ true_w + true_b + 0.01 * torch.randn(1000)

w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.03
batch_size = 10

for epoch in range(3):
    order = torch.randperm(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        error = x[rows] @ w + b - y[rows]
        loss = (error**2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    print(epoch, loss.item())
print("w", w.detach(), "b", b.item())
"""
_D = _DIGITS + _DIGITS_LOOP

PAIRS: tuple[Pair, ...] = (
    twins("digits without zero_grad", "zero-grad-missing", _D.replace("        opt.zero_grad()\n", ""),
          "        logits = net(images)\n", "        opt.zero_grad()\n        logits = net(images)\n"),
    twins("digits with zero_grad once an epoch", "zero-grad-missing",
          _D.replace("        opt.zero_grad()\n", "").replace("    running = 0.0\n", "    running = 0.0\n    opt.zero_grad()\n"),
          "        loss.backward()\n", "        opt.zero_grad()\n        loss.backward()\n"),
    twins("digits zeroed before the step", "zero-grad-before-step",
          _D.replace("        opt.zero_grad()\n", "").replace("        loss.backward()\n", "        loss.backward()\n        opt.zero_grad()\n"),
          "        loss.backward()\n        opt.zero_grad()\n", "        opt.zero_grad()\n        loss.backward()\n"),
    twins("digits stepping first", "step-before-backward", _D.replace("        loss.backward()\n        opt.step()\n",
          "        opt.step()\n        loss.backward()\n"),
          "        opt.step()\n        loss.backward()\n", "        loss.backward()\n        opt.step()\n"),
    twins("digits without a step", "step-missing", _D.replace("        opt.step()\n", ""),
          "        loss.backward()\n", "        loss.backward()\n        opt.step()\n"),
    twins("digits keeping the graph", "loss-kept-with-graph", _D.replace("loss.item() * labels", "loss * labels"),
          "loss * labels", "loss.item() * labels"),
    twins("digits with labels left on the CPU", "device-mismatch",
          _D.replace("images, labels = images.to(device), labels.to(device)", "images = images.to(device)"),
          "images = images.to(device)", "images, labels = images.to(device), labels.to(device)"),
    twins("digits moved and thrown away", "tensor-move-unused",
          _D.replace("        images, labels = images.to(device), labels.to(device)\n",
                     "        images.to(device)\n        labels = labels.to(device)\n"),
          "        images.to(device)\n", "        images = images.to(device)\n"),
    twins("digits learning from the predicted class", "gradient-cut",
          _D.replace("loss = loss_fn(logits, labels)", "loss = loss_fn(logits.argmax(dim=1).float(), labels.float())\n        loss.requires_grad = True"),
          "loss = loss_fn(logits.argmax(dim=1).float(), labels.float())\n        loss.requires_grad = True", "loss = loss_fn(logits, labels)"),
    twins("reviews clipped while scaled", "grad-scaler-misused", _REVIEWS.replace("            scaler.unscale_(optimizer)\n", ""),
          "            nn.utils.clip", "            scaler.unscale_(optimizer)\n            nn.utils.clip"),
    twins("reviews accumulated and zeroed each time", "accumulation-undone",
          _REVIEWS.replace("            optimizer.zero_grad()\n", "").replace("    optimizer.zero_grad()\n    for number, (tokens, target) in enumerate(batches):\n",
                           "    for number, (tokens, target) in enumerate(batches):\n        optimizer.zero_grad()\n"),
          "        optimizer.zero_grad()\n        with torch.autocast", "        if number % every == 0:\n            optimizer.zero_grad()\n        with torch.autocast"),
    twins("reviews accumulated without dividing", "accumulation-undivided", _REVIEWS.replace(" / every\n", "\n").replace("loss.item() * every", "loss.item()"),
          "target.cuda())\n", "target.cuda()) / every\n"),
    twins("names with a state that remembers", "hidden-state-kept", _NAMES.replace("            state = state.detach()\n", ""),
          "            optimizer.zero_grad()\n", "            optimizer.zero_grad()\n            state = state.detach()\n"),
    twins("names clipped after the step", "clip-misplaced",
          _NAMES.replace("            nn.utils.clip_grad_norm_(model.parameters(), 5.0)\n            optimizer.step()\n",
                         "            optimizer.step()\n            nn.utils.clip_grad_norm_(model.parameters(), 5.0)\n"),
          "            optimizer.step()\n            nn.utils.clip_grad_norm_(model.parameters(), 5.0)\n",
          "            nn.utils.clip_grad_norm_(model.parameters(), 5.0)\n            optimizer.step()\n"),
    twins("names with the rate halved at each batch", "scheduler-pace",
          _NAMES.replace("        scheduler.step()\n", "").replace("            history.append", "            scheduler.step()\n            history.append"),
          "            scheduler.step()\n            history.append(loss.item())\n", "            history.append(loss.item())\n        scheduler.step()\n"),
    twins("names with a schedule nobody steps", "scheduler-never-stepped", _NAMES.replace("        scheduler.step()\n", ""),
          "            history.append(loss.item())\n", "            history.append(loss.item())\n        scheduler.step()\n"),
    twins("line updated under the tape", "update-recorded",
          _LINE.replace("        with torch.no_grad():\n            w -= lr * w.grad\n            b -= lr * b.grad\n", "        w = w - lr * w.grad\n"),
          "        w = w - lr * w.grad\n", "        with torch.no_grad():\n            w -= lr * w.grad\n"),
    twins("line with gradients that add up", "zero-grad-missing", _LINE.replace("        w.grad.zero_()\n        b.grad.zero_()\n", ""),
          "            b -= lr * b.grad\n", "            b -= lr * b.grad\n        w.grad.zero_()\n        b.grad.zero_()\n"),
)  # fmt: skip
