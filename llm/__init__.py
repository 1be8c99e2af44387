"""Language models, seen as something one can ask: see asking.py first."""
