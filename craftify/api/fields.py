"""The fields of a body and of a query, each taken as what it must be, or refused by its name."""

from base64 import b64decode
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from rest_framework.request import Request

from craftify.errors import Invalid, UnsupportedType

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
MAX_PAGE = 1_000_000
MAX_LIMIT = 100
FIELDS = "fields"


class Fields:
    """The members of a JSON object. Each method gives None for a field that was left out."""

    def __init__(
        self, given: Mapping[str, Any], known: Collection[str], required: Collection[str] = ()
    ) -> None:
        """Refuse unknown and missing fields.

        Raises:
            Invalid: there are some; `details["field"]` is the first.
        """
        self._given = given
        for name in given:
            if name not in known:
                words = ", ".join(f"“{word}”" for word in known) or "none"
                raise Invalid(f"“{name[:60]}” is not known here. Known: {words}.", field=name[:60])
        for name in required:
            if name not in given:
                raise Invalid(f"“{name}” is missing.", field=name)

    def text(self, name: str) -> str | None:
        """A string."""
        return self._of_type(name, str, "a text")

    def object(self, name: str) -> dict[str, Any] | None:
        """A JSON object."""
        return self._of_type(name, dict, "a JSON object")

    def texts(self, name: str) -> tuple[str, ...] | None:
        """A list of strings."""
        found = self._of_type(name, list, "a list of texts")
        if found is None:
            return None
        if not all(isinstance(one, str) for one in found):
            raise Invalid(f"“{name}” must be a list of texts.", field=name)
        return tuple(found)

    def objects(self, name: str) -> tuple[dict[str, Any], ...]:
        """A list of JSON objects; none for a field that was left out."""
        found = self._of_type(name, list, "a list of objects") or []
        if not all(isinstance(one, dict) for one in found):
            raise Invalid(f"“{name}” must be a list of objects.", field=name)
        return tuple(found)

    def base64(self, name: str) -> bytes:
        """Bytes in base 64; none for a field that was left out."""
        try:
            return b64decode(self.text(name) or "", validate=True)
        except ValueError:
            raise Invalid(f"“{name}” must be the file in base 64.", field=name) from None

    def flag(self, name: str) -> bool | None:
        """True or false."""
        return self._of_type(name, bool, "true or false")

    def whole(self, name: str, *, low: int = 1, high: int = 2**31) -> int | None:
        """A number from `low` to `high`."""
        found = self._number(name)
        if found is not None and not low <= found <= high:
            raise Invalid(f"“{name}” must be from {low} to {high}.", field=name)
        return found

    def choice(self, name: str, words: type[E]) -> E | None:
        """One of an enumeration's words."""
        found = self.text(name)
        if found is None:
            return None
        try:
            return words(found)
        except ValueError:
            choices = ", ".join(words)
            raise Invalid(f"“{name}” must be one of: {choices}.", field=name) from None

    def page(self) -> dict[str, int]:
        """`page` and `limit`, as far as they were given."""
        asked = {
            "page": self.whole("page", high=MAX_PAGE),
            "limit": self.whole("limit", high=MAX_LIMIT),
        }
        return {name: number for name, number in asked.items() if number is not None}

    def _of_type(self, name: str, wanted: type[T], words: str) -> T | None:
        if name not in self._given:
            return None
        found = self._given[name]
        if not isinstance(found, wanted):
            raise Invalid(f"“{name}” must be {words}.", field=name)
        return found

    def _number(self, name: str) -> int | None:
        found = self._given.get(name)
        if isinstance(found, bool):
            raise Invalid(f"“{name}” must be a whole number.", field=name)
        if isinstance(found, float) and found.is_integer():
            return int(found)  # JSON has one kind of numbers: 24.0 is 24
        return self._of_type(name, int, "a whole number")


class Query(Fields):
    """The parameters of an address: everything is text."""

    def _number(self, name: str) -> int | None:
        found = self.text(name)
        if found is None:
            return None
        if not (found.isascii() and found.isdigit() and len(found) <= 12):
            raise Invalid(f"“{name}” must be a whole number.", field=name)
        return int(found)


def body(request: Request, known: Collection[str], required: Collection[str] = ()) -> Fields:
    """The body's fields; no body is an empty object.

    Raises:
        Invalid: it is no JSON object, or has unknown or lacks required fields.
        UnsupportedType: it does not say what it is.
    """
    if not request.content_type and request.META.get("CONTENT_LENGTH", "0") not in ("", "0"):
        raise UnsupportedType("Send JSON, with “Content-Type: application/json”.")
    if not isinstance(request.data, Mapping):
        raise Invalid("The body must be a JSON object.")
    return Fields(request.data, known, required)


def query(request: Request, known: Collection[str], required: Collection[str] = ()) -> Query:
    """The parameters of the address.

    Raises:
        Invalid: there are unknown ones, or required ones are missing.
    """
    given = request.query_params.dict()
    if FIELDS not in known:
        given.pop(FIELDS, None)  # the frame's own (`craftify.api.frame`)
    return Query(given, known, required)


def nothing(request: Request) -> None:
    """No body, or an empty object.

    Raises:
        Invalid: there is something in it.
    """
    body(request, known=())
