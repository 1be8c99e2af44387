"""Spellings of mistakes with tables that must be found, and of right code in which they must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS

pytestmark = pytest.mark.slow

READ = 'import pandas as pd\ndf = pd.read_csv("a.csv")\n'
BY_NAME = {check.name: check for check in CHECKS}
FOUND = {
    "chained-assignment": (
        READ + 'df["a"][0] = 1',
        READ + 'df[df.a > 0]["b"] = 1',
        READ + 'df[df.a > 0].b = 1',
        READ + 'df.loc[df["a"] > 0]["b"] = 1',
        READ + 'df.iloc[0]["b"] = 1',
        READ + 'df["a"].iloc[0] = 1',
        READ + 'df["a"][df["a"] < 0] += 1',
        'df[df["x"] == 0]["y"] = 5',
        'import pandas as P\nt = P.DataFrame(rows)\nt["a"][t["a"] < 0] = 0',
        'from pandas import read_csv\nt = read_csv("a")\nt[["a", "b"]]["a"] = 0',
        "import pandas as pd\ndef fill(frame: pd.DataFrame):\n    frame[frame.a > 1]['b'] = 2",
        "import pandas as pd\nclass A:\n    def __init__(self):\n        self.df = pd.read_csv('a')\n        self.df['a'][3] = 2",
        "import pandas as pd\ndef clean(train):\n    train[train['Age'].isna() & (train['P'] == 1)]['Age'] = 3",
    ),
    "chained-inplace": (
        READ + 'df["a"].fillna(0, inplace=True)',
        READ + 'df.a.replace(1, 2, inplace=True)',
        READ + 'df[["a", "b"]].fillna(0, inplace=True)',
        READ + 'df[df.a > 0].dropna(inplace=True)',
        READ + 'df.loc[:, "a"].fillna(0, inplace=True)',
        READ + 'for c in ["a", "b"]:\n    df[c].fillna(df[c].mean(), inplace=True)',
    ),
    "none-assigned": (
        READ + 'df = df.dropna(inplace=True)',
        READ + 'print(df.fillna(0, inplace=True))',
        READ + 'x = df.drop("a", axis=1, inplace=True).mean()',
        "import random\nx = [1, 2]\nx = random.shuffle(x)",
        "import numpy as np\norder = np.random.shuffle(np.arange(5))",
        "x = []\nfor i in y:\n    x = x.append(i)",
        "x = [2, 1]\nfor v in x.sort():\n    print(v)",
        "def f(values):\n    values = values.sort()\n    return values",
        "d = {}\nd = d.update(a=1)",
        "s = set()\ns = s.add(1)",
        "data = data.drop(columns=['a'], inplace=True)",
    ),
    "result-thrown-away": (
        READ + "df.drop('a', axis=1)\nprint(df)",
        READ + "df.fillna(0)\nprint(df)",
        READ + "df.sort_values('a', ascending=False)\nprint(df)",
        READ + "df.rename(columns={'a': 'b'})\nprint(df)",
        READ + "df['a'].astype(int)\nprint(df)",
        READ + "df['a'].replace('x', 'y')\nprint(df)",
        READ + "df.reset_index(drop=True)\nprint(df)",
        "import numpy as np\na = np.zeros(3)\nnp.append(a, 1)\nprint(a)",
        "import numpy as np\na = np.arange(6)\na.reshape(2, 3)\nprint(a)",
        "text = input()\ntext.strip()\nprint(text)",
        "def clean(text: str):\n    text.replace('a', 'b')\n    return text",
        "x = [2, 1]\nsorted(x)\nprint(x)",
        "import pandas as pd\ndef load(p):\n    d = pd.read_csv(p)\n    d.dropna()\n    return d",
        "df.dropna()\nmodel.fit(df)",
    ),
    "array-as-truth": (
        READ + "x = df[df['a'] > 1 and df['b'] < 2]",
        READ + "x = df[(df.a > 1) or (df.b < 2)]",
        READ + "x = df[not (df.a > 1)]",
        READ + "if df['a'] > 1:\n    print(1)",
        READ + "mask = (df['a'] > 1) and (df['b'] == 'x')",
        "sel = data[data['a'] > 1 and data['b'] < 2]",
        "import numpy as np\na = np.array([1, 2])\nif a > 1:\n    print(a)",
        READ + "df['c'] = 1 if df['a'] > 2 else 0",
        "x = x[x > 0 and x < 5]",
    ),
    "missing-parentheses": (
        READ + "x = df[df['a'] > 1 & df['b'] < 2]",
        READ + "x = df[df.a == 1 | df.a == 3]",
        READ + "x = df[df.city == 'x' & df.year == 3]",
        READ + "x = df.loc[df.a > low & df.a < high]",
        "m = a > 0.5 & b < 0.2",
        READ + "x = df[df.a == 'x' & mask]",
    ),
    "row-changed-in-vain": (
        "for i, row in df.iterrows():\n    row['a'] = 1",
        "for index, r in data.iterrows():\n    if r['a'] > 1:\n        r['b'] = r['a'] * 2",
        "for _, row in table.iterrows():\n    row['n'] += 1",
    ),
    "rows-one-by-one": (
        "for i, row in df.iterrows():\n    df.at[i, 'c'] = row['a'] / row['b']",
        "out = []\nfor i, row in df.iterrows():\n    out.append(row['a'] + row['b'])",
        "for i, row in df.iterrows():\n    s = row['a'] * 2\n    df.loc[i, 'c'] = row['b'] - s",
    ),
    "grown-in-loop": (
        "import numpy as np\na = np.array([])\nfor x in xs:\n    a = np.append(a, x)",
        "import numpy as np\na = f()\nfor x in xs:\n    a = np.vstack((a, x))",
        "import pandas as pd\nd = pd.DataFrame()\nfor x in xs:\n    d = pd.concat([d, g(x)], ignore_index=True)",
        "out = None\nfor x in xs:\n    out = np.concatenate([out, x])",
    ),
    "frame-append": (
        READ + "df = df.append(row)",
        "for x in xs:\n    result = result.append({'a': x}, ignore_index=True)",
        "df = df.append(other)",
    ),
    "misaligned-concat": (
        "import pandas as pd\ntr, te = train_test_split(df)\nc = pd.DataFrame(enc.fit_transform(tr[cols]))\n"
        "x = pd.concat([tr, c], axis=1)",
        "x = pd.concat([df[df.a > 0], pd.DataFrame(m.predict(z))], axis=1)",
        "d = d.sample(frac=1)\nx = pd.concat([d, pd.DataFrame(e.transform(d).toarray())], axis='columns')",
    ),
    "index-saved": (
        "sub = pd.DataFrame({'id': a})\nsub.to_csv('my_submission.csv')",
        "df = pd.read_csv('a.csv')\ndf.to_csv('b.csv')\nagain = pd.read_csv('b.csv')",
        "submission = pd.read_csv('sample.csv')\nsubmission['y'] = p\nsubmission.to_csv('out.csv')",
    ),
    "one-file-for-both": (
        "import pandas as pd\ntrain_df = pd.read_csv('a.csv')\nval_df = pd.read_csv('a.csv')",
        "from datasets import load_dataset\ntrain = load_dataset('imdb', split='train')\ntest = load_dataset('imdb', split='train')",
        "import numpy as np\nPATH = 'x.npy'\nx_train = np.load(PATH)\nx_test = np.load(PATH)",
    ),
    "loaded-again-and-again": (
        READ + "for i in range(3):\n    t = pd.read_csv('b.csv')\n    print(t)",
        "from transformers import AutoTokenizer\nfor t in texts:\n    tok = AutoTokenizer.from_pretrained('bert')\n    tok(t)",
        "import torch\nclass D(Dataset):\n    def __getitem__(self, i):\n        return torch.load(self.path)[i]",
        "import joblib\n@app.post('/p')\ndef p(x):\n    m = joblib.load('m.pkl')\n    return m.predict(x)",
        "for w in words:\n    text = open('book.txt').read()\n    print(text.count(w))",
        "import pandas as pd\ndef price(city):\n    t = pd.read_csv('p.csv')\n    return t[city]\nfor c in cities:\n    print(price(c))",
        "for t in texts:\n    pipe = AutoModel.from_pretrained(NAME)\n    print(pipe(t))",
    ),
}  # fmt: skip
QUIET = {
    "chained-assignment": (
        'd = {"a": {}}\nd["a"]["b"] = 1',
        READ + 'df.loc[df.a > 0, "b"] = 1',
        READ + 'df.at[0, "b"] = 1',
        READ + 'sub = df[df.a > 0].copy()\nsub["b"] = 1',
        "grid[0][1] = 2",
        "import numpy as np\na = np.zeros((2, 2))\na[0][1] = 2",
        "config['model']['lr'] = 1",
        'results[name]["score"] = 3',
        "def f(counts):\n    counts[counts.index(3)][0] = 1",
        "frames['a'].loc[3] = 1",
    ),
    "chained-inplace": (
        READ + "df.fillna(0, inplace=True)",
        READ + 'df["a"] = df["a"].fillna(0)',
        "s = get()\ns.fillna(0, inplace=True)",
        "class A:\n    def f(self):\n        self.df.dropna(inplace=True)",
        "nn.ReLU(inplace=True)",
        "frames['a'].dropna(inplace=True)",
    ),
    "none-assigned": (
        "values, index = x.sort()",
        "import torch\nx = x.sort()",
        "path = path.replace('a', 'b')",
        "x = F.relu(x, inplace=True)",
        "import random\nrandom.shuffle(x)",
        "x = sorted(x)",
        "logits = self.norm.append(x)",
        "df = df.drop('a', axis=1, inplace=False)",
        "array = array.write(0, x)",
        "import pandas as pd\ns = s.append(t, ignore_index=True)",
    ),
    "result-thrown-away": (
        READ + "df.dropna(inplace=True)",
        READ + "df = df.dropna()",
        READ + "df.info()\ndf.head()\ndf.plot()",
        "x = [1]\nx.append(2)\nx.sort()",
        "import numpy as np\na = np.zeros(3)\nnp.clip(a, 0, 1, out=a)\nnp.log(a, a)",
        "from pathlib import Path\nPath('a').replace('b')",
        "window.lower()\nself.strip()",
        "with pytest.raises(ValueError):\n    a = np.zeros(3)\n    a.reshape(2, 2)",
        "optimizer.step()\nloss.backward()\nmodel.to(device)",
        "import torch\nx = torch.zeros(3)\nx.clamp_(0, 1)\nx.squeeze_()",
        "plt.plot(x)\nplt.show()",
        "thread.join()\nqueue.replace('a', 'b')",
    ),
    "array-as-truth": (
        READ + "x = df[(df.a > 1) & (df.b < 2)]",
        READ + "if (df['a'] > 1).any() and (df['b'] > 2).all():\n    print(1)",
        READ + "if len(df) > 1 and df.shape[0] < 5:\n    print(1)",
        READ + "f = lambda row: 1 if row['a'] > 1 and row['b'] < 2 else 0\ndf.apply(f, axis=1)",
        READ + "df['c'] = df.apply(lambda df: df['a'] > 1 and df['b'] < 2, axis=1)",
        READ + "if df['a'].mean() > 1 or df.empty:\n    print(1)",
        "from scipy import stats\ndef f(df):\n    return 0 if df >= 1 else 2",
        "for row in rows:\n    if row['a'] > 1 and row['b'] < 2:\n        print(row)",
    ),
    "missing-parentheses": (
        READ + "x = df[(df.a > 1) & (df.b < 2)]",
        "ok = flags & 1 == 1",
        "x = a < b < c",
        "if x == A | B:\n    pass",
        "if mode & MASK and size > 3:\n    pass",
        "x = value == (1 | 2)",
    ),
    "row-changed-in-vain": (
        "for i, row in df.iterrows():\n    row['a'] = 1\n    rows.append(row)",
        "for i, row in df.iterrows():\n    row['a'] = 1\n    df.loc[i] = row",
        "for i, row in df.iterrows():\n    row['a'] = 1\n    print(row['a'])",
        "for i, row in df.iterrows():\n    d = dict(row)\n    d['a'] = 1",
        "for i, row in enumerate(rows):\n    row['a'] = 1",
        "for i, row in df.iterrows():\n    df.at[i, 'a'] = f(row['b'])",
    ),
    "rows-one-by-one": (
        "for i, row in df.iterrows():\n    print(row['a'] + row['b'])",
        "for i, row in df.iterrows():\n    texts.append(ask(row['a']))",
        "for i, row in df.iterrows():\n    if row['a'] > 1:\n        out.append(row['a'] * 2)",
        "for row in rows:\n    out.append(row['a'] * 2)",
    ),
    "grown-in-loop": (
        "x = []\nfor y in ys:\n    x.append(y)\nz = np.concatenate(x)",
        "for x in xs:\n    both = np.concatenate([x, x])",
        "while True:\n    ids = np.append(ids, step())\n    break",
        "for x in xs:\n    ids = torch.cat([ids, x])",
        "for x in xs:\n    a = first(x)\n    a = np.append(a, 1)",
    ),
    "frame-append": (
        "x = []\nx.append({'a': 1})",
        READ + "rows = []\nrows.append(df)",
        "self.items.append(df)",
        "out = log.append(entry)",
    ),
    "misaligned-concat": (
        "tr, te = train_test_split(df)\nc = pd.DataFrame(e.transform(tr), index=tr.index)\nx = pd.concat([tr, c], axis=1)",
        "tr, te = train_test_split(df)\ntr = tr.reset_index(drop=True)\nx = pd.concat([tr, pd.DataFrame(e.transform(tr))], axis=1)",
        "df = pd.read_csv('a')\nx = pd.concat([df, pd.DataFrame(e.transform(df))], axis=1)",
        "x = pd.concat([df.dropna(), other], axis=0)",
        "d = df.dropna()\nx = pd.concat([d, pd.DataFrame({'a': 1}, index=d.index)], axis=1)",
    ),
    "index-saved": (
        "sub = pd.DataFrame({'id': a})\nsub.to_csv('submission.csv', index=False)",
        "sub = pd.DataFrame({'id': a}).set_index('id')\nsub.to_csv('submission.csv')",
        "df = pd.read_csv('a.csv', index_col=0)\ndf.to_csv('submission.csv')",
        "df = pd.read_csv('a.csv')\ndf.to_csv('b.csv')\nx = pd.read_csv('b.csv', index_col=0)",
        "sub = pd.DataFrame({'y': p}, index=test.id)\nsub.to_csv('submission.csv')",
        "df = pd.read_csv('a.csv')\ndf.to_csv('b.csv')",
    ),
    "one-file-for-both": (
        "train = pd.read_csv('a.csv')\ntest = pd.read_csv('b.csv')",
        "train = pd.read_csv('a.csv', nrows=80)\ntest = pd.read_csv('a.csv', skiprows=80)",
        "train = load('a')\ntest = load('a')",
        "df = pd.read_csv('a.csv')\ntrain, test = train_test_split(df)",
        "train = load_dataset('x', split='train')\ntest = load_dataset('x', split='test')",
    ),
    "loaded-again-and-again": (
        "for p in paths:\n    df = pd.read_csv(p)",
        "for x in xs:\n    with open('log.txt', 'a') as f:\n        f.write(x)",
        "def price(city):\n    t = pd.read_csv('p.csv')\n    return t[city]\nprint(price('a'))",
        "def load(p):\n    return pd.read_csv(p)\nfor p in ps:\n    load(p)",
        "for fold in range(5):\n    model = AutoModel.from_pretrained('bert')\n    train(model, fold)",
        "for i in range(3):\n    df = pd.read_csv(f'part{i}.csv')",
        "while True:\n    df = pd.read_csv('a.csv')\n    time.sleep(5)",
        "for attempt in range(3):\n    try:\n        df = pd.read_csv(URL)\n        break\n    except OSError:\n        pass",
        "class D:\n    def __init__(self):\n        self.x = torch.load('a')",
        "class D:\n    def __getitem__(self, i):\n        return np.load(self.paths[i])",
        "@app.on_event('startup')\ndef start():\n    global m\n    m = joblib.load('m')",
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
