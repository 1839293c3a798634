"""Every setting, typed and validated at start; all problems are named at once.

Each field is read from the environment variable `CRAFTIFY_` + its name in capitals, or from a
file `.env` in the working directory. An empty variable counts as not set.
"""

from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
_DEVELOPMENT_SECRET = "only-for-development-never-in-production-0123456789"  # noqa: S105 (refused below)
_DEVELOPMENT_URL = "http://127.0.0.1:8000"

Names = Annotated[list[str], NoDecode]
Networks = Annotated[list[IPv4Network | IPv6Network], NoDecode]


class Config(BaseSettings):
    """The settings. `docs/configuration.md` is the same list in prose."""

    model_config = SettingsConfigDict(
        env_prefix="CRAFTIFY_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    env: Literal["development", "production", "test"] = "development"
    data_dir: Path = BASE_DIR / "var"
    secret_key: str = _DEVELOPMENT_SECRET
    allowed_hosts: Names = ["127.0.0.1", "localhost", "[::1]"]
    trusted_origins: Names = []
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

    @field_validator("allowed_hosts", "trusted_origins", mode="before")
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
            return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
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

    @model_validator(mode="after")
    def _refuse_lost_letters(self) -> Self:
        missing = {
            "CRAFTIFY_PUBLIC_URL": self.mail != "files" and self.public_url == _DEVELOPMENT_URL,
            "CRAFTIFY_MAIL_FROM": self.mail != "files" and self.mail_from.endswith(".localhost>"),
            "CRAFTIFY_SMTP_HOST": self.mail == "smtp" and not self.smtp_host,
            "CRAFTIFY_SES_REGION": self.mail == "ses" and not self.ses_region,
        }
        names = [name for name, is_missing in missing.items() if is_missing]
        if names:
            raise ValueError(f"CRAFTIFY_MAIL={self.mail} needs {' and '.join(names)}")
        return self

    @model_validator(mode="after")
    def _refuse_weak_production(self) -> Self:
        weak = self.secret_key == _DEVELOPMENT_SECRET or len(self.secret_key) < 32
        if self.env == "production" and weak:
            raise ValueError(
                "CRAFTIFY_SECRET_KEY must be set to at least 32 random characters in production"
            )
        return self

    @model_validator(mode="after")
    def _refuse_mute_worker(self) -> Self:
        if self.delivery == "worker" and not self.redis_url:
            raise ValueError(
                "CRAFTIFY_DELIVERY=worker needs CRAFTIFY_REDIS_URL, or open pages hear of nothing"
            )
        return self

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

    Raises SystemExit with every problem, one a line, and no value of any setting.
    """
    try:
        return Config()
    except ValidationError as error:
        lines = [
            f"  CRAFTIFY_{'.'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            if problem["loc"]
            else f"  {problem['msg']}"
            for problem in error.errors(include_input=False)
        ]
        raise SystemExit(
            "The configuration has problems; nothing was started.\n" + "\n".join(lines)
        ) from None
