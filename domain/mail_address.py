"""What may stand as a mail address: name@example.org, in letters of any language."""

import re

LONGEST_LOCAL, LONGEST = 64, 254
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*")


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to this address, written without a name and without quotes."""
    local, _, domain = text.rpartition("@")
    if not _LOCAL.fullmatch(local) or "=?" in local or not _DOMAIN.fullmatch(domain):
        return False
    try:
        host = ascii_domain(domain)
    except UnicodeError:
        return False
    return (
        _DOMAIN.fullmatch(host) is not None
        and len(local.encode()) <= LONGEST_LOCAL
        and len(local.encode()) + 1 + len(host) <= LONGEST
    )


def ascii_domain(domain: str) -> str:
    """The domain as mail programs write it (IDNA). Raises UnicodeError when it can't be written so."""
    return domain.encode("idna").decode()
