"""Paths that only one machine has."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code

_HOME: Final = re.compile(r"(?:[A-Za-z]:[\\/]+Users[\\/]+|/Users/|/home/)([^\\/\s<>{}$*]+)[\\/]", re.IGNORECASE)
_SHARED: Final = frozenset(
    [
        "user",
        "users",
        "username",
        "you",
        "yourname",
        "your_name",
        "me",
        "shared",
        "public",
        "default",
        "ubuntu",
        "runner",
        "jovyan",
        "app",
        "appuser",
        "linuxbrew",
        "name",
        "someone",
        "alice",
        "bob",
        "john",
        "jane",
        "ec2-user",
        "vscode",
        "root",
        "foo",
        "work",
        "default",
        "runneradmin",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    found: list[ast.Constant] = []
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 300:
                home = _HOME.match(node.value)
                if (
                    home
                    and home[1].lower() not in _SHARED
                    and not isinstance(code.parents.get(node), ast.Expr | ast.Compare)
                ):
                    found.append(node)
    found.sort(key=lambda node: node.lineno)
    if found:
        home = _HOME.match(str(found[0].value))
        name = home[1] if home else ""
        yield hit(
            found[0],
            f"Only a machine with a user `{name}` has this path; anywhere else: FileNotFoundError.",
            *found[1:6],
        )


CHECK = Check(
    name="own-path",
    title="This path is only on one machine",
    severity="smell",
    idea="A path that begins at your home works for you alone. Start from the project's folder, or take it as an argument.",
    question="Which part of this path does somebody have who clones the repository?",
    terms=("Python modules and imports", "Python portfolio on GitHub"),
    bad='import pandas as pd\n\ndf = pd.read_csv("C:/Users" "/annika/Desktop/data.csv")\n',
    good='import pandas as pd\n\ndf = pd.read_csv("data/data.csv")\n',
    find=_find,
)
