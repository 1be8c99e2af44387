"""Checks of how data is split, prepared and scored."""

from ..check import Check

CHECKS: tuple[Check, ...] = ()
