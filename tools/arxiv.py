"""arXiv: search and metadata, the daily announcements, and papers as HTML, TeX source and PDF."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

import arxiv  # type: ignore[import-untyped]
import requests

from .. import __version__
from ..domain.errors import CoachError, WrongInput
from ..domain.paper import OWN, Paper, PaperName, read_name
from ..domain.ports import Pace
from .arxiv_addresses import ArxivAddresses
from .arxiv_feeds import Refused, check_atom, check_rss, counts, paper_of, read_rss, readable_entries
from .arxiv_fetch import ArxivUnreachable, Fetcher
from .arxiv_http import Document, Fault
from .arxiv_wish import Wish, read_category, read_wish

__all__ = ["Announced", "Arxiv", "ArxivUnreachable", "Searched", "Wish", "read_category", "read_wish"]

USER_AGENT = f"study-coach/{__version__}"
MOST_FOUND = 2000
_IDS_AT_ONCE, _FOUND_AT_ONCE = 100, 500


@dataclass(frozen=True, slots=True)
class Announced:
    """What arXiv announced on `day`, in its order: papers new in these categories (submitted, or listed there as
    well), and known ones in a new version. Both are empty on days without announcements, such as weekends.

    `remarks` are sentences on what could not be read.
    """

    papers: tuple[Paper, ...]
    new_versions: tuple[Paper, ...] = ()
    day: date | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, and how many more there are of those wanted that arXiv counts but didn't give."""

    papers: tuple[Paper, ...]
    missing: int = 0


class Arxiv:
    """arXiv, asked in turn with all processes that share the pace. Any of its methods raises ArxivUnreachable (a
    CoachError) when there is no answer, CoachError when arXiv refuses one.

    `deadline_s` bounds the seconds spent on asking and waiting, over the life of the object; `timeout` is for
    connecting and for each silence. Longer waits are told to `tell`.
    """

    def __init__(
        self,
        addresses: ArxivAddresses,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        deadline_s: float = 120.0,
        timeout: tuple[float, float] = (10, 30),
        user_agent: str = USER_AGENT,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        for field in fields(addresses):
            if not _is_address(address := getattr(addresses, field.name)):
                raise WrongInput(f"arxiv.{field.name} is {address[:200]!r}.", "It must begin with https:// or http://.")
        self._addresses = addresses
        self._fetcher = Fetcher(pace, user_agent, clock, sleep, jitter, deadline_s, timeout, tell)

    def anew(self, tell: Callable[[str], None] | None = None) -> "Arxiv":
        """The same, with all its time still to spend; where `tell` is given, waits are told to that."""
        other = copy(self)
        other._fetcher = replace(self._fetcher, tell=tell or self._fetcher.tell)
        return other

    def hang_up(self) -> None:
        """From another thread: ends what is under way, and lets nothing more be asked. Whoever waits gets ArxivUnreachable."""
        self._fetcher.hang_up()

    def search(self, wish: Wish, most: int) -> Searched:
        """The papers that match, at most so many, the best or the newest first.

        Raises:
            WrongInput: the wish holds nothing to look for, or arXiv doesn't understand it.
        """
        if wish.ids:
            named = self._named(wish.ids)
            return replace(named, papers=named.papers[:most])
        if not wish.query:
            raise WrongInput(
                "There is nothing to search for.", "Write some words, au:LeCun, cat:cs.CL or a paper's id."
            )
        order = arxiv.SortCriterion.SubmittedDate if wish.newest_first else arxiv.SortCriterion.Relevance
        most = min(most, MOST_FOUND)
        return self._once(arxiv.Search(wish.query, max_results=most, sort_by=order)) if most > 0 else Searched(())

    def papers(self, names: Sequence[PaperName]) -> tuple[Paper, ...]:
        """What arXiv knows of these papers, in their order, of the named version or the newest. Missing ones are absent."""
        return self._named(names).papers

    def _named(self, names: Sequence[PaperName]) -> Searched:
        wanted = [name for name in dict.fromkeys(names) if _is_at_arxiv(name)]
        batches = [
            self._batch([_versioned(name) for name in wanted[first : first + _IDS_AT_ONCE]])
            for first in range(0, len(wanted), _IDS_AT_ONCE)
        ]
        found = [paper for batch in batches for paper in batch.papers]
        by_name = {PaperName(paper.id, paper.version): paper for paper in found}
        newest = {paper.id: paper for paper in sorted(found, key=lambda paper: paper.version)}
        chosen = (by_name.get(name) if name.version else newest.get(name.id) for name in wanted)
        papers = tuple(dict.fromkeys(paper for paper in chosen if paper))
        return Searched(papers, sum(batch.missing for batch in batches))

    def announced(self, categories: Sequence[str]) -> Announced:
        """The newest announcements in these categories: one request, whose papers have no comment.

        Raises:
            WrongInput: a category is none.
        """
        wanted = list(dict.fromkeys(map(read_category, categories)))
        if not wanted:
            return Announced(())
        document = self._fetcher.get(f"{self._addresses.rss_url.rstrip('/')}/{'+'.join(wanted)}", check_rss)
        if document.status in (400, 404):
            raise WrongInput(
                f"arXiv announces nothing for {', '.join(wanted)}.", "Look at the setting digest.categories."
            )
        _only_success(document)
        day, found, unread = read_rss(document.body)
        papers = tuple(a.paper for a in found if a.kind != "replace")
        entries = "entry" if unread == 1 else "entries"
        remarks = (f"{unread} {entries} of arXiv's announcements could not be read.",) if unread else ()
        return Announced(papers, tuple(a.paper for a in found if a.kind == "replace"), day, remarks)

    def html(self, name: PaperName) -> bytes | None:
        """The paper as a web page; None where arXiv has none."""
        return self._download(self._addresses.html_url, name, _check_any)

    def source(self, name: PaperName) -> bytes | None:
        """What the authors sent in, packed as arXiv keeps it; None where that is only a PDF."""
        body = self._download(self._addresses.source_url, name, _check_source)
        return None if body and body.startswith(b"%PDF") else body

    def pdf(self, name: PaperName) -> bytes | None:
        """The paper as PDF; None where arXiv has none, as for withdrawn ones."""
        return self._download(self._addresses.pdf_url, name, _check_pdf)

    def _download(self, address: str, name: PaperName, check: Callable[[Document], None]) -> bytes | None:
        if not _is_at_arxiv(name):
            return None
        document = self._fetcher.get(f"{address.rstrip('/')}/{quote(_versioned(name))}", check)
        if document.status in (404, 410):
            return None
        _only_success(document)
        return document.body

    def _found(self, search: arxiv.Search) -> Searched:
        client = arxiv.Client(page_size=min(search.max_results, _FOUND_AT_ONCE), delay_seconds=0, num_retries=0)
        address = self._addresses.api_url.replace("{", "{{").replace("}", "}}")
        client.query_url_format = address + ("&{}" if "?" in address else "?{}")
        client._session = session = _Session(self._fetcher, must_find=bool(search.id_list))
        found: list[Paper] = []
        with suppress(arxiv.UnexpectedEmptyPageError):  # arXiv counts more than it gives
            found.extend(paper for result in client.results(search) if (paper := paper_of(result)))
        return Searched(tuple(found), max(0, min(session.total, search.max_results) - session.reached))

    def _once(self, search: arxiv.Search) -> Searched:
        """What a search finds, each paper once, in its newest version."""
        found = self._found(search)
        once: dict[str, Paper] = {}
        for paper in found.papers:
            if paper.id not in once or once[paper.id].version < paper.version:
                once[paper.id] = paper
        return replace(found, papers=tuple(once.values()))

    def _batch(self, ids: list[str]) -> Searched:
        """The papers of these ids; one that arXiv complains about is left out."""
        while ids:
            try:
                return self._found(arxiv.Search(id_list=ids, max_results=len(ids)))
            except Refused as refused:
                rest = [id_ for id_ in ids if id_ not in refused.what.rstrip(".").split()]
                if len(rest) == len(ids):
                    raise
                ids = rest
        return Searched(())


class _Session(requests.Session):
    """Stands below the `arxiv` package, which knows neither pauses nor time-outs. An odd empty page is asked for once
    more and then believed. Of the `total` that arXiv counts, `reached` came."""

    def __init__(self, fetcher: Fetcher, *, must_find: bool) -> None:
        super().__init__()
        self._fetcher, self._must_find = fetcher, must_find
        self.total = self.reached = 0

    def get(self, url: str | bytes, **_: Any) -> requests.Response:
        """The page, checked."""
        body, is_odd = self._page(str(url))
        if is_odd:
            body = self._page(str(url))[0]
        response = requests.Response()
        response.status_code, response._content = 200, readable_entries(body)
        return response

    def _page(self, url: str) -> tuple[bytes, bool]:
        """What it says, and whether it is oddly empty."""
        document = self._fetcher.get(url, check_atom)
        if document.status == 400:
            with suppress(Fault):  # a complaint that can't be read: the status says what there is to say
                check_atom(document)
        _only_success(document)
        total, start, given = counts(document.body)
        self.total = max(self.total, total)
        self.reached = max(self.reached, start + given if given else 0)
        return document.body, not given and (total > start or self._must_find)


def _only_success(document: Document) -> None:
    if document.status != 200:
        raise CoachError(f"arXiv refuses to answer (status {document.status}).", "Look at the settings arxiv.*.")


def _is_at_arxiv(name: PaperName) -> bool:
    """Whether it can be at arXiv at all: no file of the learner's own, and an id as they are."""
    try:
        return read_name(name.id).id == name.id and not name.id.startswith(OWN)
    except WrongInput:
        return False


def _versioned(name: PaperName) -> str:
    return f"{name.id}v{name.version}" if name.version else name.id


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check_any(document: Document) -> None:
    if document.status == 200 and not document.body.strip():
        raise Fault("it sent nothing", tries=3)


def _check_source(document: Document) -> None:
    _check_any(document)
    if document.body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise Fault("it sent a web page instead of the source", tries=3)


def _check_pdf(document: Document) -> None:
    _check_any(document)
    if document.status == 200 and b"%PDF-" not in document.body[:1024]:
        raise Fault("it sent a web page instead of the PDF", tries=3)
