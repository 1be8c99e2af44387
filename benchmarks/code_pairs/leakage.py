"""Leakage, splits, scores and seeds: programs as a learner writes them, each with one mistake, and their clean twins."""

from . import Pair
from .leakage_prepared import PAIRS as PREPARED
from .leakage_scores import PAIRS as SCORES
from .leakage_splits import PAIRS as SPLITS

PAIRS: tuple[Pair, ...] = (*SPLITS, *SCORES, *PREPARED)
