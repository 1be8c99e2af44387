"""Digests for tests: a usual one, and one with the same text wherever a text of outside can stand."""

from dataclasses import replace
from datetime import date

from studycoach.domain.digest import Digest, ExplainedPaper, FailedPaper, WordToKnow
from studycoach.domain.paper import Paper
from studycoach.domain.paper_summary import POINT_KINDS, Point, Summary

PAPER = Paper(
    id="2106.09685",
    version=2,
    title="LoRA: Low-Rank Adaptation",
    abstract="",
    authors=("Edward Hu", "Yelong Shen", "Phillip Wallis", "Zeyuan Allen-Zhu", "Yuanzhi Li", "Shean Wang", "Lu Wang"),
    categories=("cs.CL",),
    published=date(2021, 6, 17),
    updated=date(2021, 10, 16),
)
LORA = ExplainedPaper(
    paper=PAPER,
    summary=Summary(
        paper=PAPER.id,
        version=2,
        level=3,
        tldr="Two small matrices are trained.",
        points=(
            Point("idea", "The change is a product.", r"$W_0 + \Delta W = W_0 + BA$, where $B \in \mathbb{R}^{d \times r}$", "4.1 Update Matrices", 4),
            Point("problem", "Full training is dear.", "full fine-tuning becomes less feasible", "Abstract", 1),
            Point("result", "No wait is added.", "no inference latency", "1 Introduction", None),
        ),
        exercise="Write one layer.",
        words=("rank", "adapter"),
        written_by="small:3b",
        dropped=1,
    ),
    score=0.83,
    why="near LoRA, your topic this week",
    readable_now=True,
    readable_after="",
    exercise="Write one layer. 60 min.",
    words=(WordToKnow("rank", "linear-algebra", "Linear algebra"), WordToKnow("adapter", "", "")),
)  # fmt: skip
QLORA = replace(
    LORA,
    paper=replace(PAPER, id="2305.14314", title="QLoRA", authors=("Tim Dettmers",)),
    summary=Summary("2305.14314", 1, 3, "A model fits one GPU.", (Point("result", "QLoRA reduces memory.", "QLoRA reduces memory.", "", 2),), ""),
    readable_now=False,
    readable_after="stage 4",
    exercise="",
    words=(),
)  # fmt: skip
DIGEST = Digest(
    period="2026-W48",
    made_on=date(2026, 11, 28),
    looked_at=1532,
    looked_in=("cs.CL", "cs.LG"),
    since=date(2026, 11, 17),
    papers=(LORA, QLORA),
    failed=(FailedPaper("2401.00001", "A survey", "Its PDF is encrypted."),),
    remarks=("Tuesday's list was missing.",),
    next_on=date(2026, 12, 5),
)


def filled(text: str, papers: int = 2, points: int = 5) -> Digest:
    """A digest that has this text at every place."""
    said = tuple(Point(POINT_KINDS[n % 5], f"{text}.", text, text, 1) for n in range(points))
    summary = Summary(PAPER.id, 1, 3, text, said, text, (text,), text, 1)
    one = ExplainedPaper(
        replace(PAPER, title=text, authors=(text,) * 7), summary, 0.5, text, False, text, text, (WordToKnow(text, text, text),) * 3
    )  # fmt: skip
    return Digest(
        "2026-W48", date(2026, 11, 28), 3, (text, text), date(2026, 11, 17), (one,) * papers,
        (FailedPaper(text, text, text),), (text,), date(2026, 12, 5),
    )  # fmt: skip
