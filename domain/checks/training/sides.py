"""Which of two networks that are trained together something belongs to, by its name."""

import ast
import re
from typing import Final, Literal

from ..syntax import dotted, last

Side = Literal["G", "D", ""]
_G: Final = re.compile(
    r"(^|_)(gen|generator|netg|g_?net|g_?model|model_?g)($|_)|^G$|^(opt|optim|optimizer|optimiser)_?g$|^g_?(opt|optim|optimizer)$|^g_?loss$|^loss_?g$|^errg$|^gopt$"
)
_D: Final = re.compile(
    r"(^|_)(disc|discriminator|critic|netd|d_?net|d_?model|model_?d)($|_)|^D$|^(opt|optim|optimizer|optimiser)_?d$|^d_?(opt|optim|optimizer)$|^d_?loss$|^loss_?d$|^errd$|^dopt$|^copt$"
)


def side(node: ast.AST | str) -> Side:
    """The generator's or the discriminator's; empty when the name says neither, or both."""
    name = last(node if isinstance(node, str) else dotted(node))
    plain = name if name in ("G", "D") else name.lower()
    is_g, is_d = bool(_G.search(plain)), bool(_D.search(plain))
    return "" if is_g == is_d else "G" if is_g else "D"
