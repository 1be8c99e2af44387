"""All checks there are."""

from .check import Check
from .leakage import CHECKS as LEAKAGE
from .networks import CHECKS as NETWORKS
from .plain import CHECKS as PLAIN
from .training import CHECKS as TRAINING

CHECKS: tuple[Check, ...] = (*LEAKAGE, *TRAINING, *NETWORKS, *PLAIN)
