"""How near the summaries without a model come to those of people: python benchmarks/summaries.py [PAPERS].

ROUGE F1 of the one sentence that stands for a paper, against the human one-sentence summaries of SciTLDR: the best and
the mean over a paper's summaries. Ours gets the abstract as one paragraph and parts it into sentences by itself; the
others get SciTLDR's sentences. The oracle picks the sentence that is nearest to the human summaries: no pick is better.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from math import log, sqrt
from pathlib import Path
from statistics import mean
from time import perf_counter

from machine import print_machine

from studycoach.domain.extract import by_rules, extract
from studycoach.domain.paper_text import PaperText, Passage
from studycoach.domain.ranking_stems import stem

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "scitldr" / "dev.jsonl.gz"
NAMES = ("R1", "R2", "RL")
Scores = tuple[float, float, float]
Row = dict[str, list[str]]


@cache
def stemmed(word: str) -> str:
    """As the original ROUGE has it: longer words without their endings."""
    return stem(word) if len(word) > 3 else word


def tokens(text: str) -> list[str]:
    """Words and numbers, in small letters."""
    return [stemmed(word) for word in re.findall(r"[a-z0-9]+", text.lower())]


def f1(common: int, ours: int, theirs: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * common / (ours + theirs) if common else 0.0


def in_common(one: Sequence[str], two: Sequence[str], n: int) -> float:
    """ROUGE-N: runs of `n` words that both have."""
    first, second = (Counter(zip(*(words[i:] for i in range(n)), strict=False)) for words in (one, two))
    return f1((first & second).total(), first.total(), second.total())


def longest(one: Sequence[str], two: Sequence[str]) -> float:
    """ROUGE-L: the longest run of words, with gaps, that both have."""
    row = [0] * (len(two) + 1)
    for word in one:
        next_row = [0]
        for j, other in enumerate(two):
            next_row.append(row[j] + 1 if word == other else max(row[j + 1], next_row[j]))
        row = next_row
    return f1(row[-1], len(one), len(two))


@cache
def rouge(text: str, human: str) -> Scores:
    """ROUGE-1, 2 and L."""
    one, two = tokens(text), tokens(human)
    return in_common(one, two, 1), in_common(one, two, 2), longest(one, two)


def lexrank(sentences: Sequence[str], damping: float = 0.85) -> str:
    """The sentence most central by continuous LexRank (Erkan and Radev, 2004)."""
    bags = [Counter(tokens(sentence)) for sentence in sentences]
    spread = Counter(word for bag in bags for word in bag)
    vectors = [{w: n * (1 + log(len(bags) / spread[w])) for w, n in bag.items()} for bag in bags]
    sizes = [sqrt(sum(x * x for x in vector.values())) or 1 for vector in vectors]
    near = [
        [sum(x * b.get(w, 0) for w, x in a.items()) / (m * n) for b, n in zip(vectors, sizes, strict=True)]
        for a, m in zip(vectors, sizes, strict=True)
    ]
    chain = [[x / (sum(row) or 1) for x in row] for row in near]
    weights = [1 / len(bags)] * len(bags)
    for _ in range(50):
        weights = [
            (1 - damping) / len(bags) + damping * sum(w * row[i] for w, row in zip(weights, chain, strict=True))
            for i in range(len(bags))
        ]
    return sentences[max(range(len(bags)), key=lambda i: (round(weights[i], 9), -i))]


def text_of(row: Row) -> PaperText:
    """The paper as it is known before it is read."""
    return PaperText("", 1, "abstract", str(row["title"]), (Passage(0, "Abstract", None, str(row["abstract"])),))


def own_sentence(row: Row) -> str:
    """The sentence that `extract` picks, as it stands there."""
    tldr = extract(text_of(row)).tldr
    return tldr.sentence if tldr else ""


def oracle(row: Row) -> str:
    """The sentence with the best mean of the three scores."""
    return max(row["sentences"], key=lambda s: max(sum(rouge(s, human)) for human in row["tldrs"]))


def measure(name: str, rows: Sequence[Row], pick: Callable[[Row], str]) -> None:
    """Print one line."""
    begin = perf_counter()
    picked = [pick(row) for row in rows]
    took = (perf_counter() - begin) * 1000 / len(rows)
    scores = [[rouge(text, human) for human in row["tldrs"]] for text, row in zip(picked, rows, strict=True)]
    best = (mean(max(s[k] for s in of_paper) for of_paper in scores) for k in range(3))
    usual = (mean(mean(s[k] for s in of_paper) for of_paper in scores) for k in range(3))
    figures = "".join(f"{100 * x:8.2f}" for x in (*best, *usual))
    print(f"{name:34}{figures}{took:10.1f}{mean(len(text.split()) for text in picked):8.0f}")


def main() -> None:
    """Measure all on the same papers."""
    print_machine()
    if not DATA.exists():
        print(f"Skipped: {DATA} is not here.")
        return
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    print(f"SciTLDR, {len(rows)} papers, {sum(len(row['tldrs']) for row in rows)} human summaries; ROUGE F1 x 100\n")
    print(f"{'':34}{'best of the human ones':^24}{'mean over them':^24}")
    print(f"{'':34}{''.join(f'{name:>8}' for name in NAMES * 2)}{'ms/paper':>10}{'words':>8}")
    measure("first sentence", rows, lambda row: row["sentences"][0])
    measure("LexRank", rows, lambda row: lexrank(row["sentences"]))
    measure("ours, the sentence as it stands", rows, own_sentence)
    measure("ours, as shown (without `However,`)", rows, lambda row: by_rules(text_of(row), 1).tldr)
    measure("oracle", rows, oracle)


if __name__ == "__main__":
    main()
