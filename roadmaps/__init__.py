"""Roadmaps as data: one YAML file each."""
