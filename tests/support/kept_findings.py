"""Findings and a shelf that keeps them as the memory does, for tests of what is known again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from worlds import a_roadmap, an_item

from studycoach.domain.finding import Dropped, Finding, Review, Skipped
from studycoach.domain.mistake import KeptFinding, fixed, keep, missing_rows, seen, with_ids, without_dismissed
from studycoach.domain.record import Evidence
from studycoach.domain.session_states import live

A_FINDING = Finding(
    path="shop/cut.py",
    line=7,
    end_line=8,
    severity="leak",
    rule="sawed-before-measured",
    title="Sawed before it is measured",
    message="`plank` is sawed in line 7 and measured in line 9.",
    source="check",
    quote="saw(plank)",
    scope="Cut.all",
    idea="What is cut can't be made longer.",
    question="When is its length known?",
    fix="--- a/cut.py\n+++ b/cut.py\n",
    topic="saw",
    id="f0123456ab",
)
A_REVIEW = Review(
    target="cut.py",
    files=("cut.py",),
    findings=(A_FINDING,),
    dropped=Dropped(1, 2, 3),
    skipped=(Skipped("big.py", "it is large"),),
    written_by="tiny",
    good="The saw is sharp.",
    checked="9 lines",
    remarks=("ruff is missing",),
)
BERLIN = ZoneInfo("Europe/Berlin")
ROADMAP = a_roadmap((an_item("t"),))
RULES = ("scaled", "seeded")


def a_finding(quote: str = "scaler.fit(X)", line: int = 5, **other) -> Finding:
    """A finding of the rule `scaled` on topic t, without an id."""
    made = Finding("train.py", line, line, "leak", "scaled", "Scaled before the split", "X", "check", quote, topic="t")
    return replace(made, **other)


class Shelf:
    """What is kept of reviews, with no database."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptFinding] = {}
        self.rows: list[Evidence] = []

    def review(self, now: datetime, *findings: Finding) -> tuple[Finding, ...]:
        """Keeps what is found, and gives what is shown of it."""
        shown = seen(without_dismissed(with_ids(findings), self.kept.values()), self.kept.values(), BERLIN, now)
        for one in shown:
            self.kept[one.id] = keep(one, self.kept.get(one.id), 1, BERLIN, now)
        self._tell(now)
        return shown

    def mend(self, *left: Finding, scopes: Sequence[str] = ()) -> list[KeptFinding]:
        """Marks as fixed what isn't among those left in train.py, and gives it."""
        gone = fixed(with_ids(left), self.kept.values(), {"train.py": scopes}, RULES)
        self.kept |= {k.finding.id: replace(k, state="fixed") for k in gone}
        return list(gone)

    def dismiss(self, finding: Finding, now: datetime) -> None:
        """Dismisses what is kept under its id."""
        self.kept[finding.id] = replace(self.kept[finding.id], state="dismissed", why="no")
        self._tell(now)

    def _tell(self, now: datetime) -> None:
        for row in missing_rows(self.kept.values(), live(self.rows), ROADMAP, now):
            self.rows.append(replace(row, id=len(self.rows) + 1, act=len(self.rows) + 1))

    def times(self) -> list[datetime]:
        """The times of which the record tells."""
        return [row.at for row in live(self.rows)]
