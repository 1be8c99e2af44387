"""Spellings of mistakes in data, devices, optimisers, schedules and Keras, and of what is right."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.training import CHECKS

pytestmark = pytest.mark.slow

STEP = "        optimizer.zero_grad()\n        loss = criterion(model(x), y)\n        loss.backward()\n        optimizer.step()\n"
LOOP = "for epoch in range(epochs):\n    for x, y in train_loader:\n" + STEP
KERAS = "from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n"
WRONG = {
    "device-mismatch": [
        "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nmodel = Net().to(device)\n" + LOOP,
        "model.cuda()\n" + LOOP,
        "device = 'cuda'\nmodel.to(device)\nfor epoch in range(3):\n    for i, (x, y) in enumerate(train_loader):\n" + STEP,
        LOOP.replace("        optimizer.zero_grad()\n", "        x = x.cuda()\n        optimizer.zero_grad()\n"),
        "def train(model, loader, device):\n    model.to(device)\n    for x, y in loader:\n        loss = criterion(model(x), y)\n        optimizer.zero_grad()\n        loss.backward()\n        optimizer.step()\n",
    ],
    "tensor-move-unused": [
        LOOP.replace("        optimizer.zero_grad()\n", "        x.to(device)\n        y = y.to(device)\n        optimizer.zero_grad()\n"),
        "x = torch.randn(3, 4)\nx.cuda()\n",
        "weights = torch.tensor([1.0, 2.0])\nweights.to('cuda')\ncriterion = nn.CrossEntropyLoss(weight=weights)\n",
    ],
    "scheduler-before-optimizer": [
        LOOP.replace("    for x, y", "    scheduler.step()\n    for x, y"),
        LOOP.replace("        optimizer.step()\n", "        lr_scheduler.step()\n        optimizer.step()\n"),
        "def train_epoch(model):\n    for x, y in train_loader:\n" + STEP + "for epoch in range(3):\n    scheduler.step()\n    train_epoch(model)\n",
    ],
    "scheduler-pace": [
        "scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)\n" + LOOP + "        scheduler.step()\n",
        "from torch.optim.lr_scheduler import ExponentialLR\ns = ExponentialLR(optimizer, gamma=0.9)\n" + LOOP + "        s.step()\n",
        "scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)\n" + LOOP + "        scheduler.step()\n",
        "scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, steps_per_epoch=len(train_loader), epochs=epochs)\n" + LOOP + "    scheduler.step()\n",
        "scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[30, 60])\n" + LOOP + "        scheduler.step()\n",
        "scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)\n" + LOOP + "        scheduler.step(loss)\n",
    ],
    "plateau-without-metric": ["s = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, 'min')\n" + LOOP + "    s.step()\n"],
    "scheduler-never-stepped": [
        "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7)\n" + LOOP + "    print(scheduler.get_last_lr())\n",
        "from torch.optim.lr_scheduler import StepLR\nclass T:\n    def __init__(self):\n        self.sched = StepLR(self.optimizer, 5)\n    def fit(self):\n        for x, y in self.loader:\n            self.optimizer.zero_grad()\n"
        "            loss = self.criterion(self.model(x), y)\n            loss.backward()\n            self.optimizer.step()\n",
    ],
    "optimizer-before-layers": [
        "model = torchvision.models.resnet18(weights='DEFAULT')\noptimizer = torch.optim.Adam(model.parameters())\nmodel.fc = nn.Linear(512, 2)\n" + LOOP,
        "model = models.vgg16()\noptimizer = optim.SGD(model.parameters(), lr=0.1)\nmodel.classifier[6] = nn.Linear(4096, 2)\n",
        "model = nn.Linear(1, 2)\noptimizer = optim.SGD(model.parameters(), lr=0.1)\nmodel = nn.Linear(3, 4)\n" + LOOP,
    ],
    "optimizer-of-another-model": [
        "model = nn.Linear(1, 1)\nold_model = nn.Linear(1, 1)\noptimizer = optim.SGD(old_model.parameters(), lr=0.1)\n" + LOOP,
    ],
    "optimizer-in-loop": [
        LOOP.replace("    for x, y", "    optimizer = optim.Adam(model.parameters())\n    for x, y"),
        LOOP.replace("        optimizer.zero_grad()\n", "        optimizer = optim.Adam(model.parameters())\n        optimizer.zero_grad()\n"),
    ],
    "train-not-shuffled": [
        "train_loader = torch.utils.data.DataLoader(trainset, batch_size=4, shuffle=False)\n",
        "from torch.utils.data import DataLoader as DL\ntrain_dl = DL(ds, 32)\n",
        "train_loader, val_loader = DataLoader(a, batch_size=8), DataLoader(b, batch_size=8)\n",
        "loaders = {'train': DataLoader(a, batch_size=8), 'val': DataLoader(b, batch_size=8)}\n",
        "def get():\n    return 1\ntrainloader = DataLoader(dataset=train_dataset, batch_size=64, num_workers=2, drop_last=True)\n",
        "self_loader = 0\nclass D:\n    def setup(self):\n        self.train_loader = DataLoader(self.train_set, batch_size=64)\n",
    ],
    "validated-on-training-data": [
        "train_loader = DataLoader(ds, batch_size=8, shuffle=True)\nval_loader = DataLoader(ds, batch_size=8)\n",
        "train_loader = DataLoader(train_ds, batch_size=8, shuffle=True)\ntest_loader = DataLoader(train_ds, batch_size=8)\n",
        "import torch\nfrom torchvision import datasets\ntrain_set = datasets.MNIST('d', train=True)\ntest_set = datasets.MNIST('d', train=True)\n",
    ],
    "augmented-evaluation": [
        "train_tf = transforms.Compose([transforms.RandomRotation(10), transforms.ToTensor()])\nval_set = ImageFolder('val', transform=train_tf)\n",
        "tf = transforms.Compose([transforms.RandomCrop(28), transforms.ToTensor()])\ntest_data = datasets.CIFAR10('d', train=False, transform=tf)\n",
        "tf = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])\nfull = ImageFolder('all', transform=tf)\ntrain_set, val_set = random_split(full, [80, 20])\n",
    ],
    "normalised-differently": [
        "transform_train = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])\n"
        "transform_test = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])\n",
    ],
    "parameters-used-up": [
        "params = model.parameters()\noptimizer = optim.SGD(params, lr=0.1)\nprint(len(list(params)))\n",
        "params = filter(lambda p: p.requires_grad, model.parameters())\noptimizer = optim.SGD(model.parameters(), lr=0.1)\n"
        + LOOP.replace("        optimizer.step()\n", "        nn.utils.clip_grad_norm_(params, 1.0)\n        optimizer.step()\n"),
    ],
    "iterator-restarted": [
        "for step in range(100):\n    x, y = next(iter(train_loader))\n" + STEP.replace("        ", "    "),
        "while step < 100:\n    batch = next(iter(self.loader))\n    optimizer.zero_grad()\n    loss = model(batch).loss\n    loss.backward()\n    optimizer.step()\n",
    ],
    "seed-in-loop": [
        LOOP.replace("    for x, y", "    torch.manual_seed(42)\n    for x, y"),
        LOOP.replace("        optimizer.zero_grad()\n", "        np.random.seed(0)\n        optimizer.zero_grad()\n"),
    ],
    "whole-model-saved": ["torch.save(model, 'model.pth')\n", "class T:\n    def save(self):\n        torch.save(self.model, 'm.pt')\n"],
    "compile-missing": [KERAS + "model.fit(x, y)\n", KERAS + "model.summary()\nhistory = model.fit(x, y, epochs=3)\n"],
    "frozen-after-compile": [KERAS + "model.compile('adam', 'mse')\nmodel.layers[0].trainable = False\nmodel.fit(x, y)\n"],
    "stopped-on-test": [
        KERAS + "model.compile('adam', 'mse')\nmodel.fit(a, b, validation_data=(X_test, y_test), callbacks=[keras.callbacks.ModelCheckpoint('m.keras', save_best_only=True)])\nmodel.evaluate(X_test, y_test)\n",
    ],
    "evaluated-on-training-data": [KERAS + "model.compile('adam', 'mse')\nmodel.fit(X, y)\nprint(model.evaluate(X, y))\n"],
}  # fmt: skip
RIGHT = [
    "device = torch.device('cuda')\nmodel = Net().to(device)\n" + LOOP.replace("        optimizer.zero_grad()\n", "        x, y = x.to(device), y.to(device)\n        optimizer.zero_grad()\n"),
    "device = torch.device('cpu')\nmodel = Net().to(device)\n" + LOOP,
    "device = 'cuda'\nmodel.to(device)\n" + LOOP.replace("model(x), y)", "model(x.to(device)), y.to(device))"),
    "device = 'cuda'\nX = X.to(device)\nmodel.to(device)\n" + LOOP,
    "from accelerate import Accelerator\nmodel = model.to(device)\n" + LOOP,
    "model.half()\nmodel.to(torch.float64)\n" + LOOP,
    LOOP.replace("        optimizer.zero_grad()\n", "        x = x.cuda()\n        optimizer.zero_grad()\n").replace("model(x), y", "model(x).cpu(), y"),
    "model.to(device)\nnet.cuda()\ncriterion.to(device)\n",
    "from transformers import AutoTokenizer\ninputs = tokenizer(text)\ninputs.to('cuda')\n",
    "import torch_geometric\nfor data in loader:\n    data.to(device)\n    out = model(data)\n",
    LOOP + "    scheduler.step()\n",
    LOOP + "        scheduler.step()\n",
    "scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, steps_per_epoch=len(train_loader), epochs=epochs)\n" + LOOP + "        scheduler.step()\n",
    "scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs * len(train_loader))\n" + LOOP + "        scheduler.step()\n",
    "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1000)\n" + LOOP + "        scheduler.step()\n",
    "scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)\n" + LOOP + "    scheduler.step(val_loss)\n",
    "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 7)\nfit(model, scheduler)\n" + LOOP,
    "model.fc = nn.Linear(512, 2)\noptimizer = torch.optim.Adam(model.parameters())\nmodel = nn.DataParallel(model)\nmodel = torch.compile(model)\n" + LOOP,
    "optimizer = torch.optim.Adam(model.parameters())\nmodel = model.to('cpu')\n" + LOOP,
    "for fold in range(5):\n    model = Net()\n    optimizer = torch.optim.Adam(model.parameters())\n    for x, y in train_loader:\n" + STEP,
    "for lr in (0.1, 0.01):\n    optimizer = torch.optim.Adam(model.parameters(), lr=lr)\n    train(model, optimizer)\n",
    "train_loader = DataLoader(train_set, batch_size=8, sampler=RandomSampler(train_set))\n",
    "train_loader = DataLoader(train_set, batch_size=8, shuffle=(sampler is None), sampler=sampler)\n",
    "train_loader = DataLoader(train_set, **options)\n",
    "class Stream(IterableDataset):\n    pass\ntrain_set = Stream()\ntrain_loader = DataLoader(train_set, batch_size=8)\n",
    "test_loader = DataLoader(test_set, batch_size=8)\nval_loader = DataLoader(val_set, batch_size=8, shuffle=False)\n",
    "train_loader = DataLoader(train_set, batch_size=8, shuffle=True)\ntrain_eval_loader = DataLoader(train_set, batch_size=8)\n",
    "train_loader = DataLoader(ds, 8, sampler=SubsetRandomSampler(a))\nval_loader = DataLoader(ds, 8, sampler=SubsetRandomSampler(b))\n",
    "train_set, val_set = random_split(ds, [80, 20])\ntrain_loader = DataLoader(train_set, 8, True)\nval_loader = DataLoader(val_set, 8)\n",
    "tf = transforms.Compose([transforms.Resize(32), transforms.CenterCrop(28), transforms.ToTensor()])\na = MNIST('d', train=True, transform=tf)\nb = MNIST('d', train=False, transform=tf)\n",
    "data_transforms = {'train': transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()]), 'val': transforms.Compose([transforms.ToTensor()])}\n"
    "sets = {x: ImageFolder(x, data_transforms[x]) for x in ['train', 'val']}\n",
    "train_tf = T.Compose([T.RandomCrop(32), T.ToTensor(), T.Normalize(mean, std)])\ntest_tf = T.Compose([T.ToTensor(), T.Normalize(mean, std)])\n",
    "params = list(model.parameters())\noptimizer = optim.SGD(params, lr=0.1)\nprint(len(params))\n",
    "params = model.parameters()\nif adam:\n    optimizer = optim.Adam(params)\nelse:\n    optimizer = optim.SGD(params, lr=0.1)\n",
    "x, y = next(iter(train_loader))\nprint(x.shape)\n",
    "batches = iter(train_loader)\nfor step in range(100):\n    x, y = next(batches)\n" + STEP.replace("        ", "    "),
    "for seed in range(5):\n    torch.manual_seed(seed)\n    train(seed)\n",
    "for run in range(3):\n    torch.manual_seed(0)\n    model = nn.Linear(2, 1)\n    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n    for x, y in train_loader:\n" + STEP,
    "torch.save(model.state_dict(), 'm.pt')\ntorch.save({'model': model.state_dict(), 'epoch': 3}, 'c.pt')\ntorch.save(features, 'f.pt')\n",
    KERAS + "model.compile('adam', 'mse')\nmodel.fit(x, y)\n",
    KERAS + "compile_model(model)\nmodel.fit(x, y)\n",
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\nmodel.fit(x, y)\n",
    KERAS + "model.compile('adam', 'mse')\nmodel.fit(a, b)\nmodel.layers[0].trainable = False\nmodel.compile('adam', 'mse')\nmodel.fit(a, b)\n",
    KERAS + "model.compile('adam', 'mse')\nmodel.fit(a, b, validation_data=(X_test, y_test))\nmodel.evaluate(X_test, y_test)\n",
    KERAS + "model.compile('adam', 'mse')\nmodel.fit(X_train, y_train)\nmodel.evaluate(X_train, y_train)\nmodel.evaluate(X_test, y_test)\n",
    "import tensorflow as tf\nwith tf.GradientTape() as tape:\n    loss = loss_fn(y, model(x))\ngrads = tape.gradient(loss, model.trainable_variables)\n",
    "", "x = 1\n", "match x:\n    case [a, *b]:\n        pass\n", "lambda *a, **k: (yield)\n", "async def f():\n    async for x in y:\n        await z(x)\n",
    "class A:\n    class B:\n        def f(self, *, k=lambda: 0): ...\n", "f(*a, **b).step()\ng()().backward()\nx[0].zero_grad()\n(lambda: 0)()\nDataLoader(*a)\nDataLoader()\nF.dropout()\n",
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
