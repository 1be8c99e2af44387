"""What a learner looks for at arXiv: read from what they typed, and put into arXiv's query language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..domain.errors import WrongInput
from ..domain.paper import OWN, PaperName, read_name

MOST_CHARS, MOST_TERMS = 1000, 60

_FIELDS = {
    "au": "authors",
    "author": "authors",
    "ti": "titles",
    "title": "titles",
    "cat": "categories",
    "category": "categories",
    "abs": "words",
    "abstract": "words",
    "all": "words",
    "id": "ids",
    "since": "since",
}
_TERM = re.compile(rf'(?:(?P<field>{"|".join(_FIELDS)}):\s*)?(?:"(?P<quoted>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_CATEGORY = re.compile(r"[a-z]{1,8}(-[a-z]{2,4})?(\.[A-Za-z]{2,6}(-[a-z]{2,5})?)?", re.ASCII)
_OPERATORS = frozenset({"AND", "OR", "NOT", "ANDNOT", "TO"})
# Archives that have subjects below them: `cs` alone, asked of arXiv, would find nothing.
_WITH_SUBJECTS = frozenset(
    ["astro-ph", "cond-mat", "cs", "econ", "eess", "math", "nlin", "physics", "q-bio", "q-fin", "stat"]
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for. Each of `words` and `titles` is a word or a phrase; all must occur, as must all `authors`,
    but one of the `categories` is enough. Where `ids` are given, just these papers are meant. `since` is the first
    day of submission; the best match comes first, or the newest."""

    words: tuple[str, ...] = ()
    ids: tuple[PaperName, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    since: date | None = None
    newest_first: bool = False
    titles: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The wish in arXiv's language; empty when it holds only ids, or nothing to look for."""
        if self.ids:
            return ""
        fields = (("all", self.words), ("ti", self.titles), ("au", self.authors))
        terms = [term for field, texts in fields for text in texts if (term := _term(field, text))]
        if self.categories:
            terms.append(_any_of([read_category(text) for text in self.categories]))
        if terms and self.since:
            terms.append(f"submittedDate:[{self.since:%Y%m%d}0000 TO 999912312359]")
        return " AND ".join(terms)

    @property
    def key(self) -> str:
        """The same text for wishes that find the same."""
        ids = ",".join(sorted(f"{name.id}v{name.version or ''}" for name in self.ids))
        terms = sorted({term.casefold() for term in self.query.split(" AND ")})
        return f"{' AND '.join(terms)}|{ids}|{'newest' if self.newest_first else 'best'}"


def read_wish(text: str) -> Wish:
    """The wish that a learner typed: words, "a phrase", ids and addresses of papers, au:LeCun or author:"Yann LeCun",
    ti:attention, cat:cs.CL, since:2026-01-31. Nothing within quotation marks is anything but words.

    Raises:
        WrongInput: it holds nothing to look for, too much, or what can't be meant.
    """
    if len(text) > MOST_CHARS:
        raise WrongInput(f"That is too long to search for: {len(text)} characters.", "A few words find more.")
    found: dict[str, list[str]] = {name: [] for name in _FIELDS.values()}
    ids: list[PaperName] = []
    for match in _TERM.finditer(re.sub("[“”„]", '"', text)):
        field, word = _FIELDS.get((match["field"] or "").lower(), ""), match["word"] or ""
        if names := _names(word, must=field == "ids") if word and field in ("", "ids") else []:
            ids += names
        elif field or word not in _OPERATORS:
            found[field or "words"].append(match["quoted"] or word)
        elif word != "AND":
            raise WrongInput(
                f"{word} isn't understood in a search: all words must occur.", 'Search twice, or quote it: "or".'
            )
    wish = Wish(
        words=tuple(found["words"]),
        ids=tuple(dict.fromkeys(ids)),
        authors=tuple(found["authors"]),
        categories=tuple(read_category(c) for text in found["categories"] for c in text.split(",") if c.strip()),
        since=_day(found["since"][-1]) if found["since"] else None,
        titles=tuple(found["titles"]),
    )
    return _checked(wish)


def _checked(wish: Wish) -> Wish:
    if sum(len(_WORD.findall(text)) for text in (*wish.words, *wish.titles, *wish.authors)) > MOST_TERMS:
        raise WrongInput("Those are too many words to search for.", "A few words find more.")
    if not (wish.ids or wish.query):
        raise WrongInput("There is nothing to search for.", "Write some words, au:LeCun, cat:cs.CL or a paper's id.")
    return wish


def read_category(text: str) -> str:
    """A category of arXiv, such as cs.CL, or a whole archive, such as cs.

    Raises:
        WrongInput: none can be called that.
    """
    archive, dot, subject = text.strip()[:40].partition(".")
    # cs.CL and cond-mat.mtrl-sci are how arXiv writes them.
    category = archive.lower() + dot + (subject.upper() if len(subject) == 2 else subject.lower())
    if not _CATEGORY.fullmatch(category.removesuffix(".*")):
        raise WrongInput(f"{text.strip()[:40]!r} is not a category of arXiv.", "Write it as cs.CL or stat.ML.")
    return category.removesuffix(".*")


def _names(word: str, *, must: bool) -> list[PaperName]:
    """The papers that a word names, if it does nothing else; `must` it, WrongInput tells what is wrong."""
    is_address = re.match(r"https?://", word, re.IGNORECASE)
    names = []
    for part in [word] if is_address else word.split(","):
        if not (part := part.strip("()<>[].;,")):
            continue
        try:
            names.append(read_name(part))
        except WrongInput:
            if must or is_address:
                raise
            return []
    if own := [name.id for name in names if name.id.startswith(OWN)]:
        raise WrongInput(f"{own[0]} is a file of your own; arXiv doesn't have it.", "Name a paper of arXiv.")
    return names


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongInput(f"{text[:40]!r} is not a day.", "Write it as since:2026-01-31.") from None


def _term(field: str, text: str) -> str:
    """One term; what means something in arXiv's language can't get out of it."""
    words = _WORD.findall(text)[:MOST_TERMS]
    if len(words) == 1 and words[0].isalnum() and words[0].isascii() and words[0].upper() not in _OPERATORS:
        return f"{field}:{words[0]}"
    return f'{field}:"{" ".join(words)}"' if words else ""


def _any_of(categories: Iterable[str]) -> str:
    terms = [f"cat:{c}.*" if c in _WITH_SUBJECTS else f"cat:{c}" for c in dict.fromkeys(categories)]
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"
