"""What is said of one paper that doesn't stand in it: who wrote it, why it was chosen, whether it is readable, its exercise."""

from collections.abc import Callable, Sequence

from ..domain.paper import Paper, read_name
from ..domain.paper_profile import readable
from ..domain.paper_request import Kind
from ..domain.week import date_text
from ..memory import digests
from ..tools.digest_text import authors_text
from . import paper_reading, paper_search
from .chat_paper_words import line, named
from .paper_explaining import FoundReader
from .paper_facts import paper_facts
from .services import Services

_DIGESTS = 12
_AUTHORS = 8


def about(
    services: Services, learner_id: int, kind: Kind, name: str, reader: Callable[[], FoundReader]
) -> tuple[Paper, str, str]:
    """The paper of that name, what is said of it, and who wrote that. For its exercise alone the paper is read.

    Raises WrongInput when nothing is called so, CoachError when arXiv has to be asked and can't be reached.
    """
    if kind == "exercise":
        return _exercise(services, learner_id, name, reader())
    paper = paper_search.known(services, learner_id, read_name(name))
    if kind == "wrote":
        return paper, _wrote(paper), "rules"
    if kind == "why":
        return paper, _why(services, learner_id, paper), "rules"
    facts = paper_facts(services, learner_id)
    able = readable(paper, facts.roadmap, facts.record, facts.stage)
    when = "now" if able.now else f"after {line(able.after, 120) or 'more of your roadmap'}"
    titles = [line(facts.roadmap.by_id[id_].title, 120) for id_ in able.missing[:8]]
    first = f" First come: {'; '.join(titles)}." if titles else ""
    return paper, f"{named(paper)} is readable for you {when}.{first}", "rules"


def called(title: str, among: Sequence[Paper]) -> Paper | None:
    """The one paper that is called so, or whose title begins with it, as in “LoRA: Low-Rank Adaptation …”."""
    name = " ".join(title.casefold().split())
    full = {paper: f"{' '.join(paper.title.casefold().split())}:" for paper in among}
    just_so = [paper for paper in among if full[paper] == f"{name}:"]
    found = just_so or [paper for paper in among if full[paper].startswith(f"{name}:")]
    return found[0] if len(found) == 1 else None


def _wrote(paper: Paper) -> str:
    if not paper.url:
        return f"{named(paper)} is a file of yours; who wrote it isn’t known."
    authors = authors_text(paper, line, shown=_AUTHORS) or "Authors that arXiv doesn’t name"
    changed = f", version {paper.version} on {date_text(paper.updated)}" if paper.version > 1 else ""
    return f"{authors} wrote {named(paper)}. It came to arXiv on {date_text(paper.published)}{changed}: {paper.url}"


def _why(services: Services, learner_id: int, paper: Paper) -> str:
    """The reason that its digest gave; of a paper that no digest brought, what would speak for it now."""
    with services.database.read() as db:
        made = digests.all_of(db, learner_id, _DIGESTS)
    for digest in made:
        for one in digest.papers:
            if one.paper.id == paper.id:
                return f"The digest of {date_text(digest.made_on)} brought {named(paper)}: {line(one.why)}."
    _, ranked = paper_facts(services, learner_id).ranked([paper])
    return f"No digest brought {named(paper)}. What it would be to you now: {line(ranked[0].why)}."


def _exercise(services: Services, learner_id: int, name: str, reader: FoundReader) -> tuple[Paper, str, str]:
    done = paper_reading.read(services, learner_id, name, found=reader)
    paper, summary = done.explained.paper, done.explained.summary
    if not done.explained.exercise:
        return paper, f"There is no exercise for {named(paper)}.", "rules"
    return paper, f"**Exercise** for {named(paper)}: {line(done.explained.exercise)}", summary.written_by
