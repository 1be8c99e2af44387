"""What may stand as a mail address."""

import pytest

from studycoach.domain.mail_address import is_mail_address

LONGEST = f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 61}"


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "coach@localhost",
        "ada+study@mail.example.org",
        "o'hara_{x}=y?@example.org",
        "zoë@exämple.org",
        "李@例え.jp",
        f"a@{'x' * 63}.de",
        f"{'é' * 32}@b.de",
        LONGEST,
    ],
)
def test_an_address_of_any_language_is_one(address: str):
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@b, c@d",
        "Ada <ada@example.org>",
        '"a b"@c',
        "a@b\n",
        "a@b\nBcc: c@d",
        "a..b@c",
        ".a@b",
        "a.@b",
        "a@b..c",
        "a@b.",
        "a@.b",
        "a@[127.0.0.1]",
        "=?utf-8?q?x?=@b.de",
        f"a@{'x' * 64}.de",
        f"a@{'ü' * 63}.de",
        "a@⑴.de",
        "a@\u0378.de",
        f"{'a' * 65}@b.de",
        f"{'é' * 33}@b.de",
        f"{LONGEST}d",
        "a\0@b",
        "\ud800@b",
    ],
)
def test_what_no_mail_program_takes_is_none(address: str):
    assert not is_mail_address(address)
