"""Shell commands put together from values."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword
from .flow import shown
from .outside import filled_texts, is_fixed, is_given


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        made = code.called(call)
        shell = keyword(call, "shell")
        by_shell = made.startswith("subprocess.") and isinstance(shell, ast.Constant) and shell.value is True
        if not by_shell and made not in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"):
            continue
        text = argument(call, 0, "args")
        value = code.value(text) if text is not None else None
        parts = filled_texts(value) if value is not None else None
        if value is None:
            continue
        loose = next((p for p in parts or [] if not is_fixed(code, p)), None)
        if parts is None and is_given(code, value):
            loose = text
        if loose is not None:
            yield hit(
                call, f"The shell reads `{shown(loose)}` as part of the command: a value such as `a; rm -rf ~` runs a second one, and a "
                "file name with a space is two.",
            )  # fmt: skip


CHECK = Check(
    name="shell-from-text",
    title="A value becomes part of a shell command",
    severity="risk",
    idea="A shell can't tell your command from the values in it. Give the parts as a list without a shell.",
    question="What does the shell do when the value holds a semicolon?",
    terms=("Python modules and imports",),
    bad='import subprocess\n\npath = input()\nsubprocess.run(f"wc -l {path}", shell=True, check=True)\n',
    good='import subprocess\n\npath = input()\nsubprocess.run(["wc", "-l", path], check=True)\n',
    find=_find,
)
