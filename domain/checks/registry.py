"""All checks there are."""

from .check import Check
from .leakage import CHECKS as LEAKAGE
from .networks import CHECKS as NETWORKS
from .plain import CHECKS as PLAIN
from .training import CHECKS as TRAINING

ABOUT_LEARNING = frozenset(check.name for check in (*LEAKAGE, *TRAINING, *NETWORKS))
"""The names of the checks that are about learning from data, not about Python."""
CHECKS: tuple[Check, ...] = (*LEAKAGE, *TRAINING, *NETWORKS, *PLAIN)
