"""Short questions to an endpoint about itself, in JSON over HTTP: quick and bounded."""

import json
from typing import Any

from .endpoint import Access

LARGEST = 4_000_000


class NoJson(Exception):
    """There was no usable answer; `reason` says why and names neither address nor key.

    `status` is the HTTP status, 0 without one.
    """

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def get_json(url: str, access: Access, *, seconds: float, body: dict[str, Any] | None = None) -> Any:
    """What a page of this endpoint answers, posted to if there is a body. Raises NoJson.

    Redirects aren't followed, since they would carry the key elsewhere.
    """
    import httpx

    headers = {"Authorization": f"Bearer {access.key}"} if access.key else {}
    client = httpx.Client(timeout=seconds, headers=headers, trust_env=not access.is_near)
    try:
        with client, client.stream("GET" if body is None else "POST", url, json=body) as answer:
            if answer.status_code != 200:
                raise NoJson(f"it answers with HTTP {answer.status_code}", answer.status_code)
            text = bytearray()
            for part in answer.iter_bytes():
                text += part
                if len(text) > LARGEST:
                    raise NoJson("what it answers is too long")
        return json.loads(text)
    except httpx.TimeoutException as error:
        raise NoJson("it doesn't answer in time") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoJson("nothing answers there") from error
    except (ValueError, RecursionError) as error:
        raise NoJson("what it answers isn't JSON") from error


def entries(answer: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a named list of an answer; none when it has another form."""
    found = answer.get(name) if isinstance(answer, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
