"""Pace: how long the learner really takes, against the roadmap's estimates."""

from collections.abc import Sequence
from statistics import median

RECENT = 9
TRUST = 3
SLOWEST, FASTEST = 2.0, 0.5


def pace_of(ratios: Sequence[float]) -> float:
    """Real minutes per estimated minute, from the ratios of finished items of one kind of work, oldest first.

    The median of the newest nine and of three imagined ratios of 1, kept within 0.5 and 2: one odd day
    changes nothing, four like ones are believed.
    """
    believed = sorted([*ratios[-RECENT:], *[1.0] * TRUST])
    return min(SLOWEST, max(FASTEST, median(believed)))
