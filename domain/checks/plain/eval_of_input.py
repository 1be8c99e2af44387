"""`eval` and `exec` of what somebody typed."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .flow import shown
from .outside import is_given

_TELLING: Final = re.compile(
    r"(^|_)(expr|expression|formula|code|text|input|query|command|cmd|equation|source|answer|response|reply|calculation)(_|$)"
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if (
            code.called(call) not in ("eval", "exec", "builtins.eval", "builtins.exec")
            or not call.args
            or len(call.args) > 1
        ):
            continue
        of = call.args[0]
        if is_given(code, of) or _is_told(code, of):
            yield hit(
                call, f"`{shown(call)}` runs whatever it is given as Python, such as "
                '`__import__("os").system("rm -rf ~")`.', code.value(of),
            )  # fmt: skip


def _is_told(code: Code, node: ast.expr) -> bool:
    """A parameter whose name says that it is a text from somebody, of a function that nothing in this file calls safely."""
    bound = code.binding(node) if isinstance(node, ast.Name) else None
    return bound is not None and bound.kind == "parameter" and bool(_TELLING.search(bound.name))


CHECK = Check(
    name="eval-of-input",
    title="Foreign text is run as Python",
    severity="risk",
    idea="`eval` makes no difference between a number and a program. Read what you expect: `int`, `float`, `ast.literal_eval`, JSON.",
    question="What happens when somebody types a call instead of a number?",
    terms=("Mini project: calculator", "Python functions"),
    bad='text = input("expression: ")\nprint(eval(text))\n',
    good='import ast\n\ntext = input("value: ")\nprint(ast.literal_eval(text))\n',
    find=_find,
)
