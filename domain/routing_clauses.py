"""Where a message falls into clauses that may each ask for something, and which of them refer back, in seven languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .routing_grams import folded, is_unspaced, words

LONGEST_TO_SPLIT = 600

_KEPT_WHOLE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|https?://\S+",
    re.DOTALL,
)
_JOINTS = (
    "and then|and after that|and afterwards|after that|and also|and|then"
    "|y luego|y despues|y después|y entonces|y también|y|e|luego|después|despues"
    "|und dann|und danach|und anschließend|und außerdem|und|dann|danach|anschließend"
    "|et puis|et ensuite|et aussi|et|puis|ensuite"
    "|और फिर|और उसके बाद|उसके बाद|और|फिर(?! से)|aur phir|aur fir|aur uske baad|uske baad|aur|phir(?! se)|fir(?! se)"
)
_RELATIVE = "which|that|because|was|dass|der|die|das|wenn|weil|wie|ob|que|qui|parce|porque|wo|where"
_BREAK = re.compile(
    rf"[,;]?\s+(?:{_JOINTS})\s+|(?<!\bal)[.!?;]+(?:\s+|\Z)|,\s+(?:(?:{_JOINTS})\s+)?(?!(?:{_RELATIVE})\b)|।\s*|\s*\n+\s*"
    r"|[。！？；，、](?:然后|接着|再|并且|并|另外|顺便|それから|そして|その後)?"
    r"|然后|接着|并且|随后|顺便|(?<![合一])并(?=[帮给写解总把])|それから|そして|その後",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\bthen\b|after|luego|despu[eé]s|dann|danach|anschließend|puis|ensuite|फिर|बाद|phir|\bfir\b|baad"
    r"|然后|接着|再|并|随后|それから|そして|その後",
    re.IGNORECASE,
)
# Matched against folded text: no capitals, no accents.
_BACK = re.compile(
    r"\b(?:it|its|this|that|them|these|those|they|result|results|eso|esto|ello|ellos|es|ihn|daraus|daruber|dazu|davon"
    r"|ca|cela|ceci|uss?e|usko|isko|iska|uska|isse|uspe|ispe)\b|-(?:le|la|les|en)\b|\bl'(?:expli|resum)"
    r"|^\W*\w{2,}[aeir](?:me|nos|te|se)?l[oa]s?\b|उसे|इसे|उसको|इसको|उसका|इसका|उस पर|इस पर|它|其|这篇|这个|那篇|それ|これ|その|この"
)
_POLITE = (
    "hi hello hey thanks thank you thx please pls ok okay yes no sure sorry great cool nice good morning evening afternoon "
    "bye a lot so much very hola gracias buenos dias buenas tardes noches vale si por favor porfa muchas genial perfecto "
    "hallo moin danke bitte guten morgen tag abend ja nein gut super schon dir vielen dank bonjour salut merci oui non svp stp "
    "beaucoup d'accord s'il te vous plait parfait bonsoir नमस्ते नमस्कार धन्यवाद शुक्रिया कृपया हाँ ठीक है namaste shukriya "
    "dhanyavaad haan theek hai bhai yaar 你好 您好 谢谢 谢谢你 多谢 请问 麻烦你 麻烦了 好的 早上好 嗨 こんにちは こんばんは おはよう "
    "おはようございます ありがとう ありがとうございます すみません お願いします はい いいえ どうも"
)
_ONLY_POLITE = frozenset(_POLITE.split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message, from `start` to `end`; `lead` is what joins it to what is before, as in `and then`."""

    start: int
    end: int
    lead: str = ""


def clauses(message: str) -> tuple[Clause, ...]:
    """The clauses of a message, in order. Nothing is split within quotes, code and addresses.

    It is made for messages of at most LONGEST_TO_SPLIT characters: a longer one tells more than it asks.
    """
    return tuple(clause for clause in _cut(message) if message[clause.start : clause.end].strip())


def is_only_polite(clause: str) -> bool:
    """Whether nothing but courtesies is said, as in `Hello, thanks!`."""
    return all(word in _ONLY_POLITE for word in words(clause))


def refers_back(clause: str) -> bool:
    """Whether the clause speaks of something that was named before it."""
    return bool(_BACK.search(folded(clause)))


def comes_after(lead: str) -> bool:
    """Whether the joint says that one thing is done after another."""
    return bool(_THEN.search(lead))


def length(clause: str) -> float:
    """How many words a clause has; two ideograms count as one."""
    return sum(len(word) / 2 if is_unspaced(word) else 1 for word in words(clause))


def _cut(message: str) -> Iterator[Clause]:
    whole = [match.span() for match in _KEPT_WHOLE.finditer(message)]
    start, lead = 0, ""
    for joint in _BREAK.finditer(message):
        if any(begin < joint.end() and joint.start() < end for begin, end in whole):
            continue
        yield Clause(start, joint.start(), lead)
        start, lead = joint.end(), joint.group()
    yield Clause(start, len(message), lead)
