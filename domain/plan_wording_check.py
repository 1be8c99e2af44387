"""What a model's words for a plan may not say: addresses, works, persons, times and amounts that the facts don't have.

The roadmap's own texts and the rules' words are the facts. A name that merely may be invented is refused too: the
rules' words that stay are right, if plain.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from unicodedata import digit, name, normalize

from .plain_text import unseen_in
from .roadmap import Roadmap

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S+", re.IGNORECASE)
_SITE = re.compile(
    r"[\w.-]*\w\.(?:com|org|net|io|dev|ai|edu|gov|info|co|app|me|tv|uk|de|fr|es|it|cn|jp|in|ru|eu|ch|at|ly|gl|xyz)(?!\w)"
    r"|\S@\S",
    re.IGNORECASE,
)
# Where works and courses are offered, and what they are numbered by.
_OFFERED = re.compile(
    r"(?<!\w)(?:doi|isbn|issn|arxiv|coursera|udemy|udacity|edx|youtube|khan academy|kaggle|datacamp|pluralsight"
    r"|codecademy|leetcode|medium|o['’]reilly|manning|packt|springer|opencourseware|w3schools|geeksforgeeks"
    r"|stack overflow|wikipedia|hugging face|linkedin learning)(?!\w)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s|>)|\]\s*[(\[]|</?[a-z!]|```|~~~", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<![^\W\d])\d+(?:[.,:]\d+)*(?![^\W\d])")
_SENTENCE = re.compile(r"(?<=[.!?:;。！？])\s+")
_BEGINNING = re.compile(r"^\W*\w+(?:['’]\w+)?")
_BETWEEN = re.compile(r"[,(){}\[\]/|+=&]|\s[-–—]\s")
_PLAIN = ("i", "ok", "readme", "todo", "csv", "json", "pdf", "url", "api", "id", "faq", "a", "b", "c")
# Titles and quotations: what is quoted is taken for a title, unless it is a word or two without capitals.
_QUOTED = re.compile(r"“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|\"([^\"]+)\"|‘([^’]+)’|(?<!\w)'([^']+)'(?!\w)|「([^」]+)」")
_TITLE = re.compile(r"《([^》]+)》|『([^』]+)』|〈([^〉]+)〉")
_PLACE = re.compile(
    r"(?<!\w)(?:chapters?|ch\.|sections?|lessons?|lectures?|modules?|units?|episodes?|pages?|pp?\.|exercises?|problems?"
    r"|videos?|weeks?|parts?|volumes?|kapitel|abschnitt|lektion|seiten?|aufgaben?|cap[ií]tulos?|secci[oó]n"
    r"|lecci[oó]n|p[aá]ginas?|chapitres?|leçons?)\s*(?:no\.?\s*|#\s*)?"
    r"(?:\d+|[ivx]+(?!\w)|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?!\w))"
    r"|第\s*[\d一二三四五六七八九十百]+\s*[章節节課课頁页講讲回]",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?<!\w)(?:by|von|por|par|de|di)\s+(?=[A-ZÀ-Þ])([\w.-]+)"
    r"|(?<!\w)(?!Let|It|That|What|Here|There|Who|How|Where|Today)([A-ZÀ-Þ][\w-]+)['’]s(?!\w)|\bet al\b"
)
_COUNT = (
    r"(?:\d+(?:[.,]\d+)?[\s-]*|(?:half|quarter|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|ninety|eine[nrm]?|ein|halbe|zwei|drei|un[ae]?|dos|tres|deux|trois)[\s-]+(?:an?\s+)?)"
)
_AMOUNT = re.compile(
    rf"(?<!\w){_COUNT}(?:min|mins|minutes?|hours?|hrs?|h|days?|weeks?|months?|am|pm|a\.m\.|p\.m\.|o['’]clock|uhr"
    r"|minuten?|stunden?|tagen?|wochen?|minutos?|horas?|d[ií]as?|semanas?|heures?|jours?|semaines?)(?!\w)"
    r"|[\d一二三四五六七八九十半]+\s*(?:個|个)?(?:分钟|分鐘|小时|小時|分間|時間|天|日間|週間|周)|\d+\s*(?:मिनट|घंटे|दिन)"
    r"|(?<!\w)an?\s+(?:minute|hour)(?!\w)|(?<!\w)(?:once|twice|times)\s+an?\s+\w+",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"(?<!\w)(?:every (?:day|week|morning|evening)|daily|tomorrow|yesterday|tonight|weekend|next (?:week|month|day)|heute abend|morgen|übermorgen|gestern"
    r"|mañana|ayer|demain|今晚|明天|昨天|明日|昨日)(?!\w)",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch|zo|s)?|märz|apr(?:il)?|ma[iy]o?|june?|juni|july?|juli|juin"
    r"|juillet|aug(?:ust)?|août|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?"
    r"|enero|febrero|février|abril|avril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|décembre)(?!\w)"
)
_DATE = re.compile(
    rf"\d(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?{_MONTH}|(?<!\w){_MONTH}\.?\s+\d|\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|\d月\d",
    re.IGNORECASE,
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "周一 周二 周三 周四 周五 周六 周日",
    "月曜 火曜 水曜 木曜 金曜 土曜 日曜",
    "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
)
_SHORT_DAYS = re.compile(r"(?<!\w)(Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri)(?!\w)")
_JOINING = ("of", "for", "from", "the", "with", "in", "to", "on", "de", "der", "die", "des", "del", "la")


@dataclass(frozen=True)
class Texts:
    """Texts, a line each, in which words and phrases can be looked for."""

    text: str

    @cached_property
    def phrases(self) -> str:
        """All words in order."""
        return _phrase(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self.phrases.split())

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts that they are written in."""
        return frozenset(_scripts(self.text))

    def have(self, phrase: str) -> bool:
        """Whether the words of a phrase stand there in this order."""
        return _phrase(phrase) in self.phrases


@dataclass(frozen=True)
class Known:
    """What words may rest on: what the roadmap says, and what the rules say of the thing in hand.

    `day` and `minutes` are those of the session; a note for a whole week has neither. `nouns_have_capitals` in the
    roadmap's language, as in German.
    """

    roadmap: Texts
    rules: Texts
    day: date | None = None
    minutes: int = 0
    nouns_have_capitals: bool = False

    def has(self, phrase: str) -> bool:
        """Whether the words of a phrase stand somewhere in this order."""
        return self.rules.have(phrase) or self.roadmap.have(phrase)

    def has_word(self, word: str) -> bool:
        """Whether a word stands somewhere, or is the session's weekday."""
        return word in self.rules.words or word in self.roadmap.words or word in self.own_days

    @cached_property
    def own_days(self) -> tuple[str, ...]:
        """The names of the session's weekday."""
        return tuple(days.split()[self.day.weekday()] for days in _DAYS) if self.day else ()


def texts_of(roadmap: Roadmap) -> Texts:
    """All that a roadmap says."""
    parts: list[str] = [roadmap.title]
    for stage in roadmap.stages:
        parts += [stage.title, stage.goal, stage.phase, *stage.outputs]
    for item in roadmap.items():
        parts += [item.title, item.area, item.done_when, *item.terms]
    parts += [resource.title for resource in roadmap.resources]
    parts += [idea.project for idea in roadmap.portfolio]
    parts += [text for habit in roadmap.habits for text in (habit.title, habit.task)]
    # A line each, so that no phrase runs from one text into the next.
    return Texts("\n".join(parts))


def nouns_have_capitals(roadmap: Roadmap) -> bool:
    """Whether the roadmap is written in a language, such as German, in which every noun begins with a capital."""
    told = " ".join(item.done_when for item in roadmap.items())
    inner = [word for sentence in _SENTENCE.split(told) for word in _WORD.findall(sentence)[1:] if word[0].isalpha()]
    return bool(inner) and sum(word[0].isupper() and word[1:].islower() for word in inner) > len(inner) / 5


def refusal(text: str, known: Known, shortest: int, longest: int) -> str:
    """Why the words can't be taken, as in `it names Goodfellow`; empty when they can."""
    if not shortest <= len(text) <= longest:
        return f"it has {len(text)} characters, not {shortest} to {longest}"
    if unseen_in(text) or _MARKUP.search(text):
        return "it is not one plain line"
    plain = _without_known_addresses(_folded(text), known)
    for rule in (_addresses, _places, _times, _numbers, _quotations, _names):
        if found := next(rule(plain, known), ""):
            return f"it says {found[:60]!r}, which the facts don't"
    strange = set(_scripts(plain)) - known.roadmap.scripts - known.rules.scripts - {"LATIN", "GREEK"}
    return f"it is written in {', '.join(sorted(strange)).capitalize()}" if strange else ""


def _folded(text: str) -> str:
    """The text with its digits and letters in their usual forms."""
    text = normalize("NFKC", text)
    return "".join(str(digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def _phrase(text: str) -> str:
    return "".join(f" {' '.join(_WORD.findall(line.casefold()))} " for line in _folded(text).splitlines())


def _scripts(text: str) -> Iterator[str]:
    return (name(c, "OTHER").split()[0] for c in set(text) if c.isalpha() and not c.isascii())


def _without_known_addresses(text: str, known: Known) -> str:
    """The text without the addresses that stand in the rules' words."""
    said = {_bare(found) for found in _ADDRESS.findall(_folded(known.rules.text))}
    return _ADDRESS.sub(lambda found: " " if _bare(found[0]) in said else found[0], text)


def _bare(address: str) -> str:
    return address.rstrip(".,;:!?)]}>\"'")


def _addresses(text: str, known: Known) -> Iterator[str]:
    """Addresses, and the places where works are offered."""
    yield from (found[0] for found in _ADDRESS.finditer(text))
    yield from (found[0] for found in _SITE.finditer(text) if not known.rules.have(found[0]))
    yield from (found[0] for found in _OFFERED.finditer(text) if not known.has(found[0]))


def _places(text: str, known: Known) -> Iterator[str]:
    """Chapters, lessons and other places in a work."""
    yield from (found[0] for found in _PLACE.finditer(text) if not known.rules.have(found[0]))


def _times(text: str, known: Known) -> Iterator[str]:
    """Durations, days and dates other than the session's own."""
    for rule in (_AMOUNT, _OTHER_DAY, _DATE, _SHORT_DAYS):
        found = (f[0] for f in rule.finditer(text))
        yield from (f for f in found if not known.rules.have(f) and not _is_its_length(f, known.minutes))
    lower = text.casefold()
    for days in _DAYS:
        others = (day for day in days.split() if day not in known.own_days)
        yield from (day for day in others if _stands(day, lower) and day not in known.rules.phrases)


def _stands(day: str, text: str) -> bool:
    return day in text if not day.isascii() else re.search(rf"(?<!\w){day}s?(?!\w)", text) is not None


def _is_its_length(amount: str, minutes: int) -> bool:
    number = re.match(r"(\d+)\W*(min|分|मिनट|h|stunde)", amount, re.IGNORECASE)
    if not number:
        return False
    return int(number[1]) * (60 if number[2].casefold() in ("h", "stunde") else 1) == minutes


def _numbers(text: str, known: Known) -> Iterator[str]:
    """Numbers of two digits and more that nothing in hand names; small ones count things to do."""
    allowed = {*_NUMBER.findall(_folded(known.rules.text)), str(known.minutes)}
    yield from (number for number in _NUMBER.findall(text) if len(number) > 1 and number not in allowed)


def _quotations(text: str, known: Known) -> Iterator[str]:
    for rule, may_be_words in ((_QUOTED, True), (_TITLE, False)):
        for found in rule.finditer(text):
            quoted = next(filter(None, found.groups()))
            is_a_word = may_be_words and quoted == quoted.lower() and len(quoted.split()) <= 2
            if not is_a_word and not known.has(quoted):
                yield quoted


def _names(text: str, known: Known) -> Iterator[str]:
    """Names of works and persons: words with a capital within a sentence, alone or in a row, and authors."""
    authors = (next(filter(None, found.groups()), found[0]) for found in _AUTHOR.finditer(text))
    yield from (author for author in authors if not known.has(author))
    for sentence in _SENTENCE.split(text):
        # The first word has its capital from the sentence.
        for piece in _BETWEEN.split(_BEGINNING.sub("", sentence)):
            for row in _rows(piece):
                yield from _unknown(row, known)


def _unknown(row: list[str], known: Known) -> Iterator[str]:
    capitals = [word for word in row if word not in _JOINING]
    if not known.nouns_have_capitals:
        folded = ((word, word.casefold()) for word in capitals)
        yield from (word for word, fold in folded if not known.has_word(fold) and fold not in _PLAIN)
    is_title = len(capitals) > 2 or len(capitals) == len(row) == 2
    if is_title and not known.has(" ".join(row)):
        yield " ".join(row)


def _rows(piece: str) -> Iterator[list[str]]:
    """Words with a capital that stand in a row, with the small words that join them."""
    row: list[str] = []
    for word in (*_WORD.findall(re.sub(r"['’]\w*", "", piece)), ""):
        if word[:1].isupper() or (row and word in _JOINING):
            row.append(word)
            continue
        while row and row[-1] in _JOINING:
            row.pop()
        if row:
            yield row
        row = []
