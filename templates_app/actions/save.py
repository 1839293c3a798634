"""Save a draft: refused when somebody else saved in between, so that nobody's words are lost."""

from accounts import queries as accounts
from accounts.domain import Member, Permission
from craftify import clock
from craftify.dynamo.transact import retried
from templates_app import access
from templates_app.actions.writing import store_change
from templates_app.domain import Changes, StaleRevision, Template, checked, edited


@retried
def save_template(
    template_id: str, *, actor: Member, revision: int | None, changes: Changes
) -> Template:
    """The template after the save; saving without a change changes and records nothing.

    `revision` is the one that the writer started from; None means that any will do.

    Raises:
        StaleRevision: the draft's content is at another revision; details tell which and whose.
        TemplateLocked: its content is in review or archived.
        Invalid, TooLarge: a field is not what it should be.
        NotFound, Forbidden: as `access.template`.
    """
    template = access.template(actor, template_id, Permission.TEMPLATES_EDIT)
    after = edited(template, checked(changes), by=actor.id, now=clock.now())
    if after is template:
        return template
    if revision not in (None, template.revision) and after.revision != template.revision:
        raise _stale(template)
    return store_change(
        template,
        after,
        actor=actor,
        verb="template.saved",
        event="templateSaved",
    )


def _stale(template: Template) -> StaleRevision:
    person = accounts.people(template.organization_id).get(template.updated_by)
    name = person.name if person else "Somebody"
    return StaleRevision(
        f"{name} saved revision {template.revision} in between. Your text was not stored and is "
        "still in your editor: compare the two, then save again.",
        revision=template.revision,
        updatedBy=name,
        updatedAt=clock.stamp(template.updated_at),
    )
