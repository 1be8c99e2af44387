"""The form in which quotations are compared with a paper: what is written, without how it is set.

Line ends, hyphens, ligatures, accents, case, punctuation, quotation marks, unseen characters and the ways to write
mathematics (`$\\alpha$` and `α`, `10^{-5}` and `10⁻⁵`) make no difference; every letter, digit and sign does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from unicodedata import category, normalize

SAME, APART, EITHER = 0, 1, 2
"""Between two characters: one word goes on; another begins; or it may be written both ways, as `GPT-4` and `GPT4`."""
_EDGE = 4
ELLIPSIS = "…"

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ lambda λ mu μ"
    " nu ν xi ξ pi π varpi π rho ρ varrho ρ sigma σ varsigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω"
    " Gamma γ Delta δ Theta θ Lambda λ Xi ξ Pi π Sigma σ Upsilon υ Phi φ Psi ψ Omega ω"
)
_SIGNS = (
    "times x leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ pm ± mp ∓ approx ≈ equiv ≡ propto ∝ cdot · infty ∞"
    " sum ∑ prod ∏ int ∫ partial ∂ nabla ∇ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ forall ∀ exists ∃ to →"
    " rightarrow → leftarrow ← Rightarrow ⇒ mapsto ↦ ll ≪ gg ≫ lt < gt > mid | vert | Vert || odot ⊙ oplus ⊕ otimes ⊗"
    " circ ∘ star ⋆ emptyset ∅ wedge ∧ vee ∨ neg ¬ sqrt √ ell l dots … ldots … cdots … textellipsis … percent %"
)
# How something is set, and nothing that is said.
_STYLE = (
    "left right big Big bigl bigr Bigl Bigr mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol"
    " bm text textrm textbf textit textsf texttt textsc textup emph operatorname mbox hbox displaystyle textstyle"
    " scriptstyle limits nolimits quad qquad thinspace sim tilde hat bar widehat widetilde overline underline vec"
    " bf it rm em sc tt cal bold"
)
_PAIRS = (_GREEK + " " + _SIGNS).split()
_COMMANDS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)) | dict.fromkeys(_STYLE.split(), "")
_CHARS = {"×": "x", "⋅": "·", "∙": "·", "•": "", "⋯": ELLIPSIS, "∼": "", "≃": "≈", "∗": "", "≠": "≠", "∉": "∉", "′": ""}

_SAME_LETTERS = str.maketrans({"\u2044": "/", "ς": "σ", "ı": "i"})

# Scripts that have no spaces between words: each character is a word.
WIDE = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LETTER = rf"(?!{WIDE})[^\W\d_\u00b2\u00b3\u00b9\u2070-\u209f]"
_DASHES = r"[-\u2010-\u2015\u2212]"
_TOKENS = (
    rf"(?P<word>(?:[A-Za-z]+|{_LETTER})+)"
    r"|(?P<number>\d+(?:(?:[,\u2009\u202f\u00a0]|\{,\}|\\,)\d{3}(?!\d))*(?:\.\d+)*|(?<![\w.)\]])\.\d+)"
    r"|(?P<ellipsis>\.{3,}|\.(?:\s\.){2,})"
    rf"|(?P<minus>(?<=\d)\s?{_DASHES}{{1,3}}\s?(?=\d)|(?<![^\W\d_])(?<!-){_DASHES}(?=\d|\.\d))"
    r"|(?P<command>\\(?:[A-Za-z]+|[%&#]))"
    r"|(?P<space>\\[^A-Za-z\d])"
    r"|(?P<above>[\u00b2\u00b3\u00b9\u2070-\u207f]+)"
    r"|(?P<sign>[+=<>%^/|&#@]|[^\x00-\x7f])"
)
_TOKEN = re.compile(_TOKENS)
# What is plain goes through at once, since most of a paper is.
_STRETCH = re.compile(rf"(?P<plain>[A-Za-z]+(?:[ \n,;:()]+[A-Za-z]+)+)|{_TOKENS}")
_LETTERS_ONLY = str.maketrans({upper: upper.lower() for upper in ascii_uppercase} | dict.fromkeys(" \n,;:()"))
_FEW = re.compile(r"\\(?:[A-Za-z]+|[\"'`^~=.])|[${}_\u00ad\u200b-\u200f\u2060\ufeff]")
_JOINING = re.compile(r"[-\u2010\u2011\u00ad\ufffe'’‘ʼ\u0300-\u036f´`¨¸˜ˆ˙˚]\s*")
_WIDE = re.compile(WIDE)
_ACCENTS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Form:
    """A text in the form for comparing.

    `joints[i]` says how `text[i]` follows the character before it, and whether a quotation may begin there. `starts`
    are the places in `text` where words, numbers and signs begin; `spans` are theirs in what was written.
    """

    text: str
    joints: bytes
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def may_part(self, at: int) -> bool:
        """Whether a quotation may begin or end before the character `at`: nothing of a word or number is cut off."""
        return at in (0, len(self.text)) or bool(self.joints[at] & _EDGE)

    @property
    def words(self) -> int:
        """How many words and numbers it has."""
        return sum(self.joints[start] & 3 != SAME and _class(self.text[start]) != "s" for start in self.starts)

    @property
    def letters(self) -> int:
        """How many letters and digits it has; a character that is a word by itself counts twice."""
        return sum(_WEIGHTS[_class(char)] for char in self.text)

    def cut(self, begin: int, end: int) -> "Form":
        """A part of it, without knowing where it was written."""
        starts = tuple(start - begin for start in self.starts if begin <= start < end)
        return Form(self.text[begin:end], self.joints[begin:end], starts, ())

    def agrees(self, at: int, other: "Form") -> bool:
        """Whether the words of `other`, whose text stands here from `at` on, begin and end where ours do."""
        pairs = zip(self.joints[at + 1 : at + len(other.text)], other.joints[1:], strict=True)
        return all({ours & 3, theirs & 3} != {SAME, APART} for ours, theirs in pairs)


def form_of(written: str) -> Form:
    """The text in the form for comparing."""
    parts: list[str] = []
    joints = bytearray()
    starts, spans = [], []
    length, end, last = 0, 0, ""
    for found in _TOKEN.finditer(written):
        part = _PARTS[found.lastgroup or ""](found[0])
        if not part:
            continue
        begin = found.start()
        joints.append(_joint(last, written[end:begin], part[0]))
        joints.extend(bytes(len(part) - 1))
        parts.append(part)
        starts.append(length)
        spans.append((begin, found.end()))
        length, end, last = length + len(part), found.end(), part[-1]
    return Form("".join(parts), bytes(joints), tuple(starts), tuple(spans))


def text_of(written: str) -> str:
    """The text of `form_of(written)`, several times as fast."""
    return "".join([_PARTS[found.lastgroup or ""](found[0]) for found in _STRETCH.finditer(written)])


@lru_cache(maxsize=4096)
def _word(token: str) -> str:
    plain = _ACCENTS.sub("", normalize("NFKD", token))
    return normalize("NFKC", plain).casefold().translate(_SAME_LETTERS)


def _number(token: str) -> str:
    return token if token.isascii() and token.isdigit() else re.sub(r"[^\d.]", "", normalize("NFKC", token))


def _command(token: str) -> str:
    name = token[1:]
    return _COMMANDS.get(name, name.lower())


@lru_cache(maxsize=1024)
def _sign(char: str) -> str:
    if char in _CHARS or char.isascii():
        return _CHARS.get(char, char)
    kind = category(char)
    if kind in ("No", "Sk"):
        return _word(char) if kind == "No" else ""
    return normalize("NFKC", char).strip() if kind[0] in "LSM" and not _ACCENTS.match(char) else ""


_WEIGHTS = {"a": 1, "d": 1, "w": 2, "s": 0}
_PARTS: dict[str, Callable[[str], str]] = {
    "plain": lambda token: token.translate(_LETTERS_ONLY),
    "word": _word,
    "number": _number,
    "ellipsis": lambda _: ELLIPSIS,
    "minus": lambda _: "-",
    "command": _command,
    "space": lambda _: "",
    "above": lambda token: "^" + normalize("NFKC", token).replace("\u2212", "-"),
    "sign": _sign,
}


def _joint(last: str, gap: str, first: str) -> int:
    """How the character `first` follows `last` with `gap` between them."""
    one, two = _class(last), _class(first)
    if gap == " ":
        return _EDGE | (APART if one == two and one in "ad" else EITHER)
    if "w" in (one, two):
        return EITHER | _EDGE
    if not gap:
        return SAME if one == two != "s" else EITHER
    rest = _FEW.sub("", gap)
    edge = _EDGE if _JOINING.sub(" " if any(map(str.isspace, rest)) else "", rest) else 0
    if one != two or one == "s":
        return EITHER | edge
    if one == "d":
        return (APART if rest else SAME) | edge
    return (APART if _JOINING.sub("", rest) else EITHER) | edge


@lru_cache(maxsize=4096)
def _class(char: str) -> str:
    """Whether a character is a letter (a), a digit (d), a word by itself (w), or a sign (s)."""
    if _WIDE.match(char):
        return "w"
    return "d" if char.isdecimal() else "a" if char.isalnum() or category(char or " ")[0] == "M" else "s"
