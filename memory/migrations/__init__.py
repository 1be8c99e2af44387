"""Migrations of the database: added, never edited."""
