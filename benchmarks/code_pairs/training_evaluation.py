"""Pairs of programs whose mistake is in evaluating, measuring and choosing."""

from . import Pair
from .twins import twins

_FLOWERS = """
import copy

import torch
import torch.nn as nn
import torchvision
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau


def build(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    for param in model.parameters():
        param.requires_grad = False
    model.fc = nn.Sequential(nn.Dropout(0.4), nn.Linear(model.fc.in_features, classes))
    return model


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    seen, summed = 0, 0.0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        summed += loss.item() * len(labels)
        seen += len(labels)
    return summed / seen


@torch.no_grad()
def validate(model, loader, device):
    model.eval()
    correct, total = 0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        predicted = model(images).argmax(dim=1)
        correct += (predicted == labels).sum().item()
        total += labels.size(0)
    return correct / total


def fit(train_loader, val_loader, classes, epochs=15):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = build(classes).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = SGD(model.fc.parameters(), lr=0.01, momentum=0.9)
    scheduler = ReduceLROnPlateau(optimizer, mode="max", patience=2)
    best_accuracy, best_weights = 0.0, None
    for epoch in range(epochs):
        loss = train_one_epoch(model, train_loader, criterion, optimizer, device)
        accuracy = validate(model, val_loader, device)
        scheduler.step(accuracy)
        if accuracy > best_accuracy:
            best_accuracy = accuracy
            best_weights = copy.deepcopy(model.state_dict())
        print(f"{epoch:2d}  loss {loss:.3f}  accuracy {accuracy:.3f}")
    model.load_state_dict(best_weights)
    torch.save(model.state_dict(), "flowers.pt")
    return model
"""
_SERVE = """
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torchvision import transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(32)
        self.fc1 = nn.Linear(32 * 16 * 16, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        x = F.dropout(x, p=0.5, training=self.training)
        return self.fc2(x)


def classify(path):
    prepare = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])
    net = Net()
    net.load_state_dict(torch.load("net.pt", map_location="cpu"))
    net.eval()
    image = prepare(Image.open(path).convert("RGB")).unsqueeze(0)
    with torch.no_grad():
        scores = net(image)
    return scores.softmax(dim=1).argmax(dim=1).item()


if __name__ == "__main__":
    print(classify(sys.argv[1]))
"""
_HOUSES = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_model(columns):
    return nn.Sequential(nn.Linear(columns, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 1))


def run(x_train, y_train, x_val, y_val):
    torch.manual_seed(7)
    train_loader = DataLoader(TensorDataset(x_train, y_train), batch_size=64, shuffle=True)
    val_loader = DataLoader(TensorDataset(x_val, y_val), batch_size=64)
    model = make_model(x_train.shape[1])
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(30):
        model.train()
        for xb, yb in train_loader:
            loss = loss_fn(model(xb).squeeze(1), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        val_loss = 0.0
        with torch.no_grad():
            for xv, yv in val_loader:
                val_loss += loss_fn(model(xv).squeeze(1), yv).item() * len(xv)
        print(epoch, val_loss / len(val_loader.dataset))
    return model
"""

PAIRS: tuple[Pair, ...] = (
    twins("flowers validated with dropout on", "eval-mode-missing", _FLOWERS.replace("    model.eval()\n", ""),
          "    correct, total = 0, 0\n", "    model.eval()\n    correct, total = 0, 0\n"),
    twins("flowers validated with gradients", "eval-without-no-grad",
          _FLOWERS.replace("@torch.no_grad()\n", ""),
          "def validate(", "@torch.no_grad()\ndef validate("),
    twins("flowers trained in evaluation mode", "eval-mode-kept",
          _FLOWERS.replace("    model.train()\n    seen", "    seen").replace("    best_accuracy, best_weights = 0.0, None\n",
                           "    best_accuracy, best_weights = 0.0, None\n    model.train()\n"),
          "    seen, summed = 0, 0.0\n", "    model.train()\n    seen, summed = 0, 0.0\n"),
    twins("flowers keeping the best by reference", "best-weights-not-copied",
          _FLOWERS.replace("copy.deepcopy(model.state_dict())", "model.state_dict()").replace("import copy\n\n", ""),
          "best_weights = model.state_dict()", "best_weights = {name: value.clone() for name, value in model.state_dict().items()}"),
    twins("flowers with a plateau that sees nothing", "plateau-without-metric", _FLOWERS.replace("scheduler.step(accuracy)", "scheduler.step()"),
          "scheduler.step()", "scheduler.step(accuracy)"),
    twins("flowers with an optimiser for the old head", "optimizer-before-layers",
          _FLOWERS.replace("    model = build(classes).to(device)\n", "    model = torchvision.models.resnet18()\n").replace(
              "    optimizer = SGD(model.fc.parameters(), lr=0.01, momentum=0.9)\n",
              "    optimizer = SGD(model.parameters(), lr=0.01, momentum=0.9)\n    model.fc = nn.Linear(512, classes)\n    model.to(device)\n"),
          "    optimizer = SGD(model.parameters(), lr=0.01, momentum=0.9)\n    model.fc = nn.Linear(512, classes)\n",
          "    model.fc = nn.Linear(512, classes)\n    optimizer = SGD(model.parameters(), lr=0.01, momentum=0.9)\n"),
    twins("flowers counted over batches", "accuracy-by-batches",
          _FLOWERS.replace("    return correct / total\n", "    return correct / len(loader)\n"),
          "    return correct / len(loader)\n", "    return correct / len(loader.dataset)\n"),
    twins("flowers counted anew in each batch", "sum-reset-misplaced",
          _FLOWERS.replace("    correct, total = 0, 0\n", "    total = 0\n").replace(
              "        predicted = model", "        correct = 0\n        predicted = model"),
          "    total = 0\n    for images, labels in loader:\n        images, labels = images.to(device), labels.to(device)\n        correct = 0\n",
          "    correct, total = 0, 0\n    for images, labels in loader:\n        images, labels = images.to(device), labels.to(device)\n"),
    twins("server in training mode", "eval-mode-missing", _SERVE.replace("    net.eval()\n", ""),
          "    image = prepare", "    net.eval()\n    image = prepare"),
    twins("server with dropout that never stops", "dropout-always-on", _SERVE.replace(", training=self.training", ""),
          "F.dropout(x, p=0.5)", "F.dropout(x, p=0.5, training=self.training)"),
    twins("houses with eval only named", "method-not-called", _HOUSES.replace("model.eval()", "model.eval"),
          "model.eval\n", "model.eval()\n"),
    twins("houses averaged by rows", "mean-by-rows", _HOUSES.replace(".item() * len(xv)", ".item()"),
          ".item()\n", ".item() * len(xv)\n"),
    twins("houses validated on the last training batch", "stale-batch",
          _HOUSES.replace("loss_fn(model(xv).squeeze(1), yv).item() * len(xv)", "loss_fn(model(xb).squeeze(1), yb).item() * len(xb)"),
          "loss_fn(model(xb).squeeze(1), yb).item() * len(xb)", "loss_fn(model(xv).squeeze(1), yv).item() * len(xv)"),
    twins("houses summed over all epochs", "sum-reset-misplaced",
          _HOUSES.replace("        val_loss = 0.0\n", "").replace("    for epoch in", "    val_loss = 0.0\n    for epoch in"),
          "        model.eval()\n", "        model.eval()\n        val_loss = 0.0\n"),
)  # fmt: skip
