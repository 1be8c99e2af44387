"""A model's words for a plan: taken where they say nothing that the facts don't, and kept while the session stays.

Only task, done_when and note can come from a model. The rules' words stay in the revision before, so that it can be told
whether the rules still say the same when a plan is made anew.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .plan_wording_check import Known, Texts, nouns_have_capitals, refusal, texts_of
from .plan_words import PLACE, SOURCE
from .roadmap import Roadmap
from .weekly_plan import StudySession, WeeklyPlan

RULES = "rules"
TASK, DONE_WHEN, NOTE = (10, 400), (5, 200), (5, 300)
_NUMBERS = re.compile(r"\d+")

# Sessions in a model's words, each with the same session in the rules' words, the oldest first.
Wordings = tuple[tuple[StudySession, StudySession], ...]


@dataclass(frozen=True, slots=True)
class SessionWords:
    """What a model says a session's task is, and by what it is seen to be done. `session` is its id."""

    session: str
    task: str
    done_when: str


def accept(plan: WeeklyPlan, words: Iterable[SessionWords], roadmap: Roadmap, written_by: str) -> WeeklyPlan:
    """The plan with those of the words that can be taken; `plan` holds the rules' words for these sessions.

    Words for a session that isn't in the plan or isn't to come, a second set for the same one, and whatever
    `why_refused` names are left out, and what stood there stays.
    """
    given = list(words)
    told = Counter(one.session for one in given)
    once = {one.session: one for one in given if told[one.session] == 1}
    facts = _Facts(plan, roadmap)

    def chosen(session: StudySession) -> StudySession:
        one = once.get(session.id)
        # Which paper is to be read, and where a mistake was made, is said by rules alone.
        if one is None or session.state != "planned" or session.paper or session.task.startswith(PLACE):
            return session
        if facts.refused(session, one.task, one.done_when):
            return session
        return _worded(session, one.task, one.done_when, written_by)

    return _named(replace(plan, sessions=tuple(map(chosen, plan.sessions))), written_by)


def accept_note(plan: WeeklyPlan, note: str, roadmap: Roadmap) -> WeeklyPlan:
    """The plan with this note for the week, or as it is when the note can't be taken."""
    line, titles = _line(note), "\n".join(s.title for s in plan.sessions)
    known = Known(texts_of(roadmap), Texts(titles), nouns_have_capitals=nouns_have_capitals(roadmap))
    return plan if refusal(line, known, *NOTE) else replace(plan, note=line)


def why_refused(plan: WeeklyPlan, words: SessionWords, roadmap: Roadmap) -> str:
    """Why a model's words for a session of this plan can't be taken; empty when they can."""
    session = next((s for s in plan.sessions if s.id == words.session and s.state == "planned"), None)
    if session is None:
        return "there is no such session to come"
    return _Facts(plan, roadmap).refused(session, words.task, words.done_when)


def wordings(revisions: Iterable[WeeklyPlan]) -> Wordings:
    """What a model has worded in the revisions of a week, the oldest first, and what the rules had said."""
    by_rules: dict[str, StudySession] = {}
    found = []
    for session in (s for plan in revisions for s in plan.sessions):
        if session.written_by == RULES:
            by_rules[session.id] = session
        elif session.id in by_rules:
            found.append((session, by_rules[session.id]))
    return tuple(found)


def in_rules_words(plan: WeeklyPlan, worded: Wordings) -> WeeklyPlan:
    """The plan with the rules' words where a model's stand, as far as they are known."""
    said = {_key(session): rules for session, rules in worded}

    def plain(session: StudySession) -> StudySession:
        rules = said.get(_key(session))
        if session.written_by == RULES or rules is None:
            return session
        return replace(session, task=rules.task, done_when=rules.done_when, written_by=RULES)

    return replace(plan, sessions=tuple(map(plain, plan.sessions)), written_by=RULES, note="")


def with_kept_words(plan: WeeklyPlan, before: WeeklyPlan, worded: Wordings, roadmap: Roadmap) -> WeeklyPlan:
    """The plan with a model's words of earlier revisions in the place of the rules', where a session is the same.

    It is the same when the rules say what they said then, numbers aside, and the model's words fit it still. `before`
    is the revision in force; its note stays while the week is about the same topics.
    """
    if not worded:
        return plan
    facts = _Facts(plan, roadmap)
    were = {s.id: s for s in before.sessions}
    kept = tuple(_kept(s, were.get(s.id), worded, facts) for s in plan.sessions)
    note = plan.note or (before.note if _topics(before) == _topics(plan) else "")
    written_by = before.written_by if plan.written_by == RULES else plan.written_by
    return _named(replace(plan, sessions=kept, note=note), written_by)


def same_but_words(one: WeeklyPlan, other: WeeklyPlan) -> bool:
    """Whether two revisions of a week differ in nothing but what a model words."""
    return _bare(one) == _bare(replace(other, revision=one.revision, made_at=one.made_at))


class _Facts:
    """What the words of a plan's sessions are held against."""

    def __init__(self, plan: WeeklyPlan, roadmap: Roadmap) -> None:
        self._texts, self._capitals = texts_of(roadmap), nouns_have_capitals(roadmap)
        self._titles = {s.topic: s.title for s in plan.sessions}

    def refused(self, session: StudySession, task: str, done_when: str) -> str:
        """Why these words can't stand for this session, which has the rules' words; empty when they can."""
        rules = "\n".join((session.title, session.task, session.done_when))
        known = Known(self._texts, Texts(rules), session.day, session.minutes, self._capitals)
        for what, text, bounds in (("task", task, TASK), ("done_when", done_when, DONE_WHEN)):
            if why := refusal(_line(text), known, *bounds):
                return f"{what}: {why}"
        return self._mixed_up(session, Texts(f"{task}\n{done_when}"), known)

    def _mixed_up(self, session: StudySession, said: Texts, known: Known) -> str:
        """Small models give the words of one session for another."""
        own = [word[:5] for word in session.title.casefold().split() if len(word) > 3]
        if not own or any(word in said.phrases for word in own):
            return ""
        others = (title for topic, title in self._titles.items() if topic != session.topic)
        other = next((title for title in others if said.have(title) and not known.rules.have(title)), "")
        return f"it is about {other!r}" if other else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _worded(session: StudySession, task: str, done_when: str, written_by: str) -> StudySession:
    """The session in a model's words; the sources come from the roadmap, as the rules name them."""
    _, mark, sources = session.task.partition(SOURCE)
    task = _line(task).partition(SOURCE)[0].rstrip()
    return replace(session, task=f"{task}{mark}{sources}", done_when=_line(done_when), written_by=written_by)


def _key(session: StudySession) -> tuple[str, str, str]:
    return session.id, session.task, session.done_when


def _kept(session: StudySession, before: StudySession | None, worded: Wordings, facts: _Facts) -> StudySession:
    same = (w for w, rules in reversed(worded) if w.id == session.id and _work(rules) == _work(session))
    model = next(same, None)
    if model is None or session.written_by != RULES:
        return session
    task = model.task.partition(SOURCE)[0]
    if facts.refused(session, task, model.done_when):
        return session
    told = _worded(session, task, model.done_when, model.written_by)
    # For a calendar nothing has changed where only numbers in the rules' words did.
    is_same = before is not None and replace(told, why=before.why, sequence=before.sequence) == before
    return replace(told, sequence=before.sequence) if before and is_same else told


def _work(session: StudySession) -> tuple[object, ...]:
    """What a session is about, whenever it is held."""
    words = (_NUMBERS.sub("", text) for text in (session.task, session.done_when))
    return session.topic, session.kind, session.minutes, session.title, *words


def _named(plan: WeeklyPlan, wish: str) -> WeeklyPlan:
    """The plan with the name of who wrote it: the one wished for, if some words are theirs."""
    names = [s.written_by for s in plan.sessions if s.written_by != RULES and s.state != "cancelled"]
    if not names:
        return replace(plan, written_by=RULES, note="")
    return replace(plan, written_by=wish if wish in names else names[-1])


def _topics(plan: WeeklyPlan) -> set[str]:
    return {s.topic for s in plan.sessions if s.state != "cancelled"}


def _bare(plan: WeeklyPlan) -> WeeklyPlan:
    sessions = tuple(replace(s, task="", done_when="", written_by=RULES) for s in plan.sessions)
    return replace(plan, sessions=sessions, written_by=RULES, note="")
