"""The templates' table: one item each, replaced only under its `lock`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

import orjson
from pynamodb.exceptions import PutError
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.indexes import Index

from craftify import clock
from craftify.dynamo.paging import decode_cursor, encode_cursor
from craftify.dynamo.transact import Write
from templates_app.domain import Card, Status, Template
from templates_app.models import TallyItem, TemplateItem
from templates_app.rendering.formats import Format
from templates_app.store.packing import pack, unpack

_COPIED = (
    "name", "description", "subject", "preheader", "category", "created_by", "updated_by",
    "fingerprint", "approved_by",
)  # fmt: skip
_NUMBERS = ("revision", "version", "approved_version")


def get(organization_id: str, template_id: str) -> Template | None:
    """A template, read consistently; deleted ones too."""
    try:
        item = TemplateItem.get(organization_id, template_id, consistent_read=True)
    except TemplateItem.DoesNotExist:
        return None
    return Template(
        **_card_fields(item),
        source=unpack(item.source),
        sample=item.sample,
        editors=tuple(item.editors or ()),
        lock=int(item.lock),
        review_id=item.review_id,
        release_id=item.release_id,
        deleted_at=clock.parse(item.deleted_at) if item.deleted_at else None,
    )


def add(write: Write, template: Template) -> None:
    """A new template."""
    _ensure_tally(template.organization_id)
    item = TemplateItem(template.organization_id, template.id, **_attributes(template))
    write.put(item, TemplateItem.id.does_not_exist())
    _tally(write, template.organization_id, Counter(), _counted(template))


def replace(write: Write, old: Template, new: Template) -> None:
    """Change what differs between the two, if nobody wrote in between (else it races)."""
    before = _attributes(old)
    after = _attributes(new) | {"lock": old.lock + 1}
    actions: list[Action] = []
    for field, value in after.items():
        attribute = getattr(TemplateItem, field)
        if value != before[field]:
            actions.append(attribute.remove() if value is None else attribute.set(value))
    write.update(TemplateItem(old.organization_id, old.id), actions, TemplateItem.lock == old.lock)
    _tally(write, old.organization_id, _counted(old), _counted(new))


def refuse_change(write: Write, template: Template) -> None:
    """Demand that nobody changed it since it was read (else `write` races)."""
    key = (template.organization_id, template.id)
    write.check(TemplateItem, key, TemplateItem.lock == template.lock)


def cards(
    organization_id: str,
    *,
    by_name: bool = False,
    status: Status | None = None,
    category: str | None = None,
    descending: bool = True,
    cursor: str | None = None,
    at_once: int = 100,
) -> tuple[Iterator[Card], "Place"]:
    """The cards of a list in order, and where the walk stands, for the cursor.

    `at_once` is how many are read from the store at a time.
    """
    index: Index[TemplateItem]
    if status:
        index, group = TemplateItem.by_status, f"{organization_id}#{status}"
    elif category:
        index, group = TemplateItem.by_category, f"{organization_id}#{category}"
    else:
        index = TemplateItem.by_name if by_name else TemplateItem.by_update
        group = organization_id
    of = f"{index.Meta.index_name}:{group}"
    results = index.query(
        group,
        scan_index_forward=not descending,
        last_evaluated_key=decode_cursor(cursor, of=of),
        page_size=at_once,
    )
    # An item of PynamoDB costs ten times the card that is made of it (`make bench`).
    results._map_fn = _card  # noqa: SLF001 (there is no other way to leave the item out)
    return cast("Iterator[Card]", results), Place(results, of)


class Place:
    """Where a walk through an index stands."""

    def __init__(self, results: Any, of: str) -> None:
        self._results = results
        self._of = of

    def cursor(self) -> str | None:
        """The cursor that leads on behind the last card taken."""
        return encode_cursor(self._results.last_evaluated_key, of=self._of)


def tallies(organization_id: str) -> dict[str, int]:
    """The counts that are above zero."""
    try:
        item = TallyItem.get(organization_id, consistent_read=True)
    except TallyItem.DoesNotExist:
        return {}
    counts = cast("dict[str, int]", item.counts.as_dict())
    return {_unescaped(key): int(count) for key, count in counts.items() if count > 0}


def _card(raw: Mapping[str, Mapping[str, Any]]) -> Card:
    """A card from what the store answers: `{"name": {"S": "Sale"}, "revision": {"N": "3"}, …}`."""

    def text(field: str) -> str:
        found: str = raw[field]["S"]
        return found

    def maybe(field: str) -> str | None:
        return raw[field].get("S") if field in raw else None

    approved_at = maybe("approved_at")
    return Card(
        id=text("id"),
        organization_id=text("organization_id"),
        name=text("name"),
        description=text("description"),
        subject=text("subject"),
        preheader=text("preheader"),
        format=Format(text("format")),
        category=text("category"),
        tags=tuple(orjson.loads(text("tags"))),
        status=Status(text("status")),
        revision=int(raw["revision"]["N"]),
        version=int(raw["version"]["N"]),
        approved_version=int(raw["approved_version"]["N"]),
        approved_by=maybe("approved_by"),
        approved_at=clock.parse(approved_at) if approved_at else None,
        fingerprint=text("fingerprint"),
        created_by=text("created_by"),
        updated_by=text("updated_by"),
        created_at=clock.parse(text("created_at")),
        updated_at=clock.parse(text("updated_at")),
    )


def _card_fields(item: TemplateItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "organization_id": item.organization_id,
        "format": Format(item.format),
        "status": Status(item.status),
        "tags": tuple(item.tags),
        "created_at": clock.parse(item.created_at),
        "updated_at": clock.parse(item.updated_at),
        "approved_at": clock.parse(item.approved_at) if item.approved_at else None,
        **{field: getattr(item, field) for field in _COPIED},
        **{field: int(getattr(item, field)) for field in _NUMBERS},
    }


def _attributes(template: Template) -> dict[str, Any]:
    """Every attribute of the item but its key."""
    organization_id = template.organization_id
    listed = not template.deleted_at
    updated_at = clock.stamp(template.updated_at)
    return {
        **{field: getattr(template, field) for field in _COPIED + _NUMBERS},
        "format": template.format.value,
        "status": template.status.value,
        "tags": list(template.tags),
        "created_at": clock.stamp(template.created_at),
        "updated_at": updated_at,
        "approved_at": clock.stamp(template.approved_at) if template.approved_at else None,
        "source": pack(template.source, "source"),
        "sample": template.sample,
        "editors": list(template.editors),
        "lock": template.lock,
        "review_id": template.review_id,
        "release_id": template.release_id,
        "deleted_at": clock.stamp(template.deleted_at) if template.deleted_at else None,
        "library": organization_id if _in_library(template) else None,
        "updated_key": f"{updated_at}#{template.id}" if listed else None,
        "name_key": f"{template.name.casefold()}#{template.id}" if listed else None,
        "status_group": f"{organization_id}#{template.status}" if listed else None,
        "category_group": (
            f"{organization_id}#{template.category}"
            if _in_library(template) and template.category
            else None
        ),
    }


def _in_library(template: Template) -> bool:
    return not template.deleted_at and template.status != Status.ARCHIVED


def _counted(template: Template) -> Counter[str]:
    if template.deleted_at:
        return Counter()
    counts = Counter([f"status:{template.status}"])
    if _in_library(template):
        counts.update(["all", *(f"tag:{tag}" for tag in template.tags)])
        counts.update([f"category:{template.category}"] if template.category else [])
    return counts


def _tally(write: Write, organization_id: str, before: Counter[str], after: Counter[str]) -> None:
    changed = {key: after[key] - before[key] for key in before | after if after[key] != before[key]}
    if changed:
        actions: list[Action] = [
            Path(["counts", _escaped(key)]).add(difference)
            for key, difference in sorted(changed.items())
        ]
        write.update(TallyItem(organization_id), actions)


def _escaped(key: str) -> str:
    """PynamoDB takes brackets in a path for the index of a list; no tag has a line break."""
    return key.replace("[", "\r(").replace("]", "\r)")


def _unescaped(key: str) -> str:
    return key.replace("\r(", "[").replace("\r)", "]")


def _ensure_tally(organization_id: str) -> None:
    try:
        TallyItem.get(organization_id)
    except TallyItem.DoesNotExist:
        try:
            TallyItem(organization_id, counts={}).save(TallyItem.organization_id.does_not_exist())
        except PutError as error:
            # Another process made it in between.
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
