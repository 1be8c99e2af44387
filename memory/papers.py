"""Papers as they are known without being read, shared by all learners: of each the newest version that was seen.

Each function works inside the caller's transaction: what it keeps is kept as a whole, or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, delete, select

from ..domain.paper import OWN, Paper
from .database import Connection
from .insertion import insert_all_new, insert_or_change, insert_or_grow
from .matching import by_pairs, by_words, split
from .paper_tables import paper_searches, paper_versions, papers

_ROW = papers.c
_FIELDS = [_ROW[field.name] for field in fields(Paper)]
_AT_ONCE = 1000  # ids in one statement; databases bound them
_SEARCHES_KEPT = timedelta(days=30)


def keep(db: Connection, found: Iterable[Paper], now: datetime) -> None:
    """Keeps what was found of papers, and notes each version; what is known of a newer version stays.

    Of the same version the later word holds, but a comment isn't lost to an empty one, nor a day to a later one: the
    announcements of arXiv know no comments, and only when they came out.
    """
    given = tuple(found)
    known = find(db, [paper.id for paper in given])
    kept = dict(known)
    for paper in given:
        kept[paper.id] = _joined(kept[paper.id], paper) if paper.id in kept else paper
    # In order, so that programs which keep the same papers at once wait for each other one way round.
    changed = [asdict(kept[id_]) for id_ in sorted(kept) if kept[id_] != known.get(id_)]
    insert_or_grow(db, papers, ["id"], changed, grows="version")
    seen = sorted({(paper.id, paper.version) for paper in given})
    insert_all_new(db, paper_versions, [{"paper": id_, "version": v, "seen_at": now} for id_, v in seen])


def find(db: Connection, ids: Sequence[str]) -> dict[str, Paper]:
    """Those of the papers that are known, in the order of their ids as given."""
    held: dict[str, Paper] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = db.execute(select(*_FIELDS).where(_ROW.id.in_(ids[start : start + _AT_ONCE])))
        held |= {row.id: _paper(row) for row in rows}
    return {id_: held[id_] for id_ in ids if id_ in held}


def versions(db: Connection, paper: str) -> dict[int, datetime]:
    """The versions of a paper that were seen, in order, and when each was seen first."""
    row = paper_versions.c
    rows = db.execute(select(row.version, row.seen_at).where(row.paper == paper).order_by(row.version))
    return {row.version: row.seen_at for row in rows}


def keep_search(db: Connection, key: str, ids: Sequence[str], now: datetime) -> None:
    """Keeps what a search found, and forgets the searches of over a month ago. The key may be any text."""
    insert_or_change(db, paper_searches, ["key"], {"key": _short(key), "at": now, "found": list(ids)})
    db.execute(delete(paper_searches).where(paper_searches.c.at < now - _SEARCHES_KEPT))


def kept_search(db: Connection, key: str, since: datetime) -> tuple[str, ...] | None:
    """The ids that this search found; None if it wasn't made since then."""
    row = paper_searches.c
    found = db.execute(select(row.found).where(row.key == _short(key), row.at >= since)).scalar_one_or_none()
    return None if found is None else tuple(found)


def search(db: Connection, words: str, most: int = 20) -> tuple[Paper, ...]:
    """The kept papers of arXiv in whose title or abstract any of the words stand, best first."""
    plain, pairs = split(words)
    rows = select(*_FIELDS).where(~_ROW.id.startswith(OWN, autoescape=True))
    found: dict[str, Paper] = {}
    for matching in (
        by_words(db, papers, rows, plain) if plain else None,
        by_pairs(papers, _ROW.title + " " + _ROW.abstract, rows, pairs) if pairs else None,
    ):
        if matching is not None:
            found |= {row.id: _paper(row) for row in db.execute(matching.limit(most)) if row.id not in found}
    return tuple(found.values())[:most]


def _joined(old: Paper, new: Paper) -> Paper:
    """What holds of a paper after both were found, one after the other."""
    published = min(old.published, new.published)
    if new.version != old.version:
        return replace(max(old, new, key=lambda paper: paper.version), published=published)
    return replace(
        new,
        published=published,
        updated=min(old.updated, new.updated),
        comment=new.comment or old.comment,
        is_withdrawn=old.is_withdrawn or new.is_withdrawn,
    )


def _paper(row: Row[Any]) -> Paper:
    authors, categories = tuple(row.authors), tuple(row.categories)
    return Paper(**(dict(row._mapping) | {"authors": authors, "categories": categories}))


def _short(key: str) -> str:
    # An index can't hold a text of any length, and what somebody looked for needn't be legible.
    return sha256(key.encode(errors="surrogatepass")).hexdigest()
