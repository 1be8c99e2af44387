"""Further spellings of what learners get wrong in Python and pandas: each is found once, and what only looks alike is not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS

pytestmark = pytest.mark.slow

READ = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

FIRES: dict[str, list[str]] = {
    "result-thrown-away": [
        "def clean(text):\n    text = text.lower()\n    text.replace('!', '')\n    return text",
        "for line in open('a'):\n    line.strip()\n    print(line)",
        "def clean(review):\n    review.replace('<br>', ' ')\n    return review",
        "for word in line.split(','):\n    word.strip()\n    print(word)",
        READ + "df['city'].str.strip()\nprint(df)",
    ],
    "text-without-f": [
        "result = [1]\nprint('wrote {len(result)} rows')",
        "x = 1\nprint('sum {x + 1}')",
        "n, total = 3, 9\nprint('mean: {total / n:.2f}')",
        "acc = 0.93\nprint('accuracy {round(acc, 2)} reached')",
    ],
    "array-as-truth": [
        READ + "if df['country'].str.len() > 2:\n    print(1)",
        READ + "if df['name'].str.startswith('a'):\n    print(1)",
        READ + "if df['age'].isna():\n    print(1)",
        READ + "x = 1 if df['age'] > 3 else 2",
        READ + "while df['age'].isin([1, 2]):\n    break",
        READ + "if not df['age'].duplicated():\n    pass",
    ],
    "float-equality": [
        READ + "if df['age'].mean() == 35.5:\n    print(1)",
        READ + "same = df['age'].std() != 0.5\nprint(same)",
    ],
    "method-not-called": [
        "df['city'] = df['city'].str.strip",
        READ + "df['city'] = df.city.str.lower\nprint(df)",
        READ + "df = df.dropna\nprint(df)",
        READ + "print(df.head)",
        READ + "mean = df['a'].mean\nprint(mean)",
        READ + "low = df['a'].min\nhigh = df['a'].max()\nprint(high - low)",
    ],
    "alias-not-copy": [
        "import numpy as np\nX = np.arange(9).reshape(3, 3)\nY = X\nY[0, 0] = 100\nprint(X)",
        "import numpy as np\na = np.zeros(3)\nb = a\nb += 1\nprint(a, b)",
        "a = [1, 2]\nb = a\nb.append(3)\nprint(a, b)",
        READ + "clean = df\nclean['age'] = 0\nprint(df.head())",
        READ + "second = df\nsecond.dropna(inplace=True)\nprint(len(df), len(second))",
    ],
    "drawn-with-replacement": [
        "import numpy as np\nidx = np.random.choice(len(X), 800)\nX_train = X[idx]\nX_test = np.delete(X, idx, axis=0)",
    ],
    "drop-without-axis": [
        READ + "df = df.drop('age')\nprint(df.shape)",
        READ + "df.drop(['age', 'city'], inplace=True)",
        READ + "DROP = ['age']\nX = df.drop(DROP)",
    ],
    "array-append": [
        "import numpy as np\na = np.zeros(3)\na.append(4)",
        "import numpy as np\ndef f(x: np.ndarray):\n    x.extend([1])",
    ],
    "shape-without-parentheses": [
        "import numpy as np\nw = np.ones(3, 4)",
        "import numpy as np\nw = np.zeros(len(x), X.shape[1])",
    ],
    "text-plus-number": [
        "n = 3\nprint('epoch ' + n)",
        "def f(n: int):\n    return 'n = ' + n + '!'",
        "for i in range(3):\n    name = 'part' + i",
        "age = int(input())\nprint('in ten years: ' + (age + 10))",
    ],
    "input-overwritten": [
        READ + "df = df.drop_duplicates()\ndf.to_csv('a.csv')",
        "import pandas as pd\nPATH = 'data/raw.xlsx'\ndf = pd.read_excel(PATH)\ndf['a'] = df['a'].fillna(0)\ndf.to_excel(PATH)",
        "import pandas as pd\ndef clean():\n    t = pd.read_csv('t.csv')\n    t.query('a > 1').to_csv('t.csv', index=False)",
    ],
    "blocking-in-async": [
        "import requests\nasync def fetch(u):\n    return requests.get(u, timeout=3)",
        "from time import sleep\nasync def wait():\n    sleep(3)",
        "import subprocess as sp\nclass Job:\n    async def run(self):\n        sp.run(['ls'], check=True)",
    ],
    "key-not-there": [
        "counts = {}\nfor w in words:\n    counts[w] += 1",
        "def index(pairs):\n    d = dict()\n    for k, v in pairs:\n        d[k].append(v)\n    return d",
        "def count(text):\n    freq: dict[str, int] = {}\n    for c in text:\n        freq[c] += 1\n    return sorted(freq.items())",
    ],
    "loop-without-end": [
        "i = 0\nwhile i < 10:\n    print(i)",
        "def show(items):\n    i = 0\n    while i < len(items):\n        print(items[i])",
        "epoch = 0\nloss = 1.0\nwhile epoch != 5:\n    loss = loss * 0.9\n    print(loss)",
        "n = 3\ntotal = 0\nwhile n > 0:\n    total += n\nprint(total)",
    ],
    "changed-while-iterated": [
        "d = {'a': 1}\nfor k in d:\n    if d[k] == 1:\n        del d[k]",
    ],
}  # fmt: skip
SILENT = [
    "def clean(text):\n    text = text.lower()\n    text = text.replace('!', '')\n    return text",
    "root = tk.Tk()\nroot.lower()",
    "doc.replace('a', 'b')",
    "from rich.text import Text\nfor line in self:\n    line.rstrip()",
    "def cut(line: Text):\n    line.rstrip()",
    "names = load()\nnames.replace('a', 'b')",
    "print('use {len(x)} to count')",
    "x = 1\nprint('{x!r: >4} {{len(x)}}'.format(x=x))",
    "import json\nbody = 1\nprint('{\"a\": 1}')",
    READ + "if df['country'].str.len().max() > 2:\n    print(1)",
    READ + "if df['age'].isna().any():\n    print(1)",
    READ + "if df['age'].isin([1]).sum() > 2:\n    print(1)",
    READ + "print(df['name'].str.cat(sep=', '))",
    "def f(row):\n    if row['name'].startswith('a'):\n        return 1\ndf.apply(f, axis=1)",
    READ + "assert df['age'].mean() == 35.5",
    READ + "if df['n'].mean() == 0:\n    print(1)",
    READ + "df['city'] = df['city'].str.strip()\nprint(df.shape, df.columns)",
    READ + "mean = df['a'].mean\nprint(mean())",
    READ + "df['mean'] = df.groupby('a')['b'].transform('mean')\nprint(df['mean'])",
    "import numpy as np\nX = np.zeros(3)\nY = X.copy()\nY[0] = 1\nprint(X)",
    "import numpy as np\ndef relu(x):\n    out = x\n    out[out < 0] = 0\n    return out",
    "import numpy as np\nx = np.zeros(3)\ny = x\nx = x + 1\ny[0] = 2\nprint(x)",
    READ + "df2 = df\nprint(df2)",
    "trie = {}\nnode = trie\nfor c in 'ab':\n    node[c] = {}\n    node = node[c]\nprint(trie)",
    "rows = []\nview = rows\nview.append(1)",
    READ + "df = df.dropna()\ndf.to_csv('b.csv')",
    READ + "df = pd.concat([df, new]).drop_duplicates()\ndf.to_csv('a.csv')",
    READ + "df.dropna().to_csv('a.csv', mode='a')",
    "df.dropna().to_csv('a.csv')\nimport pandas as pd\ndf = pd.read_csv('a.csv')",
    "import time\nasync def wait():\n    def inner():\n        time.sleep(3)\n    await asyncio.to_thread(inner)",
    "import asyncio\nasync def wait():\n    await asyncio.sleep(3)",
    READ + "df = df.set_index('name')\ndf = df.drop('total')",
    READ + "df = df.drop('age', axis=1)\nX = df.drop(columns='city')\ny = df.drop('b', axis='columns')",
    READ + "df = df.drop(df[df.age > 3].index)\ndf = df.drop(0)",
    "import numpy as np\na = np.zeros(3).tolist()\na.append(4)",
    "import numpy as np\na = np.append(np.zeros(3), 4)",
    "import numpy as np\ndef f():\n    a = []\n    def add(x):\n        a.append(x)\n    add(1)\n    a = np.array(a)",
    "with pytest.raises(TypeError):\n    'a' + 3",
    "import numpy as np\ny_train = np.random.choice(np.arange(3), size=90)",
    "import numpy as np\nw = np.zeros(3, int)\nv = np.zeros((3, 4), 'f4')\nu = np.zeros(n, kind)",
    "n = 3\nprint('epoch ' + str(n), 'epoch', n, f'{n}' + 'a', 3 * 'a' + 'b')",
    READ + "print('first: ' + df['name'].min())",
    "counts = {}\nfor w in words:\n    if w not in counts:\n        counts[w] = 0\n    counts[w] += 1",
    "d = {}\nfor w in words:\n    d.setdefault(w, 0)\n    d[w] += 1",
    "from collections import defaultdict\nd = defaultdict(int)\nfor w in words:\n    d[w] += 1",
    "d = {}\nfill(d)\nfor w in words:\n    d[w] += 1",
    "d = {}\nfor w in words:\n    try:\n        d[w] += 1\n    except KeyError:\n        d[w] = 1",
    "d = {}\nd.update(a=1)\nd['a'] += 1",
    "d = {}\ndef put(k):\n    d[k] = 0\nfor w in words:\n    put(w)\n    d[w] += 1",
    "d = e = {}\ne['a'] = 1\nd['a'] += 1",
    "i = 0\nwhile i < 10:\n    i += 1",
    "i = 0\nwhile i < 10:\n    if done():\n        break",
    "i = 0\ndef tick():\n    global i\n    i += 1\nwhile i < 3:\n    tick()",
    "stack, n = [1], 0\nwhile n < len(stack):\n    stack.pop()",
    "i = 0\nwhile i < 10:\n    for i in range(20):\n        print(i)",
    "n = 0\nwhile n < 3:\n    work(n)",
    "n = 0\nwhile (n := n + 1) < 3:\n    print(n)",
    "i = 0\nwhile i < limit():\n    print(i)",
]  # fmt: skip


def found(text: str) -> list[str]:
    code = Code(text)
    return [check.name for check in CHECKS for _ in check.find(code)]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FIRES.items() for text in texts])
def test_a_further_spelling_is_found_once_and_nothing_else(rule: str, text: str) -> None:
    assert found(text) == [rule]


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_alike_is_let_pass(text: str) -> None:
    assert found(text) == []
