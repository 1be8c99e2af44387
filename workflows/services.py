"""What a workflow is given by the door: the database, the clock, the home folder and the settings it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.plan_facts import PlanRules
from ..memory.database import Database

if TYPE_CHECKING:
    from ..llm.models import Models


def no_models() -> "Models | None":
    """Without any model."""
    return None


@dataclass(frozen=True)
class Services:
    """Handed to every workflow. `sender` is the address that letters come from.

    `models` gives the models at hand, or None without any; the first call is the one that costs. `planner_deadline_s`
    is how many seconds a model has to put a plan into words.
    """

    database: Database
    now: Callable[[], datetime]
    home: Path
    rules: PlanRules
    sender: str = "coach@localhost"
    models: Callable[[], "Models | None"] = no_models
    planner_deadline_s: int = 0

    @property
    def inbox(self) -> Path:
        """The Maildir that letters are delivered to."""
        return self.home / "inbox"

    @property
    def plans(self) -> Path:
        """Where each week's plan lies as Markdown and calendar file."""
        return self.home / "plans"
