"""A letter's HTML as a page that a browser can open, whoever sent the letter."""

import re

# A policy governs all that follows it, and a later one can only forbid more.
_POLICY = (
    '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'\">"
    '<meta charset="utf-8">'
)
# What no policy forbids: going to another page by itself, and connecting to a server ahead of need.
_UNGOVERNED = re.compile(r"((?<=<)i?frame|\b(?:http-equiv|rel)(?=\s*=))", flags=re.IGNORECASE)


def guarded(html: str) -> str:
    """The page with what keeps scripts from running and the browser from turning to any server by itself."""
    return _POLICY + _UNGOVERNED.sub(r"data-\1", html)
