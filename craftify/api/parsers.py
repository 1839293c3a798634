"""Bodies: JSON, strictly."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.parsers import BaseParser

from craftify.errors import Invalid
from craftify.security import jsons
from craftify.security.patterns.watching import look_at_json


class MalformedJson(Invalid):
    """The body is not JSON; details say where."""


class InvalidUtf8(Invalid):
    """The body is not UTF-8; details say at which byte."""


class JsonParser(BaseParser):
    """A JSON document in UTF-8, with or without a byte order mark."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """What the body says.

        Raises:
            MalformedJson, InvalidUtf8: with the place.
            AmbiguousJson: it repeats a name, holds a NUL or nests too deeply.
        """
        try:
            text = stream.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidUtf8(
                f"The body is not UTF-8: byte {error.start + 1} fits into no character.",
                byte=error.start + 1,
            ) from None
        try:
            found = jsons.loads(text)
        except orjson.JSONDecodeError as error:
            raise MalformedJson(
                f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.",
                line=error.lineno,
                column=error.colno,
            ) from None
        look_at_json(found)
        return found
