"""The kinds of mistakes that a model may find: it picks one of these, so that the same mistake has the same name again."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

Kind = Literal[
    "wrong-condition",
    "off-by-one",
    "wrong-variable",
    "wrong-call",
    "unhandled-case",
    "swallowed-error",
    "wrong-type",
    "wrong-shape",
    "data-leakage",
    "wrong-evaluation",
    "wrong-training",
    "wrong-maths",
    "not-reproducible",
    "left-open",
    "unsafe-input",
    "secret-in-code",
    "too-slow",
    "said-twice",
    "hard-to-read",
    "never-used",
    "other",
]

JUDGED: Final = "judged-"
"""What the rules of a model's findings begin with."""
_BASICS, _FUNCTIONS, _LOOPS = "Python basics: values and names", "Python functions", "Python loops"
_TERMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "wrong-condition": (_BASICS,),
    "off-by-one": (_LOOPS, "Arrays, stacks and queues"),
    "wrong-variable": (_BASICS,),
    "wrong-call": (_FUNCTIONS,),
    "unhandled-case": (_FUNCTIONS,),
    "swallowed-error": (_FUNCTIONS,),
    "wrong-type": (_BASICS, "Tables with pandas"),
    "wrong-shape": ("NumPy arrays", "PyTorch tensors"),
    "data-leakage": ("The scikit-learn workflow", "Cross-validation"),
    "wrong-evaluation": ("What a metric says and hides", "Cross-validation"),
    "wrong-training": ("A training loop in PyTorch", "When a network doesn't learn"),
    "wrong-maths": ("Mean, variance and distributions", "Probability and Bayes' rule"),
    "not-reproducible": ("The scikit-learn workflow",),
    "left-open": (_FUNCTIONS,),
    "unsafe-input": ("Prompt injection and data leaks",),
    "secret-in-code": ("Prompt injection and data leaks",),
    "too-slow": ("Big-O: how cost grows",),
    "said-twice": (_FUNCTIONS,),
    "hard-to-read": (_FUNCTIONS,),
    "never-used": (_BASICS,),
})  # fmt: skip
_LONGEST = 40


def rule_of(kind: str, title: str) -> str:
    """The rule of a finding: by its kind, or by its title where it is of none."""
    if kind in _TERMS:
        return JUDGED + kind
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    short = words if len(words) <= _LONGEST else words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return JUDGED + (short.strip("-") or "other")


def terms_of(rule: str) -> tuple[str, ...]:
    """The titles of roadmap items that teach what a model's finding of this rule is about, the best first."""
    return _TERMS.get(rule.removeprefix(JUDGED), ())
