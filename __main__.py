"""`python -m studycoach` is the same as `coach`."""

from .app.main import main

main()
