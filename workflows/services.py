"""What a workflow is given by the door: the database, the clock, the home folder and the settings it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..domain.plan_facts import PlanRules
from ..memory.database import Database


@dataclass(frozen=True)
class Services:
    """Handed to every workflow. `sender` is the address that letters come from."""

    database: Database
    now: Callable[[], datetime]
    home: Path
    rules: PlanRules
    sender: str = "coach@localhost"

    @property
    def inbox(self) -> Path:
        """The Maildir that letters are delivered to."""
        return self.home / "inbox"

    @property
    def plans(self) -> Path:
        """Where each week's plan lies as Markdown and calendar file."""
        return self.home / "plans"
