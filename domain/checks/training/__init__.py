"""Checks of training and evaluating in loops."""

from ..check import Check

CHECKS: tuple[Check, ...] = ()
