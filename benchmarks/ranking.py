"""How well papers are ranked, beside BM25 and TF-IDF, and how long it takes: python benchmarks/ranking.py.

It needs `../shared/data`. Tasks, all judged by title and abstract alone:
- known item: a human one-sentence summary finds its paper among those of SciTLDR;
- three liked papers find the others of their group among a month of listings. Three kinds of groups stand in for a
  reader's taste: papers that share two authors with a liked one, papers of a rare combination of categories, and papers
  that share a word of their titles, which is taken out of all texts first.
The settings were chosen on these tasks but for those of the last row, words that stand in titles less often: none was
looked at before the settings were fixed.
"""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, log2, sqrt
from pathlib import Path
from random import Random
from statistics import mean
from time import perf_counter
from typing import Any

from machine import print_machine

from studycoach.domain.ranking import Candidate, Index, Profile, Taste, rank, simple_profile
from studycoach.domain.ranking_terms import Terms

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SCITLDR, LISTINGS = DATA / "scitldr" / "dev.jsonl.gz", DATA / "arxiv" / "papers_2025_2026.jsonl.gz"
LIKED, LEARNERS = 3, (1, 10, 100, 1000)
WORDS = 120

Scorer = Callable[[Sequence[str]], list[str]]
"""Gives the ids, best first, for the texts that say what is wanted."""


@dataclass(frozen=True, slots=True)
class Task:
    """Liked papers (places) and those to be found; `hidden` is a term that is taken out of all texts."""

    liked: tuple[int, ...]
    relevant: frozenset[int]
    hidden: str = ""


def number(text: str) -> int:
    """A number that is the same in every run."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file; the benchmark ends where it is absent."""
    if not path.exists():
        sys.exit(f"skipped: {path} is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return list({row["id"]: row for row in reversed(rows)}.values())[::-1]


def text_of(paper: Candidate) -> str:
    """Title and abstract."""
    return f"{paper.title}. {paper.abstract}"


class Baseline:
    """BM25 (k1 1.2, b 0.75), or the cosine of TF-IDF with the logarithm of frequencies; on the same terms as ours."""

    def __init__(self, papers: Sequence[Candidate], kind: str) -> None:
        self.ids = [paper.id for paper in papers]
        self.terms, self.kind = Terms(), kind
        counts = [Counter(self.terms.of(text_of(paper))) for paper in papers]
        often = Counter(term for found in counts for term in found)
        total = len(papers)
        bm25 = kind == "BM25"
        self.idf = {t: log(1 + (total - n + 0.5) / (n + 0.5)) if bm25 else log(1 + total / n) for t, n in often.items()}
        length = mean(found.total() for found in counts)
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, found in enumerate(counts):
            if bm25:
                room = 1.2 * (0.25 + 0.75 * found.total() / length)
                weights = {t: self.idf[t] * n * 2.2 / (n + room) for t, n in found.items()}
            else:
                weights = self.unit(found)
            for term, weight in weights.items():
                self.postings[term].append((at, weight))

    def unit(self, counts: Counter[str]) -> dict[str, float]:
        """TF-IDF of length 1."""
        weights = {term: (1 + log(n)) * self.idf[term] for term, n in counts.items() if term in self.idf}
        norm = sqrt(sum(w * w for w in weights.values())) or 1
        return {term: weight / norm for term, weight in weights.items()}

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """The ids, best first."""
        scores = [0.0] * len(self.ids)
        for text in texts:
            counts = Counter(self.terms.of(text))
            for term, weight in (counts if self.kind == "BM25" else self.unit(counts)).items():
                for at, own in self.postings.get(term, ()):
                    scores[at] += weight * own
        return [self.ids[at] for at in sorted(range(len(scores)), key=lambda at: (-scores[at], self.ids[at]))]


class Ours:
    """The ranking of the product, asked for texts that are liked, or for one that is an interest."""

    def __init__(self, papers: Sequence[Candidate]) -> None:
        self.index = Index(papers)

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """The ids, best first."""
        profile = simple_profile([], texts, []) if len(texts) > 1 else simple_profile(texts, [], [])
        return [one.id for one in rank(self.index, profile, 40)]


def scorers(papers: Sequence[Candidate]) -> dict[str, Scorer]:
    """Those that are compared."""
    return {"BM25": Baseline(papers, "BM25"), "TF-IDF": Baseline(papers, "TF-IDF"), "ours": Ours(papers)}


def ndcg(ids: Sequence[str], relevant: set[str], most: int = 10) -> float:
    """Of the first ten, 1 for an order that can't be better."""
    gained = sum(1 / log2(2 + place) for place, id_ in enumerate(ids[:most]) if id_ in relevant)
    return gained / sum(1 / log2(2 + place) for place in range(min(most, len(relevant))))


def recall(ids: Sequence[str], relevant: set[str], most: int = 20) -> float:
    """How many of the relevant ones are among the first twenty, of as many as could be."""
    return len(relevant.intersection(ids[:most])) / min(len(relevant), most)


def line(name: str, gained: float, found: float) -> str:
    """A row of a table."""
    return f"    {name:8}{gained:8.3f}{found:8.3f}"


def known_items() -> None:
    """The first table."""
    rows = read(SCITLDR)
    papers = [Candidate(row["id"], row["title"], row["abstract"]) for row in rows]
    print(f"known item, SciTLDR: {len(papers)} papers, each asked for by its first human summary; nDCG@10, recall@20")
    for name, scorer in scorers(papers).items():
        found = [(scorer([row["tldrs"][0]]), {row["id"]}) for row in rows]
        print(line(name, mean(ndcg(*one) for one in found), mean(recall(*one) for one in found)))


def drawn(places: Iterable[int], rows: Sequence[dict[str, Any]], salt: str) -> list[int]:
    """Places in an order by chance that is the same in every run."""
    return sorted(places, key=lambda at: number(rows[at]["id"] + salt))


def by_authors(rows: Sequence[dict[str, Any]]) -> Iterator[Task]:
    """A paper and two that share two authors with it are liked; relevant are others that do so with one of the three."""
    of = defaultdict(list)
    for at, row in enumerate(rows):
        for pair in combinations(sorted(set(row["authors"]))[:40], 2):
            of[pair].append(at)
    near: dict[int, set[int]] = defaultdict(set)
    for together in of.values():
        for at in together:
            near[at].update(other for other in together if other != at)
    seen: Counter[int] = Counter()
    for at in drawn([at for at in near if len(near[at]) >= LIKED], rows, ""):
        liked = (at, *drawn(near[at], rows, "x")[: LIKED - 1])
        relevant = frozenset().union(*(near[one] for one in liked)) - set(liked)
        lab = min(near[at] | {at})
        if relevant and seen[lab] < 2:
            seen[lab] += 1
            yield Task(liked, relevant)


def by_categories(rows: Sequence[dict[str, Any]]) -> Iterator[Task]:
    """Combinations of one to three categories with 12 to 120 papers, two draws each."""
    of = defaultdict(list)
    for at, row in enumerate(rows):
        for size in (1, 2, 3):
            for some in combinations(sorted(row["categories"]), size):
                of[" ".join(some)].append(at)
    for name, places in sorted(of.items()):
        if 12 <= len(places) <= 120:
            for salt in ("a", "b"):
                order = drawn(places, rows, name + salt)
                yield Task(tuple(order[:LIKED]), frozenset(order[LIKED:]))


def by_words(rows: Sequence[dict[str, Any]], least: float, below: float) -> Iterator[Task]:
    """Words of 8 to 60 papers, such a share of which have it in the title; so do the liked ones."""
    terms = Terms()
    titles = [set(terms.of(row["title"])) for row in rows]
    of, named = defaultdict(list), Counter[str]()
    for at, row in enumerate(rows):
        named.update(titles[at])
        for term in titles[at].union(terms.of(row["abstract"])):
            of[term].append(at)
    fit = [term for term, n in of.items() if 8 <= len(n) <= 60 and least <= named[term] / len(n) < below]
    fit = [term for term in fit if named[term] > LIKED and term.isalpha() and len(term) > 2]
    for term in sorted(fit, key=number)[:WORDS]:
        order = drawn(of[term], rows, term)
        liked = tuple(at for at in order if term in titles[at])[:LIKED]
        yield Task(liked, frozenset(order) - set(liked), term)


def without(papers: Sequence[Candidate], hidden: set[str]) -> list[Candidate]:
    """The papers without the words of these terms."""
    terms = Terms()

    def kept(text: str) -> str:
        return re.sub(r"[A-Za-z0-9]+", lambda word: " " if set(terms.of(word[0])) & hidden else word[0], text)

    return [Candidate(paper.id, kept(paper.title), kept(paper.abstract)) for paper in papers]


def liked_papers(rows: Sequence[dict[str, Any]], papers: Sequence[Candidate]) -> None:
    """The second table."""
    print(f"\nthree liked papers find their group among {len(papers)} papers; nDCG@10, recall@20")
    kinds = {
        "shared authors": list(by_authors(rows)),
        "categories": list(by_categories(rows)),
        "words of titles": list(by_words(rows, 0.4, 1.1)),
        "other words, held out": list(by_words(rows, 0.25, 0.4)),
    }
    for name, tasks in kinds.items():
        hidden = {task.hidden for task in tasks if task.hidden}
        texts = without(papers, hidden) if hidden else papers
        print(f"  {name}: {len(tasks)} tasks")
        for who, scorer in scorers(texts).items():
            print(line(who, *judged(tasks, texts, scorer)))


def judged(tasks: Sequence[Task], papers: Sequence[Candidate], scorer: Scorer) -> tuple[float, float]:
    """Means over the tasks; the liked papers themselves are passed over."""
    gains, found = [], []
    for task in tasks:
        liked = {papers[at].id for at in task.liked}
        ids = [id_ for id_ in scorer([text_of(papers[at]) for at in task.liked]) if id_ not in liked]
        relevant = {papers[at].id for at in task.relevant}
        gains.append(ndcg(ids, relevant))
        found.append(recall(ids, relevant))
    return mean(gains), mean(found)


def somebody(random: Random, papers: Sequence[Candidate]) -> Profile:
    """A learner with five topics and interests, three liked papers and one disliked."""
    *liked, disliked = random.sample(papers, 4)
    about = [Taste(paper.title, f"*{paper.title}*, your topic", 1.0, "topic") for paper in random.sample(papers, 5)]
    known = simple_profile(["agents", "retrieval"], list(map(text_of, liked)), [text_of(disliked)])
    return Profile((*about, *known.tastes))


def times(papers: Sequence[Candidate]) -> None:
    """The third table."""
    random = Random(4)
    start = perf_counter()
    index = Index(papers)
    print(f"\n{(perf_counter() - start) * 1000:8.0f} ms: the index of {len(papers)} papers")
    profiles = [somebody(random, papers) for _ in range(max(LEARNERS))]
    for most in (None, 50):
        start = perf_counter()
        rank(index, profiles[-1], most)
        print(f"{(perf_counter() - start) * 1000:8.0f} ms: ranking them for one learner, {most or 'all'} explained")
    for learners in LEARNERS:
        start = perf_counter()
        for profile in profiles[:learners]:
            rank(index, profile, 50)
        taken = (perf_counter() - start) * 1000
        print(f"{taken:8.0f} ms: for {learners} learners, 50 explained each; {taken / learners:.0f} ms each")


def main() -> None:
    """Print the tables."""
    print_machine()
    known_items()
    rows = read(LISTINGS)
    papers = [Candidate(row["id"], row["title"], row["abstract"]) for row in rows]
    liked_papers(rows, papers)
    times(papers)


if __name__ == "__main__":
    main()
