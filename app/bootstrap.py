"""Wiring: the only file that knows all real things and puts them together."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import CoachError, WrongInput
from ..domain.learner import Learner, check_learner
from ..domain.slot import parse_slots
from .clock import clock
from .config import Settings, load_settings
from .render import note, say_wrapped, show_progress

if TYPE_CHECKING:
    from ..domain.roadmap import Roadmap
    from ..domain.week import Week
    from ..llm.models import Models
    from ..memory.database import Database
    from ..memory.learners import StoredLearner
    from ..tools.arxiv import Arxiv
    from ..tools.github_address import GithubAddress
    from ..workflows.services import Services


LONG_ABSENCE = timedelta(days=14)
ARXIV_SECONDS = 900.0
"""The most time that a command spends on asking arXiv: a digest of many new papers needs minutes at its pace."""


@dataclass(frozen=True)
class Coach:
    """Everything a command works with. `database` is open while the command runs."""

    home: Path
    settings: Settings
    now: Callable[[], datetime]
    database: "Database"

    @property
    def services(self) -> "Services":
        """What workflows are given."""
        from ..workflows.services import Services

        settings = self.settings
        return Services(
            self.database,
            self.now,
            self.home,
            settings.planning,
            settings.mail.sender,
            self._models,
            settings.planner.deadline_s,
            arxiv=lambda: self.arxiv,
            digest=settings.digest,
            tell=show_progress,
            review=settings.review,
            github=github_of(settings),
            environment=os.environ,
        )

    def _models(self) -> "Models":
        return self.models

    @cached_property
    def models(self) -> "Models":
        """The models at hand. Nothing is asked before an agent's model is wanted."""
        from .models import open_models

        stored = self.learner()
        zone = stored.learner.zone if stored else UTC
        return open_models(
            self.settings, self.database, stored.id if stored else None, lambda: self.now().astimezone(zone)
        )

    @cached_property
    def arxiv(self) -> "Arxiv":
        """arXiv, asked with the pace that all copies of the coach share, within one deadline."""
        from ..memory.paces import Paces
        from ..tools.arxiv import Arxiv

        return Arxiv(self.settings.arxiv, Paces(self.database, time.time), deadline_s=ARXIV_SECONDS, tell=show_progress)

    def learner(self) -> "StoredLearner | None":
        """The learner of this home; None before the first plan or `coach init`."""
        from ..memory import learners

        with self.database.read() as db:
            return learners.first(db)

    def needed_learner(self) -> "StoredLearner":
        """The learner of this home. Raises CoachError when there is none yet."""
        stored = self.learner()
        if stored is None:
            raise CoachError("Nobody is set up here yet.", "Run `coach plan` for a first week, or `coach init`.")
        return stored

    def learner_or_default(self) -> "StoredLearner":
        """The learner of this home; where there is none yet, one with the defaults."""
        stored = self.learner()
        if stored is not None:
            return stored
        from ..workflows.set_up import set_up

        learner = default_learner(self.settings)
        return set_up(self.services, learner, read_roadmap(learner.roadmap), only_new=True)

    @property
    def inbox(self) -> Path:
        """The Maildir of the coach's letters."""
        return self.services.inbox

    def new_letters(self) -> int:
        """How many letters are new, after delivering what waits."""
        from ..tools.maildir import count_new

        self.deliver_waiting()
        return count_new(self.inbox)

    def deliver_waiting(self) -> None:
        """Delivers letters that wait, as after a crash; without any, no workflow is even imported."""
        from ..memory import outbox

        stored = self.learner()
        if stored is None:
            return
        with self.database.read() as db:
            waits = bool(outbox.waiting(db, stored.id, self.now()))
        if waits:
            from ..workflows.deliver import deliver

            tell_problems([deliver(self.services, stored.id).problem])

    def roadmap_named(self, stored: "StoredLearner | None", name: str) -> "Roadmap":
        """The learner's own roadmap if that is its name, else the one that comes with the coach or lies at that path."""
        from ..memory import roadmaps

        if stored is None or name != stored.learner.roadmap:
            return read_roadmap(name)
        with self.database.read() as db:
            return roadmaps.find(db, stored.roadmap_hash)

    def offer_fresh_start(self, stored: "StoredLearner") -> None:
        """Says how to start anew, if the learner wasn't heard of for two weeks or more."""
        from ..memory import evidence

        with self.database.read() as db:
            last = evidence.last_at(db, stored.id)
        if self.now() - (last or stored.created_at) >= LONG_ABSENCE:
            say_wrapped(
                "You have been away for a while. `coach replan --fresh` starts anew, with nothing carried over."
            )

    def today(self, stored: "StoredLearner") -> "Week":
        """The week it is for the learner."""
        from ..workflows.kept_plan import this_week

        return this_week(self.services, stored.learner)


def coach_home(environment: Mapping[str, str]) -> Path:
    """The folder where everything of the learner lies: COACH_HOME, or the platform's place for user data."""
    said = environment.get("COACH_HOME", "")
    if said:
        if "\0" in said:
            raise WrongInput("COACH_HOME is no path.", "Name a folder.")
        return expanded(Path(said)).absolute()
    from platformdirs import user_data_path

    return user_data_path("study-coach", appauthor=False)


def tell_problems(problems: Iterable[str]) -> None:
    """Says on standard error what could not be done besides; what was asked for is done all the same."""
    for problem in filter(None, problems):
        note(problem)


def expanded(path: Path) -> Path:
    """The path with ~ replaced by the home it stands for. Raises WrongInput when it can't be a path at all."""
    try:
        whole = path.expanduser()
        whole.exists()  # a name that is too long, for one, fails here
    except (OSError, RuntimeError, ValueError) as error:
        from ..tools.yaml_shape import safe

        reason = getattr(error, "strerror", None) or "there is no such home"
        raise WrongInput(f"{safe(path, 60)!r} can't be used as a path: {reason}.", "Write another one.") from None
    return whole


def database_url(home: Path, settings: Settings) -> str:
    """The address of the database: as set, or a file in the home."""
    return settings.database.url or f"sqlite:///{home / 'coach.db'}"


@contextmanager
def open_coach() -> Iterator[Coach]:
    """The coach of this process's environment, closed at the end.

    Raises:
        CoachError: a setting is wrong, or the home or the database can't be used.
    """
    home = coach_home(os.environ)
    now = clock(os.environ)
    settings = load_settings(home, os.environ)
    from ..memory.database import open_database

    database = open_database(database_url(home, settings), backups=home / "backups", now=now())
    try:
        yield Coach(home, settings, now, database)
    finally:
        database.close()


def default_learner(settings: Settings) -> Learner:
    """The learner that `coach init` offers: the settings, and this computer's name and time zone where they are empty."""
    wish = settings.learner
    return check_learner(
        Learner(
            name=wish.name or _login_name(),
            email=wish.email,
            timezone=wish.timezone or _local_zone(),
            roadmap=wish.roadmap,
            stage=wish.stage,
            slots=parse_slots(wish.slots),
            session_minutes=wish.session_minutes,
            day_limit_minutes=wish.day_limit_minutes,
            time_off=(),
            busy="",
            interests=wish.interests,
        )
    )


def github_of(settings: Settings) -> "GithubAddress":
    """Where pull requests are read, with the token of the environment."""
    from ..tools.github_address import GithubAddress

    return GithubAddress(settings.github.api_url, os.environ.get("GITHUB_TOKEN", ""))


def read_roadmap(name: str) -> "Roadmap":
    """The roadmap of that name that comes with the coach, or the one in the file of that path."""
    from ..tools import roadmap_file

    if name in roadmap_file.shipped_names():
        return roadmap_file.read_shipped(name)
    path = expanded(Path(name))
    if path.exists() or os.sep in name or name.endswith((".yaml", ".yml")):
        return roadmap_file.read_roadmap(path)
    return roadmap_file.read_shipped(name)


def _login_name() -> str:
    import getpass

    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return "".join(c for c in name if c.isprintable())[:100].capitalize() or "Learner"


def _local_zone() -> str:
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (LookupError, OSError, ValueError):
        return "UTC"
