"""Spellings of mistakes with arrays and numbers that must be found, and of right code in which they must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS

pytestmark = pytest.mark.slow

BY_NAME = {check.name: check for check in CHECKS}
FOUND = {
    "float-into-int-array": (
        "import numpy as np\na = np.zeros(5, dtype=int)\na[0] = 0.5",
        "import numpy as np\na = np.zeros((3, 3), dtype=np.int64)\nfor i in range(3):\n    a[i, 0] = i / 3",
        "a = np.array([1, 2, 3])\na[1] *= 0.5",
        "a = np.arange(10)\na[2] = np.mean(x)",
        "import numpy as n\na = n.ones(3, int)\na[:] = n.random.rand(3)",
        "def f(x):\n    out = np.zeros(len(x), dtype='int32')\n    for i, v in enumerate(x):\n        out[i] = np.sqrt(v)\n    return out",
        "import torch\nt = torch.tensor([1, 2, 3])\nt[0] = 0.5",
        "a = np.array([[1, 2], [3, 4]])\nrow = a[0] / 2\na[0] = row",
    ),
    "uint8-overflow": (
        "from PIL import Image\nimg = np.array(Image.open('a.png'))\nbright = img + 50",
        "import cv2\na = cv2.imread('a')\nb = cv2.imread('b')\nd = (a - b) ** 2",
        "import cv2\ndef f(p):\n    img = cv2.cvtColor(cv2.imread(p), cv2.COLOR_BGR2GRAY)\n    return img * 2",
        "x = x.astype(np.uint8)\ny = y.astype('uint8')\nz = np.abs(x - y)",
        "a = np.array([1, 2], dtype=np.uint8)\nb = a - 10",
        "from PIL import Image\nimg = np.asarray(Image.open('a').convert('L').resize((3, 3)))\ndark = img - 30",
    ),
    "float-equality": (
        "x = 0.0\nwhile x != 1:\n    x += 0.1",
        "if a + 0.1 == 0.3:\n    print(1)",
        "loss = np.mean(errors)\nif loss == 0.1:\n    print(1)",
        "acc = correct / total\nassert acc == 0.9",
        "def f(v):\n    return v.mean() == 0.3",
        "lr = 0.1\nfor e in range(5):\n    lr -= 0.01\n    if lr == 0.05:\n        break",
        "if loss.item() == 0.001:\n    stop()",
        "for t in np.arange(0, 1, 0.1):\n    if t == 0.3:\n        print(t)",
    ),
    "nan-equality": (
        "if x == np.nan:\n    pass",
        "import math\nok = [v for v in xs if v != math.nan]",
        "from numpy import nan\nif nan == x:\n    pass",
        "bad = df['a'] == float('nan')",
        "df['a'] = np.where(df['a'] == np.NaN, 0, df['a'])",
        "if x is np.nan:\n    pass",
    ),
    "none-by-equality": (
        "if x == None:\n    pass",
        "while x != None:\n    pass",
        "y = 1 if x == None else 2",
        "ok = [v for v in xs if v != None]",
        "if not x == None:\n    pass",
        "assert model != None",
    ),
    "counts-divided-whole": (
        "acc = correct // total",
        "accuracy = (pred == y).sum() // len(y)",
        "print(correct // len(loader.dataset))",
        "acc = int(correct / total)",
        "p = round(hits / n)",
        "precision = tp // (total)",
        "acc = 100 * (correct // total)",
        "class A:\n    def f(self):\n        return self.correct // self.total",
        "avg_loss = total_loss // len(loader)",
        "mean = sum(xs) // len(xs)",
    ),
    "least-taken-for-best": (
        "top_k = np.argsort(scores)[:5]",
        "top = scores.argsort()[:k]",
        "import numpy as np\ndef top(sims, k):\n    return np.argsort(sims)[:k]",
        "order = np.argsort(similarities)\nbest = order[:3]",
        "best = sorted(scores)[:3]",
        "top = df.sort_values('score').head(5)",
        "top_features = np.argsort(model.feature_importances_)[:10]",
    ),
    "shuffled-alone": (
        "x, y = load()\nnp.random.shuffle(x)\nmodel.fit(x, y)",
        "import random\nimages, labels = f()\nrandom.shuffle(images)\ndata = list(zip(images, labels))",
        "X, y = f()\nX = X[np.random.permutation(len(X))]\nX_tr, X_te, y_tr, y_te = train_test_split(X, y)",
        "X, y = f()\nnp.random.shuffle(X)\nnp.random.shuffle(y)\nmodel.fit(X, y)",
        "X, y = f()\nrng = np.random.default_rng(0)\nrng.shuffle(X)\nmodel.fit(X, y)",
        "X, y = f()\nidx = torch.randperm(len(X))\nX = X[idx]\nds = TensorDataset(X, y)",
        "def f(X, y):\n    np.random.shuffle(X)\n    return X, y",
        "X, y = f()\ni = np.random.permutation(10)\nj = np.random.permutation(10)\nX = X[i]\ny = y[j]\nmodel.fit(X, y)",
    ),
    "alias-not-copy": (
        "w = np.zeros(3)\nprev = w\nw[0] = 1\nprint(prev)",
        "import pandas as pd\ndf = pd.read_csv('a')\noriginal = df\ndf['x'] = 1\nprint(original.shape)",
        "x = [1]\nbackup = x\nx.append(2)\nprint(backup)",
        "df_copy = df\ndf.dropna(inplace=True)\nprint(len(df), len(df_copy))",
        "w = np.ones(2)\nbest_w = None\nfor i in range(3):\n    w -= 0.1 * g(w)\n    if ok(w):\n        best_w = w\nprint(best_w)",
        "def fit():\n    w = np.zeros(3)\n    old_w = w\n    w += 1\n    return old_w",
    ),
    "iterator-used-up": (
        "z = zip(a, b)\nprint(list(z))\nfor x, y in z:\n    print(x)",
        "g = (x * 2 for x in xs)\nt = sum(g)\nm = max(g)",
        "m = map(int, xs)\nn = len(list(m))\ntotal = sum(m)",
        "def f():\n    pairs = zip(a, b)\n    for e in range(3):\n        for x, y in pairs:\n            step(x, y)",
        "import csv\nr = csv.reader(f)\nn = sum(1 for row in r)\nfor row in r:\n    print(row)",
        "e = enumerate(xs)\na = dict(e)\nb = list(e)",
    ),
    "gpu-not-awaited": (
        "import time, torch\nmodel = model.cuda()\nt = time.time()\nout = model(x)\nend = time.time()\nprint(end - t)",
        "import torch\nfrom time import perf_counter\nd = torch.device('cuda:0')\ns = perf_counter()\nc = a @ b\nprint(perf_counter() - s)",
        "import time, torch\nd = 'cuda' if torch.cuda.is_available() else 'cpu'\ns = time.time()\ny = torch.matmul(a, b)\nt = time.time() - s",
    ),
    "drawn-with-replacement": (
        "test_idx = np.random.choice(len(X), 100)",
        "rng = np.random.default_rng(0)\nval_indices = rng.choice(X.shape[0], size=20)",
        "import random\ntrain = random.choices(range(100), k=80)",
        "subset = np.random.choice(indices, 10)",
    ),
    "last-batch-dropped": (
        "for i in range(len(X) // batch_size):\n    xb = X[i * batch_size:(i + 1) * batch_size]",
        "n = len(X) // bs\nfor b in range(n):\n    xb = X[b * bs:(b + 1) * bs]",
        "for i in range(0, X.shape[0] - batch_size, batch_size):\n    f(X[i:i + batch_size])",
        "for i in range(int(len(X) / batch_size)):\n    f(X[i * batch_size:(i + 1) * batch_size])",
    ),
    "empty-taken-for-zeros": (
        "h = np.empty((2, 2))\nfor i in x:\n    h[i] += 1",
        "import torch\nt = torch.empty(3)\nt += 1",
        "def f():\n    s = np.empty_like(x)\n    for a in b:\n        s += a\n    return s",
    ),
    "index-past-end": (
        "for i in range(len(a)):\n    d.append(a[i + 1] - a[i])",
        "import random\nx = a[random.randint(0, len(a))]",
        "import random\ni = random.randint(0, len(a))\nprint(a[i])",
        "for i in range(1, len(a)):\n    s += a[i + 1]",
        "for i in range(1, len(a) + 1):\n    s += a[i]",
        "for i in range(len(a) + 1):\n    s += a[i]",
    ),
}  # fmt: skip
QUIET = {
    "float-into-int-array": (
        "a = np.zeros(5)\na[0] = 0.5",
        "a = np.zeros(5, dtype=int)\na[0] = 3",
        "a = np.zeros(5, dtype=int)\na[0] = n // 2",
        "a = np.array([1, 2, 3], dtype=float)\na[0] = 0.5",
        "a = np.array([1, 2.5])\na[0] = 0.5",
        "a = np.arange(3)\na = a / 2\na[0] = 0.5",
        "a = np.arange(0, 1, 0.1)\na[0] = 0.5",
        "a = [1, 2]\na[0] = 0.5",
        "a = np.zeros(5, dtype=int)\na[0] = int(x / 2)",
        "a = np.zeros(5, dtype=kind)\na[0] = 0.5",
    ),
    "uint8-overflow": (
        "import cv2\nimg = cv2.imread('a') / 255",
        "import cv2\nimg = cv2.imread('a')\nneg = 255 - img",
        "import cv2\nimg = cv2.imread('a').astype(np.float32)\nx = img - 30",
        "import cv2\nimg = cv2.imread('a')\nx = img - img.mean()",
        "mask = (p > 0.5).astype(np.uint8)\nout = mask * 255",
        "import cv2\nimg = cv2.imread('a')\nx = cv2.add(img, 50)",
        "import cv2\nimg = cv2.imread('a')\nimg = img / 255.0\nx = img - 1",
        "import cv2\nimg = cv2.imread('a')\nh = img.shape[0] - 2\nn = img.sum() + 3",
    ),
    "float-equality": (
        "if x == 0:\n    pass",
        "if p == 0.5:\n    pass",
        "if args.dropout == 0.1:\n    pass",
        "def f(p):\n    return p == 0.1",
        "assert loss == pytest.approx(0.1)",
        "if abs(a - 0.3) < 1e-6:\n    pass",
        "if a.item() == b.item():\n    pass",
        "i = 0\nwhile i != 10:\n    i += 1",
        "if n % 2 == 0 and total / 2 == 3:\n    pass",
    ),
    "nan-equality": (
        "if np.isnan(x):\n    pass",
        "df[df.a.isna()]",
        "if x != x:\n    pass",
        "df = df.replace(np.nan, 0)",
        "a[i] = np.nan",
        "import pandas as pd\nif x is pd.NA:\n    pass",
    ),
    "none-by-equality": (
        "if x is None:\n    pass",
        "rows = session.query(A).filter(A.x == None)",
        "from sqlalchemy import select\nq = select(A).where(A.x == None)\nif A.x == None:\n    pass",
        "f(x == None)",
    ),
    "counts-divided-whole": (
        "acc = correct / total",
        "mid = (low + high) // 2",
        "batches = len(data) // batch_size",
        "acc = 100 * correct // total",
        "acc = int(100 * correct / total)",
        "acc = round(correct / total, 3)",
        "steps = total // n",
        "avg_length = total_length // n_docs",
        "width = total // count",
    ),
    "least-taken-for-best": (
        "nearest = np.argsort(distances)[:5]",
        "top = np.argsort(scores)[::-1][:5]",
        "top = np.argsort(-scores)[:5]",
        "top = np.argsort(scores)[-5:]",
        "worst = np.argsort(scores)[:5]",
        "best = np.argsort(losses)[:5]",
        "top = df.sort_values('score', ascending=False).head(5)",
        "best = sorted(scores, reverse=True)[:3]",
        "neg = -scores\ntop = np.argsort(neg)[:3]",
        "first = names[:3]",
    ),
    "shuffled-alone": (
        "p = np.random.permutation(len(X))\nX, y = X[p], y[p]\nmodel.fit(X, y)",
        "X, y = f()\np = np.random.permutation(len(X))\nX = X[p]\ny = y[p]\nmodel.fit(X, y)",
        "X, y = shuffle(X, y)\nmodel.fit(X, y)",
        "np.random.shuffle(idx)\nmodel.fit(X[idx], y[idx])",
        "data = list(zip(X, y))\nrandom.shuffle(data)\nX, y = zip(*data)\nmodel.fit(X, y)",
        "X, y = f()\nnp.random.seed(0)\nnp.random.shuffle(X)\nnp.random.seed(0)\nnp.random.shuffle(y)\nmodel.fit(X, y)",
        "random.shuffle(players)\nfor p, seat in zip(players, seats):\n    print(p)",
        "rows = load()\nrandom.shuffle(rows)\nX = [r[0] for r in rows]\ny = [r[1] for r in rows]\nmodel.fit(X, y)",
        "X, y = f()\nX = X[mask]\ny = y[mask]\nmodel.fit(X, y)",
    ),
    "alias-not-copy": (
        "w = np.zeros(3)\nprev = w.copy()\nw[0] = 1\nprint(prev)",
        "best = score\nscore += 1\nprint(best)",
        "w = np.zeros(3)\nold = w\nw = w + 1\nprint(old)",
        "prev = cur\ncur = step(cur)\nprint(prev)",
        "n = 3\nold_n = n\nn += 1\nprint(old_n)",
        "for b in batches:\n    x = np.zeros(3)\n    x[0] = b\n    best = x\nprint(best)",
    ),
    "iterator-used-up": (
        "z = list(zip(a, b))\nprint(z)\nfor x, y in z:\n    print(x)",
        "z = zip(a, b)\nfor x, y in z:\n    print(x)",
        "for e in range(3):\n    z = zip(a, b)\n    for x, y in z:\n        print(x)",
        "r = csv.reader(f)\nheader = next(r)\nrows = list(r)",
        "z = zip(a, b)\nif c:\n    x = list(z)\nelse:\n    x = set(z)",
        "g = (x for x in xs)\nfor v in g:\n    if v:\n        break\nfor v in g:\n    print(v)",
    ),
    "gpu-not-awaited": (
        "import time, torch\nx = x.cuda()\ns = time.time()\ny = model(x)\ntorch.cuda.synchronize()\nt = time.time() - s",
        "import time\ns = time.time()\ny = model(x)\nt = time.time() - s",
        "import time, torch\nx = x.cuda()\ns = time.time()\nloss = model(x).item()\nt = time.time() - s",
        "import time, torch\nx = x.cuda()\ns = time.time()\nfor e in range(3):\n    loss = f(model(x))\n    loss.backward()\nt = time.time() - s",
        "import time, torch\nx = x.cuda()\ns = time.time()\nload()\nt = time.time() - s",
    ),
    "drawn-with-replacement": (
        "test_idx = np.random.choice(len(X), 100, replace=False)",
        "boot_idx = np.random.choice(len(X), len(X))",
        "batch = np.random.choice(len(X), 32)",
        "action = np.random.choice(n_actions, p=probs)",
        "train = random.sample(range(100), 80)",
        "def bootstrap(X):\n    sample = np.random.choice(len(X), len(X))\n    return X[sample]",
    ),
    "last-batch-dropped": (
        "for i in range(0, len(X), batch_size):\n    f(X[i:i + batch_size])",
        "for i in range(0, len(x) - seq_len, seq_len):\n    f(x[i:i + seq_len], x[i + 1:i + seq_len + 1])",
        "for i in range(math.ceil(len(X) / batch_size)):\n    f(X[i * batch_size:(i + 1) * batch_size])",
        "for i in range(0, len(X) - batch_size + 1, batch_size):\n    f(X[i:i + batch_size])",
        "for e in range(9):\n    p = np.random.permutation(len(X))\n    for i in range(len(X) // batch_size):\n        f(X[p[i * batch_size:(i + 1) * batch_size]])",
        "for i in range(len(X) // batch_size):\n    f(next(it))",
    ),
    "empty-taken-for-zeros": (
        "a = np.empty(3)\na[:] = 0\na += 1",
        "a = np.empty(3)\nfor i in range(3):\n    a[i] = i",
        "a = np.zeros(3)\na += 1",
        "a = np.empty(3)\na.fill(0)\na[0] += 1",
    ),
    "index-past-end": (
        "for i in range(len(a) - 1):\n    print(a[i + 1])",
        "for i in range(1, len(a) + 1):\n    print(a[i - 1])",
        "for i in range(1, len(a) + 1):\n    print(a[:i], b[i])",
        "for i in range(len(a)):\n    if i + 1 < len(a):\n        print(a[i + 1])",
        "for i in range(len(a)):\n    print(b[i + 1])",
        "for i in range(len(a)):\n    print(a[i:i + 2], a[i])",
        "import random\nx = a[random.randint(0, len(a) - 1)]",
        "x = a[np.random.randint(0, len(a))]",
        "for i in range(len(a)):\n    if i == len(a) - 1:\n        break\n    print(a[i + 1])",
    ),
}  # fmt: skip


def times(name: str, code: str) -> int:
    """How often a check speaks."""
    return sum(1 for _ in BY_NAME[name].find(Code(code + "\n")))


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in FOUND.items() for code in codes])
def test_this_spelling_of_a_mistake_is_found_once(name: str, code: str) -> None:
    assert times(name, code) == 1


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, codes in QUIET.items() for code in codes])
def test_this_right_code_is_not_taken_for_the_mistake(name: str, code: str) -> None:
    assert times(name, code) == 0
