"""The rules' words for a session: its task, why it is there, and when it is done. A model may word them better later."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .mistake import told_again
from .plan_facts import Facts
from .plan_sweep import Placement
from .roadmap import Habit, Item
from .week import day_text

_WORD = re.compile(r"\w+")
CARRIED = "carried over: "
SOURCE = " Source: "
PLACE = "`coach review show "
"""What the task of a review begins with that is there because of a mistake."""
LEARN = {
    "concept": "Read about {it}. Close the source and write in your own words what it is, why it is needed, and one example.",
    "memory": "Read about {it} and turn what you must know by heart into questions with short answers.",
    "procedure": "Follow a worked example of {it}, doing every step yourself, and note what surprised you.",
    "design": "Read how {it} is done well and note two ways to do it with what each costs.",
}
PRACTISE = {
    "concept": "Explain {it} from memory as to a friend, check yourself against the source, and close the gaps.",
    "memory": "Answer your questions on {it} without looking, and repeat the ones you missed.",
    "procedure": "Practise {it} without looking, on small examples of your own.",
    "design": "Design an example of {it} of your own and defend your choices in writing.",
}
PROJECT = {
    "begin": "Begin: write in five lines what it must do, set up a repository, and get the smallest version to run.",
    "go on": "Go on where you stopped: take the next step that can be shown, and commit it.",
    "finish": "Finish it: close what is open, write a short README, and show it.",
    "whole": "Do it from start to finish in the smallest version that counts.",
}
# By whether the session begins the work, and whether it completes it.
PART = {(True, False): "begin", (False, False): "go on", (False, True): "finish", (True, True): "whole"}


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the plan has told so far: minutes placed and the last day of each item, and the days of completion."""

    placed: Mapping[str, int]
    last: Mapping[str, date]
    complete: Mapping[str, date]


def listed(terms: tuple[str, ...]) -> str:
    """Terms as a phrase: a, b and c."""
    return " and ".join([*filter(None, [", ".join(terms[:-1])]), *terms[-1:]])


def item_task(facts: Facts, item: Item, placement: Placement) -> str:
    """What to do in a session on an item."""
    if placement.kind == "project":
        task = PROJECT[PART[placement.begins, placement.completes]]
        return f"{task} Done when: {item.done_when}" if placement.completes else task
    words = LEARN if placement.kind == "learn" else PRACTISE
    return words[item.kind].format(it=_named(item)) + _sources(facts, item, placement)


def _named(item: Item) -> str:
    """The item's title, with those of its terms that the title doesn't say."""
    said = set(_WORD.findall(f"{item.title} {item.area}".casefold()))
    more = tuple(term for term in item.terms[:6] if not said.issuperset(_WORD.findall(term.casefold())))
    return f"{item.title} ({listed(more)})" if more else item.title


def _sources(facts: Facts, item: Item, placement: Placement) -> str:
    if placement.kind != "learn":
        return ""
    known = {resource.id: resource for resource in facts.roadmap.resources}
    named = [known[r] for r in item.resources[:2] if r in known]
    return f"{SOURCE}{'; '.join(f'{r.title} ({r.url})' if r.url else r.title for r in named)}." if named else ""


def item_done_when(item: Item, placement: Placement, worked: int, whole: int) -> str:
    """How to see that a session on an item is done: the item's own proof at its end, a mark on the way before."""
    if placement.completes:
        return item.done_when
    return (
        f"{min(worked + placement.minutes, whole)} of about {whole} minutes are worked and a note says where to go on."
    )


def item_why(facts: Facts, item: Item, placement: Placement, so_far: SoFar) -> str:
    """Why this item, and why now."""
    if placement.carried:
        return _carried_why(facts, item)
    record = facts.record.of(item.id)
    if item.id in so_far.last:
        last = so_far.last[item.id]
        since = "earlier that day" if last == placement.day.day else f"{last:%A}"
        return f"goes on from {since}: what is begun comes first"
    if record.worked and record.last_worked:
        return f"you began it on {day_text(record.last_worked)}: what is begun comes before new things"
    return _begin_why(facts, item, so_far)


def _carried_why(facts: Facts, item: Item) -> str:
    missed = next(m for m in facts.record.missed if m.topic == item.id)
    said = f" ({missed.why})" if missed.why else ""
    how = "you skipped it" if missed.skipped else "it was planned and not done"
    return f"{CARRIED}{how} on {day_text(missed.day)}{said}"


def _begin_why(facts: Facts, item: Item, so_far: SoFar) -> str:
    by_id = facts.roadmap.by_id
    here = [p for p in item.prerequisites if p in so_far.complete]
    if here:
        last = max(here, key=lambda p: so_far.complete[p])
        why = f"next after {by_id[last].title}, which this plan finishes on {so_far.complete[last]:%A}"
    else:
        days = {p: facts.record.of(p).finished_on for p in item.prerequisites}
        finished = {p: day for p, day in days.items() if day is not None}
        known = [p for p in item.prerequisites if facts.record.of(p).known]
        stage = facts.roadmap.stages[facts.roadmap.stage_of[item.id] - 1]
        if finished:
            last = max(finished, key=lambda p: finished[p])
            why = f"next after {by_id[last].title}, which you finished on {day_text(finished[last])}"
        elif known:
            why = f"next after {by_id[known[-1]].title}, which you said you know"
        else:
            others = (i for i in stage.items if i.area == item.area and i.id != item.id)
            begun = any(facts.record.of(i.id).worked or i.id in so_far.last for i in others)
            why = f"the next part of {item.area}" if begun else f"begins {item.area} in {stage.title}"
    opens = facts.roadmap.opens.get(item.id, ())
    return f"{why}; it opens {by_id[opens[0]].title}" if opens else why


def review_words(facts: Facts, item: Item) -> tuple[str, str, str]:
    """Task, why and done when of a review."""
    done_when = "You compared your page with your notes and told how it went: --recall again, hard, good or easy."
    mistake = facts.record.mistakes.get(item.id)
    if mistake:
        task = (
            f"{PLACE}{mistake.finding}` shows the place: say in your own words what goes wrong there. "
            f"Then recall {_named(item)} on an empty page, and check it against your notes."
        )
        return task, told_again(mistake, facts.learner.zone), done_when
    card = next(c for c in facts.record.cards if c.topic == item.id)
    zone = facts.learner.zone
    last, due = card.last_review.astimezone(zone).date(), card.due.astimezone(zone).date()
    days = (due - last).days
    return (
        f"Recall {_named(item)} on an empty page, then check it against your notes.",
        f"due {day_text(due)}, {days} {'day' if days == 1 else 'days'} after you last had it in mind ({day_text(last)})",
        done_when,
    )


HABIT_WHY = {
    "day": "a daily habit of this stage",
    "week": "once a week in this stage",
    "month": "every fourth week in this stage",
}


def habit_words(habit: Habit, minutes: int) -> tuple[str, str, str]:
    """Task, why and done when of a habit, paper or publishing session."""
    done = {
        "paper": "Three sentences stand in your notes: the problem, the idea, and one thing you doubt.",
        "publish": "A text of at least five sentences is out, or is ready for somebody to read.",
        "habit": f"{minutes} minutes are done.",
    }[habit.kind]
    return habit.task, HABIT_WHY[habit.every], done
