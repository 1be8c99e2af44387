"""The digest: find the new papers, rank them for the learner, read the top few, explain them, keep digest and letter.

Each paper is isolated: one that can't be read costs itself alone, and the next best takes its place.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Literal, TypedDict, cast

from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from ..domain.digest import Digest, ExplainedPaper, FailedPaper
from ..domain.errors import CoachError, Unreachable
from ..domain.paper import Paper
from ..domain.paper_text import PaperText
from ..domain.plan_wording import RULES
from ..domain.ranking import Ranked
from ..llm.errors import Stopped
from ..memory import digests, learners, outbox, paper_marks, runs
from .deliver import as_post, deliver
from .kept_digest import checked_period, kept_digest, write_digest_file
from .paper_explaining import FoundReader, Reader, personal
from .paper_facts import PaperFacts, paper_facts
from .paper_nearness import by_embeddings
from .paper_news import News, news
from .paper_texts import text_of
from .services import Services

WORKFLOW = "paper_digest"
STEPS = ("find", "rank", "read", "explain", "keep")
SPARE = 5
"""So many papers may be unreadable before the digest becomes shorter."""
MOST_THOUGHTS = 5
SHORTEST_LOOK, LONGEST_LOOK = timedelta(days=7), timedelta(days=30)
LAG = timedelta(days=4)
"""What is submitted before a long weekend is announced so much later."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A paper that was chosen, with its place in the ranking and, once it is read, its text."""

    paper: Paper
    ranked: Ranked
    text: PaperText | None = None


class State(TypedDict, total=False):
    """What the nodes hand on. `moved` means that one of the papers was shown to the learner meanwhile."""

    learner_id: int
    period: str
    started_at: datetime
    since: date
    facts: PaperFacts
    news: News
    looked_at: int
    picked: tuple[Picked, ...]
    failed: tuple[FailedPaper, ...]
    broken_off: str
    found: FoundReader
    reader: Reader
    digest: Digest
    moved: bool
    thoughts: int


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """The digest as it stands, whether it was made just now, and sentences on what could not be done besides."""

    digest: Digest
    is_new: bool
    problems: tuple[str, ...] = ()


def find(state: State, runtime: Runtime[Services]) -> State:
    """Looks for what came in the last week, or since the last digest where that is longer ago."""
    services = runtime.context
    with services.database.read() as db:
        zone = learners.find(db, state["learner_id"]).learner.zone
        last = digests.latest(db, state["learner_id"])
    today = services.now().astimezone(zone).date()
    since = today - SHORTEST_LOOK
    if last:
        since = max(min(since, last.made_on - LAG), today - LONGEST_LOOK)
    return {"since": since, "news": news(services, since)}


def rank(state: State, runtime: Runtime[Services]) -> State:
    """Ranks those that the learner hasn't seen, on title and abstract, and picks a few that differ."""
    services = runtime.context
    facts = paper_facts(services, state["learner_id"])
    standing = [paper for paper in state["news"].papers if not paper.is_withdrawn]
    fresh = sum(paper.id not in facts.known for paper in standing)
    services.tell(f"ranks {fresh} papers")
    most = services.digest.papers + SPARE
    picked = tuple(Picked(*pair) for pair in facts.pick(standing, most, partial(by_embeddings, services)))
    return {"facts": facts, "looked_at": fresh, "picked": picked, "thoughts": state.get("thoughts", 0) + 1}


def read(state: State, runtime: Runtime[Services]) -> State:
    """Gets the text of the best ones, until there are enough."""
    services = runtime.context
    readable: list[Picked] = []
    failed: list[FailedPaper] = []
    broken_off = ""
    for picked in state["picked"]:
        if len(readable) == services.digest.papers:
            break
        try:
            readable.append(replace(picked, text=text_of(services, picked.paper)))
        except Unreachable as error:
            if not readable:
                raise
            broken_off = f"The others could not be fetched: {error}"
            break
        except CoachError as error:
            failed.append(FailedPaper(picked.paper.id, picked.paper.title, str(error)))
    return {"picked": tuple(readable), "failed": tuple(failed), "broken_off": broken_off}


def explain(state: State, runtime: Runtime[Services]) -> State:
    """Tells what each says, by a model or by rules, and what it means for this learner."""
    services, facts = runtime.context, state["facts"]
    reader = Reader(services, facts, found=state.get("found"))
    explained: list[ExplainedPaper] = []
    failed = list(state["failed"])
    remarks = [state["broken_off"], reader.trouble]
    for number, picked in enumerate(state["picked"], 1):
        if picked.text is None:
            continue
        services.tell(f"explains {picked.paper.id} ({number} of {len(state['picked'])})")
        try:
            summary, trouble = reader.summary(picked.text)
        except Stopped:
            raise
        except CoachError as error:
            failed.append(FailedPaper(picked.paper.id, picked.paper.title, str(error)))
            continue
        by_rules = " was explained by rules" if summary.written_by == RULES else ""
        remarks += [f"{picked.paper.id}: {remark}" for remark in picked.text.remarks]
        remarks += [f"{picked.paper.id}{by_rules}: {trouble}"] if trouble else []
        explained.append(personal(facts, picked.paper, picked.text, summary, picked.ranked))
    if explained and not any(one.readable_now for one in explained):
        remarks.append("None of these is for your stage yet; they are what comes nearest.")
    digest = Digest(
        period=state["period"],
        made_on=facts.today(services.now()),
        looked_at=state["looked_at"],
        looked_in=services.digest.categories,
        since=state["since"],
        papers=tuple(explained),
        failed=tuple(failed),
        remarks=tuple(dict.fromkeys(filter(None, (*state["news"].remarks, *remarks)))),
    )
    return {"digest": digest, "reader": reader}


def keep(state: State, runtime: Runtime[Services]) -> State:
    """Writes the digest, what was shown, its letter and its run together, unless a paper was shown meanwhile."""
    services, digest = runtime.context, state["digest"]
    services.tell("keeps the digest")
    now, ids = services.now(), [one.paper.id for one in digest.papers]
    letter = _letter(services, state)
    with services.database.write() as db:
        stored = learners.lock(db, state["learner_id"])
        there = digests.find(db, stored.id, digest.period)
        if there and there.papers:
            return {"digest": there, "moved": False}
        if paper_marks.exposed(db, stored.id) & set(ids):
            return {"moved": True}
        digests.save(db, stored.id, digest, now)
        learners.bump(db, stored.id)  # a paper of it may enter the week
        paper_marks.expose(db, stored.id, ids, place="digest", period=digest.period, now=now)
        _record_run(db, stored.id, state, now)
        if letter:
            outbox.add(db, stored.id, now=now, **letter)
    return {"moved": False}


def _record_run(db: Any, learner_id: int, state: State, now: datetime) -> None:
    reader, started_at = state["reader"], state["started_at"]
    account = reader.account
    runs.done(
        db,
        learner_id,
        WORKFLOW,
        state["period"],
        planned_at=started_at,
        started_at=started_at,
        made_at=now,
        seconds=(now - started_at).total_seconds(),
        model=reader.name,
        calls=account.calls if account else 0,
        tokens_in=account.tokens_in if account else 0,
        tokens_out=account.tokens_out if account else 0,
        steps=tuple({"step": name} for name in STEPS),
    )


def _letter(services: Services, state: State) -> dict[str, Any] | None:
    """The letter, as the outbox takes it; None for an empty digest that shall be passed over in silence."""
    digest, stored = state["digest"], state["facts"].stored
    if not digest.papers and services.digest.empty == "silent":
        return None
    from ..tools.digest_letter import digest_letter

    letter = digest_letter(
        digest,
        learner_key=stored.key,
        name=stored.learner.name,
        email=stored.learner.email,
        sender=services.sender,
        now=services.now().astimezone(stored.learner.zone),
    )
    # What says that there is nothing must not stand in the way of what comes later in the same period.
    return as_post(letter, WORKFLOW if digest.papers else f"{WORKFLOW}_empty", digest.period)


def _after_keep(state: State) -> Literal["rank", "__end__"]:
    return "rank" if state["moved"] and state["thoughts"] < MOST_THOUGHTS else "__end__"


def build() -> CompiledStateGraph[State, Services, State, State]:
    """The graph: find, rank, read, explain, keep, and again from rank when a paper was shown meanwhile."""
    graph = StateGraph(State, context_schema=Services)
    for name, node in zip(STEPS, (find, rank, read, explain, keep), strict=True):
        graph.add_node(name, node)
    graph.add_edge(START, STEPS[0])
    for name, following in pairwise(STEPS):
        graph.add_edge(name, following)
    graph.add_conditional_edges("keep", _after_keep)
    # Within a conversation's node it must not take over that graph's saver.
    return graph.compile(checkpointer=False)


def make(services: Services, learner_id: int, period: str, *, found: FoundReader | None = None) -> MadeDigest:
    """The digest of that day or week, made now unless it is kept already; then its file and letter. `found` is the
    reader's model where it is known already.

    Raises:
        WrongInput: it is no period.
        CoachError: arXiv can't be reached, or the digest can't be kept.
    """
    period = checked_period(period)
    kept = kept_digest(services, learner_id, period)
    is_new = kept is None or not kept.papers
    if is_new:
        begin: State = {"learner_id": learner_id, "period": period, "started_at": services.now()}
        if found:
            begin["found"] = found
        end = cast("State", build().invoke(begin, context=services))
        if end["moved"]:
            raise CoachError("The digest could not be kept: its papers are shown elsewhere meanwhile.", "Try again.")
        kept = end["digest"]
    assert kept is not None
    problems = (write_digest_file(services, learner_id, kept), deliver(services, learner_id).problem)
    return MadeDigest(kept, is_new, tuple(filter(None, problems)))
