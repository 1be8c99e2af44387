"""What the stand-in for arXiv finds and says: its search, its Atom and RSS documents, and files of papers."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from studycoach.domain.errors import WrongInput
from studycoach.domain.paper import Paper, read_name

_TERM = re.compile(r'(\w+):(?:"([^"]*)"|\[(\d{8})[^\]]*\]|([^\s()]+))')
_SPACES = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
_ATOM = f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" {_SPACES} xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query</title>
  <updated>2026-11-24T00:00:00Z</updated>
  <opensearch:itemsPerPage>%d</opensearch:itemsPerPage>
  <opensearch:totalResults>%d</opensearch:totalResults>
  <opensearch:startIndex>%d</opensearch:startIndex>
%s</feed>
"""
_RSS = f"""<?xml version='1.0' encoding='UTF-8'?>
<rss {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
  <channel>
    <title>%s updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss</link>
    <pubDate>%s</pubDate>
%s  </channel>
</rss>
"""


def searched(papers: Sequence[Paper], query: Mapping[str, str]) -> tuple[int, Sequence[Paper] | str]:
    """How many papers match and the page of them that was asked for; or a sentence on what is wrong with an id."""
    found = list(papers)
    if ids := query.get("id_list", ""):
        found = []
        for text in ids.split(","):
            try:
                name = read_name(text)
            except WrongInput:
                return 0, f"incorrect id format for {text}"
            found += [p for p in papers if p.id == name.id and name.version in (None, p.version)]
    found = [paper for paper in found if _matches(paper, query.get("search_query", ""))]
    if query.get("sortBy") == "submittedDate":
        found.sort(key=lambda paper: paper.published, reverse=query.get("sortOrder") == "descending")
    start = int(query.get("start", "0"))
    return len(found), found[start : start + int(query.get("max_results", "10"))]


def _matches(paper: Paper, query: str) -> bool:
    """Whether all terms fit, but any of the categories. Other operators than AND aren't understood."""
    terms = [(field, quoted or since or word) for field, quoted, since, word in _TERM.findall(query)]
    categories = [text.removesuffix("*") for field, text in terms if field == "cat"]
    if categories and not any(own.startswith(wanted) for own in paper.categories for wanted in categories):
        return False
    words = {"ti": paper.title, "abs": paper.abstract, "au": " ".join(paper.authors)}
    words["all"] = " ".join(words.values())
    if any(field == "submittedDate" and f"{paper.published:%Y%m%d}" < since for field, since in terms):
        return False
    return all(_flat(text) in _flat(words[field]) for field, text in terms if field in words)


def _flat(text: str) -> str:
    return " ".join(["", *re.findall(r"[^_\W]+", text.casefold()), ""])


def atom(papers: Sequence[Paper], total: int, start: int) -> bytes:
    """An answer of the API."""
    return (_ATOM % (len(papers), total, start, "".join(map(_entry, papers)))).encode()


def _entry(paper: Paper) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in paper.authors)
    categories = "".join(f"<category term={quoteattr(c)}/>" for c in paper.categories)
    comment = f"<arxiv:comment>{escape(paper.comment)}</arxiv:comment>" if paper.comment else ""
    name = f"{paper.id}v{paper.version}"
    pdf = "" if paper.is_withdrawn else f'<link href="https://arxiv.org/pdf/{name}" rel="related" title="pdf"/>'
    return f"""  <entry>
    <id>http://arxiv.org/abs/{name}</id>
    <title>{escape(paper.title)}</title>
    <updated>{paper.updated}T08:00:00Z</updated>
    <published>{paper.published}T08:00:00Z</published>
    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>{pdf}
    <summary>{escape(paper.abstract)}</summary>
    {authors}{categories}{comment}<arxiv:primary_category term={quoteattr((*paper.categories, "")[0])}/>
  </entry>
"""


def error_page(said: str) -> bytes:
    """How the API answers a wrong question."""
    id_ = "https://arxiv.org/api/errors#" + re.sub(r"\W+", "_", said)
    entry = f"<entry><id>{id_}</id><title>Error</title><updated>2026-11-24T00:00:00Z</updated><summary>{escape(said)}</summary></entry>"
    return (_ATOM % (1, 1, 0, entry)).encode()


def rss(papers: Sequence[Paper], categories: Sequence[str], day: date) -> bytes:
    """The announcements of a day in these categories, cross-listed papers included."""
    moment = format_datetime(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York")))
    items = ""
    for paper in papers:
        if not any(own.split(".")[0] == c or own == c for own in paper.categories for c in categories):
            continue
        is_own = paper.categories[0].split(".")[0] in categories or paper.categories[0] in categories
        kind = ("new" if is_own else "cross") if paper.version == 1 else "replace" if is_own else "replace-cross"
        own = "".join(f"<category>{escape(c)}</category>" for c in paper.categories)
        items += f"""    <item>
      <title>{escape(paper.title)}</title>
      <link>https://arxiv.org/abs/{paper.id}</link>
      <description>arXiv:{paper.id}v{paper.version} Announce Type: {kind}
Abstract: {escape(paper.abstract)}</description>
      <guid isPermaLink="false">oai:arXiv.org:{paper.id}v{paper.version}</guid>
      {own}<pubDate>{moment}</pubDate>
      <arxiv:announce_type>{kind}</arxiv:announce_type>
      <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
    </item>
"""
    return (_RSS % (", ".join(categories), moment, items)).encode()


def read_papers(path: str) -> tuple[list[Paper], list[str]]:
    """The papers of a file of JSON lines (.gz or not), and the ids of those listed on its last day."""
    data = Path(path).read_bytes()
    text = (gzip.decompress(data) if path.endswith(".gz") else data).decode()
    rows: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines() if line.strip()]
    last = max((row.get("listed") or "" for row in rows), default="")
    papers = {}
    for row in rows:
        day = date.fromisoformat(row.get("listed") or "2026-11-24")
        names, categories = tuple(row.get("authors") or ()), tuple(row.get("categories") or ["cs.CL"])
        comment = row.get("comment") or ""
        papers[row["id"]] = Paper(row["id"], 1, row["title"], row["abstract"], names, categories, day, day, comment)
    return list(papers.values()), [row["id"] for row in rows if (row.get("listed") or "") == last]
