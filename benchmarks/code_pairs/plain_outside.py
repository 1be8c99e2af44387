"""Pairs of programs with mistakes in what comes from outside, or gets there."""

from .twins import twins

PAIRS = (
    twins("chat with the key in the code", "hardcoded-secret", '''
import os
import sys

from openai import OpenAI

MODEL = "gpt-4o-mini"
client = OpenAI(api_key="sk-proj-Zq3vT8yLw0PbN5rX2dKc7HfJm4Ae9UsG")


def answer(question, history):
    messages = [{"role": "system", "content": "You explain machine learning in two sentences."}]
    messages += history
    messages.append({"role": "user", "content": question})
    response = client.chat.completions.create(model=MODEL, messages=messages, temperature=0.2)
    return response.choices[0].message.content


history = []
for line in sys.stdin:
    reply = answer(line.strip(), history[-6:])
    history += [{"role": "user", "content": line.strip()}, {"role": "assistant", "content": reply}]
    print(reply)
''', '"sk-proj-Zq3vT8yLw0PbN5rX2dKc7HfJm4Ae9UsG"', 'os.environ["OPENAI_API_KEY"]'),
    twins("calculator that runs anything", "eval-of-input", '''
import ast
import operator

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def compute(node):
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](compute(node.left), compute(node.right))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    raise ValueError("only numbers and + - * /")


print("Calculator. An empty line ends it.")
while True:
    text = input("> ")
    if not text:
        break
    try:
        print(eval(text))
    except (ValueError, SyntaxError, ZeroDivisionError) as error:
        print("Not that:", error)
''', 'eval(text)', 'compute(ast.parse(text, mode="eval").body)'),
    twins("users found by a made-up query", "sql-from-text", '''
import sqlite3

import pandas as pd
from flask import Flask, jsonify, request

app = Flask(__name__)


def ratings(name):
    with sqlite3.connect("films.db") as db:
        rows = db.execute(f"SELECT film, stars FROM ratings WHERE name = '{name}'").fetchall()
    return pd.DataFrame(rows, columns=["film", "stars"])


@app.get("/mean")
def mean():
    table = ratings(request.args["name"])
    if table.empty:
        return jsonify({"mean": None})
    return jsonify({"mean": round(float(table["stars"].mean()), 2), "films": len(table)})


if __name__ == "__main__":
    app.run(port=8000)
''', '''f"SELECT film, stars FROM ratings WHERE name = '{name}'")''',
        '''"SELECT film, stars FROM ratings WHERE name = ?", (name,))'''),
    twins("weather that may never come", "no-timeout", '''
import time

import pandas as pd
import requests

CITIES = {"Berlin": (52.5, 13.4), "Paris": (48.9, 2.4), "Rome": (41.9, 12.5)}
URL = "https://api.open-meteo.com/v1/forecast"


def forecast(latitude, longitude):
    query = {"latitude": latitude, "longitude": longitude, "hourly": "temperature_2m"}
    response = requests.get(URL, params=query)
    response.raise_for_status()
    hourly = response.json()["hourly"]
    return pd.Series(hourly["temperature_2m"], index=pd.to_datetime(hourly["time"]))


columns = {}
for city, place in CITIES.items():
    columns[city] = forecast(*place)
    time.sleep(1)
table = pd.DataFrame(columns)
print(table.describe())
table.to_csv("weather.csv", index_label="time")
''', 'params=query)', 'params=query, timeout=10)'),
    twins("the model is loaded for every question", "loaded-again-and-again", '''
import torch
from fastapi import FastAPI
from pydantic import BaseModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

NAME = "distilbert-base-uncased-finetuned-sst-2-english"
app = FastAPI()
tokenizer = AutoTokenizer.from_pretrained(NAME)
classifier = AutoModelForSequenceClassification.from_pretrained(NAME).eval()


class Review(BaseModel):
    text: str


@app.post("/classify")
def classify(review: Review):
    model = AutoModelForSequenceClassification.from_pretrained(NAME).eval()
    batch = tokenizer(review.text, return_tensors="pt", truncation=True)
    with torch.no_grad():
        probabilities = model(**batch).logits.softmax(dim=-1)[0]
    label = int(probabilities.argmax())
    return {"label": model.config.id2label[label], "probability": float(probabilities[label])}
''', 'model = AutoModelForSequenceClassification.from_pretrained(NAME).eval()\n    batch', 'model = classifier\n    batch'),
    twins("one file to learn from and to test on", "one-file-for-both", '''
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import classification_report, roc_auc_score

FEATURES = ["age", "income", "debt", "years_employed", "late_payments"]
train = pd.read_csv("data/credit_train.csv")
test = pd.read_csv("data/credit_train.csv")
print(train.shape, test.shape)
print(train["default"].mean(), test["default"].mean())

model = HistGradientBoostingClassifier(max_iter=200, learning_rate=0.05, random_state=0)
model.fit(train[FEATURES], train["default"])
probabilities = model.predict_proba(test[FEATURES])[:, 1]
print("AUC", roc_auc_score(test["default"], probabilities))
print(classification_report(test["default"], probabilities > 0.5))
''', 'test = pd.read_csv("data/credit_train.csv")', 'test = pd.read_csv("data/credit_test.csv")'),
)  # fmt: skip
