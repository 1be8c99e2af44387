"""What a message to the paper reader asks for, read by rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from . import paper_request_words as known
from .errors import WrongInput
from .paper import read_name
from .paper_question import asked_words
from .routing_rules import speaks_for

Kind = Literal[
    "search", "similar", "read", "ask", "like", "dislike", "doubt", "done", "unlist", "choose", "digest", "list", "which",
    "wrote", "why", "exercise", "readable", "elsewhere",
]  # fmt: skip
ABOUT: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("wrote", known.WROTE),
    ("why", known.WHY),
    ("exercise", known.EXERCISE),
    ("readable", known.READABLE),
)
LONGEST, MOST_NAMED = 2000, 8
_FEW_WORDS = 12
_LONGEST_SOUGHT = 300

_NAME = re.compile(
    r"(?:https?://)?(?:[a-z]{1,10}\.)?arxiv\.org/[^\s<>\"”’»\])]+"
    r"|(?:https?://doi\.org/)?10\.48550/arxiv\.\d{4}\.\d{4,5}(?:v\d+)?"
    r"|(?:arxiv: ?)?(?<![\w./-])\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?(?!\w|\.\d)"
    r"|(?:arxiv: ?)?(?<![\w./-])[a-z]{2,10}(?:-[a-z]{2,4})?(?:\.[a-z]{2})?/\d{7}(?:v\d+)?(?!\w)"
    r"|(?<!\w)own-[0-9a-f]{16}(?!\w)",
    re.IGNORECASE,
)
# In quotation marks it may hold spaces; a terminal puts a backslash before each.
_FILE = re.compile(
    r"[\"“'«]([^\"”'»]{1,300}\.(?:pdf|tex|html?))[\"”'»]"
    r"|(?<!\S)((?:[^\s\"“”'?*<>|\\]|\\.){1,300}\.(?:pdf|tex|html?))(?=[,;?!.:)]{0,3}(?:\s|$))",
    re.IGNORECASE,
)
_VERB = re.compile(r"(search|find|list|digest|read|ask|vote|show)\b ?(.*)", re.IGNORECASE)
_WORD = re.compile(
    # a term of arXiv's language, a phrase, a word
    r"\b(?:au|author|ti|title|cat|category|abs|since|id):(?:\"[^\"]*\"|\S+)|\"[^\"]+\"|[^\W_]+(?:[-'’.+/][^\W_]+)*\+{0,2}",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.+][A-Za-z0-9]+)*")
_OTHER_LETTERS = re.compile("[\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff]")
_ELIDED = re.compile(r"^[cdjlnqs]['’](?=\w{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What is asked: of the papers `named` (ids, with the version if that is named, or paths), or of the one that is
    called `title`, or of none. `which` is asked of a paper that is pointed at, and it isn't clear at which; `elsewhere`
    is a paper at an address that isn't arXiv's.

    `words` are the question, the reason of a vote, or what to search for; `is_recent` is what shall be new, `is_foreign`
    what is asked for in another language than arXiv's. `then` is what is asked of the papers that a search finds.
    `minutes` is how long reading took.
    """

    kind: Kind
    named: tuple[str, ...] = ()
    words: str = ""
    title: str = ""
    minutes: int = 0
    is_recent: bool = False
    is_foreign: bool = False
    then: str = ""


def read_paper_request(
    message: str, listed: tuple[str, ...] = (), current: str = "", *, is_command: bool = False
) -> PaperRequest:
    """What the message asks for. `listed` are the ids shown last, `current` the one spoken of.

    What `is_command` is what follows `/papers`, and may begin with a verb of `coach papers`.
    """
    text = " ".join(message.split())[:LONGEST]
    if is_command and (found := _VERB.fullmatch(text)):
        verb, text = found[1].casefold(), found[2]
        if verb == "digest":
            return PaperRequest("digest")
        if verb == "list":
            return PaperRequest("list", words=text)
        if verb in ("search", "find"):
            return PaperRequest("search", words=_sought(text))
    then = known.THEN.search(text) if known.FINDS.match(text) else None
    if then:
        return replace(_asked(text[: then.start()], listed, current), then=then[1])
    return _asked(_without_digest(text), listed, current)


def picks_from_digest(message: str) -> bool:
    """Whether a message means a paper by its place in a digest, as in “read the first one of the digest”."""
    text = " ".join(message.split())[:LONGEST]
    return _without_digest(text) != text


def _without_digest(text: str) -> str:
    rest = known.OF_DIGEST.sub("", text)
    return rest if known.ORDINAL.search(rest) else text


def _asked(text: str, listed: tuple[str, ...], current: str) -> PaperRequest:
    named, rest = _named(text)
    if known.ELSEWHERE.search(_NAME.sub(" ", text)) and all(known.ELSEWHERE.match(name) for name in named):
        return PaperRequest("elsewhere")
    if not named:
        named, rest = _placed(text, listed)
    return _of(named, text, rest) if named else _of_none(text, listed, current)


def points_at_shown(message: str, listed: tuple[str, ...], current: str) -> bool:
    """Whether a message surely speaks of what was shown last, `listed`, or of the `current` paper: by its id or place, as
    “this paper”, or with a word on it."""
    text = " ".join(message.split())[:LONGEST]
    if known.FINDS.match(text):
        return False
    if _placed(text, listed)[0] or {name.partition("v")[0] for name in _ids(text)} & {*listed, current}:
        return True
    if len(text.split()) > _FEW_WORDS:
        return bool(known.THIS.search(text))
    says = (known.THIS, known.CHOOSE, known.SIMILAR, known.NEWS, known.SAYS)
    return any(words.search(text) for words in says) or bool(_deed(text) or _about(text)) or _asks_of_it(text)


def _asks_of_it(text: str) -> bool:
    """Whether a question says “it”, and nothing in it speaks of something else."""
    is_of_it = known.ASKS.match(text) and known.IT.search(text) and not known.OF_NOW.search(text)
    return bool(is_of_it) and not any(speaks_for(agent, text) for agent in ("planner", "publisher", "tutor"))


def _of(named: tuple[str, ...], text: str, rest: str) -> PaperRequest:
    """What is asked of papers that are known; `rest` is the text with `it` for their names."""
    if known.SIMILAR.search(rest):
        return PaperRequest("similar", named[:1], is_recent=bool(known.RECENT.search(rest)))
    deed = _deed(rest)
    if about := _about(rest, named):
        return PaperRequest(about, named)
    if deed == "done":
        minutes = known.MINUTES.search(rest)
        return PaperRequest(deed, named, minutes=int(minutes[1]) if minutes else 0)
    if deed == "doubt":
        return PaperRequest(deed, named, words=text[:_LONGEST_SOUGHT])
    if deed:
        reason = known.REASON.search(rest)
        return PaperRequest(deed, named, words=(reason[1] or reason[2]).strip() if reason else "")
    is_question = len(named) > 1 or (bool(asked_words(known.READ.sub(" ", rest))) and not known.SUMMARY.search(rest))
    return PaperRequest("ask" if is_question else "read", named, text if is_question else "")


def _of_none(text: str, listed: tuple[str, ...], current: str) -> PaperRequest:
    """What is asked by a message that names no paper by its id or place."""
    deed = _deed(text)
    if known.LIST.search(text) and not deed:
        return PaperRequest("list")
    sought, is_recent = _sought(known.NEWS.sub(" ", text)), bool(known.RECENT.search(text))
    if known.DIGEST.search(text) or (known.NEWS.search(text) and not sought):
        return PaperRequest("digest")
    title, rest = _title(text)
    if title:
        return replace(_of((title,), text, rest), named=(), title=title)
    if listed and known.CHOOSE.search(text):
        return PaperRequest("choose", listed[:MOST_NAMED])
    if pointed := _pointed(text, deed, listed, current):
        return _of(pointed, text, text)
    is_seeking = bool(known.SEEKS.search(text))
    if (
        deed
        or _about(text)
        or known.ORDINAL.search(text)
        or any(p.search(text) for p in (known.THIS, known.TWO, known.THESE))
    ):
        return PaperRequest("which")
    if known.IT.search(text) and not is_seeking:
        return PaperRequest("which")
    return PaperRequest("search", words=sought, is_recent=is_recent, is_foreign=_is_foreign(text, sought))


def _named(text: str) -> tuple[tuple[str, ...], str]:
    """The papers and files that the text names, and what else it says."""
    rest = _NAME.sub(" it ", text)
    files = [found[1] or found[2].replace("\\ ", " ") for found in _FILE.finditer(rest)]
    named = tuple(dict.fromkeys([*_ids(text), *files]))
    return named[:MOST_NAMED], " ".join(_FILE.sub(" it ", rest).split())


def _ids(text: str) -> Iterator[str]:
    for found in _NAME.finditer(text):
        try:
            name = read_name(found[0].rstrip(".,;:)?!'’"))
        except WrongInput:
            continue  # Another page of arXiv's.
        yield f"{name.id}v{name.version}" if name.version else name.id


def _placed(text: str, listed: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The papers that are meant by their place among those shown last, and what else the text says."""
    named = []
    for found in known.ORDINAL.finditer(text):
        word = next(filter(None, found.group(1, 2, 5, 6, 7)), "").casefold()
        word += "の" if found[7] else ""
        place = known.PLACES[word] if word else int(found[3] or found[4])
        if not listed or not 0 <= place <= len(listed) or (place == 0 and not word):
            return (), text
        named.append(listed[place - 1])
    rest = " ".join(known.ORDINAL.sub(" it ", text).split())
    return tuple(dict.fromkeys(named)), known.THE_IT.sub("it", rest)


def _deed(rest: str) -> Kind | None:
    """What is told of a paper; nothing in what asks a question."""
    if sign := known.SIGN.search(rest):
        return "like" if (sign[1] or sign[2]) == "+" else "dislike"
    deeds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("unlist", known.UNLIST),
        ("dislike", known.DISLIKE),
        ("like", known.LIKE),
        ("done", known.DONE),
    )
    if "?" in rest or known.QUESTION.match(rest):
        return None
    if deed := next((kind for kind, words in deeds if words.search(rest)), None):
        return deed
    return "doubt" if known.DOUBT.fullmatch(rest) else None


def _about(rest: str, named: tuple[str, ...] = ()) -> Kind | None:
    """What is asked of one paper that doesn't stand in it, if nothing else is asked."""
    if len(named) > 1 or any(_FILE.fullmatch(name) for name in named):
        return None
    found: Kind | None = next((kind for kind, words in ABOUT if words.search(rest)), None)
    return None if found is None or asked_words(dict(ABOUT)[found].sub(" ", rest)) else found


def _title(text: str) -> tuple[str, str]:
    """What a paper is called by its title, empty if none is, and what else the text says."""
    patterns = known.TITLES[:4] if known.SEEKS.search(text) else known.TITLES
    for pattern in patterns:
        if found := pattern.search(text):
            words = found[1].split()
            while words and words[0].casefold() in known.NO_TITLE:
                del words[0]
            if words:
                return " ".join(words), " ".join(pattern.sub(" it ", text, count=1).split())
    return "", text


def _pointed(text: str, deed: Kind | None, listed: tuple[str, ...], current: str) -> tuple[str, ...]:
    """The papers that the text points at among those shown last, or the one spoken of."""
    if len(listed) > 1 and not deed:
        if known.TWO.search(text):
            return listed[:2]
        if known.THESE.search(text):
            return listed[:MOST_NAMED]
    if known.ORDINAL.search(text):
        return ()  # There is no such place.
    one = current or (listed[0] if len(listed) == 1 else "")
    is_seeking = known.SEEKS.search(text) or known.NEWS.search(text)
    is_about_it = deed or re.search("[?？]", text) or known.IT.search(text) or known.QUESTION.search(text)
    is_about_it = is_about_it or _OTHER_LETTERS.search(text)
    if one and (known.THIS.search(text) or (is_about_it and not is_seeking)):
        return (one,)
    return ()


def _sought(text: str) -> str:
    """What to search for: the words that say what it shall be about."""
    return _content(_NAME.sub(" ", text))[:_LONGEST_SOUGHT]


def _is_foreign(text: str, sought: str) -> bool:
    """Whether words of another language are searched for; names such as RAG and GPT-4 are the same in all."""
    small = {word for word in text.casefold().split() if word in known.FOREIGN}
    return len(small) > 1 and any(word[1:].islower() or word.islower() for word in sought.split())


def _content(text: str) -> str:
    text = known.AROUND.sub(" ", text)
    words = [_ELIDED.sub("", word) for word in _WORD.findall(text)]
    if _OTHER_LETTERS.search(text):
        words = _LATIN.findall(text)  # arXiv is in English, so these are the words of the search
    return " ".join(word for word in words if word.casefold() not in known.NOT_SOUGHT)
