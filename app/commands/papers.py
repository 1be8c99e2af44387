"""`coach papers`: find papers, read them with proof, ask about them, and get the digest."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ...domain.errors import CoachError, WrongInput
from ..bootstrap import Coach, open_coach, tell_problems
from ..paper_json import answer_json, digest_json, kept_json, paper_json, read_json, shelved_json
from ..paper_view import show_answer, show_digest, show_kept, show_papers, show_read, show_shelved
from ..render import say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...domain.digest import Digest
    from ...memory.learners import StoredLearner

MOST = 100
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
LEVEL = click.option(
    "--level", metavar="STAGE", type=click.IntRange(1), help="Explain for this stage.  [default: yours]"
)


@click.group(epilog="Example: coach papers digest")
def papers() -> None:
    """Papers of arXiv and your own: found, ranked for you, read with proof."""


@papers.command(epilog='Example: coach papers search "low-rank adaptation" cat:cs.CL')
@click.argument("words", nargs=-1, required=True)
@click.option("--most", default=10, show_default=True, type=click.IntRange(1, MOST), help="How many to show.")
@AS_JSON
def search(words: tuple[str, ...], most: int, as_json: bool) -> None:
    """Search arXiv: words, ids or addresses, au:NAME, ti:WORDS, cat:CATEGORY."""
    from ...workflows.paper_search import search as found_by

    with open_coach() as coach:
        found = found_by(coach.services, " ".join(words), most)
        if as_json:
            say_json({"papers": [paper_json(paper) for paper in found]})
            return
        show_papers(found)
        if not found:
            say("arXiv has nothing of that.")


@papers.command(epilog="Example: coach papers digest --week")
@click.option("--week", "is_weekly", is_flag=True, help="Make the digest of this week, not of today.")
@click.option("--period", metavar="PERIOD", help="Show the kept digest of this day or week, as 2026-11-28 or 2026-W48.")
@AS_JSON
def digest(is_weekly: bool, period: str | None, as_json: bool) -> int:
    """Find the new papers, read the few that matter to you now, and put the digest into your inbox.

    No paper comes twice. The digest of a day or week that is made already is shown again.
    """
    if is_weekly and period:
        raise WrongInput("--week and --period name two periods.", "Leave one of them out.")
    from ...workflows.kept_digest import kept_digest, write_digest_file

    with open_coach() as coach:
        stored = coach.learner_or_default()
        if period:
            shown = kept_digest(coach.services, stored.id, period)
            if shown is None:
                raise CoachError(f"No digest of {period[:40]} is kept.", "`coach papers list` shows what there is.")
        else:
            day = coach.now().astimezone(stored.learner.zone).date()
            wanted = str(coach.today(stored)) if is_weekly else day.isoformat()
            shown = kept_digest(coach.services, stored.id, wanted)
            if shown and shown.papers:
                tell_problems([write_digest_file(coach.services, stored.id, shown)])
                coach.deliver_waiting()
            else:
                shown = _made(coach, stored, wanted)
        if as_json:
            say_json(digest_json(shown))
        else:
            show_digest(shown)
    # One of which no paper could be read has failed, and has said why.
    return int(bool(shown.failed and not shown.papers))


def _made(coach: Coach, stored: "StoredLearner", period: str) -> "Digest":
    from ...workflows.paper_digest import make

    made = make(coach.services, stored.id, period)
    tell_problems(made.problems)
    return made.digest


@papers.command(epilog="Example: coach papers read 2106.09685 --level 3")
@click.argument("name", metavar="ID|FILE")
@LEVEL
@AS_JSON
def read(name: str, level: int | None, as_json: bool) -> None:
    """Read a paper of arXiv, or a PDF, TeX or HTML file of yours, and tell what it says, with quotations."""
    from ...workflows.paper_reading import read as read_paper

    with open_coach() as coach:
        stored = coach.learner_or_default()
        done = read_paper(coach.services, stored.id, name, level=level)
        if as_json:
            say_json(read_json(done))
        else:
            show_read(done)


@papers.command(epilog='Example: coach papers ask 2106.09685 "What is the rank in the experiments?"')
@click.argument("names", metavar="ID|FILE[,ID...]")
@click.argument("question", nargs=-1, required=True)
@AS_JSON
def ask(names: str, question: tuple[str, ...], as_json: bool) -> None:
    """Ask about one or more papers; the answer comes from them alone, with the places it stands on."""
    from ...workflows.paper_questions import ask as ask_papers

    with open_coach() as coach:
        stored = coach.learner_or_default()
        answer = ask_papers(coach.services, stored.id, names.split(","), " ".join(question))
        if as_json:
            say_json(answer_json(answer))
        else:
            show_answer(answer)


@papers.command(epilog="Example: coach papers vote 2106.09685 +", context_settings={"ignore_unknown_options": True})
@click.argument("name", metavar="ID")
@click.argument("sign", metavar="+|-|0", type=click.Choice(["+", "-", "0"]))
@click.argument("why", nargs=-1)
@AS_JSON
def vote(name: str, sign: Literal["+", "-", "0"], why: tuple[str, ...], as_json: bool) -> None:
    """Say whether a paper was for you (+) or not (-), with a reason if you like; 0 takes it back."""
    from ...workflows.paper_votes import vote as vote_for

    with open_coach() as coach:
        stored = coach.learner_or_default()
        paper = vote_for(coach.services, stored.id, name, {"+": 1, "-": -1, "0": 0}[sign], " ".join(why))
        if as_json:
            say_json({"arxiv_id": paper.id, "title": paper.title, "vote": sign, "why": " ".join(why)})
            return
        learned = {"+": "More like it will come.", "-": "Less like it will come.", "0": "The vote is taken back."}
        say_wrapped(f"{learned[sign]} ({paper.title})")


@papers.command("list", epilog="Example: coach papers list adapters")
@click.argument("words", nargs=-1)
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, MOST), help="How many to show.")
@AS_JSON
def list_(words: tuple[str, ...], most: int, as_json: bool) -> None:
    """List the papers that you were shown, newest first; with words, those kept that speak of them."""
    from ...workflows.paper_shelf import shelf

    with open_coach() as coach:
        stored = coach.learner_or_default()
        found = shelf(coach.services, stored.id, " ".join(words), most)
        if as_json:
            say_json({"papers": [shelved_json(one, stored.learner.zone) for one in found]})
            return
        show_shelved(found, stored.learner.zone)
        if not found:
            nothing = (
                "No paper that is kept speaks of that." if words else "None yet. `coach papers digest` finds some."
            )
            say_wrapped(f"{nothing} `coach papers search` looks at arXiv.")


@papers.command(epilog="Example: coach papers show 2106.09685")
@click.argument("name", metavar="ID")
@AS_JSON
def show(name: str, as_json: bool) -> None:
    """Show all that is kept about a paper, without asking anybody: abstract, summary, votes."""
    from ...workflows.paper_shelf import kept_paper

    with open_coach() as coach:
        stored = coach.learner_or_default()
        kept = kept_paper(coach.services, stored.id, name)
        if as_json:
            say_json(kept_json(kept, stored.learner.zone))
        else:
            show_kept(kept, stored.learner.zone)


@papers.command(epilog="Example: coach papers rank --profile me.json --papers papers.jsonl --json")
@click.option(
    "--profile", "profile", required=True, type=click.Path(path_type=Path), help="JSON: interests, liked, disliked."
)
@click.option(
    "--papers", "candidates", required=True, type=click.Path(path_type=Path), help="JSON lines: id, title, abstract."
)
@click.option("--most", type=click.IntRange(1), help="How many to give.  [default: all]")
@AS_JSON
def rank(profile: Path, candidates: Path, most: int | None, as_json: bool) -> None:
    """Rank papers from a file for a profile from a file; no database, no network."""
    from ...domain.ranking import Index
    from ...domain.ranking import rank as rank_by
    from ...tools.ranking_files import read_candidates, read_profile

    ranked = rank_by(Index(read_candidates(candidates)), read_profile(profile), most)
    if as_json:
        say_json({"ranking": [{"id": r.id, "score": round(r.score, 4), "why": r.why} for r in ranked]})
        return
    for number, one in enumerate(ranked, 1):
        say_wrapped(f"{number}. {one.id} ({one.score:.2f}) {one.why}", hang=4)
