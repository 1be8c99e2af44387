"""YAML that a person wrote: what is read, and what is refused with its line."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.tools.yaml_file import WrongFile, load_yaml, parse_yaml, read_text


@dataclass(frozen=True)
class Part:
    minutes: int
    kind: Literal["concept", "design"] = "concept"
    months: tuple[int, int] | None = None


@dataclass(frozen=True)
class Doc:
    title: str
    parts: tuple[Part, ...] = ()
    share: float = 0.5
    free: bool = True
    day: date | None = None
    named: dict[str, Part] | None = None


@dataclass(frozen=True)
class Settings:
    url: str = "http://localhost"
    words: tuple[str, ...] = ()


def parse(text: str) -> Doc:
    return parse_yaml(text, Doc, source="x.yaml")[0]


def refusal(text: str) -> str:
    with pytest.raises(WrongInput) as caught:
        parse(text)
    return str(caught.value)


def test_every_kind_of_value_is_read_as_it_looks() -> None:
    text = "title: a\nparts:\n- {minutes: 5, months: [2, 3]}\nshare: 1\nfree: false\nday: 2026-12-24\nnamed: {x: {minutes: 1}}"
    assert parse(text) == Doc("a", (Part(5, months=(2, 3)),), 1, False, date(2026, 12, 24), {"x": Part(1)})


@pytest.mark.parametrize(
    "text", ["no", "yes", "19:00", "2026-12-24..2026-12-31", "mon 19:00-21:00", "0x1F", "1_000", "=", "<<", "9" * 30]
)
def test_text_that_older_yaml_takes_for_something_else_stays_text(text: str) -> None:
    assert parse(f"title: {text}").title == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: a\nparts:\n- minuets: 4", "line 3: unknown key 'minuets'. Did you mean minutes?"),
        (
            "title: a\nfoo: 1\nbar: 2",
            "line 2: unknown key 'foo'. The keys here are title, parts, share, free, day, named.",
        ),
        ("parts: []", "line 1: the file lacks title. Add title."),
        ("title: a\nparts:\n- minutes: 1\n- kind: design", "line 4: entry 2 of parts lacks minutes. Add minutes."),
        ("title: a\nparts:\n- minutes: x", "line 3: minutes is 'x', expected a whole number of minutes."),
        ("title: a\nparts:\n- minutes: 1.5", "line 3: minutes is 1.5, expected a whole number of minutes."),
        ("title: a\nparts:\n- minutes: true", "line 3: minutes is true, expected a whole number of minutes."),
        ("title: a\nparts: [{minutes: 1, kind: desing}]", "expected one of concept, design. Did you mean design?"),
        ("title: a\nparts: [{minutes: 1, kind: 3}]", "line 2: kind is 3, expected one of concept, design."),
        ("title: a\nparts: [{minutes: 1, months: [2]}]", "expected a list of 2, each a whole number or null."),
        ("title: a\nparts: 3", "line 2: parts is 3, expected a list, each a mapping with minutes."),
        ("title: a\nparts: [3]", "line 2: entry 1 of parts is 3, expected a mapping with minutes."),
        ("title: a\nnamed:\n  x:\n    minutes: no", "line 4: minutes is 'no', expected a whole number of minutes."),
        ("title: 2026", 'line 1: title is 2026, expected text. Put quotes around it, as in "2026".'),
        ("title: true", 'line 1: title is true, expected text. Put quotes around it, as in "true".'),
        ("title:", "line 1: title is empty, expected text."),
        ("title: [a]", "line 1: title is a list, expected text."),
        ("title: a\nfree: yes", "line 2: free is 'yes', expected true or false."),
        ("title: a\nshare: much", "line 2: share is 'much', expected a number."),
        ("title: a\nday: someday", "x.yaml, line 1: Invalid RFC3339 encoded date - at `$.day`."),
        ("- a", "line 1: the file is a list, expected a mapping with title."),
        ("a", "line 1: the file is 'a', expected a mapping with title."),
    ],
)
def test_a_misfit_is_told_with_its_line_and_what_to_write(text: str, sentence: str) -> None:
    assert refusal(text).startswith("x.yaml, line ")
    assert sentence in refusal(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: a\n\ntitle: b", "line 3: the key 'title' stands in line 1 already."),
        ("title: &a b", "line 1: anchors and aliases"),
        ("title: a\nparts: *b", "line 2: anchors and aliases"),
        ("title: !!python/name:os.system x", "line 1: tags"),
        ("title: !x y", "line 1: tags"),
        ("title: a\n1: b", "line 2: a key that isn't a word."),
        ("? [a]\n: b", "line 1: a key that isn't a word."),
        ("title: a\n---\ntitle: b", "line 2: a second document starts here."),
        ("title: " + "[" * 100_000, "line 1: more than 30 levels"),
        ("title: a\nparts:\n" + "- " * 100_000, "line 3: more than 30 levels"),
        ("title: a\n\x1b[2J", "line 2: an invisible control character."),
        ("title: a\nnamed: \u202e", "line 2: an invisible control character."),
        ("title: a\nnamed: \u200b", "line 2: an invisible control character."),
        ("a: \x00\x1b\ntitle: \ue000", "line 1: an invisible control character."),
        ('title: a\nnamed: "\\x07"', "line 2: an invisible control character."),
        ("title: [", "line 1: this is not YAML:"),
        ("title: a\n  b: c", "line 2: this is not YAML:"),
        ("title: a\n\tb: c", "line 2: this is not YAML:"),
        ("title: 'a\n", "this is not YAML:"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, sentence: str) -> None:
    assert sentence in refusal(text)


def test_all_misfits_are_kept_and_the_first_is_told() -> None:
    with pytest.raises(WrongFile) as caught:
        parse("title: 1\nparts:\n- minutes: x\n- minuets: 4\nshare: a")
    assert str(caught.value).endswith('Put quotes around it, as in "1". (And 3 more.)')
    assert [place.split(":")[0] for place in caught.value.places] == [f"x.yaml, line {n}" for n in (1, 3, 4, 5)]


def test_hostile_names_are_shown_short_and_without_escapes() -> None:
    text = refusal(f'title: a\n"{"k" * 5000}": 1')
    assert len(text) < 250
    assert "\x1b" not in refusal('title: a\n"\\e[31m": 1')


def test_an_empty_text_is_refused_unless_it_is_allowed() -> None:
    for text in ("", "# only a comment\n", "---\n", "\n\n"):
        assert refusal(text) == "x.yaml is empty. Write at least title."
        assert parse_yaml(text, Settings, source="config.yaml", empty_ok=True)[0] == Settings()


def test_lines_are_those_of_the_thing_or_of_what_is_around_it() -> None:
    _, lines = parse_yaml(
        "# c\ntitle: a\nparts:\n  - minutes: 1\n    kind:\n      design\n  - minutes: 2\n", Doc, source="x"
    )
    assert lines.at() == 2
    assert lines.at("parts") == 3
    assert lines.at("parts", 0, "kind") == 5
    assert lines.at("parts", 1) == 7
    assert lines.at("parts", 1, "kind") == 7
    assert lines.at("parts", 9, "kind", "x") == 3
    assert lines.at("nothing") == 2


def outcome(text: str) -> str:
    try:
        return repr(parse_yaml(text, Settings, source="x.yaml", empty_ok=True)[0])
    except WrongInput as error:
        return str(error)


@given(st.text(st.sampled_from("ab:-[]{}\n #'\"&*!|>?%@`,19.~\t\\x"), max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    assert outcome(text).startswith(("Settings(", "x.yaml"))


plain = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(10**17), 10**17),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
)


@given(st.dictionaries(st.sampled_from("abcdef"), st.one_of(plain, st.lists(plain, max_size=3)), min_size=1))
def test_what_a_yaml_writer_wrote_is_read_back(data: dict[str, object]) -> None:
    @dataclass(frozen=True)
    class Loose:
        m: dict[str, bool | int | str | list[bool | int | str | None] | None]

    text = yaml.safe_dump({"m": data}, default_flow_style=False)
    assert parse_yaml(text, Loose, source="x")[0].m == data


def test_a_file_with_a_mark_and_foreign_line_ends_is_read(tmp_path: Path) -> None:
    path = tmp_path / "doc.yaml"
    path.write_bytes("\ufefftitle: Übung\r\nparts:\r\n- minutes: 3\r\n".encode())
    assert load_yaml(path, Doc, what="The file")[0] == Doc("Übung", (Part(3),))


def test_a_refusal_names_the_file_alone_and_not_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "doc.yaml"
    path.write_text("titel: a\n")
    with pytest.raises(WrongInput, match=r"^doc\.yaml, line 1: unknown key 'titel'\. Did you mean title\?$"):
        load_yaml(path, Doc, what="The file")


def test_what_is_no_text_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x00\x01")
    (tmp_path / "latin").write_bytes("Übung".encode("latin-1"))
    (tmp_path / "big").write_bytes(b"a" * 2_000_001)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    wanted = {
        ".": "is a folder",
        "missing": "does not exist",
        "big/inside": "does not exist",
        "nul\0": "does not exist",
        "x" * 300: "can't be read: File name too long",
        "loop": "can't be read",
        "pipe": "is not an ordinary file",
        "big": "is larger than 2,000,000 bytes",
        "binary": "is not a text file",
        "latin": "is not a text file",
    }
    for name, sentence in wanted.items():
        with pytest.raises(WrongInput, match=f"^The roadmap .*{sentence}") as caught:
            read_text(tmp_path / name, what="The roadmap")
        assert str(caught.value).isprintable()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("title: a")
    path.chmod(0)
    with pytest.raises(WrongInput, match="can't be read: Permission denied"):
        read_text(path, what="The file")
