"""The tables of approvals; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from craftify.dynamo.table import IndexPlace, Place, Table, name


class ByState(GlobalSecondaryIndex["WorkflowItem"]):
    """`organization#open` or `organization#closed`, by time of submission."""

    class Meta(IndexPlace):
        index_name = "by_state"
        projection = AllProjection()

    state_group = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class ByTemplate(GlobalSecondaryIndex["WorkflowItem"]):
    """The reviews of one template (`organization#template`), by time of submission."""

    class Meta(IndexPlace):
        index_name = "by_template"
        projection = AllProjection()

    template_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class WorkflowItem(Table):
    """A review."""

    class Meta(Place):
        table_name = name("workflows")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    template_id = UnicodeAttribute()
    template_name = UnicodeAttribute()
    subject = UnicodeAttribute()
    version = NumberAttribute()
    digest = UnicodeAttribute()
    status = UnicodeAttribute()
    steps = JSONAttribute()
    current_step = NumberAttribute()
    note = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    completed_at = UnicodeAttribute(null=True)
    closed_by_name = UnicodeAttribute()
    revision = NumberAttribute()

    state_group = UnicodeAttribute()
    template_key = UnicodeAttribute()
    by_state = ByState()
    by_template = ByTemplate()
