"""A vote on a paper; the next ranking learns from it. One transaction, so it needs no graph."""

from ..domain.errors import WrongInput
from ..domain.paper import Paper, read_name
from ..memory import learners, paper_marks
from .paper_search import known
from .services import Services

LONGEST_WHY = 500


def vote(services: Services, learner_id: int, name: str, sign: int, why: str) -> Paper:
    """Keeps that the learner likes (1) or doesn't like (-1) a paper, or takes that back (0).

    Raises:
        WrongInput: nothing is called so, or the reason is too long.
        CoachError: arXiv had to be asked about the paper and can't be reached.
    """
    if len(why) > LONGEST_WHY:
        raise WrongInput("The reason is too long.", f"Write at most {LONGEST_WHY} characters.")
    paper = known(services, learner_id, read_name(name))
    with services.database.write() as db:
        learners.bump(db, learner_id)  # a paper that isn't liked leaves the week
        paper_marks.vote(db, learner_id, paper.id, sign, why.strip(), services.now())
    return paper
