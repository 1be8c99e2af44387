"""Mathematics in letters: LaTeX between dollar signs as plain Unicode, such as `exp(qᵀk/√d)`."""

import re
from functools import cache
from unicodedata import category, lookup, normalize

MOST_DEPTH = 30
FORMULA = re.compile(
    r"(?<![\\$])\$\$?(?=[^\s$])((?:[^$\\]|\\.){1,1000}?)(?<!\s)\$\$?(?![$\d])"
    r"|(?<!\\)\\\((.{1,1000}?)\\\)|(?<!\\)\\\[(.{1,1000}?)\\\]"
)
"""A formula in a line of text, in one of the three groups. `$5 and $10` holds none."""

_TOKEN = re.compile(r"\\operatorname\*|\\(?:begin|end)\{[A-Za-z]{1,20}\*?\}|\\[A-Za-z]+|\\.|\s+|.", flags=re.DOTALL)
_FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac")
_LOOKS = re.compile(
    r"[bB]igg?[lr]?|left|middle|right|limits|nolimits|math(?:bin|close|op|open|ord|rel)|nonumber|notag"
    r"|(?:display|script|text)style|bf|cal|em|it|rm|sf|tt"
)
_FONTS = re.compile(r"(?:math|text)[a-z]{0,6}|bm|boldsymbol|pmb|mbox|hbox|emph|operatorname\*?")
_NAMES = re.compile(
    r"Pr|arg|argmax|argmin|cos|cosh|det|diag|dim|exp|inf|lim|ln|log|max|min|mod|rank|sign|sin|sinh|softmax|sup|tan|tanh|tr"
)
_MORE = {
    "|": "‖", "ne": "≠", "lvert": "|", "rvert": "|", "colon": ":", "dots": "…", "dotsc": "…", "top": "⊤", "quad": " ",
    "qquad": " ", "\\": "; ", "!": "", "%": "%", ":": " ", ">": " ", "/": "", "(": "", ")": "", "[": "", "]": "",
}  # fmt: skip
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}
_WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
_FENCES = {"pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Vmatrix": "‖‖", "Bmatrix": "{}"}
_SPACED = set("≤≥≠≈≡∼≃≅∝→←↔⇒⇐⇔↦∈∉⊂⊆⊃⊇∪∩×·∘⊕⊗⊙∧∨≪≫∥∣←⟶⟵∖÷")
_SCRIPTS = {
    "^": str.maketrans("0123456789+-()niT⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀᵀ"),
    "_": str.maketrans("0123456789+-()aeijknt", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑᵢⱼₖₙₜ"),
}


_TYPED = re.compile(r"\\(?:emph|text(?:bf|it|tt|sc|rm|sf)?|underline|url)\{([^{}$]{0,400})\}")


def plain_maths(text: str) -> str:
    """The text with its formulas as Unicode; what has no plain form stays as its name. Any text can be given.

    Marks of type that abstracts hold, such as \\emph{…}, are left out.
    """
    text = _TYPED.sub(r"\1", text)
    return FORMULA.sub(lambda found: formula_text(found[1] or found[2] or found[3]), text)


def formula_text(latex: str) -> str:
    """One formula as Unicode on one line: `W_0 + \\frac{a+b}{2}` gives `W₀ + (a+b)/2`."""
    tokens = _TOKEN.findall(latex)[::-1]
    rows = ""
    while tokens:  # a brace too many ends a row early
        rows += _row(tokens, 0)
    # Letters of mathematics are missing from many mail programs and terminals.
    plain = "".join(normalize("NFKC", c) if "\U0001d400" <= c <= "\U0001d7ff" else c for c in rows)
    return _tidy(plain)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[(\[{]) | (?=[)\]},;])", "", text)


def _row(tokens: list[str], depth: int) -> str:
    """All up to the end of the group; the tokens stand last first."""
    row = ""
    while tokens:
        head = tokens.pop()
        if head == "}":
            break
        piece = _piece(head, tokens, depth)
        # `n\log n` is no word.
        row += f" {piece}" if _NAMES.fullmatch(head[1:]) and row[-1:].isalnum() else piece
    return row


def _piece(head: str, tokens: list[str], depth: int) -> str:
    """What begins with this head."""
    if depth >= MOST_DEPTH:
        rest = head + "".join(reversed(tokens))
        tokens.clear()
        return rest
    if head == "{":
        return _row(tokens, depth + 1)
    if head in ("^", "_"):
        return _script(head, _argument(tokens, depth))
    if head.startswith("\\") and len(head) > 1:
        return _macro(head[1:], tokens, depth)
    return {"~": " ", "&": " "}.get(head, _spaced(head))


def _argument(tokens: list[str], depth: int) -> str:
    """The next group or the next single thing; nothing at the end of a group."""
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens or tokens[-1] == "}":
        return ""
    return _piece(tokens.pop(), tokens, depth + 1)


def _script(sign: str, text: str) -> str:
    """Raised or lowered, where Unicode has all of it."""
    text = re.sub(r"(?<!\w) | (?!\w)", "", _tidy(text))
    small = text.translate(_SCRIPTS[sign])
    if not set(small) & set(text):
        return small
    if sign == "^" and text in ("*", "'", "′", "∗"):
        return text
    is_one = len(text) == 1 or (sign == "_" and re.fullmatch(r"\w+", text))
    return sign + (text if is_one else f"({text})")


def _macro(name: str, tokens: list[str], depth: int) -> str:
    if name in _FRACTIONS:
        over, under = _argument(tokens, depth), _argument(tokens, depth)
        return f"{_whole(over)}/{_whole(under)}"
    if name in ("binom", "tbinom", "dbinom"):
        return f"({_argument(tokens, depth)} choose {_argument(tokens, depth)})"
    if name == "sqrt":
        return _root(tokens, depth)
    if name == "not":
        return _spaced(normalize("NFC", _argument(tokens, depth).strip() + "\u0338"))
    name = _WIDE.get(name, name)
    if name in _ACCENTS:
        text = _argument(tokens, depth)
        return normalize("NFC", text + _ACCENTS[name]) if len(text) == 1 else f"{name}({text})"
    if _FONTS.fullmatch(name) and not _LOOKS.fullmatch(name):
        return _lettered(name, _argument(tokens, depth))
    if name.startswith(("begin{", "end{")):
        return _fence(name, tokens)
    return _symbol(name, tokens)


def _whole(text: str) -> str:
    """The text as one thing to divide or to take the root of."""
    text = _tidy(text)
    return text if re.fullmatch(r"[\d.]+|√?[^\W\d]+|.", text) else f"({text})"


def _root(tokens: list[str], depth: int) -> str:
    degree = ""
    if tokens[-1:] == ["["] and "]" in tokens:
        while (head := tokens.pop()) != "]":
            degree += head
    sign = {"": "√", "[3": "∛", "[4": "∜"}.get(degree, f"{degree[1:]}√")
    return sign + _whole(_argument(tokens, depth))


def _lettered(font: str, text: str) -> str:
    """The text without its font, but for the double and the script letters that every font has."""
    kind = {"mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT"}.get(font)
    if not kind or not re.fullmatch("[A-Z]", text):
        return text
    try:
        return lookup(f"{kind} CAPITAL {text}")
    except KeyError:
        return text


def _fence(name: str, tokens: list[str]) -> str:
    end, _, kind = name.partition("{")
    kind = kind.rstrip("}*")
    if end == "begin" and kind in ("array", "tabular") and tokens[-1:] == ["{"] and "}" in tokens:
        while tokens.pop() != "}":
            pass
    return _FENCES.get(kind, "  ")[end == "end"]


def _symbol(name: str, tokens: list[str]) -> str:
    """A macro without arguments; an unknown one is told by its name."""
    if _LOOKS.fullmatch(name):
        if name in ("left", "right", "middle") and tokens[-1:] == ["."]:
            tokens.pop()
        return ""
    if _NAMES.fullmatch(name):
        return name
    sign = _MORE[name] if name in _MORE else _known(name)
    if len(sign) == 1 and tokens[-1:] and tokens[-1].isspace() and re.match(r"\w|\\[A-Za-z]", "".join(tokens[-2:-1])):
        tokens.pop()  # `\Delta W` is one word
    return _spaced(sign)


def _spaced(text: str) -> str:
    return f" {text} " if text in _SPACED else text


@cache
def _symbols() -> dict[str, str]:
    """The signs that macros without arguments stand for."""
    from pylatexenc.latex2text import get_default_latex_context_db  # type: ignore[import-untyped]

    kept = get_default_latex_context_db()
    macros = ((spec.macroname, spec.simplify_repl) for spec in kept.iter_macro_specs())
    # \today is no sign.
    return {name: sign for name, sign in macros if isinstance(sign, str) and len(sign) <= 3 and "%" not in sign}


def _known(name: str) -> str:
    sign = _symbols().get(name, name)
    return sign if all(category(char)[0] != "C" for char in sign) else ""
