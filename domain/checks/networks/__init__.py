"""Checks of networks, their losses and the shapes between them."""

from ..check import Check

CHECKS: tuple[Check, ...] = ()
