"""Pairs of programs whose mistake is in how batches are made, and in how Keras is used."""

from . import Pair
from .twins import twins

_CIFAR = """
import torch
import torch.nn as nn
import torch.optim as optim
import torchvision
import torchvision.transforms as T
from torch.utils.data import DataLoader

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.261)
train_tf = T.Compose([T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor(), T.Normalize(MEAN, STD)])
test_tf = T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])
trainset = torchvision.datasets.CIFAR10("./data", train=True, download=True, transform=train_tf)
testset = torchvision.datasets.CIFAR10("./data", train=False, download=True, transform=test_tf)
trainloader = DataLoader(trainset, batch_size=128, shuffle=True, num_workers=2)
testloader = DataLoader(testset, batch_size=256, shuffle=False, num_workers=2)

torch.manual_seed(3)
net = nn.Sequential(
    nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
    nn.Flatten(), nn.Linear(64, 10),
)
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)

for epoch in range(20):
    net.train()
    for inputs, targets in trainloader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()

net.eval()
hits = 0
with torch.inference_mode():
    for inputs, targets in testloader:
        hits += (net(inputs).argmax(1) == targets).sum().item()
print("accuracy", hits / len(testset))
"""
_GAN_SIZE = """
import torch
from torch import nn
from torch.utils.data import DataLoader, random_split


def parts(dataset):
    train_part, val_part = random_split(dataset, [0.8, 0.2], generator=torch.Generator().manual_seed(0))
    train_loader = DataLoader(train_part, batch_size=32, shuffle=True)
    val_loader = DataLoader(val_part, batch_size=32)
    return train_loader, val_loader


def learn(model, dataset, steps=2000):
    train_loader, val_loader = parts(dataset)
    params = [p for p in model.parameters() if p.requires_grad]
    print("trained:", sum(p.numel() for p in params))
    optimizer = torch.optim.AdamW(params, lr=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    batches = iter(train_loader)
    for step in range(steps):
        try:
            x, y = next(batches)
        except StopIteration:
            batches = iter(train_loader)
            x, y = next(batches)
        loss = criterion(model(x).squeeze(-1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return val_loader
"""
_KERAS = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(11)
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train[..., None] / 255.0, x_test[..., None] / 255.0


def build():
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(32, 3, activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


model = keras.Sequential([build()])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stopping = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
history = model.fit(x_train, y_train, epochs=30, batch_size=128, validation_split=0.1, callbacks=[stopping])
loss, accuracy = model.evaluate(x_test, y_test)
print(f"test accuracy {accuracy:.3f} after {len(history.history['loss'])} epochs")
"""

PAIRS: tuple[Pair, ...] = (
    twins("CIFAR in file order", "train-not-shuffled", _CIFAR.replace("trainset, batch_size=128, shuffle=True", "trainset, batch_size=128"),
          "trainset, batch_size=128", "trainset, batch_size=128, shuffle=True"),
    twins("CIFAR tested on flipped images", "augmented-evaluation", _CIFAR.replace("transform=test_tf", "transform=train_tf").replace("test_tf = T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])\n", ""),
          'train=False, download=True, transform=train_tf', 'train=False, download=True, transform=T.Compose(train_tf.transforms[2:])'),
    twins("CIFAR tested on other pixels", "normalised-differently", _CIFAR.replace("test_tf = T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])", "test_tf = T.Compose([T.ToTensor()])"),
          "test_tf = T.Compose([T.ToTensor()])", "test_tf = T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])"),
    twins("CIFAR normalised too early", "normalise-before-tensor", _CIFAR.replace("T.RandomHorizontalFlip(), T.ToTensor(), T.Normalize(MEAN, STD)", "T.RandomHorizontalFlip(), T.Normalize(MEAN, STD), T.ToTensor()"),
          "T.Normalize(MEAN, STD), T.ToTensor()", "T.ToTensor(), T.Normalize(MEAN, STD)"),
    twins("CIFAR learned from the last batch", "step-outside-batch-loop",
          _CIFAR.replace("        loss.backward()\n        optimizer.step()\n", "    loss.backward()\n    optimizer.step()\n"),
          "    loss.backward()\n    optimizer.step()\n", "        loss.backward()\n        optimizer.step()\n"),
    twins("steps that begin again", "iterator-restarted",
          _GAN_SIZE.replace('''        try:
            x, y = next(batches)
        except StopIteration:
            batches = iter(train_loader)
            x, y = next(batches)
''', "        x, y = next(iter(train_loader))\n").replace("    batches = iter(train_loader)\n", ""),
          "    for step in range(steps):\n        x, y = next(iter(train_loader))\n", "    for x, y in train_loader:\n"),
    twins("parameters counted and gone", "parameters-used-up",
          _GAN_SIZE.replace("[p for p in model.parameters() if p.requires_grad]", "filter(lambda p: p.requires_grad, model.parameters())"),
          "filter(lambda p: p.requires_grad, model.parameters())", "list(filter(lambda p: p.requires_grad, model.parameters()))"),
    twins("validated on all rows", "validated-on-training-data",
          _GAN_SIZE.replace("DataLoader(train_part", "DataLoader(dataset").replace("DataLoader(val_part", "DataLoader(dataset"),
          "DataLoader(dataset, batch_size=32, shuffle=True)", "DataLoader(train_part, batch_size=32, shuffle=True)"),
    twins("Keras without compile", "compile-missing",
          _KERAS.replace('model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])\n', ""),
          "stopping = ", 'model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])\nstopping = '),
    twins("Keras stopped on the test", "stopped-on-test", _KERAS.replace("validation_split=0.1", "validation_data=(x_test, y_test)"),
          "validation_data=(x_test, y_test)", "validation_split=0.1"),
)  # fmt: skip
