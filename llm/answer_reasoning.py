"""What a model says to itself before it answers, and the answer without it."""

import re

_TAG = re.compile(
    r"[<◁]/?(?i:think|thinking|thought|reasoning)\s{0,3}[>▷]|\[/?THINK\]"
    r"|<\|channel\|>(?:analysis|commentary|final)\b[^\n]{0,80}?<\|message\|>"
)
_STRING_OF_JSON = re.compile(r'[{\[,:]\s*+"(?:[^"\\\n]|\\.)*+"(?=\s*+[,:}\]])')


def without_reasoning(text: str) -> str:
    """The text without its reasoning, and without blanks at both ends; empty when there is only reasoning.

    Reasoning stands between tags, or after a tag that is never closed, or before a closing tag that was never opened.
    A tag alone between backticks is talked about, so it stays.
    """
    kept: list[str] = []
    start, thinking = 0, False
    for tag in _TAG.finditer(text):
        if text[tag.start() - 1 : tag.start()] == "`" == text[tag.end() : tag.end() + 1]:
            continue
        closes = tag[0][1] == "/" or tag[0].startswith(("<|channel|>final", "<|channel|>commentary"))
        if not closes and not thinking:
            kept.append(text[start : tag.start()])
        elif closes and not thinking:
            kept.clear()
        if closes:
            start = tag.end()
        thinking = not closes
    return "".join([*kept, "" if thinking else text[start:]]).strip()


def with_tags_in_strings_hidden(text: str) -> str:
    r"""The text with the reasoning tags inside strings of JSON written as `\u003c…`: they are said, not obeyed."""
    return _STRING_OF_JSON.sub(lambda string: _TAG.sub(_hidden, string[0]), text)


def _hidden(tag: re.Match[str]) -> str:
    return f"\\u{ord(tag[0][0]):04x}{tag[0][1:]}"
