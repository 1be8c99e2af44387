"""A pull request on GitHub: what it changes, read and never written to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from ..domain.errors import CoachError, Unreachable, WrongInput
from ..domain.source import Source
from .gathering import Found, Gathered, ReviewLimits, found, gather, make_source
from .github import GitHub, Late, TooLarge
from .patch import both_sides, leads_out, source_of
from .patch_read import hunks_of
from .source_names import NotReviewed, not_for_review, shown
from .source_text import decoded, most_bytes

_ADDRESS = re.compile(
    r"https?://([^/\s?#@]{1,200})/([\w.-]{1,100})/([\w.-]{1,100})/pull/(\d{1,9})(?:[/?#].*)?", re.ASCII
)
_SHORT = re.compile(r"([\w.-]{1,100})/([\w.-]{1,100})#(\d{1,9})", re.ASCII)
_GITHUB: Final = frozenset({"github.com", "www.github.com"})
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PER_PAGE, _MOST_PAGES = 100, 30


@dataclass(frozen=True, slots=True)
class _File:
    """A file as GitHub lists it; `patch` is None where it shows none."""

    path: str
    status: str
    patch: str | None


def pull_request(address: str, *, api: str, token: str, seconds: float, limits: ReviewLimits) -> Gathered:
    """The files of a pull request, whole, as they are at its last commit; `address` is its page, or `owner/name#12`.

    Nothing but GET is asked of `api`; all of it takes at most `seconds`. What wasn't read by then is told.

    Raises:
        WrongInput: the address is none of a pull request.
        CoachError: GitHub doesn't give it; a sentence says why.
    """
    owner, name, number = _read_address(address, api)
    repository = f"repos/{owner}/{name}"
    with GitHub(api, token, seconds) as github:
        head = _head(github.json(f"{repository}/pulls/{number}"))
        files = list(_files(github, f"{repository}/pulls/{number}/files", limits))
        remarks = [f"GitHub lists no more than {len(files):,} files."] if len(files) >= _PER_PAGE * _MOST_PAGES else []
        remarks += [
            f"GitHub shows no changes of {shown(one.path)}, so all of it is looked at."
            for one in files
            if _is_whole(one)
        ]
        at = f"{repository}/contents/"
        gathered = [_found(github, at, head, one, limits) for one in files if one.status != "removed"]
        return gather(f"pull request {owner}/{name}#{number}", None, gathered, limits, remarks)


def _read_address(address: str, api: str) -> tuple[str, str, int]:
    """Owner, name and number."""
    text = address.strip()
    if (short := _SHORT.fullmatch(text)) and not {short[1], short[2]} & {".", ".."}:
        return short[1], short[2], int(short[3])
    found_ = _ADDRESS.fullmatch(text)
    if found_ is None or {found_[2], found_[3]} & {".", ".."}:
        raise WrongInput(
            f"{text[:200]!r} is not the address of a pull request.", "It is like https://github.com/owner/name/pull/12"
        )
    if found_[1].lower() not in {*_GITHUB, urlsplit(api).netloc.lower()}:
        raise WrongInput(f"{found_[1]!r} isn't GitHub.", "Only pull requests on GitHub can be read.")
    return found_[2], found_[3], int(found_[4])


def _head(pull: Any) -> str:
    """The id of the last commit."""
    head = pull.get("head") if isinstance(pull, dict) else None
    commit = head.get("sha") if isinstance(head, dict) else None
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise Unreachable("What GitHub answered is no pull request.", "Is that the address of its API?")
    return commit


def _files(github: GitHub, path: str, limits: ReviewLimits) -> Iterator[_File]:
    for page in range(1, _MOST_PAGES + 1):
        listed = github.json(f"{path}?per_page={_PER_PAGE}&page={page}", limits.most_total)
        if not isinstance(listed, list):
            raise Unreachable("What GitHub answered is no list of files.", "Is that the address of its API?")
        for one in listed[:_PER_PAGE]:
            if isinstance(one, dict) and isinstance(path_ := one.get("filename"), str) and path_:
                patch = one.get("patch")
                yield _File(path_, str(one.get("status")), patch if isinstance(patch, str) else None)
        if len(listed) < _PER_PAGE:
            return


def _found(github: GitHub, at: str, head: str, one: _File, limits: ReviewLimits) -> Found:
    if leads_out(one.path):
        return Found(one.path, why_not="its path leads out of the repository")
    return found(one.path, _reader(github, f"{at}{quote(one.path, errors='replace')}?ref={head}", one, limits))


def _reader(github: GitHub, address: str, one: _File, limits: ReviewLimits) -> Callable[[], Source | None]:
    def read() -> Source | None:
        if one.patch is None and one.status == "renamed":
            return None
        try:
            data = github.get(address, "application/vnd.github.raw+json", most_bytes(one.path, limits.most_bytes))
        except TooLarge:
            raise NotReviewed("too large") from None
        except Late:
            raise NotReviewed("GitHub didn't give it in time") from None
        except CoachError as why:
            raise NotReviewed(f"GitHub didn't give it: {why.what}") from None
        return _source(one, decoded(data), limits)

    return read


def _source(one: _File, raw: str, limits: ReviewLimits) -> Source:
    hunks = hunks_of(one.patch) if one.patch and one.status != "added" else None
    sides = both_sides(raw, hunks) if hunks else None
    if hunks and sides and sides[1] == raw:
        return source_of(one.path, *sides, hunks, limits)
    return make_source(one.path, raw, most=limits.most_bytes)


def _is_whole(one: _File) -> bool:
    """Whether a script is reviewed whole only because its changes aren't shown."""
    return one.patch is None and one.status in ("modified", "changed") and not not_for_review(one.path)
