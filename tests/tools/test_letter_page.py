"""Tests of a letter opened in a browser: nothing in it acts."""

from html.parser import HTMLParser

import pytest

from studycoach.tools.letter_page import guarded


class Page(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("html", ["", "<p>Hi", "<!doctype html><html><head><script>evil()</script>", "-->'\"<p>"])
def test_the_policy_is_the_first_thing_and_forbids_everything_but_styles_and_pictures_within(html: str):
    page = guarded(html)
    assert page.startswith("<!doctype html><meta ")
    (first, attributes), *_ = Page(page).tags
    assert (first, attributes["http-equiv"]) == ("meta", "Content-Security-Policy")
    rules = dict(rule.split(maxsplit=1) for rule in str(attributes["content"]).split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
    }


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0;url=https://example.org">',
        "<META\nHTTP-Equiv = refresh content='0;url=//example.org'>",
        '<meta x="1"http-equiv=refresh content="0;url=//example.org">',
        '<link rel="preconnect" href="https://example.org">',
        "<link href=//example.org\tREL\n= dns-prefetch>",
        '<iframe src="https://example.org"></iframe>',
        "<IFRAME/src=//example.org>",
        "<frameset><frame src=//example.org></frameset>",
    ],
)
def test_what_the_policy_does_not_govern_is_disarmed(html: str):
    _, *others = Page(guarded(html)).tags
    assert not {tag for tag, _ in others} & {"iframe", "frame"}
    assert not {name for _, attributes in others for name in attributes} & {"http-equiv", "rel"}


def test_the_rest_of_a_letter_stays_as_it_is():
    html = '<html lang="de"><body style="margin:0"><p class="rel">Relativ gut: rel und http-equiv, iframes.</p>'
    assert guarded(html).endswith(html)
