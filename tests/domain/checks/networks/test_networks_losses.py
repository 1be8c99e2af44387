"""Spellings of mistakes between outputs and losses that must be found, and of right code that must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.networks import CHECKS
from studycoach.domain.checks.running import run_checks
from studycoach.domain.source import Source

pytestmark = pytest.mark.slow


def names(text: str) -> list[str]:
    return [check.name for check, _ in run_checks(Source("a.py", text, text), Code(text), CHECKS)]


def net(end: str, init: str = "self.fc = nn.Linear(20, 5)", more: str = "") -> str:
    lines = "\n        ".join(init.splitlines())
    body = "\n        ".join(end.splitlines())
    return (
        f"import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        f"        super().__init__()\n        {lines}\n\n    def forward(self, x):\n        {body}\n\n{more}"
    )


TRAIN = """def train(model, loader, optimizer, criterion):
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()

model = Net()
train(model, loader, torch.optim.Adam(model.parameters()), {loss})
"""
CE = TRAIN.format(loss="nn.CrossEntropyLoss()")
SOFTMAX = "softmax-before-cross-entropy"
LOGITS = "sigmoid-before-bce-with-logits"

FOUND = [
    (SOFTMAX, net("return F.softmax(self.fc(x), dim=1)", more=CE)),
    (SOFTMAX, net("return torch.softmax(self.fc(x), dim=1)", more=CE)),
    (SOFTMAX, net("return self.fc(x).softmax(dim=-1)", more=CE)),
    (
        SOFTMAX,
        net(
            "x = self.fc(x)\nx = self.softmax(x)\nreturn x",
            "self.fc = nn.Linear(20, 5)\nself.softmax = nn.Softmax(dim=1)",
            CE,
        ),
    ),
    (SOFTMAX, net("return self.seq(x)", "self.seq = nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))", CE)),
    (SOFTMAX, net("out = nn.Softmax(dim=1)(self.fc(x))\nreturn out", more=CE)),
    (SOFTMAX, net("return F.softmax(self.fc(x), dim=1).squeeze()", more=CE)),
    (
        SOFTMAX,
        net(
            "return self.fc(x)",
            more="model = Net()\nfor x, y in loader:\n    out = F.softmax(model(x), dim=1)\n    loss = F.cross_entropy(out, y)\n",
        ),
    ),
    (
        SOFTMAX,
        net(
            "return self.fc(x)",
            more="model = Net()\nprobs = model(x).softmax(1)\nloss = nn.CrossEntropyLoss()(probs, y)\n",
        ),
    ),
    (
        SOFTMAX,
        net(
            "return F.softmax(self.fc(x), dim=1)",
            more="model = nn.DataParallel(Net()).to(device)\nloss_fn = nn.CrossEntropyLoss().cuda()\nloss = loss_fn(model(x), y)\n",
        ),
    ),
    (
        SOFTMAX,
        "from torch.nn import CrossEntropyLoss, Linear, Sequential, Softmax\n\nmodel = Sequential(Linear(4, 3), Softmax(dim=1))\ncriterion = CrossEntropyLoss(weight=w)\nloss = criterion(model(x), y)\n",
    ),
    (
        SOFTMAX,
        "model = nn.Sequential(\n    nn.Linear(4, 3),\n    nn.Softmax(dim=1),\n)\nloss_fn = nn.CrossEntropyLoss()\n\nfor x, y in loader:\n    pred = model(x)\n    loss = loss_fn(pred, y)\n    loss.backward()\n",
    ),
    (
        SOFTMAX,
        "from collections import OrderedDict\nimport torch.nn as nn\nmodel = nn.Sequential(OrderedDict([('fc', nn.Linear(4, 3)), ('out', nn.Softmax(dim=1))]))\nloss = nn.functional.cross_entropy(model(x), y)\n",
    ),
    (
        SOFTMAX,
        "import torch.nn as nn\nfrom torchvision import models\nmodel = models.resnet18(pretrained=True)\nmodel.fc = nn.Sequential(nn.Linear(512, 10), nn.Softmax(dim=1))\ncriterion = nn.CrossEntropyLoss()\nloss = criterion(model(x), y)\n",
    ),
    (
        SOFTMAX,
        "import lightning.pytorch as pl\nimport torch\nfrom torch import nn\nfrom torch.nn import functional as F\n\nclass Lit(pl.LightningModule):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 3)\n\n    def forward(self, x):\n        return torch.softmax(self.fc(x), dim=1)\n\n    def training_step(self, batch, batch_idx):\n        x, y = batch\n        return F.cross_entropy(self(x), y)\n",
    ),
    (
        SOFTMAX,
        "class Trainer:\n    def __init__(self):\n        self.model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n        self.criterion = nn.CrossEntropyLoss()\n\n    def step(self, x, y):\n        return self.criterion(self.model(x), y)\n",
    ),
    (
        SOFTMAX,
        net(
            "return F.softmax(self.fc(x), dim=1)",
            more="def build():\n    return Net()\n\nnet = build()\nloss = F.cross_entropy(net(x), y)\n",
        ),
    ),
    ("log-softmax-before-cross-entropy", net("return F.log_softmax(self.fc(x), dim=1)", more=CE)),
    ("squashed-logits", net("return torch.sigmoid(self.fc(x))", more=CE)),
    ("squashed-logits", net("return torch.tanh(self.fc(x))", more=CE)),
    ("squashed-logits", net("return self.relu(self.fc(x))", "self.fc = nn.Linear(20, 5)\nself.relu = nn.ReLU()", CE)),
    (LOGITS, net("return torch.sigmoid(self.fc(x))", more=TRAIN.format(loss="nn.BCEWithLogitsLoss()"))),
    (
        LOGITS,
        net(
            "return self.act(self.fc(x))",
            "self.fc = nn.Linear(20, 5)\nself.act = nn.Sigmoid()",
            TRAIN.format(loss="torch.nn.BCEWithLogitsLoss(pos_weight=w)"),
        ),
    ),
    (
        LOGITS,
        "model = nn.Sequential(nn.Linear(3, 5), nn.Sigmoid())\nloss = F.binary_cross_entropy_with_logits(model(x), y)\n",
    ),
    (
        LOGITS,
        "model = nn.Sequential(nn.Linear(3, 5))\nout = torch.sigmoid(model(x))\nloss = F.binary_cross_entropy_with_logits(input=out, target=y)\n",
    ),
    ("nll-loss-without-log-softmax", net("return self.fc(x)", more=TRAIN.format(loss="nn.NLLLoss()"))),
    ("nll-loss-without-log-softmax", net("return F.softmax(self.fc(x), dim=1)", more=TRAIN.format(loss="nn.NLLLoss()"))),
    (
        "nll-loss-without-log-softmax",
        net(
            "return F.softmax(self.fc(x), dim=1)",
            more="model = Net()\nfor x, y in loader:\n    loss = F.nll_loss(model(x), y)\n",
        ),
    ),
    ("bce-loss-without-sigmoid", net("return self.fc(x)", more=TRAIN.format(loss="nn.BCELoss()"))),
    ("bce-loss-without-sigmoid", net("x = self.fc(x)\nreturn x.squeeze(1)", "self.fc = nn.Linear(20, 1)", TRAIN.format(loss="nn.BCELoss()"))),
    ("kl-div-of-probabilities", "loss = F.kl_div(F.softmax(student, dim=1), F.softmax(teacher, dim=1), reduction='batchmean')\n"),
    ("kl-div-of-probabilities", "p = torch.softmax(a / t, dim=-1)\nq = torch.softmax(b / t, dim=-1)\nloss = nn.KLDivLoss(reduction='sum')(p, q)\n"),
    ("kl-div-of-probabilities", "loss = F.kl_div(F.log_softmax(s, dim=1), F.log_softmax(t, dim=1), reduction='batchmean')\n"),
    ("log-of-softmax", "p = F.softmax(logits, dim=1)\nlp = torch.log(p)\n"),
    ("log-of-softmax", "lp = torch.softmax(logits, 1).log()\n"),
    ("softmax-without-dim", "p = torch.nn.functional.softmax(z)\n"),
    ("softmax-without-dim", "from torch.nn import Softmax\nact = Softmax()\n"),
    ("softmax-without-dim", "lp = F.log_softmax(z)\n"),
    ("softmax-over-one", net("return F.softmax(self.fc(x), dim=1)", "self.fc = nn.Linear(20, 1)")),
    ("cross-entropy-one-output", net("return self.fc(x)", "self.fc = nn.Linear(20, 1)", CE)),
    (
        "cross-entropy-one-output",
        net(
            "return self.seq(x)",
            "self.seq = nn.Sequential(nn.Linear(20, 8), nn.ReLU(), nn.Linear(8, out_features=1))",
            CE,
        ),
    ),
    (
        "argmax-over-one-output",
        net(
            "return torch.sigmoid(self.fc(x))",
            "self.fc = nn.Linear(20, 1)",
            "model = Net()\n_, pred = torch.max(model(x), 1)\n",
        ),
    ),
    ("activation-twice", net("return torch.sigmoid(self.fc(x))", more="model = Net()\npred = torch.sigmoid(model(x)) > 0.5\n")),
    ("activation-twice", net("return F.softmax(self.fc(x), dim=1)", more="model = Net()\nprobs = F.softmax(model(x), dim=1)\n")),
    (
        "threshold-on-logits",
        net(
            "return self.fc(x)", more=TRAIN.format(loss="nn.BCEWithLogitsLoss()") + "preds = (model(x) > 0.5).float()\n"
        ),
    ),
    ("threshold-on-logits", "criterion = nn.BCEWithLogitsLoss()\nfor x, y in loader:\n    output = model(x)\n    loss = criterion(output, y)\n    pred = (output >= 0.5).float()\n"),
    ("threshold-on-logits", "criterion = nn.BCEWithLogitsLoss()\nfor x, y in loader:\n    output = model(x).squeeze()\n    loss = criterion(output, y)\n    acc = (torch.round(output) == y).float().mean()\n"),
    (
        "argmax-axis",
        net(
            "return self.fc(x)",
            more="model = Net()\nfor x, labels in loader:\n    out = model(x)\n    n += (out.argmax() == labels).sum().item()\n",
        ),
    ),
    (
        "argmax-axis",
        net(
            "return self.fc(x)",
            more="def test(model, loader):\n    for x, y in loader:\n        _, pred = torch.max(model(x), 0)\n        n += (pred == y).sum()\n",
        ),
    ),
    (
        "argmax-axis",
        net(
            "return self.fc(x)",
            more="model = Net()\nfor x, y in loader:\n    pred = torch.argmax(model(x), dim=0)\n    n += pred.eq(y).sum() + (y == pred).sum()\n",
        ),
    ),
    ("loss-arguments-swapped", "for x, y in loader:\n    y_pred = model(x)\n    loss = F.cross_entropy(y, y_pred)\n"),
    (
        "loss-arguments-swapped",
        net(
            "return self.fc(x)",
            more="criterion = nn.BCEWithLogitsLoss()\nmodel = Net()\nfor x, targets in loader:\n    loss = criterion(targets, model(x))\n",
        ),
    ),
    ("loss-class-on-tensors", "loss = nn.MSELoss(pred, target)\n"),
    ("loss-class-on-tensors", "from torch.nn import CrossEntropyLoss\nloss = CrossEntropyLoss(model(x), y)\n"),
    ("wrong-loss-for-classes", "criterion = nn.BCEWithLogitsLoss()\nfor x, y in loader:\n    out = model(x)\n    loss = criterion(out, y)\n    _, pred = torch.max(out.data, 1)\n    n += (pred == y).sum().item()\n"),
    ("wrong-loss-for-classes", "for x, y in loader:\n    out = net(x)\n    loss = F.mse_loss(out, y.float())\n    pred = out.argmax(1)\n    n += (y == pred).sum().item()\n"),
    ("label-type", "loss = F.binary_cross_entropy_with_logits(out, y.long())\n"),
    ("label-type", "criterion = nn.CrossEntropyLoss()\nfor x, y in loader:\n    out = model(x)\n    loss = criterion(out, y.float())\n    n += (out.argmax(1) == y).sum()\n"),
]  # fmt: skip

SILENT = [
    net("return self.fc(x)", more=CE),
    net("x = self.fc(x)\nif not self.training:\n    x = F.softmax(x, dim=1)\nreturn x", more=CE),
    net("x = self.fc(x)\nif self.training:\n    return x\nreturn F.softmax(x, dim=1)", more=CE),
    net("return F.softmax(self.fc(x), dim=1)", more=TRAIN.format(loss="MyLoss()")),
    net(
        "logits = self.fc(x)\nreturn logits, F.softmax(logits, dim=1)",
        more="model = Net()\nlogits, probs = model(x)\nloss = F.cross_entropy(logits, y)\n",
    ),
    net("return F.log_softmax(self.fc(x), dim=1)", more=TRAIN.format(loss="nn.NLLLoss()")),
    net("return torch.log(self.fc(x).sigmoid() + 1e-9)", more=TRAIN.format(loss="nn.NLLLoss()")),
    net("return torch.sigmoid(self.fc(x))", more=TRAIN.format(loss="nn.BCELoss()")),
    net("return torch.sigmoid(self.fc(x)).squeeze(1)", "self.fc = nn.Linear(20, 1)", TRAIN.format(loss="nn.BCELoss()")),
    net(
        "return self.fc(x)",
        more="model = Net()\nout = model(x)\nloss = F.cross_entropy(out, y)\nprobs = F.softmax(out, dim=1)\npred = probs.argmax(1)\n",
    ),
    net(
        "return self.fc(F.softmax(self.gate(x), dim=1) * x)",
        "self.fc = nn.Linear(20, 5)\nself.gate = nn.Linear(20, 20)",
        CE,
    ),
    "class G(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.net = nn.Sequential(nn.Linear(64, 784), nn.Tanh())\n\n    def forward(self, z):\n        return self.net(z)\n\nclass D(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.net = nn.Sequential(nn.Linear(784, 1), nn.Sigmoid())\n\n    def forward(self, x):\n        return self.net(x)\n\ncriterion = nn.BCELoss()\ng, d = G(), D()\nlossD = criterion(d(real), torch.ones(n, 1)) + criterion(d(g(z).detach()), torch.zeros(n, 1))\nlossG = criterion(d(g(z)), torch.ones(n, 1))\n",
    "loss = F.kl_div(F.log_softmax(s / T, dim=1), F.softmax(t / T, dim=1), reduction='batchmean') * T * T\n",
    "loss = F.kl_div(F.log_softmax(s, dim=1), F.log_softmax(t, dim=1), log_target=True, reduction='batchmean')\n",
    "p = torch.log(x + 1e-9)\n",
    "p = F.softmax(z, 1)\nq = torch.softmax(z, dim=0)\n",
    "import jax.nn as nn\np = nn.softmax(z)\n",
    "import tensorflow as tf\np = tf.nn.softmax(z)\n",
    "scores = self.encoder(x)\nweights = F.softmax(scores, dim=0)\n",
    net("return self.fc(x)", more="model = Net()\npred = model(x).argmax().item()\n"),
    net(
        "return self.fc(x)",
        more="model = Net()\nfor x, y in loader:\n    pred = model(x).argmax(dim=-1)\n    n += (pred == y).sum()\n",
    ),
    net(
        "return self.fc(x)",
        more="criterion = nn.BCEWithLogitsLoss()\nmodel = Net()\nfor x, y in loader:\n    out = model(x)\n    loss = criterion(out, y)\n    pred = (out > 0).float()\n    probs = torch.sigmoid(out)\n    other = probs > 0.5\n",
    ),
    net(
        "return torch.sigmoid(self.fc(x))",
        more="model = Net()\nloss = F.binary_cross_entropy(model(x), y)\npred = model(x) > 0.5\n",
    ),
    "for x, y in loader:\n    out = model(x)\n    loss = F.mse_loss(y, out)\n",
    "for x, y in loader:\n    out = model(x)\n    loss = F.mse_loss(out, F.one_hot(y, 10).float())\n    n += (out.argmax(1) == y).sum()\n",
    "loss_fn = nn.CrossEntropyLoss(weights, reduction='sum')\n",
    "loss = nn.CrossEntropyLoss(label_smoothing=0.1)(out, y)\n",
    "criterion = nn.CrossEntropyLoss()\nloss = criterion(out, mixed.float())\n",
    "from transformers import AutoModel\nmodel = AutoModel.from_pretrained(name)\nout = model(**batch)\nloss = nn.CrossEntropyLoss()(out.logits, y)\n",
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_mistake_is_found_in_each_of_its_spellings(name: str, text: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("text", SILENT)
def test_right_code_is_left_alone(text: str) -> None:
    assert names(text) == []
