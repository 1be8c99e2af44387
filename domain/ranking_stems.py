"""English words without their endings (M. F. Porter's algorithm of 1980), so that `adapters` and `adapting` meet."""

import re

_CONSONANT = "(?:[^aeiouy]|(?<![^aeiou])y|^y)"
_VOWEL = "(?:[aeiou]|(?<=[^aeiou])y)"
_ONE = re.compile(f"^{_CONSONANT}*{_VOWEL}+{_CONSONANT}")
_TWO = re.compile(f"^{_CONSONANT}*(?:{_VOWEL}+{_CONSONANT}+){{2}}")
_EXACTLY_ONE = re.compile(f"^{_CONSONANT}*{_VOWEL}+{_CONSONANT}+{_VOWEL}*$")
_HAS_VOWEL = re.compile(_VOWEL)
_DOUBLE = re.compile(r"([^aeioulsz])\1$")
_SHORT = re.compile(f"{_CONSONANT}{_VOWEL}(?![wxy]){_CONSONANT}$")
_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism", "ate",
    "iti", "ous", "ive", "ize",
)  # fmt: skip
_LONGEST = 40


def stem(word: str) -> str:
    """The word (in small letters) without its endings; what isn't an English word comes back much as it is."""
    if len(word) <= 2 or len(word) > _LONGEST or not word.isascii() or not word.isalpha():
        return word
    word = _past_and_ing(_plural(word))
    if word.endswith("y") and _HAS_VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    return _last(_fourth(_mapped(_mapped(word, _SECOND), _THIRD)))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past_and_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _ONE.match(word[:-3]) else word
    ending = next((e for e in ("ed", "ing") if word.endswith(e) and _HAS_VOWEL.search(word[: -len(e)])), "")
    if not ending:
        return word
    word = word[: -len(ending)]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _DOUBLE.search(word):
        return word[:-1]
    return word + "e" if _EXACTLY_ONE.match(word) and _SHORT.search(word) else word


def _mapped(word: str, endings: dict[str, str]) -> str:
    for size in range(7, 2, -1):
        ending = word[-size:]
        if ending in endings:
            return word[:-size] + endings[ending] if _ONE.match(word[:-size]) else word
    return word


def _fourth(word: str) -> str:
    ending = max((e for e in _FOURTH if word.endswith(e)), key=len, default="")
    if not ending:
        return word
    kept = word[: -len(ending)] + ending[0] * (ending in ("sion", "tion"))
    return kept if _TWO.match(kept) else word


def _last(word: str) -> str:
    if word.endswith("e"):
        kept = word[:-1]
        if _TWO.match(kept) or (_ONE.match(kept) and not (_EXACTLY_ONE.match(kept) and _SHORT.search(kept))):
            return kept
    return word[:-1] if word.endswith("ll") and _TWO.match(word) else word
