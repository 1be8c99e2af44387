"""A choice from a ranking in which no two papers are much the same."""

from collections.abc import Sequence

from .ranking import Index, Ranked

LOOKED_AT = 10
"""So many times the papers wanted are looked at."""
_ALIKE = 0.35
"""What being just like a chosen paper takes from a score."""
_SAME = 0.5
"""Papers more alike than this are not chosen both while there are others."""


def pick(ranked: Sequence[Ranked], index: Index, most: int) -> tuple[Ranked, ...]:
    """At most `most` of the ranked papers, the best first, each chosen for its score and for being unlike those before.

    Papers with a score of 0 are only chosen when no others are left.
    """
    places = {paper.id: at for at, paper in enumerate(index.candidates)}
    left = list(ranked[: most * LOOKED_AT])
    near = dict.fromkeys(places, 0.0)
    chosen: list[Ranked] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda one: (one.score > 0, near[one.id] < _SAME, one.score - _ALIKE * near[one.id]))
        left.remove(best)
        chosen.append(best)
        paper = index.candidates[places[best.id]]
        alike = index.likeness(index.query(f"{paper.title} {paper.abstract}"))
        own = alike[places[best.id]] or 1
        for one in left:
            near[one.id] = max(near[one.id], alike[places[one.id]] / own)
    return tuple(chosen)
