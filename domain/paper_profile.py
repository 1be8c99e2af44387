"""What is known of a learner, as a profile for papers; and what a paper asks of them: terms, a stage, an exercise's time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from .digest import WordToKnow
from .learner import Learner
from .paper import Paper
from .paper_fit import Place, meant_for_learners, told, wanted
from .paper_terms import Term, terms_of
from .plain_text import without_unseen
from .plan_needs import current_stage
from .ranking import Kind, Profile, Taste
from .record import Record
from .roadmap import Item, Roadmap

# How much a taste counts. What a learner has many of (votes, papers read, notes) shares: n of them count as √n of one.
STAGE = 0.15
INTEREST, LIKED, DISLIKED, READ, NOTE = 1.0, 1.0, 1.0, 0.25, 0.15
MOST_NEXT, MOST_FINISHED, MOST_VOTES, MOST_READ, MOST_NOTES = 5, 3, 20, 10, 10
MOST_WORDS = 6
LEAST_EXERCISE, LONGEST_EXERCISE = 30, 90
EXERCISE_SHARE = 5
"""An exercise takes at most one part in so many of the week's free minutes."""

_LONGEST_TEXT, _LONGEST_LABEL, _SHORTEST_NOTE = 4000, 60, 20
_NOT = re.compile(
    r"(?:(?:but |and )?(?:not|no|avoid|except(?: for)?|nothing (?:on|about))(?:\s*:\s*|\s+)|[-–−]\s*)(?P<what>\S.*)",
    re.I,
)
_BUT_NOT = re.compile(
    r"(?P<want>.+?)(?:,\s*(?:but |and )?(?:not|no)|\s+but (?:not|no)|,?\s+except(?: for)?)\s+(?P<avoid>\S.*)", re.I
)
_ANYTHING = re.compile(r"(?:any|every)thing|all|papers?|whatever", re.I)
# How a fact that a learner told speaks of what to read, and of what not.
_SUBJECT = re.compile(
    r".*?\b(?:interest(?:s|ed)?(?: are| is| lies?)?(?: in)?|(?:papers?|preprints?|digests?)(?: that (?:are|is))? (?:on|about|of|in|from|with)"
    r"|curious about|care about|fascinated by|fond of|research(?:es|ing)?(?: is)?(?: on| in| about)?|tired of|bored (?:by|with|of)"
    r"|bothered (?:by|with))\s*:?\s+(?P<what>[^.;!?]+)",
    re.I,
)
_DISLIKES = re.compile(
    r"\b(?:not|\w+n['’]t|no(?: more)?|never|hate|dislike|avoid|tired of|bored|bothered|spare me|without|except(?: for)?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class VotedPaper:
    """A paper that the learner voted on: above 0 they liked it, below 0 they didn't; `reason` in their words, if any."""

    paper: Paper
    vote: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Readable:
    """Whether a paper is readable now; if not, the stage after which it is, and the topics it rests on
    that are still to come (ids, in the roadmap's order)."""

    now: bool
    after: str = ""
    missing: tuple[str, ...] = ()


def profile_of(
    roadmap: Roadmap,
    record: Record,
    learner: Learner,
    *,
    this_week: Sequence[str] = (),
    coming: Sequence[str] = (),
    votes: Sequence[VotedPaper] = (),
    read: Sequence[Paper] = (),
    notes: Sequence[str] = (),
    facts: Sequence[str] = (),
) -> Profile:
    """What the learner wants to read, and what not.

    `this_week` and `coming` are ids of the plan's topics and of those that follow (`topics_ahead`); others are passed
    over. Votes, papers read and notes come newest first. `facts` are what the learner told; those that speak of papers
    or interests count as interests.
    """
    place = place_of(roadmap, record, this_week, coming)
    said = [(text, "your interest in") for text in learner.interests]
    said += [(text, "what you told: ") for fact in facts for text in _told_in(fact)]
    return Profile(
        (
            *(
                Taste(_about(roadmap.by_id[item]), label, weight, "topic")
                for item, label, weight in wanted(roadmap, place)
            ),
            _stage_taste(roadmap, record),
            *_interests(said),
            *_of_votes([v for v in votes if v.vote > 0][:MOST_VOTES], "you liked", LIKED, "liked"),
            *_of_votes([v for v in votes if v.vote < 0][:MOST_VOTES], "you voted down", DISLIKED, "disliked"),
            *_of_votes([VotedPaper(p, 0) for p in read[:MOST_READ]], "you read", READ, "read"),
            *_of_notes(notes),
        )
    )


def place_of(roadmap: Roadmap, record: Record, this_week: Sequence[str] = (), coming: Sequence[str] = ()) -> Place:
    """Where the learner is: their stage, and the topics of now, of the near future and of the latest past."""
    now = [roadmap.by_id[i] for i in dict.fromkeys(this_week) if i in roadmap.by_id]
    after = [roadmap.by_id[i] for i in dict.fromkeys(coming) if i in roadmap.by_id and i not in this_week][:MOST_NEXT]
    finished = _finished_for((*now, *after), roadmap, record)
    return Place(
        current_stage(roadmap, record), *(tuple(item.id for item in items) for items in (now, after, finished))
    )


def topics_ahead(roadmap: Roadmap, record: Record, this_week: Sequence[str], most: int = MOST_NEXT) -> tuple[str, ...]:
    """The ids of the unfinished topics that follow on this week's: first those that become ready by these, then the
    others in the roadmap's order."""
    left = [item.id for item in roadmap.items() if not record.of(item.id).is_finished and item.id not in this_week]
    opened = dict.fromkeys(opened for topic in this_week for opened in roadmap.opens.get(topic, ()))
    ready = [topic for topic in opened if not set(roadmap.by_id[topic].prerequisites) & set(left)]
    return tuple(dict.fromkeys(topic for topic in (*ready, *left) if topic in left))[:most]


def readable(paper: Paper, roadmap: Roadmap, record: Record, stage: int) -> Readable:
    """Whether a learner at `stage` (from 1) can read the paper now, by the terms in its title and abstract.

    It can be read when all terms that it is about, in its title or more than once in its abstract, and that belong to
    later stages are of finished topics; a term of several stages counts for the earliest. What names a later stage as a
    whole, such as deep learning, is met when that stage is finished. A paper that is about none of the roadmap's terms
    says nothing of what it asks for. Somebody at the very beginning could read it by luck alone, so for them it comes
    after the first stage, unless it is an overview or about learning.
    """
    counts = told(terms_of(roadmap).count(paper.title, paper.abstract))
    about = [term for term, count in counts.items() if count.is_about]
    if stage == 1 and not about and not meant_for_learners(paper) and not _is_finished(1, roadmap, record):
        return Readable(now=False, after=_stage_text(roadmap, 1))
    lacking = [term for term in about if term.stage > stage and not _is_met(term, roadmap, record)]
    if not lacking:
        return Readable(now=True)
    last = max(term.stage for term in lacking)
    order = {item.id: n for n, item in enumerate(roadmap.items())}
    missing = sorted({term.item for term in lacking if term.item}, key=order.__getitem__)
    return Readable(now=False, after=_stage_text(roadmap, last), missing=tuple(missing))


def _stage_text(roadmap: Roadmap, number: int) -> str:
    return f"stage {number}, {roadmap.stages[number - 1].title}"


def words_to_know(text: str, roadmap: Roadmap, record: Record, words: Sequence[str] = ()) -> tuple[WordToKnow, ...]:
    """The terms of the roadmap that stand in a paper's text and whose topic isn't finished, at most six.

    The most specific come first: those named in `words` (a summary's, as they stand in the paper), then those of later
    stages, then the longer ones. Each topic is named once.
    """
    terms = terms_of(roadmap)
    named = {term for word in words if (term := terms.of(word))}
    open_ = [m for m in terms.find(text) if m.term.item and not record.of(m.term.item).is_finished]
    best = sorted(open_, key=lambda m: (m.term not in named, -m.term.stage, -len(m.words.split()), m.words))
    return tuple(WordToKnow(m.words, m.term.item, m.term.title) for m in best[:MOST_WORDS])


def exercise_minutes(learner: Learner, free_minutes: int) -> int:
    """Minutes for a paper's exercise, from 30 to 90 in steps of 5: a fifth of the week's free minutes, and no longer
    than the learner's longest session."""
    most = min(free_minutes // EXERCISE_SHARE, learner.session_minutes[1])
    return min(max(most // 5 * 5, LEAST_EXERCISE), LONGEST_EXERCISE)


def sized(exercise: str, minutes: int) -> str:
    """The exercise with its time, and how to make it fit; empty without an exercise."""
    what = " ".join(exercise.split())
    if not what:
        return ""
    ended = what if what.endswith((".", "!", "?", "…")) else f"{what}."
    fit = ""
    if minutes < 45:
        fit = " Take the smallest version that shows the effect."
    elif minutes >= 75:
        fit = " Then change one thing and write down what that does."
    return f"{minutes} minutes: {ended}{fit}"


def _is_met(term: Term, roadmap: Roadmap, record: Record) -> bool:
    if term.item:
        return record.of(term.item).is_finished
    return _is_finished(term.stage, roadmap, record)


def _is_finished(stage: int, roadmap: Roadmap, record: Record) -> bool:
    return all(record.of(item.id).is_finished for item in roadmap.stages[stage - 1].items)


def _about(item: Item) -> str:
    """What a topic is about: its title, terms and area; of a project what it makes, since projects have an area of their own."""
    if item.type == "topic":
        return ". ".join(dict.fromkeys((item.title, *item.terms, item.area)))
    return ". ".join(dict.fromkeys((item.title.rpartition(":")[2].strip(), *item.terms)))


def _finished_for(items: Sequence[Item], roadmap: Roadmap, record: Record) -> list[Item]:
    """The prerequisites of these that were finished last, the newest first."""
    needed = dict.fromkeys(needed for item in items for needed in item.prerequisites)
    days = {needed: record.of(needed).finished_on for needed in needed if needed in roadmap.by_id}
    finished = sorted(((day, needed) for needed, day in days.items() if day), reverse=True)
    return [roadmap.by_id[needed] for _, needed in finished[:MOST_FINISHED]]


def _stage_taste(roadmap: Roadmap, record: Record) -> Taste:
    """Where all this leads, so that there is something to go by from the first day on."""
    stage = roadmap.stages[current_stage(roadmap, record) - 1]
    areas = dict.fromkeys(item.area for item in stage.items)
    return Taste(f"{roadmap.title}. {stage.goal} {', '.join(areas)}", "what your roadmap is about", STAGE, "topic")


def _interests(told: Iterable[tuple[str, str]]) -> Iterator[Taste]:
    for text, how in told:
        wanted, avoided = _parted(_line(text))
        if wanted and not _ANYTHING.fullmatch(wanted):
            yield Taste(wanted, f"{how} {_short(wanted)}".replace(":  ", ": "), INTEREST, "interest")
        if avoided:
            yield Taste(avoided, f"{_short(avoided)}, which you don't want", -1.0, "avoid")


def _parted(text: str) -> tuple[str, str]:
    """What an interest asks for, and what it doesn't want: `agents, but not robotics`."""
    if found := _NOT.fullmatch(text):
        return "", found["what"]
    both = _BUT_NOT.fullmatch(text)
    return (both["want"], both["avoid"]) if both else (text, "")


def _told_in(fact: str) -> Iterator[str]:
    """What a fact says of papers or interests, written as an interest."""
    line = _line(fact)
    if subject := _SUBJECT.match(line):
        what = subject["what"].strip()
        yield f"not {what}" if _DISLIKES.search(line[: subject.start("what")]) else what


def _of_votes(papers: Sequence[VotedPaper], how: str, weight: float, kind: Kind) -> Iterator[Taste]:
    for voted in papers:
        paper = voted.paper
        name = paper.id if paper.url else f"your file “{_short(_line(paper.title))}”"
        text = f"{paper.title}. {paper.abstract} {voted.reason}"[:_LONGEST_TEXT]
        yield Taste(text, f"{how} {name}", weight / sqrt(len(papers)), kind)


def _of_notes(notes: Sequence[str]) -> Iterator[Taste]:
    telling = [line for line in map(_line, notes[:MOST_NOTES]) if len(line) >= _SHORTEST_NOTE]
    for line in telling:
        yield Taste(line, f"your note “{_short(line)}”", NOTE / sqrt(len(telling)), "note")


def _line(text: str) -> str:
    return " ".join(without_unseen(" ".join(text[: 2 * _LONGEST_TEXT].split())).split())[:_LONGEST_TEXT]


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LABEL else line[: _LONGEST_LABEL - 1].rstrip() + "…"
