"""A short made-up paper, what rules make of it, and a cache in memory, for tests of its readers."""

from studycoach.agents.paper_budget import Level
from studycoach.domain.paper_summary import Point, Summary
from studycoach.domain.paper_text import PaperText, Passage

PROBLEM = (
    "Full fine-tuning of a language model updates all 350 million parameters, which is too costly for small teams."
)
IDEA = "We propose thin adapters, small matrices that are trained while the pretrained weights stay frozen."
METHOD = "Each adapter multiplies two matrices of rank 8 and adds their product to the frozen layer."
RESULT = "On the Northwind benchmark thin adapters reach an accuracy of 91.3 %, against 90.8 % for full fine-tuning."
MEMORY = "They reduce the memory that training needs by a factor of 4 on a single graphics card."
LIMIT = "We did not test thin adapters on models with more than 1 billion parameters."
TITLE = "Thin Adapters for Language Models"


def a_paper(*more: str, title: str = TITLE) -> PaperText:
    """The paper, with more paragraphs in a section of their own where wanted."""
    told = [
        ("Abstract", 1, f"{PROBLEM} {IDEA}"),
        ("1 Introduction", 1, "Language models are adapted to new tasks. Adaptation should be cheap."),
        ("2 Method", 2, METHOD),
        ("3 Results", 3, f"{RESULT} {MEMORY}"),
        ("4 Limitations", 4, LIMIT),
        *((f"Appendix {n}", None, text) for n, text in enumerate(more, 1)),
    ]
    return PaperText("2611.00001", 1, "html", title, tuple(Passage(n, *one) for n, one in enumerate(told)))


LEVEL = Level(3, "Deep learning", ("gradient", "matrix"))
BY_RULES = Summary(
    "2611.00001", 1, 3, IDEA, (Point("idea", IDEA, IDEA, "Abstract", 1),), "Rebuild thin adapters on a toy model.", ()
)


class KeptInMemory:
    """A Cache in a dict."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], str] = {}

    def get(self, model: str, prompt: str, inputs: str) -> str | None:
        """See Cache."""
        return self.kept.get((model, prompt, inputs))

    def put(self, model: str, prompt: str, inputs: str, answer: str) -> None:
        """See Cache."""
        self.kept[model, prompt, inputs] = answer
