"""The doors: commands, configuration, wiring and the screen."""
