"""A project against a milestone, as lines of a Markdown page."""

from collections.abc import Iterator, Sequence

from ..domain.milestone_check import Against, Criterion
from .markdown_words import code_block, plain_words, words_and_code


def against_lines(against: Sequence[Against]) -> Iterator[str]:
    """A section for each milestone: its demands, what shows them, and what is still missing."""
    for one in against:
        yield from (f"## Against {plain_words(one.title, 200)}", "")
        for criterion in one.criteria:
            yield from _lines(criterion)
        yield from (f"Compared by: {plain_words(one.written_by)}. What shows a demand is named, not judged.", "")


def _lines(criterion: Criterion) -> Iterator[str]:
    yield from (f"**{criterion.state.capitalize()}:** {plain_words(criterion.text)}", "")
    if criterion.quote:
        yield from (f"{plain_words(criterion.at)}", "", code_block((criterion.quote,)), "")
    yield from (words_and_code(criterion.why), "")
