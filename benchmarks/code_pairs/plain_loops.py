"""Programs whose loops don't end, whose dicts are empty or whose files are overwritten, and their clean twins."""

from . import Pair
from .twins import twins

PAIRS: tuple[Pair, ...] = (
    twins("words of a book", "key-not-there", '''
import re
from pathlib import Path

STOP = {"the", "a", "an", "and", "of", "to", "in"}


def words_of(path):
    """The words of a text file, in small letters."""
    text = Path(path).read_text(encoding="utf-8").lower()
    return [word for word in re.findall(r"[a-z']+", text) if word not in STOP]


def frequencies(words):
    """How often each word occurs."""
    table = {}
    for word in words:
        table[word] += 1
    return table


book = words_of("books/moby_dick.txt")
table = frequencies(book)
common = sorted(table.items(), key=lambda pair: pair[1], reverse=True)[:20]
for word, times in common:
    print(f"{word:15} {times}")
''', "table[word] += 1", "table[word] = table.get(word, 0) + 1"),
    twins("the learning rate that never falls", "loop-without-end", '''
import numpy as np

rng = np.random.default_rng(3)
X = np.c_[np.ones(200), rng.normal(size=(200, 2))]
true = np.array([1.0, -2.0, 0.5])
y = X @ true + rng.normal(scale=0.1, size=200)

weights = np.zeros(3)
rate = 0.1
step = 0
while step < 500:
    error = X @ weights - y
    gradient = 2 * X.T @ error / len(y)
    weights = weights - rate * gradient
    loss = float(np.sum(error * error)) / len(y)
    print(loss)

print("weights", weights.round(3), "true", true)
''', "    print(loss)\n", "    print(loss)\n    step += 1\n"),
    twins("houses cleaned in place", "input-overwritten", '''
import pandas as pd

SOURCE = "data/houses.csv"
TIDY = "data/houses_tidy.csv"


def clean(houses):
    """The houses whose price and area are known, each once."""
    houses = houses.dropna(subset=["price", "area"])
    houses = houses.drop_duplicates(subset=["address"])
    houses = houses[houses["area"] > 10]
    houses["price_per_m2"] = houses["price"] / houses["area"]
    return houses


houses = pd.read_csv(SOURCE)
print("before", houses.shape)
houses = clean(houses.drop(columns=["agent", "phone"]))
print("after", houses.shape)
houses.to_csv(SOURCE, index=False)
print(houses["price_per_m2"].describe())
''', "houses.to_csv(SOURCE", "houses.to_csv(TIDY"),
    twins("an agent that sleeps for all", "blocking-in-async", '''
import asyncio
import time

import httpx

LIMIT = 3


async def ask(client, question):
    """The answer to one question, tried again when the server is busy."""
    for attempt in range(LIMIT):
        answer = await client.post("https://api.example.com/ask", json={"question": question}, timeout=20)
        if answer.status_code != 429:
            return answer.json()["text"]
        time.sleep(2**attempt)
    return ""


async def main(questions):
    began = time.perf_counter()
    async with httpx.AsyncClient() as client:
        answers = await asyncio.gather(*(ask(client, question) for question in questions))
    print(f"{len(answers)} answers in {time.perf_counter() - began:.1f} s")
    return answers


asyncio.run(main(["What is a token?", "What is a tensor?"]))
''', "        time.sleep(2**attempt)", "        await asyncio.sleep(2**attempt)"),
)  # fmt: skip
