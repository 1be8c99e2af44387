"""Marks what comes from outside, so that a model can tell data from what it is told to do."""


def marked(name: str, text: str) -> str:
    """The text between two marks of that name; no mark inside it can end it. Nothing for an empty text."""
    inside = text.replace("</", "< /").strip()
    return f"<{name}>\n{inside}\n</{name}>" if inside else ""
