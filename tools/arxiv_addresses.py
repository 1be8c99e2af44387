"""Where arXiv is: its addresses are settings, so that another server can stand in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArxivAddresses:
    """Of search and metadata, of the daily announcements, and of papers as HTML, as TeX source and as PDF."""

    api_url: str = "https://export.arxiv.org/api/query"
    rss_url: str = "https://rss.arxiv.org/rss"
    html_url: str = "https://arxiv.org/html"
    source_url: str = "https://arxiv.org/e-print"
    pdf_url: str = "https://arxiv.org/pdf"
