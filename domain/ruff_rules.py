"""Ruff's rules as a learner gets them: which are looked for, which are left out and why, and what is said of each."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .finding import Severity
from .ruff_faults import FAULTS
from .ruff_habits import HABITS
from .rule_words import BASICS, CLASSES, FUNCTIONS, LOOPS, MODULES, PANDAS, SAFETY, TESTS
from .rule_words import RuleWords as RuleWords

SYNTAX: Final = "syntax-error"
"""What ruff's `invalid-syntax` is called here."""


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SELECT: Final = _codes("F E4 E7 W6 B C4 C90 SIM PD NPY PLE PLW PLR09 PLR17 UP S1 S3 S5 S6 RUF RET N8 PERF BLE ARG DTZ")
_DROPPED: Final = (
    # Wrong, or right only by chance, in code that learns from data.
    ("in NLP code and in configurations the same words are ordinary", "S104 S108"),
    ("random numbers are drawn here for science, not for secrets", "S311"),
    ("annotations of data sets are XML files that the learner has", "S313 S314 S315 S316 S317 S318 S319"),
    ("addresses in such code are constants, and the rule can't tell", "S310"),
    ("fires on every command, however safe", "S603 S606 S607"),
    ("assertions are how a learner states what holds", "S101"),
    ("`for x, y in loader: x = x.to(device)` is custom", "PLW2901"),
    ("a loop's `epoch` or `batch_idx` says what is counted even when it isn't read", "B007"),
    ("`out, hidden = rnn(x)` names what there is", "RUF059"),
    ("`out = self.fc(x); return out` is as clear", "RET504"),
    ("the rule takes anything with `.values`, `.at`, `.stack` or `.pivot` for a table", "PD008 PD009 PD010 PD011 PD013"),
    ("`pd.merge` and `df.merge` are the same", "PD015"),
    ("`zip(predictions, labels)` is right wherever lengths are equal, and the rule can't tell", "B905 B911 B912"),
    ("X, y and W are the names in the books; `F` and `nn` by custom", "N803 N806 N811 N812 N813 N814 N815 N816 N817 N818"),
    ("overriding methods, hooks and callbacks can't choose their arguments", "ARG002 ARG003 ARG004 ARG005"),
    ("dates in data sets and in names of files rarely have a zone", "DTZ001 DTZ002 DTZ005 DTZ006 DTZ007 DTZ011 DTZ012 DTZ901"),
    ("RUF100 and its like speak of comments for other tools and other selections", "RUF100 RUF101 RUF102 RUF103 RUF104"),
    ("other languages and Greek letters in formulas look like Latin ones", "RUF001 RUF002 RUF003"),
    ("the check of pickles says it where a file comes from elsewhere, and one's own are safe", "S301"),
    ("`np.random.seed` is what the checks of seeds and the books ask for", "NPY002"),
    # Taste: no failure is behind it, and it would fill a review.
    ("taste", "SIM105 SIM108 SIM112 SIM114 SIM116 SIM117 SIM300 SIM905 C408 RET501 RET505 RET506 RET507 RET508 RUF005 RUF022 "
              "RUF023 RUF010 RUF021 RUF043 RUF046 PERF203 B024 B027 B028 PLW3301 PLW1641 PLR1730 PD002"),
    # The same function is found by another rule: one finding for one fault.
    ("C901 and PLR0915 say it", "PLR0911 PLR0912"),
    ("PLR0913 says it", "PLR0917"),
    ("F403 says it once", "F405"),
    # What is newer isn't better for somebody who reads tutorials, or needs a newer Python than theirs.
    ("annotations of tutorials and of older versions are right too",
     "UP006 UP007 UP035 UP036 UP037 UP040 UP042 UP045 UP046 UP047 UP049 UP009 UP010 UP015 UP017 RUF013 RUF036"),
    ("annotations of shapes, as `Float[Tensor, \"batch time\"]`, aren't code", "F722"),
    ("is about a project's settings", "RUF200"),
)  # fmt: skip
RULES_DROPPED: Final[Mapping[str, str]] = MappingProxyType(
    {code: why for why, codes in _DROPPED for code in _codes(codes)}
)
"""Rules of the selection that are left out, and why."""
IGNORE: Final = tuple(RULES_DROPPED)
SETTINGS: Final = (
    # A function that trains has many knobs.
    "lint.pylint.max-args=9",
    "lint.mccabe.max-complexity=10",
    'lint.flake8-bugbear.extend-immutable-calls=["fastapi.Depends","fastapi.Query","fastapi.Body","fastapi.File",'
    '"fastapi.Form","fastapi.Header","fastapi.Path","typer.Option","typer.Argument"]',
)
"""Ruff's settings that differ from its own."""
NAMED_NOT_CALLED: Final = "is named but not called"
"""In a message of B018: a method stands there without its brackets."""

_ALIKE: Final = MappingProxyType(dict(pair.split("=") for pair in _codes(
    "invalid-syntax=syntax-error S106=S105 S107=S105 S112=S110 S604=S602 S605=S602 S303=S324 RET502=RET503 E702=E701 "
    "E703=E701 DTZ004=DTZ003 B010=B009 F602=F601 RUF009=B008 SIM220=SIM223 SIM221=SIM222 PERF402=PERF401 "
    "PERF403=PERF401 N804=N805 UP030=UP031 UP032=UP031 F842=F841 PLW0602=PLW0603 PLW0604=PLW0603 PLR1714=SIM109 B039=B006"
)))  # fmt: skip
"""Rules that say the same as another."""
_BY_SEVERITY: Final[tuple[tuple[Severity, str], ...]] = (
    ("bug", "B003 B021 B022 B029 B030 B032 F901 RUF016 RUF026 RUF030 RUF033 RUF034 RUF040 RUF060 PLW0129 PLW0131 "
            "PLW0245 PLW0711 PLW2101 PLR1708"),
    ("risk", "NPY003 NPY201 PLW0128 PLW0211 B004 B019 B025 B026 B034 PLW0406 PLW0642 PLW1507 PLW1509 RUF032 RUF048 RUF064"),
    ("smell", "B017 F504 F522 F523"),
    ("style", "B013 B014 SIM101 SIM109 SIM110 SIM201 SIM202 SIM208 SIM210 SIM401 SIM910 SIM911 PERF101 PERF102 "
              "PLR1711 PLR1716 PLR1722 PLR1733 PLR1736 PLW0108 PLW0127 SIM211 SIM212"),
)  # fmt: skip
_SEVERITY: Final[Mapping[str, Severity]] = MappingProxyType(
    {code: severity for severity, codes in _BY_SEVERITY for code in _codes(codes)}
)
"""How bad some rules are that have no words of their own, where it differs from their family."""

_FAMILIES: Final[Mapping[str, RuleWords]] = MappingProxyType({
    "F": RuleWords("bug", "", "Python takes this line, but it can't do what it says.",
                   "What should this line do, and what does it say?", BASICS),
    "F5": replace(FAULTS["F502"], title=""),
    "PLE": RuleWords("bug", "", "This fails, or does nothing, as soon as the line runs.",
                     "What happens on this line, step by step?", BASICS),
    "B": RuleWords("risk", "", "The line says something else than it seems to say at first sight.",
                   "What does Python do here, step by step?", BASICS),
    "C4": replace(HABITS["C4"], title=""),
    "C90": replace(HABITS["C901"], title=""),
    "S": RuleWords("risk", "", "Code that meets strangers' data or the network must assume that somebody will try.",
                   "What could somebody do here who wants to harm you?", SAFETY),
    "SIM": RuleWords("smell", "", "The same can be said with less, so that a reader has fewer steps to follow.",
                     "What is the shortest way to say this in words?", BASICS),
    "PD": RuleWords("style", "", "pandas has several ways to do most things; the customary one is the one that others can read.",
                    "What does the documentation of pandas use for this today?", PANDAS),
    "NPY": replace(FAULTS["NPY"], title=""),
    "PLW": RuleWords("smell", "", "It runs, but most likely it isn't what was meant.",
                     "What does this line change?", BASICS),
    "PLR": RuleWords("smell", "", "Code is read far more often than it is written.",
                     "How could the next reader see at once what this does?", FUNCTIONS),
    "UP": RuleWords("style", "", "Python has had a plainer way to write this for years; the old way is kept for old code.",
                    "What would this line look like in today's tutorial of Python?", BASICS),
    "N": RuleWords("style", "", "Names that follow the custom tell a reader what kind of thing they name.",
                   "What kind of thing is it?", BASICS),
    "RET": RuleWords("smell", "", "What a function gives should be plain on each way through it.",
                     "What does the caller get on each way?", FUNCTIONS),
    "PERF": RuleWords("style", "", "Python's own loops are faster than those written by hand, and shorter.",
                      "Which built-in way goes through these elements?", LOOPS),
    "ARG": replace(HABITS["ARG001"], title=""),
    "DTZ": replace(FAULTS["DTZ003"], title=""),
    "E": RuleWords("style", "", "Where all write alike, whatever differs means something.",
                   "How would the style guide of Python, PEP 8, write this?", BASICS),
    "W": replace(FAULTS["W605"], title=""),
    "RUF": RuleWords("style", "", "The same can be said more plainly.", "Which part of this line does nothing?", BASICS),
    "mypy:": RuleWords("risk", "", "The annotations and the code disagree, so one of them is wrong about what comes in here.",
                       "What kind of value really arrives here?", FUNCTIONS),
    "ty:": RuleWords("risk", "", "The annotations and the code disagree, so one of them is wrong about what comes in here.",
                     "What kind of value really arrives here?", FUNCTIONS),
    "": RuleWords("smell", "", "A tool finds this doubtful.", "What does this line do?", (*BASICS, *MODULES, *CLASSES, *TESTS)),
})  # fmt: skip


def has_own_words(code: str) -> bool:
    """Whether something is said of this very rule, not only of its family."""
    code = _ALIKE.get(code, code)
    return code in FAULTS or code in HABITS


def words_of(code: str, message: str) -> RuleWords:
    """What is said of a rule: words of its own, else its family's with ruff's message as the title."""
    code = _ALIKE.get(code, code)
    own = FAULTS.get(code) or HABITS.get(code)
    if own is None:
        family = next(_FAMILIES[code[:n]] for n in range(len(code), -1, -1) if code[:n] in _FAMILIES)
        return replace(family, severity=_SEVERITY.get(code, family.severity), title=_title(message))
    if code == "B018" and NAMED_NOT_CALLED in message:
        return replace(own, severity="bug", title="A method that is named but not called")
    return own


def _title(message: str) -> str:
    line = message.strip().split("\n")[0].rstrip(".") or "Something doubtful"
    return (line[:1].upper() + line[1:])[:120]
