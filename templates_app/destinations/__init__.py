"""Where an approved version can be put, beyond a file: one module a destination, all alike."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from templates_app.destinations import ses
from templates_app.domain import Version


class Destination(StrEnum):
    """A destination's name in addresses."""

    SES = "ses"


_WRITERS: Mapping[Destination, Callable[[Version], str]] = MappingProxyType(
    {Destination.SES: ses.write}
)


def put(destination: Destination, version: Version) -> str:
    """Put the version there, in the place of an earlier one; gives its name there.

    Raises:
        Unprocessable: the destination cannot take this version; the sentence says why.
        Unavailable: it is not configured, or does not answer.
    """
    return _WRITERS[destination](version)
