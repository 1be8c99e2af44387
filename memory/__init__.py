"""What the coach remembers, in SQL: one file per thing remembered."""
