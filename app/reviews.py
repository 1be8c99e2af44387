"""Opens what `coach review` works with: the coach's memory, or nothing but settings and a roadmap."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from ..domain.errors import WrongInput
from ..domain.review import Guide
from .bootstrap import coach_home, github_of, open_coach, read_roadmap
from .clock import clock
from .config import Settings, load_settings

if TYPE_CHECKING:
    from ..domain.mistake import KeptFinding
    from ..domain.roadmap import Roadmap
    from ..llm.models import Models
    from ..workflows.code_gathering import Wish
    from ..workflows.code_review import Reviewed

NO_MEMORY = "This needs the coach's memory."


def _nothing(*_: object) -> "KeptFinding":
    raise WrongInput(NO_MEMORY, "Leave --no-memory out.")


@dataclass(frozen=True)
class Reviews:
    """What can be done with reviews; `zone` is the learner's."""

    roadmap: "Callable[[], Roadmap]"
    review: Callable[["Wish"], "Reviewed"]
    today: Callable[[], date]
    zone: tzinfo = UTC
    history: Callable[[], "tuple[KeptFinding, ...]"] = lambda: ()
    find: Callable[[str], "KeptFinding"] = _nothing
    dismiss: Callable[[str, str], "KeptFinding"] = _nothing


@contextmanager
def open_reviews(*, without_memory: bool = False) -> Iterator[Reviews]:
    """The reviews of this process's environment, closed at the end."""
    if without_memory:
        yield _without_memory()
        return
    from ..workflows import kept_reviews

    with open_coach() as coach:
        stored = coach.learner_or_default()
        of = (coach.services, stored.id)
        yield Reviews(
            partial(coach.roadmap_named, stored, stored.learner.roadmap),
            partial(kept_reviews.review, *of),
            lambda: coach.now().astimezone(stored.learner.zone).date(),
            stored.learner.zone,
            partial(kept_reviews.history, *of),
            partial(kept_reviews.find, *of),
            partial(kept_reviews.dismiss, *of),
        )


def _without_memory() -> Reviews:
    from ..workflows.code_review import review_without_memory

    settings = load_settings(coach_home(os.environ), os.environ)
    roadmap = read_roadmap(settings.learner.roadmap)
    guide = Guide(roadmap, min(settings.learner.stage, len(roadmap.stages)))

    def review(wish: "Wish") -> "Reviewed":
        return review_without_memory(
            wish, guide, settings.review, lambda: _models(settings), github_of(settings), os.environ
        )

    return Reviews(lambda: roadmap, review, lambda: clock(os.environ)().date())


def _models(settings: Settings) -> "Models":
    from .models import models_without_memory

    return models_without_memory(settings, clock(os.environ))
