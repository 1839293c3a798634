"""Make a template: from a source, or from another template."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.domain import Member, Permission
from craftify import clock, ids
from craftify.dynamo.transact import retried
from templates_app import access
from templates_app.actions.writing import store_change
from templates_app.domain import Changes, Status, Template, checked, fingerprint
from templates_app.rendering.formats import Format
from templates_app.rendering.variables import sample_for, variables


@retried
def create_template(
    *,
    actor: Member,
    name: str,
    source: str,
    format: Format,
    subject: str = "",
    preheader: str = "",
    description: str = "",
    category: str = "",
    tags: Sequence[str] = (),
    sample: Mapping[str, Any] | None = None,
) -> Template:
    """A new draft. A source with mistakes is stored too; only a review refuses it.

    Without sample data, a skeleton is made of the variables that the source uses.

    Raises:
        Forbidden: the role may not change templates.
        Invalid, TooLarge: a field is not what it should be.
    """
    access.permitted(actor, Permission.TEMPLATES_EDIT)
    fields = checked(
        Changes(
            name=name,
            description=description,
            subject=subject,
            preheader=preheader,
            source=source,
            category=category,
            tags=tuple(tags),
            sample=sample,
        )
    ).given()
    if sample is None:
        fields["sample"] = sample_for(variables(source, subject, preheader))
    now = clock.now()
    template = Template(
        id=ids.new_id("tpl"),
        organization_id=actor.organization_id,
        format=format,
        editors=(actor.id,),
        created_by=actor.id,
        updated_by=actor.id,
        created_at=now,
        updated_at=now,
        **fields,
    )
    template = replace(template, fingerprint=fingerprint(template))
    return store_change(
        None,
        template,
        actor=actor,
        verb="template.created",
        event="templateCreated",
    )


@retried
def duplicate_template(template_id: str, *, actor: Member) -> Template:
    """A new draft with the same content, named "… (copy)".

    Raises:
        NotFound, Forbidden: as `access.template`.
    """
    original = access.template(actor, template_id, Permission.TEMPLATES_EDIT)
    now = clock.now()
    copy = replace(
        original,
        id=ids.new_id("tpl"),
        name=f"{original.name[:113]} (copy)",
        status=Status.DRAFT,
        revision=1,
        version=0,
        approved_version=0,
        approved_by=None,
        approved_at=None,
        review_id=None,
        release_id=None,
        editors=(actor.id,),
        lock=0,
        created_by=actor.id,
        updated_by=actor.id,
        created_at=now,
        updated_at=now,
    )
    return store_change(
        None,
        copy,
        actor=actor,
        verb="template.duplicated",
        event="templateCreated",
        original=original.id,
    )
