"""What the digests of many learners cost together: python benchmarks/digest_calls.py [LEARNERS].

Learners of one database get their digest of the same week, one after the other: 1, 10 and 100 of them (or at most so
many). The tests' stand-ins for arXiv and for a model's server count what they are asked. Papers are as long as real
ones; the model quotes them, rightly but for one point of every second answer. What is to be seen: calls and tokens grow
with the papers, for each stage of the roadmap, not with the learners.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from zlib import crc32

sys.path += [str(Path(__file__).resolve().parents[1] / "tests" / folder) for folder in ("support", "servers")]
from arxiv_server import ArxivServer
from machine import print_machine
from model_stub import ModelStub
from model_stub_parts import Request
from paper_worlds import page, reaching, some_papers

from studycoach.app.bootstrap import default_learner
from studycoach.app.config import ModelSettings, Settings
from studycoach.app.models import form_words
from studycoach.domain.digest import Digest, DigestRules
from studycoach.domain.paper import Paper
from studycoach.domain.record import Record
from studycoach.domain.recording import stage_rows
from studycoach.domain.roadmap import Roadmap
from studycoach.domain.sentences import sentences
from studycoach.llm.finding import find_model
from studycoach.llm.models import Models
from studycoach.memory import evidence, learners, roadmaps
from studycoach.memory.answers import KeptAnswers
from studycoach.memory.database import Database, open_database
from studycoach.memory.model_calls import CallRecords
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.paper_digest import make
from studycoach.workflows.services import PlanRules, Services

NOW, WEEK, ROADMAP = datetime(2026, 11, 24, 8, 30, tzinfo=UTC), "2026-W48", "genai-scientist"
SIZES = (1, 10, 100)
PAPERS, PARAGRAPHS = 60, 80
KINDS = ("problem", "idea", "result", "limit")
COLUMNS = (
    ("learners", 9), ("papers", 8), ("told", 6), ("calls", 7), ("embedded", 10), ("tokens in", 11), ("tokens out", 12),
    ("arXiv", 7), ("of texts", 10), ("seconds", 9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Some learners, all alike but for their stage and what they say that interests them. A context of 0: no model."""

    name: str
    context: int
    learners: int
    stages: tuple[int, ...] = (2,)
    interests: tuple[str, ...] = ("",)
    embedders: tuple[str, ...] = ()


def papers_of(roadmap: Roadmap) -> list[Paper]:
    """Papers on the topics of the whole roadmap."""
    topics = [item for item in roadmap.items() if item.type == "topic"]
    chosen = [topics[n * len(topics) // PAPERS] for n in range(PAPERS)]
    return some_papers(
        subjects=[
            (f"2611.{n:05}", f"Towards Better {item.title}", ", ".join((item.title, *item.terms)))
            for n, item in enumerate(chosen, 1)
        ]
    )


def long_page(paper: Paper) -> str:
    """The paper as arXiv shows it, of about 6,000 words."""
    told = "".join(
        f'<div class="ltx_para"><p class="ltx_p">In run {n} of {paper.title} we changed one part of the system at a time, held '
        f"all others as they were and wrote down what came out. {'The setting was the same as before in all ways. ' * 4}"
        f"The error of run {n} was {n}.25 percent, which no change of the seed explains.</p></div>"
        for n in range(1, PARAGRAPHS + 1)
    )
    heading = '<h2 class="ltx_title ltx_title_section"><span class="ltx_tag ltx_tag_section">5 </span>Runs</h2>'
    return page(paper).replace("</article>", f'<section class="ltx_section">{heading}{told}</section></article>')


def said_of(text: str, title: str) -> list[dict[str, str]]:
    """Points as a model gives them: sentences of the text, the last one with a wrong number in every second paper."""
    lines = [line for line in text.splitlines() if line and not line.startswith("## ")]
    told = dict.fromkeys(one for line in lines for one in sentences(line) if 8 <= len(one.split()) <= 40)
    points = [
        {"kind": kind, "quote": one, "text": one}
        for kind, one in zip(KINDS, [one for one in told if any(map(str.isdigit, one))], strict=False)
    ]
    if points and crc32(title.encode()) % 2:
        points[-1] |= {"quote": re.sub(r"\d", "7", points[-1]["quote"]) + " So it was."}
    return points


def reply(request: Request) -> str:
    """What the model says to each of the paper reader's prompts, told apart by the form that they ask for."""
    form = request.body["response_format"]["json_schema"]["schema"]["properties"]
    found = dict(re.findall(r"<(title|paper|part|points)>\n(.*?)\n</\1>", request.prompt, re.S))
    title = found.get("title", "")
    about = {
        "tldr": f"The paper studies {title}.",
        "exercise": f"Rebuild {title} with ten examples. It is done when you can print both errors.",
    }
    if "tldr_keys" in form:
        keys = re.findall(r"^(k\d+) \w+: (.*)$", found["points"], re.M)[:5]
        return json.dumps(about | {"points": [{"key": k, "text": t} for k, t in keys], "tldr_keys": [keys[0][0]]})
    if "tldr" in form:
        points = said_of(found["paper"], title)
        return json.dumps(about | {"points": points, "tldr_quote": points[0]["quote"], "words": title.split()[-2:]})
    if "words" in form:
        return json.dumps({"points": said_of(found["part"], title), "words": []})
    return json.dumps({"points": []})


def settle(database: Database, roadmap: Roadmap, case: Case) -> list[int]:
    """The learners of a case, who know what comes before their stage."""
    ids = []
    with database.write() as db:
        key = roadmaps.save(db, roadmap, NOW)
        for n in range(case.learners):
            interest = case.interests[n % len(case.interests)]
            stage = case.stages[n % len(case.stages)]
            learner = replace(
                default_learner(Settings()),
                name=f"Learner {n}",
                stage=stage,
                roadmap=roadmap.id,
                interests=(interest,) if interest else (),
            )
            ids.append(learners.add(db, learner, key, NOW))
            if rows := stage_rows(roadmap, Record(), stage, at=NOW):
                evidence.add(db, ids[-1], rows)
    return ids


def measure(case: Case, roadmap: Roadmap) -> None:
    """Make all digests of a case in a database of its own, and print what they cost."""
    papers = papers_of(roadmap)
    pages = {paper.id: long_page(paper) for paper in papers}
    stub = ModelStub(reply, context=case.context or 4096, embedders=case.embedders)
    arxiv = ArxivServer(papers, html=pages, announced=[paper.id for paper in papers])
    with tempfile.TemporaryDirectory() as folder, stub, arxiv:
        database = open_database(f"sqlite:///{folder}/coach.db", backups=Path(folder, "backups"), now=NOW)
        try:
            ids = settle(database, roadmap, case)
            found = find_model(ModelSettings(), {"OPENAI_BASE_URL": stub.v1}) if case.context else None
            begin = perf_counter()
            made = []
            for learner in ids:
                services = Services(
                    database, lambda: NOW, Path(folder, str(learner)), PlanRules(), digest=DigestRules(papers=5)
                )
                if found:
                    models = Models(
                        lambda _: found,
                        log=CallRecords(database, learner),
                        cache=KeptAnswers(database, lambda: NOW),
                        now=lambda: NOW,
                        words=form_words(),
                    )
                    services = replace(services, models=lambda models=models: models)
                made.append(make(reaching(services, arxiv), learner, WEEK).digest)
            seconds = perf_counter() - begin
        finally:
            database.close()
    show(case, made, stub, arxiv, seconds)


def show(case: Case, made: Sequence[Digest], stub: ModelStub, arxiv: ArxivServer, seconds: float) -> None:
    """Print one line, and what went wrong, if anything did."""
    shown = [one for digest in made for one in digest.papers]
    told = {(one.paper.id, one.summary.level): one.summary for one in shown}
    kinds = Counter(request.kind for request in arxiv.requests)
    embedded = sum(request.path.endswith("/embeddings") for request in stub.requests)
    texts = sum(kinds[kind] for kind in ("html", "pdf", "e-print"))
    numbers = (case.learners, len({id_ for id_, _ in told}), len(told), stub.calls, embedded, stub.tokens_in)
    cells = (*map(str, (*numbers, stub.tokens_out, len(arxiv.requests), texts)), f"{seconds:.1f}")
    print(f"{case.name:26}{''.join(f'{cell:>{width}}' for cell, (_, width) in zip(cells, COLUMNS, strict=True))}")
    assert len(shown) == 5 * len(made)
    by_rules = sum(summary.written_by == "rules" for summary in told.values()) if case.context else 0
    for remark in [f"{by_rules} explained by rules"] * bool(by_rules) + [r for digest in made for r in digest.remarks][
        :3
    ]:
        print(f"  {remark}")


def main() -> None:
    """Measure all cases."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    sizes = [size for size in SIZES if size <= most]
    print_machine()
    roadmap = read_shipped(ROADMAP)
    areas = tuple(dict.fromkeys(item.area for item in roadmap.items()))
    print(f"{PAPERS} new papers, 5 in each digest; `told` counts explanations, `embedded` requests for embeddings\n")
    print(f"{'':26}{''.join(f'{name:>{width}}' for name, width in COLUMNS)}")
    whole, small = 65536, 8192
    cases = [Case("no model", 0, size) for size in sizes]
    cases += [Case("reads whole papers", whole, size) for size in sizes]
    cases += [Case("reads in parts", small, size) for size in sizes]
    cases += [Case("whole, three stages", whole, size, stages=(2, 3, 4)) for size in sizes]
    cases += [Case(f"whole, {len(areas)} interests", whole, size, interests=areas) for size in sizes]
    cases += [Case("whole, with embeddings", whole, size, embedders=("words-embed:1",)) for size in sizes]
    for case in cases:
        measure(case, roadmap)


if __name__ == "__main__":
    main()
