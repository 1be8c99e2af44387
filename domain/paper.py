"""Papers as arXiv lists them, and the names by which learners speak of them."""

import re
from dataclasses import dataclass
from datetime import date

from .errors import WrongInput

OWN = "own-"
"""What the id of a learner's own file begins with; sixteen hex digits of its content's hash follow."""

_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7}"
_NAME = re.compile(
    rf"(?:(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|e-print|src|format)/|arxiv:\s*|(?:(?:https?://)?doi\.org/)?10\.48550/arxiv\.)?"
    rf"(?P<id>{_NEW}|{_OLD}|{OWN}[0-9a-f]{{16}})(?:v(?P<version>[1-9]\d{{0,2}}))?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PaperName:
    """An arXiv id without version (2106.09685, hep-th/9901001), or the id of an own file; and the version, if named."""

    id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a paper without reading it, of its newest version seen; the first category is the primary one."""

    id: str
    version: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    published: date
    updated: date
    comment: str = ""
    is_withdrawn: bool = False

    @property
    def url(self) -> str:
        """Its page at arXiv; empty for a learner's own file."""
        return "" if self.id.startswith(OWN) else f"https://arxiv.org/abs/{self.id}"


def read_name(text: str) -> PaperName:
    """The paper that `text` names: an id (new, old-style, with or without a version), or an address at arXiv.

    Raises:
        WrongInput: it names none.
    """
    found = _NAME.fullmatch(text.strip()[:300])
    if not found:
        raise WrongInput(f"{text.strip()[:60]!r} is not a paper's id.", "Write it as 2106.09685, or paste its address.")
    id_ = found["id"]
    archive, slash, number = id_.lower().partition("/")
    # math.GT/0309136 and math/0309136 are the same paper.
    id_ = archive.partition(".")[0] + slash + number if slash else archive
    return PaperName(id_, int(found["version"]) if found["version"] else None)
