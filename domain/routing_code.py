"""Tells pasted code, a diff or a traceback from prose, only where there is no doubt, and takes out what is Python."""

import ast
import re

from .source import tree_of

_NAMES = (
    "bash c c++ cpp cs csharp diff docker dockerfile go golang html ipython java javascript js json jsx julia kotlin "
    "lua patch perl php py py3 pycon python python3 pytb r rb rs ruby rust scala sh shell sql swift tex toml traceback "
    "ts tsx typescript yaml yml zsh"
)
_LANGUAGES = frozenset(_NAMES.split())
_FENCE = re.compile(r"^[ \t]*(```|~~~)[ \t]*([\w+#-]*)[^\n]*\n(.*?)(?:^[ \t]*\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_DIFF = re.compile(r"^(?:diff --git \S|--- \S[^\n]*\n\+\+\+ \S|@@ -\d+(?:,\d+)? \+\d+)[^\n]*$", re.MULTILINE)
_TRACE = re.compile(
    r'^Traceback \(most recent call last\):[ \t]*$|^[ \t]*File "[^"\n]+", line \d+|^[ \t]+at [\w.$<>]+\([\w.]+:\d+\)',
    re.MULTILINE,
)
_STRONG = re.compile(
    r"\s*(?:(?:async )?def \w+\(|class \w+[^\n]*:$|import [\w.]+(?: as \w+)?$|from [\w.]+ import |@\w[\w.]*(?:\(.*)?$|>>> |#include"
    r"|[\w.\[\]'\"]+(?:\s*:\s*[\w\[\], .|]+)? ?[-+*/|&]?= ?\S|[\w.]+\(.*\)[;,]?$|.*(?:\);|\{|\};?)$|(?:let|const|var|fn|func) \w+"
    r"|(?:select|insert|update|delete)\b.*\b(?:from|into|set)\b)",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\s*(?:(?:for|while|if|elif|with|try|except|else|finally)\b.*:$|return\b|raise \w|yield\b|[)\]}]|#|//|pass$)"
)
_FEWEST_LINES = 3
_PYTHON = frozenset(("", "python", "py", "py3", "python3", "ipython"))
_PYTHON_LINE = re.compile(
    r"[ \t]*(?:(?:async )?def \w+\(|class \w.*:$|import \w|from [\w.]+ import |(?:for|while|if|with) .*:$)", re.M
)
_MOST_BLOCKS = 8


def without_code(text: str) -> tuple[str, bool]:
    """The prose of a text, and whether code, a diff or a traceback surely stands in it too."""
    found = False

    def cut(fence: re.Match[str]) -> str:
        nonlocal found
        language, body = fence[2].lower(), fence[3]
        found = found or language in _LANGUAGES or (not language and _is_code(body.splitlines()))
        return "\n"

    prose = _FENCE.sub(cut, text)
    if found:
        return prose, True
    if (pasted := _DIFF.search(prose)) or (pasted := _trace(prose)):
        return prose[: pasted.start()], True
    lines = prose.splitlines()
    if _is_code(lines):
        return "\n".join(line for line in lines if not _looks_like_code(line)), True
    return text, False


def diff_in(text: str) -> str:
    """The unified diff that stands in a text, to the end of the text or of its fence; empty when there is none."""
    if (begin := _DIFF.search(text)) is None:
        return ""
    fence = next((one for one in _FENCE.finditer(text) if one.start(3) <= begin.start() < one.end(3)), None)
    return text[begin.start() : fence.end(3) if fence else len(text)]


def code_in(text: str) -> tuple[str, ...]:
    """The pieces of Python that stand in a text: what fences hold, or else the lines from the first of code to the last."""
    fenced = [one[3] for one in _FENCE.finditer(text) if one[2].lower() in _PYTHON and _may_be_python(one[3], one[2])]
    if fenced or _FENCE.search(text):
        return tuple(fenced[:_MOST_BLOCKS])
    if trace := _trace(text):
        text = text[: trace.start()]
    lines = text.splitlines()
    alike = [number for number, line in enumerate(lines) if line.strip() and _looks_like_code(line)]
    if not _is_code(lines):
        return (text,) if _is_python(text) else ()
    code = "\n".join(lines[alike[0] : alike[-1] + 1]) + "\n"
    return (code,) if _is_python(code) or _PYTHON_LINE.search(code) else ()


def _may_be_python(code: str, language: str) -> bool:
    """Whether what a fence holds is Python: it says so, or it looks so."""
    if not code.strip() or _DIFF.search(code) or _trace(code):
        return False
    return bool(language or _is_python(code) or _PYTHON_LINE.search(code))


def _is_python(code: str) -> bool:
    """Whether it can be parsed and says more than a word does."""
    tree = tree_of(code)
    return tree is not None and any(not isinstance(node, ast.Expr) or _calls(node) for node in tree.body)


def _calls(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Call)


def _trace(prose: str) -> re.Match[str] | None:
    """Where a traceback begins; one line of it alone may be what is talked about."""
    marks = _TRACE.finditer(prose)
    first, second = next(marks, None), next(marks, None)
    return first if second else None


def _is_code(lines: list[str]) -> bool:
    filled = [line[:200].rstrip() for line in lines if line.strip()]
    strong = sum(1 for line in filled if _STRONG.match(line))
    alike = sum(1 for line in filled if _looks_like_code(line))
    return strong > 0 and alike >= _FEWEST_LINES and 2 * alike > len(filled)


def _looks_like_code(line: str) -> bool:
    line = line[:200].rstrip()
    return bool(_STRONG.match(line) or _WEAK.match(line))
