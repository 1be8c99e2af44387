"""Spellings of mistakes in nn.Module classes and between layers that must be found, and of right code that must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.networks import CHECKS
from studycoach.domain.checks.running import run_checks
from studycoach.domain.source import Source

pytestmark = pytest.mark.slow


def names(text: str) -> list[str]:
    return [check.name for check, _ in run_checks(Source("a.py", text, text), Code(text), CHECKS)]


def net(init: str, forward: str, base: str = "nn.Module", first: str = "super().__init__()", imports: str = "") -> str:
    setup, body = ("\n        ".join(part.splitlines()) for part in (f"{first}\n{init}", forward))
    return (
        f"{imports or 'import torch'}\nimport torch.nn as nn\nimport torch.nn.functional as F\n\nclass Net({base}):\n"
        f"    def __init__(self, n=3):\n        {setup}\n\n    def forward(self, x):\n        {body}\n"
    )


FC = "self.fc = nn.Linear(8, 8)"
LISTS = "for layer in self.layers:\n    x = layer(x).relu()\nreturn x"
FOUND = [
    ("layers-in-python-list", net("self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]", LISTS)),
    ("layers-in-python-list", net("self.layers = []\nfor _ in range(n):\n    self.layers.append(nn.Linear(8, 8))", LISTS)),
    ("layers-in-python-list", net("self.layers = {'a': nn.Linear(8, 8), 'b': nn.Conv2d(1, 1, 1)}", "return self.layers['a'](x)")),
    ("layers-in-python-list", net("self.heads = {k: nn.Linear(8, 2) for k in 'ab'}", "return self.heads['a'](x)")),
    ("layers-in-python-list", net("self.layers = tuple_\nself.blocks = [nn.LSTM(8, 8)]", "return self.blocks[0](x)")),
    ("layers-in-python-list", net("self.convs = [nn.Conv1d(1, 8, k) for k in (3, 4, 5)]", "return [c(x) for c in self.convs]")),
    ("layers-in-python-list", net("layers = []\nfor _ in range(n):\n    layers.append(nn.Linear(8, 8))\nself.layers = layers", LISTS)),
    ("layer-repeated", net("self.layers = nn.ModuleList([nn.Linear(8, 8)] * 4)", LISTS)),
    ("layer-repeated", net("self.layers = nn.Sequential(*[nn.Linear(8, 8)] * 4)", "return self.layers(x)")),
    ("layer-repeated", net("layer = nn.TransformerEncoderLayer(8, 2)\nself.layers = nn.ModuleList([layer for _ in range(n)])", LISTS)),
    ("plain-tensor-parameter", net("self.w = torch.randn(8, requires_grad=True)", "return x * self.w")),
    ("plain-tensor-parameter", net("self.w = torch.randn(8).requires_grad_()", "return x * self.w")),
    ("plain-tensor-parameter", net("self.w = nn.Parameter(torch.randn(8)).to(device)", "return x * self.w")),
    ("plain-tensor-parameter", net("self.w = nn.Parameter(torch.randn(8)) * 0.1", "return x * self.w")),
    ("plain-tensor-parameter", net("self.w = torch.zeros(8, requires_grad=True)", "return x * self.w")),
    ("super-init-missing", net(FC, "return self.fc(x)", first="pass")),
    ("super-init-missing", net("super().__init__()", "return self.fc(x)", first=FC)),
    ("super-init-missing", net(FC, "return self.fc(x)", first="self.n = n")),
    ("layer-made-in-forward", net(FC, "return nn.Linear(8, 2)(self.fc(x).relu())")),
    ("layer-made-in-forward", net(FC, "conv = nn.Conv2d(3, 8, 3)\nreturn self.fc(conv(x).mean((2, 3)))")),
    ("layer-made-in-forward", net(FC, "x = nn.Dropout(0.5)(x)\nreturn self.fc(x)")),
    ("layer-made-in-forward", net(FC, "x = nn.BatchNorm1d(8)(x)\nreturn self.fc(x)")),
    ("layer-made-in-forward", net(FC, "h = nn.Embedding(5, 8)(x)\nreturn self.fc(h)")),
    ("unused-layer", net(FC + "\nself.bn = nn.BatchNorm1d(8)", "return self.fc(x)")),
    ("unused-layer", net(FC + "\nself.relu = nn.ReLU()", "return self.fc(x)")),
    ("unused-layer", net(FC + "\nself.register_buffer('mask', torch.ones(8))", "return self.fc(x)")),
    ("forward-called", net(FC, "return self.fc(x)") + "\nmodel = Net()\ny = model.forward(x)\n"),
    ("forward-called", net(FC, "return self.fc(x)") + "\ndef run(net, x):\n    return net.forward(x)\n"),
    ("forward-called", net(FC, "return self.fc.forward(x)")),
    ("forward-without-return", net(FC, "x = self.fc(x)")),
    ("forward-without-return", net(FC, "h = self.fc(x)\nout = F.relu(h)")),
    ("module-method-misspelled", net(FC, "return self.fc(x)").replace("def forward", "def farward")),
    ("module-method-misspelled", net(FC, "return self.fc(x)").replace("def __init__", "def __int__")),
    ("layer-class-on-tensor", net(FC, "x = nn.ReLU(self.fc(x))\nreturn x")),
    ("layer-class-on-tensor", net(FC, "x = nn.Flatten(x)\nreturn self.fc(x)")),
    ("layer-class-on-tensor", net(FC, "return nn.Softmax(self.fc(x))")),
    ("tensor-result-thrown-away", net(FC, "F.relu(x)\nreturn self.fc(x)")),
    ("tensor-result-thrown-away", net(FC, "x.view(-1, 8)\nreturn self.fc(x)")),
    ("tensor-result-thrown-away", net(FC + "\nself.drop = nn.Dropout(0.5)", "x = self.fc(x)\nself.drop(x)\nreturn x")),
    ("tensor-result-thrown-away", "import torch\nx = torch.randn(4)\nx.unsqueeze(1)\nprint(x.shape)\n"),
    ("layer-result-overwritten", net(FC + "\nself.fc2 = nn.Linear(8, 8)", "h = F.relu(self.fc(x))\nh = self.fc2(x)\nreturn h")),
    ("layer-result-overwritten", net(FC + "\nself.fc2 = nn.Linear(8, 8)", "h = self.fc(x).relu()\ny = self.fc2(h)\nz = F.relu(y)\nreturn y")),
    ("layer-width-mismatch", "m = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(16, 2))\n"),
    ("layer-width-mismatch", "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 4, 3))\n"),
    ("layer-width-mismatch", "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16))\n"),
    ("layer-width-mismatch", net("self.a = nn.Linear(4, 8)\nself.b = nn.Linear(9, 2)", "x = F.relu(self.a(x))\nreturn self.b(x)")),
    ("layer-width-mismatch", net("H = 64\nself.a = nn.Linear(4, H)\nself.b = nn.Linear(32, 2)", "return self.b(torch.relu(self.a(x)))")),
    ("layer-width-mismatch", net("self.a = nn.Conv2d(1, 6, 5)\nself.b = nn.Conv2d(16, 6, 5)", "x = F.max_pool2d(F.relu(self.a(x)), 2)\nreturn F.relu(self.b(x))")),
    ("layer-width-mismatch", net("self.conv = nn.Conv2d(6, 16, 5)\nself.fc = nn.Linear(120, 10)", "x = F.max_pool2d(F.relu(self.conv(x)), 2)\nx = x.view(-1, 16 * 5 * 5)\nreturn self.fc(x)")),
    ("layer-width-mismatch", "m = nn.Sequential(nn.Conv2d(3, 32, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))\n"),
    ("linear-into-linear", "m = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.1), nn.Linear(8, 2))\n"),
    ("linear-into-linear", net("self.a = nn.Linear(4, 8)\nself.b = nn.Linear(8, 2)", "x = self.a(x)\nx = self.b(x)\nreturn x")),
    ("linear-into-linear", net("self.a = nn.Linear(4, 8)\nself.b = nn.Linear(8, 2)", "return self.b(self.a(x))")),
    ("conv-into-linear", net("self.conv = nn.Conv2d(3, 8, 3)\nself.fc = nn.Linear(8, 2)", "x = F.relu(self.conv(x))\nreturn self.fc(x)")),
    ("conv-into-linear", "m = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Linear(8 * 13 * 13, 10))\n"),
    ("layer-dimensions", "m = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm2d(8))\n"),
    ("layer-dimensions", "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.MaxPool1d(2))\n"),
    ("dropout-drops-all", "d = nn.Dropout(p=1)\n"),
    ("dropout-drops-all", "d = nn.Dropout2d(50)\n"),
    ("dropout-on-output", net("self.fc = nn.Linear(8, 3)\nself.drop = nn.Dropout(0.5)", "return self.drop(self.fc(x))") + "\nmodel = Net()\nloss = F.cross_entropy(model(x), y)\n"),
    ("softmax-over-batch", net(FC, "return F.softmax(self.fc(x), dim=0)")),
    ("softmax-over-batch", "m = nn.Sequential(nn.Linear(4, 8), nn.LogSoftmax(dim=0))\n"),
    ("squeeze-before-layer", net("self.pool = nn.AdaptiveAvgPool2d(1)\nself.fc = nn.Linear(8, 2)", "return self.fc(torch.squeeze(self.pool(x)))")),
    ("view-for-transpose", "B, C, H, W = x.shape\ny = x.reshape(B, H, W, C)\n"),
    ("view-for-transpose", "def f(x):\n    N, H, W, C = x.shape\n    x = x.view(N, C, H, W)\n    return x\n"),
    ("view-for-transpose", "def f(x):\n    return x.view(x.size(1), x.size(0))\n"),
    ("view-for-transpose", "n, m = a.size()\nb = a.view(m, n)\n"),
    ("view-for-transpose", "b = a.reshape(a.shape[1], a.shape[0])\n"),
    ("integer-requires-grad", "import torch\nx = torch.tensor(3, requires_grad=True)\n"),
    ("integer-requires-grad", "x = torch.arange(5, requires_grad=True)\n"),
    ("integer-requires-grad", "x = torch.zeros(5, dtype=torch.long, requires_grad=True)\n"),
    ("in-place-on-leaf", "w = torch.randn(3, requires_grad=True)\nw[0] = 1.0\n"),
    ("in-place-on-leaf", "w = torch.randn(3, requires_grad=True)\nw.mul_(2)\n"),
    ("in-place-on-leaf", "def f():\n    w = torch.ones(3, requires_grad=True)\n    w *= 2\n    return w\n"),
    ("everything-frozen", "model = models.vgg16()\nfor p in model.parameters():\n    p.requires_grad = False\nopt = torch.optim.SGD(model.parameters(), lr=0.1)\nloss.backward()\n"),
    ("everything-frozen", "model.requires_grad_(False)\nopt = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()))\nloss.backward()\n"),
    ("same-initial-weights", "for p in model.parameters():\n    nn.init.constant_(p, 0.5)\n"),
    ("same-initial-weights", "def init(m):\n    if isinstance(m, nn.Linear):\n        m.weight.data.fill_(0.01)\n"),
    ("same-initial-weights", "W1 = np.zeros((n_in, n_hidden))\nW2 = np.zeros((n_hidden, n_out))\n"),
    ("embedding-too-small", "word2idx = {w: i for i, w in enumerate(vocab, 1)}\nemb = nn.Embedding(len(word2idx), 50)\n"),
    ("embedding-too-small", "stoi = {s: i + 1 for i, s in enumerate(words)}\nx = [stoi[t] for t in text]\nemb = nn.Embedding(len(stoi), 50)\n"),
    ("embedding-too-small", "vocab_size = len(tokenizer.word_index)\nmodel.add(Embedding(vocab_size, 64))\n"),
    ("embedding-too-small", "model.add(layers.Embedding(input_dim=len(tok.word_index), output_dim=8))\n"),
]  # fmt: skip

SILENT = [
    net("self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(n)])", LISTS),
    net("layers = [nn.Linear(8, 8), nn.ReLU()]\nself.seq = nn.Sequential(*layers)", "return self.seq(x)"),
    net("self.layers = []\nfor i in range(n):\n    layer = nn.Linear(8, 8)\n    self.add_module(f'l{i}', layer)\n    self.layers.append(layer)", LISTS),
    net("layers = [nn.Linear(8, 8)]\nself.layers = layers\nself.seq = nn.Sequential(*layers)", LISTS + "\nself.seq(x)"),
    net("self.layers = [nn.Linear(8, 8)]\nself.layers = nn.ModuleList(self.layers)", LISTS),
    net("self.sizes = [8, 8]\nself.names = {'a': 1}\n" + FC, "return self.fc(x)"),
    net("self.acts = [nn.ReLU(), nn.Tanh()]\n" + FC, "return self.acts[0](self.fc(x))"),
    net("self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(n)] * 1)", LISTS),
    net("layer = nn.Linear(8, 8)\nself.layers = nn.ModuleList([copy.deepcopy(layer) for _ in range(n)])", LISTS),
    net("self.w = nn.Parameter(torch.randn(8))", "return x * self.w"),
    net("self.w = nn.Parameter(torch.randn(8).to(device))", "return x * self.w"),
    net("self.register_buffer('w', torch.randn(8))", "return x * self.w"),
    net("self.w = torch.randn(8)", "return x * self.w"),
    net("self.w = torch.randn(8, requires_grad=True)", "return x * self.w") + "\nm = Net()\nopt = torch.optim.SGD([m.w], lr=0.1)\n",
    net(FC, "return self.fc(x)", first="super(Net, self).__init__()"),
    net(FC, "return self.fc(x)", first="nn.Module.__init__(self)"),
    net(FC, "return self.fc(x)", base="Base", first="pass"),
    net("self.fc = None", "if self.fc is None:\n    self.fc = nn.Linear(8, 8)\nreturn self.fc(x)"),
    net(FC, "x = nn.ReLU()(self.fc(x))\nreturn nn.Softmax(dim=1)(x)"),
    net(FC + "\nself.bn = nn.BatchNorm1d(8)", "return self.head(x)\n\n    def head(self, x):\n        return self.bn(self.fc(x))".replace("\n    ", "\n")),
    net(FC + "\nself.bn = nn.BatchNorm1d(8)", "for m in self.children():\n    x = m(x)\nreturn x"),
    net(FC, "return self.fc(x)") + "\nclass Sub(Net):\n    def forward(self, x):\n        return super().forward(x)\n",
    net(FC, "raise NotImplementedError"),
    net(FC, "self.seen = self.fc(x)"),
    net(FC, "if x is None:\n    return None\nreturn self.fc(x)"),
    net("self.relu = nn.ReLU(inplace=True)\n" + FC, "x = self.fc(x)\nself.relu(x)\nreturn x"),
    net(FC, "x = self.fc(x)\nF.relu_(x)\nreturn x"),
    net(FC, "x = self.fc(x)\nF.relu(x, inplace=True)\nreturn x"),
    "model.float()\nmodel.half()\nmodel.to(device)\ndf.squeeze()\n",
    net(FC + "\nself.fc2 = nn.Linear(8, 8)", "h = self.fc(x).relu()\nh = self.fc2(h) + x\nreturn h"),
    net(FC + "\nself.fc2 = nn.Linear(8, 8)", "h = self.fc(x).relu()\nif self.training:\n    h = self.fc2(h)\nreturn h"),
    net("self.q = nn.Linear(8, 8)\nself.k = nn.Linear(8, 8)", "q = self.q(x)\nk = self.k(x)\nreturn q @ k.T"),
    "m = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))\n",
    "m = nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.Linear(8, 2))\n",
    "m = nn.Sequential(nn.Linear(64, 8, bias=False), nn.Linear(8, 64, bias=False))\n",
    "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))\n",
    "m = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))\n",
    "m = nn.Sequential(nn.Conv1d(3, 8, 3), nn.BatchNorm1d(8), nn.ReLU(), nn.MaxPool1d(2))\n",
    "m = nn.Sequential(nn.Linear(4, hidden), nn.ReLU(), nn.Linear(hidden, 2))\n",
    net("self.conv = nn.Conv2d(3, 8, 3)\nself.fc = nn.Linear(8, 2)", "x = F.relu(self.conv(x))\nx = x.mean(dim=(2, 3))\nreturn self.fc(x)"),
    net("self.conv = nn.Conv2d(3, 8, 3)\nself.fc = nn.Linear(8, 2)", "x = self.conv(x)\nx = x.view(x.size(0), -1)\nreturn self.fc(x)"),
    net("self.conv = nn.Conv2d(6, 16, 5)\nself.fc = nn.Linear(400, 10)", "x = F.relu(self.conv(x)).view(-1, 16 * 5 * 5)\nreturn self.fc(x)"),
    net("self.a = nn.Linear(4, 8)\nself.b = nn.Linear(12, 2)", "h = torch.cat([F.relu(self.a(x)), x], dim=1)\nreturn self.b(h)"),
    net("self.a = nn.Linear(8, 8)\nself.drop = nn.Dropout(0.1)", "return x + self.drop(self.a(x))"),
    "d = nn.Dropout(0.5)\ne = nn.Dropout(p=rate)\n",
    "B, T, C = x.shape\ny = x.view(B * T, C)\nz = x.view(B, T, h, C // h)\nw = x.permute(0, 2, 1)\n",
    "B, T, C = x.shape\nx = x.transpose(1, 2)\ny = x.reshape(B, C, T)\n",
    "x = torch.tensor([1, 2, 3])\ny = torch.tensor([1.0, 2.0], requires_grad=True)\nz = torch.arange(5.0, requires_grad=True)\n",
    "x = torch.tensor([1, 2], dtype=torch.float, requires_grad=True)\n",
    "w = torch.randn(3, requires_grad=True)\nwith torch.no_grad():\n    w -= 0.1\n    w.zero_()\n",
    "w = torch.randn(3, requires_grad=True)\nw.data.mul_(2)\nv = w * 2\nv += 1\n",
    "for p in model.parameters():\n    p.requires_grad = False\nfor p in model.fc.parameters():\n    p.requires_grad = True\nopt = torch.optim.Adam(model.parameters())\nloss.backward()\n",
    "for p in model.parameters():\n    p.requires_grad = False\nmodel.classifier[6] = nn.Linear(4096, 10)\nopt = torch.optim.Adam(model.classifier.parameters())\nloss.backward()\n",
    "for p in teacher.parameters():\n    p.requires_grad = False\nopt = torch.optim.Adam(student.parameters())\nloss.backward()\n",
    "def init(m):\n    if isinstance(m, nn.Linear):\n        nn.init.kaiming_normal_(m.weight)\n        nn.init.zeros_(m.bias)\n    elif isinstance(m, nn.BatchNorm2d):\n        nn.init.ones_(m.weight)\n",
    "def zero_module(m):\n    for p in m.parameters():\n        p.detach().zero_()\n    return m\n",
    "nn.init.zeros_(self.head.weight)\nW = np.zeros((n, 1))\nb1 = np.zeros(5)\nb2 = np.zeros(3)\n",
    "vocab = {w: i for i, w in enumerate(words)}\nemb = nn.Embedding(len(vocab), 50)\n",
    "vocab = {w: i + 1 for i, w in enumerate(words)}\nvocab['<pad>'] = 0\nemb = nn.Embedding(len(vocab), 50)\n",
    "vocab = {w: i + 2 for i, w in enumerate(words)}\nvocab['<pad>'] = 0\nvocab['<unk>'] = 1\nemb = nn.Embedding(len(vocab), 50)\n",
    "vocab_size = len(tokenizer.word_index) + 1\nmodel.add(Embedding(vocab_size, 64))\n",
    "from flax import linen as nn\n\nclass Net(nn.Module):\n    def __call__(self, x):\n        return nn.Dense(3)(x)\n",
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_mistake_is_found_in_each_of_its_spellings(name: str, text: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize("text", SILENT)
def test_right_code_is_left_alone(text: str) -> None:
    assert names(text) == []
