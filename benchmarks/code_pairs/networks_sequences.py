"""Programs without mistakes of networks for sequences, in Keras, and of ready-made networks."""

SENTIMENT = """import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(7)


class Reviews(Dataset):
    def __init__(self, sequences, labels):
        self.sequences = sequences
        self.labels = labels

    def __len__(self):
        return len(self.sequences)

    def __getitem__(self, i):
        return self.sequences[i], self.labels[i]


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size, embed_dim=100, hidden_dim=128, num_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim, padding_idx=0)
        self.lstm = nn.LSTM(embed_dim, hidden_dim, num_layers=1, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(hidden_dim, num_classes)

    def forward(self, tokens):
        embedded = self.embedding(tokens)
        output, (hidden, cell) = self.lstm(embedded)
        last_step = output[:, -1, :]
        return self.fc(self.dropout(last_step))


def fit(model, loader, epochs=5):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for tokens, labels in loader:
            optimizer.zero_grad()
            scores = model(tokens)
            loss = criterion(scores, labels)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            running += loss.item()
        print(epoch, running)


if __name__ == "__main__":
    sequences, labels = torch.load("imdb.pt")
    loader = DataLoader(Reviews(sequences, labels), batch_size=32, shuffle=True)
    fit(SentimentLSTM(vocab_size=20000), loader)
"""

GPT = """import math

import torch
import torch.nn as nn
from torch.nn import functional as F

torch.manual_seed(1337)
text = open("shakespeare.txt", encoding="utf-8").read()
chars = sorted(set(text))
stoi = {ch: i for i, ch in enumerate(chars)}
data = torch.tensor([stoi[c] for c in text], dtype=torch.long)
block_size, batch_size, n_embd, n_head = 64, 32, 128, 4


def get_batch():
    ix = torch.randint(len(data) - block_size - 1, (batch_size,))
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + block_size + 1] for i in ix])
    return x, y


class CausalSelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(n_embd, n_embd)
        self.key = nn.Linear(n_embd, n_embd)
        self.value = nn.Linear(n_embd, n_embd)
        self.proj = nn.Linear(n_embd, n_embd)
        self.register_buffer("tril", torch.tril(torch.ones(block_size, block_size)))

    def forward(self, x):
        B, T, C = x.shape
        hs = C // n_head
        q = self.query(x).view(B, T, n_head, hs).transpose(1, 2)
        k = self.key(x).view(B, T, n_head, hs).transpose(1, 2)
        v = self.value(x).view(B, T, n_head, hs).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) / math.sqrt(hs)
        att = att.masked_fill(self.tril[:T, :T] == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
        return self.proj(y)


class TinyGPT(nn.Module):
    def __init__(self, vocab_size, n_layer=2):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, n_embd)
        self.pos = nn.Embedding(block_size, n_embd)
        self.blocks = nn.ModuleList([CausalSelfAttention() for _ in range(n_layer)])
        self.norm = nn.LayerNorm(n_embd)
        self.head = nn.Linear(n_embd, vocab_size)

    def forward(self, idx):
        x = self.tok(idx) + self.pos(torch.arange(idx.size(1)))
        for block in self.blocks:
            x = x + block(self.norm(x))
        return self.head(x)


model = TinyGPT(len(chars))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for step in range(1000):
    xb, yb = get_batch()
    logits = model(xb)
    loss = F.cross_entropy(logits.view(-1, logits.size(-1)), yb.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 100 == 0:
        print(step, loss.item())
"""

KERAS_IMAGES = """import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models

tf.random.set_seed(3)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
class_names = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]

model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation="relu", input_shape=(32, 32, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation="relu"))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dense(10, activation="softmax"))
model.summary()

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, epochs=10, batch_size=64, validation_split=0.1)
test_loss, test_acc = model.evaluate(x_test, y_test, verbose=2)
print("test accuracy:", test_acc)
guess = model.predict(x_test[:1])
print("first image:", class_names[int(np.argmax(guess[0]))])
"""

KERAS_SERIES = """import numpy as np
import pandas as pd
from tensorflow.keras.layers import LSTM, Dense, Dropout
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import set_random_seed

set_random_seed(11)
series = pd.read_csv("energy.csv", parse_dates=["day"], index_col="day")["load"].to_numpy(dtype="float32")
cut = int(len(series) * 0.8)
mean, spread = series[:cut].mean(), series[:cut].std()
scaled = (series - mean) / spread
window = 30


def windows(values):
    x = np.stack([values[i : i + window] for i in range(len(values) - window)])
    return x[..., np.newaxis], values[window:]


x_train, y_train = windows(scaled[:cut])
x_test, y_test = windows(scaled[cut:])

model = Sequential()
model.add(LSTM(64, return_sequences=True, input_shape=(window, 1)))
model.add(Dropout(0.2))
model.add(LSTM(32))
model.add(Dense(16, activation="relu"))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(x_train, y_train, epochs=20, batch_size=32, validation_split=0.1, shuffle=False)
error = model.evaluate(x_test, y_test)[1] * spread
print(f"mean absolute error: {error:.1f} MWh")
"""

TRANSFER = """import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

torch.manual_seed(5)
normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
train_tf = transforms.Compose(
    [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), normalize]
)
train_data = datasets.ImageFolder("flowers/train", transform=train_tf)
loader = DataLoader(train_data, batch_size=32, shuffle=True)

model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
for param in model.parameters():
    param.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, len(train_data.classes))

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

for epoch in range(3):
    model.train()
    seen = correct = 0
    for images, labels in loader:
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        correct += (outputs.argmax(dim=1) == labels).sum().item()
        seen += labels.size(0)
    print(f"epoch {epoch}: train accuracy {correct / seen:.3f}")
torch.save(model.state_dict(), "flowers.pt")
"""
