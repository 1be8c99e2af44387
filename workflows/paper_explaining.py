"""Explaining a paper: what it says, shared by all learners of a stage, and what that means for this one, by rules."""

from dataclasses import dataclass, replace

from ..agents.paper_budget import Level
from ..agents.paper_reader import parts_by_rules, summarise
from ..domain.digest import ExplainedPaper
from ..domain.errors import CoachError
from ..domain.extract import by_rules
from ..domain.paper import OWN, Paper
from ..domain.paper_profile import readable, sized, words_to_know
from ..domain.paper_summary import Summary
from ..domain.paper_text import PaperText
from ..domain.ranking import Ranked
from ..llm.account import Account
from ..llm.asking import Model
from ..llm.strategy import reads_papers
from ..memory import summaries
from ..prompts.library import load
from .paper_facts import PaperFacts
from .services import Services

MOST_FAILURES = 2
GIVEN_UP = "{model} could explain none of {count} papers, so it isn't asked any more."
PROMPTS = ("read_paper", "read_part", "join_parts", "prove_points")


@dataclass(frozen=True, slots=True)
class FoundReader:
    """The paper reader's model, None where there is none that can read papers; `trouble` says what kept it from being found."""

    model: Model | None
    trouble: str = ""


class Reader:
    """Reads papers for one stage, with the paper reader's model where there is one that can.

    `trouble` says why no model could be looked for, if so.
    """

    def __init__(
        self, services: Services, facts: PaperFacts, level: int | None = None, found: FoundReader | None = None
    ) -> None:
        self._services, self._facts = services, facts
        self._level = level or facts.stage
        found = found or found_reader(services)
        self._model, self.trouble = found.model, found.trouble
        self._failures = 0

    @property
    def name(self) -> str:
        """The model's name; empty without one."""
        return self._model.card.name if self._model else ""

    @property
    def account(self) -> Account | None:
        """What is spent; None without a model."""
        return self._model.account if self._model else None

    def summary(self, text: PaperText) -> tuple[Summary, str]:
        """What the paper says, and why a model that is at hand didn't write it, or not all of it, if so."""
        rules = by_rules(text, self._level)
        if self._model is None:
            return rules, self.trouble
        if self._failures == MOST_FAILURES:
            return rules, GIVEN_UP.format(model=self.name, count=MOST_FAILURES)
        # Another roadmap has other stages, and so other explanations.
        key = f"{' '.join(str(load(name)) for name in PROMPTS)} {self._facts.stored.roadmap_hash[:16]}"
        place = (text.paper, text.version, self._level, key, self._model.card.name)
        with self._services.database.read() as db:
            kept = summaries.find(db, *place)
        if kept:
            return kept, parts_by_rules(kept, rules)
        # What is said of a learner's own file isn't kept where nobody can take it out again.
        model = self._model.forgetful() if text.paper.startswith(OWN) else self._model
        level = level_of(self._facts, self._level)
        made, trouble = summarise(model, text, level, tell=self._services.tell, by_rules=rules)
        self._failures += made.written_by == rules.written_by
        if not trouble:
            with self._services.database.write() as db:
                summaries.keep(db, made, key, self._services.now())
        return made, " ".join(filter(None, (trouble, parts_by_rules(made, rules))))


def found_reader(services: Services) -> FoundReader:
    """Looks for it."""
    try:
        models = services.models()
        if models is None or not reads_papers(models.found("paper_reader").card):
            return FoundReader(None)
        return FoundReader(models.of("paper_reader", models.account()))
    except CoachError as error:
        return FoundReader(None, str(error))


def level_of(facts: PaperFacts, number: int) -> Level:
    """A stage as a model is told of it: the same for all who are at it."""
    stages = facts.roadmap.stages
    met = tuple(item.title for stage in stages[: number - 1] for item in stage.items if item.type == "topic")
    return Level(number, stages[number - 1].title, met)


def personal(facts: PaperFacts, paper: Paper, text: PaperText, summary: Summary, ranked: Ranked) -> ExplainedPaper:
    """The paper as it is told to this learner."""
    whole = " ".join([paper.title, paper.abstract, *(passage.text for passage in text.passages)])
    able = readable(paper, facts.roadmap, facts.record, facts.stage)
    return ExplainedPaper(
        paper=replace(paper, title=paper.title or text.title),
        summary=summary,
        score=ranked.score,
        why=ranked.why,
        readable_now=able.now,
        readable_after="" if able.now else able.after,
        exercise=sized(summary.exercise, facts.exercise_minutes),
        words=words_to_know(whole, facts.roadmap, facts.record, summary.words),
    )
