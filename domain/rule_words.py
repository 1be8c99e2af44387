"""What is said of one of ruff's rules: how bad it is, the idea behind it, and what teaches it."""

from dataclasses import dataclass
from typing import Final

from .finding import Severity

BASICS: Final = ("Python basics: values and names", "Basics")
LOOPS: Final = ("Python loops", "Loops")
FUNCTIONS: Final = ("Python functions", "Functions")
CLASSES: Final = ("Python classes and objects", "OOP")
MODULES: Final = ("Python modules and imports", "Modules")
STRUCTURES: Final = ("Arrays, stacks and queues", "Hash tables and trees", "Data structures")
COST: Final = ("Big-O: how cost grows", "Complexity")
PANDAS: Final = ("Tables with pandas", "pandas")
SAFETY: Final = ("Prompt injection and data leaks", "GitHub Actions")
SERVING: Final = ("Serving a model over HTTP", "model serving")
TESTS: Final = ("Testing code that uses models", "MLOps")


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words of one rule, or of a family of rules.

    `title` is the finding in a line, `idea` the principle in one or two sentences, and `question` leads to the fix.
    `terms` are titles or terms of roadmap items that teach it, the best first.
    """

    severity: Severity
    title: str
    idea: str
    question: str
    terms: tuple[str, ...]
