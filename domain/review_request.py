"""What a message to the code reviewer asks for, read by rules."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .paper_request_words import HINDI_IN_LATIN, PLACES
from .routing_code import without_code
from .routing_grams import folded
from .routing_rules import REVIEW, paths_in, speaks_for

Kind = Literal[
    "changes", "staged", "last commit", "between", "pull request", "paths", "rest", "explain", "fix", "dismiss", "history",
    "which", "elsewhere", "talk",
]  # fmt: skip
MOST_NAMED = 20
_LOOKED_AT, _LONGEST, _LONGEST_WHY, _LONGEST_FOLLOW_UP = 20_000, 2000, 500, 600
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an earlier review can be spoken of: how many findings, and the place (from 1) of the one spoken of, or 0."""

    count: int = 0
    current: int = 0


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """What is asked: to review what the `names` say (paths, a range of commits, the address of a pull request), or about
    the finding at a `place`, from 1. `which` is asked about a finding when it isn't clear which; `elsewhere` is code at an
    address that isn't read; `talk` is what asks neither. `why` is the learner's reason to dismiss a finding.
    """

    kind: Kind
    names: tuple[str, ...] = ()
    place: int = 0
    why: str = ""


def _any(*patterns: str) -> re.Pattern[str]:
    """One of these; beside it stands no Latin letter."""
    return re.compile(rf"(?<![a-zà-ÿ])(?:{'|'.join(patterns)})(?![a-zà-ÿ])", re.IGNORECASE)


_LATIN = "|".join(word for word in PLACES if word[0] < "\u0900" and word not in HINDI_IN_LATIN)
_HINDI = "|".join(word for word in PLACES if "\u0900" <= word[0] < "\u0980" or word in HINDI_IN_LATIN)
_EASTERN = "|".join(word for word in PLACES if word[0] > "\u0980")
_A_FINDING = "(?:one|finding|issue|problem|point|mistake|bug|hallazgo|fund|fehler|problème|erreur|error)"
_PLACE = re.compile(
    rf"\b(?:the|el|la|los|den|das|die|der|dem|le) ({_LATIN})\b(?: {_A_FINDING}\b)?|\b({_LATIN}) {_A_FINDING}\b"
    rf"|(?:\b(?:number|{_A_FINDING}|explain|fix|dismiss) ?#?|#)(\d{{1,2}})(?![\w.])|^\W{{0,3}}(\d{{1,2}})\W{{0,3}}$"
    rf"|(?<!\S)({_HINDI})(?!\S)|({_EASTERN})",
    re.IGNORECASE,
)
_THAT = _any(
    "that|this|it|these|those|its",
    "es[aeo]|est[aeo]|lo",
    "das|es|dies\\w*",
    "ça|cela|ce|le",
    "那|这|它|それ|これ|यह|वह|ye|wo|isko|usko",
)
_REST = _any(
    "(?:show|see|list|give)(?: me)?(?: all)?(?: of)? (?:the |your )?(?:rest|others?|remaining|more)(?: of them| ones| findings)?(?=\\W*$)",
    "(?:and )?(?:the rest|what else|anything else|more findings|all (?:the )?findings|show (?:me )?(?:them )?all)(?: please| did you find)?(?=\\W*$)",
    "(?:muéstrame |enseña(?:me)? )?(?:el resto|los demás)|(?:zeig(?: mir)? )?(?:den rest|die übrigen|die anderen)|(?:montre(?:-moi)? )?(?:le reste|les autres)",
    "其余的?|剩下的|残り(?:を|も|は).*|बाकी (?:दिखाओ|बताओ)|baki (?:dikhao|batao)",
)
_EXPLAIN = _any(
    "explain|why (?:is|was|are|were|would)(?:n't)? (?:that|this|it|these|those)(?: be)?(?: so| really| even)? (?:bad|wrong|an?|important|dangerous|risky|not|needed|necessary|problematic)",
    "why (?:does|would|should) (?:that|this|it) matter|why (?:should|do) i care|what(?:'s| is) (?:so )?(?:wrong|bad) (?:with|about) (?:that|this|it)",
    "why\\W*$|how come|what do you mean|tell me more|more about|i don'?t (?:understand|get)|what does (?:that|this|it) mean|so what",
    "explica\\w*|por qué|no (?:lo )?entiendo|erklär\\w*|warum|wieso|versteh\\w* (?:ich )?nicht|explique\\w*|pourquoi|comprends pas",
    "为什么|解释|不明白|なぜ|どうして|説明|क्यों|समझा\\w*|kyu?o?n|samjha\\w*",
)
_FIX = _any(
    "fix(?:ed)?|mend|repair|patch|solve|correct|what should (?:i|it) (?:do|write|be)(?: instead)?|how (?:do|would|should|can) (?:i|you) (?:do|write) (?:it|that|this)",
    "arregl\\w+|corrij\\w+|corregir\\w*|beheb\\w+|reparier\\w+|korrigier\\w+|lös\\w+|répar\\w+|corrig\\w+",
    "怎么改|怎么修|修复|直し\\w*|直す|修正|कैसे ठीक|theek kaise|kaise theek",
)
_DISMISS = _any(
    "dismiss|ignore|false (?:positive|alarm)|(?:is|are|was)(?: not|n't)(?: a| really a)? (?:bug|problem|mistake|leak|true|wrong|an issue)|(?:that|this|it)'?s not(?: a| really a)? (?:bug|problem|mistake|leak|true|wrong)",
    "you(?:'re| are) wrong|descart\\w+|ignora\\w*|verwirf|verwerf\\w+|ignorier\\w*|falscher alarm|rejette|écarte|fausse alerte|忽略|误报|無視|誤検知|अनदेखा|ignore kar\\w*",
)
_ASKS: dict[Kind, re.Pattern[str]] = {"dismiss": _DISMISS, "fix": _FIX, "explain": _EXPLAIN}
_WORD = re.compile(r"\w")
_WHY = re.compile(
    r"(?:\b(?:because|since|as|weil|denn|porque|parce que|car)\b|[,:;–—]|因为|なので)\s*(.+)$", re.IGNORECASE
)
_HISTORY = _any(
    "my (?:own )?(?:past|previous|earlier|common|usual|typical|frequent|recurring|repeated|old|most \\w+) mistakes|mistakes (?:that )?i (?:often|usually|always|keep|tend|repeat|made (?:before|most|often|so far))\\w*",
    "(?:what|which) (?:kinds? of |sorts? of )?(?:\\w+ )?mistakes? (?:do|did|have) i (?:often |usually |always |keep |most )?(?:make|made|making|repeat)\\w*",
    "(?:qué|cuáles) errores (?:suelo|cometo|he cometido)|mis errores (?:pasados|frecuentes|anteriores|habituales)|fehler mache ich (?:oft|immer|häufig|ständig)|meine (?:früheren|häufigen|häufigsten|bisherigen|typischen) fehler",
    "erreurs (?:fais-je|est-ce que je fais|je fais)(?: souvent)?|mes erreurs (?:passées|fréquentes|habituelles)|我(?:经常|常|总是?)犯(?:的|什么|哪些)?错.*|よく(?:する|やる)(?:間違い|ミス).*",
    "मेरी (?:पुरानी|आम) गलतिया[ंँ].*|meri (?:purani|aam) galtiyan?.*",
)
_STAGED = _any(
    "(?:--)?staged|(?:in|from) the (?:index|staging area)|git add|indexad[oa]s?|gestaged?t?\\w*|暂存\\w*|ステージ\\w*"
)
_LAST_COMMIT = _any(
    "(?:last|latest|newest|most recent) commit|último commit|letzten? commit|dernier commit|(?:最后|上)一?次?提交|最後のコミット|(?:पिछले|आखिरी) कमिट|(?:pichh?le|last) commit"
)
_CHANGES = _any(
    "my (?:\\w+ )?(?:changes|code|work|diff|repo|repository|project|program|solution|branch)|(?:the|this|these) (?:changes|diff|repo|repository)|uncommitted|what i (?:\\w+ )?(?:changed|wrote|coded|did|broke)",
    "what did i break|what (?:do you think|about) (?:of |about )?(?:my|the|this|these)|(?:mi|este) (?:código|repo|diff)|mis cambios|mein(?:en?|em)? (?:code|repo|diff|änderungen)|mon (?:code|dépôt)|mes (?:changements|modifications)",
    "我的?(?:代码|改动|修改)|私の(?:コード|変更)|मेर[ाेी] (?:कोड|बदलाव)|mer[aei] code",
)
_QUOTED = re.compile(r"[\"'“`]([^\"'”`\n]{1,300})[\"'”`]")
_PULL = re.compile(
    r"https?://[^\s/]+/[\w.-]+/[\w.-]+/pull/\d+|(?<![\w/.-])[\w.-]{1,100}/[\w.-]{1,100}#\d{1,9}(?!\w)", re.ASCII
)
_NUMBERED_PULL = re.compile(r"\b(?:pr|pull request|merge request) ?#?\d+\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\bhttps?://\S|\bgit@\S+:", re.IGNORECASE)
_ADDRESS_WHOLE = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
_RANGE = re.compile(r"(?<!\S)(?![./])([\w./~^@{}-]+?)\.{2,3}(?!/)([\w/~^@{}-][\w./~^@{}-]*)(?=[,;:?!]?(?:\s|$))")
_OF_PLACE = re.compile(
    r"\b(?:folder|directory|dir|package|module|file|carpeta|archivo|ordner|datei|dossier|fichier) $", re.IGNORECASE
)
_AROUND = "\"'“”`()[]<>{},;?!"
_LINE = re.compile(r":\d+(?::\d+)?:?$")


def read_review_request(
    message: str, exists: Callable[[str], bool], shown: Shown | None = None, *, is_command: bool = False
) -> ReviewRequest:
    """What the message asks for; `exists` tells whether there is a file or folder. Of a message that holds code only the
    words around it are read. What `is_command` is what follows `/review`.
    """
    prose, has_code = without_code(message[:_LOOKED_AT])
    text = " ".join(prose.split())[:_LONGEST]
    if is_command and not text:
        return ReviewRequest("changes")
    names = _named(text, exists, is_command=is_command)
    if names:
        return names
    if shown and not has_code and (request := _follow_up(text, shown)):
        return request
    if _ADDRESS.search(text) or _NUMBERED_PULL.search(text):
        return ReviewRequest("elsewhere")
    if asks_history(text) or (is_command and folded(text) in ("history", "--history")):
        return ReviewRequest("history")
    return ReviewRequest(_changed(text, is_command=is_command))


def points_at_findings(message: str, shown: Shown) -> bool:
    """Whether a message surely speaks of findings that were shown just before."""
    if len(message) > _LONGEST_FOLLOW_UP or without_code(message)[1]:
        return False
    text = " ".join(message.split())
    return not paths_in(text) and _follow_up(text, shown) is not None


def asks_history(message: str) -> bool:
    """Whether the learner asks which mistakes they made before; not to be quizzed on them, nor for papers."""
    text = " ".join(message[:_LONGEST].split())
    is_of_another = any(speaks_for(agent, text) for agent in ("tutor", "paper_reader", "publisher", "planner"))
    return bool(_HISTORY.search(text)) and not is_of_another


def dismisses(message: str) -> bool:
    """Whether a message says that something isn't true or doesn't matter."""
    return bool(_DISMISS.search(message[:_LONGEST_FOLLOW_UP]))


def _follow_up(text: str, shown: Shown) -> ReviewRequest | None:
    """What is asked about findings that were shown; None when something else is spoken of."""
    if not shown.count:
        return None
    kind = _asked_of_it(" ".join(_PLACE.sub(" it ", text).split()))
    rest = _WHY.sub("", text) if kind == "dismiss" else text
    if any(speaks_for(agent, rest) for agent in ("planner", "paper_reader", "publisher")):
        return None
    if _REST.search(text):
        return ReviewRequest("rest")
    if found := _PLACE.search(text):
        place = _place_of(found, shown.count)
        if kind is None and len(_PLACE.sub(" ", text).split()) > _FEW_WORDS:
            return None
        return _about(kind or "explain", place, text) if place else ReviewRequest("which")
    if kind is None or REVIEW.search(folded(text)) or not (_THAT.search(text) or _says_no_more(text, kind)):
        return None
    place = shown.current or (1 if kind != "dismiss" or shown.count == 1 else 0)
    return _about(kind, place, text) if place else ReviewRequest("which")


def _asked_of_it(text: str) -> Kind | None:
    return next((kind for kind, asks in _ASKS.items() if asks.search(text)), None)


def _says_no_more(text: str, kind: Kind) -> bool:
    return not _WORD.search(_ASKS[kind].sub("", text))


def _about(kind: Kind, place: int, text: str) -> ReviewRequest:
    why = _WHY.search(text) if kind == "dismiss" else None
    return ReviewRequest(kind, place=place, why=why[1].strip()[:_LONGEST_WHY] if why else "")


def _place_of(found: re.Match[str], count: int) -> int:
    """The place that is said, from 1; 0 when there is none such."""
    said: str = next(filter(None, found.groups()))
    place = int(said) if said.isdigit() else PLACES[said.casefold()]
    if not said.isdigit() and place == 0:
        return count
    return place if place <= count else 0


def _changed(text: str, *, is_command: bool) -> Kind:
    """Which changes are to be reviewed, if any are."""
    if _STAGED.search(text):
        return "staged"
    if _LAST_COMMIT.search(text):
        return "last commit"
    is_wanted = is_command or _CHANGES.search(text) or REVIEW.search(folded(text))
    return "changes" if is_wanted else "talk"


def _named(text: str, exists: Callable[[str], bool], *, is_command: bool) -> ReviewRequest | None:
    """The code that the text names."""
    if pull := _PULL.search(text):
        return ReviewRequest("pull request", (pull[0],))
    paths = _paths(text, exists, is_command=is_command)
    is_of_commits = is_command or _CHANGES.search(text) or REVIEW.search(folded(text))
    if not paths and is_of_commits and (revisions := _RANGE.search(text)):
        return ReviewRequest("between", (revisions[0],))
    return ReviewRequest("paths", paths) if paths else None


def _paths(text: str, exists: Callable[[str], bool], *, is_command: bool) -> tuple[str, ...]:
    """The paths that are named, in order: names of code files, and of what is there."""
    rest, found = text, list[tuple[int, str]]()
    for quoted in _QUOTED.finditer(text):
        if paths_in(quoted[1]) or (_is_like_path(quoted[1]) and exists(quoted[1])):
            found.append((quoted.start(), quoted[1]))
            rest = rest.replace(quoted[0], " " * len(quoted[0]), 1)
    for name in paths_in(_ADDRESS_WHOLE.sub(lambda address: " " * len(address[0]), rest)):
        found.append((rest.find(name), name))
    known = {name for _, name in found}
    for word in list(re.finditer(r"\S+", rest))[: 10 * MOST_NAMED]:
        name = _LINE.sub("", word[0].strip(_AROUND).rstrip(".") or word[0])
        is_meant = is_command or _is_like_path(name) or _OF_PLACE.search(rest[: word.start()])
        if name not in known and is_meant and exists(name):
            found.append((word.start(), name))
    if not found and is_command and (typed := _one_name(text)):
        return (typed,)
    return tuple(dict.fromkeys(name for _, name in sorted(found)))[:MOST_NAMED]


def _is_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.startswith("~")


def _one_name(text: str) -> str:
    """What alone follows the command and says nothing else: a name, though there may be no such file."""
    words = [quoted[1]] if (quoted := _QUOTED.fullmatch(text)) else text.split()
    is_name = len(words) == 1 and ("." in words[0] or _is_like_path(words[0])) and not _ADDRESS.search(words[0])
    return words[0] if is_name and not _RANGE.fullmatch(words[0]) else ""
