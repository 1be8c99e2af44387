"""Settings: the shipped config.yaml, then the learner's own, then COACH__SECTION__KEY in the environment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

from ..domain.digest import DigestRules
from ..domain.errors import WrongInput
from ..domain.mail_address import is_mail_address
from ..domain.plan_facts import PlanRules
from ..domain.review_rules import ReviewRules
from ..tools.arxiv_addresses import ArxivAddresses
from ..tools.arxiv_wish import read_category
from ..tools.yaml_file import Lines, parse_yaml, read_text
from ..tools.yaml_shape import key_of, safe

PREFIX = "COACH__"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LearnerDefaults:
    """What `coach init` offers. An empty name or timezone means this computer's."""

    name: str = ""
    email: str = ""
    timezone: str = ""
    roadmap: str = "genai-scientist"
    stage: int = 1
    slots: tuple[str, ...] = ("mon-fri 19:00-21:00",)
    session_minutes: tuple[int, int] = (25, 90)
    day_limit_minutes: int = 180
    interests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the memory lies."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class AgentModel:
    """The model of one agent, where it isn't everybody's."""

    provider: Literal["auto", "ollama", "openai", "none"] = "auto"
    base_url: str = ""
    name: str = ""
    context: int = 0


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The language model, and those to try when it fails."""

    provider: Literal["auto", "ollama", "openai", "none"] = "auto"
    base_url: str = ""
    name: str = ""
    context: int = 0
    fallbacks: tuple[str, ...] = ()
    max_tokens_per_run: int = 0
    max_tokens_per_day: int = 0


@dataclass(frozen=True, slots=True)
class PlannerSettings:
    """How long a model may take to put a plan into words, in seconds; 0 leaves the rules' words."""

    deadline_s: int = 60


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """Where letters go."""

    channel: Literal["maildir", "smtp", "file"] = "maildir"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail is sent; `sender` is `from` in the file."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    sender: str = field(default="coach@localhost", metadata={"key": "from"})


@dataclass(frozen=True, slots=True)
class FilesTarget:
    """A site made from files."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class WordpressTarget:
    """A WordPress site."""

    url: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class DevtoTarget:
    """dev.to, or another Forem."""

    url: str = "https://dev.to"


@dataclass(frozen=True, slots=True)
class MastodonTarget:
    """A Mastodon instance."""

    url: str = ""


@dataclass(frozen=True, slots=True)
class PublishingSettings:
    """Where posts can be published."""

    files: FilesTarget = field(default_factory=FilesTarget)
    wordpress: WordpressTarget = field(default_factory=WordpressTarget)
    devto: DevtoTarget = field(default_factory=DevtoTarget)
    mastodon: MastodonTarget = field(default_factory=MastodonTarget)


@dataclass(frozen=True, slots=True)
class GithubSettings:
    """Where pull requests are read."""

    api_url: str = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    learner: LearnerDefaults = field(default_factory=LearnerDefaults)
    planning: PlanRules = field(default_factory=PlanRules)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    models: dict[str, AgentModel] = field(default_factory=dict)
    planner: PlannerSettings = field(default_factory=PlannerSettings)
    arxiv: ArxivAddresses = field(default_factory=ArxivAddresses)
    digest: DigestRules = field(default_factory=DigestRules)
    review: ReviewRules = field(default_factory=ReviewRules)
    github: GithubSettings = field(default_factory=GithubSettings)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    mail: MailSettings = field(default_factory=MailSettings)
    publishing: PublishingSettings = field(default_factory=PublishingSettings)


def load_settings(home: Path, environment: Mapping[str, str]) -> Settings:
    """The settings in force for the coach's home and environment.

    Raises:
        WrongInput: a file can't be read, a key is unknown or a value is of the wrong kind; the sentence names
            the file and line, or the variable, and the nearest right name.
    """
    shipped = (files("studycoach") / "config.yaml").read_text("utf-8")
    settings, _ = parse_yaml(shipped, Settings, source="config.yaml", empty_ok=True)
    own = home / "config.yaml"
    if own.exists():
        text = read_text(own, what="Your settings file")
        settings = _over(settings, *parse_yaml(text, Settings, source=safe(own), empty_ok=True))
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and environment[name]:
            settings = _over(settings, *_variable(name, environment[name]))
    return _checked(settings)


def _variable(name: str, value: str) -> tuple[Settings, Lines]:
    *sections, key = name[len(PREFIX) :].lower().split("__")
    if not all(part.isidentifier() for part in (*sections, key)):
        raise WrongInput(f"{safe(name)} is no setting.", "Write it as COACH__SECTION__KEY=value.")
    begin = "".join(f"{'  ' * n}{part}:\n" for n, part in enumerate(sections)) + f"{'  ' * len(sections)}{key}: "
    try:
        return parse_yaml(begin + value, Settings, source=safe(name))
    except WrongInput as wrong:
        # A text that YAML reads as something else, such as a number, needs no quotes in the environment.
        try:
            return parse_yaml(f"{begin}{json.dumps(value)}", Settings, source=safe(name))
        except WrongInput:
            raise wrong from None


def _over(base: T, top: T, lines: Lines, *path: str) -> T:
    """`base` with what is written in `top`."""
    written = lines.keys(*path)
    changes: dict[str, Any] = {}
    for of in fields(base):  # type: ignore[arg-type]
        key = key_of(of)
        if key in written:
            below, above = getattr(base, of.name), getattr(top, of.name)
            changes[of.name] = _over(below, above, lines, *path, key) if is_dataclass(above) else above
    return replace(base, **changes)  # type: ignore[type-var]


def _checked(settings: Settings) -> Settings:
    model = settings.model
    numbers = {
        "model.max_tokens_per_run": model.max_tokens_per_run,
        "model.max_tokens_per_day": model.max_tokens_per_day,
        "model.context": model.context,
        "planner.deadline_s": settings.planner.deadline_s,
        "review.deadline_s": settings.review.deadline_s,
    }
    for name, number in numbers.items():
        if number < 0:
            raise WrongInput(f"{name} is {number}.", "Write 0 or more.")
    for name in ("review_share", "carry_over_share"):
        share = getattr(settings.planning, name)
        if not 0 <= share <= 0.45:
            raise WrongInput(f"planning.{name} is {share}.", "Write a share from 0 to 0.45, so that new topics go on.")
    if not is_mail_address(settings.mail.sender):
        raise WrongInput(
            f"mail.from is {safe(settings.mail.sender, 60)!r}, which is not a mail address.",
            "Write it as name@example.org.",
        )
    _check_digest(settings.digest)
    if settings.delivery.channel != "maildir":
        raise WrongInput(
            f"delivery.channel is {settings.delivery.channel}, which this version can't deliver by yet.",
            "Write maildir: letters then come into the folder inbox/ of the coach's home.",
        )
    return settings


def _check_digest(digest: DigestRules) -> None:
    for name, number, most in (("papers", digest.papers, 20), ("candidates", digest.candidates, 10_000)):
        if not 1 <= number <= most:
            raise WrongInput(f"digest.{name} is {number}.", f"Write a number from 1 to {most}.")
    for category in digest.categories:
        try:
            read_category(category)
        except WrongInput:
            todo = "Write arXiv's names, such as cs.CL."
            raise WrongInput(f"digest.categories has {safe(category, 40)!r}.", todo) from None
    if not 1 <= len(digest.categories) <= 20:
        raise WrongInput(f"digest.categories has {len(digest.categories)} entries.", "Write 1 to 20 of them.")
