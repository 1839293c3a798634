"""What a review does to a template, as parts of the review's own transaction (see `approvals`)."""

from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from accounts.domain import Actor
from craftify.dynamo.transact import Write
from templates_app.actions.writing import difference, record
from templates_app.documents import carried_ids
from templates_app.domain import Status, Template, Version
from templates_app.rendering.digest import SCHEME, content_digest
from templates_app.rendering.text import plain_text
from templates_app.rendering.variables import variables
from templates_app.store import templates, versions


def frozen(template: Template, html: str, *, by: str, now: datetime) -> Version:
    """The template's next version, with the digest that approvers sign (APP-4)."""
    before = versions.get(template.organization_id, template.id, template.version)
    used = variables(template.source, template.subject, template.preheader)
    version = Version(
        organization_id=template.organization_id,
        template_id=template.id,
        number=template.version + 1,
        name="",
        digest="",
        format=template.format,
        subject=template.subject,
        preheader=template.preheader,
        source=template.source,
        html=html,
        text=plain_text(html),
        variables=tuple(variable.name for variable in used),
        kinds=tuple(variable.kind for variable in used),
        scheme=SCHEME,
        sample=template.sample,
        block_ids=carried_ids(template, before),
        created_by=by,
        created_at=now,
    )
    return replace(version, digest=recomputed_digest(version))


def recomputed_digest(version: Version) -> str:
    """The digest of what the store holds now; it differs from `version.digest` if tampered with."""
    kinds = version.kinds or ("",) * len(version.variables)
    return content_digest(
        format=version.format,
        subject=version.subject,
        preheader=version.preheader,
        source=version.source,
        html=version.html,
        text=version.text,
        # Of unequal lengths nothing is left out, so that neither can be lengthened unseen.
        variables=dict(zip_longest(version.variables, kinds, fillvalue="")),
        assets=version.assets,
        modules=version.modules,
        scheme=version.scheme,
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
        **difference(template, after),
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
    said = {"version": template.version, **difference(template, after), **change}
    record(write, template, actor=actor, verb=verb, **said)
