"""Signing in as clients send and see it."""

from typing import Annotated

from pydantic import Field

from accounts.signin.domain import Kind
from craftify.api.schemas import Instant, TypedDict, Whole

Secret = Annotated[str, Field(max_length=1000)]
Code = Annotated[str, Field(max_length=40)]
Email = Annotated[str, Field(max_length=320)]


class Session(TypedDict):
    """Where somebody is signed in; `lastUsedAt` is exact to five minutes."""

    id: str
    kind: Kind
    device: str
    userAgent: str
    address: str
    createdAt: Instant
    lastUsedAt: Instant
    isCurrent: bool


class PasswordChange(TypedDict):
    """The present password, and the new one."""

    present: Secret
    new: Secret


class Address(TypedDict):
    """An address that somebody may sign in with."""

    email: Email


class Reset(TypedDict):
    """The secret of a letter's link, and the new password."""

    secret: Secret
    new: Secret


class LetterSecret(TypedDict):
    """The secret of a letter's link."""

    secret: Secret


class EmailChange(TypedDict):
    """Another address, and one's password."""

    email: Email
    password: Secret


class Password(TypedDict):
    """One's password, once more."""

    password: Secret


class OneCode(TypedDict):
    """A code that the authenticator shows."""

    code: Code


class Factor(TypedDict):
    """Whether signing in takes a code as well."""

    enabled: bool
    enabledAt: Instant | None
    recoveryCodesLeft: Whole


class FactorSecret(TypedDict):
    """What an authenticator is given, as text and as the address that a QR code holds."""

    secret: str
    uri: str


class RecoveryCodes(TypedDict):
    """Ten codes, each good once."""

    recoveryCodes: list[str]
