"""The paper reader in a conversation: it finds papers, reads them, answers about them, and remembers which is spoken of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..domain.errors import CoachError, WrongInput
from ..domain.paper import Paper, read_name
from ..domain.paper_request import Kind, PaperRequest, picks_from_digest, points_at_shown, read_paper_request
from ..domain.paper_request_words import SHOWS
from ..domain.slash import parse_slash
from ..llm.strategy import reads_papers
from ..memory import conversations, digests, papers
from . import chat_paper_words as words
from . import paper_digest, paper_questions, paper_reading, paper_search, paper_shelf, paper_votes, record_work
from .chat_aside import aside
from .chat_paper_about import about, called
from .chat_paper_words import answer_text, digest_text, line, list_text, named, read_text
from .chat_state import Job, Result, asked, failed, said
from .chat_step import Specialist, Step, just_shown
from .paper_explaining import FoundReader
from .paper_facts import paper_facts
from .paper_likeness import alike
from .services import Services

if TYPE_CHECKING:
    from ..tools.arxiv import Arxiv

PART = "papers"
MOST_FOUND = 6
RECENT = timedelta(days=365)


async def answer(librarian: Specialist, job: Job) -> Result:
    """What the paper reader answers to a step.

    When the turn is broken off, arXiv is hung up on, and nothing more is done or told.
    """
    step = _Step(librarian, job)
    try:
        return await aside(step.answer, step.stop)
    except CoachError as error:
        return failed(str(error))


def is_about_shown(services: Services, learner_id: int, thread: str, message: str) -> bool:
    """Whether a message surely speaks of the papers that the last reply in this conversation was about."""
    open_ = just_shown(services, learner_id, thread, PART, "paper_reader")
    return open_ is not None and points_at_shown(message, *_shown(open_))


def perform(services: Services, learner_id: int, request: Mapping[str, Any]) -> str:
    """Does what was asked, after the learner's yes, and says so. Raises CoachError when it can't be done."""
    if request["deed"] != "done":
        return _voted(services, learner_id, request["paper"], request["deed"], request["why"])
    told = record_work.done(services, learner_id, request["paper"], minutes=request["minutes"] or None)
    session = f", in {told.session.id}" if told.session else ""
    return " ".join(filter(None, (f"Recorded: {line(told.rows[-1].title, 200)} is read{session}.", line(told.problem))))


def _voted(services: Services, learner_id: int, name: str, deed: str, why: str) -> str:
    paper = paper_votes.vote(services, learner_id, name, 1 if deed == "like" else -1, why)
    learned = "More" if deed == "like" else "Less"
    return f"{learned} like {named(paper)} will come. `coach papers vote {paper.id} 0` takes it back."


class _Step(Step):
    """One step. What is `open` in the conversation: the ids `listed` last, and the `current` one."""

    part = PART

    def __init__(self, librarian: Specialist, job: Job) -> None:
        super().__init__(librarian, job)
        self._asked: Arxiv | None = None
        self._services = replace(librarian.services, tell=self._tell, arxiv=self._arxiv)

    def stop(self) -> None:
        """From another thread: nothing more is wanted; arXiv is hung up on."""
        super().stop()
        if self._asked:
            self._asked.hang_up()

    def answer(self) -> Result:
        """What is said to the request."""
        with self._services.database.read() as db:
            open_: dict[str, Any] = conversations.state_of(db, self._learner_id, self._thread).get("papers", {})
            latest = digests.latest(db, self._learner_id)
        message = self._job["step"]["request"]
        command = parse_slash(message)
        if command and not command[1]:
            return self._list(PaperRequest("list"))
        asked_for = command[1] if command else message
        if picks_from_digest(asked_for):
            if latest is None:
                return said(words.NO_DIGEST, state="nothing")
            self._keep(listed=[one.paper.id for one in latest.papers])
            open_ = open_ | {"listed": [one.paper.id for one in latest.papers]}
        request = read_paper_request(asked_for, *_shown(open_), is_command=bool(command))
        return self._titled(request) if request.title else self._done(request)

    def _done(self, request: PaperRequest) -> Result:
        answers: dict[Kind, Callable[[PaperRequest], Result]] = {
            "search": self._search,
            "similar": self._similar,
            "read": self._read,
            "ask": self._ask,
            "choose": self._choose,
            "digest": self._digest,
            "list": self._list,
            "wrote": self._about,
            "why": self._about,
            "exercise": self._about,
            "readable": self._about,
            "doubt": self._doubt,
            "elsewhere": lambda _: said(words.ELSEWHERE, state="nothing"),
            "which": lambda _: said(words.PIPED if self._job["attached"] else words.WHICH, state="nothing"),
            "unlist": lambda _: said(words.STAYS, state="nothing"),
        }
        return answers.get(request.kind, self._deed)(request)

    def _titled(self, request: PaperRequest) -> Result:
        """A paper that is called by its title: a kept one, or what arXiv has of that name."""
        with self._services.database.read() as db:
            kept = papers.search(db, request.title, MOST_FOUND)
        if one := called(request.title, kept):
            return self._done(replace(request, named=(one.id,), title=""))
        found = paper_search.search(self._services, f'ti:"{request.title.replace(chr(34), "")}"', MOST_FOUND)
        if one := called(request.title, found):
            return self._done(replace(request, named=(one.id,), title=""))
        if not found:
            return said(f"arXiv has no paper that is called “{line(request.title, 120)}”.", state="nothing")
        return self._listed(found, "Which of these do you mean? Say, for example, “read the first one”.")

    def _search(self, request: PaperRequest) -> Result:
        if not request.words:
            return said(words.PIPED if self._job["attached"] else words.WORDS_WANTED, state="nothing")
        found: tuple[Paper, ...] = ()
        if request.is_recent:
            found = paper_search.search(self._services, f"{request.words} {self._recent()}", MOST_FOUND)
        found = found or paper_search.search(self._services, request.words, MOST_FOUND)
        in_english = words.IN_ENGLISH if request.is_foreign else ""
        if found:
            listed = self._listed(found, in_english)
            return self._then(listed, request.then, tuple(paper.id for paper in found)) if request.then else listed
        nothing = f"arXiv has nothing in which all of this stands: {line(request.words, 120)}. Fewer words find more."
        return said(f"{nothing} {in_english}".strip(), state="nothing")

    def _then(self, listed: Result, then: str, found: tuple[str, ...]) -> Result:
        """What is asked of the papers that were just found, after them."""
        request = read_paper_request(then, found)
        if request.named or request.kind == "which":
            try:
                done = self._done(request)
            except CoachError as error:
                done = failed(str(error))
            return done | {"text": "\n\n".join(filter(None, (listed["text"], done["text"])))}
        left_out = "" if SHOWS.match(then) else words.LEFT_OUT.format(line(then, 120))
        return listed | {"text": "\n\n".join(filter(None, (listed["text"], left_out)))}

    def _about(self, request: PaperRequest) -> Result:
        paper, text, written_by = about(self._services, self._learner_id, request.kind, request.named[0], self._reader)
        self._keep(current=paper.id)
        return said(text, written_by)

    def _doubt(self, request: PaperRequest) -> Result:
        """Somebody finds fault with a paper: what that is to mean is asked."""
        return self._would_vote("dislike", self._meant(request), request.words)

    def _similar(self, request: PaperRequest) -> Result:
        paper = paper_search.known(self._services, self._learner_id, read_name(request.named[0]))
        found = alike(self._services, paper, MOST_FOUND, self._recent() if request.is_recent else "")
        if not found:
            return said(f"Nothing like {named(paper)} was found.", state="nothing")
        return self._listed(found, f"Most like {named(paper)}:")

    def _choose(self, request: PaperRequest) -> Result:
        facts = paper_facts(self._services, self._learner_id)
        with self._services.database.read() as db:
            held = papers.find(db, request.named)
        _, ranked = facts.ranked(list(held.values()))
        why = [one.why for one in ranked]
        return self._listed(
            [held[one.id] for one in ranked], "In the order in which they are worth your time now:", why
        )

    def _list(self, request: PaperRequest) -> Result:
        sought = request.words
        shelf = paper_shelf.shelf(self._services, self._learner_id, sought, MOST_FOUND)
        if not shelf:
            return said(words.NO_PAPERS if not sought else "No paper that is kept speaks of it.", state="nothing")
        return self._listed([one.paper for one in shelf], "" if sought else "Shown to you last:")

    def _listed(self, found: Sequence[Paper], heading: str = "", why: Sequence[str] = ()) -> Result:
        alone = {"current": found[0].id} if len(found) == 1 else {}
        self._keep(listed=[paper.id for paper in found], **alone)
        return said(list_text(heading, found, why))

    def _digest(self, _: PaperRequest) -> Result:
        today = self._services.now().astimezone(self._specialist.stored.learner.zone).date()
        made = paper_digest.make(self._services, self._learner_id, today.isoformat(), found=self._reader())
        self._keep(listed=[one.paper.id for one in made.digest.papers])
        text = "\n\n".join([digest_text(made.digest), *map(line, made.problems)])
        return said(text, state="ok" if made.digest.papers else "nothing")

    def _read(self, request: PaperRequest) -> Result:
        done = paper_reading.read(self._services, self._learner_id, request.named[0], found=self._reader())
        self._keep(current=done.explained.paper.id)
        return said(read_text(done), done.explained.summary.written_by)

    def _ask(self, request: PaperRequest) -> Result:
        found = paper_questions.ask(
            self._services, self._learner_id, request.named, request.words, found=self._reader()
        )
        if found.references:
            self._keep(current=found.references[0].paper.id)
        return said(answer_text(found), found.written_by, state="nothing" if found.nothing else "ok")

    def _deed(self, request: PaperRequest) -> Result:
        """A vote in the learner's own words is kept at once; a model's words do nothing, and a record wants a yes."""
        paper = self._meant(request)
        if request.kind == "done":
            deed = {"paper": paper.id, "deed": request.kind, "minutes": request.minutes, "why": request.words}
            minutes = f", {request.minutes} minutes" if request.minutes else ""
            return asked(f"This would be recorded:\n\n- read: {named(paper)}{minutes}", deed, ("yes", "no"), "approve")
        if self._job["step"]["decided_by"] == "model":
            return self._would_vote(request.kind, paper, request.words)
        return said(_voted(self._services, self._learner_id, paper.id, request.kind, request.words))

    def _meant(self, request: PaperRequest) -> Paper:
        if len(request.named) != 1:
            raise WrongInput("That can be said of one paper at a time.", "Name it by its id.")
        paper = paper_search.known(self._services, self._learner_id, read_name(request.named[0]))
        self._keep(current=paper.id)
        return paper

    def _would_vote(self, kind: Kind, paper: Paper, why: str) -> Result:
        deed = {"paper": paper.id, "deed": kind, "minutes": 0, "why": why}
        wish = "more" if kind == "like" else "less"
        return asked(f"Shall {wish} like {named(paper)} come?", deed, ("yes", "no"), "approve")

    def _arxiv(self) -> "Arxiv":
        """One for this step, whose time isn't spent by steps before it."""
        self._asked = self._asked or self._specialist.services.arxiv().anew(self._tell)
        return self._asked

    def _reader(self) -> FoundReader:
        try:
            model = self._specialist.model("paper_reader")
        except CoachError as error:
            return FoundReader(None, str(error))
        return FoundReader(model if model and reads_papers(model.card) else None)

    def _recent(self) -> str:
        return f"since:{(self._services.now() - RECENT).date()}"


def _shown(open_: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    return tuple(open_.get("listed", ())), open_.get("current", "")
