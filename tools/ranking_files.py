"""Profiles and papers from files, for whoever wants to rank, or to measure the ranking, without a database."""

from pathlib import Path
from typing import TypeVar

import msgspec

from ..domain.errors import WrongInput
from ..domain.ranking import Candidate, Profile, simple_profile
from .yaml_shape import safe

MOST_BYTES = 256 * 1024 * 1024
T = TypeVar("T")


class _Profile(msgspec.Struct, forbid_unknown_fields=True):
    interests: list[str] = []
    liked: list[str] = []
    disliked: list[str] = []


class _Paper(msgspec.Struct):
    id: str
    title: str
    abstract: str = ""


def read_profile(path: Path) -> Profile:
    """The profile in a file of JSON: `interests`, `liked` and `disliked`, each a list of texts. Raises WrongInput."""
    held = _decoded(_bytes(path), _Profile, f"{safe(path, 80)}")
    return simple_profile(held.interests, held.liked, held.disliked)


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """The papers in a file of JSON lines: `id`, `title` and `abstract` each. Raises WrongInput with the line."""
    lines = enumerate(_bytes(path).splitlines(), 1)
    held = [_decoded(line, _Paper, f"{safe(path, 80)}, line {number}") for number, line in lines if line.strip()]
    return tuple(Candidate(paper.id, paper.title, paper.abstract) for paper in held)


def _bytes(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise WrongInput(f"{safe(path, 80)} is no file.", "Name a file.")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name can't be one"
        raise WrongInput(f"{safe(path, 80)} can't be read: {why}.", "Name a file.") from None
    if len(content) > MOST_BYTES:
        raise WrongInput(f"{safe(path, 80)} is too large.", f"Give at most {MOST_BYTES // 2**20} MB.")
    return content.removeprefix(b"\xef\xbb\xbf")


def _decoded(content: bytes, shape: type[T], where: str) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WrongInput(f"{where}: {safe(error, 200)}.", "Write it as the help of `coach papers rank` says.") from None
