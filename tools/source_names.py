"""Which files aren't reviewed, judged by their names, and how names from outside are shown."""

import re
from pathlib import PurePosixPath
from typing import Final

from ..domain.plain_text import unseen_in

NOT_PYTHON: Final = "not Python"
LINK: Final = "a link"
_PYTHON = frozenset({".py", ".pyi", ".pyw", ".ipynb"})
_COMPILED = frozenset({".pyc", ".pyo", ".pyd", ".so", ".o", ".dll", ".dylib"})
_LONG_PATH = 300
_OF_OTHERS = frozenset({
    "vendor", "vendored", "_vendor", "third_party", "thirdparty", "third-party", "external_libs", "site-packages",
    "dist-packages", "node_modules", "bower_components", ".venv", "venv", ".virtualenv", "virtualenv", ".tox", ".nox",
    "__pypackages__", ".eggs",
})  # fmt: skip
_COPIES = ".ipynb_checkpoints"
_NOT_SOURCE = frozenset({"__pycache__", "build", "dist", "htmlcov", "wheels"})
_SECRET = re.compile(
    r"\.env.*|.*\.env|.*\.(pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg)|id_(rsa|dsa|ecdsa|ed25519).*|.*credentials.*"
    r"|secrets?\.\w+|passwords?\.\w+|\.netrc|_netrc|\.pypirc|\.npmrc|\.git-credentials|\.htpasswd|\.pgpass|kubeconfig",
    re.IGNORECASE,
)
_GENERATED_NAME = re.compile(r".*(_pb2|_pb2_grpc|\.min|_generated|\.generated)\.pyi?", re.IGNORECASE)
_GENERATED = re.compile(r"^[ \t]*#.*(@generated\b|\bDO NOT EDIT\b)", re.MULTILINE)
_CONFLICT = tuple(re.compile(mark, re.MULTILINE) for mark in (r"^<{7}(?: |$)", r"^={7}$", r"^>{7}(?: |$)"))
_OF_THE_HEAD, _LONG_LINE, _LONG_ON_AVERAGE = 2000, 5000, 500


class NotReviewed(Exception):
    """A file isn't reviewed; the text says why, as `binary`."""


def shown(name: str) -> str:
    """A name from outside, with a replacement for each character that a screen would obey or hide."""
    return name.translate({ord(char): "\ufffd" for char in unseen_in(name, keep="")})


def brief(path: str) -> str:
    """A path from outside to be told of: its middle is left out where it is very long."""
    said = shown(path)
    return said if len(said) <= _LONG_PATH else f"{said[: _LONG_PATH // 2]}…{said[-_LONG_PATH // 2 :]}"


def is_python(path: str) -> bool:
    """Whether it is a script or a notebook, by its name."""
    return PurePosixPath(path).suffix.lower() in _PYTHON


def is_notebook(path: str) -> bool:
    """Whether it is a notebook, by its name."""
    return path.lower().endswith(".ipynb")


def is_compiled(path: str) -> bool:
    """Whether Python or a compiler made it, so that nobody would look for it in a review."""
    pure = PurePosixPath(path)
    return pure.suffix.lower() in _COMPILED or "__pycache__" in pure.parts


def is_secret(path: str) -> bool:
    """Whether its name is one of a file that holds keys or passwords."""
    return bool(_SECRET.fullmatch(PurePosixPath(path).name))


def not_for_review(path: str, *, is_named: bool = False) -> str:
    """Why a file isn't even opened, by its path (with forward slashes); "" when it is. Of a file that the learner
    named only secrets and what isn't Python are left out."""
    parts = PurePosixPath(path).parts
    if is_secret(path):
        return "a secrets file, so it was not opened"
    if not is_named and any(part.lower() in _OF_OTHERS for part in parts[:-1]):
        return "vendored: the code of others"
    if not is_named and _COPIES in parts:
        return "a copy that Jupyter keeps"
    if not is_python(path):
        return NOT_PYTHON
    if not is_named and _GENERATED_NAME.fullmatch(parts[-1]):
        return "generated"
    return ""


def is_passed_over(folder: str) -> bool:
    """Whether a folder of this name holds no code of the learner's own."""
    return folder.startswith(".") or folder.lower() in _OF_OTHERS | _NOT_SOURCE or folder.endswith(".egg-info")


def not_by_content(text: str, *, is_named: bool = False) -> str:
    """Why a text of code isn't reviewed, by what stands in it; "" when it is."""
    if _is_in_conflict(text):
        return "has conflicts that aren't resolved"
    if is_named:
        return ""
    if _GENERATED.search(text[:_OF_THE_HEAD]):
        return "generated"
    lines = text.count("\n") or 1
    if len(text) > _LONG_ON_AVERAGE * lines and max(map(len, text.split("\n"))) > _LONG_LINE:
        return "minified, or data"
    return ""


def _is_in_conflict(text: str) -> bool:
    at = 0
    for mark in _CONFLICT:
        if (seen := mark.search(text, at)) is None:
            return False
        at = seen.end()
    return True
