"""Where GitHub is read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GithubAddress:
    """Where GitHub's API is, and the token to read private repositories with; empty for public ones."""

    api: str = "https://api.github.com"
    token: str = field(default="", repr=False)
