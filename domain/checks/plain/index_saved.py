"""A table saved with its row numbers, where they become a column."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import argument, dotted, keyword, method, receiver, spreads


def _find(code: Code) -> Iterator[Hit]:
    read = {_text(code, argument(call, 0)): call for call in code.calls if _is_read_plainly(code, call)}
    for call in code.calls:
        of = receiver(call)
        if method(call) != "to_csv" or of is None or spreads(call) or len(call.args) > 1:
            continue
        if keyword(call, "index") is not None or keyword(call, "index_label") is not None or not _has_numbers(code, of):
            continue
        path = _text(code, argument(call, 0, "path_or_buf"))
        again = read.get(path) if path else None
        if again is not None or "submission" in f"{path} {dotted(of)}".lower():
            why = "is read as a column named `Unnamed: 0`" if again else "is one column more than what is asked for"
            message = f"`to_csv` also writes the row numbers 0, 1, 2, … of `{dotted(of) or 'the table'}`: the first column {why}."
            end_line, column = call.end_lineno or call.lineno, call.end_col_offset or 0
            edits = inserted(end_line, column, ", index=False") if _ends_plainly(call) else ()
            yield hit(call, message, *([again] if again else []), edits=edits)


def _ends_plainly(call: ast.Call) -> bool:
    """Whether the last argument is right before the closing parenthesis."""
    last = max(
        [*call.args, *(k.value for k in call.keywords)], key=lambda n: (n.end_lineno, n.end_col_offset), default=None
    )
    return last is not None and (last.end_lineno, (last.end_col_offset or 0) + 1) == (
        call.end_lineno,
        call.end_col_offset,
    )


def _is_read_plainly(code: Code, call: ast.Call) -> bool:
    return code.called(call) == "pandas.read_csv" and not any(
        k.arg in ("index_col", "usecols", None) for k in call.keywords
    )


def _text(code: Code, node: ast.expr | None) -> str:
    value = code.value(node) if node is not None else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def _has_numbers(code: Code, of: ast.expr) -> bool:
    """Whether its index is only row numbers: a table made here without an index of its own, or read and never given one."""
    value = code.value(of)
    if code.called(value) == "pandas.DataFrame" and isinstance(value, ast.Call):
        plain = keyword(value, "index") is None and len(value.args) < 2
        return plain and not _gets_index(code, dotted(of))
    if code.called(value) == "pandas.read_csv" and isinstance(value, ast.Call):
        return keyword(value, "index_col") is None and not _gets_index(code, dotted(of))
    return False


def _gets_index(code: Code, name: str) -> bool:
    stores = (n for scope in code.scopes for n in scope.nodes if isinstance(n, ast.Attribute) and n.attr == "index")
    set_by_name = any(isinstance(n.ctx, ast.Store) and dotted(n.value) == name for n in stores)
    return set_by_name or any(method(c) == "set_index" and dotted(receiver(c) or c) == name for c in code.calls)


CHECK = Check(
    name="index-saved",
    title="The row numbers are saved as a column",
    severity="risk",
    idea="`to_csv` writes the index as the first column unless `index=False` is said. "
    "Whoever reads the file gets one column more.",
    question="How many columns has the first line of the file, and how many has the table?",
    terms=("Tables with pandas", "pandas"),
    bad='import pandas as pd\n\nsubmission = pd.DataFrame({"id": ids, "target": y})\nsubmission.to_csv("submission.csv")\n',
    good='import pandas as pd\n\nsubmission = pd.DataFrame({"id": ids, "target": y})\n'
    'submission.to_csv("submission.csv", index=False)\n',
    find=_find,
)
