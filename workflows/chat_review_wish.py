"""What a conversation's request is to review: what the learner names, seen from their folder, or code that they paste."""

import os
from collections.abc import Sequence
from pathlib import Path

from ..domain.errors import WrongInput
from ..domain.review_request import ReviewRequest
from ..domain.routing_code import code_in, diff_in
from ..domain.source import Source
from ..tools.source import Gathered
from .chat_review_words import code
from .code_gathering import Wish, gather
from .services import Services

YOUR_CODE = "your code"


def wish_of(request: ReviewRequest, folder: Path) -> Wish:
    """What is to be reviewed. Raises WrongInput for a path that leads out of the folder and isn't written whole."""
    match request.kind:
        case "paths":
            return Wish("paths", folder, tuple(_path(folder, name) for name in request.names))
        case "between":
            return Wish("between", folder, request.names)
        case "pull request":
            return Wish("pull request", folder, request.names)
        case "last commit":
            return Wish("between", folder, ("HEAD~1..HEAD",))
        case "staged":
            return Wish("staged", folder)
        case _:
            return Wish("uncommitted", folder)


def pasted_in(texts: Sequence[str], services: Services) -> tuple[Wish, Gathered]:
    """The code that stands in these texts: the first diff with the files that it is for, or else what is Python."""
    wish = Wish("patch", services.folder, patch=next(filter(None, map(diff_in, texts)), ""))
    if wish.patch:
        return wish, gather(wish, services.github, services.environment)
    blocks = [block for text in texts for block in code_in(text)]
    names = [YOUR_CODE, *(f"{YOUR_CODE}, part {n}" for n in range(2, len(blocks) + 1))]
    sources = tuple(Source(name, block, block) for name, block in zip(names, blocks, strict=False))
    return wish, Gathered(YOUR_CODE, None, sources, ())


def _path(folder: Path, name: str) -> str:
    """A path that the learner wrote: a whole one, or one that stays below the folder."""
    try:
        whole = Path(name).expanduser()
    except RuntimeError:
        whole = Path(name)
    if not whole.is_absolute() and os.path.normpath(whole).split(os.sep)[0] == os.pardir:
        here = code(folder.absolute().name)
        raise WrongInput(
            f"{name} leads out of the folder {here}, where the coach was started.", "Write its whole path."
        )
    return str(whole)
