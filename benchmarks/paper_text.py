"""How much of a paper's PDF is read, and how fast. Run it as: python benchmarks/paper_text.py [FOLDER].

The folder holds PDFs, each beside its parse by GROBID as S2ORC publishes it. Recall is how many of the parse's runs of six
words ours has, precision how many of ours the parse has. Words are of two letters and more, without digits and hyphens:
formulas and the marks of footnotes are set in other ways, and the parse joins every compound that a line breaks. It errs
too; what PDFium gives as it is, with words joined at line ends, is measured beside.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from machine import print_machine

from studycoach.tools.paper_blocks import without_number
from studycoach.tools.paper_isolated import Limits, convert
from studycoach.tools.paper_pdf import read_pdf
from studycoach.tools.paper_text import PaperFiles, paper_text

PAPERS = Path(__file__).resolve().parents[2] / "shared" / "data" / "papers"
RUNS = 5


def letters(title: str) -> str:
    """A title as it is compared."""
    return re.sub(r"[^a-z]", "", title.casefold())


def titles_of(parse: dict[str, Any]) -> list[str]:
    """The numbered section titles of a parse: others are lines of tables that it took for titles."""
    titles = dict.fromkeys(
        p["section"] for p in parse["body_text"] if p.get("sec_num") and not p["sec_num"].endswith(".")
    )
    # Where a title follows another without text between, the parse has both in one.
    return [part.strip() for title in titles for part in re.split(r"\s\d+\.\d+\s", title)[-1:]]


def runs_of_six(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every run of six words within one of these texts."""
    runs: set[tuple[str, ...]] = set()
    for text in texts:
        found = re.findall(r"[^\W\d_]{2,}", text.replace("-", "").casefold())
        runs.update(zip(*(found[i:] for i in range(6)), strict=False))
    return runs


def plain(data: bytes) -> str:
    """All text as PDFium gives it."""
    from pypdfium2 import PdfDocument

    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(data)).replace("\ufffe", "")


def milliseconds(data: bytes) -> float:
    """The fastest of some runs within this process, without the start of another one."""
    best = float("inf")
    for _ in range(RUNS):
        start = perf_counter()
        read_pdf(data, "", Limits())
        best = min(best, perf_counter() - start)
    return 1e3 * best


def main() -> None:
    """Prints a line for each paper."""
    print_machine()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    pairs = [
        (pdf, pdf.with_suffix(".json")) for pdf in sorted(folder.glob("*.pdf")) if pdf.with_suffix(".json").exists()
    ]
    if not pairs:
        print(f"Skipped: there are no PDFs with parses in {folder}.")
        return
    print(f"{'paper':<26} {'':<6} {'titles':>7} {'recall':>7} {'precision':>9}")
    for path, parsed in pairs:
        data = path.read_bytes()
        parse = json.loads(parsed.read_text(encoding="utf-8"))["pdf_parse"]
        start = perf_counter()
        text = paper_text(PaperFiles(pdf=data), paper=path.stem, version=1)
        whole = 1e3 * (perf_counter() - start)
        found = {letters(without_number(section)) for section in text.sections}
        titles = titles_of(parse)
        missed = [title for title in titles if letters(title) not in found]
        theirs = runs_of_six(p["text"] for part in ("abstract", "body_text") for p in parse[part])
        ours = runs_of_six([" ".join(p.text for p in text.passages)])
        raw = runs_of_six([plain(data)])
        rows = [("ours", f"{len(titles) - len(missed)}/{len(titles)}", ours), ("plain", "", raw)]
        for name, share, grams in rows:
            recall, precision = len(grams & theirs) / len(theirs), len(grams & theirs) / len(grams)
            print(f"{path.stem:<26} {name:<6} {share:>7} {recall:>7.3f} {precision:>9.3f}")
        each = milliseconds(data) / len(convert("pdf", data, Limits()).pages)
        print(
            f"{'':<26} {each:.1f} ms a page; {whole:.0f} ms for the paper, with the start of the process that reads it"
        )
        if missed:
            print(f"  titles not found: {', '.join(missed)}")


if __name__ == "__main__":
    main()
