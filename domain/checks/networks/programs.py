"""Programs that several checks show, with gaps for what they are about."""

from typing import Final

TRAINED: Final = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, {out})

    def forward(self, x):
        return {end}

def train(model, loader, optimizer):
    criterion = nn.{loss}()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
"""

LOSS_OF: Final = """import torch
import torch.nn as nn
import torch.nn.functional as F

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), {end})

def step(x, y, optimizer):
    loss = {loss}(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
"""
