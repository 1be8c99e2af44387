"""What arXiv's documents say: search results (Atom, read by the `arxiv` package) and announcements (RSS)."""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import arxiv  # type: ignore[import-untyped]
from lxml import etree

from ..domain.errors import WrongInput
from ..domain.paper import OWN, Paper, PaperName, read_name
from ..domain.plain_text import without_unseen
from .arxiv_http import Document, Fault
from .arxiv_wish import read_category

MOST_TITLE, MOST_ABSTRACT, MOST_NAME, MOST_COMMENT = 500, 10_000, 120, 1000
MOST_AUTHORS, MOST_CATEGORIES, MOST_ITEMS = 500, 20, 10_000

_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "arxiv": "http://arxiv.org/schemas/atom",
    "search": "http://a9.com/-/spec/opensearch/1.1/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_HEAD = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s*(Abstract:)?\s*")
# A sentence that says it of the paper itself, from its beginning: others speak of other papers, or of drugs.
_WITHDRAWN = re.compile(
    r"""(?:^|[.;]\s)\W{0,9}
    (?:(?:(?:this|the|our)\s)?(?:arxiv\s)?(?:paper|article|submission|manuscript|work|preprint|version|it)\s)?
    (?:(?:has|have|had|is|was)\s(?:now\s|since\s|temporarily\s)?(?:been\s|being\s)?)?
    withdrawn\b(?!\sfrom\s(?!arxiv))
    |\b(?:authors?|we|i)\s(?:has|have)\swithdrawn\s(?:this|the)\s(?:paper|article|submission|manuscript|work|preprint)\b""",
    re.IGNORECASE | re.VERBOSE,
)

# The package tells of odd entries by logging; unheard, such words of strangers would be printed.
logging.getLogger("arxiv").addHandler(logging.NullHandler())


class Refused(WrongInput):
    """arXiv's API says that the question is wrong."""


@dataclass(frozen=True, slots=True)
class AnnouncedPaper:
    """A paper as the announcements have it: new, listed in one more category, or in a new version.

    The announcements don't say when it was submitted: both its days are that of the announcement; of a new version,
    `published` is the first of the month in its id.
    """

    paper: Paper
    kind: Literal["new", "cross", "replace"]


def check_atom(document: Document) -> None:
    """Raises Fault for what is no whole answer of the API, and Refused for its complaints."""
    if document.status >= 400 and b"/api/errors" not in document.body:
        return
    root = _root(document.body, "feed")
    for entry in root.iterfind("atom:entry", _SPACES):
        if "/api/errors" in _said(entry, "atom:id"):
            said = plain(_said(entry, "atom:summary"), 200).rstrip(".")
            raise Refused(f"arXiv doesn't take that: {said}.", "Write it another way.")


def check_rss(document: Document) -> None:
    """Raises Fault for what is no whole announcement."""
    if document.status < 400:
        _root(document.body, "rss")


def readable_entries(body: bytes) -> bytes:
    """An answer of the API without the entries that lack an id or a date: a single odd one would spoil all others."""
    root = _root(body, "feed")
    for entry in root.findall("atom:entry", _SPACES):
        if not (_said(entry, "atom:id") and all(map(_is_moment, _dates(entry)))):
            root.remove(entry)
    return etree.tostring(root)


def counts(body: bytes) -> tuple[int, int, int]:
    """How many an answer of the API says there are in all, how many come before it, and how many it gives."""
    root = _root(body, "feed")
    total, start = (_said(root, f"search:{name}")[:9] for name in ("totalResults", "startIndex"))
    given = len(root.findall("atom:entry", _SPACES))
    return int(total) if total.isdecimal() else 0, int(start) if start.isdecimal() else 0, given


def paper_of(result: arxiv.Result) -> Paper | None:
    """The paper of a search result; None when it has no usable id or no title."""
    name, title = _name(result.entry_id), plain(result.title, MOST_TITLE)
    if not (name and title):
        return None
    abstract, comment = plain(result.summary, MOST_ABSTRACT), plain(result.comment or "", MOST_COMMENT)
    return Paper(
        id=name.id,
        version=name.version or 1,
        title=title,
        abstract=abstract,
        authors=_authors([author.name for author in result.authors[:MOST_AUTHORS]]),
        categories=_categories([result.primary_category, *result.categories]),
        published=result.published.date(),
        updated=result.updated.date(),
        comment=comment,
        is_withdrawn=bool(_WITHDRAWN.search(comment) or _WITHDRAWN.match(abstract)),
    )


def read_rss(body: bytes) -> tuple[date | None, list[AnnouncedPaper], int]:
    """The day of the announcements, the papers in their order, and how many could not be read."""
    root = _root(body, "rss")
    day = _day(_said(root, "channel/pubDate")) or _day(_said(root, "channel/lastBuildDate"))
    items = root.findall("channel/item")
    read = [announced for item in items[:MOST_ITEMS] if (announced := _announced(item, day))]
    once = {announced.paper.id: announced for announced in reversed(read)}
    found = list(reversed(once.values()))
    return day or max((a.paper.updated for a in found), default=None), found, len(items) - len(read)


def _announced(item: Any, day: date | None) -> AnnouncedPaper | None:
    description = _said(item, "description")
    names = [_said(item, "guid").removeprefix("oai:arXiv.org:"), *re.findall(r"arXiv:\S+", description[:80])]
    name = next((n for text in (*names, _said(item, "link")) if (n := _name(text))), None)
    title = plain(_said(item, "title"), MOST_TITLE)
    if not (name and title):
        return None
    kind = _kind(_said(item, "arxiv:announce_type") or description[:80])
    month = _month(name.id)
    updated = _day(_said(item, "pubDate")) or day or month
    abstract = plain(_HEAD.sub("", description, count=1), MOST_ABSTRACT)
    paper = Paper(
        id=name.id,
        version=name.version or 1,
        title=title,
        abstract=abstract,
        authors=_authors(_creators(_said(item, "dc:creator"))),
        categories=_categories([category.text or "" for category in item.findall("category")]),
        published=month if kind == "replace" else updated,
        updated=updated,
        is_withdrawn=bool(_WITHDRAWN.match(abstract)),
    )
    return AnnouncedPaper(paper, kind)


def _kind(text: str) -> Literal["new", "cross", "replace"]:
    """`text` is the kind itself, or a description that begins with it. A replaced cross-list is a new version too."""
    if "replace" in text:
        return "replace"
    return "cross" if re.search(r"(Type: |^)cross", text) else "new"


def _creators(text: str) -> list[str]:
    """The names of a list such as `Ada Lovelace (London, UK), Grace Hopper`."""
    return re.split(r"\s*,\s+", re.sub(r"\s*\([^()]*\)", "", text[: MOST_AUTHORS * MOST_NAME]))[:MOST_AUTHORS]


def _month(id_: str) -> date:
    """The first day of the month in an id (2509.13332, hep-th/9901001)."""
    digits = id_.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    return date(year + (1900 if year > 90 else 2000), min(max(month, 1), 12), 1)


def _name(text: str) -> PaperName | None:
    try:
        name = read_name(text)
    except WrongInput:
        return None
    return None if name.id.startswith(OWN) else name


def plain(text: str, most: int) -> str:
    """One line of visible characters, at most so long. Mathematics and whatever looks like markup stay as written."""
    text = " ".join(without_unseen(" ".join(text[: 4 * most].split())).split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _authors(names: list[str]) -> tuple[str, ...]:
    return tuple(filter(None, (plain(name, MOST_NAME) for name in names)))


def _categories(terms: list[str]) -> tuple[str, ...]:
    """The first is the primary one. Others than arXiv's, such as those of mathematicians (68T50), are left out."""
    found: dict[str, None] = {}
    for term in terms:
        with suppress(WrongInput):
            found[read_category(term)] = None
    return tuple(found)[:MOST_CATEGORIES]


def _root(body: bytes, wanted: str) -> Any:
    """The document's root; Fault when it is another document or only its beginning."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root: Any = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Fault("it sent no data", tries=4) from error
    if root is None or str(root.tag).rpartition("}")[2] != wanted:
        raise Fault("it sent a web page instead of data", tries=4)
    if not body.rstrip().endswith(f"{wanted}>".encode()):
        raise Fault("only half of its answer came")
    return root


def _said(element: Any, path: str) -> str:
    found = element.find(path, _SPACES)
    return "" if found is None else "".join(found.itertext()).strip()


def _dates(entry: Any) -> Iterator[str]:
    return (_said(entry, f"atom:{name}") for name in ("published", "updated"))


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) is not None
    except (ValueError, OverflowError):
        return False


def _day(text: str) -> date | None:
    """The day of `Thu, 18 Sep 2025 00:00:00 -0400`, where that was written."""
    try:
        return parsedate_to_datetime(text[:60]).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
