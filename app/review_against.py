"""A project against a milestone, on the screen and as JSON."""

from collections.abc import Sequence
from typing import Any

from ..domain.milestone_check import Against
from .render import say, say_wrapped

COLOURS = {"shown": "green", "partly": "yellow", "not shown": "red"}


def show_against(against: Sequence[Against]) -> None:
    """Prints for each milestone what the project shows of its demands, and what is still missing."""
    for one in against:
        say()
        counts = {state: sum(c.state == state for c in one.criteria) for state in COLOURS}
        told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        say_wrapped(f"Against {one.title} ({one.item}): {told}", hang=3, bold=True)
        for criterion in one.criteria:
            say_wrapped(f"{criterion.state}: {criterion.text}", indent=3, hang=6, fg=COLOURS[criterion.state])
            if criterion.quote:
                say_wrapped(f"{criterion.at}: {criterion.quote}", indent=6, hang=8)
            say_wrapped(criterion.why, indent=6, hang=6)
        say_wrapped(f"Compared by: {one.written_by}. What shows a demand is named, not judged.", indent=3, hang=3)


def against_json(against: Sequence[Against]) -> dict[str, Any]:
    """The comparison for other programs; places are null where there are none."""
    return {
        "against": [
            {
                "id": one.item,
                "title": one.title,
                "criteria": [
                    {
                        "text": criterion.text,
                        "state": criterion.state,
                        "why": criterion.why,
                        "path": criterion.path or None,
                        "line": criterion.line or None,
                        "cell": criterion.cell,
                        "quote": criterion.quote or None,
                    }
                    for criterion in one.criteria
                ],
                "written_by": one.written_by,
            }
            for one in against
        ]
    }
