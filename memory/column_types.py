"""How values are kept in columns: words, instants in UTC, and JSON, the same on both databases."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

from ..domain.errors import WrongInput

BigNumber = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits; SQLite's INTEGER holds as much, and only that counts rows up by itself."""


class Words(TypeDecorator[str]):
    """Text that both databases can hold; others raise WrongInput when they are written or looked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text itself, once it is known that it can be stored."""
        if value is not None and ("\0" in value or not (value.isascii() or _has_utf8(value))):
            raise WrongInput("A text holds a character that can't be stored.", "Write it in plain characters.")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back as an aware time in UTC. A naive time is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC; naive for SQLite, which keeps no zones."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A value kept as JSON text. Dataclasses may be written; plain lists and dicts are read."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        """The JSON text."""
        try:
            return msgspec.json.encode(value).decode()
        except UnicodeEncodeError:
            raise WrongInput(
                "A text holds a character that can't be stored.", "Write it in plain characters."
            ) from None

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """What the text says."""
        return msgspec.json.decode(value or "null")


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
