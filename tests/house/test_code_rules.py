"""The house as code: rules over the syntax tree that linters don't have. Each rule is also shown to bite."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PURE_MODULES = words(
    "__future__ abc ast bisect builtins calendar collections copy dataclasses datetime decimal difflib enum fractions functools "
    "graphlib hashlib heapq itertools json keyword math operator re statistics string textwrap tokenize types typing unicodedata warnings zoneinfo "
    "fsrs"
)
# What reads the clock, the environment or the terminal: only the door (app/) may.
MACHINE = words(
    "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today time.time time.time_ns "
    "time.localtime time.gmtime time.ctime time.strftime os.environ os.environb os.getenv os.getenvb os.getlogin "
    "os.get_terminal_size shutil.get_terminal_size pathlib.Path.home os.path.expanduser sys.argv sys.stdin sys.stdout "
    "sys.stderr print input breakpoint builtins.print builtins.input"
)
MAKERS = words("list dict set bytearray deque defaultdict Counter OrderedDict ChainMap")
MUTATING = words("append extend insert add update setdefault pop popitem remove discard clear sort reverse")
DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def sources(*tops: str) -> list[Path]:
    """The Python files below these folders of the repository; with no folder, those of the whole program."""
    program = [path.parent.name for path in ROOT.glob("*/__init__.py")]
    own = [] if tops else [ROOT / "__init__.py", ROOT / "__main__.py"]
    return own + sorted(path for top in tops or program for path in (ROOT / top).rglob("*.py"))


def origins(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `from datetime import datetime as dt` gives dt: datetime.datetime."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
            }
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """The full name that an expression such as `dt.now` stands for; empty when it is no plain name."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (before := dotted(node.value, names)):
        return f"{before}.{node.attr}"
    return ""


def machine(tree: ast.Module) -> Iterator[ast.AST]:
    """Uses of the clock, the environment and the terminal."""
    names = origins(tree)
    return (n for n in ast.walk(tree) if isinstance(n, ast.Name | ast.Attribute) and dotted(n, names) in MACHINE)


def impure(tree: ast.Module) -> Iterator[ast.AST]:
    """Imports of anything but the modules that only compute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        if any(module.split(".")[0] not in PURE_MODULES for module in modules):
            yield node


def is_nothing(node: ast.stmt) -> bool:
    empty = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return empty or isinstance(node, ast.Pass)


def swallowed(tree: ast.Module) -> Iterator[ast.AST]:
    """Handlers that do nothing with an error, and `suppress` of every error."""
    names = origins(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(map(is_nothing, node.body)):
            yield node
        if isinstance(node, ast.Call) and dotted(node.func, names) == "contextlib.suppress":
            yield from (node for argument in node.args if dotted(argument, names) in {"Exception", "BaseException"})


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return dotted(value.func, {}).split(".")[-1] in MAKERS
    return isinstance(value, DISPLAYS)


def changed_names(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Names whose content is changed in place: NAME.append(…), NAME[…] = …, del NAME[…]."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            holder: ast.expr = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
            holder = node.func.value
        else:
            continue
        if isinstance(holder, ast.Name):
            yield holder.id, node


def module_state(tree: ast.Module) -> Iterator[ast.AST]:
    """`global`, and lists, dicts and sets of a module that have a variable's name or are changed in place."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Global))
    constants = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_mutable(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            constants |= {target.id for target in targets if isinstance(target, ast.Name)}
            if any(isinstance(t, ast.Name) and not t.id.isupper() and t.id != "__all__" for t in targets):
                yield node
    yield from (node for name, node in changed_names(tree) if name in constants)


def found(rule: Callable[[ast.Module], Iterator[ast.AST]], paths: list[Path]) -> list[str]:
    assert paths
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)
    return [f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}" for path, tree in trees for node in rule(tree)]


def test_every_module_says_what_it_is_for() -> None:
    assert found(lambda tree: iter(() if ast.get_docstring(tree) else [tree]), sources() + sources("tests")) == []


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in sources() + sources("tests", "benchmarks")}
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 300} == {}


def test_only_the_door_reads_clock_environment_and_terminal() -> None:
    assert found(machine, [path for path in sources() if "app" not in path.relative_to(ROOT).parts]) == []


def test_the_domain_imports_only_what_computes() -> None:
    assert found(impure, sources("domain")) == []


def test_no_error_is_swallowed() -> None:
    assert found(swallowed, sources() + sources("tests")) == []


def test_no_module_keeps_state() -> None:
    assert found(module_state, sources()) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (machine, "from datetime import datetime as dt\ndt.now()"),
        (machine, "import datetime\ndatetime.date.today()"),
        (machine, "import time\nstamp = time.time"),
        (machine, "from time import time\ntime()"),
        (machine, "import os\nos.environ['A']"),
        (machine, "from os import getenv\ngetenv('A')"),
        (machine, "print('x')"),
        (machine, "import sys\nsys.stdout.write('x')"),
        (impure, "import os.path"),
        (impure, "def f():\n    from sqlalchemy import select"),
        (swallowed, "try:\n    f()\nexcept ValueError:\n    pass"),
        (swallowed, "try:\n    f()\nexcept ValueError:\n    '''never mind'''\n    ..."),
        (swallowed, "import contextlib\nwith contextlib.suppress(Exception):\n    f()"),
        (module_state, "seen = []"),
        (module_state, "cache: dict[str, int] = {}"),
        (module_state, "from collections import defaultdict\nseen = defaultdict(list)"),
        (module_state, "SEEN = set()\ndef f(x):\n    SEEN.add(x)"),
        (module_state, "SEEN = {}\ndef f(x):\n    SEEN[x] = 1"),
        (module_state, "N = 0\ndef f():\n    global N\n    N += 1"),
    ],
)
def test_a_broken_rule_is_found(rule: Callable[[ast.Module], Iterator[ast.AST]], code: str) -> None:
    assert list(rule(ast.parse(code)))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (machine, "import time\ntime.monotonic()\ntime.sleep(1)"),
        (machine, "def f(now):\n    return now.date()"),
        (machine, "class A:\n    def print(self): ...\n    def g(self): self.print()"),
        (impure, "from ..domain.week import Week\nfrom collections.abc import Mapping\nimport fsrs"),
        (swallowed, "try:\n    f()\nexcept ValueError:\n    return_none = None"),
        (swallowed, "from contextlib import suppress\nwith suppress(FileNotFoundError):\n    f()"),
        (
            module_state,
            "KINDS = {'a': 1}\n__all__ = ['f']\nNAMES = ('a',)\ndef f():\n    seen = []\n    seen.append(1)",
        ),
    ],
)
def test_ordinary_code_is_let_be(rule: Callable[[ast.Module], Iterator[ast.AST]], code: str) -> None:
    assert not list(rule(ast.parse(code)))
