"""Whether what a model says of a paper is proven by the paper: quotations, numbers, and nothing of the model's own.

A point stands when its quotation stands in the paper, every number of it stands in that quotation, and both speak of the
same thing: they share at least two words that mean something (one, where either has hardly any), compared by how they
begin, so that a paraphrase passes and a point about something else doesn't; neither says the opposite of the other
(`quotation_sense`). Whether a paraphrase says less than its quotation can't be told by rules, so both are always shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from unicodedata import normalize

from .paper_summary import POINT_KINDS, Point, PointKind
from .paper_text import PaperText, Passage
from .plain_text import without_unseen
from .quotation import Found, Quotable
from .quotation_numbers import missing_amounts, missing_numbers
from .quotation_sense import is_opposite, meaning
from .sentences import sentences

SHORTEST, LONGEST, LONGEST_QUOTE = 15, 320, 600
LONGEST_EXERCISE = 600
MOST_POINTS, MOST_EACH, MOST_WORDS = 6, 2, 8
# Which kind may have a second point first, where there is room.
_SECONDS: tuple[PointKind, ...] = ("result", "method", "idea", "limit", "problem")
_ALIKE = 0.8

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://\S+|(?<!\w)(?:www\.|mailto:)\S+|\S+@[\w-]+\.\S+"
    r"|(?<![\w.])[\w-]+\.[a-z]{2,12}/\w"
    r"|[\w.-]*\w\.(?:com|org|net|io|dev|ai|edu|gov|info|co|app|me|xyz|ly|ru|cn)(?!\w)",
    re.IGNORECASE,
)
# What an exercise never asks for: to run or install something, to pay, to use what is secret.
_COMMAND = re.compile(
    r"(?<!\w)(?:git\s+clone|docker\s+(?:run|pull)|(?:ba|z)?sh\s+(?:-c|\S+\.sh)|chmod|python3?\s+(?:-\w|\S+\.py)|npx|uvx|pipx"
    r"|uv\s+(?:pip|add|run|tool)|os\.system|subprocess|install\w*\b[^.]{0,60}\bfrom)(?!\w)"
    r"|(?<!\w)(?:ssh\s+\S+@|(?:eval|exec)\(|--?[a-z][\w-]*=)|(?<!\S)--[a-z]|&&|\|\s*\w*sh\b"
    r"|(?<!\w)(?:your|their)\s+(?:\w+\s+){0,2}(?:bank|accounts?|money|wallets?|passwords?|credentials?|passports?)(?!\w)"
    r"|(?<!\w)(?:pay|transfer|send|donate|wire|give|spend)\s+(?:\w+\s+){0,3}"
    r"(?:euros?|dollars?|pounds?|money|bitcoins?|fees?)(?!\w)",
    re.IGNORECASE,
)
_VALUABLE = re.compile(
    r"(?<!\w)(?:money|euros?|dollars?|usd|eur|pounds|bitcoins?|wallets?|bank(?:s|ing)?|pay(?:s|ing|ments?)?(?!\s+attention)"
    r"|paid|purchas\w+|buy|buys|donat\w+|credit\s+cards?|invoices?|passwords?|passphrases?|passcodes?|credentials?|logins?"
    r"|log\s+into|(?:api|secret|private)\s+keys?)(?!\w)|[$€£]\s?\d+(?!\d*[^$]*\$)",
    re.IGNORECASE,
)
_MATHS = re.compile(r"\$[^$]{1,200}\$")
_MARKUP = re.compile(r"<[/!a-z]|^\s*(?:#{1,6}\s|[-*+>]\s)|\]\s*[(\[]|~~~|&(?:#\w+|[a-z]+);", re.IGNORECASE)
# Orders to a model, which a text may hold for others to read.
_TO_A_MODEL = re.compile(
    r"(?<!\w)(?:ignor|disregard|forget|overrid)\w*\s[^.]{0,20}?\b(?:the|all|any|your|my|previous|prior|above|earlier|system)\b"
    r"[^.]{0,30}\b(?:instructions?|prompts?|rules|orders|guidelines)(?!\w)"
    r"|(?<!\w)(?:ignor|disregard|forget)\w*\s+(?:what|everything|all)\b[^.]{0,20}\b(?:said|before|above)(?!\w)"
    r"|(?<!\w)you are a [^.]{1,30}\bnow(?!\w)"
    r"|(?<!\w)(?:you are now|as an ai\b|you are (?:an? |the )?(?:ai|assistant|language model|chatbot)(?!\w))",
    re.IGNORECASE,
)
# Orders to the learner: commands, and to hand something over.
_TO_THE_LEARNER = re.compile(
    r"(?<!\w)(?:sudo\s\w|rm\s+-\w|(?:curl|wget)\s+(?:-|\S*[/.:]\S)|(?:pip3?|npm|conda|brew|apt(?:-get)?)\s+install|powershell"
    r"|coach\s+(?:papers|plan|config|erase|export|forget|import|init|backup)|click\s+(?:here|on|the)(?!\w))"
    r"|(?<!\w)(?:(?:delet|eras|wip|overwrit)(?:e|ing)|format)\s+(?:your|the|my)\s+(?:\w+\s+){0,2}(?:home|disks?|drives?|folders?|files?)(?!\w)"
    r"|(?<!\w)mkfs|(?<!\w)contents?\s+of\s+(?:your|their)(?!\w)"
    r"|(?:^|[.!?:;,]\s+|\b(?:please|now|must|should|and|then|to)\s+)(?:e-?mail|mail|send|forward|upload|post|share|reveal)"
    r"\b[^.]{0,40}\b(?:your|my|their|the (?:learner|user|reader)(?:['’]?s)?)\b[^.]{0,40}"
    r"\b(?:memory|data|passwords?|keys?|tokens?|secrets?|records?|address|e-?mail|credentials|contents?)\b",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether a text gives orders to a model or to the learner."""
    return bool(_TO_A_MODEL.search(text) or _TO_THE_LEARNER.search(text))


@dataclass(frozen=True, slots=True)
class Claim:
    """A point as a model gave it, with the quotation that is to prove it. Nothing of it is checked."""

    kind: PointKind
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A claim that isn't proven, and why not, in words that fit after a colon."""

    claim: Claim
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The points that are proven, each as it stands in the paper, and the claims that aren't. Repeated ones are in
    neither."""

    kept: tuple[Point, ...]
    failed: tuple[Failed, ...]


class Proving:
    """Proves claims by the text of one paper."""

    def __init__(self, text: PaperText) -> None:
        self._text, self._quotable = text, Quotable(text.passages)
        self.names = (text.title,)
        """Where numbers may stand that are parts of names."""

    def checked(self, claims: Iterable[Claim], proven: Sequence[Point] = ()) -> Checked:
        """The claims that the paper proves as points with section and page, in their order, but for those that say
        again what another one or a `proven` point says."""
        kept: list[Point] = []
        failed: list[Failed] = []
        for claim in claims:
            said = plain(claim.text)
            found = self._found(said, claim.quote)
            if isinstance(found, str):
                failed.append(Failed(claim, found))
                continue
            point = Point(claim.kind, said, found.verbatim, found.passage.section, found.passage.page)
            if not any(_says_again(point, other) for other in (*proven, *kept)):
                kept.append(point)
        return Checked(tuple(kept), tuple(failed))

    def unproven(self, sentence: str, quote: str) -> str:
        """Why a sentence isn't proven by a quotation from the paper; empty when it is."""
        found = self._found(sentence, quote)
        return found if isinstance(found, str) else ""

    def standing(self, words: Iterable[str]) -> tuple[str, ...]:
        """The terms that stand in the paper as whole words, each once, eight at most."""
        inside = " ".join(_bare(passage.text) for passage in self._text.passages)
        kept: dict[str, str] = {}
        for word in map(plain, words):
            bare = _bare(word)
            fits = not unfit(word, 2, 40) and any(map(str.isalpha, bare))
            if fits and bare not in kept and _holds(inside, bare):
                kept[bare] = word
        return tuple(kept.values())[:MOST_WORDS]

    def unfit_exercise(self, exercise: str) -> str:
        """Why an exercise can't be shown; empty when it can: plain words that have to do with the paper, without numbers
        of their own (but how many to take of something), commands, and what is worth money or secret."""
        if why := unfit(exercise, 30, LONGEST_EXERCISE):
            return why
        if _COMMAND.search(exercise):
            return "the text gives orders"
        whole = "\n".join(passage.text for passage in self._text.passages)
        if any(
            not _holds(_bare(f"{self._text.title} {whole}"), _bare(found[0])) for found in _VALUABLE.finditer(exercise)
        ):
            return "the text speaks of money or secrets"
        if missing := missing_amounts(exercise, whole, self.names):
            return f"the paper doesn't have the number {missing[0]}"
        said = meaning(exercise)
        if any(said & meaning(words) for words in (self._text.title, *(p.text for p in self._text.passages))):
            return ""
        return "the text speaks of something else than the paper"

    def _found(self, sentence: str, quote: str) -> Found | str:
        """Where the quotation stands that proves the sentence, or why it doesn't."""
        if why := unfit(sentence):
            return why
        if len(quote) > LONGEST_QUOTE:
            return f"the quote has more than {LONGEST_QUOTE} characters"
        found = self._quotable.find(quote)
        if not found:
            return "the quote doesn't stand in the paper letter by letter in one place"
        if _TO_A_MODEL.search(found.verbatim):
            return "the quote gives orders"
        return unsupported(sentence, found.verbatim, self.names) or found


def unsupported(text: str, source: str, names: Sequence[str] = (), least: int = 2) -> str:
    """Why a sentence can't rest on the words of `source`; empty when it can.

    Numbers in `names` may be said as well; `least` is how many words that mean something must be shared.
    """
    if missing := missing_numbers(text, source, names):
        return f"the quote doesn't have the number {missing[0]}"
    if not _share_meaning(text, source, least):
        return "the text speaks of something else than the quote"
    if is_opposite(text, source):
        return "the text says the opposite of the quote"
    return ""


def unfit(text: str, shortest: int = SHORTEST, longest: int = LONGEST, source: str = "") -> str:
    """Why a text isn't plain words in one line; empty when it is. Addresses are taken only from `source`."""
    if not shortest <= len(text) <= longest:
        return f"the text has {len(text)} characters, not {shortest} to {longest}"
    if text != plain(text) or _MARKUP.search(_MATHS.sub(" ", text)):
        return "the text is not one plain line"
    if any(address[0].rstrip(".,;:)") not in source for address in _ADDRESS.finditer(text)):
        return "the text has an address"
    return "the text gives orders" if gives_orders(text) else ""


def plain(text: str) -> str:
    """A model's text in one line, without unseen characters and without the marks that models put around words."""
    return " ".join(without_unseen(text, keep="\u200c\u200d\t\n\r").replace("**", "").replace("`", "").split())


def first_sentence(text: str) -> str:
    """The first sentence of a model's text, in one line."""
    return next(iter(sentences(plain(text))), "")


def best(points: Iterable[Point]) -> tuple[Point, ...]:
    """The points to show: six at most and each kind twice at most, the first ones of each kind; in the order of kinds."""
    by_kind: dict[PointKind, list[Point]] = {kind: [] for kind in POINT_KINDS}
    for point in points:
        by_kind[point.kind].append(point)
    for kind, of_kind in by_kind.items():
        by_kind[kind] = of_kind[:MOST_EACH]
    spare = sum(map(len, by_kind.values())) - MOST_POINTS
    for kind in reversed(_SECONDS):
        if spare > 0 and len(by_kind[kind]) > 1:
            by_kind[kind].pop()
            spare -= 1
    return tuple(point for of_kind in by_kind.values() for point in of_kind)


def nearest(words: str, passages: Sequence[Passage], most: int = 3) -> tuple[Passage, ...]:
    """The passages that share most with these words, best first; a word counts the more, the fewer passages have it."""
    wanted = meaning(words)
    shared = [meaning(passage.text) & wanted for passage in passages]
    common = Counter(word for each in shared for word in each)
    weight = {word: log(1 + len(passages) / n) for word, n in common.items()}
    scores = [sum(map(weight.__getitem__, sorted(each))) for each in shared]
    order = sorted(range(len(passages)), key=lambda n: (-scores[n], n))
    return tuple(passages[n] for n in order[:most] if scores[n] > 0)


def _holds(text: str, words: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def _share_meaning(text: str, source: str, least: int) -> bool:
    said, proof = meaning(text), meaning(source)
    if not said:
        # Nothing but numbers, which stand there.
        return any(map(str.isdigit, text))
    return len(said & proof) >= (least if min(len(said), len(proof)) > 3 else 1)


def _says_again(point: Point, other: Point) -> bool:
    said, before = meaning(point.text), meaning(other.text)
    alike = len(said & before) >= _ALIKE * len(said | before)
    return (
        point.text.casefold() == other.text.casefold()
        or alike
        or (point.kind, point.quote) == (other.kind, other.quote)
    )


def _bare(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().replace("-", " ").split())
