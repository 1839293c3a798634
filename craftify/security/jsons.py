"""JSON that says one thing: no name twice, no NUL, no deeper than anybody means (SEC-5, 6).

Parsers differ in which of two equal names they believe, so what one part of a system checks is not
what another one does; here such a document is refused instead.
"""

import json
from typing import Any

import orjson

from craftify.errors import Invalid

# The document holds the sample data, which may nest 250 levels; lists around it need some more.
DEEPEST = 260


class AmbiguousJson(Invalid):
    """The JSON is well-formed, but names something twice, holds a NUL or nests too deeply."""


def loads(text: bytes | str) -> Any:
    """What a JSON document in UTF-8 says.

    Raises:
        orjson.JSONDecodeError: it is none.
        AmbiguousJson: it is one that is not taken here.
    """
    found = orjson.loads(text)
    if isinstance(found, dict):
        for name, value in found.items():
            _refuse_depth_and_nul([name, value], depth=1, field=name)
    else:
        _refuse_depth_and_nul([found], depth=0, field="")
    # The reader of the standard library tells of names that come again. It recurses, hence after.
    json.loads(text, object_pairs_hook=_once)
    return found


def _refuse_depth_and_nul(level: list[Any], *, depth: int, field: str) -> None:
    shown = field[:60].replace("\0", "")
    while level:
        if depth > DEEPEST:
            raise AmbiguousJson(
                f"The JSON nests deeper than {DEEPEST} levels. Flatten it.", field=shown
            )
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one.keys()
                below += one.values()
            elif isinstance(one, list):
                below += one
            elif isinstance(one, str) and "\0" in one:
                raise AmbiguousJson(
                    "The JSON holds a NUL character (\\u0000). Take it out.", field=shown
                )
        level, depth = below, depth + 1


def _once(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise AmbiguousJson(
                f"The JSON names “{name[:60]}” twice in one object. Name it once.", name=name[:60]
            )
        seen.add(name)
