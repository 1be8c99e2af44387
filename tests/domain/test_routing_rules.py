"""The rules of routing decide only what the form of a message makes certain, and leave the rest alone."""

import pytest

from studycoach.domain.errors import WrongInput
from studycoach.domain.routing import by_rule
from studycoach.domain.slash import COMMANDS

FENCED = "why does this fail?\n```python\nfor x in range(3)\n    print(x)\n```"
PASTED = "what is wrong here?\ndef add(a, b):\n    total = a + b\n    return totl\nprint(add(1, 2))"
DIFF = """what did I break?
diff --git a/train.py b/train.py
--- a/train.py
+++ b/train.py
@@ -1,2 +1,2 @@
-lr = 0.1
+lr = 10
"""
TRACEBACK = """help
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    main()
KeyError: 'loss'
"""
FILES = {"train.py", "src/data.py", "./nb/plot.ipynb", "~/model.py", "C:\\work\\app.py", "post.py", "Main.java"}


def agent_of(message: str) -> str | None:
    steps = by_rule(message, FILES.__contains__)
    if steps is None:
        return None
    (step,) = steps
    assert (step.request, step.decided_by, step.after) == (message, "rule", ())
    return step.agent


@pytest.mark.parametrize(
    ("message", "agent"),
    [
        ("/plan", "planner"),
        ("/done w48-3 50", "planner"),
        ("/why w48-3", "planner"),
        ("/papers low-rank adaptation", "paper_reader"),
        ("/review train.py", "code_reviewer"),
        ("/draft what I learned about LoRA", "publisher"),
        ("/QUIZ recursion", "tutor"),
        ("/forget", "tutor"),
        ("2106.09685", "paper_reader"),
        ("2106.09685v2?", "paper_reader"),
        ("what does 2106.09685 say about rank?", "paper_reader"),
        ("I've read 2106.09685, took 40 minutes", "paper_reader"),
        ("I finished reading 2106.09685, took 30 minutes", "paper_reader"),
        ("ich habe 2106.09685 gelesen", "paper_reader"),
        ("arXiv:2106.09685", "paper_reader"),
        ("what does arXiv: 1706.03762v7 claim", "paper_reader"),
        ("https://arxiv.org/abs/2106.09685", "paper_reader"),
        ("看arxiv.org/abs/2106.09685", "paper_reader"),
        ("summarise https://arxiv.org/pdf/1706.03762v5.pdf please", "paper_reader"),
        ("arxiv.org/html/2401.00001v1 पढ़ो", "paper_reader"),
        ("fass http://www.arxiv.org/abs/hep-th/9901001 zusammen", "paper_reader"),
        ("hep-th/9901001v3", "paper_reader"),
        ("总结论文2106.09685", "paper_reader"),
        ("2106.09685の論文を要約して", "paper_reader"),
        ("w48-3", "planner"),
        ("W48-3 done, 50 min", "planner"),
        ("w48-3 fertig, 45 Minuten", "planner"),
        ("why w48-3?", "planner"),
        ("w48-3学完了", "planner"),
        ("review pandas with me", "tutor"),
        ("can we review gradient descent with me please?", "tutor"),
        ("look at train.py", "code_reviewer"),
        ("看一下train.py有没有问题", "code_reviewer"),
        ("src/data.pyを見て", "code_reviewer"),
        ("is ./nb/plot.ipynb ok?", "code_reviewer"),
        ("schau dir ~/model.py an", "code_reviewer"),
        ("`C:\\work\\app.py` is slow", "code_reviewer"),
        ("Main.java", "code_reviewer"),
        (FENCED, "code_reviewer"),
        (PASTED, "code_reviewer"),
        (DIFF, "code_reviewer"),
        (TRACEBACK, "code_reviewer"),
        ("```\nimport numpy as np\nx = np.zeros(3)\nprint(x[4])\n```", "code_reviewer"),
        ("```py\nx = 1", "code_reviewer"),
        ("https://github.com/ada/engine", "code_reviewer"),
        ("please review https://gitlab.com/ada/engine.git", "code_reviewer"),
        ("git@github.com:ada/engine.git", "code_reviewer"),
    ],
)
def test_what_the_form_makes_certain_is_decided(message, agent):
    assert agent_of(message) == agent


@pytest.mark.parametrize(
    "message",
    [
        "",
        "hello",
        "what is 2106.09685 divided by two?",
        "the loss is 2301.45312, why?",
        "2113.09685",  # no thirteenth month
        "1,2106.09685",
        "192.168.1.1",
        "https://arxiv.org/list/cs.LG/recent",
        "https://example.org/abs/2106.09685",
        "notarxiv.org/abs/2106.0968",
        "https://evil.example/arxiv.org/abs/2106.09685",
        "write a post about arXiv:2106.09685",
        "Entwurf zu arxiv.org/abs/2106.09685",
        "quiz me on arXiv:2106.09685",
        "does train.py implement arXiv:2106.09685?",  # a file and a paper
        "move the session on arXiv:2106.09685 to Friday",
        "read arXiv:2106.09685, then skip tomorrow",
        "publish w48-3",
        "quiz me on w48-3",
        "w48-3 done and explain LoRA",
        "w99-3",
        "row48-3",
        "the w48-3 thing reminds me of a question that I have about how transformers do attention over long inputs",
        "look at missing.py",
        "write a blog post about train.py",
        "给train.py写个post",
        "remember that train.py is mine",
        "review train.py and move Tuesday to Friday",
        "post.pyc",
        "review my code with me",
        "review the parser with me",
        "https://example.org/train.py",
        "explain node.js",
        "what is a class?",
        "what does 'Traceback (most recent call last):' mean?",
        "```text\ndear readers, welcome\n```",
        "here is my list:\n- import books\n- return the letter\n- class at nine",
        "first I studied loops.\nThen I went home.\nTomorrow I want to do classes.",
        "--- a line\nof dashes",
        "write a tweet on this\n```python\nprint(1)\n```",
        "is this what the paper says?\n```python\nprint(1)\n```",
        "remember that my site is https://github.com/ada/engine",
        "I found https://github.com/ada/engine nice",
        "find papers like https://github.com/ada/engine",
        "/etc/hosts",
        "/threads",  # the terminal's own
        "/help",
    ],
)
def test_what_could_be_meant_otherwise_is_left_to_the_votes(message):
    assert agent_of(message) is None


def test_every_command_of_an_agent_goes_to_it_and_the_terminals_own_to_none():
    for command in COMMANDS:
        assert agent_of(f"/{command.name}") == command.agent


def test_an_unknown_command_is_named_with_the_nearest():
    with pytest.raises(WrongInput, match=r"/pln.*plan"):
        by_rule("/pln", lambda _: False)


def test_the_request_of_a_command_is_what_was_typed():
    (step,) = by_rule("  /done w48-3 50 \n", lambda _: False) or ()
    assert step.request == "/done w48-3 50"


def test_only_a_few_short_names_of_code_files_are_asked_for():
    asked: list[str] = []
    message = " ".join(f"file{n}.py" for n in range(100)) + " notes.txt passwords.md " + "x" * 400 + ".py"
    by_rule(message, lambda path: bool(asked.append(path)))
    assert asked == [f"file{n}.py" for n in range(6)]


def test_a_file_is_asked_for_as_it_is_written():
    asked: list[str] = []
    by_rule("see src/Data.PY and src/Data.py", lambda path: bool(asked.append(path)))
    assert asked == ["src/Data.py"]
