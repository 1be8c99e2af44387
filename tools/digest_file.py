"""A digest as a Markdown page that a person reads: the papers, each with its proof, and what was looked at."""

import re
from collections.abc import Iterator

from ..domain.digest import Digest
from .digest_text import ToldPaper, ToldPoint, heading_text, rest_texts, tell_paper, when_text
from .markdown_words import at_start, inline_words
from .plain_maths import FORMULA
from .plan_text import one_line

MOST_POINTS, MOST_CHARACTERS = 50, 2000
_NO_FORMULA = re.compile(r"[`@$]|[:/]/|\w\.[^\W\d_]|www\.|\\$", re.IGNORECASE)


def digest_markdown(digest: Digest, *, learner: str) -> str:
    """The page of a digest, for the learner of that name."""
    told = [tell_paper(e, _text, points=MOST_POINTS, most=MOST_CHARACTERS) for e in digest.papers]
    lines = [f"# {heading_text(digest)}", ""]
    if told:
        lines += [" · ".join([*([_text(learner, 120)] if learner else []), when_text(digest)]), ""]
    for number, paper in enumerate(told, 1):
        lines += [f"## {number}. {paper.title}", "", *_paper_lines(paper)]
    rest = rest_texts(digest, _text, shown=len(told))
    if told:
        lines += ["## About this digest", "", *(f"- {said}" for said in rest), ""]
        lines += ["*The coach writes this file; what you change in it is overwritten.*"]
    else:
        lines += [line for said in rest for line in (said, "")][:-1]
    return "\n".join(lines) + "\n"


def _paper_lines(paper: ToldPaper) -> Iterator[str]:
    name = f"[{paper.id}]({paper.url})" if paper.url else paper.id
    yield from (" · ".join(filter(None, (paper.authors, name, paper.published, paper.readable))), "")
    for label, text in (("Why for you", paper.why), ("In one sentence", paper.tldr)):
        yield from (f"**{label}:** {text}", "") if text else ()
    yield from (f"*{paper.written}*", "")
    for heading, points in paper.groups:
        yield from (f"**{heading}**", "", *(line for point in points for line in _point_lines(point)), "")
    for label, text in (("Words to know first", paper.words), ("Exercise", paper.exercise)):
        yield from (f"**{label}:** {text}", "") if text else ()
    if paper.commands:
        yield from ("```sh", *paper.commands, "```", "")


def _point_lines(point: ToldPoint) -> Iterator[str]:
    quote = f"“{point.quote}”" + (f" ({point.place})" if point.place else "")
    yield from (f"- {point.text}", f"  - {quote}") if point.text else (f"- {quote}",)


def _text(text: str, most: int) -> str:
    """Text from outside as the words it is: nothing in it can be taken for markup or a link, but for formulas."""
    line, shown, after = one_line(text, most), "", 0
    for found in FORMULA.finditer(line):
        shown += inline_words(line[after : found.start()]) + _formula(found)
        after = found.end()
    return at_start(shown + inline_words(line[after:]))


def _formula(found: re.Match[str]) -> str:
    """The formula between dollar signs, with nothing that a reader without mathematics takes for HTML or a link."""
    latex = (found[1] or found[2] or found[3]).strip()
    if _NO_FORMULA.search(latex):
        return inline_words(found[0])
    for mark, same in (("](", "] ("), ("*", r"\ast "), ("~", " "), ("<", r"\lt "), (">", r"\gt ")):
        latex = latex.replace(mark, same)
    # Before a space no underscore begins emphasis; between letters it doesn't either.
    latex = re.sub(r"(?<![^\W_])_(?! )", "_ ", latex)
    return f"${latex.strip()}$"
