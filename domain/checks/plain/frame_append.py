"""`DataFrame.append`, which pandas 2 took away."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, method, receiver
from .frames import COLUMNAR, Data


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for call in code.calls:
        of = receiver(call)
        if method(call) != "append" or of is None or code.called(call):
            continue
        told = keyword(call, "ignore_index") is not None and data.kind(of) != "list"
        if told or (data.kind(of) in COLUMNAR and isinstance(code.parents.get(call), ast.Assign)):
            name = dotted(of) or "the table"
            yield hit(
                call, f"`{name}.append` was removed in pandas 2: AttributeError. Before that it copied all of `{name}` each time."
            )  # fmt: skip


CHECK = Check(
    name="frame-append",
    title="Tables have no append any more",
    severity="bug",
    idea="A table can't grow in place. Collect rows in a list and make one table of them, or join tables once by `pd.concat`.",
    question="What did `append` have to do with all earlier rows each time, and where could the rows wait instead?",
    terms=("Tables with pandas", "pandas"),
    bad='import pandas as pd\n\ndf = pd.DataFrame()\ndf = df.append({"a": 1}, ignore_index=True)\n',
    good='import pandas as pd\n\ndf = pd.DataFrame([{"a": 1}])\n',
    find=_find,
)
