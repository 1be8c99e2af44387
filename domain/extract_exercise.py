"""An exercise on a paper without a model: from the kind of paper it is and what is really in it."""

import re
from collections import Counter

from .extract_cues import ANNOUNCES, in_one_line
from .paper_text import PaperText
from .sentences import sentences

_SURVEY = re.compile(r"\b(?:surveys?|review|overview|tutorial|roadmap|taxonomy)\b", re.IGNORECASE)
_IS_SURVEY = re.compile(r"\bthis (?:survey|review|tutorial)\b", re.IGNORECASE)
_EXAMPLES = re.compile(
    r"\b(?:\w*bench(?:mark\w*)?|leaderboard|shared task|data ?-?sets?|corpus|corpora|treebank)\b", re.IGNORECASE
)
_STUDY = re.compile(
    r"\b(?:empirical|stud(?:y|ies)|analy[sz]\w+|investigat\w+|understanding|evaluat\w+|compar\w+|probing|revisit\w+|does|do|can|how|why|what|when)\b",
    re.IGNORECASE,
)
_COMPUTES = re.compile(
    r"\b(?:experiment|train|model|algorithm|network|data ?-?set|learn|framework|system|code|benchmark)", re.IGNORECASE
)
_RELEASES = re.compile(
    r"\bwe (?:\w+ )?(?:release|introduce|present|collect|construct|build|create|propose)\b[^.]{0,60}\b(?P<what>benchmark|data ?-?set|corpus)\b",
    re.IGNORECASE,
)
_THEORY = re.compile(r"^(?:theorem|lemma|proposition|corollary|proof)\b|\bwe prove\b", re.IGNORECASE)
_CODE = re.compile(
    r"\b(?:github\.com|gitlab\.com|code (?:is|are|will be|can be) (?:\w+ )?(?:available|found|released)|release (?:our|the) code)",
    re.IGNORECASE,
)
_DATA_NAME = re.compile(
    r"\b(?P<name>[A-Z][A-Za-z]*(?:[A-Z\d-][\w-]*)?(?: [A-Z][A-Za-z\d-]*){0,2}) (?:data ?-?sets?|benchmarks?|corpus)\b"
)
_KNOWN_DATA = re.compile(
    r"\b(?:MNIST|Fashion-MNIST|CIFAR-?100?|ImageNet(?:-1k)?|SVHN|CelebA|COCO|SQuAD|GLUE|SuperGLUE|MMLU|GSM8K|HumanEval|MBPP"
    r"|WikiText-?\d*|C4|The Pile|PubMed|WMT ?\d*|SNLI|MultiNLI|LibriSpeech|HotpotQA|TriviaQA|Natural Questions|MS ?MARCO"
    r"|BEIR|ARC|HellaSwag|TruthfulQA|SWE-bench|Penn Treebank|IMDB|AG News|Atari|MuJoCo|ShapeNet|KITTI|Cityscapes|OGB\w*)(?!\w)"
)
_METRIC = re.compile(
    r"\b(?:accuracy|F1|BLEU|ROUGE(?:-[12L])?|perplexity|AUC|AUROC|mAP|FID|IoU|RMSE|MAE|exact match|pass@\d+|recall(?:@\d+)?"
    r"|nDCG(?:@\d+)?|MRR|word error rate|WER|win rate|latency|throughput|mean squared error|log-likelihood)(?!\w)"
)
_FRAME = re.compile(
    r"abstract|introduction|conclusion|discussion|related|background|preliminar|reference|acknowledg|appendix|future|summary|limitation|overview|method|experiment|result",
    re.IGNORECASE,
)
_NOT_NAMES = """
    The This These Our We In On For A An Each All Both Such Training Test Large New Open Several Many Most Existing Using
    NLP LLM LLMs QA AI ML VQA RL OCR NER English Chinese German French Spanish Table Figure Section
"""
_LONGEST_NAME = 80


def exercise_of(text: PaperText) -> str:
    """Something to try, and how to know that it is done; it names what the paper has."""
    name = _short(text)
    data, metric = _data(text), _most_often(_METRIC, text)
    on = f"a few hundred examples of {data}" if data else "data small enough for your own machine"
    measure = metric or "a number that you chose beforehand"
    match _kind(text):
        case "survey":
            return _on_survey(name, text)
        case "theory":
            return (
                f"Write the main statement of {name} on one page, each assumption in your own words, and try it on the"
                " smallest case that you can work out by hand or in a few lines of code. Done when you have seen it fail"
                " after taking one assumption away."
            )
        case "examples":
            return (
                f"Take ten examples of {data or name}, work them by hand, and score yourself"
                f"{f' by {metric}' if metric else ''} as the paper does. Done when you can name two of them that are"
                " harder than they look, or wrong, and say why."
            )
        case "study":
            return (
                f"Take one finding of {name} and test it yourself on {on}. Done when {measure} speaks for or"
                " against it, and you can say in two sentences what you would have to see to believe the opposite."
            )
        case "code":
            return (
                f"Run the authors' code of {name} on {on}, then change one setting that the paper calls important. Done"
                f" when you have {measure} before and after, and two sentences on why it moved."
            )
        case "method":
            return (
                f"Build the core of {name} in at most a hundred lines and try it on {on}, beside the simplest thing that"
                f" could work. Done when you have {measure} for both, and two sentences on what makes the difference."
            )
    return (
        f"Write the main claim of {name} in one sentence, the best reason for it and the best one against it. Done when"
        " you have an example of your own that speaks for one of the two."
    )


def _on_survey(name: str, text: PaperText) -> str:
    topics = [t for t in map(_heading, text.sections) if t and not _FRAME.match(t)][:3]
    among = f", {', '.join(topics)} among them," if len(topics) > 1 else ""
    return (
        f"Draw a map of {name} on one page: its groups of methods{among} with one work for each and what tells them"
        " apart. Done when you can place a paper that you know on it and say why there."
    )


def _kind(text: PaperText) -> str:
    """What kind of paper it is, by its title and by what it first announces."""
    opening = " ".join(passage.text for passage in text.passages[:8])[:6000]
    announced = next(filter(ANNOUNCES.search, sentences(opening)), "")
    releases = _RELEASES.search(announced)
    released = releases["what"].lower() if releases else ""
    theorems = sum(bool(_THEORY.search(passage.text)) for passage in text.passages)
    kinds = {
        "survey": _SURVEY.search(text.title) or _IS_SURVEY.search(opening),
        "examples": _EXAMPLES.search(text.title) or released,
        "theory": theorems >= min(3, len(text.passages) or 1),
        "study": _STUDY.search(text.title),
        "code": any(_CODE.search(passage.text) for passage in text.passages),
        "method": _COMPUTES.search(opening),
    }
    return next((kind for kind, it_is in kinds.items() if it_is), "essay")


def _short(text: PaperText) -> str:
    """The paper's own name for its matter: what stands before a colon in the title, or the title."""
    title = in_one_line(text.title)
    head, colon, _ = title.partition(": ")
    name = head if colon and len(head.split()) <= 4 else title
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1].rstrip() + "…"
    return f"“{name}”" if name else "the paper"


def _heading(section: str) -> str:
    return re.sub(r"^[\dA-Z]{1,2}(?:\.\d+)*\.?\s+", "", in_one_line(section))[:40].strip()


def _data(text: PaperText) -> str:
    """The data that the paper speaks of most often; empty where it names none."""
    names: Counter[str] = Counter()
    for passage in text.passages:
        names.update(_KNOWN_DATA.findall(passage.text))
        names.update(found["name"] for found in _DATA_NAME.finditer(passage.text))
    not_names = frozenset(_NOT_NAMES.split())
    fit = [(n, name) for name, n in names.most_common(20) if name.split()[0] not in not_names and len(name) <= 40]
    return fit[0][1] if fit else ""


def _most_often(pattern: re.Pattern[str], text: PaperText) -> str:
    found = Counter(word for passage in text.passages for word in pattern.findall(passage.text))
    return found.most_common(1)[0][0] if found else ""
