"""TeX sources made one text: the main file found, others put in, comments taken out, simple macros written out."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from .paper_archive import inside
from .paper_blocks import Unreadable

DEEPEST, MOST_TEXT = 12, 4_000_000  # files within files; characters of the whole
MOST_MACROS, MOST_MACRO = 1000, 500  # characters of one
_PASSES = 4  # macros within macros
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*(?=\S))?")
_IGNORED = re.compile(r"\\begin\{comment\}.*?\\end\{comment\}|\\iffalse\b.*?\\fi\b", re.DOTALL)
_INPUT = re.compile(r"\\(?:input|include|subfile|subfileinclude)\s*(?:\{([^{}\n]{1,400})\}|([^\s{}\\]{1,200}))")
_IMPORT = re.compile(r"\\(?:sub)?import\*?\s*\{([^{}\n]{0,200})\}\s*\{([^{}\n]{1,200})\}")
_CLASS = re.compile(r"\\document(?:class|style)\b(?!\s*(?:\[[^\]]*\])?\s*\{(?:subfiles|standalone)\})")
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*(?=[\[{])"
    r"|\\def\s*\\([A-Za-z]+)\s*(?=\{)|\\(DeclareMathOperator)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*(?=\{)"
)
_NAME = re.compile(r"\\([A-Za-z]+)")


def whole_source(files: Mapping[str, str], main: str = "") -> tuple[str, str, str]:
    """What stands before and within the document, with all its files put in, and the path of its main file.

    Raises:
        Unreadable: none of the files is TeX.
    """
    main = main or _main_file(files)
    text = _flat(files, main)
    before, begins, body = text.partition("\\begin{document}")
    if not begins:
        before, body = "", text
    body = body.partition("\\end{document}")[0]
    return before, _expanded(body, dict(_macros(text))), main


def inputs(text: str) -> Iterator[str]:
    """The paths that a text asks to be put in."""
    for found in _INPUT.finditer(text):
        yield (found[1] or found[2]).strip()
    for found in _IMPORT.finditer(text):
        yield posixpath.join(found[1], found[2])


def group(text: str, start: int, most: int = 100_000) -> tuple[str, int]:
    """What stands in the braces that open at `start`, and where they end; empty and `start` if none do."""
    if start >= len(text) or text[start] != "{":
        return "", start
    depth, at = 0, start
    end = min(len(text), start + most)
    while at < end:
        char = text[at]
        if char == "\\":
            at += 1
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if not depth:
                return text[start + 1 : at], at + 1
        at += 1
    return "", start


def argument(text: str, start: int) -> tuple[str, int]:
    """The argument of a macro that ends at `start`, after white space and an optional one in brackets."""
    found = re.compile(r"\s*(?:\[[^\[\]]{0,1000}\]\s*)?").match(text, start)
    return group(text, found.end() if found else start)


def _main_file(files: Mapping[str, str]) -> str:
    texts = {name: text for name, text in files.items() if not name.lower().endswith(".bbl")}
    if not any("\\" in text for text in texts.values()):
        raise Unreadable("holds no TeX")
    whole = {name: text for name, text in texts.items() if _CLASS.search(_COMMENT.sub(r"\1", text[:100_000]))}
    of = whole or texts
    return max(of, key=lambda name: ("\\begin{document}" in of[name], len(_flat(files, name)), name))


def _flat(files: Mapping[str, str], main: str) -> str:
    """The main file with all others in their places. Each way in is followed once, and nothing outside is read."""
    left = MOST_TEXT

    def put(name: str, above: tuple[str, ...]) -> str:
        nonlocal left
        if name in above or len(above) > DEEPEST or left <= 0:
            return ""
        text = _COMMENT.sub(r"\1", files[name])
        left -= len(text)
        within = (*above, name)

        def one(path: str) -> str:
            folders = ("", posixpath.dirname(name), posixpath.dirname(main))
            paths = [inside(path + end, folder) for folder in folders for end in (".tex", "")]
            found = next((p for p in paths if p in files), "")
            return f"{put(found, within).removesuffix(chr(10))} " if found else ""  # the end of a file is a space

        text = _IMPORT.sub(lambda m: one(posixpath.join(m[1], m[2])), text)
        text = _INPUT.sub(lambda m: one((m[1] or m[2]).strip()), text)
        if above and (found := re.search(r"\\begin\{document\}(.*?)\\end\{document\}", text, re.DOTALL)):
            return found[1]  # of a subfile
        return text

    return _IGNORED.sub("", put(main, ()))


def _macros(text: str) -> Iterator[tuple[str, str]]:
    """The macros without arguments, and what they stand for."""
    for count, found in enumerate(_DEFINITION.finditer(text)):
        if count >= MOST_MACROS:
            return
        body, end = group(text, found.end(), MOST_MACRO)
        name = found[1] or found[2] or found[4]
        if end > found.end() and "#" not in body and not re.search(rf"\\{name}(?![A-Za-z])", body):
            yield name, f"\\operatorname{{{body}}}" if found[3] else body


def _expanded(text: str, macros: Mapping[str, str]) -> str:
    most = 2 * len(text) + 100_000
    for _ in range(_PASSES):
        longer = sum(len(macros.get(found[1], "")) for found in _NAME.finditer(text))
        if not longer or len(text) + longer > most:
            break
        text = _NAME.sub(lambda m: _written_out(m, macros), text)
    return text


def _written_out(found: re.Match[str], macros: Mapping[str, str]) -> str:
    body = macros.get(found[1])
    if body is None:
        return found[0]
    # A name that ends what is put in must not run into the letters that follow.
    after = found.string[found.end() : found.end() + 1]
    return body + ("{}" if re.search(r"\\[A-Za-z]+$", body) and after.isalpha() else "")
