"""What a review does to a template, as parts of the review's own transaction (see `approvals`)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.domain import Actor
from craftify.dynamo.transact import Write
from templates_app.actions.writing import record
from templates_app.domain import Status, Template, Version
from templates_app.rendering.digest import content_digest
from templates_app.rendering.text import plain_text
from templates_app.rendering.variables import variables
from templates_app.store import templates, versions


def frozen(template: Template, html: str, *, by: str, now: datetime) -> Version:
    """The template's next version, with the digest that approvers sign (APP-4)."""
    text = plain_text(html)
    used = tuple(
        variable.name
        for variable in variables(template.source, template.subject, template.preheader)
    )
    parts: dict[str, Any] = {
        "format": template.format,
        "subject": template.subject,
        "preheader": template.preheader,
        "source": template.source,
        "html": html,
        "text": text,
        "variables": used,
    }
    return Version(
        organization_id=template.organization_id,
        template_id=template.id,
        number=template.version + 1,
        name="",
        digest=content_digest(**parts),
        sample=template.sample,
        created_by=by,
        created_at=now,
        **parts,
    )


def recomputed_digest(version: Version) -> str:
    """The digest of what the store holds now; it differs from `version.digest` if tampered with."""
    return content_digest(
        format=version.format,
        subject=version.subject,
        preheader=version.preheader,
        source=version.source,
        html=version.html,
        text=version.text,
        variables=version.variables,
    )


def enter_review(
    write: Write, template: Template, version: Version, *, review_id: str, actor: Actor
) -> None:
    """Store the version and lock the template."""
    versions.add(write, version)
    after = replace(template, status=Status.IN_REVIEW, version=version.number, review_id=review_id)
    templates.replace(write, template, after)
    record(
        write,
        template,
        actor=actor,
        verb="template.submitted",
        version=version.number,
        digest=version.digest,
    )


def leave_review(
    write: Write,
    template: Template,
    status: Status,
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    **change: object,
) -> None:
    """Unlock the template; with `Status.APPROVED`, its latest version is the one to hand out."""
    after = replace(template, status=status, review_id=None)
    if status == Status.APPROVED:
        after = replace(
            after,
            approved_version=template.version,
            approved_by=actor.id,
            approved_at=now,
            release_id=template.review_id,
            editors=(),
        )
    templates.replace(write, template, after)
    record(write, template, actor=actor, verb=verb, version=template.version, **change)
