"""The numbers of a text, and which of those in a point its quotation doesn't have.

Numbers are compared by value: 1,000 is 1000 and 1k, 7B is 7 billion, five is 5, 3x is threefold, half is 0.5, 1/2 and
50 %. Nothing is rounded: 93 is not 93.4. Per cent need per cent and a multiple needs a multiple; a bare number may
stand for either. Units of time and size, and whether it is tokens or parameters, must agree where both have one. Digits
in names (GPT-4, F1, ResNet-50) go with their names. English number words are read; the word
`one` and ordinals are not taken for numbers.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from unicodedata import digit, normalize

_ONE_TO_NINE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_COUNTS = {word: n for n, word in enumerate(("zero", *_ONE_TO_NINE, *_TEENS))} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_COUNTS |= {"dozen": 12, "single": 1}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "m": 6, "b": 9, "t": 12}
_TIMES = {"twice": 2, "thrice": 3}
_TIMES |= {f"double{end}": 2 for end in ("", "s", "d")} | {"doubling": 2}
_TIMES |= {f"triple{end}": 3 for end in ("", "s", "d")} | {"tripling": 3}
_TIMES |= {f"quadruple{end}": 4 for end in ("", "s", "d")} | {"quadrupling": 4}
_SHARES = dict.fromkeys(("half", "halve", "halves", "halved", "halving"), 2) | dict.fromkeys(("quarter", "quarters"), 4)
_PARTS = {"hal": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}

# 1,000.5; 12,5 as half the world writes it; 12.5 and the version 1.2.3; .5
_NUMBER = (
    r"(?:(?<![\w.)\]])-)?(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|(?<!\d,)\d+,\d+(?![\d,]|\.\d)|\d+(?:\.\d+)*"
    r"|\.\d+)"
)
_SMALL_WORDS = "|".join(_ONE_TO_NINE)
_TOKEN = re.compile(
    rf"(?P<power>(?:(?P<factor>{_NUMBER})\s?[x·*]\s?|(?<![\w.,]))10\^(?P<exponent>[-+]?\d{{1,2}})(?!\d))"
    r"|(?P<science>(?<![\w.])(?:(?<![)\]])-)?\d+(?:\.\d+)?[eE][-+]?\d{1,2}(?!\w))"
    r"|(?P<share>(?<![\w./])\d{1,9}/[1-9]\d{0,8}(?![\w/]))"
    rf"|(?P<number>{_NUMBER})(?:st|nd|rd|th)?"
    r"|(?P<name>(?<![A-Za-z\d])(?=[A-Za-z_^-]{1,60}\d)[A-Za-z][A-Za-z\d]*+(?:(?:[-_^]|\.(?=\d))[A-Za-z\d]++)*+)"
    rf"|(?P<part>(?<!\w)(?i:{_SMALL_WORDS})[\s-](?i:half|halves|(?:third|quarter|fourth|fifth|tenth)s?)(?!\w))"
    rf"|(?P<count>(?<!\w)(?i:(?:{'|'.join(_TENS)})[\s-](?:{_SMALL_WORDS})|{'|'.join(_COUNTS)})(?=fold\b|(?!\w)))"
    rf"|(?P<word>(?<!\w)(?i:{'|'.join((*_TIMES, *_SHARES))})(?!\w))"
    r"|(?P<scale>(?<!\w)(?i:(?:hundred|thousand|million|billion|trillion))(?!\w))"
)
# What may follow a number and belongs to it.
_SCALE = re.compile(r"[\s-]?(hundred|thousand|million|billion|trillion)\b|([kKMBT])(?![A-Za-z0-9])")
_UNIT = re.compile(r"(?P<percent>\s?%|[\s-]?per\s?cent(?:age)?\b)|[\s-]?(?:fold|times)\b|\s?x(?![A-Za-z0-9])")
_FACTOR_OF = re.compile(r"\bfactors? of $")
_MOST_DIGITS, _MOST_AMOUNT = 40, 100
_UNITS = {
    "second": "s|secs?|seconds?",
    "millisecond": "ms|milliseconds?",
    "minute": "min|mins|minutes?",
    "hour": "h|hrs?|hours?",
    "day": "days?",
    "week": "weeks?",
    "month": "months?",
    "year": "years?",
    "kilobyte": "KB|KiB|kilobytes?",
    "megabyte": "MB|MiB|megabytes?",
    "gigabyte": "GB|GiB|gigabytes?",
    "terabyte": "TB|TiB|terabytes?",
    "token": "tokens?",
    "parameter": "params?|parameters?",
}
_MEASURED = re.compile(
    r"[\s-]?(?:(?:[GCT]PU|[AHV]100|wall[\s-]?clock)[\s-])?"
    rf"(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())})(?!\w)"
)
_NO_DIGITS = re.compile(r"(?:[-_^][A-Za-z]+)+\Z|(?<=\d)s\Z")
_COMPOUND = re.compile(r"-[A-Za-z]{2,40}")
# A name before a number: no small word that begins a sentence or stands in a title.
_NAME_BEFORE = re.compile(
    r"(?<!\w)(?!(?:A|Across|After|All|An|And|At|Before|Beyond|By|For|From|In|Into|Of|On|Only|Or|Over|Than|The|These|To"
    r"|Under|Up|Using|We|With|Within)[ -])((?:[a-z]{1,3})?[A-Z][\w-]*)[ -]$"
)
_SENTENCE_BEFORE = re.compile(r"(?:\A|[.!?;:] )[A-Z][a-z]+ \Z")
_LISTED = re.compile(r"[\s,;/()-]*(?:and|or|to|vs\.?|versus)?[\s,/(-]*")
_NAME_PART = re.compile(r"[a-z]+|\d+(?:\.\d+)*")

_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|\\,|[\u2009\u202f\u00a0])(?=\d{3}(?!\d))")
_ABOVE = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u207f]+")
_FRACTIONS = re.compile(r"[\u00bc-\u00be\u2150-\u215e]")
_SPELT = (
    (re.compile(r"[\u2010-\u2015\u2212]|(?<=\w)--(?=\w)"), "-"),
    (re.compile(r"(?:\\times(?![A-Za-z])|×)\s?(?=[A-Za-z])"), " x "),
    (re.compile(r"\\times(?![A-Za-z])\s?|×"), "x"),
    (re.compile(r"\\cdot(?![A-Za-z])|[⋅∙]"), "·"),
    (re.compile(r"\\([%&])"), r"\1"),
    (re.compile(r"\\(?:math\w+|text\w*|emph|boldsymbol|bm|left|right|sim)(?![A-Za-z])|[${}\u00ad\u200b-\u200f]"), ""),
    (re.compile(r"[~∼\s]+|\\[,;! ]"), " "),
    (re.compile(r"\s?\^\s?"), "^"),
    (re.compile(r"(?<=\d)\s?x\s?(?=\d)(?!\s?10\^)"), " x "),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, and from where to where.

    `unit` is what it counts, where that is a time or a size. `kind` is `%`, `x` for a multiple, `/` for a share, `name` for digits of a name, or empty. `named` are names that it
    may be a part of.
    """

    written: str
    value: Fraction
    kind: str = ""
    named: tuple[str, ...] = ()
    begin: int = 0
    end: int = 0
    unit: str = ""

    def is_in(self, others: Iterable["Number"]) -> bool:
        """Whether one of a quotation's numbers says the same."""
        return any(self._is(other) for other in others)

    def _is(self, other: "Number") -> bool:
        if self.unit and other.unit and self.unit != other.unit:
            return False
        if "/" in (self.kind, other.kind) and "x" not in (self.kind, other.kind):
            return self._share() == other._share()
        return self.value == other.value and self.kind in ("", other.kind) and other.kind != "name"

    def _share(self) -> Fraction:
        return self.value / 100 if self.kind == "%" else self.value


def missing_numbers(point: str, quote: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The numbers of the point, as it writes them, that don't stand in its quotation.

    Digits that belong to a name, as in `GPT-4` and `Llama 3`, may instead stand with that name in one of `names`, such
    as the paper's title.
    """
    point, quote = _spelt(point), _spelt(quote)
    there = _with_shared_kinds(_numbers(quote), quote)
    known = "\n".join(map(_spelt, names))
    missing = (n.written for n in _numbers(point) if not _stands(n, there, quote, known))
    return tuple(dict.fromkeys(missing))


def missing_amounts(task: str, source: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The numbers of a task, as it writes them, that neither stand in the source nor are small amounts of what is to
    be done: bare whole numbers of up to 100, in no name, or such sides as in 3x3."""
    task, source = _spelt(task), _spelt(source)
    there, known = _numbers(source), "\n".join((source, *map(_spelt, names)))
    missing = (n for n in _numbers(task) if not _stands(n, there, source, known) and not _is_amount(n, task))
    return tuple(dict.fromkeys(n.written for n in missing))


def _is_amount(number: Number, task: str) -> bool:
    is_bare = number.written.isalnum() and not number.kind
    is_side = number.kind == "x" and task[number.end : number.end + 2].strip().isdigit()
    is_small = number.value.denominator == 1 and 0 < number.value <= _MOST_AMOUNT
    # A word that begins a sentence is an order, as in `Train 3 models`.
    before = _SENTENCE_BEFORE.sub("", task[: number.begin])
    return (is_bare or is_side) and is_small and not _NAME_BEFORE.search(before)


def _stands(number: Number, there: Iterable[Number], quote: str, known: str) -> bool:
    if number.kind == "name":
        return _has_name(number.written, quote) or _has_name(number.written, known)
    if number.written.lower() in ("one", "single"):
        return True
    return number.is_in(there) or any(_has_name(name, known) for name in number.named)


def _spelt(text: str) -> str:
    """The text with one spelling for what can be written in many ways."""
    text = _ABOVE.sub(lambda found: "^" + normalize("NFKC", found[0]), _THOUSANDS.sub(",", text))
    text = normalize("NFKC", _FRACTIONS.sub(r" \g<0>", text)).replace("\u2044", "/")
    text = "".join(str(digit(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    for pattern, spelling in _SPELT:
        text = pattern.sub(spelling, text)
    return text


def _numbers(text: str) -> list[Number]:
    """All numbers, in order."""
    numbers, at = [], 0
    while found := _TOKEN.search(text, at):
        number, at = _number(text, found)
        numbers.append(number)
    return numbers


def _number(text: str, found: re.Match[str]) -> tuple[Number, int]:
    """A number with what belongs to it, and where that ends."""
    read, begin, end = found.lastgroup or "", found.start(), found.end()
    if read == "name" or found[0].count(".") > 1 or len(found[0]) > _MOST_DIGITS:
        return Number(_NO_DIGITS.sub("", found[0]), Fraction(0), "name", (), begin, end), end
    value, kind = _value(found), "/" if read in ("share", "part", "word") else ""
    if read in ("number", "count", "scale", "power"):
        if scale := _SCALE.match(text, end):
            value, end = value * 10 ** _SCALES[(scale[1] or scale[2]).lower()], scale.end()
        if unit := _UNIT.match(text, end):
            kind, end = "%" if unit["percent"] else "x", unit.end()
        elif _FACTOR_OF.search(text, max(0, begin - 12), begin):
            kind = "x"
    kind = "x" if found[0].lower() in _TIMES else kind
    measured = _MEASURED.match(text, end)
    counted = (measured.lastgroup or "") if measured else ""
    return Number(text[begin:end], value, kind, tuple(_names_with(text, begin, end)), begin, end, counted), end


def _names_with(text: str, begin: int, end: int) -> Iterator[str]:
    """Names that a number may be a part of: `Llama 3`, `two-stage`."""
    if before := _NAME_BEFORE.search(text, max(0, begin - 60), begin):
        yield f"{before[1]} {text[begin:end]}"
    if after := _COMPOUND.match(text, end):
        yield text[begin:end] + after[0]


def _value(found: re.Match[str]) -> Fraction:
    word = found[0].lower()
    if found["power"]:
        return _read(found["factor"] or "1") * Fraction(10) ** int(found["exponent"])
    if found["number"]:
        return _read(found["number"])
    if found["count"]:
        return Fraction(sum(_COUNTS[part] for part in re.split(r"[\s-]", word)))
    if found["part"]:
        many, part = re.split(r"[\s-]", word)
        return Fraction(_COUNTS[many], next(n for stem, n in _PARTS.items() if part.startswith(stem)))
    if found["word"]:
        return Fraction(_TIMES[word]) if word in _TIMES else Fraction(1, _SHARES[word])
    return Fraction(10 ** _SCALES[word]) if found["scale"] else Fraction(word)


def _read(written: str) -> Fraction:
    return Fraction(re.sub(r",(?=\d{3}(?!\d))", "", written).replace(",", "."))


def _with_shared_kinds(numbers: Sequence[Number], text: str) -> list[Number]:
    """A quotation's numbers; the 80 of `80 and 85%` is per cent as well."""
    shared: list[Number] = []
    for number in reversed(numbers):
        last = shared[-1] if shared else number
        gap = text[number.end : last.begin]
        is_listed = not number.kind and last.kind in ("%", "x") and len(gap) < 12 and _LISTED.fullmatch(gap)
        shared.append(replace(number, kind=last.kind) if is_listed else number)
    return shared


def _has_name(name: str, text: str) -> bool:
    """Whether a name such as `GPT-4` stands in the text, with or without its hyphens."""
    parts = _NAME_PART.findall(name.lower())
    return bool(re.search(rf"(?<![a-z\d]){'[-_^ ]?'.join(map(re.escape, parts))}(?!s?[a-z\d]|\.\d)", text.lower()))
