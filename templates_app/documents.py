"""The blocks of a version, under the names that they had in the version before."""

from templates_app.document.blocks import NO_IDS, Document, Ids
from templates_app.document.parse import parse
from templates_app.document.reconcile import reconcile
from templates_app.domain import Template, Version


def document_of(version: Version) -> Document:
    """The tree over the version's source, with its own ids."""
    ids = Ids.from_json(version.block_ids) if version.block_ids else NO_IDS
    return parse(version.source, version.format, ids)


def carried_ids(template: Template, before: Version | None) -> str:
    """The ids of a draft's blocks, carried over from `before`; for `Version.block_ids`."""
    document = parse(template.source, template.format)
    if before:
        document = reconcile(document_of(before), document)
    return document.ids.json()
