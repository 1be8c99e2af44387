"""Spellings of mistakes in evaluating and measuring, and of what is right."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.training import CHECKS

pytestmark = pytest.mark.slow

TRAIN = (
    "for epoch in range(3):\n    model.train()\n    for x, y in train_loader:\n        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n"
    "        loss.backward()\n        optimizer.step()\n"
)
MLP = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 2)\n    def forward(self, x):\n        return self.a(x)\n"
WRONG = {
    "eval-without-no-grad": [
        "model.eval()\ncorrect = 0\nfor X, y in dataloader:\n    pred = model(X)\n    correct += (pred.argmax(1) == y).sum().item()\n",
        TRAIN + "model.eval()\nfor x, y in test_loader:\n    correct += (model(x).argmax(1) == y).sum().item()\n",
        TRAIN + "    model.eval()\n    for xv, yv in val_dl:\n        val_loss += criterion(model(xv), yv).item()\n",
        "def validate(net, data):\n    net.eval()\n    for x, y in data:\n        hits += (net(x).argmax(1) == y).sum().item()\n",
        "class T:\n    def evaluate(self):\n        self.model.eval()\n        for x, y in self.val_loader:\n            self.seen += self.criterion(self.model(x), y).item()\n",
        TRAIN + "model.eval()\ny_pred = model(X_test)\nacc = (y_pred.argmax(1) == y_test).float().mean()\n",
        "def test(model, device, test_loader):\n    model.eval()\n    for data, target in test_loader:\n        output = model(data)\n        correct += output.eq(target).sum().item()\n",
        "def check_accuracy(loader, model):\n    model.eval()\n    for x, y in loader:\n        scores = model(x)\n        n += (scores.max(1)[1] == y).sum()\n",
    ],
    "eval-mode-missing": [
        TRAIN + "with torch.no_grad():\n    total = sum(criterion(model(a), b).item() for a, b in val_loader)\n",
        TRAIN + "with torch.no_grad():\n    for x, y in test_loader:\n        correct += (model(x).argmax(1) == y).sum().item()\n",
        "def validate(net, loader):\n    with torch.inference_mode():\n        for x, y in loader:\n            hits += (net(x).argmax(1) == y).sum().item()\nvalidate(resnet, loader)\n",
        "@torch.no_grad()\ndef evaluate(model, loader):\n    model.train()\n    for x, y in loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
        "class T:\n    @torch.no_grad()\n    def test_epoch(self, loader):\n        for x, y in loader:\n            self.hits += (self.model(x).argmax(1) == y).sum().item()\n",
        "net = torchvision.models.resnet18()\nnet.load_state_dict(torch.load('w.pt'))\nwith torch.no_grad():\n    print(net(image).argmax(1))\n",
        TRAIN + "    with torch.no_grad():\n        for x, y in val_loader:\n            val_loss += criterion(model(x), y).item()\n",
        TRAIN + "with torch.no_grad():\n    y_pred = model(X_test)\n",
        "def evaluate(model, loader):\n    with torch.no_grad():\n        for x, y in loader:\n            hits += (model(x).argmax(1) == y).sum().item()\n    model.eval()\nevaluate(model, loader)\n",
        "def load(path):\n    m = Net()\n    m.load_state_dict(torch.load(path))\n    m.eval()\n    return m\n" + MLP.replace("nn.Linear(4, 2)", "nn.Dropout(0.5)")
        + TRAIN + "with torch.no_grad():\n    for x, y in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    ],
    "eval-mode-kept": [
        TRAIN.replace("    model.train()\n", "") + "    model.eval()\n    with torch.no_grad():\n        for x, y in val_loader:\n            v += criterion(model(x), y).item()\n",
        "def evaluate(m, loader):\n    m.eval()\n    with torch.no_grad():\n        return sum(criterion(m(x), y).item() for x, y in loader)\nmodel.train()\n"
        + TRAIN.replace("    model.train()\n", "") + "    print(evaluate(model, val_loader))\n",
        "class T:\n    def val(self):\n        self.net.eval()\n        with torch.no_grad():\n            for x, y in self.val_loader:\n                self.v += self.loss(self.net(x), y).item()\n"
        "    def fit(self):\n        self.net.train()\n        for e in range(9):\n            for x, y in self.train_loader:\n                self.opt.zero_grad()\n"
        "                loss = self.loss(self.net(x), y)\n                loss.backward()\n                self.opt.step()\n            self.val()\n",
    ],
    "dropout-always-on": [
        "class Net(nn.Module):\n    def forward(self, x):\n        return self.fc(F.dropout(F.relu(x)))\n",
        "import torch.nn.functional as fn\nclass Net(nn.Module):\n    def forward(self, x):\n        x = fn.dropout2d(x, 0.3)\n        return self.fc(x)\n",
        "class Net(torch.nn.Module):\n    def forward(self, x):\n        return torch.nn.functional.dropout(x, p=0.2, inplace=True)\n",
    ],
    "no-grad-without-effect": [
        "model.eval()\ntorch.no_grad()\nfor x, y in test_loader:\n    hits += (model(x).argmax(1) == y).sum().item()\n",
        "model.eval()\nwith torch.no_grad:\n    for x, y in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    ],
    "accuracy-by-batches": [
        "model.eval()\ncorrect = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        _, pred = torch.max(model(x), 1)\n        correct += (pred == y).sum().item()\n"
        "print(100 * correct / len(test_loader))\n",
        "correct = 0\nfor x, y in train_loader:\n    optimizer.zero_grad()\n    out = model(x)\n    loss = criterion(out, y)\n    loss.backward()\n    optimizer.step()\n"
        "    correct += torch.sum(out.argmax(1) == y).item()\nacc = correct / len(train_loader)\n",
        "model.eval()\nn_batches = len(test_loader)\ncorrect = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        correct += model(x).argmax(1).eq(y).sum().item()\ncorrect /= n_batches\n",
    ],
    "mean-by-rows": [
        "model.eval()\ntest_loss = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        test_loss += F.cross_entropy(model(x), y).item()\ntest_loss /= len(test_loader.dataset)\n",
        "criterion = nn.CrossEntropyLoss()\ntotal = 0\nfor x, y in train_loader:\n    optimizer.zero_grad()\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()\n"
        "    total += loss.item() * x.size(0)\nprint(total / len(train_loader))\n",
    ],
    "uneven-batches": [
        "model.eval()\nacc = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        acc += torch.mean((model(x).argmax(1) == y).float()).item()\nprint(acc / len(test_loader))\n",
        "from sklearn.metrics import f1_score\nmodel.eval()\nf1 = 0\nwith torch.no_grad():\n    for x, y in val_loader:\n        f1 += f1_score(y, model(x).argmax(1), average='macro')\nf1 /= len(val_loader)\n",
    ],
    "sum-reset-misplaced": [
        TRAIN.replace("for epoch", "running = 0.0\nfor epoch").replace("optimizer.step()\n", "optimizer.step()\n        running += loss.item()\n") + "    print(running / len(train_loader))\n",
        TRAIN.replace("        optimizer.zero_grad()\n", "        total = 0\n        optimizer.zero_grad()\n").replace("optimizer.step()\n", "optimizer.step()\n        total += loss.item()\n") + "    print(total)\n",
    ],
    "best-weights-not-copied": [
        TRAIN + "    if val_acc > best_acc:\n        best_acc = val_acc\n        best_model_wts = model.state_dict()\nmodel.load_state_dict(best_model_wts)\n",
        TRAIN + "    if val_loss < best_loss:\n        best_loss = val_loss\n        best_model = model\ntorch.save(best_model.state_dict(), 'best.pt')\n",
        "def fit(model):\n    for epoch in range(9):\n        train(model, train_loader)\n        if score(model) > top:\n            best = model.state_dict()\n    return best\n",
    ],
    "chosen-on-test": [
        TRAIN + "    test_loss = measure(model, test_loader)\n    if test_loss < min_loss:\n        min_loss = test_loss\n        torch.save(model.state_dict(), 'm.pt')\n",
        TRAIN + "    test_acc = accuracy(model, test_loader)\n    if best_acc < test_acc:\n        best_acc = test_acc\n        best = copy.deepcopy(model.state_dict())\n",
    ],
    "best-never-kept": [
        TRAIN + "    if val_acc < best_acc:\n        best_acc = val_acc\n        torch.save(model.state_dict(), 'm.pt')\n",
        "best_val_loss = 0\n" + TRAIN + "    if val_loss < best_val_loss:\n        best_val_loss = val_loss\n        torch.save(model.state_dict(), 'm.pt')\n",
        "best_acc = float('inf')\n" + TRAIN + "    if best_acc < acc:\n        best_acc = acc\n        torch.save(model.state_dict(), 'm.pt')\n",
    ],
    "patience-never-reset": [
        "counter = 0\n" + TRAIN + "    if val_loss < best_loss:\n        best_loss = val_loss\n        torch.save(model.state_dict(), 'm.pt')\n    else:\n        counter += 1\n"
        "    if counter > patience:\n        break\n",
    ],
    "divided-by-other-loader": [
        "model.eval()\ntest_loss = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        test_loss += F.cross_entropy(model(x), y).item()\ntest_loss /= len(train_loader)\n",
        "model.eval()\nhits = 0\nwith torch.no_grad():\n    for x, y in val_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\nprint(hits / len(train_loader.dataset))\n",
    ],
    "test-score-of-training-data": [
        TRAIN + "val_loss, val_acc = evaluate(model, train_loader, criterion)\n",
    ],
    "stale-batch": [
        TRAIN + "model.eval()\nwith torch.no_grad():\n    for data, target in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    ],
}  # fmt: skip
RIGHT = [
    "best_loss = float('inf')\ncounter = 0\n" + TRAIN + "    if val_loss < best_loss:\n        best_loss, counter = val_loss, 0\n    else:\n        counter += 1\n        if counter > 3:\n            break\n",
    "best_acc = 0\n" + TRAIN + "    if val_acc > best_acc:\n        best_acc = val_acc\n    if best_loss > val_loss:\n        best_loss = val_loss\n",
    TRAIN + "train_acc = evaluate(model, train_loader)\ntest_acc = evaluate(model, test_loader)\ntrain_loss, test_loss = scores(train_loader, test_loader)\n",
    # That a method is named and not called is said by another family; what is missing then isn't said a second time.
    TRAIN.replace("optimizer.zero_grad()", "optimizer.zero_grad"),
    TRAIN.replace("loss.backward()", "loss.backward"),
    TRAIN.replace("optimizer.step()", "optimizer.step"),
    TRAIN + "model.eval\nwith torch.no_grad():\n    for x, y in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    TRAIN + "    model.eval()\n    with torch.no_grad():\n        for x, y in val_loader:\n            val_loss += criterion(model(x), y).item()\n",
    TRAIN + "model.train(False)\ntorch.set_grad_enabled(False)\nfor x, y in test_loader:\n    hits += (model(x).argmax(1) == y).sum().item()\n",
    "for phase in ['train', 'val']:\n    model.train() if phase == 'train' else model.eval()\n    for x, y in dataloaders[phase]:\n        optimizer.zero_grad()\n"
    "        with torch.set_grad_enabled(phase == 'train'):\n            loss = criterion(model(x), y)\n            if phase == 'train':\n                loss.backward()\n                optimizer.step()\n",
    "def run(model, loader, training):\n    model.train(training)\n    with torch.set_grad_enabled(training):\n        for x, y in loader:\n            loss = criterion(model(x), y)\n"
    "            if training:\n                optimizer.zero_grad()\n                loss.backward()\n                optimizer.step()\n",
    "def evaluate(model, loader):\n    for x, y in loader:\n        hits += (model(x).argmax(1) == y).sum().item()\nmodel.eval()\nwith torch.no_grad():\n    evaluate(model, test_loader)\n",
    "@torch.inference_mode()\ndef evaluate(model, loader):\n    was = model.training\n    model.eval()\n    for x, y in loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n    model.train(was)\n",
    "def set_eval(m):\n    m.eval()\n@torch.no_grad()\ndef evaluate(model, loader):\n    set_eval(model)\n    for x, y in loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    MLP + "model = Net()\n" + TRAIN.replace("    model.train()\n", "") + "with torch.no_grad():\n    for x, y in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    "def attack(model, test_loader):\n    model.eval()\n    for x, y in test_loader:\n        x.requires_grad = True\n        loss = F.nll_loss(model(x), y)\n        model.zero_grad()\n        loss.backward()\n"
    "        adv = x + 0.1 * x.grad.sign()\n",
    "teacher.eval()\n" + TRAIN.replace("    model.train()\n", ""),
    TRAIN.replace("    model.train()\n", "") + "model.eval()\nwith torch.no_grad():\n    for x, y in test_loader:\n        hits += (model(x).argmax(1) == y).sum().item()\n",
    "def test_forward():\n    model = Net()\n    assert model(torch.zeros(1, 4)).shape == (1, 2)\n" + MLP,
    "import tensorflow as tf\ndef evaluate(model, loader):\n    for x, y in loader:\n        metric.update_state(y, model(x, training=False))\n",
    "class Net(nn.Module):\n    def forward(self, x):\n        x = F.dropout(x, 0.5, self.training)\n        x = F.dropout(x, p=0.2, training=self.training and self.on)\n        return F.dropout(x, **self.options)\n",
    "model.eval()\ncorrect = total = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        correct += (model(x).argmax(1) == y).sum().item()\n        total += len(y)\nprint(correct / total, correct / len(test_loader.dataset))\n",
    "model.eval()\ntest_loss = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        test_loss += F.nll_loss(model(x), y, reduction='sum').item()\ntest_loss /= len(test_loader.dataset)\n",
    "criterion = nn.MSELoss(reduction='sum')\nmodel.eval()\ntest_loss = 0\nwith torch.no_grad():\n    for x, y in test_loader:\n        test_loss += criterion(model(x), y).item()\ntest_loss /= len(test_loader.dataset)\n",
    TRAIN.replace("    for x, y", "    running = 0.0\n    for i, (x, y)").replace("in train_loader", "in enumerate(train_loader)")
    + "        running += loss.item()\n        if i % 100 == 99:\n            print(running / 100)\n            running = 0.0\n",
    TRAIN + "    if val_acc > best_acc:\n        best_model_wts = copy.deepcopy(model.state_dict())\nmodel.load_state_dict(best_model_wts)\n",
    TRAIN + "    if val_acc > best_acc:\n        best = {k: v.cpu().clone() for k, v in model.state_dict().items()}\nmodel.load_state_dict(best)\n",
    TRAIN + "    if val_acc > best_acc:\n        torch.save(model.state_dict(), 'best.pt')\n    state = model.state_dict()\n    print(len(state))\n",
    "for lr in (0.1, 0.01):\n    model = Net()\n    train(model, lr)\n    if score(model) > top:\n        best_model = model\nprint(best_model)\n",
    TRAIN + "    val_acc = measure(model, val_loader)\n    test_acc = measure(model, test_loader)\n    if val_acc > best_acc:\n        best_acc, kept = val_acc, test_acc\n        torch.save(model.state_dict(), 'm.pt')\n",
    TRAIN + "model.eval()\nwith torch.no_grad():\n    y_pred = model(X_test)\n",
    "from model import Net\nmodel = Net()\nmodel.load_state_dict(torch.load('w.pt'))\nmodel = model.eval()\nwith torch.no_grad():\n    print(model(image))\n",
    "model = Net().eval()\nmodel.load_state_dict(torch.load('w.pt'))\nwith torch.no_grad():\n    for x, y in test_loader:\n        print(model(x))\n",
]  # fmt: skip


def names(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in WRONG.items() for t in texts])
def test_each_spelling_of_a_mistake_is_found_once(name: str, text: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert names(text) == []
