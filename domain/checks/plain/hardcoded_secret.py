"""Keys and passwords that stand in the code."""

import ast
import re
import tokenize
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last

_SHAPES: Final = re.compile(
    r"(?<![\w-])(?:sk-(?:proj-|svcacct-|admin-|ant-[\w]+-|or-v1-)[A-Za-z0-9_-]{20,}|sk-(?:live-)?(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|"
    r"github_pat_\w{30,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|xox[abprs]-[\w-]{12,}|glpat-[\w-]{16,}|gsk_[A-Za-z0-9]{30,}|"
    r"r8_[A-Za-z0-9]{30,}|[sr]k_live_[A-Za-z0-9]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|pypi-[\w-]{40,})"
)
_PRIVATE: Final = re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=]{16,}")
_IN_URL: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}<>\[\]]+:([^\s:/@{}<>$%\[\]]{3,})@([^\s/:?\[\]]+)", re.IGNORECASE
)
_SAID: Final = (
    "stands in the code: whoever gets to see the file can use it, and so can everyone who finds it in the history of the repository "
    "later. Take it back where it was issued."
)
_NO_KEY: Final = re.compile(
    r"(^|_)(pad|eos|bos|sep|mask|unk|cls|start|end|next|prev|stop|special)_token$", re.IGNORECASE
)
_WORD: Final = re.compile(r"(?<![^-_.])[a-z]{2,}(?![^-_.])")
_ROUTE: Final = re.compile(r"[A-Za-z][\w-]*(?::[A-Za-z][\w-]*)+")
_PASSWORD: Final = re.compile(r"(^|_)(password|passwd|pwd|passphrase)$", re.IGNORECASE)
_KEY: Final = re.compile(r"(^|_)(api_?key|secret|secret_?key|access_?key|auth_?token|access_?token|api_?token|private_?key|"
                         r"bearer_?token|hf_?token|token)$", re.IGNORECASE)  # fmt: skip
_PLACEHOLDER: Final = re.compile(
    r"your|here|xxx|\*\*\*|\.\.\.|change|example|placeholder|dummy|fake|sample|insert|replace|todo|enter|paste|redacted|"
    r"<|>|\{|\}|\$|test|foobar|none|null|[\s/\[\]()]|env|default|my[-_]?(?:key|token)",
    re.IGNORECASE,
)
_COMMON: Final = frozenset(
    [
        "postgres",
        "root",
        "admin",
        "user",
        "guest",
        "password",
        "pass",
        "secret",
        "test",
        "example",
        "changeme",
        "mysql",
        "minio",
    ]
)
_LOCAL: Final = ("localhost", "127.0.0.1", "0.0.0.0", "db", "postgres", "mysql", "redis", "host", "example.com")  # noqa: S104


def _find(code: Code) -> Iterator[Hit]:
    yield from _in_comments(code)
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and 6 <= len(node.value) < 20_000:
                if isinstance(code.parents.get(node), ast.Expr):
                    continue
                what = _what(code, node, node.value)
                if what:
                    yield hit(node, f"{what} {_SAID}")


def _in_comments(code: Code) -> Iterator[Hit]:
    """Keys of known shapes in comments."""
    if "#" not in code.text or not _SHAPES.search(code.text):
        return
    for comment in comments(code.text):
        shape = _SHAPES.search(comment.string)
        if shape and not _is_placeholder(shape[0]):
            line, column = comment.start
            first = len(comment.line[: column + shape.start()].encode()) + 1
            after = first + len(shape[0].encode())
            yield Hit(line, line, first, after, f"A key (`{shape[0][:4]}…`) in a comment {_SAID}")


def comments(text: str) -> Iterator[tokenize.TokenInfo]:
    """The comments of a text that is Python."""
    try:
        yield from (
            t
            for t in tokenize.generate_tokens(iter(text.splitlines(keepends=True)).__next__)
            if t.type == tokenize.COMMENT
        )
    except (tokenize.TokenError, SyntaxError):
        return  # what the parser takes and the tokenizer doesn't: there are such texts, and no more comments to be had


def _what(code: Code, node: ast.Constant, text: str) -> str:
    """What kind of secret a text is, without showing it; empty when it is none."""
    shape = _SHAPES.search(text) if len(text) >= 16 else None
    if shape and not _is_placeholder(shape[0]):
        return f"A key (`{shape[0][:4]}…`)"
    if "PRIVATE KEY" in text and _PRIVATE.search(text):
        return "A private key"
    url = _IN_URL.search(text) if "://" in text and "@" in text else None
    if url and not _PLACEHOLDER.search(url[1]) and url[1].lower() not in _COMMON and url[2].lower() not in _LOCAL:
        return f"The password of an address at {url[2][:40]}"
    name = _given_to(code, node)
    if _PASSWORD.search(name) and _is_password(text, isinstance(code.parents.get(node), ast.Dict)):
        return f"A password (`{name}`)"
    if (
        _KEY.search(name)
        and not _NO_KEY.search(name)
        and len(text) >= 12
        and not _PLACEHOLDER.search(text)
        and _is_random(text)
    ):
        return f"A key (`{name}`, `{text[:3]}…`)"
    return ""


def _is_password(text: str, is_entry: bool) -> bool:
    """Whether it looks like a password; an entry of a dict, which may be a label or a message, must do so with a digit and a sign."""
    if text.lower() in _COMMON or _PLACEHOLDER.search(text) or _ROUTE.fullmatch(text):
        return False
    return _is_mixed(text, 3) and bool(re.search(r"\d", text)) if is_entry else _is_mixed(text, 2)


def _is_placeholder(text: str) -> bool:
    body = re.sub(r"^[A-Za-z]+[-_](?:proj-|ant-)?", "", text)
    return (
        bool(_PLACEHOLDER.search(body))
        or len(set(body)) < 8
        or (not re.search(r"\d", body) and not re.search("[A-Z]", body))
    )


def _given_to(code: Code, node: ast.Constant) -> str:
    """The name of the parameter, variable, key or environment variable that gets this text."""
    parent = code.parents.get(node)
    if isinstance(parent, ast.keyword):
        return parent.arg or ""
    if isinstance(parent, ast.Assign) and parent.value is node:
        target = parent.targets[0]
        if isinstance(target, ast.Subscript):
            return _text(target.slice)
        return last(dotted(target))
    if isinstance(parent, ast.AnnAssign) and parent.value is node:
        return last(dotted(parent.target))
    if isinstance(parent, ast.Dict) and node in parent.values:
        return _text(parent.keys[parent.values.index(node)])
    return ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_mixed(text: str, kinds: int) -> bool:
    """Whether letters of both cases, digits and signs are mixed: that many of these four."""
    return sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", r"\d", r"[^\w]|_")) >= kinds


def _is_random(text: str) -> bool:
    if len(_WORD.findall(text)) > 2:
        return False
    return bool(re.fullmatch(r"[\w+/=.-]+", text, re.ASCII)) and bool(re.search(r"\d", text)) and bool(
        re.search("[A-Za-z]", text)
    ) and len(set(text)) >= 10 and len(re.findall(r"\d", text)) >= 3  # fmt: skip


CHECK = Check(
    name="hardcoded-secret",
    title="A secret stands in the code",
    severity="leak",
    idea="Code is copied, shared and kept for ever in a repository's history. "
    "A secret belongs into the environment or a file that git ignores.",
    question="Who can read this file now, and who can read its history after you push it?",
    terms=("Python modules and imports", "HuggingFace Hub and Datasets"),
    bad='from huggingface_hub import login\n\nlogin(token="hf_Qm7xK2vBn9RtLw4ZpYs8Dc3Fg")\n',
    good='import os\n\nfrom huggingface_hub import login\n\nlogin(token=os.environ["HF_TOKEN"])\n',
    find=_find,
)
