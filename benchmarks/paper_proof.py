"""How much of what a very small model says of a paper is proven, before and after the checks: python benchmarks/paper_proof.py [FOLDER].

It needs the small model and PDFs, and is run in an environment with the extra `small-model`. A model of 135 million
parameters shows what the checks are for, not how well papers are explained: it is made to read even where its card says
that it shouldn't. `stand` counts points whose quotation stands in the paper, `proven` those that it proves as well.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "servers"))
import small_model
from machine import print_machine

from studycoach.agents.examiner import examine
from studycoach.agents.paper_budget import Level
from studycoach.agents.paper_proofs import Proofs
from studycoach.agents.paper_reader import Said, summarise
from studycoach.app.config import ModelSettings
from studycoach.app.models import form_words
from studycoach.domain.extract import by_rules
from studycoach.domain.paper_check import Claim, Proving
from studycoach.domain.paper_summary import Summary
from studycoach.domain.paper_text import PaperText
from studycoach.domain.quotation import Quotable
from studycoach.llm.chat_models import open_endpoint
from studycoach.llm.finding import Found, find_model
from studycoach.llm.fitness import Bench
from studycoach.llm.model_card import ModelCard
from studycoach.llm.models import Models
from studycoach.llm.scripted import CallList
from studycoach.llm.strategy import answers_of, reads_papers, strategy
from studycoach.tools.paper_text import PaperFiles, paper_text

PAPERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "papers"
LEVEL = Level(2, "Foundations of machine learning", ("gradient", "matrix", "probability"))
MEASURE_SECONDS = 120.0
CONTEXT = 8192
LESS_AGAIN = ("--repeat-penalty", "1.1", "--repeat-last-n", "256")
"""Without it the model says the same again and again until its room is used up, and no answer is usable."""
COLUMNS = (("points", 8), ("stand", 7), ("proven", 8), ("shown", 7), ("stand", 7), ("dropped", 9), ("calls", 7))
MORE = (("unusable", 10), ("tokens in", 11), ("tokens out", 12), ("seconds", 9))


@dataclass
class Heard:
    """Hears every usable answer, as a cache that keeps nothing."""

    answers: list[tuple[str, str]] = field(default_factory=list)

    def get(self, model: str, prompt: str, inputs: str) -> str | None:
        """See Cache."""
        del model, prompt, inputs
        return None

    def put(self, model: str, prompt: str, inputs: str, answer: str) -> None:
        """See Cache."""
        del model, inputs
        self.answers.append((prompt.partition("@")[0], answer))

    def claims(self) -> list[Claim]:
        """All points that the model gave, when it read and when it was asked again for proof."""
        found: list[Claim] = []
        for prompt, answer in self.answers:
            if prompt in ("read_paper", "read_part"):
                said = msgspec.convert(msgspec.json.decode(answer)["points"], list[Said])
                found += [Claim(one.kind, one.text, one.quote) for one in said]
            elif prompt == "prove_points":
                # Which kind of point it is about makes no difference to whether it is proven.
                given = msgspec.json.decode(answer, type=Proofs).points
                found += [Claim("result", one.text, one.quote) for one in given]
        return found


def models_of(found: Found, card: ModelCard, log: CallList, heard: Heard) -> Models:
    """The model with this card."""
    return Models(
        lambda _: replace(found, card=card), log=log, cache=heard, now=lambda: datetime.now(UTC), words=form_words()
    )


def measured(found: Found) -> ModelCard:
    """The model's card, as `coach doctor` would leave it."""
    assert found.card is not None
    assert found.access is not None
    models = models_of(found, found.card, CallList(), Heard())
    bench = Bench(open_endpoint(found.card, found.access), models.account(), seconds=MEASURE_SECONDS)
    card = bench.measure(examine(seed="paper proof")).card
    return replace(card, answers=answers_of(card))


def able(card: ModelCard) -> ModelCard:
    """A card that says of the same model that it can read papers."""
    return card if reads_papers(card) else replace(card, answers="schema", usable_context=None)


def show(name: str, text: PaperText, heard: Heard, summary: Summary, log: CallList, seconds: float) -> None:
    """Print one line."""
    claims, quotable, proving = heard.claims(), Quotable(text.passages), Proving(text)
    standing = sum(quotable.find(claim.quote) is not None for claim in claims)
    proven = sum(not proving.unproven(claim.text, claim.quote) for claim in claims)
    shown = summary.points if summary.written_by != "rules" else ()
    right = sum(quotable.find(point.quote) is not None for point in shown)
    unusable = sum(call.outcome != "ok" for call in log.calls)
    tokens = (sum(call.tokens_in for call in log.calls), sum(call.tokens_out for call in log.calls))
    cells = (len(claims), standing, proven, len(shown), right, summary.dropped, len(log.calls), unusable, *tokens)
    told = (*map(str, cells), f"{seconds:.0f}")
    print(f"{name:26}{''.join(f'{cell:>{width}}' for cell, (_, width) in zip(told, COLUMNS + MORE, strict=True))}")


def read(path: Path, found: Found, card: ModelCard) -> None:
    """Have the model read one paper."""
    text = paper_text(PaperFiles(pdf=path.read_bytes()), paper=path.stem, version=1)
    log, heard = CallList(), Heard()
    models = models_of(found, card, log, heard)
    model = models.of("paper_reader", models.account())
    assert model is not None
    begin = perf_counter()
    summary, trouble = summarise(model, text, LEVEL, tell=lambda _: None, by_rules=by_rules(text, LEVEL.number))
    show(path.stem, text, heard, summary, log, perf_counter() - begin)
    if trouble:
        print(f"  {trouble}")


def measure(papers: Sequence[Path]) -> None:
    """Measure the model, then have it read the papers."""
    with small_model.served("--ctx-size", str(CONTEXT), *LESS_AGAIN) as address:
        found = find_model(ModelSettings(), {"OPENAI_BASE_URL": f"{address}/v1"})
        assert found.card is not None, found.passed_over
        known = measured(found)
        for when, card in (("as it is found", found.card), ("measured", known)):
            way = strategy("paper_reader", card)
            print(f"{small_model.NAME}, {when}: {way.way}. {way.why}")
        print(f"It is made to read: {strategy('paper_reader', able(known)).way}.\n")
        print(f"{'':26}{'what it said':^23}{'what is shown':^23}")
        print(f"{'':26}{''.join(f'{name:>{width}}' for name, width in COLUMNS + MORE)}")
        for path in papers:
            read(path, found, able(known))


def main() -> None:
    """Measure, or say why not."""
    print_machine()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    papers = sorted(folder.glob("*.pdf"))
    if why := small_model.missing() or ("" if papers else f"there are no PDFs in {folder}"):
        print(f"Skipped: {why}")
        return
    measure(papers)


if __name__ == "__main__":
    main()
