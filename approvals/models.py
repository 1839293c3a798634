"""The tables of approvals; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

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


class ByDue(GlobalSecondaryIndex["WorkflowItem"]):
    """Sparse: the open reviews in which something happens by itself, the next one first."""

    class Meta(IndexPlace):
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_queue = UnicodeAttribute(hash_key=True)
    next_due = UnicodeAttribute(range_key=True)


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
    definition_name = UnicodeAttribute(null=True)
    because = UnicodeAttribute(null=True)
    calendar = JSONAttribute(null=True)
    authors = JSONAttribute(null=True)
    blocking = NumberAttribute(null=True)
    override = JSONAttribute(null=True)
    created_by = UnicodeAttribute()
    created_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    completed_at = UnicodeAttribute(null=True)
    closed_by_name = UnicodeAttribute()
    revision = NumberAttribute()

    state_group = UnicodeAttribute()
    template_key = UnicodeAttribute()
    due_queue = UnicodeAttribute(null=True)
    next_due = UnicodeAttribute(null=True)
    by_state = ByState()
    by_template = ByTemplate()
    by_due = ByDue()


class PolicyItem(Table):
    """An organization's rules: one item, so that they are only ever checked and changed whole."""

    class Meta(Place):
        table_name = name("policies")

    organization_id = UnicodeAttribute(hash_key=True)
    revision = NumberAttribute()
    rules = JSONAttribute()


class ByDelegate(GlobalSecondaryIndex["DelegationItem"]):
    """What was delegated to somebody (`organization#user`)."""

    class Meta(IndexPlace):
        index_name = "by_delegate"
        projection = AllProjection()

    to_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class DelegationItem(Table):
    """That somebody decides for somebody else, from one instant until another."""

    class Meta(Place):
        table_name = name("delegations")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    from_id = UnicodeAttribute()
    to_id = UnicodeAttribute()
    starts_at = UnicodeAttribute()
    ends_at = UnicodeAttribute()
    created_at = UnicodeAttribute()

    to_key = UnicodeAttribute()
    by_delegate = ByDelegate()
