"""The tables of approvals; `docs/data-model.md` says what reads them."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
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


class ThreadItem(Table):
    """What is said about one place of a template; `template_key` is `organization#template`."""

    class Meta(Place):
        table_name = name("threads")

    template_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    workflow_id = UnicodeAttribute()
    version = NumberAttribute()
    anchor = JSONAttribute()
    blocking = BooleanAttribute()
    status = UnicodeAttribute()
    created_by = UnicodeAttribute()
    created_by_name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    resolved_by_name = UnicodeAttribute(null=True)
    resolved_at = UnicodeAttribute(null=True)
    revision = NumberAttribute()


class CommentItem(Table):
    """One comment; its `id` is `thread#comment`, so that one query reads a template's threads."""

    class Meta(Place):
        table_name = name("comments")

    template_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    words = UnicodeAttribute()
    by = UnicodeAttribute()
    by_name = UnicodeAttribute()
    at = UnicodeAttribute()
    edited_at = UnicodeAttribute(null=True)
    deleted = BooleanAttribute()
    mentions = JSONAttribute()
    reactions = JSONAttribute()
    attachments = JSONAttribute()
    revision = NumberAttribute()


class BlockingItem(Table):
    """How many open threads of a template hold its approval; a submission depends on it."""

    class Meta(Place):
        table_name = name("blocking")

    template_key = UnicodeAttribute(hash_key=True)
    threads = NumberAttribute()


class AttachmentItem(Table):
    """A file beside a comment; its bytes are in the file storage under `organization/id`."""

    class Meta(Place):
        table_name = name("attachments")

    organization_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    template_id = UnicodeAttribute()
    filename = UnicodeAttribute()
    media_type = UnicodeAttribute()
    size = NumberAttribute()
    by = UnicodeAttribute()
