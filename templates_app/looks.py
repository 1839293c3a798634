"""A version as a reviewer may look at it; and the same with its blocks named."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from templates_app.document.marks import marked
from templates_app.documents import document_of
from templates_app.domain import Version
from templates_app.preview import Preview, compiled, preview_version
from templates_app.rendering.merge import MergeError, merge
from templates_app.rendering.variables import variables


class Data(StrEnum):
    """What stands in the place of the merge tags.

    `sample` is what the version was submitted with, `raw` leaves the tags: the very bytes that are
    signed; `missing` is a recipient of whom nothing is known.
    """

    SAMPLE = "sample"
    RAW = "raw"
    MISSING = "missing"


def looked_at(version: Version, data: Data) -> Preview:
    """The version, from the HTML that is stored with it; nothing is compiled."""
    if data != Data.RAW:
        return preview_version(version, _values(version, data))
    return Preview(
        html=version.html,
        subject=version.subject,
        preheader=version.preheader,
        problems=(),
        variables=variables(version.source, version.subject, version.preheader),
        missing=(),
    )


def marked_look(version: Version, data: Data) -> str:
    """The HTML of `looked_at` with a mark on every block (`document.marks`); "" when there is none.

    It is compiled anew. Whoever uses it holds it against the HTML that is shown: a version of an
    earlier compiler can differ.
    """
    html = compiled(marked(document_of(version)), version.format, version.preheader).html
    if data == Data.RAW:
        return html
    try:
        return merge(html, _values(version, data)).text
    except MergeError:
        return ""


def _values(version: Version, data: Data) -> Mapping[str, Any]:
    return version.sample if data == Data.SAMPLE else {}
