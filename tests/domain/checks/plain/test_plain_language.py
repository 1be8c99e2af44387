"""Spellings of mistakes of the language that must be found, and of right code in which they must not."""

import pytest

from studycoach.domain.checks.code import Code
from studycoach.domain.checks.plain import CHECKS

pytestmark = pytest.mark.slow

BY_NAME = {check.name: check for check in CHECKS}
FOUND = {
    "or-always-true": (
        "if x == 1 or 2:\n    pass",
        "while c != 'a' or 'b':\n    pass",
        "ok = [v for v in vs if v == 1 or 5]",
        "y = 1 if kind == 'a' or 'b' or 'c' else 2",
        "assert x == 'a' or 'must be a'",
        "if (x == 1 or 2):\n    pass",
    ),
    "nothing-returned": (
        "def f(x):\n    y = x * 2\nz = f(3)\nprint(z)",
        "def mean(xs):\n    t = 0\n    for x in xs:\n        t += x\n    print(t)\ndef main():\n    m = mean([1])\n    print(m + 1)",
        "def load(p):\n    df = pd.read_csv(p)\n    df = df.dropna()\n\ndf = load('a')\nprint(df.shape)",
    ),
    "mutable-default": (
        "def f(x, acc=[]):\n    acc.append(x)\n    return acc",
        "def f(x, *, seen=set()):\n    seen.add(x)",
        "def f(k, d={}):\n    d[k] = 1\n    return d",
        "def f(x, xs=list()):\n    xs += [x]\n    return xs",
        "class A:\n    def __init__(self, items=[]):\n        self.items = items\n    def add(self, x):\n        self.items.append(x)",
        "async def f(x, log=[]):\n    log.append(x)",
        "from collections import defaultdict\ndef f(x, d=defaultdict(list)):\n    d[x].append(1)\n    d.update(a=1)",
    ),
    "swallowed-error": (
        "try:\n    train()\nexcept:\n    pass",
        "for f in files:\n    try:\n        x.append(load(f))\n    except Exception:\n        continue",
        "try:\n    df = pd.read_csv(p)\nexcept Exception as e:\n    pass",
        "try:\n    model.fit(X, y)\nexcept (ValueError, Exception):\n    ...",
        "for r in rows:\n    try:\n        n += int(r)\n    except BaseException:\n        pass",
    ),
    "bare-except": (
        "try:\n    f()\nexcept:\n    print('failed')",
        "try:\n    f()\nexcept ValueError:\n    x = 1\nexcept:\n    x = 2",
        "def g():\n    try:\n        return f()\n    except:\n        return None",
    ),
    "changed-while-iterated": (
        "for x in xs:\n    if x < 0:\n        xs.remove(x)",
        "for i, x in enumerate(xs):\n    if x:\n        del xs[i]",
        "for k in d:\n    if d[k] is None:\n        del d[k]",
        "for k in d.keys():\n    d.pop(k)",
        "for i in range(len(xs)):\n    if xs[i] == 0:\n        xs.pop(i)",
        "for k, v in counts.items():\n    if v < 2:\n        counts.pop(k)",
        "for c in self.cells:\n    if c.dead:\n        self.cells.remove(c)",
    ),
    "closure-over-loop": (
        "fs = [lambda x: x * i for i in range(3)]",
        "fs = {}\nfor name in names:\n    fs[name] = lambda: print(name)",
        "for i in range(3):\n    def f():\n        return i\n    fs.append(f)",
        "for i in range(3):\n    fs.append((i, lambda x: x + i))",
        "fs = {n: lambda x: x**n for n in range(3)}",
    ),
    "rows-repeated": (
        "g = [[0] * 3] * 3\ng[0][1] = 1",
        "b = [[]] * 5\nb[0].append(1)",
        "b = n * [[]]\nfor i in range(n):\n    b[i].append(i)",
        "d = dict.fromkeys(keys, [])\nd['a'].append(1)",
        "class A:\n    def __init__(self):\n        self.g = [[0] * 3] * 3\n    def set(self):\n        self.g[1][1] = 5",
        "m = [{}] * 3\nm[0]['a'] = 1",
    ),
    "return-in-loop": (
        "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x * 2)\n        return out",
        "def f(xs):\n    n = 0\n    for x in xs:\n        if x > 0:\n            n += 1\n        return n / len(xs)",
        "def f(ws):\n    c = {}\n    for w in ws:\n        c[w] = c.get(w, 0) + 1\n        return c",
    ),
    "builtin-hidden": (
        "list = [1, 2]\nx = list(range(3))",
        "max = 0\nfor x in xs:\n    if x > max:\n        max = x\nprint(max(xs))",
        "def f(xs):\n    len = len(xs)\n    return len",
        "str = 'a'\nprint(str(5))",
        "sum = 0\nsum += 3\nprint(sum([1]))",
        "input = input('x')\ny = input('y')",
    ),
    "method-not-called": (
        "model.eval",
        "optimizer.zero_grad\nloss.backward()",
        "optimizer.step",
        "if text.lower == 'yes':\n    pass",
        "f = open('a')\nf.close",
        "ok = [w for w in ws if w.lower == 'a']",
        "loss.backward",
    ),
    "is-with-literal": (
        "if x is 5:\n    pass",
        "if name is not 'a':\n    pass",
        "if x is -1:\n    pass",
        "if xs is []:\n    pass",
        "ok = () is x",
        "while mode is 'train':\n    pass",
    ),
    "never-reached": (
        "def f():\n    return 1\n    print(2)",
        "for x in xs:\n    break\n    print(x)",
        "def f():\n    raise ValueError\n    x = 1",
        "for x in xs:\n    if x:\n        continue\n        n += 1",
        "def f(x):\n    if x:\n        return 1\n        log(x)\n    return 2",
    ),
    "loop-name-reused": (
        "for i in range(3):\n    for i in range(4):\n        pass\n    x[i] = 1",
        "for row in table:\n    for row in other:\n        print(row)\n    print(row)",
        "for i, x in enumerate(xs):\n    for x in ys:\n        pass\n    out.append(x)",
    ),
    "text-without-f": (
        "loss = 1\nprint('loss {loss}')",
        "def f(n):\n    raise ValueError('bad {n}')",
        "for e in range(3):\n    print('epoch {e}: {e:.3f}')",
        "import logging\nx = 1\nlogging.info('x is {x}')",
    ),
    "compared-in-vain": ("x = 1\nx == 2", "model.training == False", "assert (x > 0, 'must be positive')", "lr == 0.1"),
    "input-as-number": (
        "n = input()\nfor i in range(n):\n    print(i)",
        "x = input('x')\ny = x + 1",
        "if input('age') > 18:\n    pass",
        "g = input()\nif g == 7:\n    print('yes')",
        "a = input()\nb = a / 2",
    ),
}  # fmt: skip
QUIET = {
    "or-always-true": (
        "if x == 1 or x == 2:\n    pass",
        "name = given or 'default'",
        "if x or 'a':\n    pass",
        "y = x == 1 or 'a'",
        "if x == 1 or DEBUG:\n    pass",
        "while x == 1 or True:\n    pass",
    ),
    "nothing-returned": (
        "def f(x):\n    return x * 2\nz = f(3)\nprint(z)",
        "def f(x):\n    for i in x:\n        yield i\nz = f(3)\nprint(z)",
        "def f(x):\n    y = x\nf(3)",
        "def f(x):\n    y = x\nz = f(3)",
        "@task\ndef f(x):\n    y = x\nz = f(3)\nprint(z)",
        "def f(x):\n    raise NotImplementedError\nz = f(3)\nprint(z)",
        "class A:\n    def f(self):\n        y = 1\nz = f(3)\nprint(z)",
    ),
    "mutable-default": (
        "def f(x, sizes=[64, 32]):\n    for s in sizes:\n        print(s)",
        "def f(x, acc=None):\n    acc = acc or []\n    acc.append(x)",
        "def f(x, acc=[]):\n    acc = list(acc)\n    acc.append(x)\n    return acc",
        "def f(x, _cache={}):\n    _cache[x] = 1",
        "def f(x, t=()):\n    return t",
        "class A:\n    def __init__(self, dims=[1, 2]):\n        self.dims = dims",
    ),
    "swallowed-error": (
        "try:\n    import torch\nexcept Exception:\n    pass",
        "for f in fs:\n    try:\n        g(f)\n    except ValueError:\n        pass",
        "try:\n    f.close()\nexcept Exception:\n    pass",
        "try:\n    train()\nexcept Exception as e:\n    print(e)",
        "try:\n    train()\nexcept KeyboardInterrupt:\n    pass",
    ),
    "bare-except": (
        "try:\n    f()\nexcept:\n    clean()\n    raise",
        "try:\n    f()\nexcept Exception:\n    x = 1",
        "try:\n    f()\nexcept:\n    traceback.print_exc()",
    ),
    "changed-while-iterated": (
        "for x in list(xs):\n    xs.remove(x)",
        "for x in xs[:]:\n    xs.remove(x)",
        "for x in xs:\n    if x == 3:\n        xs.remove(x)\n        break",
        "def f(xs):\n    for x in xs:\n        if x:\n            xs.remove(x)\n            return x",
        "for x in xs:\n    ys.remove(x)",
        "for k in list(d):\n    del d[k]",
        "for k in d:\n    d[k] = d[k] + 1",
        "for node in queue:\n    queue.append(node.next)",
        "for i in reversed(range(len(xs))):\n    xs.pop(i)",
        "for _ in range(len(xs)):\n    print(xs.pop())",
    ),
    "closure-over-loop": (
        "fs = [lambda x, i=i: x * i for i in range(3)]",
        "for i in range(3):\n    xs.sort(key=lambda x: x[i])",
        "from functools import partial\nfs = [partial(f, i) for i in range(3)]",
        "for i in range(3):\n    xs.append(lambda x: x)",
        "for i in range(3):\n    out.append(max(xs, key=lambda x: x[i]))",
        "fs = (lambda x: x * i for i in range(3))",
    ),
    "rows-repeated": (
        "g = [[0] * 3 for _ in range(3)]\ng[0][0] = 1",
        "x = [0] * 3\nx[0] = 1",
        "betas = [[0.9, 0.99]] * 2\nf(betas)",
        "g = [[0] * 3] * 3\ng[0] = [1, 2, 3]",
        "d = dict.fromkeys(keys, 0)\nd['a'] += 1",
        "x = [None] * 3\nx[0] = []",
    ),
    "return-in-loop": (
        "def f(xs):\n    n = 0\n    for x in xs:\n        n += x\n    return n",
        "def f(xs):\n    for x in xs:\n        if x:\n            return x",
        "def f(xs):\n    for x in xs:\n        return x",
        "def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n        if x:\n            continue\n        return n",
        "def f(xs):\n    for x in xs:\n        out = []\n        out.append(x)\n        return out",
    ),
    "builtin-hidden": (
        "total = sum(xs)",
        "def f(list):\n    return list(range(3))",
        "from builtins import sum\nsum(xs)",
        "input = get_input()\ninput(3)",
        "def max(a, b):\n    return a if a > b else b\nmax(1, 2)",
        "def f():\n    list = [1]\n    return list\nlist(range(3))",
        "id = 5\nprint(id)",
        "class A:\n    list = [1]\nlist(range(3))",
        "print = logger.info\nprint('a')",
    ),
    "method-not-called": (
        "model.eval()",
        "x.shape",
        "f = text.lower",
        "if node.title == 'a':\n    pass",
        "words.sort(key=str.lower)",
        "step.step",
    ),
    "is-with-literal": ("if x is None:\n    pass", "if x is True:\n    pass", "if x == 5:\n    pass", "if x is y:\n    pass"),
    "never-reached": (
        "def f():\n    return\n    yield",
        "def f():\n    return 1\n\nprint(f())",
        "def f():\n    raise NotImplementedError\n    pass",
        "while True:\n    if x:\n        break\n    print(x)",
    ),
    "loop-name-reused": (
        "for i in range(3):\n    for j in range(4):\n        pass\n    x[i] = 1",
        "for i in range(3):\n    pass\nfor i in range(3):\n    print(i)",
        "for _ in range(3):\n    for _ in range(3):\n        pass\n    print(_)",
        "for i in range(3):\n    x = [i for i in y]\n    print(i)",
        "for k, v in d:\n    if k:\n        for v in v:\n            print(v)\n    else:\n        print(v)",
        "for i in range(3):\n    for i in range(4):\n        print(i)",
    ),
    "text-without-f": (
        "loss = 1\nprint(f'loss {loss}')",
        "name = 1\nprint('hello {name}'.format(name=name))",
        "print('use {x} here')",
        "t = 'a {b}'\nb = 1",
        "b = 1\nraise Custom('x', 'bad {b}', {'b': b})",
        "a = 1\nprint('{{a}}')",
    ),
    "compared-in-vain": ("x = 2", "assert x == 2", "with raises(E):\n    a == b", "assert x > 0, 'positive'", "y = x == 2"),
    "input-as-number": (
        "n = int(input())\nfor i in range(n):\n    print(i)",
        "x = input()\ny = x * 3",
        "x = input()\nif x == '5':\n    pass",
        "x = input()\nx = int(x)\nprint(x + 1)",
        "if len(input()) > 3:\n    pass",
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


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("for k in d:\n    del d[k]", "RuntimeError"),
        ("for x in xs:\n    xs.remove(x)", "skipped"),
        ("for i in range(len(xs)):\n    xs.pop(i)", "IndexError"),
    ],
)
def test_what_happens_depends_on_what_is_gone_through(code: str, words: str) -> None:
    assert [words in hit.message for hit in BY_NAME["changed-while-iterated"].find(Code(code))] == [True]
