"""What a workflow is given by the door: the database, the clock, the home folder and the settings it needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.digest import DigestRules
from ..domain.errors import CoachError
from ..domain.plan_facts import PlanRules
from ..domain.review_rules import ReviewRules
from ..memory.database import Database
from ..tools.github_address import GithubAddress

if TYPE_CHECKING:
    from ..llm.models import Models
    from ..tools.arxiv import Arxiv


def no_models() -> "Models | None":
    """Without any model."""
    return None


def no_arxiv() -> "Arxiv":
    """Without arXiv."""
    raise CoachError("arXiv is not at hand here.")


def tell_nobody(progress: str) -> None:
    """What is under way is told to nobody."""


@dataclass(frozen=True)
class Services:
    """Handed to every workflow. `sender` is the address that letters come from.

    `models` gives the models at hand, or None without any, and `arxiv` what reaches arXiv within one deadline for all
    its requests; the first call of each is the one that costs. `planner_deadline_s` is how many seconds a model has to
    put a plan into words. `tell` is told what long work is doing, a few words at a time.
    `environment` is what git may see of this process's, and `folder` where the learner is: paths are seen from there.
    """

    database: Database
    now: Callable[[], datetime]
    home: Path
    rules: PlanRules
    sender: str = "coach@localhost"
    models: Callable[[], "Models | None"] = no_models
    planner_deadline_s: int = 0
    arxiv: Callable[[], "Arxiv"] = no_arxiv
    digest: DigestRules = field(default_factory=DigestRules)
    tell: Callable[[str], None] = tell_nobody
    review: ReviewRules = field(default_factory=ReviewRules)
    github: GithubAddress = field(default_factory=GithubAddress)
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()

    @property
    def inbox(self) -> Path:
        """The Maildir that letters are delivered to."""
        return self.home / "inbox"

    @property
    def plans(self) -> Path:
        """Where each week's plan lies as Markdown and calendar file."""
        return self.home / "plans"

    @property
    def digests(self) -> Path:
        """Where each digest lies as Markdown."""
        return self.home / "digests"

    @property
    def reviews(self) -> Path:
        """Where each code review lies as Markdown."""
        return self.home / "reviews"
