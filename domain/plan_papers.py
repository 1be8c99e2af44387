"""Papers in the week: which paper of the learner's digests a session for reading is for, and what it says."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from .digest import Digest, ExplainedPaper
from .plain_text import without_unseen
from .plan_facts import Facts, PaperToRead
from .plan_words import habit_words
from .record import Evidence
from .roadmap import Habit
from .session_states import live
from .weekly_plan import StudySession, WeeklyPlan

READ = "Read: "
"""What the title of a session begins with that names its paper."""
_LONGEST_TITLE = 150


def papers_to_read(
    week: str,
    digests: Sequence[Digest],
    plans: Iterable[WeeklyPlan],
    evidence: Iterable[Evidence],
    votes: Mapping[str, int],
    titles: Mapping[str, str],
) -> tuple[PaperToRead, ...]:
    """The papers that can be read in this week, best first.

    They are those of the digests (newest first) and those that this week's sessions name already, whose `titles` are
    given; without those that were read or voted down, that can't be read yet and weren't voted for, or are planned for another
    week. Readable ones come first, then liked ones, those of newer digests, and higher scores. `plans` carry the states of now.
    """
    planned = [(plan.week, s.paper) for plan in plans for s in plan.sessions if s.paper and s.state == "planned"]
    here = {paper for its_week, paper in planned if its_week == week}
    gone = {paper for _, paper in planned} - here
    gone |= {row.paper for row in live(evidence) if row.kind == "paper_read"}
    gone |= {paper for paper, vote in votes.items() if vote < 0}

    def rank(shown: tuple[int, ExplainedPaper]) -> tuple[bool, bool, int, float, str]:
        age, one = shown
        return not one.readable_now, votes.get(one.paper.id, 0) <= 0, age, -one.score, one.paper.id

    all_shown = ((age, one) for age, digest in enumerate(digests) for one in digest.papers)
    # What can't be read yet enters the week only where the learner asked for more of it.
    best = sorted((pair for pair in all_shown if pair[1].readable_now or votes.get(pair[1].paper.id, 0) > 0), key=rank)
    shown_titles = {one.paper.id: one.paper.title for _, one in best}
    found = shown_titles | {paper: titles[paper] for paper in sorted(here) if paper in titles}
    return tuple(PaperToRead(id_, title) for id_, title in found.items() if id_ not in gone)


def paper_for(
    facts: Facts, before: StudySession | None, taken: Collection[str], promised: Collection[str]
) -> PaperToRead | None:
    """The paper of a session for reading, if there is one.

    That is the one that it has already (`before`), while that is still to be read, else the best one that no other
    session has `taken` or is `promised`.
    """
    left = [paper for paper in facts.papers if paper.id not in taken]
    own = [paper for paper in left if before and paper.id == before.paper]
    free = [paper for paper in left if paper.id not in promised]
    return next(iter((*own, *free)), None)


def paper_words(habit: Habit, paper: PaperToRead, minutes: int) -> tuple[str, tuple[str, str, str]]:
    """The title of a session for reading this paper; and its task, why and done when."""
    title = " ".join(without_unseen(" ".join(paper.title.split())).split()) or paper.id
    if len(title) > _LONGEST_TITLE:
        title = title[: _LONGEST_TITLE - 1].rstrip() + "…"
    task, why, done_when = habit_words(habit, minutes)
    task = f"{task} The paper is {paper.id}; `coach papers read {paper.id}` shows what it says."
    return READ + title, (task, f"{why}; this one stood in your digest", done_when)
