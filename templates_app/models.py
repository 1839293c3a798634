"""The tables of templates; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import (
    BinaryAttribute,
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from craftify.dynamo.table import IndexPlace, Place, Table, name

CARD = [
    "name", "description", "subject", "preheader", "format", "category", "tags", "status",
    "revision", "version", "approved_version", "approved_by", "approved_at", "fingerprint",
    "created_by", "updated_by", "created_at", "updated_at",
]  # fmt: skip


class ByUpdate(GlobalSecondaryIndex["TemplateItem"]):
    """An organization's library, latest change last; sparse: not the archived and deleted."""

    class Meta(IndexPlace):
        index_name = "by_update"
        projection = IncludeProjection(CARD)

    library = UnicodeAttribute(hash_key=True)
    updated_key = UnicodeAttribute(range_key=True)


class ByName(GlobalSecondaryIndex["TemplateItem"]):
    """The same by name."""

    class Meta(IndexPlace):
        index_name = "by_name"
        projection = IncludeProjection(CARD)

    library = UnicodeAttribute(hash_key=True)
    name_key = UnicodeAttribute(range_key=True)


class ByStatus(GlobalSecondaryIndex["TemplateItem"]):
    """The templates of one status, latest change last."""

    class Meta(IndexPlace):
        index_name = "by_status"
        projection = IncludeProjection(CARD)

    status_group = UnicodeAttribute(hash_key=True)
    updated_key = UnicodeAttribute(range_key=True)


class ByCategory(GlobalSecondaryIndex["TemplateItem"]):
    """The templates of one category, latest change last."""

    class Meta(IndexPlace):
        index_name = "by_category"
        projection = IncludeProjection(CARD)

    category_group = UnicodeAttribute(hash_key=True)
    updated_key = UnicodeAttribute(range_key=True)


class TemplateItem(Table):
    """A template with its draft; `source` is zstd."""

    class Meta(Place):
        table_name = name("templates")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    subject = UnicodeAttribute()
    preheader = UnicodeAttribute()
    format = UnicodeAttribute()
    category = UnicodeAttribute()
    tags = JSONAttribute()
    status = UnicodeAttribute()
    revision = NumberAttribute()
    version = NumberAttribute()
    approved_version = NumberAttribute()
    approved_by = UnicodeAttribute(null=True)
    approved_at = UnicodeAttribute(null=True)
    fingerprint = UnicodeAttribute()
    created_by = UnicodeAttribute()
    updated_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    source = BinaryAttribute(legacy_encoding=False)
    sample = JSONAttribute()
    editors = JSONAttribute(null=True)
    lock = NumberAttribute()
    review_id = UnicodeAttribute(null=True)
    release_id = UnicodeAttribute(null=True)
    deleted_at = UnicodeAttribute(null=True)

    library = UnicodeAttribute(null=True)
    updated_key = UnicodeAttribute(null=True)
    name_key = UnicodeAttribute(null=True)
    status_group = UnicodeAttribute(null=True)
    category_group = UnicodeAttribute(null=True)
    by_update = ByUpdate()
    by_name = ByName()
    by_status = ByStatus()
    by_category = ByCategory()


class TallyItem(Table):
    """How many templates an organization has: `all`, `status:…`, `category:…`, `tag:…`."""

    class Meta(Place):
        table_name = name("tallies")

    organization_id = UnicodeAttribute(hash_key=True)
    counts: MapAttribute[str, int] = MapAttribute()


class VersionItem(Table):
    """A version; `template_key` is `organization#template`, the big parts are contents."""

    class Meta(Place):
        table_name = name("versions")

    template_key = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    name = UnicodeAttribute()
    digest = UnicodeAttribute()
    format = UnicodeAttribute()
    subject = UnicodeAttribute()
    preheader = UnicodeAttribute()
    variables = JSONAttribute()
    kinds = JSONAttribute(null=True)
    assets = JSONAttribute(null=True)
    modules = JSONAttribute(null=True)
    scheme = NumberAttribute(default=1)
    block_ids = BinaryAttribute(null=True, legacy_encoding=False)
    sample = JSONAttribute()
    source = UnicodeAttribute()
    html = UnicodeAttribute()
    text = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()


class ContentItem(Table):
    """A big text by its SHA-256, zstd; written once, shared by the versions that hold it."""

    class Meta(Place):
        table_name = name("contents")

    organization_id = UnicodeAttribute(hash_key=True)
    digest = UnicodeAttribute(range_key=True)
    data = BinaryAttribute(legacy_encoding=False)
