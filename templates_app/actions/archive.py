"""Put a template out of the way, and take it back."""

from dataclasses import replace

from accounts.domain import Member, Permission
from craftify import clock
from craftify.dynamo.transact import retried
from templates_app import access
from templates_app.actions.writing import store_change
from templates_app.domain import Status, Template, TemplateLocked


@retried
def archive_template(template_id: str, *, actor: Member) -> Template:
    """Take a template out of the library; it can be read, but not changed or submitted.

    Raises:
        TemplateLocked: it is in review.
        NotFound, Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_EDIT)
    if template.status == Status.IN_REVIEW:
        raise TemplateLocked("This template is in review. Withdraw the review before archiving it.")
    if template.status == Status.ARCHIVED:
        return template
    return store_change(
        template,
        replace(template, status=Status.ARCHIVED, updated_at=clock.now(), updated_by=actor.id),
        actor=actor,
        verb="template.archived",
        event="templateSaved",
    )


@retried
def unarchive_template(template_id: str, *, actor: Member) -> Template:
    """Put an archived template back as a draft; its approved version stays what it was.

    Raises:
        NotFound, Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_EDIT)
    if template.status != Status.ARCHIVED:
        return template
    return store_change(
        template,
        replace(template, status=Status.DRAFT, updated_at=clock.now(), updated_by=actor.id),
        actor=actor,
        verb="template.unarchived",
        event="templateSaved",
    )
