"""How much of what a very small model says of code stands, before and after the checks: python benchmarks/code_judgement.py [FOLDER].

It needs the small model, and is run in an environment with the extra `small-model`; FOLDER holds Python files, else a few
made-up ones are taken. A model of 135 million parameters shows what the checks are for, not how well code is reviewed: it
is made to judge even where its card says that it shouldn't. `stand` counts findings whose copied line stands within three
lines of the place named, looked for here without the coach's own code; `survive` what its second look leaves.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "servers"))
import small_model
from machine import print_machine

from studycoach.agents.code_claims import PartReview, Said
from studycoach.agents.code_reviewer import AboutLearner, Judged, judge
from studycoach.app.config import ModelSettings
from studycoach.app.models import form_words
from studycoach.domain.source import Source
from studycoach.llm.asking import Answer, Model
from studycoach.llm.finding import find_model
from studycoach.llm.model_card import ModelCard
from studycoach.llm.models import Models
from studycoach.llm.scripted import CallList

T = TypeVar("T")
ABOUT = AboutLearner(2, "Machine Learning Foundations", ("Scaled before the split",))
CONTEXT, SECONDS = 8192, 300.0
LESS_AGAIN = ("--repeat-penalty", "1.1", "--repeat-last-n", "256")
"""Without it the model says the same again and again until its room is used up, and no answer is usable."""
COLUMNS = (("said", 6), ("stand", 7), ("no line", 9), ("repeated", 10), ("refuted", 9), ("shown", 7), ("stand", 7))
MORE = (("unread", 8), ("calls", 7), ("unusable", 10), ("seconds", 9))
SAMPLES = {
    "mean.py": """import json


def load(path):
    file = open(path)
    return json.load(file)


def mean(rows):
    total = 0
    for row in rows:
        total += row["price"]
    return total / len(rows)


def largest(rows):
    best = 0
    for i in range(1, len(rows)):
        if rows[i]["price"] > best:
            best = rows[i]["price"]
    return best


print(mean(load("sales.json")), largest(load("sales.json")))
""",
    "spam.py": """import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

mails = pd.read_csv("mails.csv")
words = TfidfVectorizer()
X = words.fit_transform(mails["text"])
y = mails["is_spam"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression(max_iter=1000)
model.fit(X_train, y_train)
print(accuracy_score(y_train, model.predict(X_train)))
""",
    "digits.py": """import torch
from torch import nn

model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def train(loader, epochs=5):
    losses = []
    for epoch in range(epochs):
        for images, labels in loader:
            output = model(images.view(images.size(0), -1))
            loss = criterion(output, labels)
            loss.backward()
            optimizer.step()
            losses.append(loss)
        print(epoch, sum(losses) / len(losses))
""",
    "clean.py": """from collections import Counter
from pathlib import Path


def frequent(path: Path, count: int = 10) -> list[tuple[str, int]]:
    \"\"\"The words that occur most often in a file, with how often they do.\"\"\"
    words = path.read_text(encoding="utf-8").casefold().split()
    return Counter(words).most_common(count)


if __name__ == "__main__":
    for word, times in frequent(Path("letter.txt")):
        print(f"{times:5} {word}")
""",
}


class Heard(Model):
    """A model that remembers what it said of code."""

    def __init__(self, model: Model) -> None:
        self._model, self._endpoints = model, model._endpoints
        self.account, self.pacing, self.cache = model.account, model.pacing, None
        self.said: list[Said] = []

    def ask(self, words: str, shape: type[T], **asked: Any) -> Answer[T]:
        """See Model."""
        answer = self._model.ask(words, shape, **asked)
        if isinstance(answer.value, PartReview):
            self.said += answer.value.findings
        return answer


def stands(source: Source, quote: str, line: int) -> bool:
    """Whether a line that holds the copied one is there, within three lines. White space makes no difference."""
    copied = "".join(quote.split())
    nearby = source.text.splitlines()[max(0, line - 4) : max(0, line + 3)]
    return len(copied) > 3 and any(copied in "".join(one.split()) for one in nearby)


def show(source: Source, heard: Heard, judged: Judged, log: CallList, seconds: float) -> None:
    """Print one line, and what is shown."""
    standing = sum(stands(source, one.quote, one.line) for one in heard.said)
    right = sum(one.quote == source.text.splitlines()[one.line - 1].strip() for one in judged.findings)
    unusable = sum(call.outcome != "ok" for call in log.calls)
    dropped = (judged.dropped.no_such_line, judged.dropped.repeated, judged.dropped.refuted)
    cells = (len(heard.said), standing, *dropped, len(judged.findings), right, len(judged.not_read), len(log.calls))
    told = (*map(str, cells), str(unusable), f"{seconds:.0f}")
    print(
        f"{source.path:20}{''.join(f'{cell:>{width}}' for cell, (_, width) in zip(told, COLUMNS + MORE, strict=True))}"
    )
    for one in judged.findings:
        print(f"    {one.at} ({one.severity}) {one.title}\n        {one.quote}")
    for trouble in (*judged.troubles, *(one.why for one in judged.not_read)):
        print(f"    {trouble}")


def review(source: Source, models: Models, log: CallList) -> None:
    """Have the model judge one file."""
    model = models.of("code_reviewer", models.account())
    assert model is not None
    heard = Heard(model)
    begin = perf_counter()
    judged = judge(heard, [source], (), ABOUT, seconds=SECONDS, tell=lambda _: None)
    show(source, heard, judged, log, perf_counter() - begin)


def able(card: ModelCard) -> ModelCard:
    """A card that says of the same model that it can judge code."""
    return replace(card, answers="schema", usable_context=None)


def measure(sources: Sequence[Source]) -> None:
    """Have the model judge the files."""
    with small_model.served("--ctx-size", str(CONTEXT), *LESS_AGAIN) as address:
        found = find_model(ModelSettings(), {"OPENAI_BASE_URL": f"{address}/v1"})
        assert found.card is not None, found.passed_over
        found = replace(found, card=able(found.card))
        print(f"{small_model.NAME}\n{'':20}{'what it said':^42}{'what is shown':^14}")
        print(f"{'':20}{''.join(f'{name:>{width}}' for name, width in COLUMNS + MORE)}")
        for source in sources:
            log = CallList()
            review(
                source,
                Models(lambda _: found, log=log, cache=None, now=lambda: datetime.now(UTC), words=form_words()),
                log,
            )


def main() -> None:
    """Measure, or say why not."""
    print_machine()
    texts = SAMPLES
    if len(sys.argv) > 1:
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.py"))}
    if why := small_model.missing() or ("" if texts else f"there are no Python files in {sys.argv[1]}"):
        print(f"Skipped: {why}")
        return
    measure([Source(name, text, text) for name, text in texts.items()])


if __name__ == "__main__":
    main()
