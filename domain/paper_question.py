"""What a question about papers asks for: the words to look up in them."""

import re
from collections.abc import Sequence

from .paper_text import Passage
from .ranking_index import Candidate, Index

_WORD = re.compile(r"[^\W_\u0900-\u097f]+(?:[-'.’][^\W_]+)*|[\u0900-\u097f]+")
_NAME = re.compile(
    r"\S{0,30}(?:arxiv|doi)\.org/\S+|(?:arxiv:\s?)?\b\d{4}\.\d{4,5}(?:v\d+)?\b|\bown-[0-9a-f]{16}\b", re.IGNORECASE
)
# Words that tell nothing of where an answer stands.
_EMPTY_WORDS = (
    # English
    "a about all also am an and any are as at be been both but by can could did do does each for from get had has "
    "have he her his how i if in into is it it's its just let make me mean my no not of on one or other our out she "
    "should so some such than that the their them then there these they this those to too two us use used uses "
    "using was we were what what's when where where's which who who's whom why will with would you your article "
    "articles author authors paper paper's papers preprint preprints researcher researchers study studies ask "
    "compare compared comparing describe explain find finding findings give main please quote read say see says show "
    "summaries summarise summarize sumarize summary tell tldr versus vs arxiv fetch get look open pdf papper tl dr up "
    # Spanish
    "el la los las un una unos unas de del al y o en que qué es son se su sus con por para sobre como cómo cuál "
    "cuáles cual dice dicen hazme dame este esta estos estas ese esa esto lo le mi hay autor autores artículo artículos "
    "estudio "
    "trabajo resume resumen resúmeme explica explícame trata dime principales usan usaron usó cuándo dónde quién "
    "quiénes compara dos ambos "
    # German
    "der die das den dem des ein eine einen einem einer eines und oder im ist sind wie warum wer wen wo welche "
    "welcher welches welchen worum geht es um zu zum zur von vom mit auf für über sie er ihr ihre wir ich mir man "
    "hat haben wird wurde wurden werden autoren arbeit artikel sagt sagen fasse zusammen erkläre zusammenfassung "
    "dieser dieses diese diesem diesen benutzt benutzen nennen nenn gib kurze inhaltsangabe vergleiche beide "
    "beiden studie "
    # French
    "les l d du et ou à au aux est sont ce cet cette ces quoi quel quelle quels quelles qui qu c comment pourquoi où "
    "quand avec pour par sur dans leur leurs ils elles il elle je j'ai ont papier papiers auteurs auteur étude fais-moi "
    "parle "
    "dit disent résume résumé résumer explique donne-moi utilisent utilisé deux une "
    # Hindi, in Latin letters and its own
    "ka ki ke ko kya kaun kaise kyu kyon hai hain mein ne pe par us is isme ye yeh wo woh batao bataya samjhao का की "
    "के को क्या कौन कैसे क्यों है हैं में से ने पर इस उस यह वह बताओ समझाओ पेपर सारांश लेखक"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
# Words that tell nothing where no others stand beside them, as in “the key points in three sentences”.
_VAGUE_WORDS = (
    "abstract briefly contribution contributions core detail details difference differences five four gist idea "
    "ideas key line lines made more most much overview paragraph passage point points sentence sentences short "
    "simple simply text three understand words work write between first second third fourth fifth sixth last "
    "ideas central ideen kernidee kernpunkte wichtigsten hauptaussage idée idées centrale clés "
)
_VAGUE = frozenset(_VAGUE_WORDS.split())


_ENGLISH_WORDS = "what how why which who when where does did are the of can with and or any it"
_FOREIGN_WORDS = (
    "el los las una unas del que qué por para cómo cuál cuánta cuánto cuáles dice der das dem den ein eine und ist sind "
    "wie warum welche welcher welches wer wo sagt über mit le les une des est sont quel quelle quels pourquoi avec dans "
    "combien kya kaise kyon hai mein"
)
_ENGLISH, _FOREIGN = frozenset(_ENGLISH_WORDS.split()), frozenset(_FOREIGN_WORDS.split())
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2e80-\uffef]")
RELATED = {
    "limit limitation weakness drawback": "limitations limited fails future work drawback",
    "cost price expensive cheap": "cost compute memory GPU GPUs hours days budget storage expensive",
    "result accuracy perform performance good better": "results accuracy outperforms improves score achieves",
    "data dataset trained": "dataset data sets corpus examples",
    "code software github": "code released available repository GitHub",
    "vision image": "image images visual vision",
}
"""What papers say, by what learners ask."""


def asked_words(question: str) -> str:
    """The words of a question that can stand in a passage that answers it; empty for one about the paper as a whole."""
    words = [word for word in _WORD.findall(_NAME.sub(" ", question)) if word.casefold() not in _EMPTY]
    return " ".join(words) if any(word.casefold() not in _VAGUE for word in words) else ""


def places(question: str, passages: Sequence[Passage], most: int) -> tuple[Passage, ...]:
    """The passages that a question's words lead to, best first, at most so many; none where no word stands in any.

    Headings count, and what papers say for what learners ask ("limits": limitations, future work) counts half.
    """
    words = asked_words(question)
    index = Index(Candidate(str(at), passage.section, passage.text) for at, passage in enumerate(passages))
    terms = set(index.terms.of(words))
    related = " ".join(said for asked, said in RELATED.items() if terms & set(index.terms.of(asked)))
    own, others = index.likeness(index.query(words)), index.likeness(index.query(related))
    scores = [one + other / 2 for one, other in zip(own, others, strict=True)]
    best = sorted((at for at, score in enumerate(scores) if score > 0), key=lambda at: (-scores[at], at))
    return tuple(passages[at] for at in best[:most])


def is_foreign(question: str) -> bool:
    """Whether a question is in another language than English: by its script, or by small words that English hasn't."""
    words = {word.casefold() for word in _WORD.findall(question)}
    return bool(_OTHER_SCRIPT.search(question)) or (not _FOREIGN.isdisjoint(words) and _ENGLISH.isdisjoint(words))
