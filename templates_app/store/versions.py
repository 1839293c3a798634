"""The versions' table and the contents that versions hold. Written once, never changed."""

import hashlib
from typing import Any

from pynamodb.exceptions import DoesNotExist

from craftify import clock
from craftify.dynamo.transact import Write
from templates_app.domain import Version, VersionInfo
from templates_app.models import ContentItem, VersionItem
from templates_app.rendering.formats import Format
from templates_app.store.packing import pack, unpack

_PARTS = ("source", "html", "text")
_MAX_NUMBER = 10**9  # DynamoDB refuses numbers of over 38 digits; addresses may hold any


def add(write: Write, version: Version) -> None:
    """A new version with its contents; the commit races when the number is taken."""
    organization_id = version.organization_id
    parts = {part: getattr(version, part) for part in _PARTS}
    digests = {part: _sha256(text) for part, text in parts.items()}
    contents = {digests[part]: pack(text, part) for part, text in parts.items()}
    for digest, data in contents.items():
        write.put(ContentItem(organization_id, digest, data=data))
    item = VersionItem(
        f"{organization_id}#{version.template_id}",
        version.number,
        name=version.name,
        digest=version.digest,
        format=version.format.value,
        subject=version.subject,
        preheader=version.preheader,
        variables=list(version.variables),
        kinds=list(version.kinds),
        assets=list(version.assets),
        modules=list(version.modules),
        scheme=version.scheme,
        block_ids=pack(version.block_ids, "block_ids"),
        sample=version.sample,
        created_by=version.created_by,
        created_at=clock.stamp(version.created_at),
        source=digests["source"],
        html=digests["html"],
        text=digests["text"],
    )
    write.put(item, VersionItem.number.does_not_exist())


def get(organization_id: str, template_id: str, number: int) -> Version | None:
    """A version with its contents, or None when it or one of them is not there."""
    if number > _MAX_NUMBER:
        return None
    try:
        item = VersionItem.get(f"{organization_id}#{template_id}", number, consistent_read=True)
        parts: dict[str, Any] = {
            part: unpack(ContentItem.get(organization_id, getattr(item, part)).data)
            for part in _PARTS
        }
    except DoesNotExist:
        return None
    info = _info(item)
    fields = {field: getattr(info, field) for field in VersionInfo.__dataclass_fields__}
    block_ids = unpack(item.block_ids) if item.block_ids else ""
    return Version(**fields, **parts, block_ids=block_ids)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def infos(organization_id: str, template_id: str) -> tuple[VersionInfo, ...]:
    """A template's versions, the latest first."""
    items = VersionItem.query(f"{organization_id}#{template_id}", scan_index_forward=False)
    return tuple(_info(item) for item in items)


def _info(item: VersionItem) -> VersionInfo:
    organization_id, template_id = item.template_key.split("#")
    return VersionInfo(
        organization_id=organization_id,
        template_id=template_id,
        number=int(item.number),
        name=item.name,
        digest=item.digest,
        format=Format(item.format),
        subject=item.subject,
        preheader=item.preheader,
        variables=tuple(item.variables),
        kinds=tuple(item.kinds or ()),
        assets=tuple(item.assets or ()),
        modules=tuple(item.modules or ()),
        scheme=int(item.scheme),
        sample=item.sample,
        created_by=item.created_by,
        created_at=clock.parse(item.created_at),
    )
