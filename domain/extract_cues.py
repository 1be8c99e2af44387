"""By which words and headings a sentence of a paper shows what it says."""

import re

from .paper_summary import PointKind
from .plain_text import without_unseen

_WE = r"\b(?:we|this (?:paper|work|article|study|thesis|report|survey)|our (?:paper|work|method|approach))\b"
ANNOUNCES = re.compile(
    rf"{_WE}(?:\s+[\w-]+){{0,2}}?\s+(?:propos|introduc|present|develop|describ|design|devis|formulat|stud(?:y|ies)"
    r"|investigat|explor|address|consider|argu|suggest|provid|offer|tackl|examin|analy)\w*",
    re.IGNORECASE,
)
"""The announcement of what the paper does."""
HERE = re.compile(
    r"\b(?:in this (?:paper|work|article|study)|here,? we|this (?:paper|work) (?:is|aims))\b"
    r"|\bto (?:address|tackle|overcome|solve|this end)\b",
    re.IGNORECASE,
)
NEW = re.compile(r"\b(?:novel|new)\b", re.IGNORECASE)

CUES: dict[PointKind, re.Pattern[str]] = {
    "problem": re.compile(
        r"\b(?:however|challeng\w*|difficult\w*|remains?|suffers?|lacks?|lacking|costly|expensive|bottleneck|prohibitive"
        r"|hard to|fails? to|limited (?:by|to)|limits|struggles?|unclear|poorly understood|open (?:problem|question)"
        r"|unfortunately|ignores?|overlooks?|inefficient|infeasible|scarce|relies on|rely on)\b",
        re.IGNORECASE,
    ),
    "idea": ANNOUNCES,
    "method": re.compile(
        r"\b(?:consists? of|based on|we (?:first |then |further |also )?(?:use|train|apply|adopt|compute|learn|optimi[sz]e|fine-tune"
        r"|employ|replace|combine|add|define|sample|initiali[sz]e|encode|minimi[sz]e|maximi[sz]e|leverage|extend|construct)"
        r"|our (?:method|approach|model|framework|algorithm|system|architecture) (?:is|uses|learns|combines|works|takes)"
        r"|the (?:key|main|core|basic) (?:idea|insight)|by (?:using|learning|combining|replacing|introducing|adding)|specifically)\b",
        re.IGNORECASE,
    ),
    "result": re.compile(
        r"\b(?:outperforms?|outperforming|achiev\w+|improv\w+|reach(?:es|ed)?|obtain\w*|yields?|reduc\w+|state[- ]of[- ]the[- ]art"
        r"|compared (?:to|with)|accuracy|surpass\w*|results? (?:show|demonstrate|indicate|suggest)|we (?:find|show|observe|prove)"
        r"|experiments? (?:show|demonstrate|on)|speed-?up|faster|better than|gains?|scores?)\b",
        re.IGNORECASE,
    ),
    "limit": re.compile(
        r"\b(?:limitations?|limited to|(?:as|for|to|in|is|are) (?:the )?future(?: work)?|future work (?:will|should|could|may|includes?|is)|we (?:leave|did not|do not|have not|only)|does not (?:yet |always )?\w+"
        r"|cannot|remains? (?:open|unclear|to be|an open)|restricted to|drawbacks?|shortcomings?|caveats?|fails? (?:to|when|on)|at the (?:cost|expense) of"
        r"|one (?:weakness|drawback)|is only|beyond the scope)\b",
        re.IGNORECASE,
    ),
}

SECTIONS: dict[PointKind, re.Pattern[str]] = {
    "problem": re.compile(r"abstract|introduction|motivation|background|problem", re.IGNORECASE),
    "idea": re.compile(r"abstract|introduction|overview|contribution", re.IGNORECASE),
    "method": re.compile(
        r"abstract|method|approach|model|architecture|algorithm|framework|training|system|design|proposed|implementation",
        re.IGNORECASE,
    ),
    "result": re.compile(
        r"abstract|result|experiment|evaluation|conclusion|analysis|performance|ablation", re.IGNORECASE
    ),
    "limit": re.compile(
        r"limitation|discussion|conclusion|future|broader|threats|failure|error analysis", re.IGNORECASE
    ),
}
OTHERS = re.compile(
    r"related|previous|prior work|acknowledg|reference|bibliograph|appendix|supplement|ethic|author|fund|checklist",
    re.IGNORECASE,
)
"""Headings of what isn't the paper's own matter."""
_ABSTRACT = re.compile(
    r"(?:\d+\.?\s*)?(?:abstract|summary|zusammenfassung|résumé|resumen|摘要|概要|аннотация)\W*", re.IGNORECASE
)

NUMBER = re.compile(
    r"(?<![\w.\[(])[-−]?\d+(?:[.,]\d+)*\s?(?:%|\\%|x\b|×|times\b)?(?![\w\])])|(?<!\w)\d+(?:\.\d+)?\s?(?:%|\\%|x\b|×)"
)
UNFIT = re.compile(
    r"§|^(?:figure|fig\.|table|tab\.|algorithm|listing|theorem|lemma|proof)\s*\d|https?://|www\.|\S@\S+\.\w|^\W*\d+(?:\.\d+)*\s+[A-Z]"
    r"|\b(?:in|see) (?:section|sec\.|appendix|the appendix|table|figure|fig\.)|organi[sz]ed as follows|(?:following|next|this) sections?|before we conclude|we (?:now |then )?(?:briefly |first )?(?:describe|discuss|review) (?:the|other|our|some)\b.{0,80}\bin \w+ section",
    re.IGNORECASE,
)
"""What no sentence has that says something by itself."""

OPENING = re.compile(
    r"^(?:(?:however|therefore|thus|hence|furthermore|moreover|in addition|additionally|finally|lastly|specifically"
    r"|in particular|consequently|accordingly|as a result|to this end|here|then|also|besides|overall|in summary|in short"
    r"|in conclusion|to summari[sz]e|in this (?:paper|work|article|study|letter|report)|unfortunately|nevertheless"
    r"|nonetheless|notably|importantly|interestingly|first|second|third|firstly|secondly|more specifically"
    r"|in contrast|on the other hand|meanwhile|similarly|for this reason)\s*,\s+|in this (?:paper|work|article|study)\s+(?=we\b)"
    r"|(?:and|but|so)\s+)+",
    re.IGNORECASE,
)
"""Words at a sentence's beginning that only join it to others."""


def is_abstract(section: str) -> bool:
    """Whether a heading is that of the abstract."""
    return bool(_ABSTRACT.fullmatch(section.strip()))


def in_one_line(text: str) -> str:
    """The text without line ends and unseen characters."""
    return without_unseen(" ".join(text.split())).strip()
