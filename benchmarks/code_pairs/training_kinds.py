"""Pairs of programs whose mistake is in what learns from what: gradients, copies, samplers, checkpoints."""

from . import Pair
from .twins import twins

_AUTOENCODER = """
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(3)
device = "cuda" if torch.cuda.is_available() else "cpu"
train_set = datasets.FashionMNIST("data", train=True, download=True, transform=transforms.ToTensor())
loader = DataLoader(train_set, batch_size=256, shuffle=True)
encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 8)).to(device)
decoder = nn.Sequential(nn.Linear(8, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid()).to(device)
optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)

for epoch in range(10):
    total = 0.0
    for images, _ in loader:
        images = images.to(device)
        optimizer.zero_grad()
        restored = decoder(encoder(images))
        loss = nn.functional.mse_loss(restored, images.flatten(1))
        loss.backward()
        optimizer.step()
        total += loss.item() * images.size(0)
    print(epoch, total / len(train_set))
"""
_GAN = """
import torch
from torch import nn


def train(generator, discriminator, loader, device, epochs=20, size=64):
    bce = nn.BCEWithLogitsLoss()
    opt_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    for epoch in range(epochs):
        for real, _ in loader:
            real = real.to(device)
            ones = torch.ones(real.size(0), 1, device=device)
            fake = generator(torch.randn(real.size(0), size, device=device))
            opt_d.zero_grad()
            d_loss = bce(discriminator(real), ones) + bce(discriminator(fake.detach()), torch.zeros_like(ones))
            d_loss.backward()
            opt_d.step()
            opt_g.zero_grad()
            g_loss = bce(discriminator(fake.detach()), ones)
            g_loss.backward()
            opt_g.step()
        print(epoch, d_loss.item(), g_loss.item())
"""
_TRANSFER = """
import torch
from torch import nn, optim
from torchvision import models


def build(classes):
    model = models.resnet34(weights=models.ResNet34_Weights.DEFAULT)
    for child in model.children():
        child.requires_grad = False
    model.fc = nn.Linear(model.fc.in_features, classes)
    return model


def tune(model, loader, device, epochs=5):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.AdamW(model.fc.parameters(), lr=1e-3)
    for epoch in range(epochs):
        model.train()
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
"""
_PLATEAU = """
import torch
from torch import nn


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = rows = 0
    for x, y in loader:
        right += (model(x).argmax(dim=1) == y).sum().item()
        rows += y.size(0)
    return right / rows


def fit(model, train_loader, val_loader, epochs=40):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.3, patience=4)
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        val_acc = accuracy(model, val_loader)
        scheduler.step(val_acc)
        print(epoch, val_acc)
"""
_BALANCED = """
import torch
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

torch.manual_seed(0)
features, labels = torch.load("fraud.pt", weights_only=True)
train_set = TensorDataset(features, labels)
class_counts = torch.bincount(labels)
class_weights = 1.0 / class_counts
sampler = WeightedRandomSampler(class_weights, num_samples=len(train_set), replacement=True)
train_loader = DataLoader(train_set, batch_size=128, sampler=sampler)
for x, y in train_loader:
    print(y.float().mean().item())
"""
_STOPPER = """
import copy


class EarlyStopping:
    def __init__(self, patience=5):
        self.patience = patience
        self.best_score = float("inf")
        self.best_weights = None
        self.waited = 0

    def update(self, val_loss, model):
        if val_loss < self.best_score:
            self.best_score = val_loss
            self.best_weights = model.state_dict()
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, model):
        model.load_state_dict(self.best_weights)
"""
_AGENT = """
import copy

import torch
from torch import nn


class Agent:
    def __init__(self, states, actions):
        self.policy_net = nn.Sequential(nn.Linear(states, 64), nn.ReLU(), nn.Linear(64, actions))
        self.target_net = self.policy_net
        self.optimizer = torch.optim.Adam(self.policy_net.parameters(), lr=1e-3)

    def learn(self, s, a, r, s2, done, gamma=0.99):
        q = self.policy_net(s).gather(1, a.unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            target = r + gamma * (1 - done) * self.target_net(s2).max(dim=1).values
        loss = nn.functional.smooth_l1_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()
"""
_SIGNALS = """
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Windows(Dataset):
    def __init__(self, path, width=128):
        self.signal = torch.from_numpy(np.load(path)).float()
        self.width = width

    def __len__(self):
        return len(self.signal) // self.width

    def __getitem__(self, i):
        window = self.signal[i * self.width : (i + 1) * self.width]
        window -= window.mean()
        return window


loader = DataLoader(Windows("ecg.npy"), batch_size=32, shuffle=True)
for batch in loader:
    print(batch.shape)
"""
PAIRS: tuple[Pair, ...] = (
    twins(
        "decoder-in-no-optimizer", "optimizer-of-wrong-network", _AUTOENCODER, "Adam(encoder.parameters(), lr=1e-3)",
        "Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3)",
    ),
    twins("generator-cut-off", "generator-step-cut", _GAN, "g_loss = bce(discriminator(fake.detach())", "g_loss = bce(discriminator(fake)"),
    twins("modules-frozen-in-vain", "freeze-without-effect", _TRANSFER, "child.requires_grad = False", "child.requires_grad_(False)"),
    twins("plateau-of-accuracy", "plateau-mode", _PLATEAU, 'mode="min"', 'mode="max"'),
    twins("weights-of-classes", "sampler-misused", _BALANCED, "WeightedRandomSampler(class_weights,", "WeightedRandomSampler(class_weights[labels],"),
    twins("stopper-without-copy", "best-weights-not-copied", _STOPPER, "= model.state_dict()", "= copy.deepcopy(model.state_dict())"),
    twins("one-network-twice", "target-network-not-copied", _AGENT, "= self.policy_net\n", "= copy.deepcopy(self.policy_net)\n"),
    twins("windows-changed", "rows-changed-in-place", _SIGNALS, "window -= window.mean()", "window = window - window.mean()"),
)  # fmt: skip
