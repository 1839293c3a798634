"""Every setting, typed and validated at start; all problems are named at once.

Each field is read from the environment variable `CRAFTIFY_` + its name in capitals, or from a
file `.env` in the working directory, or from a secret of AWS Secrets Manager
(`CRAFTIFY_SECRETS_MANAGER`). An empty variable counts as not set.
"""

import re
from contextvars import ContextVar
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from craftify.security.networks import network
from craftify.security.secrets import SecretsUnavailable, fetched, weakness

BASE_DIR = Path(__file__).resolve().parent.parent
_DEVELOPMENT_SECRET = "only-for-development-never-in-production-0123456789"  # noqa: S105 (refused below)
_PREFIX = "CRAFTIFY_"
_ORIGIN = r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?"
_DEVELOPMENT_URL = "http://127.0.0.1:8000"

Names = Annotated[list[str], NoDecode]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode]


_managed_settings: ContextVar[dict[str, Any]] = ContextVar("managed_settings", default={})  # noqa: B039 (never changed)


def _managed() -> dict[str, Any]:
    return _managed_settings.get()


class _Where(BaseSettings):
    """Where secrets are, which must be known before the rest is read."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    secrets_manager: str = ""


class Config(BaseSettings):
    """The settings. `docs/configuration.md` is the same list in prose."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    env: Literal["development", "production", "test"] = "development"
    data_dir: Path = BASE_DIR / "var"
    secrets_manager: str = ""
    secret_key: str = _DEVELOPMENT_SECRET
    secret_key_fallbacks: Names = []
    allowed_hosts: Names = ["127.0.0.1", "localhost", "[::1]"]
    trusted_origins: Names = []
    cors_origins: Names = []
    cors_credentials: bool = False
    behind_tls: bool = False
    trusted_proxies: Networks = []
    allowed_networks: Networks = []
    denied_networks: Networks = []
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_files: bool = True
    log_dir: Path | None = None
    cloudwatch_group: str = Field("", pattern=r"^[A-Za-z0-9_./#-]{0,512}$")
    cloudwatch_region: str = ""
    cloudwatch_endpoint: str = ""
    slow_request_ms: int = Field(1000, ge=1)
    metrics_token: str = ""
    metrics_networks: Networks = []
    metrics_dir: Path | None = None
    otlp_endpoint: str = Field("", pattern=r"^(https?://\S+)?$")
    web_threads: int = Field(32, ge=1, le=512)
    max_request_bytes: int = Field(10 * 2**20, ge=2**10)

    dynamodb_endpoint: str = ""
    dynamodb_region: str = ""
    table_prefix: str = Field("craftify-", pattern=r"^[A-Za-z0-9_.-]{0,60}$")
    redis_url: str = ""
    s3_bucket: str = ""
    ses_region: str = ""
    ses_endpoint: str = ""

    session_idle_hours: int = Field(12, ge=1)
    session_absolute_hours: int = Field(24 * 14, ge=1)
    access_token_minutes: int = Field(15, ge=1)
    refresh_token_days: int = Field(14, ge=1)
    sign_up: bool = True
    sign_in_failures_per_15_minutes: int = Field(5, ge=1)
    anonymous_requests_per_15_minutes: int = Field(100, ge=0)
    user_requests_per_15_minutes: int = Field(3_000, ge=0)

    delivery: Literal["web", "worker"] = "web"
    delivery_threads: int = Field(2, ge=1, le=64)
    delivery_attempts: int = Field(15, ge=1)
    delivery_lease_seconds: float = Field(60, gt=0)

    webhook_allowed_networks: Networks = []

    public_url: str = Field(_DEVELOPMENT_URL, pattern=r"^https?://[A-Za-z0-9.:\[\]-]+$")
    mail: Literal["files", "smtp", "ses"] = "files"
    mail_from: str = "Craftify Email <notices@craftify.localhost>"
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_ca_file: str = ""
    smtp_user: str = ""
    smtp_password: str = ""

    compiler_timeout_seconds: float = Field(5.0, gt=0)
    compiler_memory_mb: int = Field(256, ge=128)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (pydantic's signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (the same)
    ) -> tuple[Any, ...]:
        """What is set on the machine wins over what the secret holds."""
        return init_settings, env_settings, dotenv_settings, _managed

    @field_validator(
        "allowed_hosts", "trusted_origins", "cors_origins", "secret_key_fallbacks", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator(
        "trusted_proxies",
        "allowed_networks",
        "denied_networks",
        "webhook_allowed_networks",
        "metrics_networks",
        mode="before",
    )
    @classmethod
    def _networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return [network(part) for part in value.split(",") if part.strip()]
        except ValueError:
            raise ValueError("must be networks such as 10.1.0.0/16 or fd00:1::/32") from None

    @field_validator("mail_from")
    @classmethod
    def _address(cls, value: str) -> str:
        _, address = parseaddr(value)
        local, _, domain = address.rpartition("@")
        if not (local and domain and address.isascii() and value.isprintable()):
            raise ValueError("must be such as Craftify <notices@mail.example>")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: list[str]) -> list[str]:
        # A browser writes an origin in one way only; whatever else stands here would never match.
        if not all(re.fullmatch(_ORIGIN, one) for one in value):
            raise ValueError(
                "must be origins such as https://shop.example or http://127.0.0.1:3000"
            )
        return value

    @model_validator(mode="after")
    def _name_contradictions(self) -> Self:
        """All that settings say against each other: every method whose name begins `_refuse_`."""
        problems = []
        for name in sorted(name for name in dir(type(self)) if name.startswith("_refuse_")):
            try:
                getattr(self, name)()
            except ValueError as problem:
                problems.append(str(problem))
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _refuse_lost_letters(self) -> None:
        missing = {
            "CRAFTIFY_PUBLIC_URL": self.mail != "files" and self.public_url == _DEVELOPMENT_URL,
            "CRAFTIFY_MAIL_FROM": self.mail != "files" and self.mail_from.endswith(".localhost>"),
            "CRAFTIFY_SMTP_HOST": self.mail == "smtp" and not self.smtp_host,
            "CRAFTIFY_SES_REGION": self.mail == "ses" and not self.ses_region,
        }
        names = [name for name, is_missing in missing.items() if is_missing]
        if names:
            raise ValueError(f"CRAFTIFY_MAIL={self.mail} needs {' and '.join(names)}")

    def _refuse_weak_secrets(self) -> None:
        if self.env != "production":
            return
        keys = {"CRAFTIFY_SECRET_KEY": [self.secret_key]}
        keys["CRAFTIFY_SECRET_KEY_FALLBACKS"] = self.secret_key_fallbacks
        weak = [
            f"{name} {why} (in production)"
            for name, secrets in keys.items()
            for why in sorted({weakness(secret) for secret in secrets} - {""})
        ]
        if weak:
            raise ValueError("\n".join(weak))

    def _refuse_open_origins(self) -> None:
        plain = [one for one in self.cors_origins if one.startswith("http://")]
        if self.env == "production" and plain:
            raise ValueError(
                "CRAFTIFY_CORS_ORIGINS must begin with https:// in production: whoever sits on the "
                "way could put scripts into a page that came without TLS"
            )
        if self.cors_credentials and not self.cors_origins:
            raise ValueError("CRAFTIFY_CORS_CREDENTIALS needs CRAFTIFY_CORS_ORIGINS")

    def _refuse_mute_worker(self) -> None:
        if self.delivery == "worker" and not self.redis_url:
            raise ValueError(
                "CRAFTIFY_DELIVERY=worker needs CRAFTIFY_REDIS_URL, or open pages hear of nothing"
            )

    @field_validator("metrics_token")
    @classmethod
    def _guessed(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @model_validator(mode="after")
    def _refuse_lost_lines(self) -> Self:
        if self.cloudwatch_group and not self.cloudwatch_region:
            raise ValueError("CRAFTIFY_CLOUDWATCH_GROUP needs CRAFTIFY_CLOUDWATCH_REGION")
        return self

    @property
    def log_folder(self) -> Path | None:
        """Where the log's files are written; None when they are not."""
        return (self.log_dir or self.data_dir / "logs") if self.log_files else None

    @property
    def embedded(self) -> bool:
        """Whether the embedded store serves DynamoDB's part (no endpoint and no region set)."""
        return not self.dynamodb_endpoint and not self.dynamodb_region

    @property
    def dynamodb_host(self) -> str | None:
        """What PynamoDB calls `host`; None means AWS itself."""
        if self.embedded:
            return f"sqlite:///{self.data_dir.resolve() / 'craftify.db'}"
        return self.dynamodb_endpoint or None


def load() -> Config:
    """The configuration of this process.

    Raises:
        SystemExit: with every problem, one a line, and no value of any setting.
    """
    managed, problems = _from_manager()
    reset = _managed_settings.set(managed)
    try:
        config, found = _tried({})
    finally:
        _managed_settings.reset(reset)
    problems += found
    if problems or not config:
        lines = "\n".join(f"  {one}" for one in problems)
        raise SystemExit(f"The configuration has problems; nothing was started.\n{lines}")
    return config


def _tried(instead: dict[str, Any]) -> tuple[Config | None, list[str]]:
    """The configuration, or all that is wrong with it; `instead` is taken before what is set."""
    try:
        return Config(**instead), []
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
    wrong = {str(one["loc"][0]) for one in found if one["loc"]}
    if not wrong:  # how settings contradict each other
        said = (one["msg"].removeprefix("Value error, ") for one in found)
        return None, [line for one in said for line in one.split("\n")]
    lines = [f"{_variable('.'.join(map(str, one['loc'])))}: {one['msg']}" for one in found]
    # Contradictions are looked for only where each setting is right: once more, with the defaults
    # of those that are not, whose own contradictions then mean nothing.
    defaults = {name: Config.model_fields[name].get_default() for name in wrong}
    _, others = _tried({**instead, **defaults})
    names = [_variable(name) for name in wrong]
    return None, lines + [one for one in others if not any(name in one for name in names)]


def _variable(field: str) -> str:
    return f"{_PREFIX}{field.upper()}"


def _from_manager() -> tuple[dict[str, Any], list[str]]:
    """What the secret in AWS Secrets Manager sets, and what is wrong with that."""
    name = _Where().secrets_manager
    if not name:
        return {}, []
    try:
        held = fetched(name)
    except SecretsUnavailable as problem:
        return {}, [f"CRAFTIFY_SECRETS_MANAGER: the secret {problem}"]
    fields = {_variable(field): field for field in Config.model_fields}
    unknown = sorted(set(held) - set(fields))
    problems = [f"CRAFTIFY_SECRETS_MANAGER: the secret sets {one}, which is not known"
                for one in unknown]  # fmt: skip
    return {fields[one]: value for one, value in held.items() if one in fields}, problems
