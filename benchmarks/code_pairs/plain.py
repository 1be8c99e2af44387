"""Pairs of programs with mistakes in Python, NumPy and pandas."""

from . import Pair
from .plain_arrays import PAIRS as ARRAYS
from .plain_errors import PAIRS as ERRORS
from .plain_loops import PAIRS as LOOPS
from .plain_outside import PAIRS as OUTSIDE
from .plain_python import PAIRS as PYTHON
from .plain_tables import PAIRS as TABLES

PAIRS: tuple[Pair, ...] = (*PYTHON, *TABLES, *ARRAYS, *OUTSIDE, *LOOPS, *ERRORS)
