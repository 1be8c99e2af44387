"""Spellings of mistakes in the steps of training, and of what is right."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.training import CHECKS

pytestmark = pytest.mark.slow

MODEL = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
WRONG = {
    "zero-grad-missing": [
        "for epoch in range(3):\n    for i, (x, y) in enumerate(trainloader):\n        out = net(x)\n        loss = F.cross_entropy(out, y)\n"
        "        loss.backward()\n        optimizer.step()\n        print(loss.item())\n",
        "opt = torch.optim.SGD(model.parameters(), lr=0.1)\nfor _ in range(100):\n    loss = loss_fn(model(X), y)\n    loss.backward()\n    opt.step()\n",
        "def train_step(model, x, y, optimizer):\n    loss = F.mse_loss(model(x), y)\n    loss.backward()\n    optimizer.step()\n    return loss.item()\n",
        "class Trainer:\n    def run(self):\n        for batch in self.loader:\n            loss = self.model(**batch).loss\n            loss.backward()\n"
        "            self.optimizer.step()\n            self.scheduler.step()\n",
        "def fit(model, loader, optimizer):\n    optimizer.zero_grad()\n    for x, y in loader:\n        loss = F.mse_loss(model(x), y)\n        loss.backward()\n"
        "        optimizer.step()\n",
        "for x, y in loader:\n    scaler.scale(criterion(net(x), y)).backward()\n    scaler.step(optimizer)\n    scaler.update()\n",
        "for x, _ in loader:\n    opt_d.zero_grad()\n    loss_d = -netD(x).mean() + netD(netG(z).detach()).mean()\n    loss_d.backward()\n    opt_d.step()\n"
        "    loss_g = -netD(netG(z)).mean()\n    loss_g.backward()\n    opt_g.step()\n",
        "w = torch.zeros(3, requires_grad=True)\nfor i in range(10):\n    loss = ((X @ w - y) ** 2).mean()\n    loss.backward()\n    with torch.no_grad():\n"
        "        w -= 0.1 * w.grad\n",
        "for i in range(10):\n    loss = ((X @ w - y) ** 2).mean()\n    loss.backward()\n    w.data -= 0.1 * w.grad.data\n",
        "def step(batch):\n    loss = model(batch).loss\n    loss.backward()\n    optimizer.step()\nfor batch in loader:\n    step(batch)\n",
        "model.train()\noptimizer.zero_grad()\nfor epoch in range(9):\n    y_pred = model(X_train)\n    loss = loss_fn(y_pred, y_train)\n    loss.backward()\n    optimizer.step()\n",
    ],
    "zero-grad-before-step": [
        "for x, y in loader:\n    loss = criterion(net(x), y)\n    loss.backward()\n    net.zero_grad()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.zero_grad()\n    optimizer.step()\n",
        "for x, y in loader:\n    scaler.scale(criterion(net(x), y)).backward()\n    optimizer.zero_grad(set_to_none=True)\n    scaler.step(optimizer)\n    scaler.update()\n",
        "class T:\n    def go(self):\n        for x, y in self.loader:\n            loss = self.loss(self.model(x), y)\n            loss.backward()\n            self.opt.zero_grad()\n"
        "            self.opt.step()\n",
    ],
    "step-before-backward": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    optimizer.step()\n    loss = criterion(net(x), y)\n    loss.backward()\n",
        "while step < 100:\n    opt.zero_grad()\n    loss = criterion(net(x), y)\n    opt.step()\n    loss.backward()\n    step += 1\n",
        "for x, y in loader:\n    self.optim.zero_grad()\n    loss = self.loss(self.net(x), y)\n    self.optim.step()\n    loss.backward()\n",
    ],
    "backward-missing": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    out = net(x)\n    loss = criterion(out, y)\n    optimizer.step()\n    total += loss.item()\n",
        "for e in range(9):\n    loss = F.mse_loss(model(x), y)\n    optimizer.zero_grad()\n    optimizer.step()\n    losses.append(loss.item())\n    print(f'{loss:.3f}')\n",
    ],
    "step-missing": [
        "optimizer = torch.optim.Adam(net.parameters())\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    total += loss.item()\n",
        "for x, y in loader:\n    self.optimizer.zero_grad()\n    loss = self.criterion(self.model(x), y)\n    loss.backward()\n    clip_grad_norm_(self.model.parameters(), 1)\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    scheduler.step()\n",
    ],
    "step-outside-batch-loop": [
        "for epoch in range(3):\n    for batch in train_dataloader:\n        optimizer.zero_grad()\n        out = model(batch['x'])\n        loss = criterion(out, batch['y'])\n"
        "    loss.backward()\n    optimizer.step()\n",
        "for epoch in range(3):\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        loss.backward()\n    optimizer.step()\n",
    ],
    "clip-misplaced": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n    loss.backward()\n    optimizer.step()\n",
        "from torch.nn.utils import clip_grad_value_\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n"
        "    clip_grad_value_(net.parameters(), 0.5)\n",
    ],
    "grad-scaler-misused": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    scaler.scale(loss).backward()\n    optimizer.step()\n    scaler.update()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    scaler.step(optimizer)\n    scaler.update()\n",
        "s = torch.cuda.amp.GradScaler()\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    s.scale(loss).backward()\n    s.step(optimizer)\n",
    ],
    "accumulation-undone": [
        "for i, (x, y) in enumerate(loader):\n    optimizer.zero_grad()\n    loss = criterion(net(x), y) / accum\n    loss.backward()\n"
        "    if (i + 1) % accum == 0 or i + 1 == len(loader):\n        optimizer.step()\n",
        "for step, batch in enumerate(loader):\n    model.zero_grad()\n    loss = model(**batch).loss / 8\n    loss.backward()\n    if step % 8 == 7:\n        optimizer.step()\n        scheduler.step()\n",
    ],
    "accumulation-undivided": [
        "for i, (x, y) in enumerate(loader):\n    loss = criterion(net(x), y)\n    loss.backward()\n    if (i + 1) % accumulation_steps == 0:\n        optimizer.step()\n        optimizer.zero_grad()\n",
        "for i, batch in enumerate(loader):\n    out = model(**batch)\n    loss = out.loss\n    loss.backward()\n    if i % 4 == 3:\n        optimizer.step()\n        scheduler.step()\n        optimizer.zero_grad()\n",
    ],
    "gradient-switched-off": [
        "@torch.no_grad()\ndef train(model, loader, optimizer):\n    for x, y in loader:\n        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        loss.backward()\n        optimizer.step()\n",
        "with torch.no_grad():\n    for x, y in loader:\n        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        loss.backward()\n        optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    with torch.inference_mode():\n        out = model(x)\n        loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
    ],
    "gradient-cut": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y).item()\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = torch.tensor(criterion(net(x), y))\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    pred = net(x).argmax(dim=1).float()\n    loss = F.mse_loss(pred, y.float())\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    _, pred = torch.max(net(x), 1)\n    loss = criterion(pred.float(), y)\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.requires_grad = True\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    out = net(x)\n    loss = criterion(out.data, y)\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    out = torch.tensor(net(x), requires_grad=True)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    optimizer.zero_grad()\n    out = torch.sigmoid(net(x)).round()\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
    ],
    "loss-kept-with-graph": [
        "losses = []\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    losses.append(loss)\n",
        "total = 0\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    total = total + loss\n",
        "history = {'loss': []}\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    history['loss'].append(loss)\n",
        "running = 0.0\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    running += loss * x.size(0)\n    loss.backward()\n    optimizer.step()\n",
        "for x, y in loader:\n    self.opt.zero_grad()\n    loss = self.loss(self.net(x), y)\n    loss.backward()\n    self.opt.step()\n    self.losses.append(loss.cpu())\n",
    ],
    "hidden-state-kept": [
        "h = torch.zeros(1, 8, 16)\nfor x, y in loader:\n    optimizer.zero_grad()\n    out, h = rnn(x, h)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
        "h, c = init()\nfor x, y in loader:\n    optimizer.zero_grad()\n    out, (h, c) = lstm(x, (h, c))\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
        "hidden = None\nfor x, y in loader:\n    optimizer.zero_grad()\n    out, hidden = model(x, hidden)\n    loss = criterion(out, y)\n    loss.backward(retain_graph=True)\n    optimizer.step()\n",
    ],
    "graph-retained": [
        "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward(retain_graph=True)\n    optimizer.step()\n",
    ],
    "update-recorded": [
        "w = torch.randn(3, requires_grad=True)\nfor i in range(9):\n    loss = (X @ w - y).pow(2).mean()\n    loss.backward()\n    w = w - 0.1 * w.grad\n",
    ],
}  # fmt: skip
RIGHT = [
    "for x, y in loader:\n    net.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n",
    "for x, y in loader:\n    for p in net.parameters():\n        p.grad = None\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n",
    "for x, y in loader:\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    optimizer.zero_grad(set_to_none=True)\n",
    "def update(loss, optimizer):\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()\nfor x, y in loader:\n    update(criterion(net(x), y), optimizer)\n",
    "def reset(opt):\n    opt.zero_grad()\nfor x, y in loader:\n    reset(optimizer)\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n",
    "def closure():\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    return loss\nfor i in range(9):\n    optimizer.step(closure)\n",
    "for i in range(9):\n    def closure():\n        optimizer.zero_grad()\n        loss = criterion(net(x), y)\n        loss.backward()\n        return loss\n    optimizer.step(closure)\n",
    "for i, (x, y) in enumerate(loader):\n    loss = criterion(net(x), y) / accum\n    loss.backward()\n    if (i + 1) % accum == 0:\n        optimizer.step()\n        optimizer.zero_grad()\n",
    "for i, (x, y) in enumerate(loader):\n    loss = criterion(net(x), y)\n    loss = loss / accum\n    loss.backward()\n    if (i + 1) % accum == 0:\n        optimizer.step()\n        optimizer.zero_grad()\n",
    "for i, (x, y) in enumerate(loader):\n    loss = criterion(net(x), y)\n    (loss / 4).backward()\n    if (i + 1) % 4 == 0:\n        optimizer.step()\n        optimizer.zero_grad()\n",
    "for x, y in loader:\n    with accelerator.accumulate(model):\n        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        accelerator.backward(loss)\n        optimizer.step()\n",
    "class Lit(pl.LightningModule):\n    def training_step(self, batch, i):\n        x, y = batch\n        return F.cross_entropy(self.model(x), y)\n    def validation_step(self, batch, i):\n"
    "        x, y = batch\n        self.log('val', F.cross_entropy(self.model(x), y))\n",
    "for x, _ in loader:\n    netD.zero_grad()\n    loss_d = netD(x).mean() - netD(netG(z).detach()).mean()\n    loss_d.backward()\n    opt_d.step()\n    netG.zero_grad()\n"
    "    loss_g = netD(netG(z)).mean()\n    loss_g.backward()\n    opt_g.step()\n",
    "for x, _ in loader:\n    opt_d.zero_grad()\n    real = netD(x).mean()\n    real.backward()\n    fake = netG(z)\n    loss = netD(fake.detach()).mean()\n    loss.backward()\n    opt_d.step()\n"
    "    opt_g.zero_grad()\n    loss_g = netD(fake).mean()\n    loss_g.backward()\n    opt_g.step()\n",
    "scaler = torch.cuda.amp.GradScaler()\nfor x, y in loader:\n    optimizer.zero_grad()\n    with torch.autocast('cuda'):\n        loss = criterion(net(x), y)\n    scaler.scale(loss).backward()\n"
    "    scaler.step(optimizer)\n    scaler.update()\n",
    "total = 0\nfor x, y in loader:\n    total += criterion(net(x), y)\ntotal.backward()\noptimizer.step()\n",
    "losses = []\nfor x, y in loader:\n    losses.append(criterion(net(x), y))\nloss = torch.stack(losses).mean()\noptimizer.zero_grad()\nloss.backward()\noptimizer.step()\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    loss = 0\n    for t in range(9):\n        out = net(x[t])\n        loss += criterion(out, y[t])\n    loss.backward()\n    optimizer.step()\n",
    "total = 0.0\nfor x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    total += float(loss)\n    kept.append(loss.detach())\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    loss.backward()\n    optimizer.step()\n    loss = np.mean(recent)\n    losses.append(loss)\n",
    "h = None\nfor x, y in loader:\n    optimizer.zero_grad()\n    out, h = rnn(x, h)\n    h = tuple(s.detach() for s in h)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
    "for x, y in loader:\n    h = torch.zeros(1, 8, 16)\n    optimizer.zero_grad()\n    out, h = rnn(x, h)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n",
    "def repackage_hidden(h):\n    return h.detach()\nh = init()\nfor x, y in loader:\n    h = repackage_hidden(h)\n    optimizer.zero_grad()\n    out, h = rnn(x, h)\n    loss = criterion(out, y)\n"
    "    loss.backward()\n    optimizer.step()\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    with torch.no_grad():\n        target = teacher(x)\n    loss = F.mse_loss(student(x), target.detach())\n    loss.backward()\n    optimizer.step()\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    out = net(x)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n    pred = out.argmax(1)\n    acc = (pred == y).float().mean().item()\n",
    "for s, a, r, n in batches:\n    optimizer.zero_grad()\n    target = r + 0.9 * q_net(n).max(1)[0].detach()\n    loss = F.smooth_l1_loss(q_net(s).gather(1, a), target)\n    loss.backward()\n    optimizer.step()\n",
    "x.requires_grad = True\nloss = criterion(net(x), y)\nloss.backward()\nattacked = x + 0.1 * x.grad.sign()\n",
    "optimizer.zero_grad()\nloss = criterion(net(x), y)\nloss.backward()\noptimizer.step()\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(net(x), y)\n    self.manual_backward(loss)\n    optimizer.step()\n",
    "w = torch.zeros(3, requires_grad=True)\nfor i in range(9):\n    loss = (X @ w - y).pow(2).mean()\n    loss.backward()\n    w.data.sub_(0.1 * w.grad.data)\n    w.grad.data.zero_()\n",
    "w = torch.zeros(3, requires_grad=True)\nfor i in range(9):\n    loss = (X @ w - y).pow(2).mean()\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n        w.grad = None\n",
    "def sgd(params, lr):\n    with torch.no_grad():\n        for p in params:\n            p -= lr * p.grad\n            p.grad.zero_()\nfor x, y in loader:\n    loss = squared(net(x), y)\n    loss.sum().backward()\n    sgd([w, b], 0.1)\n",
    "import numpy as np\nclass Layer:\n    def backward(self, grad):\n        return grad @ self.w.T\nfor epoch in range(3):\n    grad = loss.backward()\n    for layer in layers:\n        grad = layer.backward(grad)\n",
    "for t in range(100):\n    action = policy(state)\n    state, reward, done, _ = env.step(action)\n    total += reward\n",
    "for x, y in loader:\n    engine.zero_grad()\n    loss = engine(x, y)\n    engine.backward(loss)\n    engine.step()\n",
    "for x, y in loader:\n    loss = criterion(net(x), y)\n    loss_scaler(loss, optimizer, parameters=net.parameters())\n    optimizer.zero_grad()\n",
    "for x, y in loader:\n    optimizer.zero_grad()\n    gen_loss = criterion(net(x), y)\n    gen_loss.backward(retain_graph=True)\n    other = criterion(net2(x), y)\n    other.backward()\n    optimizer.step()\n",
]  # fmt: skip


def names(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in WRONG.items() for t in texts])
def test_each_spelling_of_a_mistake_is_found_once_with_imports_and_as_a_fragment(name: str, text: str) -> None:
    assert names(text) == [name]
    assert names(MODEL + text) == [name]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert names(text) == []
    assert names(MODEL + text) == []
