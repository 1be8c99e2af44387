"""The rules that decide who answers without asking anyone. A rule that could be wrong is none: then the votes decide."""

import re
from collections.abc import Callable

from .routing_clauses import LONGEST_TO_SPLIT, clauses, is_only_polite, length
from .routing_code import without_code
from .routing_grams import folded
from .slash import parse_slash
from .steps import Agent, Step

_LOOKED_AT = 20_000
_MOST_PATHS = 6
_FEW_WORDS = 8

_ID = r"\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d{1,2})?"
_OLD_ID = (
    r"(?:acc-phys|adap-org|astro-ph|chao-dyn|cmp-lg|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?"
    r"|nlin|nucl-(?:ex|th)|physics|q-bio|q-fin|quant-ph|stat)(?:\.[a-z]{2})?/\d{7}(?:v\d{1,2})?"
)
_ARXIV = re.compile(
    rf"(?<![a-z0-9_./-])(?:https?://)?(?:(?:www|export)\.)?arxiv\.org/(?:abs|pdf|html)/(?:{_ID}|{_OLD_ID})(?:\.pdf)?"
    r"(?![\w.]\w)/?"
    rf"|(?<!\w)arxiv:\s?(?:{_ID}|{_OLD_ID})(?!\w)|(?<![\w/.-]){_OLD_ID}(?!\w)"
)
_BARE_ID = re.compile(rf"(?<![\w.,/-]){_ID}(?![\w%/-]|[.,]\d)", re.ASCII)
_SESSION = re.compile(r"(?<![\w./-])w(?:0?[1-9]|[1-4]\d|5[0-3])-\d{1,2}(?![\w./-])", re.ASCII)
_PATH = re.compile(
    r"(?<![\w./\\~+:-])[\w./\\~+:-]{1,200}\.(?:py|pyi|ipynb|jsx?|tsx?|sql|cc?|cpp|h|hpp|rs|go|java|kt|rb|sh|jl|php)(?!\w|\.\w)",
    re.ASCII,
)
_REPOSITORY = re.compile(
    r"(?:https?://(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)/|git@[\w.-]+:)[\w.-]+/[\w.-]+(?:/[^\s<>\"')]*)?",
    re.ASCII,
)
REVIEW = re.compile(
    r"review|check(?! out)|look at|have a look|feedback|revis|mira|echa|pruf|schau|guck|ansehen|regarde|relis|jette|avis"
    r"|检查|看看|看一下|评审|审查|レビュー|見て|確認|देख|जांच|समीक्षा|dekh"
)
_READ = re.compile(r"paper|preprint|abstract|papier|article|articulo|artikel|论文|文献|論文|पेपर|शोध|pdf")
_OF_A_PAPER = re.compile(
    rf"{_READ.pattern}|\b(?:says?|said|read|summar\w*|reading|finished|gelesen|leido|tl;?dr|compare|similar|authors?|cites?|vote|i (?:like|love)d?)\b"
)
# What is learned is reviewed with somebody; code is somebody's, or this or that.
_LEARNED = re.compile(
    r"\W*(?:please |can we |let'?s |(?:i want|i'd like) to )?review (?!(?:my|our|this|that|these|the|it|what)\b)([\w +#-]{2,60}?) with me"
    r"(?: please)?\W*"
)
_WORD = re.compile(r"\w")
_MINUTES = re.compile(
    r"(?:took )?\d+\s?(?:m|mins?|minut\w*|h|hrs?|hours?|stunden?|horas?|heures?|分钟?|分間?|मिनट|घंटे)?(?![a-z])"
)
_NAMES = re.compile(
    rf"{_REPOSITORY.pattern}|{_ARXIV.pattern}|{_BARE_ID.pattern}|https?://\S+|{_SESSION.pattern}|{_PATH.pattern}",
    re.ASCII,
)

# Words that speak for an agent. They never decide, they only keep a rule for another agent from deciding. (With ASCII, a word
# also begins and ends at a Chinese or Japanese letter.)
_SPEAKS_FOR: dict[Agent, re.Pattern[str]] = {
    "planner": re.compile(
        r"\bsession|reschedul|replan|calendar|schedul|my (?:plan|week)|\bsesion|horario|agenda|sitzung|\beinheit|termin"
        r"|verschieb|seance|emploi du temps|planning|progress|课程|日程|计划|进度|セッション|予定|計画|進捗|सत्र|योजना|प्रगति",
        re.ASCII,
    ),
    "paper_reader": re.compile(rf"{_READ.pattern}|arxiv|\bstud(?:y|ies|ie|io)|\betude|literatur", re.ASCII),
    "code_reviewer": re.compile(
        r"\bcod(?:e|igo)\b|quellcode|\brepo|depot|\bbug|notebook|script|implement|refactor|\btests?\b|\bdiff\b|commit"
        r"|代码|程序|脚本|コード|プログラム|कोड",
        re.ASCII,
    ),
    "publisher": re.compile(
        r"\bpost|tweet|\btuit|\bblog|newsletter|publi[sc]|publie|linkedin|mastodon|\bthread|\bhilo\b|draft|entwurf|borrador"
        r"|brouillon|\bbillet|boletin|beitrag|veroffentlich|\bshare|\bteile?n?\b|compart|partag|announc|write about|headline"
        r"|推文|博客|草稿|发布|发表|帖子|公众号|朋友圈|分享|投稿|下書き|記事|公開|ツイート|ブログ|पोस्ट|ब्लॉग|ड्राफ्ट|प्रकाशित|ट्वीट",
        re.ASCII,
    ),
    "tutor": re.compile(
        r"quiz|remember|forget|\bmerk|vergiss|recuerda|acuerdate|olvida|retiens|souviens|oublie|\b(?:test|ask|teach) me|frag mich"
        r"|abfrag|examin|interroge|pregunta|homework|hausaufgabe|记住|忘|考我|考考|测验|作业|覚え|忘れ|クイズ|宿題|याद|भूल|क्विज|yaad",
        re.ASCII,
    ),
}


def by_rule(message: str, exists: Callable[[str], bool]) -> tuple[Step, ...] | None:
    """The step that is certain from the form of a message; None when nothing is, or when two rules disagree.

    `exists` tells whether there is a file; it is asked about a few names of code files only. Raises WrongInput for a
    slash command that doesn't exist.
    """
    if (command := parse_slash(message)) is not None:
        agent = command[0].agent
        return None if agent is None else (Step(agent, message.strip(), "rule"),)
    prose, has_code = without_code(message[:_LOOKED_AT])
    plain = folded(prose)
    rest = _NAMES.sub(" ", plain)
    found: set[Agent] = set()
    if has_code or _names_a_repository(plain, rest) or any(exists(path) for path in paths_in(prose)):
        found.add("code_reviewer")
    if _names_a_paper(plain, rest):
        found.add("paper_reader")
    if (learned := _LEARNED.fullmatch(plain)) and not any(exists(word) for word in learned[1].split()[:_MOST_PATHS]):
        found.add("tutor")
    if _SESSION.search(plain) and length(rest) <= _FEW_WORDS:
        found.add("planner")
    if len(found) != 1 or not (has_code or _asks_one_thing(rest)):
        return None
    (agent,) = found
    if any(speaks_for(other, rest) for other in _SPEAKS_FOR if other != agent):
        return None
    return (Step(agent, message, "rule"),)


def speaks_for(agent: Agent, message: str) -> bool:
    """Whether a word of the message speaks for the agent; it may still be for another."""
    return bool(_SPEAKS_FOR[agent].search(folded(message)))


def paths_in(prose: str) -> tuple[str, ...]:
    """The first few names of code files in a text, by their endings."""
    found = dict.fromkeys(match.group() for match in _PATH.finditer(prose) if "://" not in match.group())
    return tuple(found)[:_MOST_PATHS]


def _names_a_paper(plain: str, rest: str) -> bool:
    """A bare id is a number, too: it counts alone, or beside a word for papers."""
    if _ARXIV.search(plain):
        return True
    return bool(_BARE_ID.search(plain)) and (not _WORD.search(rest) or bool(_OF_A_PAPER.search(rest)))


def _names_a_repository(plain: str, rest: str) -> bool:
    """The address of a repository says what is meant only alone, or beside a word for reviewing."""
    return bool(_REPOSITORY.search(plain)) and (not _WORD.search(rest) or bool(REVIEW.search(rest)))


def _asks_one_thing(rest: str) -> bool:
    """Whether what is said beside the name is one clause; how long something took is none."""
    if len(rest) > LONGEST_TO_SPLIT:
        return False
    said = _MINUTES.sub(" ", rest)
    return sum(1 for clause in clauses(said) if not is_only_polite(said[clause.start : clause.end])) <= 1
