"""Doors to the outside world: roadmap and learner files, calendars, mail, plans as files."""
