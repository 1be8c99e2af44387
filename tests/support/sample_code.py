"""A small made-up script, what a model may say of it, and a review by a scripted model."""

from studycoach.agents.code_claims import PartReview, Said
from studycoach.agents.code_refuter import Verdict, Verdicts
from studycoach.agents.code_reviewer import AboutLearner, Judged, judge
from studycoach.domain.finding import Finding
from studycoach.domain.source import Source
from studycoach.llm.scripted import ScriptedEndpoint, scripted_model

TEXT = """from shop import load


def mean(rows):
    total = 0
    for row in rows:
        total += row["price"]
    return total / len(rows)


def save(rows, path):
    out = open(path, "w")
    out.write(str(rows))


if __name__ == "__main__":
    print(mean(load()))
"""
SOURCE = Source("shop/mean.py", TEXT, TEXT)
ABOUT = AboutLearner(2, "Foundations", ("Scaled before the split",))
EMPTY = Said(
    "    return total / len(rows)", 8, "unhandled-case", "bug", "Fails when there are no rows",
    "`mean` divides by the number of rows, which is 0 for an empty list.", "mean([]) raises ZeroDivisionError.",
    "A mean of nothing isn't defined, so the caller must be told.", "What should mean([]) give?",
)  # fmt: skip
OPEN = Said(
    '    out = open(path, "w")', 12, "left-open", "risk", "The file is never closed",
    "`out` is written and not closed, so its end may be lost.", "", "Who opens also closes.", "Who closes out?",
)  # fmt: skip
NOTHING = PartReview([], "", "", 0)
NO_CLOSE = Finding(
    "shop/mean.py", 12, 12, "risk", "SIM115", "A file is opened and never closed", "Use with.", "ruff", "out = open(path)"
)  # fmt: skip


def review(*said: Said, good: str = "", good_quote: str = "", good_line: int = 0) -> PartReview:
    return PartReview(list(said), good, good_quote, good_line)


def scores(*given: int) -> Verdicts:
    return Verdicts([Verdict(number, "As it is.", score) for number, score in enumerate(given, 1)])


def judged(*replies: object, sources=(SOURCE,), facts=(), told: list[str] | None = None, **made) -> Judged:
    model = scripted_model(ScriptedEndpoint(replies), **made)
    return judge(model, sources, facts, ABOUT, seconds=60.0, tell=(told if told is not None else []).append)
