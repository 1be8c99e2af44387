"""How rows are found by words, on both databases.

Words are found by their stems; the commonest English ones, such as `the` and `what`, are not looked for. Scripts that
put no spaces between words, and Korean, whose words take endings, are searched by pairs of characters instead.
"""

import operator
import re
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, case, column, func, literal_column, table

from ..domain.plain_text import without_unseen
from .database import Connection
from .search_index import key_of, words_of

_MOST_CHARACTERS, _MOST_WORDS, _LONGEST_WORD, _MOST_PAIRS = 2000, 12, 64, 16
# Thai and Lao, Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff]+"
)
_OUTSIDE = re.compile(r"^\W+|\W+$")
# Those that PostgreSQL leaves out by itself.
_COMMON = frozenset(
    """i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom this that these those am is are was were be
    been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only
    own same so than too very s t can will just don should now""".split()  # noqa: SIM905
)


def split(text: str) -> tuple[list[str], list[str]]:
    """The words to look for by their stems, and the pairs of characters of scripts without spaces.

    The text may be anything; of a long one its longest words count.
    """
    text = without_unseen(" ".join(text[:_MOST_CHARACTERS].split()))
    words = dict.fromkeys(word.casefold()[:_LONGEST_WORD] for word in _UNSPACED.sub(" ", text).split())
    telling = [word for word in words if _OUTSIDE.sub("", word) not in _COMMON]
    runs = _UNSPACED.findall(text)
    pairs = dict.fromkeys(run[start : start + 2] for run in runs for start in range(max(1, len(run) - 1)))
    return sorted(telling, key=len, reverse=True)[:_MOST_WORDS], list(pairs)[:_MOST_PAIRS]


def by_words(db: Connection, rows_of: Table[Any], rows: Select[Any], words: list[str]) -> Select[Any]:
    """Those of the rows, which are of this searched table, that hold any of the words, best first."""
    found = _sqlite if db.dialect.name == "sqlite" else _postgresql
    return found(rows_of, rows, words)


def by_pairs(rows_of: Table[Any], text: ColumnElement[str], rows: Select[Any], pairs: list[str]) -> Select[Any]:
    """Those of the rows whose `text` holds any of the pairs, those with most of them first. It reads all the rows."""
    score = reduce(operator.add, (case((text.contains(pair, autoescape=True), 1), else_=0) for pair in pairs))
    return rows.where(score > 0).order_by(score.desc(), rows_of.c[key_of(rows_of.name)].desc())


def _sqlite(rows_of: Table[Any], rows: Select[Any], words: list[str]) -> Select[Any]:
    name, key = f"search_{rows_of.name}", rows_of.c[key_of(rows_of.name)]
    index, whole = table(name, column("rowid")), literal_column(name, Text)
    any_of = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
    found = rows.join_from(rows_of, index, index.c.rowid == key).where(whole.op("MATCH")(any_of))
    return found.order_by(func.bm25(whole), key.desc())


def _postgresql(rows_of: Table[Any], rows: Select[Any], words: list[str]) -> Select[Any]:
    from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR

    key = rows_of.c[key_of(rows_of.name)]
    vector, english = literal_column(words_of(rows_of.name), TSVECTOR), literal_column("'english'", REGCONFIG)
    queries = (func.plainto_tsquery(english, word, type_=TSQUERY) for word in words)
    any_of: ColumnElement[str] = reduce(lambda one, other: one.op("||")(other), queries)
    return rows.where(vector.op("@@")(any_of)).order_by(func.ts_rank(vector, any_of).desc(), key.desc())
