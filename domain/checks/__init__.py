"""Checks of machine-learning code: one small file for each, over the syntax tree."""
