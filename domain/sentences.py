"""The sentences of a paper's text, each as it is written."""

import re

_BEGINNERS = """
    We The This These Those That In Our Here However It Its They Their There To For As At By On Over With When While Then
    Thus Hence Moreover Furthermore Finally First Second Since Both Each Such Using If One Another Although Unlike Despite
    Most Many Some All A An Recent Note
"""
# After these a full stop ends no sentence.
_INNER = """
    e.g i.e cf vs viz resp approx ca incl fig figs tab tabs eq eqs eqn eqns sec secs sect sects chap chaps appx alg algs
    algo thm thms prop props lem dr st prof
"""
# After these it ends none before a number.
_NUMBERED = ("no", "nos", "p", "pp", "vol", "pt", "ch", "app", "def", "defs", "ref", "refs", "cor", "rev")
# After these it does when what follows begins like a sentence.
_PERHAPS = ("al", "w.r.t", "i.i.d", "s.t", "u.s", "u.k", "inc", "ltd", "co", "corp", "dept", "univ", "a.k.a")
_GOING_ON = frozenset(_INNER.split())
_BEGINNING = frozenset(_BEGINNERS.split())
_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<after>[\"'”’»)\]}$]*+|\[[\d,;\s–-]{1,30}\]|[\u00b2\u00b3\u00b9\u2070-\u2079]+)(?P<gap>\s+)"
    r"(?=[\"'“‘«(\[]*(?:\\[a-z]+\{)?(?P<first>\w|\$\S))|(?<![。！？])(?P<wide>[。！？]++[」』”’）)]*)(?=\S|\s)"
)
_WORD = re.compile(r"(?<!\w)(?:[^\W\d_]|(?<=[^\W\d_])\.(?=[^\W\d_]))+\Z")
_MATHS = re.compile(r"\$(?=[^\s$])[^$]{0,400}?(?<=[^\s$])\$")
_NEXT = re.compile(r"[\"'“‘«(\[]*(?:\\[a-z]+\{)?([^\W\d_]*)")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences in order, without the white space around them.

    A full stop after an abbreviation, an initial, in a number, or within mathematics ends none, nor does one before a
    small letter.
    """
    maths = [found.span() for found in _MATHS.finditer(text)]
    cuts, inside = [0], 0
    for found in _END.finditer(text):
        while inside < len(maths) and maths[inside][1] <= found.start():
            inside += 1
        within = inside < len(maths) and maths[inside][0] < found.start() and found.end() < maths[inside][1]
        if not within and (found["wide"] or _ends(text, found)):
            cuts.append(found.end())
    parts = (text[begin:end].strip() for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True))
    return tuple(filter(None, parts))


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence ends at this stop, before a word."""
    first = found["first"][0]
    if first.islower() or (first.isdigit() and found["stop"] != "." and not found["after"]):
        return False
    if found["stop"] != "." or found["after"]:
        return True
    before = _WORD.search(text, max(0, found.start() - 40), found.start())
    word = before[0] if before else ""
    following = _NEXT.match(text, found.end())
    begins = bool(following and following[1] in _BEGINNING)
    if word.lower() in _GOING_ON:
        return False
    if word.lower() in _PERHAPS or (len(word) == 1 and word.isupper()):
        return begins
    return not (first.isdigit() and word.lower() in _NUMBERED)
