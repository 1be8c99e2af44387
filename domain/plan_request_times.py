"""Days and amounts of time as people write them in seven languages: found in a message, and marked in it.

Only what is certain is found. A Hindi कल is yesterday or tomorrow, so it is no day here.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from .week import Week

MOST_MINUTES = 7 * 24 * 60
DAY, AMOUNT, WEEK, NEXT_WEEK, SESSION = "⟨day⟩", "⟨time⟩", "⟨week⟩", "⟨next⟩", "⟨id⟩"

_NUKTA = "\u093c"
_NO_APOSTROPHE = re.compile(r"\b(?:ca|do|does|did|wo|could|have|has|is|are|was|would|should)nt\b|\bim\b")


def plain(text: str) -> str:
    """The text in one line, without case and with plain digits, blanks and apostrophes."""
    text = re.sub(r"(\d?)\s?½", lambda m: f"{m[1] or 0}.5", text)
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace(_NUKTA, "")
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    return _NO_APOSTROPHE.sub(lambda m: m[0][:-1] + "'" + m[0][-1], " ".join(text.split()))


def bounded(names: str) -> str:
    """A pattern for these names as whole words, where words are set apart; scripts without blanks as they stand."""
    edge = "(?:(?<![a-zà-öø-ÿ])|(?![a-zà-öø-ÿ]))"
    return rf"{edge}(?:{plain_pattern(names)}){edge}"


def plain_pattern(names: str) -> str:
    """The pattern written as `plain` writes what it is matched with."""
    return unicodedata.normalize("NFKC", names).replace(_NUKTA, "")


# Days from today, and days from Monday; in short some are words of other meanings, and need a word before them.
_NEAR = {
    2: "the day after tomorrow|day after tomorrow|übermorgen|pasado mañana|après[- ]demain|后天|明後日|あさって",
    0: "today|tonight|this (?:morning|afternoon|evening)|heute(?: (?:morgen|abend|früh))?|hoy|aujourd'hui|今天|今日|आज",
    -1: "yesterday|gestern|ayer|hier|昨天|昨日",
    1: "tomorrow|(?<!gestern )(?<!am )(?<!guten )morgen|(?<!la )(?<!esta )mañana|demain|明天|明日",
}
_WEEKDAYS = (
    "mondays?|lunes|montags?|lundi|(?:星期|礼拜|周)一|सोमवार|月曜日?|(?<=\\bon )mon",
    "tues(?:days?)?|tue|martes|dienstags?|mardi|(?:星期|礼拜|周)二|मंगलवार|火曜日?",
    "wednesdays?|weds?|mi[eé]rcoles|mittwochs?|mercredi|(?:星期|礼拜|周)三|बुधवार|水曜日?",
    "thursdays?|thurs?|thu|jueves|donnerstags?|jeudi|(?:星期|礼拜|周)四|गुरुवार|गुरूवार|木曜日?",
    "fridays?|fri|viernes|freitags?|vendredi|(?:星期|礼拜|周)五|शुक्रवार|金曜日?",
    "saturdays?|s[aá]bado|samstags?|sonnabends?|samedi|(?:星期|礼拜|周)六|शनिवार|土曜日?|(?<=\\bon )sat",
    "sundays?|domingo|sonntags?|dimanche|(?:星期|礼拜|周)[日天]|रविवार|इतवार|日曜日?|(?<=\\bon )sun",
)
_OFFSETS = tuple(_NEAR)
_DAYS = re.compile(
    r"(?P<iso>(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-]))|"
    + "|".join(
        [f"(?P<near{n}>{bounded(_NEAR[offset])})" for n, offset in enumerate(_OFFSETS)]
        + [f"(?P<day{n}>{bounded(names)})" for n, names in enumerate(_WEEKDAYS)]
    )
)
_THIS_WEEK = re.compile(
    bounded(
        "this week|the week|esta semana|diese[rn]? woche|cette semaine|(?:这|本)(?:个?星期|个?礼拜|一?周)|今週|"
        "इस (?:हफ़्ते|सप्ताह)"
    )
)
_NEXT_WEEK = re.compile(
    bounded(
        "next week|(?:la )?pr[oó]xima semana|(?:la )?semana que viene|(?:nächste|kommende)[rn]? woche|"
        "(?:la )?semaine prochaine|下(?:个?星期|个?礼拜|周)(?![一二三四五六日天])|来週|अगले (?:हफ़्ते|सप्ताह)"
    )
)
_OTHER = re.compile(
    bounded(
        "last|previous|past|next|other|every|each|letzte[rnms]?|vorige[rnms]?|nächste[rnms]?|kommende[rnms]?|"
        "jede[rnms]?|pasad[oa]|próxim[oa]|cada|dernière?|prochaine?|chaque|पिछले|अगले|हर|[上下每]|先週|来週|毎"
    )
)
_EITHER = re.compile("कल|परसों")  # Yesterday or tomorrow, two days ago or in two days.
_NUMBERS = {
    0.5: "half an?|half|eine halbe|halbe|media|une demi|demi|半个?|आधा|आधे",
    1.5: "one and a half|anderthalb|eineinhalb|一个?半|डेढ़",
    2.5: "two and a half|zweieinhalb|二个?半|两个?半|ढाई",
    1: "an?|one|eine?r?|una?|une|一个?|एक",
    2: "two|zwei|dos|deux|二个?|两个?|दो",
    3: "three|drei|tres|trois|三个?|तीन",
    4: "four|vier|cuatro|quatre|四个?|चार",
    5: "five|fünf|cinco|cinq|五个?|पाँच|पांच",
    6: "six|sechs|seis|六个?|छह|छः",
    7: "seven|sieben|siete|sept|七个?|सात",
    8: "eight|acht|ocho|huit|八个?|आठ",
    9: "nine|neun|nueve|neuf|九个?|नौ",
    10: "ten|zehn|diez|dix|十个?|दस",
    15: "fifteen|fünfzehn|quince|quinze|十五|पंद्रह",
    20: "twenty|zwanzig|veinte|vingt|二十|बीस",
    30: "thirty|dreissig|treinta|trente|三十|तीस",
    40: "forty|vierzig|cuarenta|quarante|四十|चालीस",
    45: "forty[- ]five|fünfundvierzig|cuarenta y cinco|quarante[- ]cinq|四十五|पैंतालीस",
    50: "fifty|fünfzig|cincuenta|cinquante|五十|पचास",
    60: "sixty|sechzig|sesenta|soixante|六十|साठ",
    90: "ninety|neunzig|noventa|quatre-vingt-dix|九十|नब्बे",
}
_VALUES = tuple((float(value), re.compile(plain_pattern(names))) for value, names in _NUMBERS.items())
# The longest first, so that of `forty-five` not the forty alone is taken.
_NAMES = sorted((plain_pattern(n) for names in _NUMBERS.values() for n in names.split("|")), key=len, reverse=True)
_SPACED = "|".join(n for n in _NAMES if n[0] < "\u0250")
_JOINED = "|".join(n for n in _NAMES if n[0] >= "\u0250")
_DIGITS = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"
_HALF = r"(?: and a half| y media| et demie|半)"
_HOURS = plain_pattern("hrs?|hours?|std|stunden?|horas?|heures?|[个個]?小[时時]|个?钟头|時間|घंटे|घंटा|घंटों|घण्टे|घण्टा")
_MINUTES = plain_pattern("mins?|minuten?|minutes?|minutos?|分[钟鐘]|分間|分|मिनटों|मिनट")
_END, _START = r"(?![a-zà-öø-ÿ0-9])", r"(?<![a-zà-öø-ÿ0-9.,])"


def _amount(name: str, short: str, units: str) -> str:
    number = rf"{_DIGITS}{_HALF}?(?=[\s-]?(?:{short}|{units}))|(?:{_SPACED})(?=[\s-](?:{units}))|(?:{_JOINED})(?=\s?(?:{units}))"
    return rf"{_START}(?P<{name}>{number})[\s-]?(?:{units}|{short})"


_AMOUNT = re.compile(
    rf"(?:{_amount('hours', 'h', _HOURS)}(?P<half>{_HALF})?"
    rf"(?:{_END}(?:\s|,|and|und|et|y|और|零){{0,5}}{_amount('more', 'm', _MINUTES)}{_END}|"
    rf"(?<=h)\s?(?P<bare>[0-5][0-9]){_END}|{_END}))"
    rf"|{_START}(?P<clock>[0-9]{{1,2}}):(?P<rest>[0-5][0-9])\s?(?:h|{_HOURS}){_END}"
    rf"|{_amount('minutes', 'm', _MINUTES)}{_END}"
)
_IDS = re.compile(r"(?<![\w-])w\d{1,2}-\d{1,3}(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Times:
    """A message with marks in place of days, weeks, amounts and ids; and the days, minutes and ids, in order.

    `unsure` when a day is named whose week can't be told.
    """

    text: str
    days: tuple[date, ...]
    amounts: tuple[int, ...]
    ids: tuple[str, ...]
    unsure: bool = False


def times_in(message: str, today: date) -> Times:
    """What a message says of days and times. A weekday alone is that of this week."""
    text = plain(message)
    ids = tuple(dict.fromkeys(_IDS.findall(text)))
    text = _THIS_WEEK.sub(WEEK, _NEXT_WEEK.sub(NEXT_WEEK, _IDS.sub(SESSION, text)))
    days: list[date] = []

    def mark(match: re.Match[str]) -> str:
        day = _day(match, today)
        days.extend([day] if day else [])
        return DAY if day else match[0]

    text = _DAYS.sub(mark, text)
    text, amounts = _marked_amounts(text)
    unsure = bool(days and _OTHER.search(text)) or bool(_EITHER.search(text))
    return Times(text, tuple(dict.fromkeys(days)), amounts, ids, unsure)


def minutes_in(message: str) -> tuple[int, ...]:
    """The amounts of time that a message names, in minutes, in order."""
    return _marked_amounts(plain(message))[1]


def _day(match: re.Match[str], today: date) -> date | None:
    kind = match.lastgroup or ""
    if kind == "iso":
        try:
            return date.fromisoformat(match[0])
        except ValueError:
            return None
    number = int(kind[-1])
    return today + timedelta(days=_OFFSETS[number]) if kind.startswith("near") else Week.of(today).days[number]


def _marked_amounts(text: str) -> tuple[str, tuple[int, ...]]:
    found = [minutes for match in _AMOUNT.finditer(text) if (minutes := _minutes(match)) is not None]
    return _AMOUNT.sub(AMOUNT, text), tuple(found)


def _minutes(match: re.Match[str]) -> int | None:
    if match["clock"]:
        minutes = int(match["clock"]) * 60.0 + int(match["rest"])
    elif match["minutes"]:
        minutes = _number(match["minutes"])
    else:
        half = 0.5 if match["half"] else 0.0
        minutes = 60 * (_number(match["hours"]) + half) + _number(match["more"] or match["bare"] or "0")
    return round(minutes) if 0 <= minutes <= MOST_MINUTES else None


def _number(text: str) -> float:
    digits = re.match(_DIGITS, text)
    if digits:
        return float(digits[0].replace(",", ".")) + (0.5 if text[digits.end() :] else 0.0)
    return next(value for value, names in _VALUES if names.fullmatch(text))
