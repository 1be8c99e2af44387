"""The learner's own tests, run on their wish alone and in a sandbox; each that fails is a finding at its line."""

from collections.abc import Iterator

from ..domain.errors import CoachError
from ..domain.finding import Finding
from ..domain.review import Guide
from ..domain.source import Source
from ..tools.sandbox import run_tests
from ..tools.source import Gathered, ReviewLimits, paths

RULE = "test-fails"
TITLE = "A test of yours fails"
IDEA = (
    "A test says what the code promises. When it fails, either the code broke the promise or the promise has changed."
)
QUESTION = "What does the test expect, and what does it get?"
TERMS = ("testing-ml-code", "python-functions")


def trials(gathered: Gathered, guide: Guide) -> tuple[tuple[Finding, ...], str]:
    """What fails, and how many tests passed and failed.

    Raises CoachError when tests can't be run safely here.
    """
    if gathered.root is None:
        raise CoachError("The tests of a pull request can't be run.", "Check it out, and review the folder.")
    ran = run_tests(gathered.root)
    counts = f"Your tests, run in a sandbox: {ran.passed} passed, {ran.failed} failed."
    return tuple(_findings(gathered, ran.errors, guide)), counts


def _findings(gathered: Gathered, errors: tuple[tuple[str, int | None, str], ...], guide: Guide) -> Iterator[Finding]:
    known = {source.path: source for source in gathered.sources}
    for name, line, message in errors:
        path, _, test = name.partition("::")
        source = known.get(path) or _read(gathered, path)
        if source is None or not line or not source.line(line).strip():
            continue
        quote = source.line(line).strip()
        yield Finding(
            path, line, line, "bug", RULE, TITLE, f"{test or name}: {message}", "check", quote, scope=test,
            column=len(source.line(line)) - len(source.line(line).lstrip()) + 1, end_column=len(source.line(line)),
            idea=IDEA, question=QUESTION, topic=guide.topic(TERMS),
        )  # fmt: skip


def _read(gathered: Gathered, path: str) -> Source | None:
    """A file of tests that isn't under review itself."""
    if gathered.root is None or not path.endswith(".py"):
        return None
    try:
        found = paths(gathered.root, [path], ReviewLimits()).sources
    except CoachError:
        return None  # it was made by the tests, or is a link: the counts tell of it
    return found[0] if found else None
