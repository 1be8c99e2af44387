"""Mistakes: a finding known again in later reviews, how often it came, and what became of it.

The same mistake is the same rule broken again, wherever. A time is a moment at which a review found it anew: at a place
where it wasn't known, on a later day than the last one, or after it was mended. What several places show in one review is
one time, and looking again on the same day at what still stands there is none.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from hashlib import sha256
from typing import Final, Literal

from .finding import Finding
from .record import Evidence, Mistake
from .roadmap import Roadmap
from .week import date_text

State = Literal["open", "fixed", "dismissed"]
MOST_TIMES: Final = 100
DISTRUSTED_FROM = 3
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it stood when it was found last (`last_seen`), with the times at which it was made (`seen`), oldest first.

    Of more than a hundred times the first and the newest are kept. `why` is the reason for which it was dismissed, and
    `review` the id of the last review that found it.
    """

    finding: Finding
    seen: tuple[datetime, ...]
    last_seen: datetime
    state: State = "open"
    why: str = ""
    review: int = 0

    @property
    def first_seen(self) -> datetime:
        """When it was found first."""
        return self.seen[0]

    @property
    def times(self) -> int:
        """How often it was made."""
        return len(self.seen)


def finding_id(finding: Finding, number: int) -> str:
    """The id of a finding, that is number `number` of equal ones in its scope. It stays the same when lines move."""
    place = ascii([*_place(finding), _bare(finding), number])
    return f"f{sha256(place.encode()).hexdigest()[:9]}"


def with_ids(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, in the order given, each with an id that no other has."""
    given = tuple(findings)
    numbers: Counter[tuple[str, ...]] = Counter()
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for n, one in sorted(enumerate(given), key=lambda pair: (pair[1].cell or 0, pair[1].line, pair[1].column)):
        key = (*_place(one), _bare(one))
        while n not in ids or ids[n] in taken:
            numbers[key] += 1
            ids[n] = finding_id(one, numbers[key])
        taken.add(ids[n])
    return tuple(replace(one, id=ids[n]) for n, one in enumerate(given))


def known_again(findings: Iterable[Finding], kept: Iterable[KeptFinding]) -> tuple[Finding, ...]:
    """The findings with the ids under which they are kept.

    That is another one for a place that was edited and is still wrong: an open finding of the same rule in the same scope,
    which isn't found itself any more, goes on in it.
    """
    given, held = tuple(findings), tuple(kept)
    found, known = {one.id for one in given}, {k.finding.id for k in held}
    new = [one for one in given if one.id not in known]
    gone = [k for k in held if k.finding.id not in found]
    # A place that was edited once has another quote than the one that its id is made of.
    edited = [k for k in gone if finding_id(k.finding, 1) != k.finding.id]
    same = _pairs(new, edited, lambda one: (*_place(one), _bare(one)))
    still_new = [one for one in new if one.id not in same]
    still_gone = [k for k in gone if k.state == "open" and k.finding.id not in same.values()]
    as_kept = same | _pairs(still_new, still_gone, _place)
    return tuple(replace(one, id=as_kept.get(one.id, one.id)) for one in given)


def _pairs(
    new: Iterable[Finding], gone: Iterable[KeptFinding], likeness: Callable[[Finding], tuple[str, ...]]
) -> dict[str, str]:
    left: dict[tuple[str, ...], list[str]] = {}
    for k in gone:
        left.setdefault(likeness(k.finding), []).append(k.finding.id)
    return {one.id: left[likeness(one)].pop(0) for one in new if left.get(likeness(one))}


def seen(findings: Iterable[Finding], kept: Iterable[KeptFinding], zone: tzinfo, now: datetime) -> tuple[Finding, ...]:
    """The findings, each with the id under which it is kept, how often the learner made its mistake before, and since when.

    `kept` are at least all that are kept of the rules of these findings. Dismissed ones don't count.
    """
    held = tuple(k for k in kept if k.state != "dismissed")
    by_id = {k.finding.id: k for k in held}
    times = {rule: sorted(moments) for rule, moments in moments_of(held).items()}

    def told_of(one: Finding) -> Finding:
        all_times, before = times.get(one.rule, []), by_id.get(one.id)
        # What stands there since this morning is this time still.
        is_same = before is not None and not _is_new_time(before, zone, now)
        earlier = bisect_left(all_times, before.seen[-1]) if before and is_same else len(all_times)
        first = all_times[0].astimezone(zone).date().isoformat() if earlier else ""
        return replace(one, seen_before=earlier, first_seen=first)

    return tuple(told_of(one) for one in known_again(findings, held))


def moments_of(kept: Iterable[KeptFinding]) -> dict[str, set[datetime]]:
    """For each rule the moments at which it was broken; dismissed findings don't count."""
    moments: dict[str, set[datetime]] = {}
    for k in kept:
        if k.state != "dismissed":
            moments.setdefault(k.finding.rule, set()).update(k.seen)
    return moments


def without_dismissed(findings: Iterable[Finding], kept: Iterable[KeptFinding]) -> tuple[Finding, ...]:
    """The findings that the learner hasn't dismissed at their places."""
    held = tuple(kept)
    dismissed = {k.finding.id for k in held if k.state == "dismissed"}
    return tuple(one for one in known_again(findings, held) if one.id not in dismissed)


def fixed(
    findings: Iterable[Finding],
    kept: Iterable[KeptFinding],
    reviewed: Mapping[str, Container[str]],
    rules_run: Container[str],
) -> tuple[KeptFinding, ...]:
    """The open findings that are mended: not found any more, though their rule was run over the whole file.

    `reviewed` are the whole files that were reviewed, each with the scopes that it has still: what was deleted with its
    function is not mended. `findings` are all that were found, what is dismissed or silenced by a comment too. A model's
    silence says nothing.
    """
    held = tuple(kept)
    found = {one.id for one in known_again(findings, held)}

    def is_mended(one: Finding) -> bool:
        if one.id in found or one.source == "model" or one.rule not in rules_run or one.path not in reviewed:
            return False
        return not one.scope or one.scope in reviewed[one.path]

    return tuple(k for k in held if k.state == "open" and is_mended(k.finding))


def distrusted(kept: Iterable[KeptFinding]) -> frozenset[str]:
    """The rules that the learner has dismissed at three places or more, and more often than mended. They come last."""
    states = Counter((k.finding.rule, k.state) for k in kept)
    rules = {rule for rule, _ in states}
    return frozenset(
        rule for rule in rules if states[rule, "dismissed"] >= max(DISTRUSTED_FROM, states[rule, "fixed"] + 1)
    )


def keep(finding: Finding, before: KeptFinding | None, review: int, zone: tzinfo, now: datetime) -> KeptFinding:
    """What is kept of a finding after a review has found it, from what was kept `before`. A dismissed one stays so."""
    if before is None:
        return KeptFinding(finding, (now,), now, review=review)
    if before.state == "dismissed":
        return before
    times = before.seen
    if _is_new_time(before, zone, now):
        times = (times[0], *times[1:][2 - MOST_TIMES :], now)
    return KeptFinding(finding, times, max(now, before.last_seen), review=review)


def _is_new_time(before: KeptFinding, zone: tzinfo, now: datetime) -> bool:
    return before.state == "fixed" or before.last_seen.astimezone(zone).date() < now.astimezone(zone).date()


def evidence_of(
    kind: Literal["mistake_seen", "mistake_fixed"], finding: Finding, roadmap: Roadmap, at: datetime
) -> Evidence:
    """The row for the learner's record."""
    item = roadmap.by_id.get(finding.topic or "")
    return Evidence(
        id=0,
        act=0,
        kind=kind,
        at=at,
        topic=item.id if item else "",
        title=item.title if item else "",
        note=finding.title,
        finding=finding.id,
        rule=finding.rule,
    )


def missing_rows(
    kept: Iterable[KeptFinding], evidence: Iterable[Evidence], roadmap: Roadmap, at: datetime
) -> Iterator[Evidence]:
    """The rows by which the record comes to tell of each time of these mistakes, and of no other.

    `evidence` are the rows of their rules that stand. What was dismissed is taken back. A matter of style is no mistake.
    """
    held = [k for k in kept if k.finding.severity != "style"]
    wanted = moments_of(held)
    had: dict[str, set[datetime]] = {}
    for row in evidence:
        if row.kind == "mistake_seen":
            had.setdefault(row.rule, set()).add(row.at)
            if row.at not in wanted.get(row.rule, ()):
                yield Evidence(id=0, act=0, kind="undone", at=at, undoes=row.act, rule=row.rule)
    times = [(moment, k.finding) for k in held if k.state != "dismissed" for moment in k.seen]
    for moment, finding in sorted(times, key=lambda pair: pair[0]):
        told = had.setdefault(finding.rule, set())
        if moment not in told:
            told.add(moment)
            yield evidence_of("mistake_seen", finding, roadmap, moment)


def told(finding: Finding, today: date | None = None) -> str:
    """How often the mistake was made: `third time, first on 3 October`; nothing for the first time.

    The year is left out when it is that of `today`.
    """
    if not finding.seen_before:
        return ""
    words = f"{ordinal(finding.seen_before + 1)} time"
    return f"{words}, first on {_day(date.fromisoformat(finding.first_seen), today)}" if finding.first_seen else words


def told_again(mistake: Mistake, zone: tzinfo) -> str:
    """Why the topic of a mistake is to be looked at again."""
    first = _day(mistake.first, mistake.since.astimezone(zone).date())
    what = mistake.title.strip().rstrip(".")
    return f"you made this mistake for the {ordinal(mistake.times)} time: {what}, first on {first}"


def ordinal(number: int) -> str:
    """The number in order: first, second, …, tenth, 11th."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    is_teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _day(day: date, today: date | None) -> str:
    said = date_text(day)
    return said.removesuffix(f" {day.year}") if today and today.year == day.year else said


def _place(finding: Finding) -> tuple[str, str, str]:
    return finding.path, finding.scope, finding.rule


def _bare(finding: Finding) -> str:
    return "".join(finding.quote.split())
