"""Checks of Python, NumPy and pandas in code that learns from data."""

from ..check import Check

CHECKS: tuple[Check, ...] = ()
