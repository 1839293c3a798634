"""Delete a template, and bring it back."""

from dataclasses import replace

from accounts.domain import Member, Permission
from craftify import clock
from craftify.dynamo.transact import retried
from templates_app import access
from templates_app.actions.writing import store_change
from templates_app.domain import Status, Template, TemplateLocked


@retried
def delete_template(template_id: str, *, actor: Member) -> None:
    """Hide a template from everybody; its versions and history stay.

    Raises:
        TemplateLocked: it is in review.
        NotFound, Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_DELETE)
    if template.status == Status.IN_REVIEW:
        raise TemplateLocked("This template is in review. Withdraw the review before deleting it.")
    store_change(
        template,
        replace(template, deleted_at=clock.now()),
        actor=actor,
        verb="template.deleted",
        event="templateDeleted",
    )


@retried
def restore_template(template_id: str, *, actor: Member) -> Template:
    """Undo a deletion.

    Raises:
        NotFound: it is not deleted, or there is none.
        Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_DELETE, deleted=True)
    return store_change(
        template,
        replace(template, deleted_at=None),
        actor=actor,
        verb="template.restored",
        event="templateCreated",
    )
