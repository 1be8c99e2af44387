"""What a milestone demands, clause by clause: what can be seen in a project, and what can't be told from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .code_mentions import words_in
from .milestone_signs import SIGNS, Sign

_MOST_DEMANDS, _LONGEST = 30, 4000
_MOST_WORDS_OF_AN_ITEM = 3
_CLAUSES = re.compile(
    r"\s*;\s+|\s*[.!?]\s+(?=[A-Z])|,\s+|\s+(?=and\s+(?:you|someone|somebody|they|there)\s)", re.IGNORECASE
)
# What begins so is a clause of its own, not one more thing in a list.
_STARTS = re.compile(
    r"(?:and|or|but|with|its?|the|an?|you|they|each|every|from|in|on|of|says|which|whose|has|is|are)\s", re.IGNORECASE
)
_NUMBERS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![\w.-])(?:\d[\d,.]*\d|\d|{'|'.join(_NUMBERS)})(?![\w-])(?:\s+(?:million|billion|percent|%))?", re.I
)
_SPEECH = "This shows in what you can say, not in code."
_PEOPLE = "People show this, not code."
_BEYOND: Final = (
    (re.compile(r"\byou (?:can|could) (?:say|tell|explain|name)\b|\byou tell\b|\bwithout notes\b|\bsolve again\b", re.I), _SPEECH),
    (re.compile(
        r"\b(?:someone|somebody) else\b|\bstrangers? rated\b|\bpeople (?:have )?(?:used|read)\b|\b(?:read|used|corrected) by\b"
        r"|\bthey can\b|\ba friend\b|\bspeaker\b|\bpartner\b", re.I,
    ), _PEOPLE),
)  # fmt: skip
_OUTCOMES: Final = (
    (re.compile(r"\bbeats?\b|\bat least\b|\bat most\b|\bmore than\b|\bless than\b|\bover \d|\bunder \d|\bbelow\b|\babove\b"
                r"|\bfollows your\b|\bas many\b|\bpasses\b|\bbetter\b|\breal\b|\bcorrect\b|\bfinish\b", re.I),
     "Only a run tells whether it comes out so."),
    (re.compile(r"\bpublic\b|\bpublished\b|\bleaderboard\b|\bdeployed\b|\bblind\b|\brated\b|\bcontrol\b", re.I),
     "What is outside of the project can't be told from its code."),
    (re.compile(r"\bexplain\w*|\bwhy\b|\bcompared\b|\bwhat you expected\b|\beffect\b|\bwhat .{0,30}\bdoes\b", re.I),
     "How well that is done is for a reader to judge."),
)  # fmt: skip
_SMALL = frozenset(
    word
    for text in (
        "a about all also an and any anything are as asks at be been before both but by can case cannot could do does each every"
        " for from gives given has have how in into is it its itself least like lists made makes many may more most much must no"
        " not of often on one ones only open or other others our own part per prints says set sets several shall should show shows"
        " small some something stands such than that the their them then there they thing things this those to true under until"
        " up us used uses using very was were what when where which while who whom whose why will with within without would yet"
        " you your whole page work works kept stated chosen same best worst good better equal separate independent listed"
        " changed told subject correct correctly rightly holds hold held said finish beats follows passes explained"
        " public published real week weekly weeks day days least  single first second third million percent before after"
        " now task alone change changes share system anything question questions against code compared control machines people"
        " stranger repository leaderboard measured survives results run runs shouldn prompts none data chatbot"
        " assistant answer answers"
    ,)
    for word in words_in(text)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """One clause of what a milestone demands.

    `beyond` says why no code can show it, if none can. `signs` are what it asks for, `words` (without endings) what else
    it speaks of, `numbers` how many, and `untold` says in sentences what can't be told from code even if all is there.
    """

    text: str
    beyond: str
    signs: tuple[Sign, ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    untold: tuple[str, ...]


def demands_of(text: str) -> tuple[Demand, ...]:
    """The single demands of a text, in order."""
    return tuple(map(_demand, _clauses(text)))


def value(number: str) -> int | None:
    """What a number in words or digits stands for; None for what isn't whole."""
    plain = number.casefold().replace(",", "")
    return _NUMBERS.get(plain, int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None)


def _clauses(text: str) -> list[str]:
    """The clauses of a text; a list of short things stays in one."""
    parts = [part for part in _CLAUSES.split(" ".join(text[:_LONGEST].split()).rstrip(".")) if part.strip()]
    clauses: list[str] = []
    for number, part in enumerate(parts):
        if clauses and _is_item(parts, number):
            clauses[-1] += f", {part}"
        else:
            clauses.append(part)
    cleaned = (re.sub(r"^(?:and|but)\s+", "", clause, flags=re.IGNORECASE).strip() for clause in clauses)
    return [clause for clause in cleaned if clause][:_MOST_DEMANDS]


def _is_item(parts: Sequence[str], number: int) -> bool:
    """Whether a part goes on with a list: it is the last thing, as in `b and c`, or a short one before another."""
    while number < len(parts) and not _STARTS.match(parts[number]):
        before, is_last, _ = parts[number].partition(" and ")
        if len(before.split()) > _MOST_WORDS_OF_AN_ITEM:
            return False
        if is_last:
            return True
        number += 1
    return False


def _demand(text: str) -> Demand:
    beyond = next((why for pattern, why in _BEYOND if pattern.search(text)), "")
    signs, rest = _asked(text)
    numbers = tuple(dict.fromkeys(found.strip() for found in _NUMBER.findall(text)))
    untold = tuple(why for pattern, why in _OUTCOMES if pattern.search(text))
    words = dict.fromkeys(_content(_NUMBER.sub(" ", rest)))
    return Demand(text, beyond, signs, tuple(words), numbers, untold)


def _asked(text: str) -> tuple[tuple[Sign, ...], str]:
    """The signs that a demand asks for, and the rest of its words."""
    signs: list[Sign] = []
    for sign in SIGNS:
        if found := sign.asked(text):
            signs.append(sign)
            text = f"{text[: found.start()]} {text[found.end() :]}"
    return tuple(signs), text


def _content(text: str) -> Iterator[str]:
    return (word for word in words_in(text) if len(word) > 2 and word not in _SMALL)
