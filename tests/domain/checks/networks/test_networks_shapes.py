"""Spellings of mistakes of shapes, attention, recurrent layers and Keras that must be found, and of right code that must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.networks import CHECKS
from studycoach.domain.checks.running import run_checks
from studycoach.domain.source import Source

pytestmark = pytest.mark.slow


def names(text: str) -> list[str]:
    return [check.name for check, _ in run_checks(Source("a.py", text, text), Code(text), CHECKS)]


REG = "import numpy as np\nimport torch\nfrom torch import nn\n{data}\nmodel = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))\n{loss}\n"
LOADER = (
    "import torch\nimport torch.nn as nn\nfrom torch.utils.data import DataLoader, TensorDataset\n{data}\n"
    "loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)\n"
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(3, 8)\n        self.b = nn.Linear(8, 1)\n"
    "    def forward(self, x):\n        return {end}\n"
    "model = Net()\nfor xb, yb in loader:\n    out = model(xb)\n    loss = nn.MSELoss()(out, yb)\n"
)
END = "self.b(torch.relu(self.a(x)))"
FLAT = "X = torch.randn(100, 3)\ny = torch.randn(100)"


def attention(scores: str, softmax: str, more: str = "") -> str:
    return f"import math\nimport torch\nimport torch.nn.functional as F\n\ndef attend(q, k, v, mask=None):\n    scores = {scores}\n{more}    w = {softmax}\n    return w @ v\n"


GOOD_SCORES = "q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))"


def rnn(layer: str, take: str, width: str = "32") -> str:
    return (
        "import torch.nn as nn\n\nclass M(nn.Module):\n    def __init__(self, hidden=32):\n        super().__init__()\n"
        f"        self.rnn = {layer}\n        self.fc = nn.Linear({width}, 2)\n\n    def forward(self, x):\n        {take}\n        return self.fc(h)\n"
    )


def keras(layers: str, compiled: str, more: str = "") -> str:
    return f"import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras.layers import *\n\nmodel = keras.Sequential([{layers}])\nmodel.compile(optimizer='adam', {compiled})\n{more}"


FOUND = [
    ("loss-broadcast", REG.format(data="X = torch.randn(9, 3)\ny = torch.randn(9)", loss="loss = torch.nn.functional.mse_loss(model(X), y)")),
    ("loss-broadcast", REG.format(data="y = torch.tensor([1.0, 2.0, 3.0])", loss="loss = nn.L1Loss()(model(X), y)")),
    ("loss-broadcast", REG.format(data="y = torch.tensor(df['price'].values, dtype=torch.float32)", loss="loss = nn.MSELoss()(model(X), y)")),
    ("loss-broadcast", REG.format(data="from sklearn.datasets import make_regression\nX, y = make_regression(100, 3)\ny = torch.from_numpy(y).float()", loss="loss = nn.SmoothL1Loss()(model(X), y)")),
    ("loss-broadcast", REG.format(data="y = torch.sum(X, dim=1)", loss="loss = ((model(X) - y) ** 2).mean()")),
    ("loss-broadcast", REG.format(data="y = torch.randn(50)", loss="pred = model(X)\nloss = (y - pred).pow(2).mean()")),
    ("loss-broadcast", LOADER.format(data=FLAT, end=END)),
    ("loss-broadcast", LOADER.format(data="X = torch.randn(100, 3)\ny = X[:, 0] * 2", end=END)),
    ("loss-broadcast", "model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))\nfor x, y in train_loader:\n    loss = F.mse_loss(model(x), y)\n"),
    ("accuracy-broadcast", REG.format(data="y = torch.randint(0, 2, (100,))", loss="pred = torch.sigmoid(model(X)) > 0.5\nacc = (pred == y).float().mean()")),
    ("accuracy-broadcast", REG.format(data="criterion = nn.BCEWithLogitsLoss()", loss="for X, y in loader:\n    out = model(X)\n    loss = criterion(out, y.float().unsqueeze(1))\n    pred = torch.round(torch.sigmoid(out))\n    n += (pred == y).sum().item()")),
    ("heads-by-view", "import torch.nn as nn\n\nclass A(nn.Module):\n    def __init__(self, d):\n        super().__init__()\n        self.k = nn.Linear(d, d)\n\n    def forward(self, x):\n        b, t, c = x.size()\n        return self.k(x).view(b, self.h, t, c // self.h)\n"),
    ("heads-merged-by-view", "import torch.nn as nn\n\nclass A(nn.Module):\n    def forward(self, x, att):\n        B, T, C = x.shape\n        v = self.v(x).view(B, T, self.h, self.d).transpose(1, 2)\n        y = torch.matmul(att, v)\n        return y.contiguous().view(B, T, C)\n"),
    ("squashed-regression", "housing = fetch_california_housing()\nmodel = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())\nloss = nn.MSELoss()(model(X), y)\n"),
    ("log-of-zero", "loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()\n"),
    ("log-of-zero", "cost = -1 / m * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))\n"),
    ("attention-unscaled", attention("torch.matmul(q, k.transpose(-2, -1))", "F.softmax(scores, dim=-1)")),
    ("attention-unscaled", attention("torch.bmm(q, k.transpose(1, 2))", "scores.softmax(dim=-1)")),
    ("attention-unscaled", attention("q @ k.transpose(-2, -1)", "torch.softmax(scores, -1)", "    scores = scores.masked_fill(mask == 0, -1e9)\n")),
    ("attention-axis", attention(GOOD_SCORES, "F.softmax(scores, dim=1)")),
    ("attention-axis", attention("torch.matmul(q, k.permute(0, 1, 3, 2)) / scale", "torch.softmax(scores, dim=2)")),
    ("attention-axis", attention(GOOD_SCORES, "F.softmax(scores, dim=-2)")),
    ("attention-axis", attention(GOOD_SCORES, "scores.softmax(1)")),
    ("attention-axis", attention("q @ k.T / math.sqrt(q.size(-1))", "F.softmax(scores, dim=0)")),
    ("causal-mask-wrong", "mask = torch.triu(torch.ones(T, T), diagonal=1).bool()\ns = s.masked_fill(~mask, float('-inf'))\n"),
    ("causal-mask-wrong", "s = s.masked_fill(torch.tril(torch.ones(T, T)).bool(), float('-inf'))\n"),
    ("causal-mask-wrong", "mask = torch.triu(torch.ones(T, T, device=x.device)).bool()\ns = s.masked_fill(mask, -torch.inf)\n"),
    ("causal-mask-wrong", "s = s.masked_fill(torch.tril(torch.ones(T, T), diagonal=1) == 0, -1e9)\n"),
    ("mask-after-softmax", attention(GOOD_SCORES, "F.softmax(scores, dim=-1).masked_fill(mask == 0, -1e9)")),
    ("labels-not-shifted", "for ids in loader:\n    out = model(ids).logits\n    loss = F.cross_entropy(out.reshape(-1, V), ids.reshape(-1))\n"),
    ("labels-not-shifted", "crit = nn.CrossEntropyLoss()\nfor x, y in loader:\n    logits = model(x)\n    loss = crit(logits.view(-1, V), x.view(-1))\n"),
    ("padded-targets", "y = nn.utils.rnn.pad_sequence(labels, batch_first=True)\nloss = nn.CrossEntropyLoss()(out, y)\n"),
    ("recurrent-axis", rnn("nn.LSTM(8, 32)", "o, (a, b) = self.rnn(x)\n        h = o[:, -1, :]")),
    ("recurrent-axis", rnn("nn.GRU(8, 32, 2)", "o, _ = self.rnn(x)\n        h = o[:, -1]")),
    ("recurrent-axis", rnn("nn.GRU(8, 32, batch_first=True)", "o, _ = self.rnn(x)\n        h = o[-1]")),
    ("recurrent-axis", rnn("nn.RNN(8, 32, batch_first=True)", "o, _ = self.rnn(x)\n        h = o[-1, :, :]")),
    ("bidirectional-width", rnn("nn.LSTM(8, hidden, batch_first=True, bidirectional=True)", "h, _ = self.rnn(x)", "hidden")),
    ("bidirectional-width", rnn("nn.GRU(8, 32, batch_first=True, bidirectional=True)", "o, _ = self.rnn(x)\n        h = o[:, -1]", "32")),
    ("keras-output-loss", keras("Dense(8, activation='relu'), Dense(3, activation='softmax')", "loss='binary_crossentropy'")),
    ("keras-output-loss", keras("Dense(8, activation='relu'), Dense(3, activation='sigmoid')", "loss='categorical_crossentropy'")),
    ("keras-output-loss", keras("Dense(1, activation='sigmoid')", "loss='categorical_crossentropy'")),
    ("keras-output-loss", keras("Dense(10)", "loss='sparse_categorical_crossentropy'")),
    ("keras-output-loss", keras("Dense(10)", "loss=keras.losses.SparseCategoricalCrossentropy()")),
    ("keras-output-loss", keras("Dense(10, activation='softmax')", "loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)")),
    ("keras-output-loss", keras("Dense(1)", "loss='binary_crossentropy'")),
    ("keras-output-loss", keras("Dense(10, activation='relu')", "loss='sparse_categorical_crossentropy'")),
    ("keras-output-loss", "from keras.layers import Dense, Input\nfrom keras.models import Model\ni = Input((4,))\nx = Dense(8, activation='relu')(i)\no = Dense(3, activation='sigmoid')(x)\nm = Model(inputs=i, outputs=o)\nm.compile('adam', 'categorical_crossentropy')\n"),
    ("keras-output-loss", "from keras import Sequential\nfrom keras.layers import Dense\n\ndef build():\n    m = Sequential()\n    m.add(Dense(8, activation='relu'))\n    m.add(Dense(5, activation='sigmoid'))\n    return m\n\nmodel = build()\nmodel.compile(loss='categorical_crossentropy')\n"),
    ("keras-softmax-over-one", keras("Dense(1, activation='softmax')", "loss='binary_crossentropy'")),
    ("keras-softmax-over-one", keras("Dense(1, activation=tf.nn.softmax)", "loss='mse'")),
    ("keras-label-encoding", keras("Dense(3, activation='softmax')", "loss='sparse_categorical_crossentropy'", "y = keras.utils.to_categorical(y)\nmodel.fit(x, y)\n")),
    ("keras-layer-order", keras("LSTM(8), LSTM(4), Dense(1)", "loss='mse'")),
    ("keras-layer-order", keras("Bidirectional(LSTM(8)), Dropout(0.1), GRU(4), Dense(1)", "loss='mse'")),
    ("keras-layer-order", keras("Conv2D(8, 3, activation='relu'), MaxPooling2D(), Dense(10, activation='softmax')", "loss='sparse_categorical_crossentropy'")),
    ("keras-dense-into-dense", keras("Dense(8), Dense(4, activation='relu'), Dense(1)", "loss='mse'")),
    ("keras-accuracy-of-numbers", keras("Dense(8, activation='relu'), Dense(1)", "loss='mean_squared_error', metrics=['accuracy']")),
    ("keras-accuracy-of-numbers", keras("Dense(8, activation='relu'), Dense(1, activation='linear')", "loss=keras.losses.MeanAbsoluteError(), metrics=[keras.metrics.Accuracy()]")),
]  # fmt: skip

SILENT = [
    REG.format(data="y = torch.randn(9)", loss="loss = nn.MSELoss()(model(X).squeeze(), y)"),
    REG.format(data="y = torch.randn(9)", loss="loss = nn.MSELoss()(model(X), y.unsqueeze(1))"),
    REG.format(data="y = torch.randn(9)", loss="loss = nn.MSELoss()(model(X), y.view(-1, 1))"),
    REG.format(data="y = torch.randn(9)[:, None]", loss="loss = nn.MSELoss()(model(X), y)"),
    REG.format(data="y = torch.randn(9, 1)", loss="loss = nn.MSELoss()(model(X), y)"),
    REG.format(data="y = 2 * torch.rand(9, 1) + 1", loss="loss = ((model(X) - y) ** 2).mean()"),
    REG.format(data="y = torch.tensor(df[['price']].values)", loss="loss = nn.MSELoss()(model(X), y)"),
    REG.format(data="y = torch.tensor(y_train)", loss="loss = nn.MSELoss()(model(X).view(-1), y)"),
    REG.format(data="y = torch.randn(9)", loss="pred = model(X)\npred = pred.flatten()\nloss = nn.MSELoss()(pred, y)"),
    REG.format(data="", loss="def step(x, y):\n    return nn.MSELoss()(model(x), y)"),
    REG.format(data="", loss="for x, y in loader:\n    y = y.reshape(-1, 1)\n    loss = nn.MSELoss()(model(x), y)"),
    REG.format(data="", loss="for x, y in loader:\n    out = model(x)\n    y = y.reshape(out.shape)\n    loss = nn.MSELoss()(out, y)"),
    LOADER.format(data="X = torch.randn(100, 3)\ny = torch.randn(100, 1)", end=END),
    LOADER.format(data="X = torch.randn(100, 3)\ny = torch.randn(100).unsqueeze(-1)", end=END),
    LOADER.format(data=FLAT, end=END + ".squeeze(-1)"),
    LOADER.format(data=FLAT, end=END + "[:, 0]"),
    REG.format(data="criterion = nn.BCEWithLogitsLoss()", loss="for X, y in loader:\n    y = y.float().unsqueeze(1)\n    out = model(X)\n    loss = criterion(out, y)\n    n += ((torch.sigmoid(out) > 0.5) == y).sum()"),
    "import torch.nn as nn\n\nclass A(nn.Module):\n    def __init__(self, d):\n        super().__init__()\n        self.k = nn.Linear(d, d)\n\n    def forward(self, x):\n        B, T, C = x.shape\n        return self.k(x).view(B, T, self.h, C // self.h).transpose(1, 2)\n",
    attention(GOOD_SCORES, "F.softmax(scores, dim=-1)"),
    "loss = -(y * torch.log(p + 1e-8) + (1 - y) * torch.log(1 - p + 1e-8)).mean()\n",
    "entropy = -np.sum(p * np.log(p))\n",
    "housing = fetch_california_housing()\nmodel = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))\nloss = nn.MSELoss()(model(X).squeeze(1), y)\n",
    attention("q @ k.transpose(-2, -1) * q.size(-1) ** -0.5", "F.softmax(scores, dim=3)"),
    attention("torch.matmul(q / math.sqrt(d), k.transpose(-2, -1))", "F.softmax(scores, dim=-1)"),
    attention("q @ k.transpose(-2, -1) * scale", "F.softmax(scores, dim=-1)", "    scores = scores.masked_fill(mask == 0, float('-inf'))\n"),
    attention("q @ k.T / math.sqrt(d)", "F.softmax(scores, dim=1)"),
    "e = F.softmax(decoder_state @ encoder_states.T, dim=-1)\n",
    "mask = torch.triu(torch.ones(T, T), diagonal=1).bool()\ns = s.masked_fill(mask, float('-inf'))\n",
    "s = s.masked_fill(torch.tril(torch.ones(T, T)) == 0, float('-inf'))\nt = t.masked_fill(~torch.ones(T, T).tril().bool(), -1e9)\n",
    "w = F.softmax(s, dim=-1).masked_fill(mask, 0.0)\n",
    "for ids in loader:\n    logits = model(ids[:, :-1])\n    loss = F.cross_entropy(logits.reshape(-1, V), ids[:, 1:].reshape(-1))\n",
    "for x, y in loader:\n    logits = model(x)\n    loss = F.cross_entropy(logits.view(-1, V), y.view(-1))\n",
    "y = nn.utils.rnn.pad_sequence(labels, batch_first=True, padding_value=-100)\nloss = nn.CrossEntropyLoss(ignore_index=-100)(out, y)\n",
    rnn("nn.LSTM(8, 32, batch_first=True)", "o, (h_n, c) = self.rnn(x)\n        h = h_n[-1]"),
    rnn("nn.LSTM(8, 32)", "o, _ = self.rnn(x)\n        h = o[-1]"),
    rnn("nn.LSTM(8, 32)", "o, _ = self.rnn(x.permute(1, 0, 2))\n        o = o.permute(1, 0, 2)\n        h = o[:, -1]"),
    rnn("nn.LSTM(8, 32, batch_first=True)", "o, _ = self.rnn(x)\n        h = o[:, -1]"),
    rnn("nn.LSTM(8, hidden, batch_first=True, bidirectional=True)", "h, _ = self.rnn(x)", "hidden * 2"),
    rnn("nn.LSTM(8, hidden, batch_first=True, bidirectional=bi)", "h, _ = self.rnn(x)", "hidden"),
    keras("Dense(8, activation='relu'), Dense(3, activation='softmax')", "loss='categorical_crossentropy'"),
    keras("Dense(1, activation='sigmoid')", "loss='binary_crossentropy', metrics=['accuracy']"),
    keras("Dense(20, activation='sigmoid')", "loss='binary_crossentropy'"),
    keras("Dense(10)", "loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
    keras("Dense(10), Activation('softmax')", "loss='sparse_categorical_crossentropy'"),
    keras("Dense(10), Softmax()", "loss='sparse_categorical_crossentropy'"),
    keras("Dense(1)", "loss='mse', metrics=['mae']"),
    keras("Dense(10, activation=act)", "loss='binary_crossentropy'"),
    keras("Dense(784, activation='sigmoid')", "loss='mse'"),
    keras("Dense(8), LeakyReLU(), Dense(1)", "loss='mse'"),
    keras("Dense(8), BatchNormalization(), Activation('relu'), Dense(1)", "loss='mse'"),
    keras("LSTM(8, return_sequences=True), LSTM(4), Dense(1)", "loss='mse'"),
    keras("LSTM(4), RepeatVector(5), LSTM(8, return_sequences=True), TimeDistributed(Dense(1))", "loss='mse'"),
    keras("Conv2D(8, 3, activation='relu'), GlobalAveragePooling2D(), Dense(10, activation='softmax')", "loss='sparse_categorical_crossentropy'"),
    keras("Dense(3, activation='softmax')", "loss='categorical_crossentropy'", "y = keras.utils.to_categorical(y)\nmodel.fit(x, y)\n"),
    "import re\npattern = re.compile('a', loss)\n",
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_mistake_is_found_in_each_of_its_spellings(name: str, text: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("text", SILENT)
def test_right_code_is_left_alone(text: str) -> None:
    assert names(text) == []
