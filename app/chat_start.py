"""Before a conversation: who talks, and in which thread."""

from itertools import count
from typing import TYPE_CHECKING

from ..domain.errors import WrongInput, did_you_mean
from .bootstrap import Coach, default_learner, read_roadmap

if TYPE_CHECKING:
    from ..memory.learners import StoredLearner

ASK_THREAD = "ask"


def learner_of(coach: Coach) -> "tuple[StoredLearner, bool]":
    """The learner of this home, and whether they were set up just now, with default times."""
    stored = coach.learner()
    if stored is not None:
        return stored, False
    from ..workflows.set_up import set_up

    learner = default_learner(coach.settings)
    return set_up(coach.services, learner, read_roadmap(learner.roadmap), only_new=True), True


def welcome(stored: "StoredLearner") -> str:
    """What to say to somebody who was set up just now."""
    return f"You are set up as {stored.learner.name}, with default times. `coach init` makes it yours."


def thread_names(coach: Coach, stored: "StoredLearner") -> tuple[str, ...]:
    """The learner's conversations, the last used first."""
    from ..memory import conversations

    with coach.database.read() as db:
        return tuple(thread.name for thread in conversations.threads(db, stored.id))


def new_thread(coach: Coach, stored: "StoredLearner") -> str:
    """A name for a new conversation: the day, with a number when the day has one already."""
    day = coach.now().astimezone(stored.learner.zone).date().isoformat()
    taken = set(thread_names(coach, stored))
    return next(name for n in count(1) if (name := day if n == 1 else f"{day}-{n}") not in taken)


def thread_to_open(coach: Coach, stored: "StoredLearner", *, name: str | None, resume: bool) -> str:
    """The conversation to go on with or to begin. Raises WrongInput for what can't be a name."""
    from ..domain.thread_name import check_thread_name

    if name is not None:
        return check_thread_name(name)
    names = thread_names(coach, stored) if resume else ()
    return names[0] if names else new_thread(coach, stored)


def known_thread(coach: Coach, stored: "StoredLearner", name: str) -> str:
    """A conversation that there is already. Raises WrongInput when there is none of that name."""
    names = thread_names(coach, stored)
    if name in names:
        return name
    hint = did_you_mean(name, names) or "/threads lists them."
    raise WrongInput(f"No conversation is called {name[:60]!r}.", hint)
