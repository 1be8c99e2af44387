"""Pairs of programs with mistakes in training and evaluating in loops."""

from . import Pair
from .training_data import PAIRS as DATA
from .training_evaluation import PAIRS as EVALUATION
from .training_kinds import PAIRS as KINDS
from .training_steps import PAIRS as STEPS

PAIRS: tuple[Pair, ...] = (*STEPS, *EVALUATION, *DATA, *KINDS)
