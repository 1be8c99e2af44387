"""Papers as JSON: the names that other programs rely on."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from ..domain.digest import Digest, ExplainedPaper
from ..domain.paper import Paper
from ..domain.paper_summary import Summary

if TYPE_CHECKING:
    from ..workflows.paper_questions import PaperAnswer
    from ..workflows.paper_reading import ReadPaper
    from ..workflows.paper_shelf import KeptPaper, ShelvedPaper


def paper_json(paper: Paper) -> dict[str, Any]:
    """A paper as it was found."""
    return {
        "arxiv_id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "published": paper.published.isoformat(),
        "categories": list(paper.categories),
        "url": paper.url,
    }


def digest_json(digest: Digest) -> dict[str, Any]:
    """A digest."""
    return {
        "date": digest.made_on.isoformat(),
        "period": digest.period,
        "since": digest.since.isoformat(),
        "looked_in": list(digest.looked_in),
        "looked_at": digest.looked_at,
        "papers": [_explained(one) for one in digest.papers],
        "failed": [{"arxiv_id": one.id, "title": one.title, "why": one.why} for one in digest.failed],
        "remarks": list(digest.remarks),
    }


def read_json(read: "ReadPaper") -> dict[str, Any]:
    """A paper as it was read."""
    remarks = [*read.text.remarks, *([read.trouble] if read.trouble else [])]
    summary = read.explained.summary
    more = {"dropped_points": summary.dropped, "level": summary.level, "sections": list(read.text.sections)}
    return _explained(read.explained) | more | {"remarks": remarks}


def answer_json(answer: "PaperAnswer") -> dict[str, Any]:
    """An answer about papers."""
    return {
        "question": answer.question,
        "answer": answer.text or answer.nothing,
        "references": [
            {
                "number": one.number,
                "arxiv_id": one.paper.id,
                "title": one.paper.title,
                "section": one.passage.section,
                "page": one.passage.page,
                "text": one.passage.text,
            }
            for one in answer.references
        ],
        "left_out": answer.left_out,
        "remarks": [answer.trouble] if answer.trouble else [],
        "written_by": answer.written_by,
    }


def shelved_json(shelved: "ShelvedPaper", zone: tzinfo) -> dict[str, Any]:
    """A paper that is kept, with what the learner and it have had to do."""
    return paper_json(shelved.paper) | {
        "shown_at": shelved.shown_at.astimezone(zone).isoformat() if shelved.shown_at else None,
        "place": shelved.place,
        "period": shelved.period,
        "vote": shelved.vote,
        "why": shelved.why,
    }


def kept_json(kept: "KeptPaper", zone: tzinfo) -> dict[str, Any]:
    """All that is kept of a paper."""
    paper = kept.shelved.paper
    return shelved_json(kept.shelved, zone) | {
        "abstract": paper.abstract,
        "version": paper.version,
        "withdrawn": paper.is_withdrawn,
        "sections": list(kept.sections),
        "summary": _said(kept.summary) if kept.summary else None,
    }


def _explained(one: ExplainedPaper) -> dict[str, Any]:
    return {
        "arxiv_id": one.paper.id,
        "title": one.paper.title,
        "authors": list(one.paper.authors),
        "url": one.paper.url,
        "score": round(one.score, 4),
        "why": one.why,
        "readable_now": one.readable_now,
        "readable_after": one.readable_after or None,
        **_said(one.summary),
        "exercise": one.exercise,
        "words": [{"word": word.word, "topic": word.topic, "title": word.title} for word in one.words],
    }


def _said(summary: Summary) -> dict[str, Any]:
    return {
        "tldr": summary.tldr,
        "points": [
            {"kind": p.kind, "text": p.text, "quote": p.quote, "section": p.section, "page": p.page}
            for p in summary.points
        ],
        "written_by": summary.written_by,
    }
