"""The text of papers, in passages with section and page: from arXiv's HTML, the TeX source or the PDF."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import CoachError, WrongInput
from ..domain.paper import OWN
from ..domain.paper_text import KINDS, PaperText, TextSource
from .paper_blocks import Converted, Unreadable, passages, tidy
from .paper_folder import folder_source, shown
from .paper_isolated import USUAL, Limits, convert
from .paper_pages import with_pages

__all__ = ["Limits", "PaperFiles", "own_text", "paper_text"]

ENOUGH = 0.5
"""How much of the PDF's text the HTML or the source has to give to be trusted."""

_CALLED: dict[TextSource, str] = {"html": "The HTML", "tex": "The TeX source", "pdf": "The PDF"}


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """The files of one version of a paper, as they were downloaded; None for what there isn't."""

    html: bytes | None = None
    source: bytes | None = None
    pdf: bytes | None = None


def paper_text(files: PaperFiles, *, paper: str, version: int, title: str = "", limits: Limits = USUAL) -> PaperText:
    """The text of a paper: of its HTML, else of its TeX source, else of its PDF, which also tells the pages.

    Each file is read by another process, within the limits. What could not be read is said in the remarks.

    Raises:
        CoachError: none of the files can be read.
    """
    remarks: list[str] = []
    is_pdf = bool(files.source and files.source.startswith(b"%PDF"))  # who has no TeX gives arXiv a PDF
    pdf = _tried("pdf", files.pdf or (files.source if is_pdf else None), limits, remarks)
    kinds: tuple[tuple[TextSource, bytes | None], ...] = (
        ("html", files.html),
        ("tex", None if is_pdf else files.source),
    )
    for kind, data in kinds:
        found = _tried(kind, data, limits, remarks)
        if found and (not pdf or found.size >= ENOUGH * pdf.size):
            return _text(kind, found, pdf, paper, version, title, remarks)
        if found:
            remarks.append(f"{_CALLED[kind]} holds only a part of the paper.")
    if pdf:
        return _text("pdf", pdf, pdf, paper, version, title, remarks)
    why = " ".join(remarks) or "There is neither HTML nor TeX source nor PDF of it."
    raise CoachError(f"{paper} can't be read. {why}", "Its abstract is all there is to read.")


def own_text(path: Path, limits: Limits = USUAL) -> PaperText:
    """The text of a learner's own PDF, TeX or HTML file. Its id is made of its content.

    A .tex file may read others from its own folder with \\input, and nothing else.

    Raises:
        WrongInput: there is no such file, or it is of another kind.
        CoachError: it can't be read.
    """
    with suppress(RuntimeError):  # nobody is called so: then there is no such file
        path = path.expanduser()
    kind = KINDS.get(path.suffix.lower())
    if not kind:
        raise WrongInput(f"{shown(path)} is no .pdf, .tex or .html file.", "Give the file of a paper.")
    data = _content(path, limits)
    try:
        source, name = folder_source(path, data) if kind == "tex" else (data, "")
        found = convert(kind, source, limits, name)
    except Unreadable as why:
        raise CoachError(f"{shown(path)} can't be read: it {why}.", "Give another file of the paper.") from None
    # All that was put in counts: a main file that only puts in others says nothing of what it is.
    paper = OWN + hashlib.sha256(source).hexdigest()[:16]
    return _text(kind, found, found if kind == "pdf" else None, paper, 1, found.title or tidy(path.stem)[:300], [])


def _content(path: Path, limits: Limits) -> bytes:
    """What the file holds.

    Raises:
        WrongInput: it is missing, no file, or too large.
    """
    try:
        if not path.is_file():
            raise WrongInput(f"There is no file {shown(path)}.", "Check its name.")
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name can't be one"
        raise WrongInput(f"{shown(path)} can't be opened: {why}.", "Check its name and who may read it.") from None
    if len(data) > limits.file_bytes:
        raise WrongInput(f"{shown(path)} is larger than {limits.file_bytes // 1_000_000} MB.", "Give a smaller file.")
    return data


def _tried(kind: TextSource, data: bytes | None, limits: Limits, remarks: list[str]) -> Converted | None:
    if not data:
        return None
    try:
        return convert(kind, data, limits)
    except Unreadable as why:
        remarks.append(f"{_CALLED[kind]} {why}.")
        return None


def _text(
    kind: TextSource, found: Converted, pdf: Converted | None, paper: str, version: int, title: str, remarks: list[str]
) -> PaperText:
    blocks = found.blocks if kind == "pdf" or not pdf else with_pages(found.blocks, pdf.pages)
    references = found.references or (pdf.references if pdf else ())
    notes = (*remarks, *found.remarks, *(pdf.remarks if pdf and pdf is not found else ()))
    return PaperText(paper, version, kind, title or found.title, passages(blocks), references, notes)
